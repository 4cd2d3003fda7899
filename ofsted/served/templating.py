"""Templates with everything from data or addresses escaped."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from ofsted import words
from ofsted.address.citation import NAME
from ofsted.limits import PREVIEW_HEIGHT, PREVIEW_WIDTH
from ofsted.words import printed_date

_FOLDER = Path(__file__).with_name("templates")
STYLE = Path(__file__).parent / "files" / "dashboard.css"


@cache
def environment() -> Environment:
    """The templates of this room; what a template lacks is an error, never an empty text."""
    made = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=lambda name: not (name or "").endswith(".txt"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # compiled once; no look at the file each time
    )
    made.globals |= {
        "site_name": NAME,
        "preview_size": (PREVIEW_WIDTH, PREVIEW_HEIGHT),
        "style_version": _style_version(),
    }
    made.filters |= {"day": printed_date, "number": words.number}
    return made


def _style_version() -> str:
    """What tells one version of the dashboard's style sheet from another in its address."""
    return hashlib.sha256(STYLE.read_bytes()).hexdigest()[:10]


def render(name: str, /, **values: object) -> str:
    """A template filled in."""
    return _find_template(name).render(values)


@cache
def _find_template(name: str) -> Template:
    return environment().get_template(name)
