"""Who may import whom, kept by reading the imports of every file."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from ofsted import paths

MAY_IMPORT_STREAMLIT = {"dashboard", "pages", "app"}


def sources() -> list[Path]:
    return sorted(
        [*(paths.ROOT / "ofsted").rglob("*.py"), *paths.PAGES.glob("*.py"), paths.ROOT / "app.py"]
    )


def part_of(path: Path) -> str:
    parts = path.relative_to(paths.ROOT).with_suffix("").parts
    return parts[1] if parts[0] == "ofsted" else parts[0]


def imported_modules(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found |= {
                f"{node.module}.{alias.name}" if node.module == "ofsted" else node.module
                for alias in node.names
            }
    return found


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(paths.ROOT)))
def test_only_the_dashboard_imports_streamlit(path):
    if part_of(path) not in MAY_IMPORT_STREAMLIT:
        assert not any(name.split(".")[0] == "streamlit" for name in imported_modules(path))


def test_only_one_module_touches_session_state_and_query_parameters():
    touching = {
        path.name
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr in {"session_state", "query_params"}
        and getattr(node.value, "id", "") == "st"
    }
    assert touching == {"state.py"}


def test_importing_any_module_opens_no_file_of_ours_and_no_connection(tmp_path):
    modules = [
        ".".join(path.relative_to(paths.ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in sources()
        if part_of(path) not in {"pages", "app", "__main__"} and path.name != "shell.py"
    ]
    code = (
        "import sys, importlib\n"
        f"data = {str(paths.DATA)!r}\n"
        "def watch(event, args):\n"
        "    if event == 'open' and str(args[0]).startswith(data): raise SystemExit(f'opened"
        " {args[0]}')\n"
        "    if event == 'socket.connect': raise SystemExit('connected')\n"
        "sys.addaudithook(watch)\n"
        f"[importlib.import_module(name) for name in {modules!r}]\n"
        "print('clean')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=paths.ROOT, capture_output=True, text=True
    )
    assert done.stdout.strip().endswith("clean"), done.stderr[-2000:]


def test_the_contracts_of_imports_are_kept():
    linter = Path(sys.executable).with_name("lint-imports")
    told = subprocess.run([linter], cwd=paths.ROOT, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout
