"""The project with a corpus many times as large, for measuring: every report stands there again and
again under other ids, on the same council and with the same recommendations.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ofsted import paths
from ofsted.errors import OfstedError

MOST_TIMES = 1000
# The columns that hold ids, by table. What stands there of other recommendations is of the same
# repetition.
_IDS = {
    paths.REPORTS_TABLE: ("report_id",),
    paths.RECOMMENDATIONS_TABLE: ("recommendation_id", "report_id"),
    paths.SEARCH_TABLE: ("recommendation_id",),
    paths.NEIGHBOURS_TABLE: ("recommendation_id", "neighbours"),
}
_COPIED = ("ofsted", "pages", ".streamlit")


@contextmanager
def larger_project(times: int) -> Iterator[Path]:
    """The folder of a project whose corpus is so many times as large: this project itself for 1,
    else a copy that goes afterwards. Raises `OfstedError` on a number that cannot be.
    """
    if not 1 <= times <= MOST_TIMES:
        raise OfstedError(f"--times {times}: expected a number from 1 to {MOST_TIMES:,}")
    if times == 1:
        yield paths.ROOT
        return
    with tempfile.TemporaryDirectory(prefix="ofsted-larger-") as folder:
        root = Path(folder)
        _copy_project(root)
        for path, ids in _IDS.items():
            table = repeat_table(pq.read_table(path), ids, times)
            pq.write_table(table, root / path.relative_to(paths.ROOT), compression="zstd")
        yield root


def _copy_project(root: Path) -> None:
    leave = shutil.ignore_patterns("__pycache__")
    for name in _COPIED:
        shutil.copytree(paths.ROOT / name, root / name, ignore=leave)
    leave = shutil.ignore_patterns(paths.RELEASES.name)
    shutil.copytree(paths.DATA, root / paths.DATA.name, ignore=leave)
    shutil.copy(paths.ROOT / "app.py", root)


def repeat_table(table: pa.Table, ids: tuple[str, ...], times: int) -> pa.Table:
    """The rows so many times: the first time as they are, then with a number before the ids."""
    again = [_renamed(table, ids, f"{number:03d}") for number in range(1, times)]
    return pa.concat_tables([table, *again])


def _renamed(table: pa.Table, ids: tuple[str, ...], before: str) -> pa.Table:
    for name in ids:
        place = table.schema.get_field_index(name)
        field = table.schema.field(place)
        table = table.set_column(place, field, _prefixed(table[name], before))
    return table


def _prefixed(column: pa.ChunkedArray, before: str) -> pa.Array:
    """The texts, or lists of texts, with something before each."""
    if pa.types.is_list(column.type):
        lists: Any = column.to_pylist()
        return pa.array([[f"{before}{text}" for text in texts] for texts in lists], column.type)
    return pa.array([f"{before}{text}" for text in column.to_pylist()], column.type)
