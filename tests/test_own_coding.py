"""People's own coding: what is drawn, the sheet, what is read back, and how far it agrees."""

import io
import json
import re
import time
import zipfile

import numpy as np
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from ofsted.coding import own
from ofsted.coding.beside import Beside, list_apart, put_beside, set_agreement, weighted_agreement
from ofsted.coding.handed import Line
from ofsted.coding.own import Answer, Cells, OwnCoding, import_lines, read_cells, read_own_file
from ofsted.coding.records import parse_codings
from ofsted.coding.sampling import (
    OwnSample,
    carries_rare,
    draw_own_sample,
    inclusion_probabilities,
    list_strata,
    parse_sample,
)
from ofsted.errors import OfstedError
from ofsted.files import sheet_cells
from ofsted.files.coding_sheet import write_coding_sheet
from ofsted.files.sheet_cells import read_cells_here, read_sent_cells
from ofsted.limits import MOST_THEMES, RARE_BOOST
from ofsted.steps import own_coding
from ofsted.steps.own_coding import compare_answers, compare_people, wordings_of
from ofsted.tables.stored import read_recommendations

TIMELY, PLANS, SUPERVISION = (
    "casework/timeliness",
    "casework/plan-quality",
    "oversight/supervision",
)


@pytest.fixture(scope="module")
def recommendations() -> pd.DataFrame:
    return read_recommendations()


