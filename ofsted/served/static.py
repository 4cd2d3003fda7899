"""The pages without scripts as a folder of files that any static host serves.

Every page is a folder with its `index.html`, every link relative. What a static host cannot answer
leads to the dashboard where its address is known; else it is no link.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import posixpath
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path
from urllib.parse import parse_qsl, quote

from ofsted.address.view import View, opening_view, slug
from ofsted.errors import OfstedError
from ofsted.search import listing
from ofsted.served.asked import canonical_query
from ofsted.served.contents import Page
from ofsted.served.entries import make_area, make_areas, make_recommendation, make_theme
from ofsted.served.filtered import FILTERED, make_filtered, single_filters
from ofsted.served.plain import VIEWS, find_rows, make_view
from ofsted.served.site import Site
from ofsted.served.source import Source, area_slug
from ofsted.served.templating import render

MARK = "site.json"  # stands in every folder that was written here, so that it may be replaced
MADE_BY = "python -m ofsted site"
_FILES = Path(__file__).with_name("files")
_ASSETS = {"/served/page.css": "page.css", "/icon.svg": "icon.svg"}
_CHUNK = 25  # pages that a worker takes at a time
Address = tuple[str, str]
Make = Callable[[Source, Site], Page]


@dataclass(frozen=True)
class StaticSite(Site):
    """A site of files: `here` is the folder of the page being written, `files` says where the page
    of an address and a query stands.
    """

    here: str = ""
    files: Mapping[Address, str] = field(default_factory=dict, compare=False)

    def path(self, address: str = "/", query: str = "") -> str:
        """The relative way to a file; to the dashboard where no file answers and its address is
        known, else "".
        """
        file = self.files.get((address, query))
        if file is None:
            return self.absolute(address, query)
        return quote(posixpath.relpath(file, self.here or "."))

    def citable(self, address: str = "/", query: str = "") -> str:
        """The full address of the dashboard's page, or its path where nobody has said it."""
        return self.absolute(address, query) or quote(address) + (f"?{query}" if query else "")


@dataclass(frozen=True)
class Leaf:
    """One page to write: the addresses that it answers, its file, and what makes it."""

    addresses: tuple[Address, ...]
    file: str
    make: Make


# What is written


def list_leaves(source: Source, most: int | None = None) -> list[Leaf]:
    """Every page; with `most`, only so many of each kind, for tests."""
    release = source.release()
    codebook = release.dataset.codebook
    keys = release.dataset.recommendations["recommendation_id"]
    names = source.read_areas()[["place", "name"]].itertuples(index=False)
    return [
        *_default_leaves(source),
        *islice(_filtered_leaves(source), most),
        *islice(_list_leaves(source), most),
        Leaf((("/view", ""),), "view/index.html", make_filtered),
        Leaf((("/area", ""),), "area/index.html", make_areas),
        *islice((_area_leaf(place, name) for place, name in names), most),
        *islice((_theme_leaf(code) for code in codebook.ids), most),
        *islice((_recommendation_leaf(key) for key in keys), most),
    ]


def _default_leaves(source: Source) -> Iterator[Leaf]:
    """What each page opens with; the first page stands at the root."""
    vocabulary = source.release().vocabulary
    view = opening_view()
    for name, page in VIEWS.items():
        query = canonical_query(view, vocabulary, page)
        addresses = tuple(dict.fromkeys(((f"/view/{name}", ""), (f"/view/{name}", query))))
        file = "index.html" if name == "overview" else f"view/{name}/index.html"
        yield Leaf(addresses, file, partial(make_view, name, view))


def _filtered_leaves(source: Source) -> Iterator[Leaf]:
    """The figures under each single filter, and under none."""
    for name in FILTERED:
        for _, view in single_filters(source.release()):
            if name != "recommendations" and view != opening_view():
                yield _view_leaf(name, view, source)


def _list_leaves(source: Source) -> Iterator[Leaf]:
    """The lists of recommendations, page by page: under each single filter, of each theme, and of
    each category, this also with the filter that pages open with.
    """
    codes = source.release().vocabulary.codes
    views = [opening_view(), *(view for _, view in single_filters(source.release()))]
    for name in ("category", "theme"):
        views += [View().having(**{name: (code,)}) for code in codes[name]]
    views += [opening_view().having(category=(code,)) for code in codes["category"]]
    opening = canonical_query(opening_view(), source.release().vocabulary, "quotes")
    for view in dict.fromkeys(views):
        rows = find_rows(view, source.release(), source)
        for page in range(1, listing.count_pages(len(rows), "cards") + 1):
            leaf = _view_leaf("recommendations", view.having(page=page), source)
            if leaf.addresses[0][1] != opening:
                yield leaf


