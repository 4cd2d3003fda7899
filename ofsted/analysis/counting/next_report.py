"""What the next full report on the same council shows of each recommendation to it.

Every recommendation to a council has exactly one of five outcomes (`glossary.NEXT_REPORTS`):

* `theme`: one of its themes, other than delay and consistency of casework, is in the next report.
* `delay`: the next report has only delay or consistency of casework in common with it.
* `not`: none of its themes is in the next report.
* `none`: there is no later full report on the council.
* `unknown`: it cannot be compared. It carries no theme; or its own report is not a full one; or
  its council was abolished before another full report.

What these words mean, and how far they carry:

* **Full report.** A standard, short or re-inspection under any framework. The inspections of
  looked-after children of 2013 and reviews of a safeguarding board alone cover a part of the
  services. They are never the next report, and recommendations in them have none.
* **Next.** The first full report on the same provider number by the day on which the inspection
  ended, under whatever framework. Abolished councils are not joined to their successors.
  Monitoring visits and focused visits are not in the data.
* **Same.** Themes as they were coded are the unit of sameness, not wordings: two recommendations
  may share a theme and ask for different things, or ask for the same under different themes. A
  theme that only names a group of children counts like any other, so it may be all they share.
* **Delay and consistency.** Delay in casework stands beside so many other themes that alone it does
  not make a match, and neither does consistency of casework (`GENERAL_THEMES`).
* **Length.** A longer next report shares more themes with anything. Later reports are mostly
  shorter. A next report in which no recommendation was found counts as one that lists none.

`not` says nothing of what a council did: what inspectors do not list again may be as it was.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from ofsted.glossary import NEXT_REPORTS

Asked = dict[str, tuple[str, ...]]  # themes by recommendation, in the order of a report
GENERAL_THEMES = frozenset({"casework/timeliness", "casework/consistency"})


@dataclass(frozen=True)
class Match:
    """What another full report on the same council shares with one recommendation.

    `recommendation_ids` are those of that report with a theme in common, in its order, and `themes`
    the themes in common. Where more than delay and consistency is in common, these are left out.
    """

    report_id: str
    year: int
    recommendation_ids: tuple[str, ...]
    themes: tuple[str, ...]


@dataclass(frozen=True)
class Matches:
    """What every recommendation to a council shares with the full reports next to its own.

    `following` and `preceding` give the report after and before a full report, `years` the year of
    every report, `asked` its recommendations to the council with their themes, by report, and
    `report_of` the report of each of these recommendations.
    """

    following: dict[str, str]
    preceding: dict[str, str]
    years: dict[str, int]
    asked: dict[str, Asked]
    report_of: dict[str, str]

    def after(self, recommendation_id: str) -> Match | None:
        """What the next full report shares with a recommendation; None where nothing is in common,
        there is no such report, or it is no recommendation to a council.
        """
        return self._match(recommendation_id, self.following)

    def before(self, recommendation_id: str) -> Match | None:
        """What the full report before its own shares with a recommendation; None likewise."""
        return self._match(recommendation_id, self.preceding)

    def _match(self, recommendation_id: str, neighbours: dict[str, str]) -> Match | None:
        own = self.report_of.get(recommendation_id, "")
        other = neighbours.get(own)
        if other is None:
            return None
        themes = self.asked[own][recommendation_id]
        there = self.asked.get(other, {})
        common = shared_themes(themes, _united(there.values()))
        if not common:
            return None
        ids = [each for each, named in there.items() if not common.isdisjoint(named)]
        shared = tuple(theme for theme in themes if theme in common)
        return Match(other, self.years[other], tuple(ids), shared)


def match_reports(reports: pd.DataFrame, recommendations: pd.DataFrame) -> Matches:
    """The matches of all recommendations, to be made once for a dataset."""
    following = _next_ids(reports)
    preceding = {after: before for before, after in following.items()}
    report_ids = reports["report_id"].tolist()
    years = dict(zip(report_ids, reports["year"].tolist(), strict=True))
    asked: dict[str, Asked] = {}
    report_of: dict[str, str] = {}
    for recommendation_id, report_id, body, themes in _rows(recommendations):
        if body == "authority":
            listed = asked.setdefault(report_id, {})
            listed[recommendation_id] = tuple(themes)
            report_of[recommendation_id] = report_id
    return Matches(following, preceding, years, asked, report_of)


def is_full(reports: pd.DataFrame) -> pd.Series:
    """Bool over reports: those that cover all of a council's services for children."""
    is_of_council = reports["variant"] != "lscb-review"
    return is_of_council & (reports["framework"] != "LAC-2013")


