"""Sentences that say what a chart shows, made from its numbers."""
