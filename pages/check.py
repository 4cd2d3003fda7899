"""Check the paper: every claim of the study put to the reports, with estimate, interval, n of N and
verdict.
"""

import streamlit as st

from ofsted.address.view import slug
from ofsted.analysis.paper import report
from ofsted.analysis.paper.outcomes import CLAIM_VERDICTS
from ofsted.analysis.paper.report import VERDICT_LABELS, claims_frame
from ofsted.charts.claims import SIGNS
from ofsted.dashboard import state
from ofsted.dashboard.exhibits import claims
from ofsted.dashboard.held import data
from ofsted.dashboard.parts import controls, heading, share
from ofsted.dashboard.parts.figures import offer_csv, show_coding_note, show_figure
from ofsted.limits import SMALL_GROUP
from ofsted.words import plural

release, view = data.read_release("full"), state.current_view()
labels = release.dataset.codebook.labels
check = claims.read_check(release.dataset.codebook)

INTRO = """
Hood, Nilsson & Habibi ([2019](https://doi.org/10.1111/cfs.12607)) coded the recommendations of 60 reports by hand and reported what they found. Here each
of their findings is a claim in our words with a test. One program puts all tests to all the reports of this release; no verdict is written by hand.

The paper has reports of three frameworks, F1, F2 and F3 (SIF). This release has F3 and its successor, ILACS.

The rules were changed several times while results were known. A log lists every change with the verdicts before and after. Since 29 November 2026 the
rules are declared in a dated file, which binds the next version of the data.
"""
RULES = f"""
* **A share** is above or below a bound where its whole 95% interval is. Where a claim gives no figure, “mostly” means more than half, “often” at
  least a third.
* **An order** holds if at least 95% of 2,000 resamples of areas keep it, and does not if at most 5% do.
* **A difference** is asked on the side that the claim names. It needs a one-sided p below 0.05. Labels are permuted at the level at which they were
  given, and ratios by rating are taken within frameworks.
* **Contradicted** means that the opposite is shown. It needs q below 0.05 over all comparisons of the claim (Benjamini & Hochberg 1995).
* **At most small** means that the claimed difference is not shown and can only be small. The ratio on the claim’s side stays within 0.67 to 1.5.
* **A rare theme** that a claim names is tested from 14 mentions on. Below 20 Fisher’s exact test on reports must agree.
* **Largely the same** is asked of whole mixes: of the nine categories, or of the themes within one. Dissimilarity is the share of mentions that would
  have to move for both mixes to be equal. Its upper limit must stay below 10 points.
* **No difference** needs every ratio’s 90% interval inside 0.67 to 1.5. It is contradicted by a difference with q below 0.05 and a ratio outside.
* **Absence** is supported where no report has it. It is contradicted where the whole interval lies above 14%, more than twenty reports could well miss.
* **Depends on the coding** means that defensible ways to count turn the answer. There are up to 72: two bodies, three places for promptness, three ways
  to count groups, two units and two lists of themes. The claim must hold in 10% to 90% of them. It must hold in at least 80% of resamples in one, and
  in at most 20% in another.
* **Undetermined** is everything else: these reports cannot tell. So is anything with fewer than {SMALL_GROUP} reports on a side, for which only counts are given.
* **A claim of several parts** is contradicted if one part is. The verdict is on the parts that can be tested, where these are at least half.
* **Strict view**: the paper’s own themes alone, sub-themes counted under their parents. **Wide view**: later themes too, where the codebook names a parent.
* **Bodies**: every claim is asked of recommendations to the authority, and again with those to the safeguarding board. The first is counted.
* Beside a theme, some tests look at what else a recommendation is coded with, or at words in our summaries. These find less than a reading of the
  texts. So falling short with them refutes nothing.
* **What the paper says of F3** is asked of SIF reports alone, and of nothing where ILACS alone is chosen.
* **ILACS alone** is no replication: the paper has no ILACS report. It shows whether a finding outlived the framework.
"""
CAVEATS = """
* The paper is a qualitative study of 60 reports, 20 per framework, and says so. A claim that is not supported here may have been true of those.
* A verdict of contradicted is about SIF and ILACS reports. Some of the paper's claims rest on F1 and F2 reports as well.
* The codebook was made from the paper, but the coding is by a model and its lines between themes are ours.
* Recommendations to safeguarding boards are left out of the verdicts that are counted. A claim says so where they make a difference.
* 71 claims are tested; some verdicts will be wrong by chance alone. Nothing guards against this across claims.
* Five claims could hardly have failed, however the reports had come out. They are marked and counted apart.
"""
INCONSISTENCIES = """
* **The commonest categories**: the abstract names four, with oversight of practice among them (C03). The findings name performance management, casework
  and multi-agency working as the first three (C02).
* **Seeing children alone**: typical of inadequate authorities under F2 in the findings (C13), under all three frameworks in the summary (C61).
* **One recommendation in two places**: the same Doncaster item illustrates timeliness of casework and timescales. Coding has to allow several themes; ours does.
* **A quotation that probably belongs elsewhere**: the early help item is given as Waltham Forest 2013 (F2). It is word for word recommendation 25 of
  Coventry's SIF report of March 2014.
* **Years**: Slough and Hartlepool are dated 2013, when they were inspected; the reports were published in February 2014.
* **What cannot be checked**: of its 12 quotations from F3, 11 stand word for word in reports of this release. The other is from Cumbria, which no longer
  exists and has no SIF report here.
"""


