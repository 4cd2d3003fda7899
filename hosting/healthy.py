"""Exit status 0 where the server on this machine is ready, 1 where it is not; for health checks."""

from __future__ import annotations

import os
import sys
import urllib.request


def health_address() -> str:
    """Where the server says whether it is ready, by the settings that it was started with."""
    port = os.environ.get("STREAMLIT_SERVER_PORT", "8501")
    base = os.environ.get("STREAMLIT_SERVER_BASE_URL_PATH", "").strip("/")
    return f"http://127.0.0.1:{port}/{base}/healthz".replace("//healthz", "/healthz")


def is_healthy() -> bool:
    """Whether the server answers that it is ready. It says 503 until its usual views are made."""
    try:
        with urllib.request.urlopen(health_address(), timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(0 if is_healthy() else 1)
