"""What a coder says of a text, checked against the text and the codebook before it counts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from ofsted.codebook import Codebook

MOST_THEMES = 6  # coding rule R3
MOST_SUMMARY_WORDS = 20
SHARED_RUN_WORDS = 8  # a summary that shares so long a run with its text is no restatement


@dataclass(frozen=True)
class Label:
    """One theme with its trigger: characters `start` up to `end` of the normalised text."""

    theme: str
    start: int
    end: int
    is_primary: bool


@dataclass(frozen=True)
class CodedText:
    """One coder's labels for one text; without labels there is a reason. `text_id` is the start of the text's hash."""

    text_id: str
    labels: tuple[Label, ...]
    reason: str = ""
    summary: str = ""


@dataclass(frozen=True)
class Fault:
    """A row that does not count, and why."""

    line: int
    text_id: str
    what: str

    def __str__(self) -> str:
        return f"line {self.line}, text {self.text_id}: {self.what}"


def parse_codings(lines: Iterable[str], texts: dict[str, str], codebook: Codebook, *, needs_summary: bool = False) -> tuple[list[CodedText], list[Fault]]:
    """Codings from JSON lines `{"id", "codes": [[theme, trigger], …], "primary", "reason", "summary"}`, and every faulty row.

    `texts` are normalised texts by id. A row with a fault is left out whole; the others count.
    """
    coded: dict[str, CodedText] = {}
    faults: list[Fault] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        text_id, result = _parse_line(line, texts, codebook, needs_summary)
        if isinstance(result, str):
            faults.append(Fault(number, text_id, result))
        elif text_id in coded:
            faults.append(Fault(number, text_id, "coded more than once; the first row counts"))
        else:
            coded[text_id] = result
    return list(coded.values()), faults


def _parse_line(line: str, texts: dict[str, str], codebook: Codebook, needs_summary: bool) -> tuple[str, CodedText | str]:
    try:
        row = json.loads(line)
        text_id, pairs = str(row["id"]), [(str(theme), str(trigger)) for theme, trigger in row["codes"]]
    except (ValueError, KeyError, TypeError):
        return "?", 'no JSON object of the form {"id", "codes": [[theme, trigger], …]}'
    text = texts.get(text_id)
    if text is None:
        return text_id, "no such text"
    if what := _fault_in_codes(pairs, row, text, codebook):
        return text_id, what
    summary = re.sub(r"\s+", " ", str(row.get("summary") or "")).strip()
    if needs_summary and (what := fault_in_summary(summary, text)):
        return text_id, what
    labels = []
    for theme, trigger in pairs:
        start, end = find_trigger(trigger, text)
        labels.append(Label(theme, start, end, theme == row.get("primary")))
    return text_id, CodedText(text_id, tuple(labels), "" if labels else str(row["reason"]).strip(), summary)


def find_trigger(trigger: str, text: str) -> tuple[int, int]:
    """The first place of a trigger as whole words; a trigger that is part of a word is widened to the word."""
    words = re.escape(trigger.strip())
    match = re.search(rf"(?<!\w){words}(?!\w)", text, re.I) or re.search(rf"\w*{words}\w*", text, re.I)
    return match.start(), match.end()


def _fault_in_codes(pairs: list[tuple[str, str]], row: dict, text: str, codebook: Codebook) -> str | None:
    themes = [theme for theme, _ in pairs]
    if len(themes) > MOST_THEMES:
        return f"{len(themes)} themes; expected at most {MOST_THEMES}"
    if len(set(themes)) < len(themes):
        return "a theme stands twice"
    if unknown := [theme for theme in themes if theme not in codebook.category_of]:
        return f"not in codebook {codebook.version}: {unknown}"
    if untriggered := [theme for theme, trigger in pairs if not trigger.strip() or trigger.strip().lower() not in text.lower()]:
        return f"the trigger is not in the text: {untriggered}"
    if themes and row.get("primary") not in themes:
        return "the primary theme is not one of the themes"
    if not themes and not str(row.get("reason") or "").strip():
        return "no theme and no reason"
    return None


def fault_in_summary(summary: str, text: str) -> str | None:
    """What is wrong with a summary: blank, too long, or words taken over from the text; None where nothing is."""
    count = len(summary.split())
    if not 0 < count <= MOST_SUMMARY_WORDS:
        return f"the summary has {count} words; expected 1 to {MOST_SUMMARY_WORDS}"
    return f"the summary shares {SHARED_RUN_WORDS} words in a row with the text" if shares_words(summary, text) else None


def shares_words(ours: str, text: str) -> bool:
    """Whether our words have a run of `SHARED_RUN_WORDS` in common with the text."""
    own, printed = _words(ours), _words(text)
    runs = {tuple(printed[i : i + SHARED_RUN_WORDS]) for i in range(len(printed) - SHARED_RUN_WORDS + 1)}
    return any(tuple(own[i : i + SHARED_RUN_WORDS]) in runs for i in range(len(own) - SHARED_RUN_WORDS + 1))


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower().replace("'", ""))