@pytest.fixture(scope="module")
def invented() -> pd.DataFrame:
    """Six strata of 50 recommendations in 100 reports; one in five carries a theme of its own."""
    rows = [
        {
            "recommendation_id": f"{100 + number // 3}-{number % 3:02d}",
            "report_id": str(100 + number // 3),
            "text_sha256": f"{number:064x}"[::-1],
            "framework": ("F3", "F4")[number % 2],
            "rating": ("good", "inadequate", None)[number % 3],
            "themes": [PLANS, f"rare-{number % 10}"] if number % 5 == 0 else [PLANS],
        }
        for number in range(300)
    ]
    return pd.DataFrame(rows)


def test_as_many_are_drawn_as_asked_for_and_the_same_again(recommendations):
    sample = OwnSample(400, 7)
    drawn = draw_own_sample(recommendations, sample)
    assert len(drawn) == drawn["recommendation_id"].nunique() == 400
    shuffled = recommendations.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(drawn, draw_own_sample(shuffled, sample))
    other = draw_own_sample(recommendations, OwnSample(400, 8))
    assert set(other["recommendation_id"]) != set(drawn["recommendation_id"])


def test_every_stratum_gets_its_number_up_or_down_to_a_whole_one(recommendations):
    frame = recommendations.assign(
        stratum=list_strata(recommendations), chance=inclusion_probabilities(recommendations, 400)
    )
    expected = frame.groupby("stratum")["chance"].sum()
    drawn = draw_own_sample(recommendations, OwnSample(400, 3)).groupby("stratum").size()
    assert (drawn - expected).abs().max() < 1
    assert set(drawn.index) == set(expected.index)


def test_the_chances_are_those_by_which_recommendations_are_drawn(invented):
    """Over many seeds each is drawn as often as its inclusion probability says."""
    chances = inclusion_probabilities(invented, 60)
    assert chances.sum() == pytest.approx(60)
    seeds = 300
    often = pd.Series(0, index=invented["recommendation_id"])
    for seed in range(seeds):
        often[draw_own_sample(invented, OwnSample(60, seed))["recommendation_id"]] += 1
    spread = np.sqrt(chances * (1 - chances) / seeds)
    assert (np.abs(often.to_numpy() / seeds - chances) < 5 * spread).all()


def test_what_carries_a_rare_theme_is_drawn_more_often(invented):
    chances = inclusion_probabilities(invented, 60)
    rare = carries_rare(invented["themes"])
    for stratum in set(list_strata(invented)):
        inside = list_strata(invented) == stratum
        if (inside & rare).any():
            assert chances[inside & rare].min() == pytest.approx(
                RARE_BOOST * chances[inside & ~rare].max()
            )


def test_no_chance_is_above_one_and_a_sample_of_all_is_all(invented):
    assert inclusion_probabilities(invented, 299).max() <= 1
    assert (inclusion_probabilities(invented, 2000) == 1).all()
    assert len(draw_own_sample(invented, OwnSample(2000, 1))) == len(invented)


@pytest.mark.parametrize("text", ["", "400", "400-", "1-1", "400-1000000", "400-1-1", "²-1"])
def test_a_sample_that_cannot_be_is_refused(text):
    with pytest.raises(OfstedError):
        parse_sample(text)


def test_the_order_of_the_sheet_tells_nothing_of_the_strata(recommendations):
    drawn = draw_own_sample(recommendations, OwnSample(400, 1))
    changes = (drawn["stratum"] != drawn["stratum"].shift()).sum()
    assert changes > 250


@pytest.fixture(scope="module")
def drawn(recommendations) -> pd.DataFrame:
    return draw_own_sample(recommendations, OwnSample(40, 5))


@pytest.fixture(scope="module")
def wordings(drawn) -> dict[str, str]:
    """Invented wordings for what was drawn."""
    return {key: f"Invented wording {number}." for number, key in enumerate(drawn["text_id"])}


@pytest.mark.parametrize("suffix", [".xlsx", ".ods"])
def test_the_sheet_holds_ids_wordings_and_the_codebook_and_nothing_of_our_coding(
    suffix, drawn, wordings, codebook, recommendations
):
    content = write_coding_sheet(OwnSample(40, 5), wordings, codebook, suffix)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names == ["Coding", "Codebook", "Rules"]
    rows = book.get_sheet_by_name("Coding").to_python(False)
    heads = rows[3]
    assert heads == [own.ID_HEAD, own.WORDING_HEAD, *own.THEME_HEADS, own.REASON_HEAD]
    assert [row[:2] for row in rows[4:]] == [list(pair) for pair in wordings.items()]
    assert {cell for row in rows[4:] for cell in row[2:]} == {""}
    whole = json.dumps(rows)
    told = recommendations.set_index("recommendation_id").loc[drawn["recommendation_id"]]
    for column in ("area_name", "rating", "primary_theme", "summary", "report_id"):
        for value in told[column].dropna().unique():
            assert str(value) not in whole
    listed = book.get_sheet_by_name("Codebook").to_python(False)
    assert [row[2] for row in listed[3:]] == [theme.id for theme in codebook.themes]


@pytest.mark.parametrize(
    ("suffix", "part", "of_column"),
    [(".xlsx", "xl/worksheets/sheet1.xml", "C"), (".ods", "content.xml", "C")],
)
def test_themes_are_chosen_from_a_list(suffix, part, of_column, wordings, codebook):
    content = write_coding_sheet(OwnSample(40, 5), wordings, codebook, suffix)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        body = packed.read(part).decode()
    last = 3 + len(codebook.themes)
    if suffix == ".xlsx":
        assert f"<formula1>'Codebook'!$B$4:$B${last}</formula1>" in body
        assert body.count("<dataValidation ") == MOST_THEMES
    else:
        assert f"of:cell-content-is-in-list([$Codebook.$B$4:.$B${last}])" in body
        assert body.count("content-validation-name=") == MOST_THEMES * len(wordings)


def test_a_sheet_of_another_kind_is_refused(wordings, codebook):
    with pytest.raises(OfstedError, match=".xlsx or .ods"):
        write_coding_sheet(OwnSample(), wordings, codebook, ".csv")


@pytest.mark.parametrize("suffix", [".xlsx", ".ods"])
@pytest.mark.parametrize("read", [read_cells_here, read_sent_cells])
def test_what_is_filled_in_comes_back(suffix, read, wordings, codebook):
    first, second = list(wordings)[:2]
    answers = {
        first: Answer(first, (TIMELY, PLANS)),
        second: Answer(second, (), "It only names a service"),
    }
    content = write_coding_sheet(OwnSample(40, 5), wordings, codebook, suffix, answers)
    coding, faults = read_cells(read(content, f"ann{suffix}"), codebook, set(wordings))
    assert faults == []
    assert coding == OwnCoding(OwnSample(40, 5), answers)


def cells_of(*rows) -> list[Cells]:
    heads = (own.ID_HEAD, own.WORDING_HEAD, *own.THEME_HEADS, own.REASON_HEAD)
    above = (("Check the coding",), (f"{own.SAMPLE_MARK} 40-5. Keep this line.",))
    return [Cells("ann.ods", "Coding", (*above, heads, *rows))]


def filled(key, *themes, reason=""):
    return (key, "w", *themes, *("",) * (MOST_THEMES - len(themes)), reason)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (filled("zzz", TIMELY), "'zzz' is none of a recommendation"),
        (filled("aaa", TIMELY, TIMELY), "a theme stands twice"),
        (filled("aaa", "casework/timelines"), "did you mean casework/timeliness"),
        (filled("aaa", "=HYPERLINK(1)"), "no theme of the codebook"),
        (filled("", TIMELY), "the id '' is none"),
    ],
)
def test_a_bad_row_is_named_by_file_sheet_and_row_and_the_good_ones_go_on(row, expected, codebook):
    names = {theme.id: theme.label for theme in codebook.themes}
    rows = cells_of(filled("bbb", PLANS), row, filled("ccc", f"  {names[TIMELY].upper()} "))
    coding, faults = read_cells(rows, codebook, {"aaa", "bbb", "ccc"})
    assert [str(fault).startswith("ann.ods, sheet Coding, row 5: ") for fault in faults] == [True]
    assert expected in str(faults[0])
    assert {key: answer.themes for key, answer in coding.answers.items()} == {
        "bbb": (PLANS,),
        "ccc": (TIMELY,),
    }


