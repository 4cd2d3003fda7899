"""Intervals, tests and models: what a difference between groups can and cannot tell."""
