"""The command line explains itself: the help of every command and step can be printed."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator

import pytest

from ofsted import paths
from ofsted.__main__ import CLOSED_PIPE, _parser, main


def parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from parsers(below)


@pytest.mark.parametrize("parser", list(parsers(_parser())), ids=lambda parser: parser.prog)
def test_help_can_be_printed(parser):
    assert parser.format_help().startswith("usage: ")


def test_a_closed_pipe_ends_a_command_quietly():
    command = [sys.executable, "-m", "ofsted", "code", "-"]
    with subprocess.Popen(
        command,
        cwd=paths.ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        process.stdout.close()
        process.stdin.write(b"Publish the plan.\n")
        process.stdin.close()
        assert process.stderr.read() == b""
        assert process.wait() == CLOSED_PIPE


def test_standard_input_is_not_read_among_files(capsys):
    assert main(["code", "-", "x.pdf"]) == 2
    assert "stands alone; expected" in capsys.readouterr().err
