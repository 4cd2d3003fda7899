"""How each kind of chart is read: in a few sentences, with an example that is made up."""

from __future__ import annotations

from typing import NamedTuple


class Reading(NamedTuple):
    """What the marks of a kind of chart mean, and one of them read out."""

    told: str
    example: str


READINGS: dict[str, Reading] = {
    "ranked": Reading(
        "Each bar is a category or a theme, the longest first. Its length is the measure named "
        "under the chart. The thin line is the margin of error.",
        "“20% · 30 of 90 reports” means: 20 in 100 recommendations name it. Of 90 reports, 30 name "
        "it at least once.",
    ),
    "grouped": Reading(
        "Each block is a category or a theme. Each of its bars is a group. Compare bars within a "
        "block, not between blocks.",
        "One bar says 12%, the next 8%, and their thin lines overlap. That can be chance: the page "
        "Compare tests it.",
    ),
    "grid": Reading(
        "Rows are categories or themes, columns are groups. The darker a cell, the larger its "
        "figure. Grey columns hold counts, for they have too few reports for shares.",
        "“25%” in a column headed “of 200” means: 50 of the 200 recommendations to that group "
        "name what the row names.",
    ),
    "pair": Reading(
        "Each row has two marks: a circle for A, a diamond for B. The line between them is the "
        "difference. "
        "At the right it is written in percentage points, with its 95% interval.",
        "A 15%, B 8%, “+7 (2 to 12)” means: more in A, for the interval leaves out 0. "
        "“Can’t tell” does not mean that both sides are alike.",
    ),
    "trend": Reading(
        "Each small chart is a category or a theme, all on one scale. Dots are shares, the band is "
        "the 95% interval. Numbered lines are policy dates.",
        "A line runs from 30% in 2019 to 20% in 2025. Whether chance alone could give that, the "
        "words under the chart say.",
    ),
    "slope": Reading(
        "Each row is how far a share moves in a year. Each framework has a level of its own. Where "
        "their slopes differ, both are told. The interval is for its row alone. To see what chance "
        "gives, inspection days are dealt out anew within a framework (a permutation test). The "
        "false-alarm rate (q) allows for all rows (Benjamini and Hochberg).",
        "“−1.0 points a year, false-alarm rate 0.02” means: one point less each year. Of findings "
        "this clear, about 2 in 100 would come of chance.",
    ),
    "composition": Reading(
        "Each bar is all recommendations of a group. Its parts add up to 100%.",
        "Parts of 80%, 15% and 5% of 200 recommendations mean: 160, 30 and 10 of them.",
    ),
    "tiles": Reading(
        "Each tile is a council, all of one size. Colour and letter say the same, and the key "
        "above names them. Follow a tile to the council’s page.",
        "A tile marked G: the latest report chosen here rates that council good.",
    ),
    "again": Reading(
        "Each row is a theme with two marks. One is how often the next report lists it where the "
        "first report did. The other is how often where it did not.",
        "“Listed before 40% (20 of 50), not before 25% (25 of 100)” means: it came up again more "
        "often than it comes up anyway.",
    ),
    "inspections": Reading(
        "Columns are inspections by their day, rows are what was judged. A letter is a grade. The "
        "last row counts recommendations.",
        "G under 2015 and O under 2018 in one row: that judgement was good, then outstanding.",
    ),
    "profile": Reading(
        "Each block is a category. Its marks are the council, its neighbours, its region and "
        "England.",
        "“6 of 20, 3.1 expected” means: six of its 20 recommendations name it. At England’s share "
        "it would be about three.",
    ),
    "agreement": Reading(
        "Each dot is how closely the two codings agree beyond chance, with its 95% interval. "
        "1 is full agreement, 0 is no more than chance.",
        "0.85 for a theme means: given one coding, the other is nearly known. It does not mean "
        "that either is right.",
    ),
    "range": Reading(
        "The dot is all reports. The bar spans the middle 95% of 1,000 samples.",
        "A dot at 20% and a bar from 12% to 29%: one sample alone could have told anything "
        "between.",
    ),
}
