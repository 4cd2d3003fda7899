"""How far the coding can be trusted, in words and tables.

Agreement of the two coders, what they confused, and how rulings went. Frames are the stored tables
on agreement (one row per code and scope; one per set of codes) and on disagreements.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import product
from operator import attrgetter

import pandas as pd

from ofsted import glossary, words
from ofsted.analysis.headlines.phrases import by_number, part_of
from ofsted.analysis.headlines.rows import row_of_most
from ofsted.codebook import Codebook
from ofsted.limits import EXCELLENT_KAPPA, LEAST_KAPPA, LEAST_RECOMMENDATIONS

NOT_SHOWN = {
    "rare": f"fewer than {LEAST_RECOMMENDATIONS} recommendations",
    "low-kappa": f"kappa below {LEAST_KAPPA:.2f}",
}

_SCOPES = {
    "all": "all recommendations",
    "authority": "recommendations to authorities",
    "lscb": "recommendations to safeguarding boards",
}
_NOUNS = {"category": ("category", "categories"), "theme": ("theme", "themes")}
_OUTCOMES = ("theme_kept", "other_kept", "both_kept", "neither_kept", "unruled")
# Which of two confused themes a ruling kept: the one, the other.
_OUTCOME_OF = {
    (True, False): "theme_kept",
    (False, True): "other_kept",
    (True, True): "both_kept",
    (False, False): "neither_kept",
}
_OUTCOME_WORDS = {
    "theme_kept": "the first",
    "other_kept": "the second",
    "both_kept": "both",
    "neither_kept": "neither",
    "unruled": "not ruled on",
}
_MEASURES = {
    "texts-audited": "Agreements read again, of all wordings on which both codings agree",
    "labels-wrong": "Themes given by both that the third reading found wrong",
    "texts-with-error": "Wordings read again with any theme wrong or missing",
    "labels-found": "Themes that ought to be there and were given by both",
}


def pick_scope(frameworks: tuple[str, ...], body: str) -> str:
    """The scope that the filters come nearest to.

    A framework chosen alone, else the safeguarding board, else all.
    """
    if len(frameworks) == 1:
        return frameworks[0]
    if body == "lscb":
        return "lscb"
    return "all"


def describe_scope(scope: str) -> str:
    """A scope in words, e.g. "recommendations in SIF reports"."""
    if scope in _SCOPES:
        return _SCOPES[scope]
    return f"recommendations in {glossary.short_label('framework', scope)} reports"


def take_scope(frame: pd.DataFrame, scheme: str, scope: str, level: str) -> pd.DataFrame:
    """The rows of one view of the codebook, scope and level."""
    is_in_scheme = frame["scheme"] == scheme
    is_in_scope = frame["scope"] == scope
    is_of_level = frame["level"] == level
    taken = frame[is_in_scheme & is_in_scope & is_of_level]
    return taken.reset_index(drop=True)


def headline_agreement(by_code: pd.DataFrame, by_set: pd.DataFrame) -> str:
    """How often both gave the same codes, and the code they agreed on least, in one scope."""
    if by_set.empty or not by_set["recommendation_count"].iloc[0]:
        return "No recommendation here was coded by two coders."
    sets = by_set.iloc[0]
    one, several = _NOUNS[sets["level"]]
    total = int(sets["recommendation_count"])
    same = total - int(sets["disagreement_count"])
    share = words.percent(same / total)
    finding = (
        f"Both codings give the same {several} to {share} of recommendations "
        f"({part_of(same, total)})"
    )
    is_known = by_code["kappa"].notna()
    known = by_code[is_known & by_code["is_shown"]]
    if known.empty:
        return f"{finding}. Too few reports for coefficients: counts only."
    kappa = known["kappa"]
    worst = row_of_most(known, -kappa)
    excellent = (kappa > EXCELLENT_KAPPA).sum()
    codes = by_number(len(known), one, several)
    return (
        f"{finding}. Kappa is above {EXCELLENT_KAPPA:.2f} for {excellent} of {len(known)} "
        f"{codes}; it is lowest, {worst['kappa']:.2f}, for {worst['label']}."
    )


def with_labels(by_code: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """The rows with the label of each code and the label of its category."""
    categories = by_code["code"].map(lambda code: code.split("/")[0])
    return by_code.assign(
        label=by_code["code"].map(codebook.labels), category_label=categories.map(codebook.labels)
    )


def printed_agreement(by_code: pd.DataFrame) -> pd.DataFrame:
    """The rows under column names a reader understands, lowest kappa first.

    Coefficients to three places, percentages to one, blank where undefined.
    """
    rows = by_code.sort_values("kappa", kind="stable", na_position="last")
    level = "theme"
    if len(rows):
        level = str(rows["level"].iloc[0])
    table: dict[str, pd.Series | list[str]] = {glossary.field_label(level): rows["label"]}
    if level == "theme":
        table["Category"] = rows["category_label"]
    table |= {
        "Recommendations (N)": rows["recommendation_count"],
        "Given by both": rows["both_count"],
        "Only by the first": rows["first_only_count"],
        "Only by the second": rows["second_only_count"],
        "After adjudication": rows["adjudicated_count"],
        "Prevalence (%)": (rows["prevalence"] * 100).round(1),
        "Agreement (%)": (rows["agreement"] * 100).round(1),
        "Kappa": _printed(rows["kappa"]),
        "Kappa, 95% interval": _printed_intervals(rows["kappa_low"], rows["kappa_high"]),
        "Positive agreement": _printed(rows["positive_agreement"]),
        "AC1 (beside kappa only)": _printed(rows["ac1"]),
    }
    return pd.DataFrame(table).reset_index(drop=True)


def printed_sets(by_set: pd.DataFrame) -> pd.DataFrame:
    """What two coders agreed on as sets, one row per scope.

    Alpha with its interval, disagreements and how rulings went.
    """
    return pd.DataFrame([_printed_set(row) for _, row in by_set.iterrows()])


def _printed_set(row: pd.Series) -> dict[str, object]:
    first = row["first_kept_count"] + row["first_dropped_count"]
    second = row["second_kept_count"] + row["second_dropped_count"]
    return {
        "Recommendations": _scope_label(row["scope"]),
        "N": row["recommendation_count"],
        "Reports": row["report_count"],
        "Alpha": _number(row["alpha"]),
        "Alpha, 95% interval": _interval(row["alpha_low"], row["alpha_high"]),
        "Mean kappa": _number(row["mean_kappa"]),
        "Adjudicated": part_of(row["disagreement_count"], row["recommendation_count"]),
        "First coder’s codes kept": part_of(row["first_kept_count"], first),
        "Second coder’s codes kept": part_of(row["second_kept_count"], second),
        "Disputed codes": first + second,
    }


def _scope_label(scope: str) -> str:
    """A scope as the head of a row."""
    if scope in _SCOPES:
        return _SCOPES[scope].capitalize()
    return glossary.label("framework", scope)


def printed_weak(by_code: pd.DataFrame, codebook: Codebook, scheme: str) -> pd.DataFrame:
    """Themes that are never shown on their own, why, and where they are counted instead."""
    rows = by_code[~by_code["is_shown"]].sort_values(["adjudicated_count", "code"])
    weak = set(rows["code"])
    table = {
        "Theme": rows["label"],
        "Category": rows["category_label"],
        "Recommendations with it": rows["adjudicated_count"],
        "All recommendations": rows["recommendation_count"],
        "Kappa": _printed(rows["kappa"]),
        "Why": rows["why_not"].map(NOT_SHOWN),
        "Where it is counted": rows["code"].map(
            lambda code: _home_words(code, weak, codebook, scheme)
        ),
    }
    return pd.DataFrame(table).reset_index(drop=True)


def _home_words(code: str, weak: set[str], codebook: Codebook, scheme: str) -> str:
    """Where a weak theme is counted: the nearest theme above it that is shown, or its category."""
    parent = None
    if scheme == "full":
        parents = {theme.id: theme.rolls_up_to for theme in codebook.themes}
        parent = parents[code]
        while parent in weak:
            parent = parents[parent]
    if not parent:
        return "counted in its category only"
    return f"rolled up into {codebook.labels[parent]}"


def why_not_shown(by_code: pd.DataFrame) -> dict[str, str]:
    """The themes of the codebook that are never shown on their own, each with why in words."""
    is_in_scheme = by_code["scheme"] == "full"
    is_in_scope = by_code["scope"] == "all"
    is_weak = ~by_code["is_shown"]
    rows = by_code[is_in_scheme & is_in_scope & is_weak]
    reasons = rows["why_not"].map(NOT_SHOWN)
    return dict(zip(rows["code"], reasons, strict=True))


def find_confusions(disagreements: pd.DataFrame) -> pd.DataFrame:
    """Pairs of themes that two coders gave to the same recommendation, one each; commonest first.

    Columns: theme, other (codes in alphabetical order), recommendation_count, theme_kept,
    other_kept, both_kept, neither_kept, unruled, recommendation_ids. Where a coder gave two themes
    and the other coder two others, each pair counts.
    """
    outcomes: dict[tuple[str, str], list[str]] = defaultdict(list)
    ids: dict[tuple[str, str], list[str]] = defaultdict(list)
    for recommendation_id, rows in disagreements.groupby("recommendation_id", sort=False):
        for pair, outcome in _confused_pairs(rows):
            outcomes[pair].append(outcome)
            ids[pair].append(str(recommendation_id))
    found = []
    for pair, told in outcomes.items():
        counts = [told.count(outcome) for outcome in _OUTCOMES]
        found.append((*pair, len(told), *counts, ids[pair]))
    confusions = pd.DataFrame(
        found,
        columns=["theme", "other", "recommendation_count", *_OUTCOMES, "recommendation_ids"],
    )
    return confusions.sort_values(
        ["recommendation_count", "theme", "other"],
        ascending=[False, True, True],
        ignore_index=True,
    )


def _confused_pairs(rows: pd.DataFrame) -> Iterable[tuple[tuple[str, str], str]]:
    """Each theme of one coder with each of the other's, and what the ruling kept of the two."""
    coders = rows["coder"].unique()
    if len(coders) < 2:
        return
    first, second = (rows[rows["coder"] == coder] for coder in coders)
    for pair in product(first.itertuples(), second.itertuples()):
        one, other = sorted(pair, key=attrgetter("theme"))
        themes = (one.theme, other.theme)
        yield themes, _outcome(one.is_kept, other.is_kept)


