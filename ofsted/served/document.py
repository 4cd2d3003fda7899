"""The documents of the dashboard's own addresses: Streamlit's index.html with a head that says what
the view shows, and a way to the page without scripts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from ofsted.address import basket
from ofsted.address.url import read_link
from ofsted.address.view import View, Vocabulary
from ofsted.errors import OfstedError
from ofsted.served.asked import Raw, canonical_query, count_filters
from ofsted.served.headlines import Told, as_of, general
from ofsted.served.kept import name_release
from ofsted.served.site import Site
from ofsted.served.source import Source, area_slug, find_area
from ofsted.served.templating import render

DESCRIPTION_CHARACTERS = 300
_TITLE_CHARACTERS = 150
# What is put in the place of what in the index.html of Streamlit 1.67; each stands there once.
_TITLE = re.compile(r"<title>Streamlit</title>")
_ICON = re.compile(r'<link rel="shortcut icon"[^>]*>')
_SERVICE = re.compile(r"<!--(?:(?!-->).)*RFC 8631.*?-->\s*<link rel=\"service-desc\"[^>]*>", re.S)
_NOSCRIPT = re.compile(r"<noscript>.*?</noscript>", re.S)
_ROOT = re.compile(r'<div id="root"></div>')


@dataclass(frozen=True)
class Shell:
    """Streamlit's index.html, parted where ours goes in."""

    before_head: str
    before_body: str
    after_root: str

    def fill(self, head: str, without_scripts: str, notice: str) -> str:
        """The document."""
        return (
            self.before_head
            + head
            + self.before_body
            + without_scripts
            + '\n    <div id="root"></div>\n'
            + notice
            + self.after_root
        )


def read_shell(index: Path) -> Shell:
    """Streamlit's document without its title, icon, service link and text for readers without
    scripts. Raises `OfstedError` where one of them is not there, as after an upgrade.
    """
    text = index.read_text(encoding="utf-8")
    for part in (_TITLE, _ICON, _SERVICE, _NOSCRIPT, _ROOT):
        if len(part.findall(text)) != 1:
            raise OfstedError(f"{index.name}: {part.pattern} expected once in Streamlit's document")
    text = _SERVICE.sub("", _ICON.sub("", text))
    before_head, rest = _TITLE.split(text)
    before_body, rest = _NOSCRIPT.split(rest)
    _, after_root = _ROOT.split(rest)
    return Shell(before_head, before_body, after_root)


@dataclass(frozen=True)
class Head:
    """What a document says of its view before anything is drawn."""

    title: str
    description: str
    address: str = ""
    is_indexed: bool = True
    plain: str = ""
    image: str = ""


@dataclass(frozen=True)
class Asked:
    """What an address asks for, and the head of its document while the headline is not there."""

    page: str
    view: View
    head: Head
    as_of: str

    def told(self, told: Told) -> Head:
        """The head with the headline of the view."""
        title, description = describe(told, self.as_of)
        return replace(self.head, title=title, description=description)


def read_asked(page: str, raw: Raw, source: Source, site: Site) -> Asked:
    """What an address of a page asks for; nothing is counted. Raises `OfstedError`."""
    release = source.release()
    vocabulary = release.vocabulary
    view, _ = read_link(raw, vocabulary)
    until = as_of(release)
    if source.kept is not None:
        until = f"In {name_release(source.kept.about)}. {until}"
    title, description = describe(general(page), until)
    plain = plain_address(page, view, vocabulary, source)
    if page == basket.PAGE:
        collected, _ = basket.read_basket(raw, vocabulary.quotes)
        plain = plain[0], basket.write_basket(collected).query
    query = canonical_query(view, vocabulary, page)
    head = Head(
        title,
        description,
        address=site.absolute(address_of(page), query),
        is_indexed=count_filters(view) <= 1 and source.kept is None,
        plain=site.path(*plain),
        image=preview_address(site, page, query),
    )
    return Asked(page, view, head, until)


def general_head(page: str, site: Site) -> Head:
    """What is said of a page where not even its address can be read in time."""
    title, description = describe(general(page), "")
    plain = site.path(_GENERAL_PLAIN[page])
    return Head(title, description, plain=plain, image=preview_address(site, page))


def describe(told: Told, as_of_words: str) -> tuple[str, str]:
    """Title and description: the headline's first sentence, and then the rest, cut at a word."""
    finding, _, caveats = told.headline.partition(". ")
    rest = " ".join(text for text in (caveats, told.about) if text)
    room = DESCRIPTION_CHARACTERS - len(as_of_words) - 1
    description = f"{cut(rest, room)} {as_of_words}".strip()
    return cut(finding.removesuffix("."), _TITLE_CHARACTERS), description


def cut(text: str, most: int) -> str:
    """Text of at most so many characters, ended at a word."""
    if len(text) <= most:
        return text
    return text[: most - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def address_of(page: str) -> str:
    """The address of a page of the dashboard below the base path."""
    return "/" if page == "overview" else f"/{page}"


def preview_address(site: Site, page: str, query: str = "") -> str:
    """The full address of the picture that stands beside a link to a view; "" where nobody has said
    what the site is called.
    """
    asked = "&".join(part for part in (query, "size=preview") if part)
    return site.absolute(f"/image/{page}.png", asked)


_GENERAL_PLAIN = {
    "overview": "/view/overview",
    "themes": "/view/themes",
    "heatmap": "/view/heatmap",
    "compare": "/view/compare",
    "trends": "/view/trends",
    "change": "/view/change",
    "places": "/area",
    "quotes": "/view/recommendations",
    "basket": "/view/basket",
    "check": "/view/overview",
    "reliability": "/view/overview",
    "coding": "/view/overview",
    "sample": "/view/overview",
    "code": "/view/overview",
    "outside": "/view/overview",
    "about": "/view/overview",
    "glossary": "/view/overview",
    "accessibility": "/view/overview",
}
_TAKES_VIEW = ("overview", "themes", "heatmap", "compare", "trends", "change", "quotes")


def plain_address(page: str, view: View, vocabulary: Vocabulary, source: Source) -> tuple[str, str]:
    """Path and query of the page without scripts that shows a view."""
    if page == "places" and view.place:
        area = find_area(source.read_areas(), view.place)
        return f"/area/{area_slug(area.name)}", ""
    if page == "quotes" and view.quote:
        return f"/recommendation/{view.quote}", ""
    path = _GENERAL_PLAIN[page]
    if page not in _TAKES_VIEW:
        return path, ""
    return path, canonical_query(view.having(show="cards"), vocabulary, page)


def fill_document(shell: Shell, head: Head, site: Site) -> str:
    """The document with its head, and the ways to the page without scripts."""
    values = {"head": head, "site": site}
    return shell.fill(
        render("head.html", **values),
        render("noscript.html", **values),
        render("notice.html", **values),
    )
