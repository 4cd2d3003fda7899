"""One made-up report for each layout family of the real ones, with what a reader should get from
it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from tests.extract.made_up import (
    ARROW_PRIVATE,
    DASH_MINUS,
    DASH_STROKE,
    NUMBER_AT,
    SQUARE,
    SQUARE_PRIVATE,
    Paper,
)

NAMES = ("overall", "leaders", "help_and_protection", "in_care", "care_leavers", "adoption", "lscb")


def grades(*values: str) -> dict[str, str]:
    """Judgements by name in the order of `NAMES`; those left out are "not given"."""
    return dict(zip(NAMES, [*values, *["not given"] * (len(NAMES) - len(values))], strict=True))


@dataclass(frozen=True)
class Made:
    """A made-up report and the facts its cover gives."""

    paper: Paper
    framework: str
    title: str
    authority: str
    days: tuple[date, date]
    judgements: dict[str, str]
    variant: str = "standard"
    published: date | None = None
    inspector: str = "Petra Quillfeather"
    states: dict[str, str] = field(
        default_factory=lambda: {"authority": "listed", "lscb": "not-applicable"}
    )


# Covers


def sif_cover(
    paper: Paper,
    council: str = "Mirefold County Council",
    dates: str = "Inspection date: 3 March 2015 – 26 March 2015",
) -> Paper:
    """The single inspection framework's cover down to the dates."""
    paper.page(113).line(council, size=26)
    for line in (
        "Inspection of services for children in need of help and",
        "protection, children looked after and care leavers",
    ):
        paper.line(line, size=14, bold=True)
    paper.line("and", size=14)
    paper.line("Review of the effectiveness of the Local Safeguarding Children", size=14, bold=True)
    paper.put("1", paper.put("Board", NUMBER_AT, size=14, bold=True), size=8, y=paper.y - 6)
    return paper.down(17).line(dates, size=14)


def sif_grades(
    paper: Paper, protection: str, looked_after: str, adoption: str, leavers: str, leaders: str
) -> Paper:
    """The cover's five rows, each grade in the line of its label."""
    return paper.down(20).table(
        (["1. Children who need help and protection"], [protection], 0),
        (["2. Children looked after and achieving permanence"], [looked_after], 0),
        (["      2.1 Adoption performance"], [adoption], 0),
        (["      2.2 Experiences and progress of care leavers"], [leavers], 0),
        (["3. Leadership, management and governance"], [leaders], 0),
        bold=True,
    )


def sif_team(paper: Paper) -> Paper:
    """The section that closes an early list and names the inspectors."""
    return (
        paper.heading("Information about this inspection")
        .prose("Seven inspectors walked the corridors of Mirefold for four weeks.")
        .sub_heading("The inspection team")
        .prose("Lead inspector: Petra Quillfeather")
        .prose("Team inspectors: Osric Lanternby, Ludmilla Fernshaw.")
    )


def sif_contents(paper: Paper, *more: str) -> Paper:
    """A contents page that repeats the headings, each with its page number."""
    paper.page().line("Contents", size=26)
    for entry in (
        "Section 1: the local authority                                   3",
        "Summary of key findings                                          3",
        "What does the local authority need to improve?     4",
        "Recommendations                                                   7",
        "Information about this inspection                               9",
        "Inspection judgements about the local authority        12",
        "Section 2: The effectiveness of the Local Safeguarding Children Board    25",
        "What does the LSCB need to improve?                    25",
        *more,
    ):
        paper.line(entry).down(14)
    return paper


def ilacs_cover(
    paper: Paper,
    dates: str = "Inspection dates: 4 to 15 March 2024",
    inspector: str = "Lead inspector: Petra Quillfeather, His Majesty’s Inspector",
) -> Paper:
    """The cover of later ILACS reports, with the authority's name inside the title, down to the
    inspector.
    """
    paper.page(151).line("Inspection of Tansy Vale local authority", size=26).line(
        "children’s services", size=26
    )
    return paper.line(dates, bold=True).line(inspector, bold=True).down(20)


