"""Whom readers can write to: an address that the host of the site sets."""

from __future__ import annotations

import os
import re

VARIABLE = "OFSTED_CONTACT"
_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}|https://[^\s<>\"']+")


def contact_address() -> str:
    """The e-mail or web address of `OFSTED_CONTACT`; "" where none is set or it is neither."""
    text = os.environ.get(VARIABLE, "").strip()
    return text if _ADDRESS.fullmatch(text) else ""


def describe_contact(about: str) -> str:
    """One sentence on where to report something."""
    address = contact_address()
    if not address:
        return "The host of this site has given no address for messages."
    return f"Tell us about {about}: {address}"
