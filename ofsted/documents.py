"""Files of the release that are missing or damaged, each told in one sentence that says what brings
it back.

Importing this touches no file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from ofsted import paths
from ofsted.errors import OfstedError, SchemaError

# Which command writes a file. Those that are kept by hand, and the model, stand in the repository.
_WRITTEN_BY = {
    "build --areas": (paths.AREAS_TABLE,),
    "build --search": (paths.SEARCH_TABLE, paths.SEARCH_STEMS_TABLE, paths.NEIGHBOURS_TABLE),
    "build --derived": (paths.THEME_PAIRS_TABLE, paths.ADJUSTED_TABLE),
    "coding agreement --write": (
        paths.AGREEMENT_TABLE,
        paths.AGREEMENT_SETS_TABLE,
        paths.DISAGREEMENTS_TABLE,
        paths.AUDIT_TABLE,
    ),
    "claims": (paths.CLAIM_RESULTS,),
    "describe": (
        paths.DATA_PACKAGE,
        paths.CSV_METADATA,
        paths.DOWNLOADS_METADATA,
        paths.CROISSANT,
        paths.RO_CRATE,
    ),
    "hydrate": (Path("quotes.parquet"),),
    "coding train": (paths.MODEL,),
    "coding evaluate": (paths.EVALUATION, paths.EVALUATION_TABLE, paths.MODEL_CARD),
}
_COMMANDS = {path.name: command for command, files in _WRITTEN_BY.items() for path in files}
_KEPT_BY_HAND = (".yaml", ".csv")
# What reading a damaged file can raise in the libraries that read it.
_FAULTS = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)


def how_to_restore(path: Path) -> str:
    """The command that brings a file of the release back, in words."""
    if path.parent.parent.name == paths.RELEASES.name:
        return f"`git restore data/{paths.RELEASES.name}/{path.parent.name}` brings it back"
    if path.name in _COMMANDS:
        return f"`python -m ofsted {_COMMANDS[path.name]}` writes it"
    if path.suffix in _KEPT_BY_HAND:
        return f"`git restore {_place(path)}` brings it back"
    return "`python -m ofsted build` writes it"


def _place(path: Path) -> str:
    if path.is_relative_to(paths.ROOT):
        return path.relative_to(paths.ROOT).as_posix()
    return path.name


def missing(path: Path) -> SchemaError:
    """The error for a file that is not there."""
    return SchemaError(f"{path.name}: not there; {how_to_restore(path)}")


def damaged(path: Path, expected: str) -> SchemaError:
    """The error for a file that cannot be read as what was expected."""
    return SchemaError(f"{path.name}: not {expected}, or damaged; {how_to_restore(path)}")


@contextmanager
def reading(path: Path, expected: str) -> Iterator[None]:
    """A block that reads a file and takes it apart: whatever is wrong with it becomes an
    `OfstedError` that names the file and the command that brings it back.
    """
    try:
        yield
    except OfstedError as error:
        raise _with_way_back(error, path) from error
    except FileNotFoundError as error:
        raise missing(path) from error
    except (*_FAULTS, yaml.YAMLError) as error:
        raise damaged(path, expected) from error


def _with_way_back(error: OfstedError, path: Path) -> OfstedError:
    message, way_back = str(error), how_to_restore(path)
    if path.name not in message:
        message = f"{path.name}: {message}"
    if "`" not in message:
        message = f"{message}; {way_back}"
    return type(error)(message)


def read_json(path: Path) -> Any:
    """A JSON document of the release. Raises `SchemaError`."""
    with reading(path, "a JSON document"):
        return json.loads(path.read_text(encoding="utf-8"))


def read_yaml(path: Path) -> Any:
    """A YAML document of the release. Raises `SchemaError`."""
    with reading(path, "a YAML document"):
        return yaml.safe_load(path.read_text(encoding="utf-8"))
