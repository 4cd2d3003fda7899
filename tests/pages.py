"""Pages opened without a browser, for tests of what they say and do."""

from __future__ import annotations

from functools import cache
from html import unescape

from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.testing.v1 import AppTest

from ofsted import paths
from ofsted.dashboard.held.data import read_release

SHELL = str(paths.ROOT / "ofsted" / "dashboard" / "shell.py")
SECONDS = 60
TITLES = {
    "overview": "What Ofsted tells councils’ children’s services to improve",
    "themes": "Themes",
    "heatmap": "Heatmap",
    "quotes": "Quotes",
    "compare": "Compare",
    "trends": "Trends",
    "change": "Process or outcome",
    "places": "Councils",
    "basket": "Evidence basket",
    "check": "Check the study",
    "reliability": "Reliability",
    "coding": "Check the coding",
    "sample": "Sample",
    "code": "Code a report",
    "outside": "Checked against others",
    "about": "About the data",
    "glossary": "Glossary",
    "accessibility": "Accessibility",
}


# A value of every parameter of an address.
EXAMPLES = {
    "framework": "F4",
    "rating": "good",
    "deprivation": "1",
    "rurality": "3",
    "year": "2016-2019",
    "region": "yorkshire-and-the-humber",
    "area": None,
    "body": "lscb",
    "category": "risk",
    "theme": "casework/timeliness",
    "unit": "reports",
    "by": "rating",
    "level": "theme",
    "q": "plans & visits",
    "sort": "area",
    "page": "3",
    "quote": None,
    "show": "table",
    "la_type": "county",
    "scheme": "strict",
    "steps": "quarter",
    "sample": "F3:20,F4:20;seed=7",
    "place": None,
    "a": "good",
    "b": "framework=F3&rating=good",
    "basis": "wide-sif-ilacs",
    "verdict": "supported",
    "section": "casework",
    "counting": "weighted",
    "dots": "all",
    "row": "casework/timeliness",
    "column": "good",
    "pair": "casework/timeliness~risk/thresholds",
    "find": "drift & delay",
    "draw": "400-7",
    "orientation": "output",
    "next": "theme",
}


def example_of(name: str) -> str:
    """A value of a parameter that the release has."""
    rows = read_release().dataset.recommendations
    return (
        EXAMPLES[name]
        or {
            "area": rows["urn"].iloc[0],
            "place": rows["urn"].iloc[0],
            "quote": rows["recommendation_id"].iloc[0],
        }[name]
    )


def open_page(page: str = "overview", /, **parameters) -> AppTest:
    """A page as a link with these parameters opens it; without any, with all frameworks."""
    parameters = parameters or {"framework": "all"}
    return open_bare(page, **parameters)


def open_bare(page: str = "overview", /, **parameters) -> AppTest:
    """A page as an address with these parameters, or without any, opens it."""
    app = new_app()
    app._registered_pages = registered_pages()
    for name, value in parameters.items():
        app.query_params[name] = value
    if page != "overview":
        app.switch_page(str(paths.PAGES / f"{page}.py"))
    return app.run()


def new_app() -> AppTest:
    """The application before anybody has opened a page of it.

    Every `AppTest` would search the installed packages for components, for half a second.
    """
    app = AppTest.from_file(SHELL, default_timeout=SECONDS)
    app._bidi_component_manager = components()
    return app


@cache
def components() -> BidiComponentManager:
    """What is found among the installed packages."""
    manager = BidiComponentManager()
    manager.discover_and_register_components(start_file_watching=False)
    return manager


@cache
def registered_pages() -> dict:
    """The pages of the application, so that a link opens its page at the first run, as it does in
    a browser.
    """
    return new_app().run()._registered_pages


def markup(app: AppTest) -> str:
    """All HTML that the page draws itself, as it stands in the source."""
    return " ".join(element.proto.body for element in app.get("html"))


def texts(app: AppTest) -> str:
    """The same with entities read, and without the style sheet."""
    return unescape(
        " ".join(
            element.proto.body
            for element in app.get("html")
            if not element.proto.body.startswith("<style")
        )
    )


def unfolded(app: AppTest, *figures: str) -> AppTest:
    """The page with the tables of these figures unfolded; until then they are not made."""
    for name in figures:
        app.session_state[f"table-{name}"] = True
    return app.run()


def csv_buttons(app: AppTest) -> list:
    """The buttons that download a table as CSV; beside each of a figure's stands one that downloads
    the same as a workbook.
    """
    buttons = [button.proto for button in app.get("download_button")]
    return [button for button in buttons if button.label != "Download Excel"]


def headers(app: AppTest) -> str:
    """The page's headers, one after another."""
    return unescape(" ".join(header.value for header in app.header)).replace("\\", "")


def warnings(app: AppTest) -> list[str]:
    """What the page warns of."""
    return [warning.value for warning in app.warning]


def in_link(app: AppTest, name: str) -> str:
    """A parameter of the address, empty where it is not there; AppTest gives it as a list or not,
    by who wrote it.
    """
    value = app.query_params.get(name, "")
    return value if isinstance(value, str) else value[0]
