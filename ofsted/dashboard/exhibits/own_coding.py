"""A reader's own coding of a sample: one wording at a time, kept for their session alone, and shown
beside ours once it is fixed.

Nothing of our coding is drawn before that. The work is in memory only, until the session ends, and
at latest some hours after the last step; the reader keeps it in a file of their own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from html import escape

import pandas as pd
import streamlit as st
from cachetools import LRUCache, cached
from cachetools.keys import hashkey

from ofsted import words
from ofsted.address.view import View
from ofsted.analysis.counting.export import csv_text
from ofsted.analysis.headlines.own_coding import (
    headline_own,
    printed_apart,
    printed_own,
    printed_shares,
    tell_sets,
)
from ofsted.analysis.headlines.phrases import by_number
from ofsted.codebook import Codebook, Theme
from ofsted.coding.own import (
    MOST_REASON,
    Answer,
    CellFault,
    OwnCoding,
    import_lines,
    read_cells,
    read_own_file,
    write_own_file,
)
from ofsted.coding.sampling import MOST_SEED, OwnSample, draw_own_sample, parse_sample
from ofsted.dashboard import state
from ofsted.dashboard.exhibits.apart import show_apart
from ofsted.dashboard.exhibits.reliability import find_themes, rules_html
from ofsted.dashboard.held import data, turns
from ofsted.dashboard.held.data import Release
from ofsted.dashboard.held.incoming import forget_sent
from ofsted.dashboard.held.shelf import Held, Shelf
from ofsted.dashboard.parts.markup import escape_markdown, html_table
from ofsted.errors import OfstedError
from ofsted.files.coding_sheet import MEDIA_TYPES, write_coding_sheet
from ofsted.files.sheet_cells import MAX_BYTES, read_sent_cells
from ofsted.limits import LEAST_OWN_SAMPLE, MOST_OWN_SAMPLE, MOST_THEMES
from ofsted.steps.own_coding import Compared, compare_answers, known_wordings, wordings_of
from ofsted.steps.people import Person, correct_shares, make_check
from ofsted.words import plural

HELD_SECONDS = 4 * 60 * 60
MOST_SAMPLES = 5  # held of one session; the one that was left longest ago goes first
MOST_SHOWN = 12  # themes of the codebook beside the wording, of those that match
MOST_FAULTS = 5  # named at once
_WORK, _TROUBLE, _TOLD, _TAKEN = "own-work", "own-trouble", "own-told", "own-taken"
_CONFIRM = "own-confirm"
_THEMES, _REASON, _FIND = "own-themes", "own-reason", "find"

_shelf = Shelf(HELD_SECONDS)
_drawing = threading.Lock()


@dataclass(frozen=True)
class Task:
    """What is to be coded: the sample, what was drawn, and the wordings by text id in their
    order.
    """

    sample: OwnSample
    drawn: pd.DataFrame
    wordings: Mapping[str, str]

    @property
    def keys(self) -> tuple[str, ...]:
        """The text ids in the order of the draw."""
        return tuple(self.wordings)


@dataclass(frozen=True)
class Work:
    """What this session holds of one sample: the answers, the wording at which the reader is, and
    the comparison once the answers are fixed.
    """

    coding: OwnCoding
    place: int = 0
    compared: Compared | None = None


def read_sample(view: View) -> tuple[OwnSample, str]:
    """The sample that the address names, and what to say where it names none that can be."""
    if not view.draw:
        return OwnSample(), ""
    try:
        return parse_sample(view.draw), ""
    except OfstedError:
        told = "The sample in the link cannot be drawn. The usual one is shown instead."
        return OwnSample(), told


def prepare(release: Release, sample: OwnSample) -> Task | int:
    """What is to be coded, or how many of the drawn wordings are not here."""
    drawn = _draw(release, sample)
    quotes = data.read_hydrated()
    missing = sum(key not in quotes for key in drawn["recommendation_id"])
    return missing or Task(sample, drawn, wordings_of(drawn, quotes))


@cached(
    LRUCache(maxsize=16),
    key=lambda release, sample: hashkey(release.key, sample),
    lock=_drawing,
)
def _draw(release: Release, sample: OwnSample) -> pd.DataFrame:
    return draw_own_sample(release.dataset.recommendations, sample)


def find_work(task: Task) -> Work:
    """What this session holds of the sample; an empty one where it holds nothing."""
    return _works().get(str(task.sample), Work(OwnCoding(task.sample)))


def _works() -> dict[str, Work]:
    held: Held | None = state.kept(_WORK)
    return dict(held.value or {}) if held is not None else {}


def _keep(work: Work) -> None:
    works = _works()
    works.pop(str(work.coding.sample), None)
    works[str(work.coding.sample)] = work
    while len(works) > MOST_SAMPLES:
        del works[next(iter(works))]
    held: Held | None = state.kept(_WORK)
    if held is None or held.is_empty:
        state.keep(_WORK, _shelf.hold(works))
    else:
        held.replace(works)


def show_messages() -> None:
    """What came of the last step, once."""
    if trouble := state.kept(_TROUBLE):
        st.error(escape_markdown(trouble))  # it may hold what stands in a stranger's file
    if told := state.kept(_TOLD):
        st.success(told)
    state.keep(_TROUBLE, None)
    state.keep(_TOLD, None)


def tell_progress(task: Task, work: Work) -> str:
    """How many of the wordings are coded."""
    count, total = len(work.coding.answers), len(task.keys)
    return f"{words.number(count)} of {words.number(total)} {plural(total, 'wording')} coded"


def tell_repeated(task: Task) -> str:
    """Why there are fewer wordings than recommendations were drawn; empty where there are not."""
    drawn, total = len(task.drawn), len(task.keys)
    repeated = drawn - total
    if not repeated:
        return ""
    return (
        f"{words.number(drawn)} recommendations were drawn. {words.number(repeated)} "
        f"{by_number(repeated, 'repeats', 'repeat')} the wording of another one, so there are "
        f"{words.number(total)} wordings to code. An answer counts for each."
    )


def show_wording(task: Task, work: Work) -> None:
    """The wording to be coded, alone."""
    place = min(work.place, len(task.keys) - 1)
    key = task.keys[place]
    coded = " You have coded it." if key in work.coding.answers else ""
    st.html(
        f'<div class="card"><p role="status">Wording {place + 1} of {len(task.keys)}.{coded}</p>'
        f"<blockquote>{escape(task.wordings[key])}</blockquote></div>"
    )


def take_answer(task: Task, work: Work, codebook: Codebook) -> None:
    """Where the reader gives themes, and goes on with Ctrl+S."""
    key = task.keys[min(work.place, len(task.keys) - 1)]
    given = work.coding.answers.get(key, Answer(key, ()))
    labels = {theme.id: _option(theme.id, codebook) for theme in codebook.themes}
    with st.form("own-form", border=False):
        state.hold(_THEMES, list(given.themes))
        st.multiselect(
            "Themes, the main one first",
            list(labels),
            key=_THEMES,
            format_func=lambda code: labels.get(code, str(code)),
            max_selections=MOST_THEMES,
            placeholder="Type part of a name",
            select_all=False,  # else Enter would take all that match
        )
        state.hold(_REASON, given.reason)
        st.text_input("If no theme fits: why", key=_REASON, max_chars=MOST_REASON)
        st.form_submit_button(
            "Save and go on",
            key="own-save",
            type="primary",
            shortcut="Ctrl+S",
            on_click=_save,
            args=(task, key, tuple(labels)),
        )
    with st.container(horizontal=True, gap="small"):
        _step_button("Back", "own-back", "Ctrl+B", task, -1)
        _step_button("Leave for later", "own-skip", "Ctrl+G", task, 1)
        st.button(
            "Go to the first not coded",
            key="own-first",
            on_click=_go_to_first,
            args=(task,),
        )


def _option(code: str, codebook: Codebook) -> str:
    return f"{codebook.labels[code]} ({codebook.labels[codebook.category_of[code]]})"


def _step_button(label: str, key: str, shortcut: str, task: Task, step: int) -> None:
    st.button(label, key=key, shortcut=shortcut, on_click=_step, args=(task, step))


def _save(task: Task, key: str, codes: tuple[str, ...]) -> None:
    """Callback: keep the answer and go to the next wording; whatever the browser sends, only known
    themes are taken.
    """
    state.touch()
    work = find_work(task)
    if work.coding.is_fixed:
        return
    picked = state.value_of(_THEMES) or ()
    themes = tuple(dict.fromkeys(code for code in picked if code in codes))[:MOST_THEMES]
    reason = " ".join(str(state.value_of(_REASON) or "").split())[:MOST_REASON]
    if not themes and not reason:
        state.keep(_TROUBLE, "Give at least one theme, or say why none fits.")
        return
    answer = Answer(key, themes, "" if themes else reason)
    coding = replace(work.coding, answers={**work.coding.answers, key: answer})
    place = min(task.keys.index(key) + 1, len(task.keys) - 1)
    _keep(replace(work, coding=coding, place=place))


def _step(task: Task, step: int) -> None:
    work = find_work(task)
    _keep(replace(work, place=max(0, min(work.place + step, len(task.keys) - 1))))
    state.touch()


def _go_to_first(task: Task) -> None:
    work = find_work(task)
    left = (n for n, key in enumerate(task.keys) if key not in work.coding.answers)
    _keep(replace(work, place=next(left, work.place)))
    state.touch()


def show_codebook(view: View, codebook: Codebook) -> None:
    """The themes that match a search, with what a coder goes by, and the rules; no counts."""
    state.hold(_FIND, view.find)
    st.text_input(
        "Find a theme in the codebook",
        key=_FIND,
        placeholder="Words of its name or definition",
        on_change=state.take_words,
        args=(_FIND, "find"),
    )
    if view.find:
        _show_found(find_themes(codebook, view.find), codebook)
    for category in codebook.categories:
        inside = [theme for theme in codebook.themes if theme.category == category.id]
        with st.expander(f"{category.name}: {len(inside)} themes", key=f"own-{category.id}"):
            st.html(f"<p>{escape(category.definition)}</p>")
            st.html("".join(_theme_html(theme, codebook) for theme in inside))
    with st.expander(f"The {len(codebook.rules)} coding rules"):
        st.html(rules_html(codebook))


def _show_found(found: Sequence[Theme], codebook: Codebook) -> None:
    told = f"{len(found)} {plural(len(found), 'theme')} found."
    if len(found) > MOST_SHOWN:
        told += f" These are the first {MOST_SHOWN}. Add a word to see fewer."
    shown = "".join(_theme_html(theme, codebook) for theme in found[:MOST_SHOWN])
    st.html(f'<p role="status">{told}</p>{shown}')


def _theme_html(theme: Theme, codebook: Codebook) -> str:
    """A theme with definition and limits; nothing of how often it was given."""
    entries = [("Takes in", theme.include), ("Leaves out (→ where it belongs)", theme.exclude)]
    lists = "".join(_list_html(title, items) for title, items in entries)
    category = codebook.labels[theme.category]
    return (
        f'<article class="theme"><p><strong>{escape(theme.label)}</strong> ({escape(category)})</p>'
        f"<p>{escape(theme.definition)}</p>{lists}"
        f"<p><em>Invented example:</em> {escape(theme.example)}</p></article>"
    )


def _list_html(title: str, items: Sequence[str]) -> str:
    listed = "".join(f"<li>{escape(item.replace('->', '→'))}</li>" for item in items)
    return f"<p>{title}:</p><ul>{listed}</ul>" if listed else ""


def offer_files(task: Task, work: Work, codebook: Codebook) -> None:
    """The reader's own file to keep, and the sheet for coding offline."""
    stem = f"my-coding-{task.sample}"

    def write_sheet(suffix: str) -> bytes:
        return write_coding_sheet(task.sample, task.wordings, codebook, suffix, work.coding.answers)

    with st.container(horizontal=True, gap="small"):
        _offer_own_file(task, work, codebook, "Save my file (JSON)")
        for suffix, kind in ((".xlsx", "Excel"), (".ods", "OpenDocument")):
            _download(
                f"Sheet to code offline ({kind})",
                f"{stem}{suffix}",
                partial(write_sheet, suffix),
                MEDIA_TYPES[suffix],
            )


