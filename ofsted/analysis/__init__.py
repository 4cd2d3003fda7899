"""Filters, counts and findings: pure functions from frames to frames and words."""

from ofsted.analysis.comparison import EQUIVALENT, SMALL_THEME, VERDICTS, compare_all, compare_groups, compare_selections
from ofsted.analysis.counts import GROUPINGS, LEVELS, SMALL_GROUP, UNITS, count_codes, count_left_out, few_reports, value_column
from ofsted.analysis.coverage import count_reports
from ofsted.analysis.dataset import Dataset, join_dataset
from ofsted.analysis.designs import DESIGNS
from ofsted.analysis.export import csv_text
from ofsted.analysis.findings import headline_change, headline_coverage, headline_heatmap, headline_ranking, headline_split
from ofsted.analysis.schemes import Place, apply_scheme, describe_scheme, place_themes
from ofsted.analysis.intervals import add_intervals, expected_prevalence, share_intervals
from ofsted.analysis.selection import (
    Selection,
    choose_recommendations,
    choose_reports,
    count_options,
    describe_selection,
    list_options,
)
from ofsted.analysis.tallies import Tally, group_members, tally_groups, tally_reports
from ofsted.analysis.trends import count_steps, framework_starts, headline_trends, list_steps, measure_trends, points

__all__ = [
    "DESIGNS", "EQUIVALENT", "SMALL_THEME", "Tally", "VERDICTS", "add_intervals", "compare_all", "compare_groups", "compare_selections",
    "expected_prevalence", "group_members", "share_intervals", "tally_groups", "tally_reports",
    "Dataset", "GROUPINGS", "LEVELS", "Place", "SMALL_GROUP", "Selection", "UNITS", "apply_scheme", "choose_recommendations", "choose_reports",
    "count_codes", "count_left_out", "count_options", "count_reports", "csv_text", "describe_scheme", "describe_selection", "few_reports",
    "headline_change", "headline_coverage", "headline_heatmap",
    "headline_ranking", "headline_split", "join_dataset", "list_options", "place_themes", "value_column",
    "count_steps", "framework_starts", "headline_trends", "list_steps", "measure_trends", "points",
]
