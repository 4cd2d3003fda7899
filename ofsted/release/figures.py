"""The figures that the documentation states, each with the place where it is stated and the value
computed from the data.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd
import yaml

from ofsted import paths
from ofsted.codebook import read_codebook
from ofsted.coding.adjudication import find_disagreements
from ofsted.coding.kept import read_codings
from ofsted.coding.rounds import CODERS, coder_file
from ofsted.tables.stored import (
    read_agreement,
    read_agreement_sets,
    read_areas,
    read_audit,
    read_recommendations,
    read_reports,
)

README, DATA_README, MODEL_CARD = "README.md", "data/README.md", "data/model/README.md"
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True)
class Stated:
    """A figure in the documentation: words around it, with `(…)` where it stands, what it must be
    as printed, and the document.
    """

    pattern: str
    value: str
    document: str = README

    def fault(self, text: str) -> str | None:
        """What is wrong with the figure in the text, or None."""
        found = re.findall(self.pattern, text)
        if not found:
            return f"{self.document} does not say {self.pattern!r} any more; expected {self.value}"
        return next(
            (
                f"{self.document} says {figure} where {self.value} is computed: {self.pattern!r}"
                for figure in found
                if figure != self.value
            ),
            None,
        )


def read_documents() -> dict[str, str]:
    """The documents that state figures, by their path in the repository."""
    return {
        name: (paths.ROOT / name).read_text(encoding="utf-8")
        for name in (README, DATA_README, MODEL_CARD)
    }


def faults_in_documentation(documents: Mapping[str, str], stated: Iterable[Stated]) -> list[str]:
    """Figures of the documents that differ from those computed, or that they no longer state; line
    ends do not matter.
    """
    flowing = {name: " ".join(text.split()) for name, text in documents.items()}
    return [fault for entry in stated if (fault := entry.fault(flowing[entry.document]))]


def stated_figures() -> list[Stated]:
    """What the documents say of counts, agreement, audit, classifier and claims, from the build's
    record, the codings and the stored results.
    """
    return [
        *_counts(),
        *_agreement(),
        *_audit(),
        *_classifier(),
        *_claims(),
        *_rows_of_data(),
        *_coders_on_the_card(),
    ]


def _counts() -> list[Stated]:
    counts = json.loads(paths.BUILD_RECORD.read_text(encoding="utf-8"))["counts"]
    codebook, frameworks = read_codebook(paths.CODEBOOK), counts["reports_by_framework"]
    return [
        Stated(r"\| files in the manifest \| ([\d,]+) \|", _printed(counts["files"])),
        Stated(r"\| reports read \| ([\d,]+) ", _printed(counts["reports"])),
        Stated(r"([\d,]+) ILACS, ", _printed(frameworks["F4"])),
        Stated(r"ILACS, ([\d,]+) SIF", _printed(frameworks["F3"])),
        Stated(r"\| recommendations \| ([\d,]+): ", _printed(counts["recommendations"])),
        Stated(r"([\d,]+) to authorities", _printed(counts["authority_recommendations"])),
        Stated(r"([\d,]+) to safeguarding boards", _printed(counts["lscb_recommendations"])),
        Stated(r"\| themes \| ([\d,]+) in nine categories", _printed(len(codebook.themes))),
        Stated(r"codebook\.yaml`, version ([\d.]+)\)", codebook.version),
        Stated(
            r"(\w+) recommendations carry no theme",
            _NUMBERS[counts["uncoded_recommendations"]].capitalize(),
        ),
    ]


def _agreement() -> list[Stated]:
    version = read_codebook(paths.CODEBOOK).version
    first, second = (read_codings(coder_file(name), version) for name in CODERS)
    sets = read_agreement_sets().query("scheme == 'full' and scope == 'all'").set_index("level")
    themes = read_agreement().query("scheme == 'full' and scope == 'all' and level == 'theme'")
    category, theme = sets.loc["category"], sets.loc["theme"]
    return [
        Stated(r"ruled on the ([\d,]+) wordings", _printed(len(find_disagreements(first, second)))),
        Stated(
            r"wordings \(of ([\d,]+) different ones\)", _printed(len(first.keys() & second.keys()))
        ),
        Stated(
            r"mean kappa was (\d\.\d+) over the nine categories", f"{category['mean_kappa']:.3f}"
        ),
        Stated(r"and (\d\.\d+) over the themes", f"{theme['mean_kappa']:.3f}"),
        Stated(r"MASI distance (\d\.\d+) \(", f"{category['alpha']:.3f}"),
        Stated(
            r"MASI distance \d\.\d+ \(95% interval (\d\.\d+ to \d\.\d+)\)",
            f"{category['alpha_low']:.3f} to {category['alpha_high']:.3f}",
        ),
        Stated(r"\) and (\d\.\d+) \(\d\.\d+ to", f"{theme['alpha']:.3f}"),
        Stated(
            r"\) and \d\.\d+ \((\d\.\d+ to \d\.\d+)\)",
            f"{theme['alpha_low']:.3f} to {theme['alpha_high']:.3f}",
        ),
        Stated(r"all ([\d,]+) recommendations\)", _printed(sets["recommendation_count"]["theme"])),
        Stated(
            r"([\d,]+) of \d+ themes are never shown on their own",
            _printed((~themes["is_shown"]).to_numpy().sum()),
        ),
        Stated(r"\d+ of (\d+) themes are never shown on their own", _printed(len(themes))),
    ]


def _audit() -> list[Stated]:
    audit = read_audit().set_index("measure")
    if audit.empty:
        return []
    parts, wholes = (audit[column].map(_printed) for column in ("part_count", "whole_count"))
    return [
        Stated(
            r"A random ([\d,]+ of the [\d,]+) wordings",
            f"{parts['texts-audited']} of the {wholes['texts-audited']}",
        ),
        Stated(
            r"found ([\d,]+ of [\d,]+) themes wrong",
            f"{parts['labels-wrong']} of {wholes['labels-wrong']}",
        ),
        Stated(
            r"themes wrong and an error in ([\d,]+ of [\d,]+) wordings",
            f"{parts['texts-with-error']} of {wholes['texts-with-error']}",
        ),
    ]


def _classifier() -> list[Stated]:
    marks = json.loads(paths.MODEL_EVALUATION.read_text(encoding="utf-8"))
    theme, category = (
        {who: f"{mark['micro_f1']:.3f}" for who, mark in marks[level].items()}
        for level in ("theme", "category")
    )
    return [
        Stated(r"micro-F1 (\d\.\d+) over themes", theme["classifier"]),
        Stated(r"over themes and (\d\.\d+) over categories;", category["classifier"]),
        Stated(
            r"the two codings reach (\d\.\d+ and \d\.\d+) with each other",
            f"{theme['coders']} and {category['coders']}",
        ),
        Stated(
            r"the keywords (\d\.\d+ and \d\.\d+)",
            f"{theme['dictionary']} and {category['dictionary']}",
        ),
    ]


_VERDICTS_TOLD = {
    "supported": r"(\d+) are supported \(",
    "contradicted": r"(\d+) contradicted",
    "at-most-small": r"(\d+) at most small",
    "depends-on-coding": r"(\d+) dependent on the coding",
    "undetermined": r"(\d+) undetermined",
    "not-testable": r"(\d+) not testable",
}


def _claims() -> list[Stated]:
    """The verdicts on the claims on the basis that is declared primary."""
    declared = yaml.safe_load(paths.DECLARATION.read_text(encoding="utf-8"))
    basis = declared["primary"]
    verdicts = {
        result["claim"]: result["verdict"]
        for result in json.loads(paths.CLAIM_RESULTS.read_text(encoding="utf-8"))
        if all(result[name] == value for name, value in basis.items())
    }
    found = list(verdicts.values())
    easy = [verdicts[claim] for claim in declared["hardly_fails"]].count("supported")
    return [
        Stated(r"Of (\d+), on SIF reports", _printed(len(found))),
        Stated(r"\((\d+) of these could hardly have failed", _printed(easy)),
        *(
            Stated(pattern, _printed(found.count(verdict)))
            for verdict, pattern in _VERDICTS_TOLD.items()
        ),
    ]


def _rows_of_data() -> list[Stated]:
    """Counts of rows in the table of files of data/README.md."""
    tables = {
        "reports.parquet": read_reports(),
        "recommendations.parquet": read_recommendations(),
        "areas.parquet": read_areas(),
        "audit.parquet": read_audit(),
    }
    csv_files = (
        "codings/findings.csv",
        "codings/orientation.csv",
        "codings/summaries.csv",
        "codings/summaries_judged.csv",
        "manifest.csv",
        "areas.csv",
        "tiles.csv",
    )
    counts = {name: len(table) for name, table in tables.items()} | {
        name: len(pd.read_csv(paths.DATA / name, dtype=str)) for name in csv_files
    }
    return [
        Stated(rf"\| `{re.escape(name)}` \| [^|(]*\(([\d,]+)[:)]", _printed(count), DATA_README)
        for name, count in counts.items()
    ]


def _coders_on_the_card() -> list[Stated]:
    """The coders' rows of the model card: micro-F1, macro-F1, precision, recall and mean kappa of
    the second coder against the first.

    F1 is the same whichever of the two is taken as the truth. Themes are those that the classifier
    learned, as in the rest of the card.
    """
    stated = []
    judged = pd.read_csv(paths.MODEL_EVALUATION.with_suffix(".csv"), dtype=str)
    for level, heading in (("theme", r"\d+ themes"), ("category", "nine categories")):
        codes = judged.loc[judged["level"] == level, "code"]
        rows = (
            read_agreement()
            .query("scheme == 'full' and scope == 'all' and level == @level")
            .set_index("code")
            .loc[codes]
        )
        both, first, second = (
            rows[name].sum() for name in ("both_count", "first_only_count", "second_only_count")
        )
        marks = (
            2 * both / (2 * both + first + second),
            rows["positive_agreement"].mean(),
            both / (both + second),
            both / (both + first),
            rows["kappa"].mean(),
        )
        printed = [f"{mark:.3f}" for mark in marks]
        pattern = rf"\| {heading} \|.*?\| ceiling: the two coders with each other \| (.*?) \| floor"
        stated.append(Stated(pattern, " | ".join(printed) + " |", MODEL_CARD))
    return stated


def _printed(count: float) -> str:
    return f"{int(count):,}"
