"""Reads a report's cover: framework, variant, title, authority, dates and lead inspector."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from ofsted.errors import ReportError
from ofsted.extract.kinds import find_other_kind
from ofsted.extract.wording import join_lines

# Tried in order: the first whose words stand on the cover is the framework.
_FRAMEWORKS = (
    ("F1", r"inspection of safeguarding and looked after children services"),
    ("F2", r"(?:local authority )?arrangements for the protection of children"),
    ("LAC-2013", r"inspection of looked after children services"),
    (
        "F3",
        r"services for children in need of help and protection|review of the effectiveness of the"
        r" local safeguarding",
    ),
    (
        "F4",
        r"inspection of .{0,80}children\W{0,3}s (?:social care )?services|inspection of"
        r" .{0,60}families trust",
    ),
)
_TITLE = re.compile(r"^(re-?inspection of|inspection of|review of|and$|and review of)", re.I)
_DATES = re.compile(
    r"(?:re-?)?(?:inspection|review) dates?\s*:?\s*(.*?)(?=lead inspector|report(?:ing)?"
    r" |published|age group|judgement|children.s services"
    r"|the overall|the local|$)",
    re.I,
)
_PUBLISHED = re.compile(r"published\s*:?\s*(\d{1,2} [A-Z][a-z]+ \d{4}|\d{1,2}/\d{1,2}/\d{4})", re.I)
_INSPECTOR = re.compile(r"\b(?:lead|reporting) inspectors?(?: on site)?\s*:?\s+(.{3,80})", re.I)
_OFFICE = re.compile(
    r"[,;]?\s*(?:senior )?(?:HMI\b|H(?:er|is) Majesty\s*.?\s*s\s+(?:senior"
    r" )?Inspectors?|\(HMI\)).*$|\s*(?:Deputy|Report author|Team inspectors?"
    r"|Age group|Ofsted|Judgement|Published).*$",
    re.I,
)
_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
        start=1,
    )
}
# Of the report, and of a paper that it is in.
_PAGE_NUMBERS = re.compile(r"\d{1,2}|\d{1,3} \d{1,3}")
SHORT_INSPECTION_DAYS = 6


@dataclass(frozen=True)
class Cover:
    """What the cover says. Dates are None where none is printed."""

    framework: str
    variant: str
    title: str
    local_authority: str
    inspected_from: date | None
    inspected_to: date | None
    published: date | None
    lead_inspector: str | None


def read_cover(name: str, scan: list[str]) -> Cover:
    """Read the cover from the text of a report's pages.

    Raises `ReportError` where it is another kind of document.
    """
    lines = [
        line.strip()
        for line in scan[0].splitlines()
        if line.strip() and not _PAGE_NUMBERS.fullmatch(line.strip())
    ]
    text = join_lines(lines)
    if kind := find_other_kind(scan[0]):
        raise ReportError(
            f"{name}: is {kind}; expected an inspection report on a council’s children’s services"
        )
    framework = find_framework(_head(text))
    if framework is None:
        raise ReportError(
            f"{name}: page 1 does not read as the cover of a children's services inspection report"
        )
    head = _head(text)
    inspected_from, inspected_to, first_span_days = _inspection_dates(name, text)
    title, authority = _title_and_authority(lines)
    return Cover(
        framework=framework,
        variant=_variant(framework, head, first_span_days),
        title=title,
        local_authority=authority,
        inspected_from=inspected_from,
        inspected_to=inspected_to,
        published=_published(text),
        lead_inspector=_lead_inspector(scan),
    )


def find_second_cover(scan: list[str]) -> int | None:
    """The page of a second cover where one file holds two reports; None otherwise."""
    for number, page in enumerate(scan[1:], start=2):
        if _PUBLISHED.search(page[:700]) and re.search(
            r"(?:inspection|review) dates?\s*:", page[:700], re.I
        ):
            return number
    return None


def _head(text: str) -> str:
    """The cover down to the inspection dates, where the title stands; further down any words can
    follow.
    """
    return re.split(r"(?:inspection|review) dates?\b", text, maxsplit=1, flags=re.I)[0][:600]


def find_framework(text: str) -> str | None:
    """The framework whose title stands in a cover's text."""
    return next((code for code, words in _FRAMEWORKS if re.search(words, text, re.I)), None)


