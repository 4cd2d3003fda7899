"""The description of the served data for programs, after OpenAPI 3.1."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ofsted.address.citation import NAME, STATUS
from ofsted.address.parameters import Kind
from ofsted.address.url import code_text
from ofsted.address.view import PARAMETERS, Vocabulary
from ofsted.files import excel, opendocument, references, refi, word
from ofsted.limits import MOST_IN_BASKET
from ofsted.limits import MOST_SERVED_ROWS as MOST_ROWS
from ofsted.served.asked import HEEDED, units_of
from ofsted.served.columns import BASKET, COLUMNS, PAGE_OF, TITLES, Column
from ofsted.served.site import Site

_MOST_NAMED = 20  # values of a parameter; longer lists are not written out
MEDIA_TYPES = {
    "xlsx": excel.MEDIA_TYPE,
    "ods": opendocument.MEDIA_TYPE,
    "docx": word.MEDIA_TYPE,
}
_TYPES: dict[str, dict[str, Any]] = {
    "text": {"type": ["string", "null"]},
    "whole": {"type": ["integer", "null"]},
    "number": {"type": ["number", "null"]},
    "yes-no": {"type": ["boolean", "null"]},
    "day": {"type": ["string", "null"], "format": "date"},
}


def heeded(name: str) -> tuple[str, ...]:
    """The parameters that a table takes: those of its page. Some choose only how the page draws
    what the table holds in any case, as `unit` of themes: every unit has its column there.
    """
    return (*dict.fromkeys((*HEEDED[PAGE_OF[name]], "page")),)


def describe_api(vocabulary: Vocabulary, site: Site) -> dict[str, Any]:
    """The whole description."""
    paths = {}
    for name in COLUMNS:
        for kind in ("json", "csv"):
            asked = _describe_parameters(name, vocabulary, "v")
            paths[f"/api/v1/{name}.{kind}"] = {"get": _describe_get(name, kind, asked)}
    for kind in ("json", "csv"):
        told = _describe_get("basket", kind, _describe_collected())
        paths[f"/api/v1/basket.{kind}"] = {"get": told}
    paths |= {path: {"get": told} for path, told in _describe_files(vocabulary)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{NAME}: data behind every view",
            "version": "1",
            "description": STATUS,
            "license": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
        },
        "servers": [{"url": site.public or site.base or "/"}],
        "paths": paths,
        "components": {"schemas": {"Fault": _FAULT, **_schemas()}},
    }


def _describe_get(name: str, kind: str, asked: list[dict[str, Any]]) -> dict[str, Any]:
    body: dict[str, Any] = {"text/csv": {"schema": {"type": "string"}}}
    if kind == "json":
        body = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
    fault = {"application/json": {"schema": {"$ref": "#/components/schemas/Fault"}}}
    return {
        "operationId": f"{name}_{kind}",
        "summary": TITLES[name],
        "parameters": asked,
        "responses": {
            "200": {"description": f"At most {MOST_ROWS:,} rows", "content": body},
            "400": {"description": "A parameter cannot be followed", "content": fault},
            "429": {"description": "Too many new views; see Retry-After"},
            "503": {"description": "Busy; see Retry-After"},
        },
    }


def _describe_files(vocabulary: Vocabulary) -> Iterator[tuple[str, dict[str, Any]]]:
    """The paths of files to take away, each with what it takes."""
    asked = _describe_parameters("recommendations", vocabulary)
    council = [_describe_part("name", "council as in the address of its page")]
    one = [_describe_part("key", "id of the recommendation")]
    for kind, media_type in MEDIA_TYPES.items():
        listed = f"The list of recommendations: at most {MOST_ROWS:,} rows"
        yield f"/api/v1/recommendations.{kind}", _describe_file(listed, media_type, asked)
        collected = "An evidence basket with the reader's notes"
        of_basket = _describe_file(collected, media_type, _describe_collected())
        yield f"/api/v1/basket.{kind}", of_basket
        packed = "The recommendations to a council as an action plan to fill in"
        yield f"/area/{{name}}.{kind}", _describe_file(packed, media_type, council)
    for ending, (_, media_type) in references.FORMATS.items():
        of_one = _describe_file("Reference of a recommendation", media_type, one)
        yield f"/recommendation/{{key}}.{ending}", of_one
        cited = "References of the recommendations in an evidence basket"
        yield f"/view/basket.{ending}", _describe_file(cited, media_type, _describe_collected())
        of_data = _describe_file("Reference of the dataset", media_type, [])
        yield f"/files/dataset.{ending}", of_data
    codebook = "The codebook for programs of qualitative analysis (REFI-QDA)"
    yield "/files/codebook.qdc", _describe_file(codebook, refi.MEDIA_TYPE, [])
    project = "Summaries and codes as a project for programs of qualitative analysis (REFI-QDA)"
    yield "/files/project.qdpx", _describe_file(project, refi.PROJECT_MEDIA_TYPE, [])


def _describe_file(
    summary: str, media_type: str, parameters: list[dict[str, Any]]
) -> dict[str, Any]:
    held = {"type": "string", "contentMediaType": media_type}
    answers = {
        "200": {"description": summary, "content": {media_type: {"schema": held}}},
        "429": {"description": "Too many new views; see Retry-After"},
        "503": {"description": "Busy; see Retry-After"},
    }
    if any(each["in"] == "path" for each in parameters):
        answers["404"] = {"description": "There is none of that name"}
    elif parameters:
        answers["400"] = {"description": "A parameter cannot be followed"}
    return {"summary": summary, "parameters": parameters, "responses": answers}


def _describe_part(name: str, meaning: str) -> dict[str, Any]:
    """A parameter that is part of the path."""
    own = {"name": name, "in": "path", "required": True, "description": meaning}
    return own | {"schema": {"type": "string"}}


_COLLECTED: list[dict[str, Any]] = [
    {
        "name": "id",
        "in": "query",
        "required": True,
        "description": "ids of recommendations, in the order of the basket",
        "schema": {"type": "array", "maxItems": MOST_IN_BASKET, "items": {"type": "string"}},
    },
    {
        "name": "note",
        "in": "query",
        "required": False,
        "description": "an id, a blank, and a note on that recommendation",
        "schema": {"type": "array", "items": {"type": "string"}},
    },
]


def _describe_collected() -> list[dict[str, Any]]:
    """What the addresses of a basket take."""
    return [*_COLLECTED, _describe_parameter("v", ())]


def _describe_parameters(table: str, vocabulary: Vocabulary, *more: str) -> list[dict[str, Any]]:
    """What a table takes, each parameter with the values that mean something there."""
    known = {name: tuple(codes) for name, codes in vocabulary.codes.items()}
    known |= {"unit": units_of(PAGE_OF[table], vocabulary)}
    names = (*heeded(table), *more)
    return [_describe_parameter(name, known.get(name, ())) for name in names]


def _describe_parameter(name: str, codes: tuple[Any, ...]) -> dict[str, Any]:
    parameter = PARAMETERS[name]
    value: dict[str, Any] = {"type": "string"}
    if 0 < len(codes) <= _MOST_NAMED:
        value["enum"] = [code_text(name, code) for code in codes]
    if parameter.kind is Kind.PAGE:
        value = {"type": "integer", "minimum": 1}
    if parameter.kind is Kind.CODES:
        value = {"type": "array", "items": value}
    own = {"name": name, "in": "query", "required": False, "description": parameter.meaning}
    return own | {"schema": value}


_FAULT = {
    "type": "object",
    "required": ["error", "parameters"],
    "properties": {
        "error": {"type": "string"},
        "parameters": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "message", "nearest"],
                "properties": {
                    "name": {"type": "string"},
                    "message": {"type": "string"},
                    "nearest": {"type": "array", "items": {"type": "string"}},
                },
            },
        },
    },
}


def _schemas() -> dict[str, Any]:
    every = {**COLUMNS, "basket": BASKET}
    return {name: _describe_table(columns) for name, columns in every.items()}


def _describe_table(columns: tuple[Column, ...]) -> dict[str, Any]:
    texts = ("name", "title", "data_version", "licence", "status", "citation", "address")
    row = {
        "type": "object",
        "additionalProperties": False,
        "required": [column.name for column in columns],
        "properties": {column.name: _describe_column(column) for column in columns},
    }
    properties: dict[str, Any] = {name: {"type": "string"} for name in texts}
    properties |= {
        "inspections_to": {"type": "string", "format": "date"},
        "row_count": {"type": "integer"},
        "page": {"type": "integer", "minimum": 1},
        "next": {"type": ["string", "null"]},
        "columns": {"type": "object"},
        "rows": {"type": "array", "maxItems": MOST_ROWS, "items": row},
    }
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(properties),
        "properties": properties | {"release": _RELEASE},
    }


# Only where the address names a kept release: what it is, and what has changed since.
_RELEASE = {
    "type": "object",
    "required": ["version", "made_on", "doi", "current_version", "counts", "told"],
    "properties": {
        "version": {"type": "string"},
        "made_on": {"type": "string", "format": "date"},
        "doi": {"type": ["string", "null"]},
        "current_version": {"type": "string"},
        "counts": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "required": ["then", "now"],
                "properties": {"then": {"type": "integer"}, "now": {"type": "integer"}},
            },
        },
        "told": {"type": "array", "items": {"type": "string"}},
    },
}


def _describe_column(column: Column) -> dict[str, Any]:
    unit = f" ({column.unit})" if column.unit else ""
    return _TYPES[column.kind] | {"description": column.meaning + unit}
