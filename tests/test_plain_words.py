"""No sentence that a page says by itself is longer than 25 words, whatever page it is.

The codebooks and the claims are instruments and quoted as they are; tables hold cells, not
sentences.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html.parser import HTMLParser

import pytest

from ofsted import paths
from ofsted.served.headlines import PAGES
from tests.pages import open_page

pytestmark = pytest.mark.slow

MOST_WORDS = 25
INSTRUMENTS = (paths.CODEBOOK, paths.ORIENTATION_CODEBOOK, paths.CLAIMS)
BLOCKS = {
    "p",
    "li",
    "dd",
    "dt",
    "h1",
    "h2",
    "h3",
    "h4",
    "figcaption",
    "summary",
    "div",
    "tr",
    "ul",
    "ol",
    "dl",
    "table",
    "caption",
}
APART = {"button", "code", "table", "blockquote", "style", "script", "nav"}
CLAIM = re.compile(r"^C\d\d ")  # the line of one claim: its statement and its verdicts


class Prose(HTMLParser):
    """The blocks of text of some HTML that are not in a table, a quote or a script."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.blocks: list[str] = []
        self._text, self._apart = "", 0
        self.feed(markup)
        self._end_block()

    def handle_starttag(self, tag, attrs):
        if tag in BLOCKS | APART:
            self._end_block()
        self._apart += tag in APART

    def handle_endtag(self, tag):
        if tag in BLOCKS | APART:
            self._end_block()
        self._apart -= tag in APART

    def handle_data(self, data):
        if not self._apart:
            self._text += data

    def _end_block(self):
        text = " ".join(self._text.split())
        if text:
            self.blocks.append(text)
        self._text = ""


def split_sentences(block: str) -> list[str]:
    """Sentences, and what follows a colon."""
    return re.split(r"(?<=[.?!])\s+(?=[A-Z0-9“‘])|(?<=:)\s+", block.replace("*", ""))


def count_words(sentence: str) -> int:
    """The words of a sentence; figures in brackets are none."""
    return len(re.findall(r"[\w’'-]+", re.sub(r" \([^()]*\d[^()]*\)", "", sentence)))


@lru_cache
def instruments() -> str:
    joined = " ".join(path.read_text(encoding="utf-8") for path in INSTRUMENTS)
    return flat(joined)


def flat(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.casefold()))


def blocks_of(page: str) -> list[str]:
    app = open_page(page)
    sources = [element.proto.body for element in app.get("html")]
    for element in (*app.markdown, *app.caption):
        text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", element.value)
        sources.append(re.sub(r"\n(\* |\n)", r"<p>", text))
    return [block for source in sources for block in Prose(source).blocks]


def long_sentences(blocks: list[str]) -> set[str]:
    return {
        sentence
        for block in blocks
        if not CLAIM.match(block)
        for sentence in split_sentences(block)
        if count_words(sentence) > MOST_WORDS and flat(sentence) not in instruments()
    }


def test_a_long_sentence_is_found_and_a_table_is_not():
    long = "This " + "very " * 30 + "long sentence. A short one."
    assert len(long_sentences(Prose(f"<p>{long}</p>").blocks)) == 1
    assert not long_sentences(Prose(f"<table><tr><td>{long}</td></tr></table>").blocks)
    assert not long_sentences(["C12 " + long])


@pytest.mark.parametrize("page", PAGES)
def test_no_sentence_of_a_page_is_too_long(page):
    assert not long_sentences(blocks_of(page))
