"""Reads and writes the stored tables, each checked against its schema on the way in and on the way
out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ofsted import paths
from ofsted.errors import SchemaError
from ofsted.tables.declared import (
    AGREEMENT,
    AGREEMENT_SETS,
    AREAS,
    AUDIT,
    CODINGS,
    DISAGREEMENTS,
    QUOTES,
    RECOMMENDATIONS,
    REPORTS,
    SPECIFICATIONS,
)
from ofsted.tables.schema import Schema


def write_table(rows: list[dict], schema: Schema, path: Path) -> None:
    """Write rows as parquet: the same rows give the same bytes.

    Raises `SchemaError` before anything is written.
    """
    try:
        table = pa.Table.from_pylist(rows, schema=schema.arrow)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise SchemaError(f"{schema.name}: {error}") from error
    schema.check(table)
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path, compression="zstd", use_dictionary=True, write_statistics=False)


def read_table(schema: Schema, path: Path) -> pa.Table:
    """Read a stored table and check it.

    Raises `SchemaError`, also where the file is missing or no parquet.
    """
    try:
        table = pq.read_table(path)
    except FileNotFoundError as error:
        raise SchemaError(f"{path.name}: not there; `python -m ofsted build` writes it") from error
    except (pa.ArrowInvalid, OSError) as error:
        raise SchemaError(f"{path.name}: not a parquet file ({error})") from error
    if table.column_names == schema.arrow.names:
        try:
            table = table.cast(schema.arrow)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, ValueError):
            pass  # the check below names the column and the row
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


def read_specifications() -> pd.DataFrame:
    """Every claim of the study in every way to count that touches it."""
    return read_table(SPECIFICATIONS, paths.SPECIFICATIONS_TABLE).to_pandas()


def read_quotes() -> dict[str, str]:
    """Hydrated quotes by recommendation id; empty where nobody has hydrated yet."""
    if not paths.quotes_table().exists():
        return {}
    table = read_table(QUOTES, paths.quotes_table())
    return dict(
        zip(table["recommendation_id"].to_pylist(), table["quote"].to_pylist(), strict=True)
    )