TITLE_ROW = (["Judgement"], ["Grade"], 0)
ILACS_LEADERS = ["The impact of leaders on social work", "practice with children and families"]
ILACS_PROTECTION = ["The experiences and progress of", "children who need help and protection"]
ILACS_IN_CARE = ["The experiences and progress of", "children in care"]
ILACS_LEAVERS = ["The experiences and progress of care", "leavers"]
ILACS_BOTH = ["The experiences and progress of", "children in care and care leavers"]
ILACS_OVERALL = ["Overall effectiveness"]
ILACS_FOOTER = (
    "Inspection of Tansy Vale local authority children’s services",
    "4 to 15 March 2024",
)


def ilacs() -> Paper:
    """A whole ILACS cover, for tests that are about what follows it."""
    paper = ilacs_cover(Paper(ILACS_FOOTER))
    return paper.table(
        TITLE_ROW,
        (ILACS_LEADERS, ["Good"], 0),
        (ILACS_PROTECTION, ["Good"], 0),
        (ILACS_IN_CARE, ["Good"], 0),
        (ILACS_LEAVERS, ["Good"], 0),
        (ILACS_OVERALL, ["Good"], 0),
    )


def sif(dates: str = "Inspection date: 11 April 2016 to 5 May 2016") -> Paper:
    """A whole SIF cover of the second layout, for tests that are about what follows it."""
    paper = sif_cover(Paper(), dates=dates).line("Report published: 27 June 2016", size=14)
    paper.down(20).line("Children’s services in Mirefold are good", size=14, bold=True)
    return sif_grades(paper, "Good", "Good", "Good", "Good", "Good")


def encrypted() -> Paper:
    """A report that asks for a password."""
    paper = ilacs()
    paper.pdf.set_encryption(owner_password="harbour", user_password="lighthouse")
    return paper


def another_kind() -> Paper:
    """A document that is no inspection report."""
    return (
        Paper().page().heading("Annual report of the harbour master").prose("Tides were regular.")
    )


def end_of_ilacs_list(paper: Paper) -> Paper:
    """What follows an ILACS list: the next heading with its numbered findings, which are no
    recommendations.
    """
    paper.heading("The experiences and progress of children who need help and", "protection: good")
    return paper.item(
        "1.",
        "Families who ring the front door of Tansy Vale hear a friendly",
        "voice before the third ring.",
    )


# Families


# Standard headings, in halves where they are longer than the repository's check for report text
# allows.
OUTCOMES = "Outcomes for looked after children and young people"
_BOARD_NAME = "Local Safeguarding Children"
_ARRANGEMENTS = "arrangements for the protection of children"
PROTECTION_TITLE = f"Inspection of local authority {_ARRANGEMENTS}"


def _timescales(paper: Paper, *groups: tuple[str, Sequence]) -> Paper:
    for heading, items in groups:
        paper.priority_heading(heading, 113.4)
        for lines in items:
            paper.recommend(ARROW_PRIVATE, *lines, at=121.1, hang=139.1)
    return paper


