"""Charts of counts frames, each with its table and its text alternative."""

from ofsted.charts.agreement import kappa_alt_text, kappa_dots
from ofsted.charts.bars import MOST_GROUPS, grouped_bars, grouped_min_width, ranked_bars
from ofsted.charts.coverage import coverage_bars
from ofsted.charts.grid import matrix, matrix_min_width
from ofsted.charts.printed import alt_text, printed_table, wide_table
from ofsted.charts.steps import step_alt_text, step_line
from ofsted.charts.style import PALETTE, ranked_codes, shown_unit

__all__ = [
    "MOST_GROUPS", "PALETTE", "alt_text", "coverage_bars", "grouped_bars", "grouped_min_width", "kappa_alt_text", "kappa_dots", "matrix", "matrix_min_width",
    "printed_table",
    "ranked_bars", "ranked_codes", "shown_unit", "step_alt_text", "step_line", "wide_table",
]
