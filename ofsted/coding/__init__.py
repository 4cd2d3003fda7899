"""Gives codebook themes to recommendations."""