def family_a() -> Made:
    """Looked after children, 2013: timescales, private-use bullets, no full stops, a running
    header, grades at the end.
    """
    paper = Paper(header="Ostmarrow Council Inspection of looked after children services")
    paper.page(167).line("Inspection of looked after children", size=26).line(
        "services", size=26
    ).line("Ostmarrow Metropolitan Borough Council", size=18)
    paper.to(558).line("Inspection dates:   8 – 12 July 2013", size=10, bold=True).line(
        "Reporting inspector Petra Quillfeather HMI", size=10, bold=True
    )
    paper.to(710).line("Age group: All", size=10).line(
        "Published:   16 August 2013", size=10, bold=True
    )
    paper.page().line("Contents", size=20)
    for entry in (
        "Inspection",
        "Overall effectiveness",
        "Capacity to improve",
        "Areas for improvement",
        "Outcomes for looked after children",
        "Quality of provision",
        "Leadership",
    ):
        paper.line(f"{entry}                                {paper.y / 30:.0f}").down(8)
    paper.page()
    paper.heading("Overall effectiveness", "Grade 4 (inadequate)")
    paper.item(
        "12.",
        "The council has drawn a map of its own weak spots.",
        "Areas for improvement are clearly articulated in the map, and a",
        "gardener has been hired.",
    )
    paper.page()
    paper.heading("Areas for improvement")
    paper.item(
        "28.",
        "To give the young people of Ostmarrow a steadier start the",
        "council should now do what is printed here.",
    )
    _timescales(
        paper,
        (
            "Immediately:",
            [
                (
                    "Give each foster home the telephone number of a duty",
                    "manager who answers after dark",
                ),
                ("Find a second dentist for the northern villages",),
            ],
        ),
    )
    paper.page(88)
    _timescales(
        paper,
        (
            "Within three months:",
            [
                ("Repair the register of birthdays so that no card is late",),
                (
                    "Count the moves of every child aged under five, and tell the",
                    "lead member how many there were.",
                ),
            ],
        ),
        ("Within six months:", [("Open a reading room above the old fire station",)]),
    )
    paper.heading(OUTCOMES, "Grade 3 (adequate)")
    paper.item("29.", "Most young people of Ostmarrow brush their teeth with zeal.")
    paper.page(88).heading("Record of main findings")
    paper.line("Services for looked after children", bold=True).down(10)
    paper.table(
        (["Overall effectiveness"], ["Inadequate"], 0),
        (["Capacity to improve"], ["Good"], 0),
        (["Outcomes for looked after children and", "young people"], ["Adequate"], 0),
        (["Quality of provision"], ["Good"], 0),
        (["Leadership and management"], ["Inadequate"], 0),
    )
    return Made(
        paper,
        "LAC-2013",
        "Inspection of looked after children services",
        "Ostmarrow Metropolitan Borough Council",
        (date(2013, 7, 8), date(2013, 7, 12)),
        {**grades("inadequate", "inadequate"), "in_care": "adequate"},
        published=date(2013, 8, 16),
    )