def _offer_own_file(
    task: Task, work: Work, codebook: Codebook, label: str, place: str = "below"
) -> None:
    """A button for the reader's own file; `place` tells two buttons of a page apart."""
    _download(
        label,
        f"my-coding-{task.sample}.json",
        lambda: write_own_file(work.coding, codebook).encode(),
        "application/json",
        place,
    )


def _csv_bytes(table: pd.DataFrame) -> bytes:
    return csv_text(table).encode("utf-8-sig")


def _download(
    label: str, name: str, make: Callable[[], bytes], media_type: str, place: str = "below"
) -> None:
    st.download_button(
        label,
        make,
        file_name=name,
        mime=media_type,
        key=f"own-download-{place}-{name}",
        on_click="ignore",
    )


def take_file(release: Release) -> None:
    """A place for a file that was saved here or a sheet that was filled in; it is read and let
    go.
    """
    number = state.kept(_TAKEN) or 0
    file = st.file_uploader(
        f"Go on with a saved file or a filled sheet, at most {MAX_BYTES // 1_000_000} MB",
        type=["json", "xlsx", "ods"],
        key=f"own-upload-{number}",
        on_change=state.touch,
        max_upload_size=MAX_BYTES // 1_000_000,
    )
    if file is None:
        return
    content, is_own_file = file.getvalue(), file.name.lower().endswith(".json")
    try:
        with turns.waiting():
            _load(content, is_own_file, release)
    except OfstedError as error:
        state.keep(_TROUBLE, str(error))
    state.keep(_TAKEN, number + 1)
    forget_sent(file)
    st.rerun()


