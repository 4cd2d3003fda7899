"""Links that were made for a release still show their figures (`frozen_links.yaml`)."""

from __future__ import annotations

import json
import re

import pytest
import yaml

from ofsted import paths
from ofsted.dashboard.held.published import current_source
from tests.asgi import ask
from tests.test_kept import make_app, words_of

LINKS = yaml.safe_load((paths.ROOT / "tests" / "frozen_links.yaml").read_text(encoding="utf-8"))


def address_of(link: dict) -> str:
    return link["page"] if "page" in link else f"/api/v1/{link['data']}"


def version_of(address: str) -> str:
    return re.search(r"v=([0-9a-f]{10})$", address)[1]


@pytest.fixture(scope="module")
def apps() -> dict[str, object]:
    """By version the pages read from its kept tables, also while it is the current one."""
    versions = {version_of(address_of(link)) for link in LINKS}
    return {version: make_app(current_source().find_kept(version)) for version in versions}


@pytest.fixture(scope="module")
def app():
    return make_app()


def check(app, link: dict) -> None:
    answer = ask(app, address_of(link))
    assert answer.status == 200
    if "page" in link:
        text = words_of(answer.text)
        for words in link["shows"]:
            assert words in text
        return
    held = json.loads(answer.text)
    assert held["data_version"] == version_of(address_of(link))
    assert held["row_count"] == link["rows"]
    for wanted in link["holds"]:
        found = [{name: row[name] for name in wanted} for row in held["rows"]]
        assert wanted in found


@pytest.mark.parametrize("link", LINKS, ids=address_of)
def test_a_frozen_link_shows_what_it_was_made_for(app, link):
    check(app, link)


@pytest.mark.parametrize(
    "link", [link for link in LINKS if "Release" not in str(link)], ids=address_of
)
def test_it_does_so_from_the_kept_tables_too(apps, link):
    check(apps[version_of(address_of(link))], link)


def test_there_are_a_dozen_of_both_releases():
    assert len(LINKS) >= 12
    versions = [version_of(address_of(link)) for link in LINKS]
    assert min(versions.count("4010a0009f"), versions.count("84fd5aa12e")) >= 5
