"""How dense the code is, by room: `python tests/density.py [FOLDER …]`.

Syntax nodes a line: nodes of the syntax tree without expression contexts (load, store), divided by
lines that are neither blank, nor comment, nor docstring.
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOST_NODES_A_LINE = 6.0
MOST_CONDITIONALS = 250  # conditional expressions per 1,000 functions
MOST_FUNCTION_LINES = 60
MOST_USUAL_LINES = 25  # nine of ten functions are no longer
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass
class Density:
    """What was counted in some files; `long_functions` and `nested` name their places."""

    node_count: int = 0
    line_count: int = 0
    conditional_count: int = 0
    lengths: list[int] = field(default_factory=list)
    long_functions: list[str] = field(default_factory=list)
    nested: list[str] = field(default_factory=list)

    @property
    def nodes_a_line(self) -> float:
        """Syntax nodes for each line of code."""
        return self.node_count / max(self.line_count, 1)

    @property
    def conditionals_per_1000(self) -> float:
        """Conditional expressions for each 1,000 functions."""
        return 1000 * self.conditional_count / max(len(self.lengths), 1)

    @property
    def usual_length(self) -> int:
        """Lines of a function that is longer than nine of ten."""
        ordered = sorted(self.lengths)
        return ordered[int(0.9 * len(ordered))] if ordered else 0


def python_files(folders: Iterable[Path]) -> Iterator[Path]:
    """Every Python file in the folders; a file stands for itself."""
    for folder in folders:
        if folder.is_file():
            yield folder
        else:
            yield from sorted(folder.rglob("*.py"))


def measure(files: Iterable[Path]) -> Density:
    """Count what stands in the files."""
    found = Density()
    for path in files:
        _add_file(found, path)
    return found


def _add_file(found: Density, path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    documented = set(_docstring_lines(tree))
    for number, line in enumerate(source.splitlines(), start=1):
        is_code = bool(line.strip()) and not line.strip().startswith("#")
        found.line_count += is_code and number not in documented
    for node in ast.walk(tree):
        found.node_count += not isinstance(node, ast.expr_context)
        if isinstance(node, ast.IfExp):
            found.conditional_count += 1
            if any(isinstance(part, ast.IfExp) for part in ast.walk(node) if part is not node):
                found.nested.append(f"{path}:{node.lineno}")
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = node.end_lineno - node.lineno + 1
            found.lengths.append(length)
            if length > MOST_FUNCTION_LINES:
                found.long_functions.append(f"{path}:{node.lineno} {node.name} ({length})")


def _docstring_lines(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
            yield from range(node.body[0].lineno, node.body[0].end_lineno + 1)


def rooms(folders: Iterable[Path]) -> dict[str, list[Path]]:
    """The files by room: the first two folders of their place."""
    found = defaultdict(list)
    for path in python_files(folders):
        parts = path.resolve().relative_to(ROOT).parts
        found["/".join(parts[:-1][:3]) or parts[0]].append(path)
    return found


def describe(name: str, found: Density) -> str:
    """One line on what was counted."""
    return (
        f"{name:32} {found.nodes_a_line:5.2f} nodes a line,"
        f" {found.conditionals_per_1000:4.0f} conditional expressions per 1,000 functions"
        f" ({found.conditional_count}, nested {len(found.nested)}),"
        f" functions: {len(found.lengths)}, nine of ten ≤ {found.usual_length} lines,"
        f" over {MOST_FUNCTION_LINES}: {len(found.long_functions)}"
    )


def main(arguments: list[str]) -> None:
    """Print a line for each room and one for all; with folders named, the places too."""
    folders = [Path(name) for name in arguments] or [ROOT / "ofsted", ROOT / "pages"]
    for name, files in rooms(folders).items():
        print(describe(name, measure(files)))
    whole = measure(python_files(folders))
    print(describe("all", whole))
    if arguments:
        print(*whole.long_functions, *(f"{place} nested" for place in whole.nested), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