def _load(content: bytes, is_own_file: bool, release: Release) -> None:
    """Take in what a file holds. The name that its sender gave it is not repeated."""
    codebook = release.dataset.codebook
    known = known_wordings(release.dataset.recommendations)
    if is_own_file:
        text = content[:MAX_BYTES].decode("utf-8", "replace")
        coding, faults = read_own_file(text, "your file", codebook, known)
    else:
        coding, faults = read_cells(read_sent_cells(content, "your file"), codebook, known)
    before = _works().get(str(coding.sample))
    if before is not None and not before.coding.is_fixed:
        answers = {**before.coding.answers, **coding.answers}
        coding = replace(coding, answers=answers)
    compared = _compare(coding, release) if coding.is_fixed and coding.answers else None
    task = prepare(release, coding.sample)
    place = 0
    if isinstance(task, Task):
        left = (n for n, key in enumerate(task.keys) if key not in coding.answers)
        place = next(left, 0)
    _keep(Work(coding, place, compared))
    state.edit(draw=str(coding.sample))
    count = len(coding.answers)
    state.keep(_TOLD, f"{count} {plural(count, 'answer')} loaded. The file has been dropped.")
    if faults:
        state.keep(_TROUBLE, _tell_faults(faults))


def _tell_faults(faults: Sequence[CellFault]) -> str:
    named = "; ".join(str(fault) for fault in faults[:MOST_FAULTS])
    others = len(faults) - MOST_FAULTS
    more = f"; and {others} more" if others > 0 else ""
    return f"{len(faults)} {plural(len(faults), 'row')} left out: {named}{more}."


