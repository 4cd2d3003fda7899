"""The URL as state: what a link says, read into a `View`, and a `View` written back as a link.

Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from urllib.parse import parse_qs, urlencode

from ofsted.address.view import (
    ALL,
    CHOICES,
    IN_SELECTION,
    LISTS,
    PARAMETERS,
    PICKS,
    SIDES,
    View,
    Vocabulary,
    fold,
    opening_view,
    slug,
)
from ofsted.analysis.counting.samples import parse_design, write_design
from ofsted.analysis.counting.selection import Selection
from ofsted.errors import OfstedError

Raw = Mapping[str, list[str]]

QUERY_MAX_CHARACTERS = 200
_TRACKING = re.compile(r"utm_|fbclid|gclid|msclkid|mc_|ref$|embed|_hs", re.IGNORECASE)
_PAGE = re.compile(r"[0-9]{1,18}")
_LAST_PAGE = 999_999
_QUOTE = re.compile(r"[0-9]{1,12}-[0-9]{2,4}")
_VERSION = re.compile(r"[A-Za-z0-9._+-]{1,64}")
_SIDE_MAX_CHARACTERS = 400
_YEARS = re.compile(r"([0-9]{4})(?:\s*[-–:]\s*([0-9]{4}))?")


def read_url(raw: Raw, vocabulary: Vocabulary) -> tuple[View, tuple[str, ...]]:
    """The view a link asks for, and a message for every part of it that could not be followed.

    Never raises, whatever the link says; messages name parameters and never repeat what the link
    said. Reading what `write_url` wrote gives the same view.
    """
    asked = _by_name(raw)
    messages = []
    if any(name not in PARAMETERS and not _TRACKING.match(name) for name in asked):
        messages.append("The link has a setting that this dashboard does not know; it was ignored.")
    changes = {}
    for name in PARAMETERS:
        if name in asked:
            value, message = _read(name, asked[name], vocabulary)
            if message:
                messages.append(message)
            if value is not None:
                changes[name] = value
    return View().having(**{**vocabulary.defaults, **changes}), tuple(messages)


def read_link(raw: Raw, vocabulary: Vocabulary) -> tuple[View, tuple[str, ...]]:
    """What `read_url` gives, but the opening view for an address that says nothing of a view."""
    view, messages = read_url(raw, vocabulary)
    if not names_view(raw):
        view = opening_view()
    return view, messages


def record_defaults() -> dict[str, dict[str, list[str]]]:
    """What a link leaves out today, as a release keeps it: the `defaults` of every choice, and the
    filters of the `opening` view.
    """
    choices = {name: [default] for name, default in CHOICES.items()}
    return {"defaults": choices, "opening": {"framework": list(opening_view().selection.framework)}}


def names_view(raw: Raw) -> bool:
    """Whether an address says anything of a view: it has a parameter that we know."""
    return bool(_by_name(raw).keys() & set(PARAMETERS))


def _by_name(raw: Raw) -> dict[str, list[str]]:
    asked: dict[str, list[str]] = {}
    for name, values in raw.items():
        asked.setdefault(str(name).strip().casefold(), []).extend(str(v) for v in values)
    return asked


def _read(name: str, values: list[str], vocabulary: Vocabulary) -> tuple[object, str | None]:
    """A parameter's value (None: as if it were not there) and a message (None: all well)."""
    if name in LISTS:
        return _read_list(name, values, vocabulary)
    if name in CHOICES:
        return _read_choice(name, values, vocabulary)
    if name == "year":
        return _read_years(values, vocabulary)
    readers = {
        "q": _read_query,
        "page": _read_page,
        "quote": _read_quote,
        "v": _read_version,
        "sample": _read_sample,
        "place": _read_place,
        "a": _read_side,
        "b": _read_side,
        "section": _read_section,
        **dict.fromkeys(PICKS, _read_pick),
        "find": _read_query,
    }
    return readers[name](values[-1] if values else "", vocabulary)


