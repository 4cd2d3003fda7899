"""The command line explains itself: the help of every command and step can be printed."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import pytest

from ofsted.__main__ import _parser


def parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from parsers(below)


@pytest.mark.parametrize("parser", list(parsers(_parser())), ids=lambda parser: parser.prog)
def test_help_can_be_printed(parser):
    assert parser.format_help().startswith("usage: ")
