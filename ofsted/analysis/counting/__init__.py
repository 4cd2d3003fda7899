"""Filters and counts: which recommendations a reader chose, and how many carry a code."""