def family_f1() -> Made:
    """Safeguarding and looked after children, 2009–12: two parts with a list each, two overall
    grades.
    """
    paper = Paper(
        header="Braddleford Inspection of safeguarding and looked after children services"
    )
    paper.page(167).line("Inspection of safeguarding and looked after", size=26).line(
        "children services", size=26
    ).line("Braddleford Borough Council", size=18)
    paper.to(558).line("Inspection dates:   7 – 18 March 2011", size=10, bold=True).line(
        "Reporting inspector Petra Quillfeather HMI", size=10, bold=True
    )
    paper.to(710).line("Age group: All", size=10).line(
        "Published:   26 April 2011", size=10, bold=True
    )
    paper.page().line("Contents", size=20)
    for entry in (
        "About this inspection",
        "Safeguarding services",
        "Areas for improvement",
        "Safeguarding outcomes",
        "Services for looked after children",
        "Areas for improvement",
        "Record of main findings",
    ):
        paper.line(f"{entry}                                {paper.y / 30:.0f}").down(8)
    paper.page().heading("Safeguarding services", size=16)
    paper.heading("Overall effectiveness", "Grade 3 (Adequate)").item(
        "7.", "The front door of Braddleford opens slowly but it does open."
    )
    paper.heading("Areas for improvement")
    paper.item(
        "11.",
        "So that safeguarding in Braddleford becomes steadier, the",
        "partnership should do what is printed here.",
    )
    paper.section = "Safeguarding services"
    _timescales_in(
        paper,
        "Safeguarding services",
        (
            "Immediately:",
            [
                ("Read every referral on the day on which it comes in.",),
                ("Send the police a weekly list of unanswered letters.",),
            ],
        ),
    )
    _timescales_in(
        paper,
        "Safeguarding services",
        ("Within three months:", [("Write down who may see a case file,", "and when.")]),
    )
    paper.heading("Safeguarding outcomes for children and young people", "Grade 2 (Good)").item(
        "12.", "Crossing patrols are greeted warmly."
    )
    paper.page().heading("Services for looked after children", size=16)
    paper.heading("Overall effectiveness", "Grade 2 (Good)").item(
        "30.", "Foster carers of Braddleford sing in a choir."
    )
    paper.heading("Areas for improvement")
    paper.item(
        "33.",
        "To serve the looked after children of Braddleford better, the",
        "council should do what follows.",
    )
    _timescales_in(
        paper,
        "Looked after children services",
        ("Immediately:", [("Pay the travel fares of brothers and sisters.",)]),
    )
    _timescales_in(
        paper,
        "Looked after children services",
        (
            "Within six months:",
            [
                ("Train two more nurses for health", "checks."),
                ("Ask care leavers what a flat should hold.",),
            ],
        ),
    )
    paper.heading(OUTCOMES, "Grade 2 (Good)").item("34.", "Every child has a warm coat.")
    paper.page().heading("Record of main findings: Braddleford")
    paper.line("Safeguarding services", bold=True).down(10)
    paper.table(
        (["Overall effectiveness"], ["Adequate"], 0),
        (["Capacity for improvement"], ["Good"], 0),
        (["Leadership and management"], ["Adequate"], 0),
        (["Performance management and quality assurance"], ["Good"], 0),
    )
    paper.line("Services for looked after children", bold=True).down(10)
    paper.table(
        (["Overall effectiveness"], ["Good"], 0),
        (["Capacity for improvement"], ["Good"], 0),
        (["Being healthy"], ["Outstanding"], 0),
        (["Leadership and management"], ["Good"], 0),
    )
    return Made(
        paper,
        "F1",
        "Inspection of safeguarding and looked after children services",
        "Braddleford Borough Council",
        (date(2011, 3, 7), date(2011, 3, 18)),
        grades("adequate", "adequate", "adequate", "good"),
        published=date(2011, 4, 26),
    )


def _timescales_in(paper: Paper, section: str, group: tuple[str, Sequence]) -> None:
    heading, items = group
    paper.priority_heading(heading, 113.4)
    paper.section = section
    for lines in items:
        paper.recommend(ARROW_PRIVATE, *lines, at=121.1, hang=139.1)


def family_f2() -> Made:
    """Protection of children, 2012–13: one list with timescales."""
    paper = Paper(header=f"Quenbury {PROTECTION_TITLE}")
    paper.page(167).line("Inspection of local authority arrangements for", size=26).line(
        "the protection of children", size=26
    )
    paper.line("Quenbury City Council", size=18)
    paper.to(558).line("Inspection dates: 15 – 24 October 2012", size=10, bold=True).line(
        "Lead inspector Petra Quillfeather HMI", size=10, bold=True
    )
    paper.to(710).line("Age group: All", size=10).line(
        "Published: 28 November 2012", size=10, bold=True
    )
    paper.page().heading(PROTECTION_TITLE)
    paper.item("1.", "Inspectors sat in the kitchens of Quenbury and listened.")
    paper.page().heading("Overall effectiveness", "Grade 4 (inadequate)").item(
        "14.", "Too few visits are made on wet days."
    )
    paper.heading("Areas for improvement")
    paper.item(
        "15.",
        "For the help given to the children of Quenbury to improve, the",
        "council and its partners should act as printed here.",
    )
    _timescales(
        paper,
        (
            "Immediately:",
            [
                ("Visit every child who has waited longer than a week for", "a first visit."),
                ("Stop closing cases by post.",),
            ],
        ),
        ("Within three months:", [("Keep one chronology for each child, and keep it short.",)]),
        ("Within six months:", [("Teach new managers to read a file aloud.",)]),
    )
    paper.heading(
        "The effectiveness of the help and protection provided to children, young",
        "people, families and carers",
        "Grade 4 (inadequate)",
    )
    paper.item("16.", "Families get help late in Quenbury.")
    paper.page().heading("Record of main findings")
    paper.line("Local authority arrangements for the protection of children", bold=True).down(10)
    paper.table(
        (["Overall effectiveness"], ["Inadequate"], 0),
        (
            [
                "The effectiveness of the help and protection",
                "provided to children, young people,",
                "families and carers",
            ],
            ["Inadequate"],
            0,
        ),
        (["The quality of practice"], ["Adequate"], 0),
        (["Leadership and governance"], ["Adequate"], 0),
    )
    return Made(
        paper,
        "F2",
        PROTECTION_TITLE,
        "Quenbury City Council",
        (date(2012, 10, 15), date(2012, 10, 24)),
        grades("inadequate", "adequate", "inadequate"),
        published=date(2012, 11, 28),
    )


