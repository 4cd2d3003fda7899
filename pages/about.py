"""About the data: method, coverage, what is missing, licences, the codebook and the downloads."""

from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from ofsted import words
from ofsted.address.view import View
from ofsted.analysis.counting.coverage import count_reports
from ofsted.analysis.counting.export import flatten_lists
from ofsted.analysis.counting.selection import Selection
from ofsted.dashboard import navigation, state
from ofsted.dashboard.held import contact, data
from ofsted.dashboard.parts import cards, heading, share
from ofsted.dashboard.parts.figures import file_name, offer_csv, show_coding_note
from ofsted.dashboard.parts.markup import html_table, paragraph
from ofsted.limits import LEAST_RECOMMENDATIONS, SMALL_GROUP
from ofsted.steps.corrections import read_corrections
from ofsted.words import plural, printed_date

view = state.current_view()
release = data.read_release(view.scheme)
dataset = release.dataset
everything = Selection(body="both")

METHOD = """
Each inspection report lists what the council, and until 2018 its safeguarding board, should do next. This project reads those lists from Ofsted’s
own files. One **recommendation** is one numbered or bulleted item. Each is recorded with its report, page, order, addressee and a fingerprint
(SHA-256) of its wording, so that anyone can check it against the source.

The project carries forward a study: Hood, Nilsson and Habibi (2019), *Child & Family Social Work* 24(2), 227–237. They coded the recommendations of
60 reports by hand into nine categories. Here a codebook of nine categories and their themes is applied to every report that could be read. A recommendation can
carry several themes, or none.
"""
COUNTING = f"""
Figures are shares of recommendations unless another measure is chosen. Reports on worse-rated councils list more recommendations, and SIF reports
list more than ILACS reports. The share of *reports* that mention a theme rises with both, whatever the content. Groups of fewer than {SMALL_GROUP} reports
are shown as counts only. Reports that list no recommendation count as reports. Shares carry a 95% interval from resampling whole reports, or whole
areas where an area has several. Themes and Heatmap describe. Only Compare, Trends and Check the study test. They permute labels at the level at which
these were given, and allow for many themes (Benjamini and Hochberg). They keep *about the same* apart from *can’t tell*. Ratings and frameworks are not
given at random: a difference is described, not explained.

Themes with fewer than {LEAST_RECOMMENDATIONS} recommendations are never shown on their own. They count under a broader theme or in their category only, and can still be
read on Quotes. The codebook can be viewed in full, or as in the study with (wide) or without (strict) the themes that later reports needed.

Deprivation is the third of areas by the Index of Multiple Deprivation 2015. Rurality is the 2011 rural–urban class in three groups. The grade *adequate*
is from before the SIF and is never merged with *requires improvement*. Inspections from April 2026 carry no overall rating.
"""
LICENCE = """
* **Code**: MIT licence.
* **Annotations** (codes, summaries, page references, tables): [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/).
* **Reports**: © Crown copyright. They belong to Ofsted and are not reproduced here. Most are under the
  [Open Government Licence v3.0](https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/); {restricted} of them print non-commercial
  terms of reproduction. For this reason the data holds no report text: wording is read from Ofsted’s own file, and checked against
  its fingerprint.
* **Area data**: MHCLG, Defra, ONS, DfE and Ofsted, Open Government Licence v3.0. Contains OS data © Crown copyright and database right.

These are **not official statistics**, and Ofsted has had no part in them.
"""
# What stands beside the two tables: the file, its button, and what it is good for.
BESIDES = {
    "codings": (
        "Codings as Parquet",
        "Every theme given by every coder, before and after adjudication, with the place of its"
        " trigger words. Joins by `recommendation_id`.",
    ),
    "codebook": (
        "Codebook as YAML",
        "The categories and themes with their definitions, limits and keywords, and the coding"
        " rules.",
    ),
    "datapackage": (
        "Data package descriptor (JSON)",
        "Every file of the release, column by column: type, meaning, allowed values, keys, size,"
        " hash, licence and source (Data Package v2).",
    ),
    "csv-metadata": (
        "CSV metadata (JSON)",
        "The same for the two CSV files above, after the W3C standard CSV on the Web.",
    ),
}


PROGRAMS = """
<h3>For NVivo, MAXQDA, ATLAS.ti and other programs of qualitative analysis</h3>
<p><a href="{root}/files/codebook.qdc">Codebook (.qdc)</a> ·
<a href="{root}/files/project.qdpx">Project with all codes (.qdpx, 2 MB)</a></p>
<p>Both are REFI-QDA files. The project has our summary of each recommendation, and the codes of
both codings and of the rulings. With the wording of the reports you have, write it yourself:
<code>python -m ofsted export --refi project.qdpx</code>.</p>
"""


def draw_coverage() -> None:
    """How much there is, by framework, and what is not there."""
    counts = count_reports(dataset, "framework", "year", everything)
    by_framework = (
        counts.groupby(["row", "row_label"], sort=False)[["report_count", "recommendation_count"]]
        .sum()
        .reset_index()
    )
    table = by_framework.drop(columns="row").set_axis(
        ["Framework", "Reports", "Recommendations"], axis=1
    )
    st.header("What the data covers", anchor=False)
    st.html(html_table(table, "Reports and recommendations to both bodies, by framework"))
    st.write(
        "Reports under the frameworks F1 (2009–12) and F2 (2012–13) are not in this release. The"
        " filters do not offer them; "
        "links may name them."
    )