def pick_basis() -> tuple[str, str]:
    """The view and slice that headline, filter and links are about."""
    controls.pick_basis(view, release.vocabulary)
    chosen_view, _, slice_name = view.basis.partition("-")
    return chosen_view, slice_name


def draw_list(scheme: str, slice_name: str) -> None:
    """The claims, chosen by verdict and section."""
    st.header("The claims, one by one", anchor=False)
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        controls.pick_verdict(
            view,
            release.vocabulary,
            {verdict: f"{SIGNS[verdict]} {VERDICT_LABELS[verdict]}" for verdict in CLAIM_VERDICTS},
        )
    with right:
        sections = {slug(section): section for section in claims.list_sections(check.claims)}
        section = sections.get(controls.pick_section(view, sections), "all")
    chosen = claims.choose_claims(check, scheme, slice_name, view.verdict, section)
    st.html(
        f'<p class="chosen">{len(chosen)} of {len(check.claims)}'
        f" {plural(len(check.claims), 'claim')}, verdicts of:"
        f" {report.BASES[f'{scheme}-{slice_name}']}.</p>"
        "<p>Open a claim to see its tests, what the reports say in both views, and ways to the"
        " recommendations.</p>"
    )
    if chosen:
        st.html(claims.claims_html(check, chosen, scheme, slice_name, release))
    else:
        st.write("No claim has this verdict in this section.")


heading.draw_title("check")
share.offer_links("check", view, release.vocabulary)
show_coding_note(release.dataset)
scheme, slice_name = pick_basis()
st.html(claims.meaning_html(check, scheme, slice_name))
st.markdown(INTRO)
show_figure(claims.summary_figure(check, scheme, slice_name), release.version)
show_figure(claims.curves_figure(check), release.version)
show_figure(claims.mixes_figure(check, scheme, slice_name), release.version)
with st.expander("How a verdict is reached"):
    st.markdown(RULES)
draw_list(scheme, slice_name)
offer_csv(
    lambda: claims_frame(check.claims, check.results, labels),
    "claims-findings",
    release.version,
    "Download all findings (CSV)",
)
st.header("Where the paper contradicts itself, or its sources", anchor=False)
st.markdown(INCONSISTENCIES)
st.header("Read with care", anchor=False)
st.markdown(CAVEATS)