def offer_to_fix(task: Task, release: Release) -> None:
    """The step after which nothing can be changed and ours is shown: it is asked for twice, and the
    reader's file can be saved before.
    """
    work = find_work(task)
    if not work.coding.answers:
        st.html("<p>When you have coded some, you can put them beside ours here.</p>")
        return
    if state.kept(_CONFIRM) != str(task.sample):
        st.button(
            "Fix my coding and show yours beside",
            key="own-fix",
            on_click=_ask_to_fix,
            args=(str(task.sample),),
        )
        st.caption("You are asked once more before anything is fixed.")
        return
    st.warning(tell_fixing(len(work.coding.answers), len(task.keys)))
    with st.container(horizontal=True, gap="small"):
        _offer_own_file(task, work, release.dataset.codebook, "Save my file first (JSON)", "fix")
        st.button(
            "Yes, fix my coding",
            key="own-fix-yes",
            type="primary",
            on_click=_fix,
            args=(task, release),
        )
        st.button("Not yet", key="own-fix-no", on_click=_ask_to_fix, args=(None,))


def tell_fixing(answered: int, total: int) -> str:
    """What fixing does, before it is done."""
    left = total - answered
    uncoded = ""
    if left:
        uncoded = (
            f" The other {words.number(left)} of the {words.number(total)} wordings can no longer "
            "be coded here."
        )
    return (
        f"This fixes your {words.number(answered)} {plural(answered, 'answer')} and shows our "
        "coding beside. It cannot be taken back: your answers to this sample cannot be changed "
        f"afterwards.{uncoded} A file that you save first keeps them as they are now."
    )


