"""What a document is that is no inspection report on a council's children's services."""

from __future__ import annotations

import re

_VISIT_LETTERS = {
    "a focused-visit letter": r"focu[s]{1,2}ed visits?\b",
    "a monitoring-visit letter": r"monitoring visits?\b",
    "an assurance-visit letter": r"assurance visits?\b",
    "a letter on an annual unannounced inspection": r"annual unannounced inspection",
    "a letter on an annual assessment": r"annual (?:children.s services )?(?:assessment"
    r"|conversation|engagement meeting)",
}
_SEND = r"special educational needs and(?:/or|,? or)? ?(?:disabilit|additional)|\bSEND\b"
_REPORTS = {
    "a joint targeted area inspection (JTAI)": r"joint targeted area inspection|\bJTAI\b",
    "an area SEND inspection": r"(?:local area|area|partnership|joint"
    rf"|inspection).{{0,80}}(?:{_SEND})|(?:{_SEND}).{{0,60}}(?:local area|partnership|inspection)",
    "an inspection of a children’s home": r"(?:secure )?children.{0,2}s (?:services )?homes?\b"
    r"|statutory requirements.{0,80}\bhome\b",
    "an inspection of a fostering agency": r"(?:independent )?fostering (?:agency|agencies"
    r"|services?)\b|private fostering arrangements",
    "an inspection of an adoption agency": r"(?:voluntary "
    r"|regional )?adoption (?:support )?(?:agency|agencies|services?)\b",
    "an inspection of a residential school": r"(?:residential|boarding)(?: provision (?:at|in"
    r"|of))?(?: special)? (?:school|college)|boarding and residential provision|boarding provision",
    "an inspection of a residential family centre": r"residential family centre",
    "an inspection of a holiday scheme": r"residential holiday scheme",
    "an inspection of supported accommodation": r"supported accommodation",
    "an inspection of a secure training centre": r"secure (?:training centre|school)",
    "an inspection of a children’s centre": r"children.{0,2}s centres?\b",
    "an inspection of childcare": r"\b(?:childminders?|nursery|nurseries|pre-?school|playgroup"
    r"|early years (?:provision|setting|register)|day ?care|childcare)\b",
    "an inspection of youth justice or probation": r"youth (?:justice|offending)|probation",
    "an inspection of Cafcass": r"\bcafcass\b",
    "an inspection of further education": r"further education|apprenticeship|adult learning"
    r"|independent learning provider|sixth.form college",
    "a school inspection": r"(?:primary|secondary|infant|junior|grammar|community|high|nursery"
    r"|special|free|academy) school|school inspection|\bacademy\b|section (?:5|8) inspection",
}
# Words that only a report on a provider has on its first page.
_OF_PROVIDERS = re.compile(
    r"unique reference number|\bURN\b|social care common inspection framework|\bSCCIF\b"
    r"|registered (?:provider|manager)"
    r"|provider (?:subtype|sub-type)|responsible individual"
    r"|what does the children.{0,2}s home need to do",
    re.I,
)
_IS_ON_COUNCIL = re.compile(
    r"services for children in need of help|arrangements for the protection of children"
    r"|looked after children services|safeguarding and looked after children services"
    r"|review of the effectiveness of the local safeguarding"
    r"|(?:local authority|council|borough|county|city"
    r"|trust)\W{1,3}(?:\w+\W+){0,2}?children\W{0,3}s (?:social care )?services"
    r"|inspection of children\W{0,3}s (?:social care )?services\b(?! home)",
    re.I,
)
_DEAR = re.compile(r"^\W{0,3}Dear\b", re.M | re.I)
_DATES = re.compile(r"(?:inspection|review) dates?\b", re.I)
_VISIT_TITLE = re.compile(
    r"^\s*(?:ILACS\W+)?(?P<kind>focu[s]{1,2}ed|monitoring|assurance) visits?\b.{0,12}(?:to|of"
    r"|letter|report)\b",
    re.I | re.M,
)
_TITLE_CHARACTERS = 700
_LETTER = "a letter"
NAMES = (*_REPORTS, *_VISIT_LETTERS, _LETTER)


def find_other_kind(page: str) -> str | None:
    """What a document is whose first page is this, by the name it is refused with; None where it is
    none of the kinds known, or an inspection report on a council's children's services.
    """
    title = _title(page)
    if is_letter(page):
        return _earliest(_VISIT_LETTERS | _only_joint(), page) or _LETTER
    if match := _VISIT_TITLE.search(title):
        return _earliest(_VISIT_LETTERS, match[0])
    flat = _flat(title)
    if _OF_PROVIDERS.search(page):
        return _earliest(_REPORTS, flat) or _earliest(_REPORTS, _flat(page))
    if _IS_ON_COUNCIL.search(flat):
        return _earliest(_only_joint(), flat)
    return _earliest(_REPORTS, flat)


def is_letter(page: str) -> bool:
    """Whether a page begins a letter: it greets somebody, and gives no dates of an inspection above
    that.
    """
    greeting = _DEAR.search(page)
    if greeting is None:
        return False
    above = page[: greeting.start()]
    return not re.search(r"^\W*inspection dates?\W*:", above, re.I | re.M)


def _title(page: str) -> str:
    """The first page down to the inspection's dates, where the title stands."""
    return _DATES.split(page, maxsplit=1)[0][:_TITLE_CHARACTERS]


def _only_joint() -> dict[str, str]:
    names = ("a joint targeted area inspection (JTAI)", "an area SEND inspection")
    return {name: _REPORTS[name] for name in names}


def _earliest(kinds: dict[str, str], text: str) -> str | None:
    """The kind whose words stand first in the text."""
    found = {
        match.start(): name
        for name, words in reversed(kinds.items())
        if (match := re.search(words, text, re.I | re.S))
    }
    return found[min(found)] if found else None


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)
