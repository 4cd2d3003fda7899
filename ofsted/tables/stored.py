"""Reads and writes the stored tables, each checked against its schema on the way in and on the way
out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ofsted import paths
from ofsted.documents import reading
from ofsted.errors import SchemaError
from ofsted.tables.declared import (
    ADJUSTED,
    AGREEMENT,
    AGREEMENT_SETS,
    AREAS,
    AUDIT,
    CODINGS,
    DISAGREEMENTS,
    RECOMMENDATIONS,
    REPORTS,
    SPECIFICATIONS,
    THEME_PAIRS,
)
from ofsted.tables.schema import Schema
from ofsted.tables.whole import write_whole


def write_table(rows: list[dict], schema: Schema, path: Path) -> None:
    """Write rows as parquet, whole or not at all: the same rows give the same bytes.

    Raises `SchemaError` before anything is written.
    """
    try:
        table = pa.Table.from_pylist(rows, schema=schema.arrow)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise SchemaError(f"{schema.name}: {error}") from error
    schema.check(table)
    content = pa.BufferOutputStream()
    pq.write_table(table, content, compression="zstd", use_dictionary=True, write_statistics=False)
    write_whole(path, content.getvalue().to_pybytes())


def read_table(schema: Schema, path: Path) -> pa.Table:
    """Read a stored table and check it.

    Raises `SchemaError`, also where the file is missing or no parquet.
    """
    with reading(path, "a parquet file of this table"):
        return _read_checked(schema, path)


def _read_checked(schema: Schema, path: Path) -> pa.Table:
    table = pq.read_table(path)
    if table.column_names == schema.arrow.names:
        # Where that cannot be done, the check below names the column and the row.
        with suppress(pa.ArrowInvalid, pa.ArrowNotImplementedError, ValueError):
            table = table.cast(schema.arrow)
    return schema.check(table)


def data_version(hashes: Mapping[str, str]) -> str:
    """The data version, made of the hashes of the tables it covers, in their order: it changes
    exactly when they do.
    """
    return hashlib.sha256("".join(hashes.values()).encode()).hexdigest()[:10]


def read_reports() -> pd.DataFrame:
    """All readable reports, one row each, in the order of the committed table."""
    return read_table(REPORTS, paths.REPORTS_TABLE).to_pandas()


def read_recommendations() -> pd.DataFrame:
    """All recommendations, one row each; `themes`, `categories` and `paragraphs` are lists."""
    return read_table(RECOMMENDATIONS, paths.RECOMMENDATIONS_TABLE).to_pandas()


def read_areas() -> pd.DataFrame:
    """All areas, abolished ones too; `also_known_as`, `neighbours`, `predecessors` and `successors`
    are lists.
    """
    return read_table(AREAS, paths.AREAS_TABLE).to_pandas()


def read_codings() -> pd.DataFrame:
    """All codings of all coders."""
    return read_table(CODINGS, paths.CODINGS_TABLE).to_pandas()


def read_agreement() -> pd.DataFrame:
    """Agreement of the two coders per code, for every view, scope and level."""
    return read_table(AGREEMENT, paths.AGREEMENT_TABLE).to_pandas()


def read_agreement_sets() -> pd.DataFrame:
    """Agreement of the two coders on sets of codes, for every view, scope and level."""
    return read_table(AGREEMENT_SETS, paths.AGREEMENT_SETS_TABLE).to_pandas()


def read_disagreements() -> pd.DataFrame:
    """All themes that one coder gave and the other did not, with the rulings."""
    return read_table(DISAGREEMENTS, paths.DISAGREEMENTS_TABLE).to_pandas()


def read_audit() -> pd.DataFrame:
    """What the audit of the agreements found; empty while there was none."""
    return read_table(AUDIT, paths.AUDIT_TABLE).to_pandas()


def read_theme_pairs() -> pd.DataFrame:
    """Which themes are named together, by framework."""
    return read_table(THEME_PAIRS, paths.THEME_PAIRS_TABLE).to_pandas()


def read_adjusted() -> pd.DataFrame:
    """Differences between groups of councils, other things equal."""
    return read_table(ADJUSTED, paths.ADJUSTED_TABLE).to_pandas()


def read_text_hashes() -> dict[str, str]:
    """The hash of the wording of every recommendation, by its id; fast, for nothing else is read.

    Raises `SchemaError`.
    """
    key, digest = "recommendation_id", "text_sha256"
    with reading(paths.RECOMMENDATIONS_TABLE, "a parquet file of this table"):
        table = pq.read_table(paths.RECOMMENDATIONS_TABLE, columns=[key, digest])
        if table.column_names != [key, digest]:
            raise SchemaError(f"expected the columns {key} and {digest}")
    return {str(row[key]): str(row[digest]) for row in table.to_pylist()}


def read_specifications() -> pd.DataFrame:
    """Every claim of the study in every way to count that touches it."""
    return read_table(SPECIFICATIONS, paths.SPECIFICATIONS_TABLE).to_pandas()