def draw_missing() -> None:
    """Reports that could not be read, and why; lists that were empty or not found; and what else
    the build noticed.
    """
    st.header("What is missing", anchor=False)
    failed = listing(
        "failed", {"report_id": "Report", "area": "Area", "published": "Published", "error": "Why"}
    )
    if len(failed):
        st.html(
            html_table(
                failed,
                f"{len(failed)} {plural(len(failed), 'file')} of Ofsted’s list that could not be"
                " read",
            )
        )
    else:
        st.write("The record of the build names no file that could not be read.")
    covered = {
        framework: own["urn"].nunique() for framework, own in dataset.reports.groupby("framework")
    }
    present = int(data.read_areas()["active_to_on"].isna().sum())
    abolished = data.list_abolished(release)
    st.write(
        (
            f"No report on {words.listed(abolished, most=9)} is here. They have been abolished, and"
            " the listing of Ofsted’s reports has none on them. "
            if abolished
            else ""
        )
        + f"Of {present} present authorities {covered.get('F3', 0)} have a SIF report here and"
        f" {covered.get('F4', 0)} an ILACS report."
    )
    states = dataset.reports["list_state"].value_counts()
    empty, absent = int(states.get("empty", 0)), int(states.get("no-heading", 0))
    st.write(
        f"Reports whose list of recommendations to the council has a heading but no items: {empty}."
        f" Reports without such a heading: {absent}. "
        "Both stay in the data as reports without recommendations."
    )
    noticed = listing(
        "warnings", {"report_id": "Report", "area": "Area", "warning": "What was noticed"}
    )
    if len(noticed):
        with st.expander(f"What the reader of the reports could not settle ({len(noticed)})"):
            st.html(html_table(noticed, "Doubts recorded by the build"))


def listing(name: str, columns: dict[str, str]) -> pd.DataFrame:
    """A list in the record of the build as a table, under the given headings."""
    rows = [
        [str(entry.get(key, "")) for key in columns]
        for entry in release.build.get(name, [])
        if isinstance(entry, dict)
    ]
    return pd.DataFrame(rows, columns=list(columns.values()))


def draw_corrections() -> None:
    """Errors that were found and put right, each with its day, and how to report one."""
    st.header("Errors and corrections", anchor=False)
    st.html(paragraph(contact.describe_contact("an error")))
    corrections = read_corrections()
    if not corrections:
        st.write("No error has been reported and put right since this list began.")
        return
    table = pd.DataFrame(
        {
            "Corrected on": [printed_date(each.corrected_on) for each in corrections],
            "Recommendation": [each.recommendation_id for each in corrections],
            "What was wrong": [each.error for each in corrections],
            "What stands there now": [each.correction for each in corrections],
        }
    )
    known = release.vocabulary.quotes
    ways = [
        cards.permalink(each.recommendation_id, release) if each.recommendation_id in known else ""
        for each in corrections
    ]
    links = {"Recommendation": pd.Series(ways, dtype=object)}
    st.html(html_table(table, "Errors that were found and put right, the latest first", links))


def draw_codebook() -> None:
    """Who gave the themes, and the way to the codebook and the figures on its use."""
    st.header("The codebook, and how far the coding can be trusted", anchor=False)
    show_coding_note(dataset)
    st.write(
        f"Version {dataset.codebook.version} has {len(dataset.codebook.categories)} categories and"
        f" {len(dataset.codebook.themes)} themes. All of "
        "them, with definitions, "
        "limits, examples and counts, stand on the page Reliability, with the coding rules and the"
        " agreement of the two codings."
    )
    navigation.link_to("reliability", "Reliability and the codebook", View(), release.vocabulary)


def draw_downloads() -> None:
    """The tables whole, as CSV and as parquet, and the files that say what is in them."""
    st.header("Downloads", anchor=False)
    st.write("The whole release, whatever the filters. Text is not part of it.")
    for name, frame in (("reports", dataset.reports), ("recommendations", dataset.recommendations)):
        with st.container(horizontal=True, gap="small"):
            offer_csv(
                partial(flatten_lists, frame),
                name,
                release.version,
                f"{name.capitalize()} as CSV ({words.number(len(frame))} rows)",
                is_view=False,
            )
            offer_file(name, f"{name.capitalize()} as Parquet")
    for name, (label, what) in BESIDES.items():
        st.write(what)
        offer_file(name, label)
    st.html(PROGRAMS.format(root=escape(navigation.root_address())))


def offer_file(name: str, label: str) -> None:
    """A button for one committed file, as it is; its bytes are read when the button is pressed.

    Where the file is gone, what brings it back.
    """
    if (told := data.why_no_file(name)) is not None:
        st.error(told)
        return
    suffix, media_type = data.kind_of(name)
    st.download_button(
        label,
        lambda: data.read_file(name),
        file_name=f"{file_name(name, release.version)}{suffix}",
        mime=media_type,
        key=f"file-{name}",
        on_click="ignore",
    )


heading.draw_title("about")
share.offer_links("about", view, release.vocabulary)
st.write("Figures on this page are for the whole release; the filters do not change them.")
st.markdown(METHOD)
st.header("How it is counted", anchor=False)
st.markdown(COUNTING)
draw_coverage()
draw_missing()
st.header("Licence", anchor=False)
st.markdown(LICENCE.format(restricted=words.number(dataset.reports["is_non_commercial"].sum())))
draw_corrections()
draw_codebook()
draw_downloads()
