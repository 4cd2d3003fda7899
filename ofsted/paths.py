"""Where things are, relative to the checkout. Importing this touches no file."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
PAGES = ROOT / "pages"

MANIFEST = DATA / "manifest.csv"
AREAS = DATA / "areas.csv"
TILES = DATA / "tiles.csv"
CODEBOOK = DATA / "codebook.yaml"
CODEBOOK_NAMES = DATA / "codebook-names.yaml"
ORIENTATION_CODEBOOK = DATA / "codebook-orientation.yaml"
CLAIMS = DATA / "claims.yaml"
OUTSIDE = DATA / "outside.yaml"
POLICY_DATES = DATA / "policy_dates.yaml"
DECLARATION = DATA / "declaration.yaml"
CLAIMS_LOG = DATA / "claims_log.csv"
CORRECTIONS = DATA / "corrections.csv"
PAPER_EXAMPLES = DATA / "paper_examples.csv"
SPECIFICATIONS_TABLE = DATA / "specifications.parquet"
CLAIM_RESULTS = DATA / "claims.json"
REPORTS_TABLE = DATA / "reports.parquet"
RECOMMENDATIONS_TABLE = DATA / "recommendations.parquet"
CODINGS_TABLE = DATA / "codings.parquet"
AREAS_TABLE = DATA / "areas.parquet"
AGREEMENT_TABLE = DATA / "agreement.parquet"
AGREEMENT_SETS_TABLE = DATA / "agreement_sets.parquet"
DISAGREEMENTS_TABLE = DATA / "disagreements.parquet"
AUDIT_TABLE = DATA / "audit.parquet"
SEARCH_TABLE = DATA / "search.parquet"
SEARCH_STEMS_TABLE = DATA / "search_stems.parquet"
ADJUSTED_TABLE = DATA / "adjusted.parquet"
THEME_PAIRS_TABLE = DATA / "theme_pairs.parquet"
NEIGHBOURS_TABLE = DATA / "neighbours.parquet"
SYNONYMS = DATA / "synonyms.yaml"
QUERIES = DATA / "queries.yaml"
SEALED_QUERIES = DATA / "queries-sealed.yaml"
SUMMARY_RULES = DATA / "summary-rules.yaml"
JUDGED_NEIGHBOURS = DATA / "neighbours-judged.csv"
CODINGS = DATA / "codings"
CODERS = CODINGS / "coders.yaml"
JUDGED_SUMMARIES = CODINGS / "summaries_judged.csv"
MODEL_EVALUATION = DATA / "model" / "evaluation.json"
BUILD_RECORD = DATA / "build.json"
DATA_PACKAGE = DATA / "datapackage.json"
CSV_METADATA = DATA / "csv-metadata.json"
DOWNLOADS_METADATA = DATA / "downloads-metadata.json"
CROISSANT = DATA / "croissant.json"
RO_CRATE = DATA / "ro-crate-metadata.json"
RELEASES = DATA / "releases"
CITATION = ROOT / "CITATION.cff"
GLOSSARY = ROOT / "GLOSSARY.md"
LINKS = ROOT / "LINKS.md"
MEASURED = ROOT / "MEASURED.md"


def local_folder() -> Path:
    """The folder for what is never committed: report files and hydrated quotes.

    Set `OFSTED_LOCAL` to keep it elsewhere, for example on a disk that outlives a redeployment.
    """
    return Path(os.environ.get("OFSTED_LOCAL") or ROOT / "local")


def quotes_table() -> Path:
    """The hydrated quotes, written by `python -m ofsted hydrate`."""
    return local_folder() / "quotes.parquet"


def report_cache() -> Path:
    """Report files fetched on demand, one `<report_id>.pdf` each."""
    return local_folder() / "reports"


def report_folders() -> list[Path]:
    """Folders to look for report files in:

    `OFSTED_REPORTS` (if set), the cache, and `../shared/reports`.
    """
    folders = [report_cache(), ROOT.parent / "shared" / "reports"]
    if named := os.environ.get("OFSTED_REPORTS"):
        folders.insert(0, Path(named))
    return folders


MODEL_FOLDER = DATA / "model"


MODEL = MODEL_FOLDER / "classifier.npz"


EVALUATION = MODEL_FOLDER / "evaluation.json"


EVALUATION_TABLE = MODEL_FOLDER / "evaluation.csv"


MODEL_CARD = MODEL_FOLDER / "README.md"
