"""Results that took long to measure, kept with commit, date and machine, and with a mark of the
code that was measured: when it changes, they are out of date and the tests say so.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import platform
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ofsted import paths
from ofsted.tables.whole import write_text_whole

FOLDER = paths.ROOT / "tests" / "studies"


@dataclass(frozen=True)
class Study:
    """What is measured by a command and kept: its name, the command, and the modules that decide
    the result.
    """

    name: str
    command: str
    measured: tuple[str, ...]

    @property
    def path(self) -> Path:
        """The file of the results."""
        return FOLDER / f"{self.name}.json"

    def read(self) -> dict[str, Any]:
        """The results as they were kept."""
        return json.loads(self.path.read_text(encoding="utf-8"))

    def keep(self, mark: str, results: Mapping[str, object]) -> None:
        """Write results with commit, date and machine; `mark` is of the code as it stood before
        the measuring began, in case it was changed meanwhile.
        """
        record = {
            "commit": find_commit(),
            "measured_on": date.today().isoformat(),
            "machine": describe_machine(),
            "measured_code": mark,
            **results,
        }
        write_text_whole(self.path, json.dumps(record, indent=1) + "\n")

    def mark(self, root: Path = paths.ROOT) -> str:
        """A hash of what the measured files do: comments and docstrings do not change it."""
        told = "\n".join(_told(root / name) for name in self.measured)
        return hashlib.sha256(told.encode()).hexdigest()[:16]


def describe_machine() -> str:
    """Kind of processor, cores and Python."""
    cores = f"{os.cpu_count()} cores"
    return f"{platform.machine()}, {cores}, Python {platform.python_version()}"


def _told(file: Path) -> str:
    """What a module does, or the lines of a file of settings."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".py":
        return ast.dump(_without_docstrings(ast.parse(text)))
    lines = [line.strip() for line in text.splitlines()]
    return "\n".join(line for line in lines if line and not line.startswith("#"))


def _without_docstrings(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(
            node
        ):
            node.body = node.body[1:]
    return tree


def find_commit() -> str:
    """The commit that is checked out, in short."""
    command = ["git", "-C", str(paths.ROOT), "rev-parse", "--short", "HEAD"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "not known"
