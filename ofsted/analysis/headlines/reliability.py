"""How far the coding can be trusted, in words and tables: agreement of the two coders, what they
confused, and how rulings went.

Frames are the stored tables on agreement (one row per code and scope; one per set of codes) and on
disagreements.
"""

from __future__ import annotations

from itertools import product

import pandas as pd

from ofsted import glossary, words
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


def pick_scope(frameworks: tuple[str, ...], body: str) -> str:
    """The scope that the filters come nearest to: a framework chosen alone, else the safeguarding
    board, else all.
    """
    if len(frameworks) == 1:
        return frameworks[0]
    return "lscb" if body == "lscb" else "all"


def describe_scope(scope: str) -> str:
    """A scope in words, e.g. "recommendations in SIF reports"."""
    return (
        _SCOPES.get(scope)
        or f"recommendations in {glossary.short_label('framework', scope)} reports"
    )


def take_scope(frame: pd.DataFrame, scheme: str, scope: str, level: str) -> pd.DataFrame:
    """The rows of one view of the codebook, scope and level."""
    return frame[
        (frame["scheme"] == scheme) & (frame["scope"] == scope) & (frame["level"] == level)
    ].reset_index(drop=True)


def headline_agreement(by_code: pd.DataFrame, by_set: pd.DataFrame) -> str:
    """How often both gave the same codes, and the code they agreed on least, from the rows of one
    scope.
    """
    if by_set.empty or not by_set["recommendation_count"].iloc[0]:
        return "No recommendation here was coded by two coders."
    sets, level = by_set.iloc[0], by_set["level"].iloc[0]
    total, same = (
        int(sets["recommendation_count"]),
        int(sets["recommendation_count"] - sets["disagreement_count"]),
    )
    one, several = _NOUNS[level]
    finding = f"Both codings give the same {several} to {words.percent(same / total)} of recommendations ({words.number(same)} of {words.number(total)})"
    known = by_code[by_code["is_shown"] & by_code["kappa"].notna()]
    if known.empty:
        return f"{finding}. Too few reports for coefficients: counts only."
    worst = known.loc[known["kappa"].idxmin()]
    excellent = int((known["kappa"] > EXCELLENT_KAPPA).sum())
    return (
        f"{finding}. Kappa is above {EXCELLENT_KAPPA:.2f} for {excellent} of {len(known)} {one if len(known) == 1 else several}; "
        f"it is lowest, {worst['kappa']:.2f}, for {worst['label']}."
    )


def with_labels(by_code: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """The rows with the label of each code and the label of its category."""
    categories = by_code["code"].map(lambda code: code.split("/")[0])
    return by_code.assign(
        label=by_code["code"].map(codebook.labels), category_label=categories.map(codebook.labels)
    )


def printed_agreement(by_code: pd.DataFrame) -> pd.DataFrame:
    """The rows under column names a reader understands, lowest kappa first; coefficients to two or
    three places, blank where undefined.
    """
    rows = by_code.sort_values("kappa", kind="stable", na_position="last")
    level = rows["level"].iloc[0] if len(rows) else "theme"
    table = {glossary.field_label(level): rows["label"]}
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
        "Kappa, 95% interval": [
            _interval(low, high)
            for low, high in zip(rows["kappa_low"], rows["kappa_high"], strict=True)
        ],
        "Positive agreement": _printed(rows["positive_agreement"]),
        "AC1 (beside kappa only)": _printed(rows["ac1"]),
    }
    return pd.DataFrame(table).reset_index(drop=True)


def printed_sets(by_set: pd.DataFrame) -> pd.DataFrame:
    """What two coders agreed on as sets, one row per scope: alpha with its interval, disagreements
    and how rulings went.
    """
    rows = []
    for row in by_set.itertuples():
        disputed = (
            row.first_kept_count
            + row.first_dropped_count
            + row.second_kept_count
            + row.second_dropped_count
        )
        rows.append(
            {
                "Recommendations": glossary.label("framework", row.scope)
                if row.scope not in _SCOPES
                else _SCOPES[row.scope].capitalize(),
                "N": row.recommendation_count,
                "Reports": row.report_count,
                "Alpha": _number(row.alpha),
                "Alpha, 95% interval": _interval(row.alpha_low, row.alpha_high),
                "Mean kappa": _number(row.mean_kappa),
                "Adjudicated": _of(row.disagreement_count, row.recommendation_count),
                "First coder’s codes kept": _of(
                    row.first_kept_count, row.first_kept_count + row.first_dropped_count
                ),
                "Second coder’s codes kept": _of(
                    row.second_kept_count, row.second_kept_count + row.second_dropped_count
                ),
                "Disputed codes": disputed,
            }
        )
    return pd.DataFrame(rows)


def printed_weak(by_code: pd.DataFrame, codebook: Codebook, scheme: str) -> pd.DataFrame:
    """Themes that are never shown on their own, why, and where they are counted instead."""
    rows = by_code[~by_code["is_shown"]].sort_values(["adjudicated_count", "code"])
    weak, parents = set(rows["code"]), {theme.id: theme.rolls_up_to for theme in codebook.themes}

    def home(code: str) -> str:
        parent = parents[code] if scheme == "full" else None
        while parent in weak:
            parent = parents[parent]
        return (
            f"rolled up into {codebook.labels[parent]}"
            if parent
            else "counted in its category only"
        )

    return pd.DataFrame({
        "Theme": rows["label"], "Category": rows["category_label"], "Recommendations with it": rows["adjudicated_count"],
        "All recommendations": rows["recommendation_count"], "Kappa": _printed(rows["kappa"]), "Why": rows["why_not"].map(NOT_SHOWN),
        "Where it is counted": rows["code"].map(home),
    }).reset_index(drop=True)  # fmt: skip


