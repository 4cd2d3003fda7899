"""The codebook: nine categories, their themes and the rules for giving them, as read from
`data/codebook.yaml`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml

from ofsted.documents import reading
from ofsted.errors import CodebookError

GROUPS = "groups"  # the category that says who a recommendation is about
ONLY_WHO = "only-who"  # a recommendation of that category and of no other


def _names_file(path: Path) -> Path:
    """The public names that stand beside a codebook."""
    return path.with_name("codebook-names.yaml")


@dataclass(frozen=True)
class Category:
    """One of the nine categories."""

    id: str
    label: str
    definition: str
    public_label: str = ""

    @property
    def name(self) -> str:
        """What pages call it; the study's own name where it has no public one."""
        return self.public_label or self.label


@dataclass(frozen=True)
class Block:
    """Themes of the category groups that are shown together: one kind of children."""

    id: str
    label: str
    themes: tuple[str, ...]


@dataclass(frozen=True)
class Theme:
    """A leaf of the codebook.

    `rolls_up_to` names the broader theme it can be counted under, if any.
    """

    id: str
    label: str
    category: str
    definition: str
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    keywords: tuple[str, ...]
    example: str
    origin: str
    rolls_up_to: str | None


@dataclass(frozen=True)
class Rule:
    """One numbered coding rule."""

    id: str
    name: str
    rule: str


@dataclass(frozen=True)
class Codebook:
    """Categories and themes in the order that every table and chart keeps."""

    version: str
    categories: tuple[Category, ...]
    themes: tuple[Theme, ...]
    rules: tuple[Rule, ...]
    blocks: tuple[Block, ...] = ()
    only_who: str = "Only says who it is about"

    @cached_property
    def labels(self) -> dict[str, str]:
        """Public label by its id, of every category, theme and block, and of `ONLY_WHO`."""
        categories = {category.id: category.name for category in self.categories}
        themes = {theme.id: theme.label for theme in self.themes}
        blocks = {block.id: block.label for block in self.blocks}
        return categories | themes | blocks | {ONLY_WHO: self.only_who}

    @cached_property
    def study_labels(self) -> dict[str, str]:
        """The study's label of every category by its id."""
        return {category.id: category.label for category in self.categories}

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Ids of categories and themes in the order that tables keep."""
        categories = tuple(category.id for category in self.categories)
        return (*categories, *(theme.id for theme in self.themes))

    def themes_of(self, block_id: str) -> tuple[str, ...]:
        """Theme ids of a block. Raises `KeyError`."""
        return {block.id: block.themes for block in self.blocks}[block_id]

    @cached_property
    def category_of(self) -> dict[str, str]:
        """Category id of every theme id."""
        return {theme.id: theme.category for theme in self.themes}

    def home_of(self, theme_id: str, scheme: str) -> str | None:
        """The theme that a view of the codebook counts a theme under; None where it counts for its
        category only, or not at all.

        `full`: itself. `strict`: themes of the paper, those that roll up under the one they roll up
        to. `wide`: later themes that roll up too.
        """
        theme = self._by_id[theme_id]
        if scheme == "full":
            return theme.id
        if theme.origin != "paper" and (scheme == "strict" or theme.rolls_up_to is None):
            return None
        while theme.rolls_up_to is not None:
            theme = self._by_id[theme.rolls_up_to]
        return theme.id

    @cached_property
    def _by_id(self) -> dict[str, Theme]:
        return {theme.id: theme for theme in self.themes}

    def in_order(self, ids: set[str]) -> list[str]:
        """The given category or theme ids in codebook order.

        Raises `CodebookError` on an unknown one.
        """
        if unknown := set(ids) - set(self.ids):
            raise CodebookError(f"not in codebook {self.version}: {sorted(unknown)}")
        return [code for code in self.ids if code in ids]

    def categories_of(self, themes: list[str]) -> list[str]:
        """Category ids of the given theme ids, each once, in codebook order."""
        return self.in_order({self.category_of[theme] for theme in themes})


def read_codebook(path: Path) -> Codebook:
    """Read and check a codebook, with its public names where a file of them stands beside it.

    Raises `CodebookError` naming the entry that contradicts the rest, and `SchemaError` where it is
    missing or damaged.
    """
    with reading(path, "a codebook"):
        return _parse_codebook(path, yaml.safe_load(path.read_text(encoding="utf-8")))


def _parse_codebook(path: Path, raw: dict) -> Codebook:
    names = _read_names(_names_file(path))
    public = names.get("categories", {})
    categories = tuple(
        Category(c["id"], c["label"], c["definition"], public.get(c["id"], ""))
        for c in raw["categories"]
    )
    themes = tuple(
        Theme(
            t["id"],
            t["label"],
            t["category"],
            t["definition"],
            tuple(t["include"]),
            tuple(t["exclude"]),
            tuple(str(k) for k in t["keywords"]),
            t["example"],
            t["origin"],
            t["rolls_up_to"],
        )
        for t in raw["themes"]
    )
    rules = tuple(Rule(r["id"], r["name"], r["rule"]) for r in raw["coding_rules"])
    ids = [category.id for category in categories] + [theme.id for theme in themes]
    if twice := {i for i in ids if ids.count(i) > 1}:
        raise CodebookError(f"{path.name}: ids stand more than once: {sorted(twice)}")
    for theme in themes:
        if theme.id.split("/")[0] != theme.category or theme.category not in ids:
            raise CodebookError(
                f"{path.name}: theme {theme.id} does not belong to its category {theme.category}"
            )
        if theme.rolls_up_to is not None and theme.rolls_up_to not in ids:
            raise CodebookError(
                f"{path.name}: theme {theme.id} rolls up to the unknown {theme.rolls_up_to}"
            )
    blocks = tuple(Block(b["id"], b["label"], tuple(b["themes"])) for b in names.get("blocks", ()))
    _check_blocks(blocks, themes, _names_file(path).name)
    only_who = names.get("only_who", Codebook.only_who)
    return Codebook(str(raw["version"]), categories, themes, rules, blocks, only_who)


def _read_names(path: Path) -> dict:
    if not path.exists():
        return {}
    with reading(path, "the public names of the codebook"):
        return yaml.safe_load(path.read_text(encoding="utf-8"))


def _check_blocks(blocks: tuple[Block, ...], themes: tuple[Theme, ...], file_name: str) -> None:
    """Pass blocks that hold every theme of the category groups once, and no other theme."""
    if not blocks:
        return
    held = sorted(theme for block in blocks for theme in block.themes)
    wanted = sorted(theme.id for theme in themes if theme.category == GROUPS)
    if held != wanted:
        apart = sorted(set(held) ^ set(wanted)) or "some themes twice"
        raise CodebookError(f"{file_name}: blocks and themes of {GROUPS} differ: {apart}")
