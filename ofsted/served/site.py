"""Where the pages stand: the base path of the server, and the address that readers know it by."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

PUBLIC_URL = "OFSTED_PUBLIC_URL"
# What is the same whichever release a page shows.
_OF_NO_RELEASE = ("/served/", "/icon.svg", "/feed/", "/robots.txt", "/llms.txt", "/sitemap.xml")

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Site:
    """`base` is the path of the first page without its last stroke ("" or "/explorer"), `public`
    the full address of the first page as readers know it, likewise; "" where nobody has said.
    `version` is that of the kept release whose pages are made, which every link then carries.
    """

    base: str = ""
    public: str = ""
    version: str = ""

    def path(self, address: str = "/", query: str = "") -> str:
        """An address below the base path, as it stands in a link."""
        return self.base + self._locate(address, query)

    def absolute(self, address: str = "/", query: str = "") -> str:
        """The full address, or "" where nobody has said what the site is called.

        Never made from what a request says of its host.
        """
        if not self.public:
            return ""
        return self.public + self._locate(address, query)

    def _locate(self, address: str, query: str) -> str:
        if self.version and not address.startswith(_OF_NO_RELEASE):
            version = urlencode({"v": self.version})
            query = f"{query}&{version}" if query else version
        return quote(address) + (f"?{query}" if query else "")

    def citable(self, address: str = "/", query: str = "") -> str:
        """The full address where there is one, else the address below this server."""
        return self.absolute(address, query) or self.path(address, query)


def make_site(base_path: str, environment: Mapping[str, str]) -> Site:
    """The site of a server with this base path and environment."""
    base = base_path.strip("/")
    return Site(f"/{base}" if base else "", _public(environment.get(PUBLIC_URL, "")))


def _public(text: str) -> str:
    """The address without its last stroke; "" where it is none that a link can begin with."""
    address = text.strip().rstrip("/")
    if not address:
        return ""
    parts = urlsplit(address)
    is_plain = not (parts.query or parts.fragment or parts.username)
    if parts.scheme in ("http", "https") and parts.hostname and is_plain:
        return address
    _log.warning("%s is left aside: an address as https://example.org/path is expected", PUBLIC_URL)
    return ""


def query_text(parameters: Mapping[str, list[str]]) -> str:
    """Parameters as they stand in an address."""
    return urlencode(parameters, doseq=True)
