"""What a table must look like: its columns, types and rules."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from ofsted.errors import SchemaError


@dataclass(frozen=True)
class Column:
    """One column: its name, Arrow type, meaning, allowed codes (if any) and whether blanks are
    allowed.
    """

    name: str
    type: pa.DataType
    meaning: str
    codes: tuple = ()
    blank: bool = False


@dataclass(frozen=True)
class Schema:
    """A table's name, what one row is, its key and its columns in order."""

    name: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def arrow(self) -> pa.Schema:
        """The Arrow schema the table is stored with."""
        return pa.schema([pa.field(c.name, c.type, nullable=c.blank) for c in self.columns])

    def check(self, table: pa.Table) -> pa.Table:
        """Give the table back unchanged, or raise `SchemaError` naming the column, the row and what
        was expected.
        """
        wanted, got = [c.name for c in self.columns], table.column_names
        if wanted != got:
            missing, extra = (
                [n for n in wanted if n not in got],
                [n for n in got if n not in wanted],
            )
            raise SchemaError(
                f"{self.name}: columns differ (missing {missing}, unexpected {extra}, or out of"
                " order)"
            )
        for column in self.columns:
            self._check_column(column, table[column.name])
        keys = list(zip(*(table[k].to_pylist() for k in self.key), strict=True))
        if len(set(keys)) != len(keys):
            twice = next(k for k in keys if keys.count(k) > 1)
            raise SchemaError(
                f"{self.name}: {self.key} must be unique, {twice} stands more than once"
            )
        return table

    def _check_column(self, column: Column, values: pa.ChunkedArray) -> None:
        if values.type != column.type:
            raise SchemaError(
                f"{self.name}.{column.name}: type {values.type}, expected {column.type}"
            )
        if _is_right(column, values):
            return
        # Row by row, which takes a hundred times as long, only to name the first that is wrong.
        for row, value in enumerate(values.to_pylist()):
            if value is None and not column.blank:
                raise SchemaError(
                    f"{self.name}.{column.name}: row {row} is blank, a value is required"
                )
            for item in _items(value):
                if column.codes and item is not None and item not in column.codes:
                    raise SchemaError(
                        f"{self.name}.{column.name}: row {row} has {item!r}, expected one of"
                        f" {column.codes}"
                    )


def _is_right(column: Column, values: pa.ChunkedArray) -> bool:
    """Whether no value is blank that may not be, and all are among the codes, if there are any."""
    if values.null_count and not column.blank:
        return False
    if not column.codes:
        return True
    items = pc.list_flatten(values) if pa.types.is_list(values.type) else values
    known = pa.array(column.codes, items.type)
    return pc.all(pc.is_in(items.drop_null(), value_set=known)).as_py() is not False


def _items(value: object) -> list:
    """The items of a list, or a single value as the only one."""
    if isinstance(value, list):
        return value
    return [value]
