"""What the page on reliability shows: the figure on agreement, worked disagreements, and the
codebook as HTML with links to the quotes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

import pandas as pd

from ofsted import words
from ofsted.address.view import View
from ofsted.analysis.counting.selection import Selection
from ofsted.analysis.headlines import reliability
from ofsted.charts.agreement import kappa_alt_text, kappa_dots
from ofsted.codebook import Codebook, Theme
from ofsted.dashboard.held.data import Release
from ofsted.dashboard.navigation import page_address
from ofsted.dashboard.parts.cards import permalink
from ofsted.dashboard.parts.figures import Figure
from ofsted.limits import MOST_DOTS
from ofsted.served.templating import render
from ofsted.words import plural

MOST_CASES = 3  # worked examples for a pair of themes
_LEVEL_NAMES = {"category": "categories", "theme": "themes"}


def agreement_figure(
    by_code: pd.DataFrame, by_set: pd.DataFrame, codebook: Codebook, *, most: int | None = MOST_DOTS
) -> Figure:
    """Kappa of the codes that are shown on their own, from the rows of one view, scope and level;
    the table holds all coefficients.
    """
    labelled = reliability.with_labels(by_code, codebook)
    level = by_code["level"].iloc[0] if len(by_code) else "category"
    scope = (
        reliability.describe_scope(by_code["scope"].iloc[0]) if len(by_code) else "recommendations"
    )
    shown = labelled[labelled["is_shown"]]
    return Figure(
        f"agreement-{level}",
        reliability.headline_agreement(labelled, by_set),
        _subtitle(shown, by_set, scope, most),
        kappa_dots(shown, most=most),
        kappa_alt_text(
            shown[:0] if shown["kappa"].isna().all() else shown, _LEVEL_NAMES[level], scope
        ),
        partial(reliability.printed_agreement, shown),
        kind="agreement",
    )


def _subtitle(shown: pd.DataFrame, by_set: pd.DataFrame, scope: str, most: int | None) -> str:
    sets = (
        by_set.iloc[0]
        if len(by_set)
        else {"recommendation_count": 0, "report_count": 0, "draws": 0}
    )
    items, reports = int(sets["recommendation_count"]), int(sets["report_count"])
    told = "" if scope == reliability.describe_scope("all") else f": {scope}"
    text = (
        "Cohen’s kappa before adjudication, lowest first, with 95% intervals from"
        f" {words.number(sets['draws'])} bootstrap draws of whole reports. "
        f"{words.number(items)} {plural(items, 'recommendation')} in {words.number(reports)} "
        f"{plural(reports, 'report')}{told}."
    )
    drawn = int(shown["kappa"].notna().sum())
    cut = most is not None and drawn > most
    return (
        f"{text} The chart shows the {most} lowest of {drawn}; the table and the download hold all"
        f" {len(shown)}."
        if cut
        else text
    )


def cases_html(pair: pd.Series, disagreements: pd.DataFrame, release: Release) -> str:
    """A few recommendations on which the coders gave the two themes of a pair, in our summaries,
    with the rulings; each wording once.
    """
    rows = release.dataset.recommendations.set_index("recommendation_id")
    known = [
        key
        for key in pair["recommendation_ids"]
        if key in rows.index and isinstance(rows.at[key, "summary"], str)
    ]
    distinct = list({rows.at[key, "text_sha256"]: key for key in reversed(known)}.values())[::-1]
    pairs = disagreements.set_index("recommendation_id")
    return "".join(
        _case_html(rows.loc[key], key, pairs.loc[[key]], release) for key in distinct[:MOST_CASES]
    )


def _case_html(row: pd.Series, key: str, disputed: pd.DataFrame, release: Release) -> str:
    labels = release.dataset.codebook.labels
    lone: Iterable[Any] = disputed.itertuples()
    return render(
        "dashboard/case.html",
        summary=row["summary"],
        lone=[
            (labels[one.theme], _coder(one.coder), _verdict(one.is_kept), one.reason)
            for one in lone
        ],
        agreed=[labels[theme] for theme in row["themes"] if theme not in set(disputed["theme"])],
        address=permalink(key, release),
        place=f"{row['area_name']}, {row['year']}, recommendation {row['order']}",
    )


def _coder(name: str) -> str:
    return {"model-a": "the first coder", "model-b": "the second coder"}.get(name, name)


def _verdict(is_kept: bool | None) -> str:
    if pd.isna(is_kept):
        return "not ruled on yet"
    return "kept" if is_kept else "dropped"


def find_themes(codebook: Codebook, query: str) -> list[Theme]:
    """Themes of which the label, id, definition or what they take in holds every word of the query;
    all where it is blank.
    """
    wanted = query.casefold().split()
    return [theme for theme in codebook.themes if all(word in _searched(theme) for word in wanted)]


def _searched(theme: Theme) -> str:
    return " ".join(
        (theme.label, theme.id, theme.definition, *theme.include, *theme.keywords)
    ).casefold()


def themes_html(
    themes: Iterable[Theme],
    hits: Mapping[str, int],
    total: int,
    release: Release,
    not_shown: Mapping[str, str],
) -> str:
    """Themes of the codebook, each with all that a coder goes by, its count, and the way to its
    recommendations; `not_shown` says by id why a theme stands in no figure.
    """
    described = [
        _describe_theme(theme, hits[theme.id], total, release, not_shown.get(theme.id))
        for theme in themes
    ]
    return render("dashboard/themes.html", themes=described)


def _describe_theme(
    theme: Theme, count: int, total: int, release: Release, not_shown: str | None
) -> dict[str, object]:
    chosen = View(Selection(theme=(theme.id,), body="both"))
    return {
        "theme": theme,
        "origin": "from the paper" if theme.origin == "paper" else "added for later reports",
        "broader": release.dataset.codebook.labels.get(theme.rolls_up_to or ""),
        "counted": f"{words.number(count)} of {words.number(total)} recommendations",
        "not_shown": not_shown,
        "lists": (
            ("Takes in", _with_arrows(theme.include)),
            ("Leaves out (→ where it belongs)", _with_arrows(theme.exclude)),
        ),
        "address": page_address("quotes", chosen, release.vocabulary) if count else "",
    }


def _with_arrows(entries: tuple[str, ...]) -> list[str]:
    return [entry.replace("->", "→") for entry in entries]


def rules_html(codebook: Codebook) -> str:
    """The coding rules as a list of terms."""
    return render("dashboard/rules.html", rules=codebook.rules)
