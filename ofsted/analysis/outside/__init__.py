"""Figures that others published beside those that the release gives, and what missing reports
could change.
"""
