"""The page Check the coding: nothing of ours before the reader's own is fixed, and nothing kept on
the server.
"""

import json
import re
from html import escape
from types import SimpleNamespace

import pytest

from ofsted.coding import own
from ofsted.coding.own import Answer, OwnCoding
from ofsted.coding.sampling import OwnSample, draw_own_sample, parse_sample
from ofsted.dashboard.exhibits import own_coding
from ofsted.dashboard.exhibits.apart import MOST_APART, entry_html
from ofsted.dashboard.held import data
from ofsted.files.coding_sheet import write_coding_sheet
from ofsted.limits import MOST_SENT_BYTES
from tests import pages
from tests.pages import headers, markup, texts

TIMELY, PLANS = "casework/timeliness", "casework/plan-quality"
SAMPLE = OwnSample(40, 5)


@pytest.fixture
def wordings(monkeypatch, release) -> dict[str, str]:
    """Invented wordings at hand for every recommendation; gives those of the sample by text id."""
    rows = release.dataset.recommendations
    invented = {key: f"Invented <b>wording</b> {key}." for key in rows["recommendation_id"]}
    monkeypatch.setattr(data, "read_hydrated", lambda: invented)
    drawn = draw_own_sample(rows, SAMPLE)
    return {
        text: invented[key]
        for key, text in zip(drawn["recommendation_id"], drawn["text_id"], strict=True)
    }


def open_page(draw=str(SAMPLE)):
    return pages.open_page("coding", draw=draw)


def give(app, *themes, reason=""):
    app.multiselect(key="own-themes").set_value(list(themes))
    app.text_input(key="own-reason").set_value(reason)
    return app.button(key="own-save").click().run()


def fix(app):
    app.button(key="own-fix").click().run()
    return app.button(key="own-fix-yes").click().run()


def send(app, content: bytes, name: str):
    app.file_uploader[0].upload(name, content).run()
    return app


def labels(app) -> list[str]:
    return [button.proto.label for button in app.get("download_button")]


def test_it_does_not_start_without_the_wording_and_says_what_to_do(nothing_hydrated):
    app = open_page()
    assert not app.exception
    assert "The wording is not here" in headers(app)
    assert "40 of the 40 drawn recommendations have none" in app.info[0].value
    told = " ".join(one.value for one in app.markdown)
    assert "python -m ofsted hydrate" in told
    assert not [one for one in app.multiselect if one.key == "own-themes"]
    assert not labels(app)


def test_one_wording_is_shown_at_a_time_and_nothing_of_our_coding(wordings, release):
    app = open_page()
    assert not app.exception
    shown = texts(app)
    assert shown.count("Invented <b>wording</b>") == 1
    assert next(iter(wordings.values())) in shown
    rows = release.dataset.recommendations
    key = draw_own_sample(rows, SAMPLE)["recommendation_id"][0]
    row = rows[rows["recommendation_id"] == key].iloc[0]
    assert row["summary"] not in shown
    assert row["area_name"] not in shown
    assert app.multiselect(key="own-themes").value == []
    assert "Only we" not in shown


def test_answers_are_kept_in_order_and_can_be_changed_until_they_are_fixed(wordings):
    app = give(give(open_page(), TIMELY, PLANS), reason="Too vague")
    assert "2 of 40 wordings coded" in texts(app)
    app.button(key="own-back").click().run()
    app.button(key="own-back").click().run()
    assert app.multiselect(key="own-themes").value == [TIMELY, PLANS]
    give(app, PLANS)
    app.button(key="own-first").click().run()
    assert "Wording 3 of 40" in texts(app)
    fix(app)
    assert not app.exception
    assert "of 2 recommendations" in headers(app)
    assert not [one for one in app.multiselect if one.key == "own-themes"]
    assert "File for the import" in labels(app)
    works = app.session_state["_kept-own-work"].value
    assert [answer.themes for answer in works[str(SAMPLE)].coding.answers.values()] == [
        (PLANS,),
        (),
    ]


def test_an_answer_needs_a_theme_or_a_reason(wordings):
    app = give(open_page())
    assert "Give at least one theme" in app.error[0].value
    assert "0 of 40 wordings coded" in texts(app)
    assert not give(app, TIMELY).error


def test_a_saved_file_is_gone_on_with_and_its_sample_is_in_the_address(wordings, codebook):
    first = next(iter(wordings))
    coding = OwnCoding(SAMPLE, {first: Answer(first, (TIMELY,))})
    content = own.write_own_file(coding, codebook).encode()
    app = send(open_page("60-1"), content, "sesame.json")
    assert not app.exception
    assert "1 answer loaded" in app.success[0].value
    assert "1 of 40 wordings coded" in texts(app)
    assert app.query_params["draw"] in (str(SAMPLE), [str(SAMPLE)])
    assert "sesame" not in texts(app)


@pytest.mark.parametrize("suffix", [".ods", ".xlsx"])
def test_a_filled_sheet_is_taken_in_and_its_bad_rows_are_named(suffix, wordings, codebook):
    first, second = list(wordings)[:2]
    answers = {first: Answer(first, (TIMELY,))}
    rows = {first: "w", "<b>zzz</b>": "w", second: "w"}
    answers["<b>zzz</b>"] = Answer("<b>zzz</b>", (PLANS,))
    app = send(
        open_page(), write_coding_sheet(SAMPLE, rows, codebook, suffix, answers), f"x{suffix}"
    )
    assert not app.exception
    assert "1 answer loaded" in app.success[0].value
    assert "your file, sheet Coding, row 6" in app.error[0].value
    assert "<b" not in app.error[0].value.replace("\\<b", "")


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.json", b"[]"), ("a.json", b"\xff" * 99), ("a.ods", b"x"), ("a.xlsx", b"PK\x03\x04")],
)
def test_what_is_no_such_file_ends_in_a_sentence(name, content, wordings):
    app = send(open_page(), content, name)
    assert not app.exception
    assert "expected" in app.error[0].value


