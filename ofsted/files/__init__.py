"""Files to take away: lists and packs as spreadsheets and documents, references, and codings for
programs of qualitative analysis. Pure but for `qualitative`, which reads the stored tables;
libraries that write a format are imported when first needed.
"""
