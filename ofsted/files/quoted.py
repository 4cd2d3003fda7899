"""The list of the page Quotes as a table, under column names that a reader understands."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ofsted import glossary
from ofsted.analysis.headlines.next_report import label_outcome
from ofsted.files.lists import GROUP_HEADS, name_groups


def list_quoted(
    rows: pd.DataFrame, labels: Mapping[str, str], quotes: Mapping[str, str]
) -> pd.DataFrame:
    """Recommendations, a row each; the wording stands last, where any is kept here.

    `labels` are the names of themes, `quotes` the wordings by id.
    """
    groups = {head: name_groups(rows, name) for name, head in GROUP_HEADS.items()}
    table = pd.DataFrame(
        {
            "Recommendation": rows["recommendation_id"],
            "Area": rows["area_name"],
            "URN": rows["urn"],
            "Region": rows["region"],
            "Framework": [glossary.short_label("framework", code) for code in rows["framework"]],
            "Inspection ended": rows["inspected_to_on"].astype(str),
            "Published": rows["published_on"].astype(str),
            "Rating": [_name_rating(code) for code in rows["rating"]],
            **groups,
            "Addressed to": [glossary.label("body", code) for code in rows["body"]],
            "Number": rows["order"],
            "Section": rows["section"].fillna(""),
            "Priority": rows["priority"].fillna(""),
            "Themes": ["; ".join(labels[theme] for theme in themes) for themes in rows["themes"]],
            "Theme codes": [";".join(themes) for themes in rows["themes"]],
            "Next report": [label_outcome(code) for code in rows["next_report"]],
            "Asks to change": [glossary.label("orientation", code) for code in rows["orientation"]],
            "Coder": rows["coder"],
            "Summary": rows["summary"].fillna(""),
            "Page": rows["page"],
            "Report": rows["url"],
        }
    )
    if quotes:
        table["Wording"] = rows["recommendation_id"].map(quotes).fillna("")
    return table


def _name_rating(code: object) -> str:
    return glossary.label("rating", code) if isinstance(code, str) else ""
