"""Sample: draw reports as the study did, see who is drawn, use them as a filter, and see how far
findings hang on the draw.
"""

import streamlit as st

from ofsted import words
from ofsted.analysis.counting.samples import frame_hash
from ofsted.dashboard import navigation, state
from ofsted.dashboard.exhibits import samples
from ofsted.dashboard.held import data
from ofsted.dashboard.parts import controls, filters, heading, share
from ofsted.dashboard.parts.figures import offer_csv, show_coding_note, show_figure
from ofsted.dashboard.parts.markup import html_table, paragraph
from ofsted.words import plural

LEDE = (
    "Hood, Nilsson and Habibi read sixty reports, twenty from each of three inspection frameworks."
    " They chose them to spread over ratings, deprivation and rurality. "
    "Here you can draw such a sample by lot and look at its reports alone. You also see how much"
    " its findings depend on which reports were drawn."
)
HOW = """
**Who can be drawn.** Every report on a local authority, whether or not it lists a recommendation. A review of a safeguarding board alone is left out.

**How it is drawn.** The reports of each framework are sorted into strata by rating: {strata}. If an area may give only one report, one of its reports is
picked by lot first. Each stratum is a list sorted by deprivation and rurality. Reports are taken from it at even steps from a
random start, so that both are spread as in the stratum. The same seed gives the same sample on every machine.

**Inclusion probability and weight.** The exact probability, before the draw, that a report is drawn. Its weight is one over it. Estimates
for all reports need the weights where ratings were given equal numbers. Source: Särndal, Swensson and Wretman, *Model Assisted Survey Sampling* (1992).

**The frame.** {count} reports. SHA-256 of their sorted ids: `{frame}`.
"""
CAVEAT = (
    "The study chose its reports by hand, from three frameworks. Two of them are not in this"
    " release. "
    "So these samples are like its own in size and spread, not the same. "
    "A difference that changes direction from sample to sample cannot be read off one of them. "
    "Where one sample shows no difference, that is no proof that there is none. "
    "Differences by rating across frameworks also carry the differences between frameworks. "
    "Choose one framework in the filters to hold it still."
)

view = state.current_view()
release = data.read_release(view.scheme)
design = samples.chosen_design(view)


def draw_filter_links() -> None:
    """The sample as a filter of the other pages, or the way out of it."""
    held = view.having(sample=design, page=1, quote=None)
    if view.selection.sample is None:
        st.write("To look at these reports alone on every page:")
    else:
        st.write(
            "The sample is in the link: the other pages now show its reports alone, until you"
            " remove it."
        )
    with st.container(horizontal=True, gap="small"):
        navigation.link_to(
            "themes", "Use this sample as a filter: themes", held, release.vocabulary
        )
        navigation.link_to(
            "quotes", "Use this sample as a filter: recommendations", held, release.vocabulary
        )
        if view.selection.sample is not None:
            st.button(
                "Remove the sample from the filters",
                key="sample-remove",
                on_click=state.remove_code,
                args=("sample", view.selection.sample),
            )


def draw_list() -> None:
    """The reports drawn, with their probabilities, to read and to download."""
    shown, full = samples.drawn_reports(release, design)
    st.header("The reports drawn", anchor=False)
    if not len(shown):
        st.write("No report is drawn.")
        return
    st.html(
        html_table(
            shown,
            f"{words.number(len(shown))} {plural(len(shown), 'report')}, by framework and rating",
            {"Report": full["url"]},
        )
    )
    offer_csv(full, f"sample-{design.seed}", release.version)


def draw_stability() -> None:
    """How shares and differences run over a thousand samples of the design."""
    st.header("How much findings hang on the sample", anchor=False)
    left, middle, right = st.columns(3, vertical_alignment="bottom")
    with left:
        controls.pick_level(view, release.vocabulary)
    with middle:
        samples.pick_contrast(view, release.vocabulary)
    with right:
        controls.pick_counting(view, release.vocabulary)
    with st.spinner("Drawing a thousand samples"):
        shares, stable = samples.stability(
            release, view.selection, design, view.level, view.counting
        )
        differences, contrasted = samples.contrast(
            release,
            view.selection,
            design,
            samples.chosen_contrast(view),
            view.level,
            view.counting,
        )
    show_figure(shares, release.version)
    show_figure(differences, release.version)
    st.header("What this means for a study of this size", anchor=False)
    for text in (samples.meaning(stable, contrasted, samples.drawn_size(release, design)), CAVEAT):
        if text:
            st.html(paragraph(text))


heading.draw_title("sample")
st.html(f'<p class="lede">{LEDE}</p>')
share.offer_links("sample", view, release.vocabulary)
filters.draw_active_filters(release, view)
show_coding_note(release.dataset)
samples.draw_controls(release, design)
for note in samples.list_notes(release, design):
    st.info(note)
draw_filter_links()
show_figure(samples.composition(release, design), release.version)
draw_list()
with st.expander("How the sample is drawn"):
    st.markdown(
        HOW.format(
            strata=samples.RATING_STRATA,
            count=words.number(samples.frame_size(release)),
            frame=frame_hash(release.dataset.reports),
        )
    )
draw_stability()
