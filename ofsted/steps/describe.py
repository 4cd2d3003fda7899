"""Writes all descriptions of the release."""

from __future__ import annotations

import json
from pathlib import Path

from ofsted import paths
from ofsted.codebook import read_codebook
from ofsted.documents import read_json
from ofsted.errors import OfstedError
from ofsted.release.citation import describe_citation
from ofsted.release.crate import describe_crate
from ofsted.release.croissant import describe_croissant
from ofsted.release.csvw import describe_csv_files, describe_downloads
from ofsted.release.datapackage import describe_package
from ofsted.release.hosting import HOSTING, hosting_table
from ofsted.release.measured import JUDGED, TERMS, judged_table, put_block, terms_table
from ofsted.release.terms import describe_glossary
from ofsted.steps.dashboard_study import measured_blocks
from ofsted.steps.fault_studies import fault_blocks
from ofsted.steps.hosting_trial import read_trial
from ofsted.steps.published import read_texts
from ofsted.steps.summaries import read_judged, read_kept_terms
from ofsted.tables.whole import write_text_whole


def write_descriptions(data: Path = paths.DATA, root: Path = paths.ROOT) -> list[Path]:
    """Describe the files of `data`: writes the data package, both CSVW documents, Croissant and
    RO-Crate beside them, CITATION.cff and GLOSSARY.md into `root`; gives their paths.

    Raises `OfstedError` where there is no build, or a file of the release is missing.
    """
    record_file = data / paths.BUILD_RECORD.name
    record, codebook = read_json(record_file), read_codebook(paths.CODEBOOK)
    texts = {
        data / paths.DATA_PACKAGE.name: _json(describe_package(data, record, codebook)),
        data / paths.CSV_METADATA.name: _json(describe_csv_files(data)),
        data / paths.DOWNLOADS_METADATA.name: _json(describe_downloads(record["data_version"])),
        data / paths.CROISSANT.name: _json(describe_croissant(data, record)),
        data / paths.RO_CRATE.name: _json(describe_crate(data, record)),
        root / paths.CITATION.name: describe_citation(record),
        root / paths.GLOSSARY.name: describe_glossary(),
    }
    for path, text in texts.items():
        write_text_whole(path, text)
    return list(texts)


def write_measured(path: Path = paths.MEASURED) -> Path:
    """Renew the parts of MEASURED.md that are made from the data; what needs the texts stays as it
    is where these are not hydrated. Gives its path.
    """
    document = put_block(path.read_text(encoding="utf-8"), JUDGED, judged_table(read_judged()))
    document = put_block(document, HOSTING, hosting_table(read_trial()))
    try:
        texts = read_texts()
    except OfstedError:
        texts = {}
    for name, body in (measured_blocks() | fault_blocks()).items():
        document = put_block(document, name, body)
    if texts:
        document = put_block(document, TERMS, terms_table(read_kept_terms(texts)))
    write_text_whole(path, document)
    return path


def _json(document: dict) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"
