"""What is said where a link was made for a kept release: which one, the way to the view as it was,
and its figures then beside now.
"""

from __future__ import annotations

import streamlit as st

from ofsted import words
from ofsted.address.url import read_link
from ofsted.address.view import View
from ofsted.analysis.counting.changes import count_changes
from ofsted.dashboard.held.memory import remember
from ofsted.dashboard.held.published import current_source
from ofsted.dashboard.navigation import root_address
from ofsted.served.document import plain_address
from ofsted.served.headlines import general, tell
from ofsted.served.kept import counted_on, name_release
from ofsted.served.site import Site
from ofsted.served.source import Release, Source
from ofsted.served.templating import render


def show_release(page: str, view: View, raw: dict[str, list[str]], release: Release) -> bool:
    """The box about the kept release that a link was made for, `raw` being what the link says;
    False where there is none, as for a link that names no release or one that is not kept.
    """
    if view.version is None or view.version == release.version:
        return False
    now = current_source()
    then = now.find_kept(view.version)
    if then is None or then.kept is None:
        return False
    asked, _ = read_link(raw, then.release().vocabulary)
    counted = counted_on(page, asked, then)
    before, after = (data.release(counted.scheme).dataset for data in (then, now))
    rows = [
        (count.name, words.number(count.then), words.number(count.now))
        for count in count_changes(before, after, counted.selection)
    ]
    told = _headline(then.release(asked.scheme), page, asked), _headline(release, page, view)
    if all(told):
        rows.append(("What the page says", *told))
    st.html(
        render(
            "kept_box.html",
            release_name=name_release(then.kept.about),
            version=release.version,
            address=_address_then(page, asked, then),
            shown=_SHOWN.get(page, "this view as it was"),
            counted=counted.words,
            rows=rows,
        )
    )
    return True


# Pages that have no page without scripts of their own: what the link leads to in their place.
_MAIN_POINTS = "the main points as they were"
_SHOWN = {
    **dict.fromkeys(
        (
            "check",
            "reliability",
            "sample",
            "code",
            "outside",
            "about",
            "glossary",
            "accessibility",
        ),
        _MAIN_POINTS,
    ),
}


def _address_then(page: str, asked: View, then: Source) -> str:
    release = then.release()
    site = Site(root_address(), version=release.version)
    path, query = plain_address(page, asked, release.vocabulary, then)
    return site.base + site.path(path, query).removeprefix(site.base)


@remember
def _headline(release: Release, page: str, view: View) -> str:
    """What a page says of a view in a release; "" where that does not depend on the view."""
    current = current_source()
    source = current if release.version == current.release().version else None
    source = source or current.find_kept(release.version)
    if source is None:
        return ""
    told = tell(page, view, source)
    return "" if told == general(page) else told.headline