def _outcome(is_kept: bool | None, is_other_kept: bool | None) -> str:
    if pd.isna(is_kept) or pd.isna(is_other_kept):
        return "unruled"
    return _OUTCOME_OF[bool(is_kept), bool(is_other_kept)]


def printed_confusions(confusions: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Confused pairs with the outcome of the rulings in words."""
    table = {
        "One coder gave": confusions["theme"].map(codebook.labels),
        "The other gave": confusions["other"].map(codebook.labels),
        "Recommendations": confusions["recommendation_count"],
        "What the ruling kept": [_outcome_words(row) for _, row in confusions.iterrows()],
    }
    return pd.DataFrame(table)


def _outcome_words(row: pd.Series) -> str:
    """How the rulings on a pair went, e.g. "the first 2 of 3, both 1 of 3"."""
    return ", ".join(
        f"{name} {row[outcome]} of {row['recommendation_count']}"
        for outcome, name in _OUTCOME_WORDS.items()
        if row[outcome]
    )


def count_lone(disagreements: pd.DataFrame) -> pd.DataFrame:
    """Themes that one coder gave where the other gave nothing else instead; commonest first.

    Columns: theme, recommendation_count, kept_count.
    """
    coders = disagreements.groupby("recommendation_id")["coder"].transform("nunique")
    lone = disagreements[coders == 1]
    counts = lone.groupby("theme")["is_kept"].agg(
        recommendation_count="size", kept_count=_count_kept
    )
    return (
        counts.reset_index()
        .sort_values(["recommendation_count", "theme"], ascending=[False, True])
        .reset_index(drop=True)
    )


def _count_kept(is_kept: pd.Series) -> int:
    """How many were kept; those without a ruling are blank and were not."""
    return int(is_kept.eq(True).sum())


def printed_lone(lone: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Themes that only one coder saw, with how often the ruling kept them."""
    table = {
        "Theme": lone["theme"].map(codebook.labels),
        "Recommendations": lone["recommendation_count"],
        "Kept by the ruling": _printed_parts(lone["kept_count"], lone["recommendation_count"]),
    }
    return pd.DataFrame(table)


def printed_audit(audit: pd.DataFrame) -> pd.DataFrame:
    """The rates of the audit under names a reader understands."""
    table = {
        "Measure": audit["measure"].map(_MEASURES),
        "Count": _printed_parts(audit["part_count"], audit["whole_count"]),
        "Share (%)": (audit["share"] * 100).round(1),
        "95% interval (%)": [
            _percent_interval(low, high)
            for low, high in zip(audit["share_low"], audit["share_high"], strict=True)
        ],
    }
    return pd.DataFrame(table)


def _printed(values: pd.Series) -> list[str]:
    return [_number(value) for value in values]


def _printed_intervals(lows: pd.Series, highs: pd.Series) -> list[str]:
    return [_interval(low, high) for low, high in zip(lows, highs, strict=True)]


def _printed_parts(parts: pd.Series, wholes: pd.Series) -> list[str]:
    return [part_of(part, whole) for part, whole in zip(parts, wholes, strict=True)]


def _number(value: float) -> str:
    if pd.isna(value):
        return "–"
    return f"{value:.3f}"


def _interval(low: float, high: float) -> str:
    if pd.isna(low):
        return "–"
    return f"{low:.3f} to {high:.3f}"


def _percent_interval(low: float, high: float) -> str:
    if pd.isna(low):
        return "–"
    return f"{low * 100:.1f} to {high * 100:.1f}"
