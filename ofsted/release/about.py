"""What every description says of the release: its name, licences and sources, and a summary."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from ofsted.errors import OfstedError
from ofsted.release import files
from ofsted.release.files import FILES, DataFile

NAME = "ofsted-recommendations"
TITLE = "Ofsted Recommendations Explorer"
CREATOR = f"{TITLE} contributors"
KEYWORDS = (
    "Ofsted",
    "children's social care",
    "inspection",
    "local authorities",
    "England",
    "recommendations",
)
MEDIA_TYPES = {
    ".parquet": "application/vnd.apache.parquet",
    ".csv": "text/csv",
    ".json": "application/json",
    ".yaml": "application/yaml",
    ".npz": "application/zip",
}
LICENCES = {
    files.OURS: {
        "name": "CC-BY-4.0",
        "path": "https://creativecommons.org/licenses/by/4.0/",
        "title": "Creative Commons Attribution 4.0 International",
    },
    files.AREA_DATA: {
        "name": "OGL-UK-3.0",
        "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        "title": (
            "Open Government Licence v3.0. Contains OS data and National Statistics data © Crown"
            " copyright and database right."
        ),
    },
}
SOURCES = {
    "ofsted": {
        "title": "Ofsted: inspection reports on local authority children's services",
        "path": "https://reports.ofsted.gov.uk/",
    },
    "mhclg": {
        "title": (
            "Ministry of Housing, Communities and Local Government: English indices of deprivation"
            " 2015, 2019, 2025"
        )
    },
    "defra": {
        "title": (
            "Department for Environment, Food and Rural Affairs: rural-urban classification 2011"
        )
    },
    "ons": {"title": "Office for National Statistics: names and codes of areas"},
    "dfe": {"title": "Department for Education: statistical neighbours"},
    "others": {
        "title": (
            "Figures and inspection outcomes published by Ofsted and others, "
            "each with its source in the file"
        )
    },
    "paper": {
        "title": (
            "Hood, Nilsson and Habibi (2019): An analysis of Ofsted inspection reports for"
            " children's social care services in England"
        ),
        "path": "https://doi.org/10.1111/cfs.12607",
    },
}


def find_files(data: Path) -> list[DataFile]:
    """The files of the release without those that may be absent from `data` and are."""
    return [file for file in FILES if not file.may_be_absent or (data / file.path).is_file()]


def read_content(data: Path, file: DataFile) -> bytes:
    """The bytes of a file of the release. Raises `OfstedError` where it is missing."""
    path = data / file.path
    if not path.is_file():
        raise OfstedError(
            f"{file.path}: not there; the description of the release needs every file of it"
        )
    return path.read_bytes()


def hash_content(content: bytes) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def describe_file(file: DataFile) -> str:
    """What a file holds, or what one of its rows is."""
    if file.description or file.schema is None:
        return file.description
    return f"One row is {file.schema.row}."


def media_type_of(file: DataFile) -> str:
    """The media type of a file, by the end of its name."""
    return MEDIA_TYPES[Path(file.path).suffix]


def summarise(record: Mapping) -> str:
    """What the release is, how much of it there is and how it was coded, in plain words."""
    counts = record["counts"]
    return (
        "What Ofsted tells English councils' children's services to improve:"
        f" {counts['recommendations']:,} recommendations of {counts['reports']} inspection "
        f"reports published up to {counts['latest_published']}, with theme, page and hash, without"
        " the reports' text. Coded twice by a large language model "
        "working from the published codebook, disagreements adjudicated by a third reading, 5 % of"
        " the agreements audited; no human has yet checked a sample. "
        "Independent of Ofsted; not official statistics."
    )
