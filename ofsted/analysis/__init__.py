"""Filters, counts and findings: pure functions from frames to frames and words."""

from ofsted.analysis.counts import GROUPINGS, LEVELS, SMALL_GROUP, UNITS, count_codes, count_left_out, few_reports, value_column
from ofsted.analysis.coverage import count_reports
from ofsted.analysis.dataset import Dataset, join_dataset
from ofsted.analysis.export import csv_text
from ofsted.analysis.findings import headline_change, headline_coverage, headline_heatmap, headline_ranking, headline_split
from ofsted.analysis.selection import (
    Selection,
    choose_recommendations,
    choose_reports,
    count_options,
    describe_selection,
    list_options,
)

__all__ = [
    "Dataset", "GROUPINGS", "LEVELS", "SMALL_GROUP", "Selection", "UNITS", "choose_recommendations", "choose_reports", "count_codes", "count_left_out",
    "count_options", "count_reports", "csv_text", "describe_selection", "few_reports", "headline_change", "headline_coverage", "headline_heatmap",
    "headline_ranking", "headline_split", "join_dataset", "list_options", "value_column",
]
