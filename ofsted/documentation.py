"""The figures that the documentation states, each with the place where it is stated and the value computed from the data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from ofsted import paths
from ofsted.codebook import read_codebook
from ofsted.coding.adjudication import find_disagreements
from ofsted.coding.store import read_codings
from ofsted.codings import CODERS, coder_file
from ofsted.tables import read_agreement, read_agreement_sets, read_audit

README = paths.ROOT / "README.md"
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True)
class Stated:
    """A figure in the documentation: words around it, with `(…)` where it stands, and what it must be as printed."""

    pattern: str
    value: str

    def fault(self, text: str) -> str | None:
        """What is wrong with the figure in the text, or None."""
        found = re.findall(self.pattern, text)
        if not found:
            return f"README.md does not say {self.pattern!r} any more; expected {self.value}"
        return next((f"README.md says {figure} where {self.value} is computed: {self.pattern!r}" for figure in found if figure != self.value), None)


def faults_in_documentation(text: str, stated: Iterable[Stated]) -> list[str]:
    """Figures of the text that differ from those computed, or that it no longer states; line ends do not matter."""
    flowing = " ".join(text.split())
    return [fault for entry in stated if (fault := entry.fault(flowing))]


def stated_figures() -> list[Stated]:
    """What README.md says of counts, agreement, audit, classifier and claims, from the build's record, the codings and the stored results."""
    return [*_counts(), *_agreement(), *_audit(), *_classifier(), *_claims()]


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
        Stated(r"(\w+) recommendations carry no theme", _NUMBERS[counts["uncoded_recommendations"]].capitalize()),
    ]


def _agreement() -> list[Stated]:
    version = read_codebook(paths.CODEBOOK).version
    first, second = (read_codings(coder_file(name), version) for name in CODERS)
    sets = read_agreement_sets().query("scheme == 'full' and scope == 'all'").set_index("level")
    themes = read_agreement().query("scheme == 'full' and scope == 'all' and level == 'theme'")
    category, theme = sets.loc["category"], sets.loc["theme"]
    return [
        Stated(r"ruled on the ([\d,]+) wordings", _printed(len(find_disagreements(first, second)))),
        Stated(r"wordings \(of ([\d,]+) different ones\)", _printed(len(first.keys() & second.keys()))),
        Stated(r"mean kappa was (\d\.\d+) over the nine categories", f"{category['mean_kappa']:.3f}"),
        Stated(r"and (\d\.\d+) over the themes", f"{theme['mean_kappa']:.3f}"),
        Stated(r"MASI distance (\d\.\d+) \(", f"{category['alpha']:.3f}"),
        Stated(r"MASI distance \d\.\d+ \(95% interval (\d\.\d+ to \d\.\d+)\)", f"{category['alpha_low']:.3f} to {category['alpha_high']:.3f}"),
        Stated(r"\) and (\d\.\d+) \(\d\.\d+ to", f"{theme['alpha']:.3f}"),
        Stated(r"\) and \d\.\d+ \((\d\.\d+ to \d\.\d+)\)", f"{theme['alpha_low']:.3f} to {theme['alpha_high']:.3f}"),
        Stated(r"all ([\d,]+) recommendations\)", _printed(theme["recommendation_count"])),
        Stated(r"([\d,]+) of \d+ themes are never shown on their own", _printed((~themes["is_shown"]).sum())),
        Stated(r"\d+ of (\d+) themes are never shown on their own", _printed(len(themes))),
    ]


def _audit() -> list[Stated]:
    audit = read_audit().set_index("measure")
    if audit.empty:
        return []
    texts, labels, flawed = audit.loc["texts-audited"], audit.loc["labels-wrong"], audit.loc["texts-with-error"]
    return [
        Stated(r"A random ([\d,]+ of the [\d,]+) wordings", f"{_printed(texts['part_count'])} of the {_printed(texts['whole_count'])}"),
        Stated(r"found ([\d,]+ of [\d,]+) themes wrong", f"{_printed(labels['part_count'])} of {_printed(labels['whole_count'])}"),
        Stated(r"themes wrong and an error in ([\d,]+ of [\d,]+) wordings", f"{_printed(flawed['part_count'])} of {_printed(flawed['whole_count'])}"),
    ]


def _classifier() -> list[Stated]:
    marks = json.loads(paths.MODEL_EVALUATION.read_text(encoding="utf-8"))
    theme, category = ({who: f"{mark['micro_f1']:.3f}" for who, mark in marks[level].items()} for level in ("theme", "category"))
    return [
        Stated(r"micro-F1 (\d\.\d+) over themes", theme["classifier"]),
        Stated(r"over themes and (\d\.\d+) over categories;", category["classifier"]),
        Stated(r"the two codings reach (\d\.\d+ and \d\.\d+) with each other", f"{theme['coders']} and {category['coders']}"),
        Stated(r"the keywords (\d\.\d+ and \d\.\d+)", f"{theme['dictionary']} and {category['dictionary']}"),
    ]


def _claims() -> list[Stated]:
    results = json.loads(paths.CLAIM_RESULTS.read_text(encoding="utf-8"))
    verdicts = [result["verdict"] for result in results if (result["view"], result["slice"]) == ("strict", "sif")]
    told = {"supported": "{} are supported", "contradicted": "{} contradicted", "undetermined": "{} undetermined", "not-testable": "{} not testable"}
    patterns = {verdict: text.format(r"(\d+)") for verdict, text in told.items()}
    return [Stated(r"Of (\d+), on SIF reports", _printed(len(verdicts)))] + [
        Stated(pattern, _printed(verdicts.count(verdict))) for verdict, pattern in patterns.items()
    ]


def _printed(count: float) -> str:
    return f"{int(count):,}"
