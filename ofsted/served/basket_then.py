"""What has changed of a basket since the release that its link was made for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ofsted.address.basket import Basket
from ofsted.address.citation import label_report
from ofsted.served.headlines import find_recommendation
from ofsted.served.kept import Notice, name_release
from ofsted.served.source import Release, Source
from ofsted.words import capitalised, number, plural


def tell_changes(keys: Sequence[str], then: Source, now: Source) -> tuple[str, ...]:
    """How many recommendations of a basket are as they were, and what each other one was; `keys`
    are ids of the release `then`.
    """
    before, after = then.release(), now.release()
    told = [_tell_item(key, before, after) for key in keys]
    changed = [text for text in told if text]
    whole = f"{number(len(keys))} {plural(len(keys), 'recommendation')}"
    if not changed:
        return (f"Nothing has changed since of the {whole} in this basket.",)
    are = "is" if len(changed) == 1 else "are"
    of = f"Of the {whole} in this basket, {number(len(changed))} {are} no longer as in that release"
    return (f"{of}.", *changed)


def _tell_item(key: str, before: Release, after: Release) -> str:
    """What has changed of one recommendation; "" where nothing has."""
    old = find_recommendation(before, key)
    name = f"{label_report(old)}, recommendation {old.order}"
    if key not in after.vocabulary.quotes:
        return f"{name}: no longer in the data."
    new = find_recommendation(after, key)
    parts = [*_tell_themes(old, new, before, after), *_tell_texts(old, new)]
    return f"{name}: {' '.join(parts)}" if parts else ""


def _tell_themes(old: Any, new: Any, before: Release, after: Release) -> Iterator[str]:
    if list(old.themes) != list(new.themes):
        yield f"Themes then: {_names(old, before)}. Themes now: {_names(new, after)}."


def _names(row: Any, release: Release) -> str:
    labels = release.dataset.codebook.labels
    return "; ".join(labels[theme] for theme in row.themes) or "none"


def _tell_texts(old: Any, new: Any) -> Iterator[str]:
    if old.text_sha256 != new.text_sha256:
        yield "Its wording was read anew."
    if _text(old.summary) != _text(new.summary):
        yield f"Our summary then: {_text(old.summary)} Our summary now: {_text(new.summary)}"


def _text(value: object) -> str:
    return value if isinstance(value, str) and value else "none."


def make_basket_notice(basket: Basket, then: Source, now: Source, address: str) -> Notice:
    """The label of a basket's page in the kept release `then`; `address` is the way to the basket
    in the current data.
    """
    assert then.kept is not None, "only the source of a kept release has a label"
    told = (
        "This page shows the release that its link was made for."
        f" The data are now version {now.release().version}.",
        *tell_changes(basket.keys, then, now),
    )
    title = f"{capitalised(name_release(then.kept.about))}, as it was"
    return Notice(title, told, (), "", address)


def describe_kept_basket(basket: Basket, then: Source, now: Source) -> dict[str, Any]:
    """The same for programs; what is counted is told of each recommendation."""
    assert then.kept is not None, "only the source of a kept release has a label"
    about = then.kept.about
    return {
        "version": about.version,
        "made_on": about.made_on.isoformat(),
        "doi": about.doi,
        "current_version": now.release().version,
        "counts": {},
        "told": list(tell_changes(basket.keys, then, now)),
    }