def _variant(framework: str, text: str, first_span_days: int | None) -> str:
    if re.search(r"\bre-?inspection of\b", text, re.I):
        return "re-inspection"
    if framework == "F3" and not re.search(r"inspection of services for children", text, re.I):
        return "lscb-review"
    # No ILACS report prints its kind: a short inspection has one week on site, a standard one two.
    if (
        framework == "F4"
        and first_span_days is not None
        and first_span_days <= SHORT_INSPECTION_DAYS
    ):
        return "short"
    return "standard"


def _title_and_authority(lines: list[str]) -> tuple[str, str]:
    """Title and authority from the lines above the inspection dates."""
    head: list[str] = []
    for line in lines:
        if re.match(r"(?:re-?)?(?:inspection|review) dates?\b", line, re.I):
            break
        if re.match(r"\d{1,2} (?:to|[A-Z])", line) and head:
            head.clear()  # a running footer, stored before the title
            continue
        head.append(re.sub(r"(?<=[A-Za-z])\d$", "", line))
    starts = next((i for i, line in enumerate(head) if _TITLE.match(line)), 0)
    title = join_lines(head[starts:])
    if board := re.match(
        r"(.+?) (?:Local )?Safeguarding Children.{0,3} Board$", join_lines(head[:starts]), re.I
    ):
        return title, board[1]
    inside = re.match(
        r"Inspection of (.+?) (?:local authority )?children\W{0,3}s (?:social care )?services",
        title,
        re.I,
    )
    if inside and not starts:
        return title, re.sub(r"^the ", "", inside[1].strip())
    if trust := re.match(r"Inspection of (.+? Families Trust)", title, re.I):
        return title, trust[1]
    if starts == 0:  # family A: the council stands below the title
        below = re.search(
            r"(?:looked after children services|protection of children)\s+(.+)$", title, re.I
        )
        if below:
            return title[: below.start(1)].strip(), below[1].strip()
    return title, join_lines(head[:starts])


def _inspection_dates(name: str, text: str) -> tuple[date | None, date | None, int | None]:
    match = _DATES.search(text)
    days = parse_days(match[1]) if match else []
    if not days:
        return None, None, None
    if days[0] > days[-1]:
        raise ReportError(f"{name}: the inspection ends {days[-1]}, before it starts {days[0]}")
    first_end = days[1] if len(days) > 1 else days[0]
    return days[0], days[-1], (first_end - days[0]) // timedelta(days=1)


def parse_days(text: str) -> list[date]:
    """Dates in the order of print; a month or year that is left out is that of the next date:

    "8 – 12 July 2013".
    """
    tokens = [
        (
            int(m["day"]),
            _MONTHS.get((m["month"] or "").lower()[:3])
            or (int(m["number"]) if m["number"] else None),
            int(m["year"]) if m["year"] else None,
        )
        for m in re.finditer(
            r"\b(?P<day>\d{1,2})(?:st|nd|rd|th)?"
            r"(?:/(?P<number>\d{1,2})/|\s*(?P<month>(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6})\b)?,?\s*(?P<year>20\d\d)?",
            text,
            re.I,
        )
    ]
    days: list[date] = []
    month = year = None
    for day, own_month, own_year in reversed(tokens):
        if own_year is None and own_month and month and own_month > month and year:
            own_year = year - 1  # "28 November – 10 January 2015"
        month, year = own_month or month, own_year or year
        try:
            days.append(date(year or 0, month or 0, day))
        except ValueError:
            continue  # no date at all: a page number or a count
    return days[::-1]


def _published(text: str) -> date | None:
    match = _PUBLISHED.search(text)
    days = parse_days(match[1]) if match else []
    return days[0] if days else None


def _lead_inspector(scan: list[str]) -> str | None:
    """The name after "Lead inspector": on the cover, or among the team further in."""
    for page in scan:
        for match in _INSPECTOR.finditer(re.sub(r"\s+", " ", page)):
            name = _OFFICE.sub("", _OFFICE.sub("", match[1])).strip(" ,;:.")
            if re.match(r"[A-Z][\w’'.-]+(?: [\w’'.()-]+){1,4}$", name):
                return name
    return None