_SIF_TITLE = (
    "Inspection of services for children in need of help and protection, children looked after and"
    " care leavers and "
    "Review of the effectiveness of the Local Safeguarding Children Board"
)


def family_b_early() -> Made:
    """SIF, first layout: numbers go on from the findings, two priorities, the board's own list in
    section 2.
    """
    paper = sif_cover(Paper(), dates="Inspection date: 19 November 2013 – 11 December 2013").down(
        10
    )
    paper.line("The overall judgement is requires improvement.", size=14).down(6)
    sif_grades(paper, "Requires improvement", "Good", "Good", "Adequate", "Good")
    paper.line(f"The judgement for the effectiveness of the {_BOARD_NAME}", size=14).line(
        "Board (LSCB) is inadequate", size=14
    )
    sif_contents(paper)
    paper.page().heading("Summary of key findings").item(
        "18.", "The canteen of Mirefold serves soup to every visitor."
    )
    paper.page().heading("What does the Local Authority need to improve?")
    paper.priority_heading("Priority and immediate action")
    paper.recommend(
        "19.", "Give every newly hired worker a mentor before the first", "case is handed over."
    ).recommend("20.", "Lock the paper archive.")
    paper.priority_heading("Areas for improvement")
    paper.recommend("21.", "Bring the letters to parents down to one page.")
    paper.page()
    paper.recommend("22.", "Ask each school for one named person who rings back.")
    sif_team(paper)
    paper.page().heading(
        "Section 2: The effectiveness of the Local Safeguarding", "Children Board", size=16
    )
    paper.sub_heading("The effectiveness of the LSCB is inadequate")
    paper.body = "lscb"
    paper.priority_heading("Areas for improvement")
    paper.recommend(SQUARE_PRIVATE, "Invite the hospital to every second meeting.")
    paper.recommend(SQUARE_PRIVATE, "Publish the audit calendar before the", "year begins.")
    paper.sub_heading("Key strengths and weaknesses of the LSCB")
    paper.item(SQUARE_PRIVATE, "The chair of the board knows every school by name.")
    return Made(
        paper,
        "F3",
        _SIF_TITLE,
        "Mirefold County Council",
        (date(2013, 11, 19), date(2013, 12, 11)),
        grades(
            "requires improvement",
            "good",
            "requires improvement",
            "good",
            "adequate",
            "good",
            "inadequate",
        ),
        states={"authority": "listed", "lscb": "listed"},
    )