def follow_reports(reports: pd.DataFrame) -> pd.DataFrame:
    """One row per full report that is followed by another on the same council: `report_id` and
    `next_report_id`, by council and day. The index is that of the first report.
    """
    ordered = reports[is_full(reports)]
    ordered = ordered.sort_values(["urn", "inspected_to_on"], kind="stable")
    following = ordered.groupby("urn", sort=False)["report_id"].shift(-1)
    pairs = ordered[["report_id"]].assign(next_report_id=following)
    return pairs[following.notna()]


def code_next_reports(
    reports: pd.DataFrame, recommendations: pd.DataFrame, present: Collection[str]
) -> list[str | None]:
    """The outcome of every recommendation in its order; None for those to a safeguarding board.

    `present` are the provider numbers of councils that were not abolished.
    """
    following = _next_ids(reports)
    full = set(reports.loc[is_full(reports), "report_id"])
    listed = _themes_by_report(recommendations)
    urns = recommendations["urn"].tolist()
    outcomes: list[str | None] = []
    for (_, report_id, body, themes), urn in zip(_rows(recommendations), urns, strict=True):
        outcome: str | None = "unknown"
        if body != "authority":
            outcome = None
        elif report_id in following:
            there = listed.get(following[report_id], set())
            outcome = _compare(set(themes), there)
        elif report_id in full and urn in present:
            outcome = "none"
        outcomes.append(outcome)
    return outcomes


def present_councils(areas: pd.DataFrame) -> set[str]:
    """Provider numbers of the councils that were not abolished."""
    return set(areas.loc[areas["active_to_on"].isna(), "urn"].dropna())


def count_by_report(reports: pd.DataFrame, recommendations: pd.DataFrame, urn: str) -> pd.DataFrame:
    """One row per full report on a council that was followed by another, oldest first.

    `report_id`, `year`, `next_report_id`, `next_year`, `recommendation_count` and
    `next_recommendation_count` (to the council), and the number of recommendations with each of
    the outcomes, under its code.
    """
    council = reports[reports["urn"] == urn]
    table = follow_reports(council).reset_index(drop=True)
    years = council.set_index("report_id")["year"]
    asked = recommendations[recommendations["body"] == "authority"]
    lengths = asked["report_id"].value_counts()
    for name in ("", "next_"):
        ids = table[f"{name}report_id"]
        table[f"{name}year"] = ids.map(years)
        table[f"{name}recommendation_count"] = _look_up(lengths, ids)
    for code in NEXT_REPORTS:
        is_coded = asked["next_report"] == code
        counts = asked.loc[is_coded, "report_id"].value_counts()
        table[code] = _look_up(counts, table["report_id"])
    return table


def count_outcomes(recommendations: pd.DataFrame, urn: str) -> dict[str, int]:
    """How many recommendations to a council have each outcome, by its code; they add up to all."""
    is_own = (recommendations["urn"] == urn) & (recommendations["body"] == "authority")
    counts = recommendations.loc[is_own, "next_report"].value_counts()
    return {code: int(counts.get(code, 0)) for code in NEXT_REPORTS}


def shared_themes(themes: Iterable[str], others: Iterable[str]) -> set[str]:
    """Themes in common; delay and consistency of casework only where nothing else is."""
    common = set(themes) & set(others)
    return common - GENERAL_THEMES or common


def _compare(themes: set[str], following: set[str]) -> str:
    if not themes:
        return "unknown"
    common = shared_themes(themes, following)
    if not common:
        return "not"
    if common <= GENERAL_THEMES:
        return "delay"
    return "theme"


def _rows(recommendations: pd.DataFrame) -> Iterator[tuple[str, str, str, Iterable[str]]]:
    """Id, report, body and themes of every recommendation."""
    names = ("recommendation_id", "report_id", "body", "themes")
    columns = [recommendations[name].tolist() for name in names]
    return zip(*columns, strict=True)


def _look_up(counts: pd.Series, ids: pd.Series) -> list[int]:
    """The count of every id, 0 where it has none."""
    return ids.map(counts).fillna(0).astype(int).tolist()


def _next_ids(reports: pd.DataFrame) -> dict[str, str]:
    pairs = follow_reports(reports)
    return dict(zip(pairs["report_id"], pairs["next_report_id"], strict=True))


def _themes_by_report(recommendations: pd.DataFrame) -> dict[str, set[str]]:
    """The themes of every report's recommendations to the council."""
    asked = recommendations[recommendations["body"] == "authority"]
    lists = asked.groupby("report_id")["themes"]
    return {str(report_id): _united(themes) for report_id, themes in lists}


def _united(lists: Iterable[Iterable[str]]) -> set[str]:
    return {theme for themes in lists for theme in themes}
