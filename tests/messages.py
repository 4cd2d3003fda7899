"""Lists every message that a user can meet: what errors say and what pages warn of.

    python tests/messages.py [FOLDER]

One message a line with `{}` for what is filled in, sorted, each once. Run in two checkouts and
compared with `diff`, it shows which messages a change took away, added or reworded.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

SHOWN_BY = {"error", "warning", "info"}


def words_of(node: ast.AST) -> str:
    """The text of a string, of parts of it joined, or of a string that is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(words_of(part) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return "{}"
    if isinstance(node, ast.BinOp):
        return words_of(node.left) + words_of(node.right)
    return ""


def messages_in(tree: ast.AST) -> Iterator[str]:
    """What a module raises and what it shows as a message of a page."""
    for node in ast.walk(tree):
        call = node.exc if isinstance(node, ast.Raise) else node
        if not isinstance(call, ast.Call):
            continue
        shown = isinstance(call.func, ast.Attribute) and call.func.attr in SHOWN_BY
        if isinstance(node, ast.Raise) or shown:
            yield from filter(None, (words_of(given) for given in call.args))


def list_messages(folder: Path) -> list[str]:
    """Every message of the product in a checkout."""
    files = [*(folder / "ofsted").rglob("*.py"), *(folder / "pages").glob("*.py")]
    found = {
        " ".join(message.split())
        for path in files
        for message in messages_in(ast.parse(path.read_text(encoding="utf-8")))
    }
    return sorted(found)


if __name__ == "__main__":
    print("\n".join(list_messages(Path(sys.argv[1] if len(sys.argv) > 1 else "."))))