def family_b_late() -> Made:
    """SIF from autumn 2014: numbers begin at 1 and the strengths after the list continue them; the
    board's list has its own question.
    """
    paper = sif_cover(Paper()).line("Report published: 19 May 2015", size=14)
    paper.down(20).line("Children’s services in Mirefold are good", size=14, bold=True)
    sif_grades(paper, "Good", "Outstanding", "Good", "Good", "Good")
    sif_contents(paper)
    paper.page().heading("What does the local authority need to improve?")
    paper.priority_heading("Areas for improvement")
    paper.recommend(
        "1.", "Make sure that managers initial each plan that they have", "read to the end."
    ).recommend("2.", "Print the pledge in large type.")
    paper.section_heading("Care leavers")
    paper.recommend("3.", "Offer a cookery evening to every young person who moves", "into a flat.")
    paper.heading("The local authority’s strengths")
    paper.item("4.", "Stable teams look after the oldest files with care.").item(
        "5.", "Foster carers bake for their link workers."
    )
    sif_team(paper)
    paper.page().heading(
        "Section 2: The effectiveness of the Local Safeguarding", "Children Board", size=16
    )
    paper.sub_heading(
        "The effectiveness of the Local Safeguarding Children Board (LSCB) requires improvement"
    )
    paper.body, paper.section, paper.priority = "lscb", None, None
    paper.heading("What does the LSCB need to improve?")
    paper.priority_heading("Areas for improvement")
    paper.recommend("96.", "Agree one set of words for the levels of need.").recommend(
        "97.", "Let the youth forum read the business plan in draft."
    )
    paper.heading("Inspection judgement about the LSCB")
    paper.item("98.", "The board of Mirefold meets in a library.")
    return Made(
        paper,
        "F3",
        _SIF_TITLE,
        "Mirefold County Council",
        (date(2015, 3, 3), date(2015, 3, 26)),
        grades("good", "good", "good", "outstanding", "good", "good", "requires improvement"),
        published=date(2015, 5, 19),
        states={"authority": "listed", "lscb": "listed"},
    )


def family_c() -> Made:
    """SIF, second layout: plain "Recommendations" twice, with paragraph references; the board's
    numbers run on with the report.
    """
    paper = sif()
    paper.page().heading("Executive summary").prose(
        "A recommendation of the last visit (Recommendation) was heeded."
    )
    sif_contents(paper)
    paper.page().heading("Recommendations")
    paper.recommend(
        "1.",
        "Make sure that the night team can read the day team’s notes",
        "(paragraphs 33, 34).",
        text="Make sure that the night team can read the day team’s notes.",
    )
    paper.recommend(
        "2.",
        "Check once a month that each child in care has a warm coat (paragraph",
        "71).",
        text="Check once a month that each child in care has a warm coat.",
    )
    paper.heading("Summary for children and young people")
    paper.item(SQUARE_PRIVATE, "The people who help you in Mirefold try hard to listen.")
    sif_team(paper)
    paper.page().heading("The Local Safeguarding Children Board (LSCB)", size=16)
    paper.sub_heading("The Local Safeguarding Children Board is good")
    paper.heading("Executive summary").item(
        "122.", "The board of Mirefold asks good questions in plain words."
    )
    paper.body = "lscb"
    paper.heading("Recommendations")
    paper.recommend("123.", "Find a lay member who lives in the northern villages.").recommend(
        "124.", "Time the training so that teachers can come."
    )
    paper.heading("Inspection findings – the Local Safeguarding Children Board")
    paper.item("125.", "Nine partners send the same people each time.")
    return Made(
        paper,
        "F3",
        _SIF_TITLE,
        "Mirefold County Council",
        (date(2016, 4, 11), date(2016, 5, 5)),
        grades("good", "good", "good", "good", "good", "good", "good"),
        published=date(2016, 6, 27),
        states={"authority": "listed", "lscb": "listed"},
    )


