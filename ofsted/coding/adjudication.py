"""From two codings to one: what both gave stays, what only one gave is ruled on by a third reading,
and every ruling is kept.

Errors that the audit finds in what both gave are put right in the adjudicated coding too; their
rate is published (`audit`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from ofsted.codebook import Codebook, Theme
from ofsted.coding.handed import Fault, Line, parse_rows
from ofsted.coding.kept import Ruling, Verdict
from ofsted.coding.records import CodedText, Label

CODER = "adjudicated"


def find_disagreements(
    first: Mapping[str, CodedText], second: Mapping[str, CodedText]
) -> list[str]:
    """Ids of the texts to which the two coders did not give the same set of themes."""
    return sorted(
        key for key in first.keys() & second.keys() if _themes(first[key]) != _themes(second[key])
    )


def find_agreements(first: Mapping[str, CodedText], second: Mapping[str, CodedText]) -> list[str]:
    """Ids of the texts to which the two coders gave the same set of themes."""
    return sorted(
        key for key in first.keys() & second.keys() if _themes(first[key]) == _themes(second[key])
    )


def is_ruled(first: CodedText, second: CodedText, rulings: Collection[Ruling]) -> bool:
    """Whether the rulings on a text are on every theme that only one of the two coders gave."""
    return _themes(first) ^ _themes(second) <= {ruling.theme for ruling in rulings}


def describe_disagreement(
    text: str, first: CodedText, second: CodedText, codebook: Codebook
) -> dict:
    """What the third reader sees: the text, each coder's themes with their trigger words, the
    reason of a coder who gave none, and the codebook.

    Of every disputed theme the codebook's entry stands below `codebook`: definition, what to
    include and what to exclude.
    """
    disputed = _themes(first) ^ _themes(second)
    entries = [theme for theme in codebook.themes if theme.id in disputed]
    return {
        "id": first.text_id,
        "text": text,
        "both": sorted(_themes(first) & _themes(second)),
        "first_only": _with_triggers(text, first, _themes(first) - _themes(second)),
        "second_only": _with_triggers(text, second, _themes(second) - _themes(first)),
        "first_reason": first.reason,
        "second_reason": second.reason,
        "codebook": {theme.id: _describe_entry(theme) for theme in entries},
    }


def _describe_entry(theme: Theme) -> dict:
    return {
        "definition": theme.definition,
        "include": list(theme.include),
        "exclude": list(theme.exclude),
    }


def _themes(coded: CodedText) -> set[str]:
    return {label.theme for label in coded.labels}


def _with_triggers(text: str, coded: CodedText, themes: set[str]) -> list[list[str]]:
    return [
        [label.theme, text[label.start : label.end]]
        for label in coded.labels
        if label.theme in themes
    ]


def parse_rulings(
    lines: Iterable[Line], first: Mapping[str, CodedText], second: Mapping[str, CodedText]
) -> tuple[list[Ruling], list[Fault]]:
    """Rulings from JSON lines `{"id", "rulings": [[theme, "keep" | "drop", reason], …],
    "primary"}`, and every faulty row.

    Each theme that only one coder gave needs exactly one ruling with a reason, and the primary
    theme must be one that stays.
    """
    rulings: list[Ruling] = []
    faults: list[Fault] = []
    seen: set[str] = set()
    for row in parse_rows(
        lines, _take, '{"id", "rulings": [[theme, "keep" or "drop", reason], …], "primary"}'
    ):
        if isinstance(row, Fault):
            faults.append(row)
            continue
        key, ruled, primary = row.asked
        what = _fault(key, ruled, primary, first, second)
        if key in seen:
            what = "ruled on more than once"
        if what:
            faults.append(row.fault(key, what))
            continue
        seen.add(key)
        rulings += _rulings(key, ruled, primary, first[key], second[key])
    return rulings, faults


def _take(row: Mapping) -> tuple[str, list[tuple[str, str, str]], str | None]:
    return (
        str(row["id"]),
        [
            (str(theme), str(verdict), str(reason).strip())
            for theme, verdict, reason in row["rulings"]
        ],
        _text_or_none(row.get("primary")),
    )


def _text_or_none(value: object) -> str | None:
    if value is None:
        return None
    return str(value)


def _fault(
    key: str,
    ruled: list[tuple[str, str, str]],
    primary: str | None,
    first: Mapping[str, CodedText],
    second: Mapping[str, CodedText],
) -> str | None:
    if key not in first or key not in second:
        return "not coded by both coders"
    disputed = _themes(first[key]) ^ _themes(second[key])
    if sorted(theme for theme, _, _ in ruled) != sorted(disputed):
        return f"rulings must be on exactly the disputed themes {sorted(disputed)}"
    if any(verdict not in ("keep", "drop") or not reason for _, verdict, reason in ruled):
        return 'each ruling needs "keep" or "drop", and a reason'
    staying = (_themes(first[key]) & _themes(second[key])) | {
        theme for theme, verdict, _ in ruled if verdict == "keep"
    }
    if not staying:
        return "no theme would stay"
    if primary not in staying:
        return "the primary theme is not one that stays"
    return None


def _rulings(
    key: str,
    ruled: list[tuple[str, str, str]],
    primary: str | None,
    first: CodedText,
    second: CodedText,
) -> list[Ruling]:
    labels = {label.theme: label for label in (*second.labels, *first.labels)}
    made = [
        Ruling(
            key,
            theme,
            labels[theme].start,
            labels[theme].end,
            verdict == "keep",
            theme == primary,
            reason,
        )
        for theme, verdict, reason in ruled
    ]
    if primary is not None and not any(ruling.is_primary for ruling in made):
        agreed = labels[primary]
        made.append(
            Ruling(
                key,
                primary,
                agreed.start,
                agreed.end,
                True,
                True,
                "given by both; the primary theme of the ruling",
            )
        )
    return made


def merge(
    first: Mapping[str, CodedText],
    second: Mapping[str, CodedText],
    rulings: Mapping[str, list[Ruling]],
    verdicts: Mapping[str, list[Verdict]] | None = None,
) -> dict[str, CodedText]:
    """The adjudicated coding of every text that both coded, by id; texts whose disagreement is not
    wholly ruled on are left out.

    `verdicts` are those of the audit: what it found wrong is dropped, what it found missing is
    added with its trigger.
    """
    merged, verdicts = {}, verdicts or {}
    for key in first.keys() & second.keys():
        one, two = first[key], second[key]
        if _themes(one) == _themes(two):
            agreed = replace(one, labels=_with_one_primary(one.labels, two.labels))
            merged[key] = _put_right(agreed, verdicts.get(key, ()))
        elif is_ruled(one, two, rulings.get(key, ())):
            merged[key] = _apply_rulings(one, two, rulings[key])
    return merged


def _apply_rulings(first: CodedText, second: CodedText, rulings: list[Ruling]) -> CodedText:
    """What both gave and what the rulings keep, with the primary theme that they name."""
    both = [label for label in first.labels if label.theme in _themes(second)]
    kept = [
        Label(ruling.theme, ruling.start, ruling.end, False)
        for ruling in rulings
        if ruling.is_kept and ruling.theme not in {label.theme for label in both}
    ]
    primary = next((ruling.theme for ruling in rulings if ruling.is_primary), None)
    labels = [replace(label, is_primary=label.theme == primary) for label in (*both, *kept)]
    return CodedText(first.text_id, tuple(labels))


def _put_right(agreed: CodedText, verdicts: Iterable[Verdict]) -> CodedText:
    """The agreed coding without what the audit found wrong and with what it found missing.

    Where the primary theme is dropped, that whose words come first takes its place (coding rule
    R18).
    """
    wrong = {verdict.theme for verdict in verdicts if verdict.verdict == "wrong"}
    missing = [Label(v.theme, v.start, v.end, False) for v in verdicts if v.verdict == "missing"]
    labels = [*(label for label in agreed.labels if label.theme not in wrong), *missing]
    if labels and not any(label.is_primary for label in labels):
        foremost = min(labels, key=lambda label: label.start)
        labels = [replace(label, is_primary=label is foremost) for label in labels]
    return replace(agreed, labels=tuple(labels))


def _with_one_primary(first: tuple[Label, ...], second: tuple[Label, ...]) -> tuple[Label, ...]:
    """Where the coders name different primary themes, that whose words come first (coding rule
    R18).
    """
    named = {label.theme for label in (*first, *second) if label.is_primary}
    if not named:
        return first
    primary = min(
        (label for label in first if label.theme in named), key=lambda label: label.start
    ).theme
    return tuple(replace(label, is_primary=label.theme == primary) for label in first)


def faults_in_rulings(
    rulings: Mapping[str, list[Ruling]],
    first: Mapping[str, CodedText],
    second: Mapping[str, CodedText],
) -> list[str]:
    """Where rulings are on a text that is not disputed, or on a theme that is neither disputed nor
    the primary one of those given by both.
    """
    disputed = set(find_disagreements(first, second))
    faults = [
        f"rulings, text {key}: the coders do not differ on it"
        for key in sorted(rulings.keys() - disputed)
    ]
    for key in sorted(rulings.keys() & disputed):
        one, two = _themes(first[key]), _themes(second[key])
        if astray := sorted(
            r.theme
            for r in rulings[key]
            if r.theme not in one ^ two and not (r.is_primary and r.theme in one & two)
        ):
            faults.append(f"rulings, text {key}: {', '.join(astray)} is not disputed")
    return faults
