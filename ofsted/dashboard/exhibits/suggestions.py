"""A suggested coding on the page: what the report says of itself, its recommendations with themes,
its profile, and the downloads.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any

import pandas as pd
import streamlit as st

from ofsted import glossary, words
from ofsted.address.view import View
from ofsted.analysis.counting.export import csv_text
from ofsted.analysis.counting.places import JUDGEMENTS
from ofsted.analysis.counting.profiles import comparable_groups, find_area, profile_report
from ofsted.analysis.counting.selection import Selection
from ofsted.analysis.headlines.profiles import headline_profile
from ofsted.charts import profiles as profile_chart
from ofsted.charts.grades import grade_label
from ofsted.classifier.suggested import SuggestedItem, coding_frame, coding_json, is_corrected
from ofsted.dashboard import state
from ofsted.dashboard.exhibits import uploads
from ofsted.dashboard.exhibits.uploads import Sent
from ofsted.dashboard.held import data
from ofsted.dashboard.held.data import Release
from ofsted.dashboard.held.shelf import Held
from ofsted.dashboard.navigation import page_address
from ofsted.dashboard.parts import controls
from ofsted.dashboard.parts.figures import Figure, show_figure
from ofsted.dashboard.parts.markup import html_table, paragraph
from ofsted.served.templating import render
from ofsted.steps.suggest import Suggester
from ofsted.words import plural, printed_date

AT_ONCE = 25
_GRADES = {"overall": "rating"}


@dataclass(frozen=True)
class Mark:
    """One dot of the profile: whose it is, a count, and what is written beside it."""

    series: str
    value: float
    text: str


def status_note(suggester: Suggester) -> str:
    """What the reader must know about suggested themes."""
    marks = suggester.marks
    if marks is None:
        return (
            "Suggested by a classifier, not checked; how good it is has not been measured here."
            " The less likely suggestions are marked uncertain."
        )
    sure, unsure = (
        f"{words.percent(marks[f'{kind}_precision'])} of {words.number(marks[f'{kind}_count'])}"
        for kind in ("sure", "uncertain")
    )
    return (
        "Suggested by a classifier, not checked. On authorities it had not seen, its micro-F1 for"
        f" themes was {marks['micro_f1_all_themes']:.2f}; of "
        "its suggestions "
        f"{sure} were right, and of those marked uncertain {unsure}."
    )


def find_published(sent: Sent, release: Release) -> pd.Series | None:
    """The report of this release that is the very file that was sent (same SHA-256), a row of
    `reports`.
    """
    found = release.dataset.reports[release.dataset.reports["sha256"] == sent.coding.sha256]
    return found.iloc[0] if len(found) else None


def show_about(sent: Sent, release: Release, published: pd.Series | None) -> None:
    """What a report says of itself: area, framework, dates and judgements; and whether it is in
    this release.
    """
    report, count = sent.coding.report, len(sent.coding.items)
    themes = sum(len(item.suggestions) for item in sent.coding.items)
    st.html(
        f'<p role="status">{"Read and coded" if report else "Coded"}: {words.number(count)}'
        f" {plural(count, 'recommendation')}, {words.number(themes)} "
        f"{plural(themes, 'theme')} suggested.{' The file has been dropped.' if report else ''}</p>"
    )
    if report is None:
        return
    area = report["local_authority"]
    st.header("What the report says of itself", anchor=False)
    facts = {
        "Area": area,
        "Framework": glossary.label("framework", report["framework"]),
        "Kind of report": glossary.label("variant", report["variant"]),
        "Inspection": " to ".join(
            _printed_day(report[name]) for name in ("inspection_start", "inspection_end")
        ),
        "Published": _printed_day(report["published"]),
        "Pages": str(report["page_count"]),
        "Recommendations": str(count),
    }
    st.html(render("dashboard/read_report.html", facts=facts))
    grades = {_GRADES.get(name, name): grade for name, grade in report["judgements"].items()}
    table = pd.DataFrame(
        {
            "Judgement": list(JUDGEMENTS.values()),
            "Grade": [
                "Not found" if grades[name] is None else grade_label(grades[name])
                for name in JUDGEMENTS
            ],
        }
    )
    st.html(html_table(table, "Judgements, as read from the report"))
    if report["warnings"]:
        warnings = "; ".join(report["warnings"])
        st.html(paragraph(f"Not everything could be settled: {warnings}."))
    if published is not None:
        _show_where_published(published, release)


def _show_where_published(published: pd.Series, release: Release) -> None:
    """Where the release has this very report, and what that means for the suggestions."""
    chosen = Selection(
        framework=(published["framework"],),
        year=(int(published["year"]),) * 2,
        area=(published["urn"],),
        body="both",
    )
    place = page_address("places", View(place=published["urn"]), release.vocabulary)
    quotes = page_address("quotes", View(chosen), release.vocabulary)
    area = published["area_name"]
    st.html(render("dashboard/where_published.html", place=place, quotes=quotes, area=area))


def show_items(
    sent: Sent, suggester: Suggester, release: Release, published: pd.Series | None
) -> None:
    """The recommendations with wording, suggested themes and a widget to correct them, some at a
    time.
    """
    items, labels = sent.coding.items, suggester.codebook.labels
    st.header("Recommendations and suggested themes", anchor=False)
    st.html(paragraph(status_note(suggester), "provisional"))
    if not items:
        st.write("The report lists no recommendations, or none could be found in it.")
        return
    st.html(
        f'<p class="chosen" role="status">{words.number(sent.corrected_count)} of'
        f" {words.number(len(items))} {plural(len(items), 'recommendation')} corrected by hand.</p>"
    )
    known = _published_themes(release, published)
    codes = [theme.id for theme in suggester.codebook.themes]
    for item in _choose_items(sent):
        with st.container(border=True, key=f"item-{item.order}"):
            st.html(item_html(item, sent.given[item.order], labels, known.get(item.order)))
            uploads.correct_themes(sent, item, labels, codes)


def _choose_items(sent: Sent) -> Sequence[SuggestedItem]:
    items = sent.coding.items
    if len(items) <= AT_ONCE:
        return items
    parts = {
        start: f"{start + 1} to {min(start + AT_ONCE, len(items))} of {len(items)}"
        for start in range(0, len(items), AT_ONCE)
    }
    start = controls.pick_here(f"items-{sent.number}", "Show recommendations", parts, 0)
    return items[start : start + AT_ONCE]


def _published_themes(release: Release, published: pd.Series | None) -> dict[int, Sequence[str]]:
    if published is None:
        return {}
    rows = release.dataset.recommendations
    own = rows[rows["report_id"] == published["report_id"]]
    return dict(zip(own["order"].tolist(), own["themes"].tolist(), strict=True))


def item_html(
    item: SuggestedItem,
    given: Sequence[str],
    labels: dict[str, str],
    published: Sequence[str] | None = None,
) -> str:
    """One recommendation as HTML in which everything that was sent is escaped; triggers are
    marked.
    """
    facts = (
        []
        if item.page is None
        else [f"Page {item.page}", f"to: {glossary.label('body', item.body)}"]
    )
    facts += [f"under: {item.section}"] if item.section else []
    facts += [f"timescale or priority: {item.priority}"] if item.priority else []
    facts += ["corrected by hand"] if is_corrected(item, given) else []
    chips = [
        f"{labels[each.theme]}: probability"
        f" {words.percent(each.probability)}{', uncertain' if each.is_uncertain else ''}; trigger: "
        f"“{item.text[each.start : each.end]}”"
        for each in item.suggestions
    ]
    return render(
        "dashboard/suggested_item.html",
        order=item.order,
        facts=facts,
        parts=part_by_triggers(item),
        chips=chips,
        published=None if published is None else [labels[theme] for theme in published],
    )


def part_by_triggers(item: SuggestedItem) -> list[tuple[str, bool]]:
    """The wording in parts, each with whether it is a trigger of a suggestion."""
    is_marked = [False] * len(item.text)
    for each in item.suggestions:
        is_marked[each.start : each.end] = [True] * (each.end - each.start)
    runs = groupby(zip(item.text, is_marked, strict=True), key=lambda letter: letter[1])
    return [("".join(letter for letter, _ in run), marked) for marked, run in runs]


def show_profile(sent: Sent, release: Release, published: pd.Series | None) -> None:
    """The categories named, counted, beside comparable reports of this release."""
    report, areas = sent.coding.report, data.read_areas()
    framework, rating, neighbours, note = None, None, (), ""
    bodies = {item.body for item in sent.coding.items}
    body = "lscb" if bodies == {"lscb"} else "authority"
    if report is not None:
        framework, rating = report["framework"], report["judgements"]["overall"]
        area = find_area(areas, report["local_authority"])
        neighbours = () if area is None else tuple(area["neighbours"])
        note = (
            " The area on its cover is not known here, so it has no neighbours to be compared with."
            if area is None
            else ""
        )
    coded = [sent.given[item.order] for item in sent.coding.items if item.body in (None, body)]
    groups = comparable_groups(framework, rating, neighbours, body)
    counts = profile_report(
        release.dataset, coded, groups, None if published is None else published["report_id"]
    )
    show_figure(
        profile_figure(counts, body, "This report" if report else "These lines", note),
        release.version,
    )


def profile_figure(counts: pd.DataFrame, body: str, own: str, note: str = "") -> Figure:
    """The profile as a chart of counts: those of what was sent, called `own`, and those to expect
    at the shares of each group.
    """
    own_count = int(counts["own_count"].iloc[0])
    whose = glossary.label("body", body).replace("Local", "local")
    about = (
        f"Recommendations to the {whose} by category, as coded above with your corrections: counts,"
        " because one report is too few for shares. "
        "“Expected” is their number "
        f"({words.number(own_count)}) times the share of the group’s recommendations. Groups do not"
        " hold the report itself; one of fewer than 15 "
        "reports has counts only. "
        "Themes of the groups are adjudicated, yours are suggested. Differences of a few"
        " recommendations arise by chance. The filters do not change "
        f"this.{note}"
    )
    blocks = []
    for code in counts["code"].unique():
        rows = counts[counts["code"] == code]
        first = rows.iloc[0]
        sent = Mark(
            own,
            float(first["own_hit_count"]),
            f"{words.number(first['own_hit_count'])} of {words.number(own_count)}",
        )
        blocks.append((first["label"], [sent, *(_mark(row) for row in rows.itertuples())]))
    shown = blocks if own_count else []
    return Figure(
        "sent-profile",
        headline_profile(counts),
        about,
        profile_chart.share_dots(shown),
        profile_chart.share_dots_alt(
            "counts by category in what was sent, and those expected", shown
        ),
        partial(profile_table, counts, own),
    )


def _mark(row: Any) -> Mark:
    if pd.isna(row.expected_count):
        return Mark(
            row.group,
            float("nan"),
            f"{words.number(row.hit_count)} of {words.number(row.recommendation_count)}",
        )
    return Mark(row.group, row.expected_count, f"{row.expected_count:.1f} expected")


def profile_table(counts: pd.DataFrame, own: str) -> pd.DataFrame:
    """A row per category: its count, and for every group the share, n of N, and the count to
    expect.
    """
    rows = counts.drop_duplicates("code")
    listed: Iterable[Any] = rows.itertuples()
    table = {
        "Category": rows["label"].tolist(),
        own: [
            f"{words.number(row.own_hit_count)} of {words.number(row.own_count)}" for row in listed
        ],
    }
    for group in counts["group"].unique():
        cells = counts[counts["group"] == group]
        count = int(cells["report_count"].iloc[0])
        shares = [
            profile_chart.Share(
                group, int(row.hit_count), int(row.recommendation_count), bool(row.is_small)
            ).text
            for row in cells.itertuples()
        ]
        table[f"{group} ({words.number(count)} {plural(count, 'report')})"] = shares
        table[f"Expected: {group}"] = cells["expected_count"].round(1).tolist()
    return pd.DataFrame(table)


def offer_downloads(held: Held, suggester: Suggester) -> None:
    """The coding as it stands, as CSV and JSON; with the wording only where it is asked for."""
    st.header("Download the coding", anchor=False)
    wording = st.checkbox("Include the wording", key="include-wording", on_change=state.touch)

    # The buttons outlive the page: they reach for what is held only when pressed, and find nothing
    # once it was forgotten.
    def make_csv() -> bytes:
        sent = held.value
        return (
            csv_text(
                coding_frame(sent.coding, sent.given, suggester.codebook, wording=wording)
            ).encode("utf-8-sig")
            if sent
            else b""
        )

    def make_json() -> bytes:
        sent = held.value
        return (
            coding_json(sent.coding, sent.given, suggester.codebook, wording=wording).encode()
            if sent
            else b""
        )

    with st.container(horizontal=True, gap="small"):
        for kind, make_file, mime in (
            ("CSV", make_csv, "text/csv"),
            ("JSON", make_json, "application/json"),
        ):
            name = f"suggested-coding.{kind.lower()}"
            st.download_button(
                f"Download the coding ({kind})",
                make_file,
                file_name=name,
                mime=mime,
                key=f"sent-{kind.lower()}",
                on_click="ignore",
            )


def _printed_day(day: str | None) -> str:
    return printed_date(date.fromisoformat(day)) if day else "not given"
