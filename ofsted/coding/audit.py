"""A third look at what both coders gave: a random 5 % of the agreements is read again, every error
is kept, and its rate is counted.

The unit is a distinct text to which both coders gave the same set of themes. Agreement shows
consistency, not validity: this reading says how often both were wrong together. Rates carry Wilson
score intervals (Wilson 1927), labels taken as independent of each other.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ofsted.codebook import Codebook
from ofsted.coding.adjudication import find_agreements
from ofsted.coding.handed import Fault, Line, parse_rows
from ofsted.coding.kept import Verdict
from ofsted.coding.records import CodedText, find_trigger, place_trigger, shares_words
from ofsted.limits import MOST_THEMES, Z95

SHARE = 0.05
SEED = 20260101


def draw_audit(agreements: Iterable[str], share: float = SHARE, seed: int = SEED) -> list[str]:
    """Ids of a simple random sample without replacement, rounded up, in order; the same for the
    same agreements.
    """
    ids = sorted(agreements)
    return sorted(random.Random(seed).sample(ids, math.ceil(share * len(ids))))


def describe_agreement(text: str, coded: CodedText) -> dict:
    """What the auditor sees: the text and the themes given by both, with the first coder's trigger
    words.
    """
    return {
        "id": coded.text_id,
        "text": text,
        "codes": [[label.theme, text[label.start : label.end]] for label in coded.labels],
    }


def parse_verdicts(
    lines: Iterable[Line],
    texts: Mapping[str, str],
    sample: Mapping[str, CodedText],
    codebook: Codebook,
) -> tuple[list[Verdict], list[Fault]]:
    """Verdicts from JSON lines `{"id", "verdicts": [[theme, "right" | "wrong", reason], …],
    "missing": [[theme, trigger, reason], …]}`, and every faulty row.

    `sample` holds the agreed coding of every drawn text by id, `texts` their wording. Each agreed
    theme needs exactly one verdict; "wrong" and missing ones need a reason, in words of the
    auditor's own.
    """
    verdicts: list[Verdict] = []
    faults: list[Fault] = []
    seen: set[str] = set()
    for row in parse_rows(
        lines, _take, '{"id", "verdicts": [[theme, "right" or "wrong", reason], …], "missing": […]}'
    ):
        if isinstance(row, Fault):
            faults.append(row)
            continue
        key, ruled, missing = row.asked
        what = _fault(key, ruled, missing, texts, sample, codebook)
        if key in seen:
            what = "audited more than once"
        if what:
            faults.append(row.fault(key, what))
            continue
        seen.add(key)
        verdicts += _verdicts(texts[key], sample[key], ruled, missing)
    return verdicts, faults


def _take(row: Mapping) -> tuple[str, list[tuple[str, str, str]], list[tuple[str, str, str]]]:
    return str(row["id"]), _triples(row["verdicts"]), _triples(row.get("missing", []))


def _triples(rows: Iterable) -> list[tuple[str, str, str]]:
    return [
        (str(theme), str(middle).strip(), str(reason).strip()) for theme, middle, reason in rows
    ]


def _fault(
    key: str, ruled: list[tuple[str, str, str]], missing: list[tuple[str, str, str]],
    texts: Mapping[str, str], sample: Mapping[str, CodedText], codebook: Codebook,
) -> str | None:  # fmt: skip
    if key not in sample or key not in texts:
        return "not in the sample"
    text, agreed = texts[key], {label.theme for label in sample[key].labels}
    if unknown := [
        theme for theme, _, _ in (*ruled, *missing) if theme not in codebook.category_of
    ]:
        return f"not in codebook {codebook.version}: {unknown}"
    if sorted(theme for theme, _, _ in ruled) != sorted(agreed):
        return f"verdicts must be on exactly the agreed themes {sorted(agreed)}"
    if any(verdict not in ("right", "wrong") for _, verdict, _ in ruled):
        return 'each verdict must be "right" or "wrong"'
    added = [theme for theme, _, _ in missing]
    if len(set(added)) < len(added) or agreed & set(added):
        return "a missing theme stands twice or was given"
    if untriggered := [theme for theme, trigger, _ in missing if not find_trigger(trigger, text)]:
        return f"the trigger is not in the text as whole words: {untriggered}"
    if any(not reason for _, verdict, reason in ruled if verdict == "wrong") or any(
        not reason for _, _, reason in missing
    ):
        return "what is wrong or missing needs a reason"
    if any(shares_words(reason, text) for _, _, reason in (*ruled, *missing)):
        return "a reason takes over words of the text"
    staying = [theme for theme, verdict, _ in ruled if verdict == "right"] + added
    if len(staying) > MOST_THEMES:
        return f"{len(staying)} themes would stay; expected at most {MOST_THEMES}"
    if agreed and not staying:
        return "no theme would stay"
    return None


def _verdicts(
    text: str,
    coded: CodedText,
    ruled: list[tuple[str, str, str]],
    missing: list[tuple[str, str, str]],
) -> list[Verdict]:
    labels = {label.theme: label for label in coded.labels}
    made = [
        Verdict(coded.text_id, theme, verdict, labels[theme].start, labels[theme].end, reason)
        for theme, verdict, reason in ruled
    ]
    made += [
        Verdict(coded.text_id, theme, "missing", *place_trigger(trigger, text), reason)
        for theme, trigger, reason in missing
    ]
    return made or [Verdict(coded.text_id, "", "right", 0, 0, "rightly without a theme")]


@dataclass(frozen=True)
class Rate:
    """A share with what it is a share of, and its 95 % Wilson interval; NaN where there is nothing
    to divide by.
    """

    part: int
    whole: int

    @property
    def share(self) -> float:
        """`part / whole`."""
        if not self.whole:
            return math.nan
        return self.part / self.whole

    @property
    def interval(self) -> tuple[float, float]:
        """Low and high end of the Wilson score interval."""
        if not self.whole:
            return math.nan, math.nan
        n, p = self.whole, self.share
        centre = p + Z95**2 / (2 * n)
        spread = Z95 * math.sqrt(p * (1 - p) / n + Z95**2 / (4 * n**2))
        shrinkage = 1 + Z95**2 / n
        return max(0.0, (centre - spread) / shrinkage), min(1.0, (centre + spread) / shrinkage)

    def __str__(self) -> str:
        if not self.whole:
            return f"{self.part} of 0"
        low, high = self.interval
        interval = f"95 % interval {low:.1%} to {high:.1%}"
        return f"{self.part} of {self.whole:,} ({self.share:.1%}, {interval})"


@dataclass(frozen=True)
class AuditSummary:
    """What the audit found.

    `agreement_count` distinct texts could be drawn, `text_count` were; the rates are about labels,
    or texts where named so.
    """

    text_count: int
    agreement_count: int
    missing_count: int
    wrong: Rate  # of the labels that both coders gave
    texts_with_error: Rate
    precision: Rate  # right labels of those given
    recall: Rate  # right labels of those that ought to have been given

    @property
    def inclusion_probability(self) -> float:
        """The chance that any agreement had of being audited."""
        return Rate(self.text_count, self.agreement_count).share


def audit_summary(verdicts: Mapping[str, list[Verdict]], agreement_count: int) -> AuditSummary:
    """Error rates of the agreements from the verdicts by text id; see `AuditSummary`."""
    counts = dict.fromkeys(("right", "wrong", "missing"), 0)
    for verdict in (entry for of_text in verdicts.values() for entry in of_text if entry.theme):
        counts[verdict.verdict] += 1
    right, given = counts["right"], counts["right"] + counts["wrong"]
    flawed = sum(
        any(entry.verdict != "right" for entry in of_text) for of_text in verdicts.values()
    )
    return AuditSummary(
        text_count=len(verdicts),
        agreement_count=agreement_count,
        missing_count=counts["missing"],
        wrong=Rate(counts["wrong"], given),
        texts_with_error=Rate(flawed, len(verdicts)),
        precision=Rate(right, given),
        recall=Rate(right, right + counts["missing"]),
    )


def faults_in_audit(
    verdicts: Mapping[str, list[Verdict]],
    first: Mapping[str, CodedText],
    second: Mapping[str, CodedText],
) -> list[str]:
    """Where the audit is not on exactly the drawn texts and their agreed themes; empty when it
    is.
    """
    drawn = set(draw_audit(find_agreements(first, second)))
    faults = [
        f"text {key}: drawn for the audit and not audited"
        for key in sorted(drawn - verdicts.keys())
    ]
    faults += [f"text {key}: audited and not drawn" for key in sorted(verdicts.keys() - drawn)]
    for key in sorted(drawn & verdicts.keys()):
        judged = sorted(
            entry.theme for entry in verdicts[key] if entry.verdict != "missing" and entry.theme
        )
        if judged != sorted(label.theme for label in first[key].labels):
            faults.append(f"text {key}: the audit does not judge exactly the agreed themes")
    return faults