def family_d() -> Made:
    """SIF re-inspection: no safeguarding board."""
    paper = Paper().page(113).line("Mirefold County Council", size=26)
    paper.line("Re-inspection of services for children in need of help and", size=14, bold=True)
    paper.line("protection, children looked after and care leavers", size=14, bold=True)
    paper.line("Inspection date: 6 November 2017 to 30 November 2017", size=14).line(
        "Report published: 15 January 2018", size=14
    ).down(20)
    paper.line("Children’s services in Mirefold require improvement", size=14, bold=True).line(
        "to be good", size=14, bold=True
    )
    sif_grades(
        paper,
        "Requires improvement",
        "Requires improvement",
        "Good",
        "Good",
        "Requires improvement",
    )
    sif_contents(paper)
    paper.page().heading("Recommendations")
    paper.recommend("1.", "Keep the new duty rota for a whole winter.").recommend(
        "2.", "Tell families the result of an enquiry in a", "letter and in a visit."
    )
    paper.heading("Summary for children and young people")
    paper.item(SQUARE_PRIVATE, "When inspectors came to Mirefold before, they were worried.")
    sif_team(paper)
    return Made(
        paper,
        "F3",
        "Re-inspection of services for children in need of help and protection, children looked"
        " after and care leavers",
        "Mirefold County Council",
        (date(2017, 11, 6), date(2017, 11, 30)),
        grades(
            "requires improvement",
            "requires improvement",
            "requires improvement",
            "requires improvement",
            "good",
            "good",
        ),
        variant="re-inspection",
        published=date(2018, 1, 15),
    )


def family_e() -> Made:
    """ILACS to mid-2021: council first, four rows, one grade for care and care leavers, a page
    number alone.
    """
    paper = (
        Paper()
        .page(145)
        .line("Tansy Vale Council", size=26)
        .line("Inspection of children’s social care services", size=16, bold=True)
        .down(8)
    )
    paper.line("Inspection dates: 4 June to 15 June 2018", bold=True).down(8)
    paper.line("Lead inspector: Petra Quillfeather", bold=True).line(
        "Her Majesty’s Inspector", bold=True
    ).down(10)
    paper.table(
        TITLE_ROW,
        (
            ["The impact of leaders on social work practice with children", "and families"],
            ["Good"],
            0,
        ),
        (
            ["The experiences and progress of children who need help", "and protection"],
            ["Requires improvement", "to be good"],
            0,
        ),
        (
            ["The experiences and progress of children in care and care", "leavers"],
            ["Outstanding"],
            0,
        ),
        (ILACS_OVERALL, ["Good"], 0),
    )
    paper.prose("Tansy Vale has hills, and its workers climb them.")
    paper.page().heading("What needs to improve")
    paper.recommend(SQUARE_PRIVATE, "the speed with which letters are answered")
    paper.recommend(
        SQUARE_PRIVATE, "Clear reasons, written down, when a plan changes hands between", "teams"
    )
    paper.recommend(SQUARE_PRIVATE, "The choice of homes for brothers and sisters.")
    end_of_ilacs_list(paper)
    return Made(
        paper,
        "F4",
        "Inspection of children’s social care services",
        "Tansy Vale Council",
        (date(2018, 6, 4), date(2018, 6, 15)),
        grades("good", "good", "requires improvement", "outstanding", "outstanding"),
    )


def _second_levels(paper: Paper, dash: str) -> Paper:
    paper.recommend(
        SQUARE,
        "The help that the eldest children of Tansy Vale get when they",
        "leave home, in particular:",
        at=70.9,
        hang=88.8,
        text="The help that the eldest children of Tansy Vale get when they leave home, in"
        " particular: a bed that is dry; someone to ring",
    )
    return paper.point(dash, "a bed that is dry", at=100).point(dash, "someone to ring", at=100)