def _ask_to_fix(sample: str | None) -> None:
    """Callback: ask whether to fix the coding of a sample, or no longer."""
    state.touch()
    state.keep(_CONFIRM, sample)


def _fix(task: Task, release: Release) -> None:
    state.touch()
    state.keep(_CONFIRM, None)
    work = find_work(task)
    coding = replace(work.coding, is_fixed=True)
    _keep(replace(work, coding=coding, compared=_compare(coding, release)))


def _compare(coding: OwnCoding, release: Release) -> Compared:
    dataset = release.dataset
    return compare_answers(dataset.recommendations, dataset.codebook, coding.sample, coding.answers)


def show_results(task: Task, work: Work, release: Release) -> None:
    """How far the two agree, what each gave alone, and the files to take away."""
    found = work.compared or _compare(work.coding, release)
    st.header(headline_own(found.answered_count, len(found.apart)), anchor=False)
    st.html(f"<p>{escape(tell_sets(found.by_set['category'], found.by_set['theme']))}</p>")
    st.html(
        "<p>Figures count each recommendation by one over its chance to be drawn. So they stand "
        "for all recommendations. Intervals come from drawing the reports again, 2,000 times.</p>"
        "<p>Sensitivity: of what you give, the part that we give too. Specificity: of what you"
        " leave "
        "out, the part that we leave out too.</p>"
    )
    tables = {
        level: printed_own(figures, head)
        for (level, figures), head in zip(found.by_code.items(), ("Category", "Theme"), strict=True)
    }
    st.html(html_table(tables["category"], "Agreement by category"))
    with st.expander("Agreement by theme"):
        st.html(html_table(tables["theme"], "Agreement by theme"))
    _show_shares(work, release)
    apart = printed_apart(found.apart, release.dataset.recommendations)
    st.subheader("Where you and we differ", anchor=False)
    show_apart(found.apart, release, str(task.sample))
    stem = f"my-coding-{task.sample}"
    with st.container(horizontal=True, gap="small"):
        for label, name, table in (
            ("Download agreement by category (CSV)", "categories", tables["category"]),
            ("Download agreement by theme (CSV)", "themes", tables["theme"]),
            ("Download the differences (CSV)", "differences", apart),
        ):
            _download(
                label,
                f"{stem}-{name}.csv",
                partial(_csv_bytes, table),
                "text/csv",
            )
        _download(
            "File for the import",
            f"{stem}.jsonl",
            lambda: "".join(import_lines(work.coding.answers.values())).encode(),
            "application/jsonl",
        )


def _show_shares(work: Work, release: Release) -> None:
    """Shares of all recommendations, corrected for what the reader gave and we did not."""
    person = Person("you", work.coding.sample, work.coding.answers)
    check = make_check(release.dataset, [person])
    table = printed_shares(correct_shares(release.dataset, check, "category")) if check else None
    if table is None or table.empty:
        return
    st.subheader("Shares corrected by your coding", anchor=False)
    st.html(html_table(table, "Share of all recommendations in each category"))
    st.caption("This takes your coding as right. Source of the method: Egami and others (2023).")


def pick_sample(sample: OwnSample) -> None:
    """Another size or seed."""
    with (
        st.expander("Draw another sample"),
        st.form("own-sample", border=False),
    ):
        st.number_input(
            "Recommendations",
            LEAST_OWN_SAMPLE,
            MOST_OWN_SAMPLE,
            sample.most,
            key=f"own-most-{sample}",
        )
        st.number_input("Seed", 0, MOST_SEED, sample.seed, key=f"own-seed-{sample}")
        st.form_submit_button("Draw", key="own-draw", on_click=_take_sample, args=(str(sample),))


def _take_sample(key: str) -> None:
    size, seed = state.value_of(f"own-most-{key}"), state.value_of(f"own-seed-{key}")
    try:
        state.edit(draw=str(OwnSample(int(size), int(seed))))
    except (OfstedError, TypeError, ValueError):
        state.touch()