def test_a_row_that_stands_twice_counts_once_and_a_blank_one_not_at_all(codebook):
    rows = cells_of(filled("aaa", PLANS), filled("bbb"), filled("aaa", TIMELY))
    coding, faults = read_cells(rows, codebook, {"aaa", "bbb"})
    assert coding.answers == {"aaa": Answer("aaa", (PLANS,))}
    assert [fault.row for fault in faults] == [6]


def test_a_sheet_without_its_heads_or_its_sample_is_refused(codebook):
    with pytest.raises(OfstedError, match="no sheet has the heads"):
        read_cells([Cells("x.ods", "Sheet1", (("a", "b"),))], codebook, set())
    bare = [Cells("x.ods", "Coding", cells_of(filled("aaa", PLANS))[0].rows[2:])]
    with pytest.raises(OfstedError, match="do not name the sample"):
        read_cells(bare, codebook, {"aaa"})


def packed(**members: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        for name, body in members.items():
            file.writestr(name.replace("__", "/"), body)
    return held.getvalue()


def workbook_of(rows: str) -> bytes:
    """An Excel workbook of one sheet with the given rows, as XML."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    of = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kinds = "http://schemas.openxmlformats.org/package/2006/relationships"
    return packed(
        **{
            "_rels__.rels": f'<Relationships xmlns="{kinds}"><Relationship Id="r1"'
            f' Type="{of}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl__workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{of}"><sheets><sheet name="a"'
            ' sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl___rels__workbook.xml.rels": f'<Relationships xmlns="{kinds}"><Relationship Id="r1"'
            f' Type="{of}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl__worksheets__sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>',
        }
    )


def test_what_a_workbook_of_another_program_holds_is_read():
    (cells,) = read_sent_cells(workbook_of('<row r="2"><c r="B2" t="str"><v>x</v></c></row>'), "x")
    assert cells.rows[1][1] == "x"


def test_a_hostile_sheet_ends_in_a_sentence():
    """A small file that claims a million rows of a thousand cells, and what is no sheet at all."""
    cell = (
        '<table:table-cell office:value-type="string"'
        ' table:number-columns-repeated="1000"><text:p>x</text:p></table:table-cell>'
    )
    content = (
        '<?xml version="1.0"?><office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
        '<office:body><office:spreadsheet><table:table table:name="a"><table:table-row'
        ' table:number-rows-repeated="1000000">'
        f"{cell}</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    )
    bomb = packed(
        mimetype="application/vnd.oasis.opendocument.spreadsheet", **{"content.xml": content}
    )
    for sent in (bomb, b"", b"PK\x03\x04", b"id,theme\n", b"\x00" * 1000):
        with pytest.raises(OfstedError, match="cannot be read|expected the sheet"):
            read_sent_cells(sent, "sent.ods")
    wide = "".join(f'<c t="str"><v>{"x" * 300}</v></c>' for _ in range(20))
    with pytest.raises(OfstedError, match="expected the sheet"):
        read_sent_cells(workbook_of(f"<row>{wide}</row>" * 2000), "sent.xlsx")
    with pytest.raises(OfstedError, match="more than 3 MB"):
        read_sent_cells(b"x" * (sheet_cells.MAX_BYTES + 1), "sent.ods")


def test_the_own_file_is_read_as_it_was_written(wordings, codebook):
    first, second = list(wordings)[:2]
    answers = {first: Answer(first, (PLANS,)), second: Answer(second, (), "Too vague")}
    coding = OwnCoding(OwnSample(40, 5), answers, is_fixed=True)
    text = own.write_own_file(coding, codebook)
    assert read_own_file(text, "ann.json", codebook, set(wordings)) == (coding, [])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "[" * 50_000,
        '{"kind": "own-coding"}',
        '{"kind": "x", "sample": "40-5", "answers": []}',
        '{"kind": "own-coding", "sample": "1-1", "answers": []}',
        json.dumps({"kind": "own-coding", "sample": "40-5", "answers": [None] * 3000}),
    ],
)
def test_a_file_of_another_kind_is_refused(text, codebook):
    with pytest.raises(OfstedError):
        read_own_file(text, "ann.json", codebook, set())


@pytest.mark.parametrize(
    "row",
    [
        None,
        7,
        {"id": "aaa"},
        {"id": ["aaa"], "themes": [PLANS]},
        {"id": "aaa", "themes": "x"},
        {"id": "aaa", "themes": [{"a": 1}]},
        {"id": "aaa", "themes": [PLANS] * 9},
    ],
)
def test_an_answer_of_another_form_is_named_and_left_out(row, codebook):
    text = json.dumps({"kind": "own-coding", "sample": "40-5", "answers": [row]})
    coding, faults = read_own_file(text, "ann.json", codebook, {"aaa"})
    assert coding.answers == {}
    assert [str(fault)[:29] for fault in faults] == ["ann.json, sheet answers, row "]


def test_a_file_full_of_unknown_themes_is_read_in_no_time(codebook):
    known = {f"{number:012x}" for number in range(2000)}
    rows = [{"id": key, "themes": ["x" * 400] * 6} for key in known]
    text = json.dumps({"kind": "own-coding", "sample": "40-5", "answers": rows})
    began = time.process_time()
    coding, faults = read_own_file(text, "ann.json", codebook, known)
    assert len(faults) == len(rows)
    assert time.process_time() - began < 3


def test_what_is_written_for_the_import_is_taken_in_as_a_person_s(codebook):
    answers = [Answer("aaa", (TIMELY, PLANS)), Answer("bbb", (), "Too vague")]
    lines = [Line("ann.jsonl", n, text) for n, text in enumerate(import_lines(answers), start=1)]
    texts = {"aaa": "Make the invented plan on time.", "bbb": "Invent something."}
    coded, faults = parse_codings(lines, texts, codebook)
    assert faults == []
    labels = coded[0].labels
    assert [(label.theme, label.is_primary) for label in labels] == [(TIMELY, True), (PLANS, False)]
    assert {(label.start, label.end) for label in labels} == {(0, len(texts["aaa"]))}
    assert coded[1].reason == "Too vague"


def test_only_a_person_may_leave_out_the_words_that_point_at_a_theme(codebook):
    line = next(iter(import_lines([Answer("aaa", (PLANS,))]))).replace(
        '"by": "person"', '"by": "x"'
    )
    _, faults = parse_codings([Line("x", 1, line)], {"aaa": "An invented plan."}, codebook)
    assert "the trigger is not in the text" in faults[0].what


def test_weighted_figures_are_those_of_a_count_by_hand():
    """20 reports of two: in the first both give the theme, in the second only one of us does.

    The first ten reports stand for four each, the others for one.
    """
    ours = np.array([[True], [True], [False], [False]] * 10)
    theirs = np.array([[True], [False], [True], [False]] * 10)
    reports = np.repeat(np.arange(20), 2)
    chances = np.where(np.arange(40) % 4 == 0, 0.25, 1.0)
    figures = weighted_agreement(Beside(ours, theirs, ("x",), reports, chances)).iloc[0]
    assert (figures["both_count"], figures["ours_only_count"]) == (10, 10)
    # By weight: both 40, ours only 10, theirs only 10, neither 10, of 70.
    assert figures["sensitivity"] == pytest.approx(40 / 50)
    assert figures["specificity"] == pytest.approx(10 / 20)
    expected = (50 / 70) * (50 / 70) + (20 / 70) * (20 / 70)
    assert figures["kappa"] == pytest.approx((50 / 70 - expected) / (1 - expected))
    for name in ("kappa", "sensitivity", "specificity"):
        assert figures[f"{name}_low"] <= figures[name] <= figures[f"{name}_high"]


def test_alpha_is_that_of_the_library_where_all_weigh_alike():
    from ofsted.coding.agreement import alpha_masi

    generator = np.random.default_rng(4)
    ours, theirs = (generator.random((60, 4)) < 0.4 for _ in range(2))
    beside = Beside(ours, theirs, tuple("abcd"), np.arange(60) // 2, np.full(60, 0.2))
    found = set_agreement(beside)
    assert found.alpha == pytest.approx(alpha_masi(ours, theirs))
    assert found.low < found.alpha < found.high


def test_few_reports_give_counts_only():
    ours = np.ones((14, 1), dtype=bool)
    beside = Beside(ours, ours, ("x",), np.arange(14), np.ones(14))
    assert np.isnan(weighted_agreement(beside)["kappa"]).all()
    assert np.isnan(set_agreement(beside).alpha)


def test_two_codings_of_what_both_coded_are_put_beside_each_other(drawn, codebook):
    one, two, three = drawn["text_id"][:3]
    ours = {one: (PLANS, TIMELY), two: (SUPERVISION,), three: ()}
    theirs = {one: (PLANS,), two: ()}
    found = put_beside(drawn, ours, theirs, codebook, "category")
    assert found.ours.shape == found.theirs.shape == (2, 9)
    assert (found.ours.sum(), found.theirs.sum()) == (2, 1)
    answers = {key: Answer(key, themes) for key, themes in theirs.items()}
    apart = list_apart(drawn, ours, answers, codebook)
    assert apart["recommendation_id"].tolist() == drawn["recommendation_id"][:2].tolist()
    assert apart["only_ours"][1] == codebook.labels[SUPERVISION]
    assert apart["only_theirs"].tolist() == ["", ""]


def test_a_person_who_gives_what_we_give_agrees_wholly(recommendations, codebook):
    sample = OwnSample(60, 2)
    ours = own_coding.our_themes(recommendations)
    drawn = draw_own_sample(recommendations, sample)
    answers = {key: Answer(key, ours[key], "x") for key in drawn["text_id"]}
    found = compare_answers(recommendations, codebook, sample, answers)
    assert found.apart.empty
    assert found.answered_count == 60
    for level in ("category", "theme"):
        assert found.by_code[level]["sensitivity"].dropna().eq(1).all()
        assert found.by_set[level].alpha == 1


def test_answers_to_another_draw_count_with_their_own_chance(recommendations, codebook):
    """Where the data have changed since, the seed draws others; the chance follows from the
    size.
    """
    other = draw_own_sample(recommendations, OwnSample(60, 9))
    found = own_coding.answered(recommendations, OwnSample(60, 2), other["text_id"])
    assert set(found["text_id"]) == set(other["text_id"])
    chances = other.set_index("text_id")["inclusion_probability"]
    expected = chances.reindex(found["text_id"]).to_numpy()
    assert found["inclusion_probability"].to_numpy() == pytest.approx(expected)
    with pytest.raises(OfstedError, match="no recommendation is coded yet"):
        own_coding.answered(recommendations, OwnSample(60, 2), [])


def test_people_are_compared_on_what_both_have_coded(recommendations, codebook):
    sample = OwnSample(60, 2)
    keys = draw_own_sample(recommendations, sample)["text_id"].tolist()
    give = {key: Answer(key, (PLANS,)) for key in keys}
    people = {
        "ann": (sample, {key: give[key] for key in keys[:50]}),
        "ben": (sample, {key: give[key] for key in keys[20:]}),
        "cas": (sample, {}),
    }
    (pair,) = compare_people(recommendations, codebook, people)
    assert (pair.first, pair.second) == ("ann", "ben")
    assert pair.by_set["theme"].recommendation_count == 30


def test_without_the_wording_nothing_starts_and_the_way_is_named(drawn):
    with pytest.raises(OfstedError, match=r"40 of the 40 .* `python -m ofsted hydrate`"):
        wordings_of(drawn, {})


def test_the_command_does_not_start_without_the_wording(nothing_hydrated, tmp_path, capsys):
    from ofsted.__main__ import CANNOT_RUN, main

    file = tmp_path / "ann.ods"
    assert main(["coding", "sample", str(file)]) == CANNOT_RUN
    assert "python -m ofsted hydrate" in capsys.readouterr().err
    assert not file.exists()


def test_the_command_compares_names_bad_rows_and_writes_for_the_import(
    drawn, wordings, codebook, tmp_path, capsys
):
    from ofsted.__main__ import main

    answers = {key: Answer(key, (PLANS,)) for key in list(wordings)[:30]}
    sheet = write_coding_sheet(OwnSample(40, 5), wordings, codebook, ".xlsx", answers)
    (tmp_path / "Ann Smith.xlsx").write_bytes(sheet)
    coding = OwnCoding(OwnSample(40, 5), answers | {"zzz": Answer("zzz", (PLANS,))})
    (tmp_path / "ben.json").write_text(own.write_own_file(coding, codebook), encoding="utf-8")
    files = [str(tmp_path / name) for name in ("Ann Smith.xlsx", "ben.json")]
    assert main(["coding", "compare", *files]) == 1
    printed = capsys.readouterr()
    assert "ben.json, sheet answers, row 31: the id 'zzz'" in printed.err
    assert "ann-smith, sample 40-5: 30 recommendations coded" in printed.out
    assert re.search(r"ann-smith and ben, by theme: 30 .* \(MASI\) (nan|1\.000)", printed.out)
    lines = (tmp_path / "ann-smith.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 30
