"""Descriptions of the release that programs can read, all made from the declared schemas:

Data Package, CSV on the Web and CITATION.cff.
"""
