"""The URL as state: what a link says, read into a `View`, and a `View` written back as a link.

Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode

from ofsted.address.parameters import ALL, NONE, QUERY_MAX_CHARACTERS, Kind, Parameter
from ofsted.address.view import (
    CHOICES,
    IN_SELECTION,
    PARAMETERS,
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
# A parameter's value (None: as if it were not there) and what to tell the reader ("": all well).
Read = tuple[Any, str]

_TRACKING = re.compile(r"utm_|fbclid|gclid|msclkid|mc_|ref$|embed|_hs", re.IGNORECASE)
_PAGE = re.compile(r"[0-9]{1,18}")
_LAST_PAGE = 999_999
_QUOTE = re.compile(r"[0-9]{1,12}-[0-9]{2,4}")
_VERSION = re.compile(r"[A-Za-z0-9._+-]{1,64}")
_SIDE_MAX_CHARACTERS = 400
_YEARS = re.compile(r"([0-9]{4})(?:\s*[-–:]\s*([0-9]{4}))?")
_NOTHING: Read = (None, "")


def read_url(raw: Raw, vocabulary: Vocabulary) -> tuple[View, tuple[str, ...]]:
    """The view a link asks for, and a message for every part of it that could not be followed.

    Never raises, whatever the link says; messages name parameters and never repeat what the link
    said. Reading what `write_url` wrote gives the same view.
    """
    asked = by_name(raw)
    messages: list[str] = []
    changes: dict[str, Any] = {}
    if any(name not in PARAMETERS and not _TRACKING.match(name) for name in asked):
        messages.append("The link has a setting that this dashboard does not know; it was ignored.")
    for name, parameter in PARAMETERS.items():
        if name in asked:
            value, message = _READERS[parameter.kind](parameter, asked[name], vocabulary)
            messages += [message] if message else []
            changes |= {} if value is None else {name: value}
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
    return bool(by_name(raw).keys() & set(PARAMETERS))


def by_name(raw: Raw) -> dict[str, list[str]]:
    """What an address says by the name of the parameter, in whatever case that stands there."""
    asked: dict[str, list[str]] = {}
    for name, values in raw.items():
        asked.setdefault(str(name).strip().casefold(), []).extend(str(v) for v in values)
    return asked


def _last(values: list[str]) -> str:
    return values[-1] if values else ""


def _told(parameter: Parameter) -> str:
    """The message for a value that cannot be followed."""
    if parameter.message:
        return parameter.message
    return (
        f"The link's setting for “{parameter.name}” was not recognised in full;"
        " the part that was not is ignored."
    )


def _read_codes(parameter: Parameter, values: list[str], vocabulary: Vocabulary) -> Read:
    wanted: set[Any] = set()
    is_unknown = False
    for text in dict.fromkeys(values):
        for part in list_parts(parameter.name, text, vocabulary):
            code = vocabulary.find_code(parameter.name, part)
            if code is not None:
                wanted.add(code)
            elif fold(part) not in ("", ALL):
                is_unknown = True
    found = tuple(code for code in vocabulary.codes[parameter.name] if code in wanted)
    return found, _told(parameter) if is_unknown else ""


def list_parts(name: str, text: str, vocabulary: Vocabulary) -> list[str]:
    """The parts of a list. Some names of areas hold a comma, so the whole text is tried first."""
    if vocabulary.find_code(name, text) is not None:
        return [text]
    return text.split(",")


def _read_choice(parameter: Parameter, values: list[str], vocabulary: Vocabulary) -> Read:
    text = _last(values)
    code = vocabulary.find_code(parameter.name, text)
    if code is None and text.strip():
        return None, _told(parameter)
    return code, ""


def _read_years(parameter: Parameter, values: list[str], vocabulary: Vocabulary) -> Read:
    parts = [part.strip() for value in values for part in value.split(",")]
    parts = [part for part in parts if fold(part) not in ("", ALL)]
    matches = [match for match in map(_YEARS.fullmatch, parts) if match]
    if len(matches) < len(parts):
        return None, _told(parameter)
    if not parts:
        return _NOTHING
    stated = [int(year) for match in matches for year in match.groups() if year]
    first, last = min(stated), max(stated)
    low, high = vocabulary.years
    if last < low or first > high:
        return None, (
            f"There are no reports from the years in the link; the data runs from {low} to {high}."
        )
    span = (max(first, low), min(last, high))
    message = _year_message(stated, span, vocabulary)
    return (None, message) if span == vocabulary.years else (span, message)


def _year_message(stated: list[int], span: tuple[int, int], vocabulary: Vocabulary) -> str:
    low, high = vocabulary.years
    if stated != sorted(stated):
        return "The years in the link stood in the wrong order and were swapped."
    if len(stated) > 2:
        return "The link names several years; the span from the first to the last is shown."
    if span != (stated[0], stated[-1]):
        return f"The years in the link reach beyond the data, which runs from {low} to {high}."
    return ""


def _read_words(parameter: Parameter, values: list[str], _: Vocabulary) -> Read:
    """Words as they stand, or as many as may; a pick that a page does not show has no message
    here, as the page says so.
    """
    text = _last(values)
    one_spaced = " ".join(text.split())
    is_cut = len(text) > 2 * QUERY_MAX_CHARACTERS or len(one_spaced) > QUERY_MAX_CHARACTERS
    return clean_query(text), parameter.message if is_cut else ""


def clean_query(text: str, most: int = QUERY_MAX_CHARACTERS) -> str:
    """Search words without control characters or runs of spaces, at most `most` characters."""
    text = text[: 20 * most]
    printable = "".join(" " if unicodedata.category(c)[0] == "C" else c for c in text)
    return " ".join(printable.split())[:most].strip()


def _read_page(parameter: Parameter, values: list[str], _: Vocabulary) -> Read:
    text = _last(values).strip()
    if not text:
        return _NOTHING
    if _PAGE.fullmatch(text) and int(text) >= 1:
        return min(int(text), _LAST_PAGE), ""
    return None, _told(parameter)


def _read_quote(parameter: Parameter, values: list[str], vocabulary: Vocabulary) -> Read:
    text = _last(values).strip()
    if not text or text.casefold() == NONE:
        return _NOTHING
    if _QUOTE.fullmatch(text) and text in vocabulary.quotes:
        return text, ""
    return None, _told(parameter)


def _read_sample(parameter: Parameter, values: list[str], _: Vocabulary) -> Read:
    text = _last(values)
    if fold(text) in ("", ALL):
        return _NOTHING
    try:
        return parse_design(text), ""
    except OfstedError as error:
        return None, f"{_told(parameter)}: {error}."


def _read_place(parameter: Parameter, values: list[str], vocabulary: Vocabulary) -> Read:
    text = _last(values)
    if fold(text) in ("", NONE):
        return _NOTHING
    code = vocabulary.find_code(parameter.name, text)
    return code, _told(parameter) if code is None else ""


def _read_side(parameter: Parameter, values: list[str], _: Vocabulary) -> Read:
    """A side of a comparison as text: what it may say depends on the grouping, so the comparison
    itself looks it up.
    """
    text = _last(values)
    if not text.strip():
        return _NOTHING
    clean = ""
    if len(text) <= _SIDE_MAX_CHARACTERS:
        clean = clean_query(text, _SIDE_MAX_CHARACTERS)
    return (clean, "") if clean else (None, _told(parameter))


def _read_section(_: Parameter, values: list[str], __: Vocabulary) -> Read:
    """A section of the study as it stands in an address; the page knows which there are."""
    clean = slug(_last(values)[:QUERY_MAX_CHARACTERS])
    return "" if clean == ALL else clean, ""


def _read_version(parameter: Parameter, values: list[str], _: Vocabulary) -> Read:
    text = _last(values).strip()
    if not text:
        return _NOTHING
    return (text, "") if _VERSION.fullmatch(text) else (None, _told(parameter))


_READERS: dict[Kind, Callable[[Parameter, list[str], Vocabulary], Read]] = {
    Kind.CODES: _read_codes,
    Kind.CHOICE: _read_choice,
    Kind.YEARS: _read_years,
    Kind.SAMPLE: _read_sample,
    Kind.PLACE: _read_place,
    Kind.SIDE: _read_side,
    Kind.SECTION: _read_section,
    Kind.PICK: _read_words,
    Kind.WORDS: _read_words,
    Kind.PAGE: _read_page,
    Kind.QUOTE: _read_quote,
    Kind.VERSION: _read_version,
}


def write_selection(selection: Selection, vocabulary: Vocabulary) -> str:
    """Filters as one text, to stand for one side of a comparison:

    `framework=F3&rating=good`; no filter gives `all`.
    """
    if selection == Selection():
        return ALL
    return urlencode(write_url(View(selection), vocabulary), doseq=True)


def read_selection(text: str, vocabulary: Vocabulary) -> Selection:
    """The filters that a text of `write_selection` stands for, without what is not understood."""
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


def write_url(view: View, vocabulary: Vocabulary, frozen: bool = False) -> dict[str, list[str]]:
    """The parameters of a link to a view, in a fixed order.

    A live link leaves out whatever restricts nothing; one of which nothing would be left says so,
    as an address without parameters shows the opening view. A frozen one states every parameter,
    all years included, and the data version, so that it keeps its meaning when defaults or data
    change.
    """
    written: dict[str, list[str]] = {}
    values = view.values()
    for name, parameter in PARAMETERS.items():
        value = values[name]
        # Most are empty, and a page writes hundreds of links: so that is asked first.
        if frozen or (value and _restricts(parameter, value, vocabulary)):
            written[name] = _write(parameter, value, vocabulary)
    return written or {"framework": [ALL]}


def _restricts(parameter: Parameter, value: Any, vocabulary: Vocabulary) -> bool:
    """Whether a live link must name a parameter that has a value; one to a version of the data is
    frozen.
    """
    is_live = parameter.kind is not Kind.VERSION
    return is_live and value != vocabulary.default_of(parameter.name)


def _write(parameter: Parameter, value: Any, vocabulary: Vocabulary) -> list[str]:
    """A parameter's values as they stand in an address, all years and the version among them."""
    if parameter.kind is Kind.CODES:
        return [code_text(parameter.name, code) for code in value] or [ALL]
    if parameter.kind is Kind.YEARS:
        first, last = value or vocabulary.years
        return [str(first)] if first == last else [f"{first}-{last}"]
    if parameter.kind is Kind.SAMPLE and value:
        return [write_design(value)]
    if parameter.kind is Kind.VERSION:
        return [vocabulary.version]
    return [str(value or parameter.nothing)]


def code_text(name: str, code: Any) -> str:
    """A code as it stands in an address."""
    return slug(str(code)) if PARAMETERS[name].is_slug else str(code)