def _read_list(name: str, values: list[str], vocabulary: Vocabulary) -> tuple[object, str | None]:
    wanted, unknown = set(), False
    for text in dict.fromkeys(values):
        # Some area names hold a comma, so the whole text is tried before its parts.
        for part in [text] if vocabulary.find_code(name, text) is not None else text.split(","):
            code = vocabulary.find_code(name, part)
            if code is not None:
                wanted.add(code)
            elif fold(part) not in ("", ALL):
                unknown = True
    found = tuple(code for code in vocabulary.codes[name] if code in wanted)
    return found, _ignored(name) if unknown else None


def _read_choice(name: str, values: list[str], vocabulary: Vocabulary) -> tuple[object, str | None]:
    text = values[-1] if values else ""
    code = vocabulary.find_code(name, text)
    return code, _ignored(name) if code is None and text.strip() else None


def _read_years(values: list[str], vocabulary: Vocabulary) -> tuple[object, str | None]:
    parts = [part.strip() for value in values for part in value.split(",")]
    parts = [part for part in parts if fold(part) not in ("", ALL)]
    if not parts:
        return None, None
    matches = [_YEARS.fullmatch(part) for part in parts]
    if not all(matches):
        return None, _ignored("year")
    stated = [int(year) for match in matches for year in match.groups() if year]
    first, last = min(stated), max(stated)
    low, high = vocabulary.years
    if last < low or first > high:
        return (
            None,
            f"There are no reports from the years in the link; the data runs from {low} to {high}.",
        )
    span = (max(first, low), min(last, high))
    return None if span == vocabulary.years else span, _year_message(stated, span, vocabulary)


def _year_message(stated: list[int], span: tuple[int, int], vocabulary: Vocabulary) -> str | None:
    low, high = vocabulary.years
    if stated != sorted(stated):
        return "The years in the link stood in the wrong order and were swapped."
    if len(stated) > 2:
        return "The link names several years; the span from the first to the last is shown."
    if span != (stated[0], stated[-1]):
        return f"The years in the link reach beyond the data, which runs from {low} to {high}."
    return None


def _read_query(text: str, _: Vocabulary) -> tuple[object, str | None]:
    clean = clean_query(text)
    too_long = (
        len(text) > 2 * QUERY_MAX_CHARACTERS or len(" ".join(text.split())) > QUERY_MAX_CHARACTERS
    )
    return (
        clean,
        f"The search was cut to its first {QUERY_MAX_CHARACTERS} characters." if too_long else None,
    )


def clean_query(text: str, most: int = QUERY_MAX_CHARACTERS) -> str:
    """Search words without control characters or runs of spaces, at most `most` characters."""
    text = text[: 20 * most]
    printable = "".join(" " if unicodedata.category(c)[0] == "C" else c for c in text)
    return " ".join(printable.split())[:most].strip()


def _read_page(text: str, _: Vocabulary) -> tuple[object, str | None]:
    if not text.strip():
        return None, None
    if _PAGE.fullmatch(text.strip()) and int(text) >= 1:
        return min(int(text), _LAST_PAGE), None
    return None, _ignored("page")


def _read_quote(text: str, vocabulary: Vocabulary) -> tuple[object, str | None]:
    text = text.strip()
    if not text or text.casefold() == "none":
        return None, None
    if _QUOTE.fullmatch(text) and text in vocabulary.quotes:
        return text, None
    return None, "The recommendation that the link points to is not in this release."


def _read_sample(text: str, _: Vocabulary) -> tuple[object, str | None]:
    if fold(text) in ("", ALL):
        return None, None
    try:
        return parse_design(text), None
    except OfstedError as error:
        return None, f"The sample in the link cannot be drawn, so all reports are shown: {error}."


def _read_place(text: str, vocabulary: Vocabulary) -> tuple[object, str | None]:
    if fold(text) in ("", "none"):
        return None, None
    code = vocabulary.find_code("place", text)
    return (
        code,
        None if code is not None else "The area in the link is not known; the map shows all areas.",
    )