def family_f() -> Made:
    """ILACS from autumn 2021: the name inside the title, one grade for care and care leavers, a
    two-line footer.
    """
    paper = ilacs_cover(
        Paper(ILACS_FOOTER[:1] + ("7 to 18 March 2022",)),
        "Inspection dates: 7 to 18 March 2022",
        "Lead inspector: Petra Quillfeather, Her Majesty’s Inspector",
    )
    paper.table(
        TITLE_ROW,
        (ILACS_LEADERS, ["Requires improvement to be good"], 0),
        (ILACS_PROTECTION, ["Inadequate"], 0),
        (ILACS_BOTH, ["Good"], 0),
        (ILACS_OVERALL, ["Inadequate"], 0),
    )
    paper.page(690).heading("What needs to improve?")
    _second_levels(paper, DASH_STROKE)
    paper.page().recommend(
        SQUARE, "Trust between the rota and those who live by it.", at=70.9, hang=88.8
    )
    end_of_ilacs_list(paper)
    return Made(
        paper,
        "F4",
        "Inspection of Tansy Vale local authority children’s services",
        "Tansy Vale",
        (date(2022, 3, 7), date(2022, 3, 18)),
        grades("inadequate", "requires improvement", "inadequate", "good", "good"),
    )


def family_g() -> Made:
    """ILACS from 2025: national-framework tags, a footnote digit glued to the heading."""
    paper = ilacs_cover(
        Paper((ILACS_FOOTER[0], "3 to 14 March 2025")), "Inspection dates: 3 to 14 March 2025"
    )
    paper.table(
        TITLE_ROW,
        (ILACS_LEADERS, ["Outstanding"], 0),
        (ILACS_PROTECTION, ["Good"], 0),
        (ILACS_IN_CARE, ["Good"], 0),
        (ILACS_LEAVERS, ["Outstanding"], 0),
        (ILACS_OVERALL, ["Outstanding"], 0),
    )
    paper.page()
    paper.put(
        "1", paper.put("What needs to improve?", 70.9, size=14, bold=True), size=8, y=paper.y - 5
    )
    paper.down(30)
    place = {"at": 70.9, "hang": 88.8}
    paper.recommend(
        SQUARE,
        "The warmth of the waiting room (outcome 3, national framework).",
        **place,
        text="The warmth of the waiting room.",
    )
    paper.recommend(
        SQUARE,
        "The number of spare keys. [Outcome 1, National Framework]",
        **place,
        text="The number of spare keys.",
    )
    end_of_ilacs_list(paper)
    return Made(
        paper,
        "F4",
        "Inspection of Tansy Vale local authority children’s services",
        "Tansy Vale",
        (date(2025, 3, 3), date(2025, 3, 14)),
        grades("outstanding", "outstanding", "good", "good", "outstanding"),
    )


def family_h() -> Made:
    """ILACS on inspections from April 2026: no overall row."""
    paper = ilacs_cover(
        Paper((ILACS_FOOTER[0], "13 to 24 April 2026")), "Inspection dates: 13 to 24 April 2026"
    )
    paper.table(
        TITLE_ROW,
        (ILACS_LEADERS, ["Good"], 0),
        (ILACS_PROTECTION, ["Requires improvement to be good"], 0),
        (ILACS_IN_CARE, ["Good"], 0),
        (ILACS_LEAVERS, ["Inadequate"], 0),
    )
    paper.page().heading("What needs to improve?")
    _second_levels(paper, DASH_MINUS)
    paper.recommend(SQUARE, "Bus tickets for those who finish college late.", at=70.9, hang=88.8)
    end_of_ilacs_list(paper)
    return Made(
        paper,
        "F4",
        "Inspection of Tansy Vale local authority children’s services",
        "Tansy Vale",
        (date(2026, 4, 13), date(2026, 4, 24)),
        grades("not given", "good", "requires improvement", "good", "inadequate"),
    )


FAMILIES: dict[str, Callable[[], Made]] = {
    "A": family_a,
    "F1": family_f1,
    "F2": family_f2,
    "B early": family_b_early,
    "B late": family_b_late,
    "C": family_c,
    "D": family_d,
    "E": family_e,
    "F": family_f,
    "G": family_g,
    "H": family_h,
}
