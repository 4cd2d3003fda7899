"""The first chart of a page stands high: what a reader came for is in sight without scrolling."""

import pytest

pytestmark = pytest.mark.browser

TOP_OF_FIRST_CHART = """() => {
    const main = document.querySelector('[data-testid=stMain]')
    return document.querySelector('.js-plotly-plot').getBoundingClientRect().top + main.scrollTop
}"""


@pytest.mark.parametrize("path", ["", "themes", "compare", "heatmap", "trends"])
@pytest.mark.parametrize(("width", "most"), [(1400, 335), (375, 480)])
def test_the_first_chart_stands_high(server, visit, path, width, most):
    page = visit(f"{server}/{path}", width=width)
    page.wait_for_selector(".js-plotly-plot", timeout=30_000)
    assert page.evaluate(TOP_OF_FIRST_CHART) <= most
