"""How the release is to be cited. Source: Citation File Format 1.2.0."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import yaml

from ofsted.release.about import CREATOR, KEYWORDS, TITLE, summarise


class _Quoted(str):
    """Text that YAML must quote, since a version of digits with an e among them would be read as a
    number.
    """


class _CitationDumper(yaml.SafeDumper):
    pass


_CitationDumper.add_representer(
    _Quoted,
    lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style='"'),
)


def describe_citation(record: Mapping) -> str:
    """CITATION.cff for this version of the data; its date is that of the latest report in it."""
    citation = {
        "cff-version": "1.2.0",
        "message": (
            "If you use this dataset, please cite it with its version, and the paper it carries"
            " forward."
        ),
        "type": "dataset",
        "title": TITLE,
        "abstract": (
            f"{summarise(record)} The date given is that of the latest report. The data are under"
            " CC BY 4.0, the code under the MIT licence."
        ),
        "authors": [{"name": CREATOR}],
        "version": _Quoted(record["data_version"]),
        "date-released": _Quoted(record["counts"]["latest_published"]),
        "license": "CC-BY-4.0",
        "keywords": list(KEYWORDS),
        "references": [
            {
                "type": "article",
                "title": (
                    "An analysis of Ofsted inspection reports for children's social care services"
                    " in England"
                ),
                "authors": [
                    {"family-names": "Hood", "given-names": "Rick"},
                    {"family-names": "Nilsson", "given-names": "David"},
                    {"family-names": "Habibi", "given-names": "Ruth"},
                ],
                "journal": "Child & Family Social Work",
                "year": 2019,
                "volume": 24,
                "issue": _Quoted("2"),
                "start": _Quoted("227"),
                "end": _Quoted("237"),
                "doi": "10.1111/cfs.12607",
            }
        ],
    }
    return yaml.dump(
        citation, Dumper=_CitationDumper, sort_keys=False, allow_unicode=True, width=120
    )


def cite_release(version: str, made_on: date, doi: str | None) -> str:
    """How to cite a kept release as a whole; where it has no DOI, its version stands for it."""
    found = f"https://doi.org/{doi}" if doi else "No DOI"
    day = f"{made_on.day} {made_on:%B %Y}"
    return (
        f"{CREATOR} ({made_on.year}). {TITLE} [data set], data version {version} of {day}."
        f" {found}. Independent of Ofsted. CC BY 4.0."
    )