def test_a_file_with_fixed_answers_shows_the_comparison_at_once(wordings, codebook):
    answers = {key: Answer(key, (PLANS,)) for key in wordings}
    content = own.write_own_file(OwnCoding(SAMPLE, answers, True), codebook).encode()
    app = send(open_page(), content, "a.json")
    assert not app.exception
    assert "of 40 recommendations" in headers(app)
    shown = texts(app)
    assert "Agreement by category" in shown
    assert "95% interval of kappa" in shown
    assert "Krippendorff’s alpha of whole sets is" in shown
    assert "Corrected by your coding (%)" in shown


def test_fixing_is_asked_for_twice_with_the_file_at_hand_and_can_be_left(wordings):
    app = give(open_page(), TIMELY)
    assert "Yes, fix my coding" not in [button.label for button in app.button]
    app.button(key="own-fix").click().run()
    assert "Agreement by category" not in texts(app)
    (warned,) = [warning.value for warning in app.warning]
    assert "fixes your 1 answer" in warned
    assert "cannot be taken back" in warned
    assert "The other 39 of the 40 wordings can no longer be coded" in warned
    assert "Save my file first (JSON)" in labels(app)
    app.button(key="own-fix-no").click().run()
    assert not app.warning
    give(app, PLANS)
    assert "2 of 40 wordings coded" in texts(app)
    fix(app)
    assert "Agreement by category" in texts(app)


def test_where_the_two_differ_the_wording_and_both_codings_stand_side_by_side(wordings, release):
    app = fix(give(open_page(), TIMELY))
    shown = texts(app)
    rows = release.dataset.recommendations.set_index("recommendation_id", drop=False)
    key = draw_own_sample(rows.reset_index(drop=True), SAMPLE)["recommendation_id"][0]
    row = rows.loc[key]
    assert row["themes"].tolist() != [TIMELY]
    assert f"Invented <b>wording</b> {key}." in shown
    assert "&lt;b&gt;wording" in markup(app)
    assert (
        f"{row['area_name']}, {row['inspected_to_on'].year}, recommendation {row['order']}" in shown
    )
    you, we = re.findall(r'aria-label="(?:You|We): themes">(.*?)</ul>', shown)
    label = release.dataset.codebook.labels
    assert label[TIMELY] in you
    for theme in row["themes"]:
        assert label[theme] in we
        marked = f"<strong>{label[theme]}</strong> (only we)"
        assert (marked in we) == (theme != TIMELY)


def test_without_a_proved_wording_the_difference_shows_our_summary(nothing_hydrated, release):
    row = next(release.dataset.recommendations.itertuples(index=False))
    two = SimpleNamespace(
        theirs="", only_theirs="", ours="A; B", only_ours="A; B", reason="<i>Vague</i>"
    )
    shown = entry_html(row, two, release)
    assert f"{escape(row.summary)} <em>(our summary)</em>" in shown
    assert "<li>None</li>" in shown
    assert "&lt;i&gt;Vague" in shown


def test_many_differences_are_shown_some_at_a_time(wordings, codebook):
    answers = {key: Answer(key, (), "None fits") for key in wordings}
    content = own.write_own_file(OwnCoding(SAMPLE, answers, True), codebook).encode()
    app = send(open_page(), content, "a.json")
    assert texts(app).count('aria-label="You: themes"') == MOST_APART
    app.button(key="own-apart-more").click().run()
    assert MOST_APART < texts(app).count('aria-label="You: themes"') <= 40


def test_why_there_are_fewer_wordings_than_were_drawn_is_said_and_computed(wordings, release):
    rows = release.dataset.recommendations
    for draw in ("400-1", "400-7", "60-2"):
        drawn = draw_own_sample(rows, parse_sample(draw))
        left = drawn["text_id"].nunique()
        app = open_page(draw)
        told = " ".join(one.value for one in app.caption)
        assert f"0 of {left} wordings coded" in texts(app)
        assert (f"{len(drawn)} recommendations were drawn." in told) == (left < len(drawn)), draw
        if left < len(drawn):
            assert f"{len(drawn) - left} repeat" in told
            assert f"so there are {left} wordings to code" in told


def test_a_session_holds_the_work_on_a_few_samples_and_no_more(wordings):
    app = give(open_page("40-0"), TIMELY)
    for seed in range(1, own_coding.MOST_SAMPLES + 1):
        app.query_params["draw"] = f"40-{seed}"
        give(app.run(), TIMELY)
    held = app.session_state["_kept-own-work"].value
    assert list(held) == [f"40-{seed}" for seed in range(1, own_coding.MOST_SAMPLES + 1)]


def test_a_sample_that_cannot_be_drawn_is_named_and_the_usual_one_shown(wordings):
    app = open_page("1-1")
    assert "cannot be drawn" in app.warning[0].value
    assert "0 of 39" in texts(app)


def test_a_file_fits_what_a_session_may_send():
    from ofsted.files.sheet_cells import MAX_BYTES

    assert MAX_BYTES < MOST_SENT_BYTES


def test_the_own_file_of_a_whole_sample_is_small(codebook, release):
    drawn = draw_own_sample(release.dataset.recommendations, OwnSample(2000, 1))
    answers = {key: Answer(key, (TIMELY,) * 1, "") for key in drawn["text_id"]}
    text = own.write_own_file(OwnCoding(OwnSample(2000, 1), answers), codebook)
    assert len(text) < 500_000
    assert json.loads(text)["sample"] == "2000-1"