def _read_side(text: str, _: Vocabulary) -> tuple[object, str | None]:
    """A side of a comparison as text: what it may say depends on the grouping, so the comparison
    itself looks it up.
    """
    clean = clean_query(text, _SIDE_MAX_CHARACTERS) if len(text) <= _SIDE_MAX_CHARACTERS else ""
    return (
        clean or None,
        None
        if clean or not text.strip()
        else "One side of the comparison in the link could not be read.",
    )


def _read_section(text: str, _: Vocabulary) -> tuple[object, str | None]:
    """A section of the paper as it stands in an address; the page knows which there are."""
    clean = slug(text[:QUERY_MAX_CHARACTERS])
    return "" if clean == ALL else clean, None


def _read_pick(text: str, _: Vocabulary) -> tuple[object, str | None]:
    """What is picked among what a page shows, as text; the page says so where it shows nothing of
    that name.
    """
    return clean_query(text), None


def write_selection(selection: Selection, vocabulary: Vocabulary) -> str:
    """Filters as one text, to stand for one side of a comparison:

    `framework=F3&rating=good`; no filter gives `all`.
    """
    if selection == Selection():
        return ALL
    return urlencode(write_url(View(selection), vocabulary), doseq=True)


def read_selection(text: str, vocabulary: Vocabulary) -> Selection:
    """The filters that a text of `write_selection` stands for; what is not understood is left out."""
    return read_url(parse_qs(text), vocabulary)[0].selection


def is_understood(text: str, vocabulary: Vocabulary) -> bool:
    """Whether filters written as one text can be followed in full, in whatever order and spelling:
    as `read_url` would, and nothing but filters.
    """
    asked = parse_qs(text, keep_blank_values=True)
    return text == ALL or (
        bool(asked)
        and not read_url(asked, vocabulary)[1]
        and {name.strip().casefold() for name in asked} <= IN_SELECTION
    )


def _read_version(text: str, _: Vocabulary) -> tuple[object, str | None]:
    text = text.strip()
    if not text or _VERSION.fullmatch(text):
        return text or None, None
    return None, _ignored("v")


def _ignored(name: str) -> str:
    return f"The link's setting for “{name}” was not recognised in full; the part that was not is ignored."


def write_url(view: View, vocabulary: Vocabulary, frozen: bool = False) -> dict[str, list[str]]:
    """The parameters of a link to a view, in a fixed order.

    A live link leaves out whatever restricts nothing; one of which nothing would be left says so,
    as an address without parameters shows the opening view. A frozen one states every parameter,
    all years included, and the data version, so that it keeps its meaning when defaults or data
    change.
    """
    written: dict[str, list[str]] = {}
    for name in LISTS:
        values = [_code_text(name, code) for code in view.get(name)]
        if values or frozen:
            written[name] = values or [ALL]
    for name in CHOICES:
        if view.get(name) != vocabulary.default_of(name) or frozen:
            written[name] = [view.get(name)]
    if view.selection.year or frozen:
        first, last = view.selection.year or vocabulary.years
        written["year"] = [str(first) if first == last else f"{first}-{last}"]
    if view.selection.sample or frozen:
        written["sample"] = [write_design(view.selection.sample) if view.selection.sample else ALL]
    if view.place or frozen:
        written["place"] = [view.place or "none"]
    for name in SIDES:
        if view.get(name) or frozen:
            written[name] = [view.get(name)]
    if view.section or frozen:
        written["section"] = [view.section or ALL]
    for name in PICKS:
        if view.get(name) or frozen:
            written[name] = [view.get(name)]
    if view.q or frozen:
        written["q"] = [view.q]
    if view.page > 1 or frozen:
        written["page"] = [str(view.page)]
    if view.quote or frozen:
        written["quote"] = [view.quote or "none"]
    if frozen:
        written["v"] = [vocabulary.version]
    return written or {"framework": [ALL]}


def _code_text(name: str, code) -> str:
    return slug(code) if name in ("region", "la_type") else str(code)
