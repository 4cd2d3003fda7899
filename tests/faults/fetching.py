"""A server on this machine in the place of Ofsted's, and a download from it:

python -m tests.faults.fetching PORT FOLDER
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from ofsted import paths
from ofsted.corpus.download import LONG, download_reports
from ofsted.corpus.hosts import Host
from ofsted.corpus.manifest import read_manifest

PATIENCE = replace(LONG, pause_seconds=0)


class Files(ThreadingHTTPServer):
    """A server of the files in a folder, `<report_id>.pdf`, that counts what it was asked for."""

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.folder = folder
        self.asked: Counter[str] = Counter()

    @property
    def host(self) -> Host:
        """It, as one that may be contacted."""
        return _here(self.server_port)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that was killed is what all this is for."""


class _Answer(BaseHTTPRequestHandler):
    server: Files

    def do_GET(self) -> None:
        report_id = self.path.rsplit("/", 1)[1]
        self.server.asked[report_id] += 1
        body = (self.server.folder / f"{report_id}.pdf").read_bytes()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *parts: object) -> None:
        pass


class _Here(Host):
    """The server on this machine, which has every document under its last name alone."""

    def address_of(self, url: str) -> str:
        """The address here of a document that was published at `url`."""
        return f"{self.origin}/{url.rsplit('/', 1)[1]}"


def _here(port: int) -> Host:
    return _Here("here", f"http://127.0.0.1:{port}")


@contextmanager
def serving(folder: Path) -> Iterator[Files]:
    """A server of the files in the folder, as long as the block lasts."""
    with Files(folder) as server:
        Thread(target=server.serve_forever, args=(0.005,), daemon=True).start()
        yield server
        server.shutdown()


def main(port: str, folder: str) -> int:
    """Fetch every report of the manifest; 1 where one could not be had."""
    entries = read_manifest(paths.MANIFEST)
    fetched = {"hosts": (_here(int(port)),), "patience": PATIENCE, "show_progress": False}
    return int(bool(download_reports(entries, Path(folder), **fetched)))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