def why_not_shown(by_code: pd.DataFrame) -> dict[str, str]:
    """The themes of the codebook that are never shown on their own, each with the reason in words."""
    rows = by_code[
        (by_code["scheme"] == "full") & (by_code["scope"] == "all") & ~by_code["is_shown"]
    ]
    return dict(zip(rows["code"], rows["why_not"].map(NOT_SHOWN), strict=True))


def find_confusions(disagreements: pd.DataFrame) -> pd.DataFrame:
    """Pairs of themes where one coder gave the one and the other coder the other to the same
    recommendation, most frequent first.

    Columns: theme, other (codes in alphabetical order), recommendation_count, theme_kept,
    other_kept, both_kept, neither_kept, unruled, recommendation_ids. Where a coder gave two themes
    and the other coder two others, each pair counts.
    """
    found: dict[tuple[str, str], dict] = {}
    for key, rows in disagreements.groupby("recommendation_id", sort=False):
        sides = [rows[rows["coder"] == coder] for coder in rows["coder"].unique()]
        if len(sides) < 2:
            continue
        for one, two in product(sides[0].itertuples(), sides[1].itertuples()):
            one, two = sorted((one, two), key=lambda row: row.theme)
            counts = found.setdefault(
                (one.theme, two.theme), dict.fromkeys(_OUTCOMES, 0) | {"recommendation_ids": []}
            )
            counts["recommendation_ids"].append(key)
            counts[_outcome(one.is_kept, two.is_kept)] += 1
    rows = [
        {"theme": pair[0], "other": pair[1], "recommendation_count": len(c["recommendation_ids"])}
        | c
        for pair, c in found.items()
    ]
    confusions = pd.DataFrame(
        rows, columns=["theme", "other", "recommendation_count", *_OUTCOMES, "recommendation_ids"]
    )
    return confusions.sort_values(
        ["recommendation_count", "theme", "other"], ascending=[False, True, True]
    ).reset_index(drop=True)


_OUTCOMES = ("theme_kept", "other_kept", "both_kept", "neither_kept", "unruled")


def _outcome(is_kept: bool | None, is_other_kept: bool | None) -> str:
    if pd.isna(is_kept) or pd.isna(is_other_kept):
        return "unruled"
    return {
        (True, False): "theme_kept",
        (False, True): "other_kept",
        (True, True): "both_kept",
        (False, False): "neither_kept",
    }[is_kept, is_other_kept]


def printed_confusions(confusions: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Confused pairs with the outcome of the rulings in words."""
    outcomes = []
    for row in confusions.itertuples():
        told = {
            "the first": row.theme_kept,
            "the second": row.other_kept,
            "both": row.both_kept,
            "neither": row.neither_kept,
            "not ruled on": row.unruled,
        }
        outcomes.append(
            ", ".join(
                f"{name} {count} of {row.recommendation_count}"
                for name, count in told.items()
                if count
            )
        )
    return pd.DataFrame({
        "One coder gave": confusions["theme"].map(codebook.labels), "The other gave": confusions["other"].map(codebook.labels),
        "Recommendations": confusions["recommendation_count"], "What the ruling kept": outcomes,
    })  # fmt: skip


def count_lone(disagreements: pd.DataFrame) -> pd.DataFrame:
    """Themes that one coder gave where the other gave nothing else instead, most frequent first:
    theme, recommendation_count, kept_count.
    """
    sides = disagreements.groupby("recommendation_id")["coder"].transform("nunique")
    lone = disagreements[sides == 1]
    counts = lone.groupby("theme")["is_kept"].agg(
        recommendation_count="size", kept_count=lambda kept: int((kept == True).sum())
    )  # noqa: E712 — may be blank
    return (
        counts.reset_index()
        .sort_values(["recommendation_count", "theme"], ascending=[False, True])
        .reset_index(drop=True)
    )


def printed_lone(lone: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Themes that only one coder saw, with how often the ruling kept them."""
    return pd.DataFrame({
        "Theme": lone["theme"].map(codebook.labels), "Recommendations": lone["recommendation_count"],
        "Kept by the ruling": [_of(kept, total) for kept, total in zip(lone["kept_count"], lone["recommendation_count"], strict=True)],
    })  # fmt: skip


_MEASURES = {
    "texts-audited": "Agreements read again, of all wordings on which both codings agree",
    "labels-wrong": "Themes given by both that the third reading found wrong",
    "texts-with-error": "Wordings read again with any theme wrong or missing",
    "labels-found": "Themes that ought to be there and were given by both",
}


def printed_audit(audit: pd.DataFrame) -> pd.DataFrame:
    """The rates of the audit under names a reader understands."""
    return pd.DataFrame({
        "Measure": audit["measure"].map(_MEASURES), "Count": [_of(part, whole) for part, whole in zip(audit["part_count"], audit["whole_count"], strict=True)],
        "Share (%)": (audit["share"] * 100).round(1),
        "95% interval (%)": [
            f"{low * 100:.1f} to {high * 100:.1f}" if low == low else "–" for low, high in zip(audit["share_low"], audit["share_high"], strict=True)
        ],
    })  # fmt: skip


def _printed(values: pd.Series) -> list[str]:
    return [_number(value) for value in values]


def _number(value: float) -> str:
    return "–" if pd.isna(value) else f"{value:.3f}"


def _interval(low: float, high: float) -> str:
    return "–" if pd.isna(low) else f"{low:.3f} to {high:.3f}"


def _of(part: int, whole: int) -> str:
    return f"{words.number(part)} of {words.number(whole)}"
