"""Reads one inspection report: its cover, its judgements and every recommendation it formally
lists.
"""
