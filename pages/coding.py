"""Check the coding: a reader codes a sample by the codebook, wording by wording, and then sees their
coding beside ours.
"""

import streamlit as st

from ofsted.dashboard import state
from ofsted.dashboard.exhibits import own_coding
from ofsted.dashboard.exhibits.own_coding import Task
from ofsted.dashboard.held import data
from ofsted.dashboard.held.wording import READING
from ofsted.dashboard.parts import heading, share
from ofsted.dashboard.parts.figures import show_coding_note

LEDE = (
    "You get recommendations drawn by lot, one at a time, by their wording alone. You give each the"
    " themes that you think fit. "
    "You see nothing of our coding until you have fixed yours."
)
PRIVACY = (
    "Your work stays with you. It is held in memory for this tab alone, and at most four hours"
    " after your last step. "
    "Reloading the page loses it, and so does a restart of the server, so save your file often."
    " Nothing is written to disk or passed on."
)
KEYS = (
    "By keyboard: type part of a theme’s name and press Enter. Ctrl+S saves and goes on. Ctrl+B"
    " goes back, Ctrl+G leaves a wording for later. "
    "On a Mac, use Cmd for Ctrl."
)
HOW = """
**What is drawn.** Strata are framework and rating. Their sizes go with the square root of their numbers, so that small strata are seen too.
What carries a rare theme is drawn three times as often. Every recommendation has a known chance to be drawn, and all figures are weighted by it.
The same size and seed draw the same sample. Sources: Bankier (1988), Madow (1949), Hájek (1971).

**What becomes of it.** *File for the import* is what `python -m ofsted coding import --coder NAME FILE` takes. Sent to us, it is published beside the
other codings, under a name of your choice. The page Reliability then shows it.
"""

view = state.current_view()
release = data.read_release("full")
codebook = release.dataset.codebook


def explain_absence(missing: int, total: int) -> None:
    """Why nothing can be coded here, and what to do."""
    st.header("The wording is not here", anchor=False)
    if READING.is_going_on:
        st.info("The wordings are being read from the reports. Come back in a few minutes.")
        return
    st.info(
        f"Coding needs the wording, and {missing:,} of the {total:,} drawn recommendations have"
        " none on this server. "
        "Our summaries would not do: they are our reading already."
    )
    st.markdown(
        "Run a copy of this site, where three commands bring all of it:\n\n"
        "1. `python -m ofsted download` fetches the reports from Ofsted.\n"
        "2. `python -m ofsted hydrate` reads the wording from them.\n"
        "3. `streamlit run app.py` starts this page, or `python -m ofsted coding sample FILE.ods`"
        " writes a sheet."
    )


def draw_coding(task: Task) -> None:
    """The wording and where to give themes; beside it the codebook."""
    work = own_coding.find_work(task)
    st.header("Code the wordings", anchor=False)
    st.html(f'<p class="chosen">{own_coding.tell_progress(task, work)}.</p>')
    if repeated := own_coding.tell_repeated(task):
        st.caption(repeated)
    left, right = st.columns([3, 2], gap="large")
    with left:
        own_coding.show_wording(task, work)
        own_coding.take_answer(task, work, codebook)
        st.caption(KEYS)
    with right:
        own_coding.show_codebook(view, codebook)


heading.draw_title("coding")
share.offer_links("coding", view, release.vocabulary)
show_coding_note(release.dataset)
st.html(f'<p class="lede">{LEDE}</p><p>{PRIVACY}</p>')
sample, told = own_coding.read_sample(view)
if told:
    st.warning(told)
own_coding.show_messages()
task = own_coding.prepare(release, sample)
if isinstance(task, int):
    explain_absence(task, sample.most)
else:
    work = own_coding.find_work(task)
    if work.coding.is_fixed:
        own_coding.show_results(task, work, release)
    else:
        draw_coding(task)
        st.header("Yours beside ours", anchor=False)
        own_coding.offer_to_fix(task, release)
    st.header("Your file", anchor=False)
    own_coding.offer_files(task, work, codebook)
    own_coding.take_file(release)
    own_coding.pick_sample(sample)
with st.expander("How it is drawn, and what becomes of it"):
    st.markdown(HOW)
