"""Files to take away: lists and packs as spreadsheets and documents, references, and codings for
programs of qualitative analysis. Pure; libraries that write a format are imported when first
needed.
"""
