"""The gates of pyproject.toml only ever take in more."""

import re
import tomllib

from ofsted import paths
from tests.density import (
    MOST_CONDITIONALS,
    MOST_FUNCTION_LINES,
    MOST_NODES_A_LINE,
    MOST_USUAL_LINES,
    measure,
)

MOST_TYPE_IGNORES = 20
SOURCES = sorted(
    path for folder in ("ofsted", "pages") for path in (paths.ROOT / folder).rglob("*.py")
)


def test_no_room_leaves_the_types():
    settings = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    types = settings["tool"]["mypy"]
    assert set(types["files"]) == {"ofsted", "pages"}
    assert not {"exclude", "follow_imports", "ignore_errors"} & set(types)
    own = [
        module
        for exception in types["overrides"]
        for module in exception["module"]
        if module.partition(".")[0] in ("ofsted", "pages")
    ]
    assert not own, "an exception is for libraries that come without types alone"


def test_every_exception_from_the_types_is_named_with_its_reason():
    found = [
        (path.name, line)
        for path in SOURCES
        for line in path.read_text(encoding="utf-8").splitlines()
        if "# type: ignore" in line
    ]
    assert len(found) <= MOST_TYPE_IGNORES
    unreasoned = [
        (name, line)
        for name, line in found
        if not re.search(r"# type: ignore\[[a-z-]+(, [a-z-]+)*\]  # \w", line)
    ]
    assert not unreasoned


def test_the_house_keeps_one_thought_a_line():
    found = measure(SOURCES)
    assert found.nodes_a_line <= MOST_NODES_A_LINE
    assert found.conditionals_per_1000 <= MOST_CONDITIONALS
    assert not found.nested
    assert not found.long_functions, f"functions of more than {MOST_FUNCTION_LINES} lines"
    assert found.usual_length <= MOST_USUAL_LINES
