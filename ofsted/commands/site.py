"""The command `site`: the pages without scripts as files for a static host."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ofsted.served.source import Source

WORKERS = 2


def add_site(commands: argparse._SubParsersAction) -> None:
    site = commands.add_parser(
        "site",
        help="write the pages without scripts as a folder for any static host",
        description=(
            "Default views and each single filter, all councils, themes and recommendations, with"
            " relative links. Written whole or not at all; a site written before is replaced, any"
            " other folder that is not empty is refused. Where OFSTED_PUBLIC_URL is set, links that"
            " a static host cannot answer lead to the dashboard there; else they are left out."
        ),
    )
    site.add_argument("folder", type=Path, metavar="FOLDER")
    site.add_argument(
        "--with-wording",
        action="store_true",
        help="with the wording that was hydrated here, under the licences that are then printed",
    )
    site.add_argument(
        "--jobs", type=int, default=WORKERS, help=f"worker processes (default: {WORKERS})"
    )
    site.set_defaults(run=_site)


def _site(options: argparse.Namespace) -> int:
    import os

    from ofsted.served.editions import read_published
    from ofsted.served.site import make_site
    from ofsted.served.static import write_site

    source = read_published(with_wording=options.with_wording)
    if options.with_wording:
        for line in list_licences(source):
            print(line)
    public = make_site("", os.environ).public
    count = write_site(options.folder, source, public=public, jobs=max(1, options.jobs))
    print(f"{count:,} pages written to {options.folder}", file=sys.stderr)
    return 0


def list_licences(source: Source) -> list[str]:
    """Under which terms the wording stands that the site will hold, and of how many reports."""
    from ofsted.files.notes import OPEN_TERMS, RESTRICTED_TERMS

    reports = source.release().dataset.reports
    restricted = set(reports.loc[reports["is_non_commercial"], "report_id"])
    shown = {key.rpartition("-")[0] for key in source.read_quotes()}
    counts = {OPEN_TERMS: len(shown - restricted), RESTRICTED_TERMS: len(shown & restricted)}
    return [f"wording of {count} reports: {terms}" for terms, count in counts.items() if count]