def _view_leaf(name: str, view: View, source: Source) -> Leaf:
    query = canonical_query(view, source.release().vocabulary, VIEWS[name])
    file = f"view/{name}/{_folder_of(query)}/index.html"
    return Leaf(((f"/view/{name}", query),), file, partial(make_view, name, view))


def _folder_of(query: str) -> str:
    """The filters as a folder: `rating=good&page=2` is `rating-good/page-2`."""
    return "/".join(f"{name}-{slug(value)}" for name, value in parse_qsl(query))


def _area_leaf(place: str, name: str) -> Leaf:
    address = f"/area/{area_slug(name)}"
    return Leaf(((address, ""),), f"{address[1:]}/index.html", partial(make_area, place))


def _theme_leaf(code: str) -> Leaf:
    return Leaf(((f"/theme/{code}", ""),), f"theme/{code}/index.html", partial(make_theme, code))


def _recommendation_leaf(key: str) -> Leaf:
    address = f"/recommendation/{key}"
    return Leaf(((address, ""),), f"{address[1:]}/index.html", partial(make_recommendation, key))


# How it is written


def write_site(
    folder: Path, source: Source, *, public: str = "", jobs: int = 2, most: int | None = None
) -> int:
    """Write all pages into the folder, whole or not at all, and give their number. A site that was
    written here before is replaced.

    Raises `OfstedError` where the folder holds anything else, or the system refuses.
    """
    _check_folder(folder)
    leaves = list_leaves(source, most)
    _check_files(leaves)
    stage = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    try:
        stage.mkdir(parents=True)
        _write_leaves(leaves, source, stage, public, jobs)
        _write_mark(stage, source.release().version, len(leaves))
        _put_in_place(stage, folder)
    except OSError as error:
        raise OfstedError(
            f"{folder}: cannot be written ({error.strerror}); what stood there is unchanged"
        ) from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    return len(leaves)


def _check_folder(folder: Path) -> None:
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    made_by = ""
    with suppress(OSError, ValueError, AttributeError):
        made_by = json.loads((folder / MARK).read_text(encoding="utf-8")).get("made_by", "")
    if made_by != MADE_BY:
        raise OfstedError(
            f"{folder}: not empty, and no site that `{MADE_BY}` has written; expected a new folder"
        )


def _check_files(leaves: Iterable[Leaf]) -> None:
    """Pass pages that have a file each."""
    files: dict[str, Leaf] = {}
    for leaf in leaves:
        if leaf.file in files:
            raise OfstedError(f"{leaf.file}: the file of two pages, {leaf.addresses}")
        files[leaf.file] = leaf


def _write_leaves(leaves: list[Leaf], source: Source, stage: Path, public: str, jobs: int) -> None:
    for address, name in _ASSETS.items():
        target = stage / address[1:]
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_FILES / name, target)
    files = {address: leaf.file for leaf in leaves for address in leaf.addresses}
    files |= {(address, ""): address[1:] for address in _ASSETS}
    site = StaticSite(public=public, files=files)
    # Workers are forked, so that each has the tables that were read before.
    _writing.update(leaves=leaves, source=source, site=site, stage=stage)
    starts = range(0, len(leaves), _CHUNK)
    try:
        if jobs == 1:
            for start in starts:
                _write_chunk(start)
            return
        context = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(jobs, mp_context=context) as pool:
            for _ in pool.map(_write_chunk, starts):
                pass
    finally:
        _writing.clear()


_writing: dict = {}


def _write_chunk(start: int) -> None:
    leaves, source, site = (_writing[name] for name in ("leaves", "source", "site"))
    for leaf in leaves[start : start + _CHUNK]:
        path = _writing["stage"] / leaf.file
        here = replace(site, here=posixpath.dirname(leaf.file))
        path.parent.mkdir(parents=True, exist_ok=True)
        body = render("page.html", page=leaf.make(source, here), site=here)
        path.write_text(body, encoding="utf-8")


def _write_mark(stage: Path, version: str, page_count: int) -> None:
    held = {"made_by": MADE_BY, "data_version": version, "page_count": page_count}
    (stage / MARK).write_text(json.dumps(held, indent=1) + "\n", encoding="utf-8")


def _put_in_place(stage: Path, folder: Path) -> None:
    """Give the whole site the name of the folder; what stood there goes once it is there."""
    old = folder.with_name(f".{folder.name}.{os.getpid()}.old")
    if folder.exists():
        folder.rename(old)
    try:
        stage.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)
