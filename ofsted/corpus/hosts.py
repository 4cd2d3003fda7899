"""The three servers that may be contacted, and the one function that contacts them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin

import requests

from ofsted import __version__

MAX_REDIRECTS = 5
HEADERS = {
    "User-Agent": f"OfstedRecommendationsExplorer/{__version__}",
    # Compression would hide the length of the body, by which a truncated one is noticed.
    "Accept-Encoding": "identity",
}
# Archives give the capture nearest to this time: the year in which the hashes of the manifest were
# taken.
CAPTURE = "2026"


class Setback(Exception):
    """One address did not give the file: why, and what follows from that.

    `is_passing`: asking again may help, after `wait_seconds` if the server named a time.
    `blames_host`: it says something about the server (down, refusing) and not about the one report.
    """

    def __init__(
        self,
        reason: str,
        *,
        is_passing: bool = False,
        blames_host: bool = False,
        wait_seconds: float = 0,
    ) -> None:
        super().__init__(reason)
        self.is_passing = is_passing
        self.blames_host = blames_host or is_passing
        self.wait_seconds = wait_seconds


@dataclass(frozen=True)
class Host:
    """One server that may be contacted; an archive keeps its copy of an address under the path
    `copies`.
    """

    name: str
    origin: str
    copies: str = ""

    def address_of(self, url: str) -> str:
        """Where this server has the document that was published at `url`."""
        if not self.copies:
            return url
        return f"{self.origin}{self.copies}{url}"

    def serves(self, url: str) -> bool:
        """Whether an address is on this server, by scheme, name and port."""
        # A prefix up to the first slash leaves nothing to interpret: no user name, port or
        # backslash trick passes.
        return url.startswith(f"{self.origin}/")


OFSTED = Host("Ofsted", "https://files.ofsted.gov.uk")
# `id_` asks for the body as it was captured, without the archive's banner and rewritten links.
GOVERNMENT_ARCHIVE = Host(
    "UK Government Web Archive",
    "https://webarchive.nationalarchives.gov.uk",
    f"/ukgwa/{CAPTURE}id_/",
)
INTERNET_ARCHIVE = Host("Internet Archive", "https://web.archive.org", f"/web/{CAPTURE}id_/")
ALLOWED_HOSTS = (OFSTED, GOVERNMENT_ARCHIVE, INTERNET_ARCHIVE)


def hosts_named_by(url: str) -> tuple[Host, ...]:
    """Of the permitted servers the one that an address names: no archive stands in for it."""
    return tuple(host for host in ALLOWED_HOSTS if host.serves(url))


def open_address(
    url: str, session: requests.Session, hosts: Sequence[Host], timeout: tuple[float, float]
) -> requests.Response:
    """The 200 answer for an address, its body not yet read; redirects are followed by hand, each
    checked first.

    Every request of this package is made here. `timeout` is seconds to connect and to wait for each
    piece. Raises `Setback`, also for an address that is not on one of the `hosts`, which is then
    not contacted.
    """
    for _ in range(MAX_REDIRECTS + 1):
        if not any(host.serves(url) for host in hosts):
            raise Setback(f"leads to {url[:200]}, which is on none of the permitted hosts")
        response = _send(url, session, timeout)
        if not response.is_redirect:
            return _checked(response)
        response.close()
        url = _redirect_target(response, url, session)
    raise Setback(f"more than {MAX_REDIRECTS} redirects")


def _send(url: str, session: requests.Session, timeout: tuple[float, float]) -> requests.Response:
    request = session.prepare_request(requests.Request("GET", url, headers=HEADERS))
    # The stubs let `verify` be None here, which it never is once merged with the session's.
    settings: Any = session.merge_environment_settings(url, {}, stream=True, verify=None, cert=None)
    # Not `session.get`: even with allow_redirects=False it reads the whole body of a redirect,
    # however large.
    return session.get_adapter(url).send(request, timeout=timeout, **settings)


def _redirect_target(response: requests.Response, url: str, session: requests.Session) -> str:
    try:
        return urljoin(url, session.get_redirect_target(response))
    except ValueError as error:
        raise Setback("redirects to an address that cannot be read") from error


def _checked(response: requests.Response) -> requests.Response:
    if response.status_code == 200:
        return response
    response.close()
    status = response.status_code
    # Firewalls in front of the archives may want to see a person; that is for a person to answer,
    # not for us.
    what = f"HTTP {status} {response.reason}".rstrip()
    if "x-amzn-waf-action" in response.headers:
        what += ", the server asks for a human check"
    raise Setback(
        what,
        is_passing=status == 429 or status >= 500,
        blames_host=status not in (404, 410),
        wait_seconds=_seconds_to_wait(response.headers.get("Retry-After", "")),
    )


def _seconds_to_wait(retry_after: str) -> float:
    """Seconds that a `Retry-After` header asks for, in either of its forms (RFC 9110, 10.2.3); 0 if
    it cannot be read.
    """
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after)
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return 0.0
    return max(
        0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    )
