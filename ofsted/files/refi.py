"""Codebook and project for programs of qualitative analysis (NVivo, MAXQDA, ATLAS.ti, QualCoder and
others), after the REFI-QDA standard 1.0: https://www.qdasoftware.org/.

Ids are made from the names of things, so that two exports of one release are the same file.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from ofsted.address.citation import NAME
from ofsted.codebook import Category, Codebook, Theme
from ofsted.files.sheets import clean_cell

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

CODEBOOK_SPACE = "urn:QDA-XML:codebook:1.0"
MEDIA_TYPE = "application/xml"
PROJECT_MEDIA_TYPE = "application/zip"
_FAMILY = uuid.uuid5(uuid.NAMESPACE_URL, "urn:ofsted-recommendations")
# One colour a category, from the palette of the charts; a theme has that of its category.
_COLOURS = ("#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1")


def guid(kind: str, name: str) -> str:
    """The id of a thing: the same for the same kind and name in every export."""
    return str(uuid.uuid5(_FAMILY, f"{kind}:{name}"))


def add(parent: Element, tag: str, text: str = "", /, **attributes: str) -> Element:
    """A new element below another, in the same namespace."""
    from lxml import etree

    space = etree.QName(parent).namespace
    made = etree.SubElement(parent, f"{{{space}}}{tag}", attributes)
    if text:
        made.text = clean_cell(text)
    return made


def start(space: str, tag: str, /, **attributes: str) -> Element:
    """A root element in a namespace of its own."""
    from lxml import etree

    return etree.Element(f"{{{space}}}{tag}", attributes, nsmap={None: space})


def written(root: Element) -> bytes:
    """The document as bytes."""
    from lxml import etree

    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def write_codebook(codebook: Codebook) -> bytes:
    """The codebook (.qdc): categories with their themes below, and sets of themes by origin."""
    origin = f"{NAME}, codebook {codebook.version}"
    root = start(CODEBOOK_SPACE, "CodeBook", origin=origin)
    add_codes(root, codebook)
    sets = add(root, "Sets")
    origins = dict.fromkeys(theme.origin for theme in codebook.themes)
    for origin in origins:
        key = guid("set", origin)
        group = add(sets, "Set", guid=key, name=f"Origin of the theme: {origin}")
        for theme in codebook.themes:
            if theme.origin != origin:
                continue
            member = guid("code", theme.id)
            add(group, "MemberCode", guid=member)
    return written(root)


def add_codes(parent: Element, codebook: Codebook) -> None:
    """The codes: a category holds its themes and is not itself given to a text."""
    codes = add(parent, "Codes")
    for number, category in enumerate(codebook.categories):
        colour = _COLOURS[number % len(_COLOURS)]
        above = _add_code(codes, (category.id, category.name), colour, is_codable=False)
        add(above, "Description", describe_category(category))
        for theme in codebook.themes:
            if theme.category != category.id:
                continue
            code = _add_code(above, (theme.id, theme.label), colour, is_codable=True)
            add(code, "Description", describe_theme(theme))


def _add_code(parent: Element, named: tuple[str, str], colour: str, *, is_codable: bool) -> Element:
    """One code by its id and its public name."""
    key, name = named
    own = {
        "guid": guid("code", key),
        "name": name,
        "isCodable": str(is_codable).lower(),
        "color": colour,
    }
    return add(parent, "Code", **own)


def describe_category(category: Category) -> str:
    """What a category is, and what the study calls it where pages call it otherwise."""
    lines = [category.definition, f"Id: {category.id}"]
    if category.name != category.label:
        lines.append(f"Name in the study of 2019: {category.label}")
    return "\n".join(lines)


def describe_theme(theme: Theme) -> str:
    """What a coder must know of a theme, a line each."""
    lines = [theme.definition, f"Id: {theme.id}"]
    lines += [f"Include: {what}" for what in theme.include]
    lines += [f"Exclude: {what}" for what in theme.exclude]
    return "\n".join(lines)
