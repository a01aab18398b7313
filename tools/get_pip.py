"""
One pip, from the package index, for a Python that came without.

Debian's python3 has neither pip nor ensurepip until python3-venv is installed. The wheel runs from
where it lies. Its version and hash are fixed here; the index is the one pip would have asked.
"""

from __future__ import annotations

import configparser
import hashlib
import os
import re
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urljoin

WHEEL = "pip-26.3-py3-none-any.whl"
SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"


def download(folder: Path) -> Path:
    """Put the wheel into `folder`, unless it is there, and return its path. Raises SystemExit."""
    wheel = folder / WHEEL
    if wheel.exists():
        return wheel
    page = f"{_index().rstrip('/')}/pip/"
    try:
        found = re.search(rf'href="([^"]*{re.escape(WHEEL)})[#"]', _get(page).decode())
        if not found:
            raise SystemExit(f"{page} has no {WHEEL}. Install python3-venv and try again.")
        content = _get(urljoin(page, found[1]))
    except (urllib.error.URLError, OSError) as error:
        raise SystemExit(
            f"pip could not be fetched from {page} ({error}). Check the connection, or install "
            "pip (on Debian: apt-get install python3-venv ca-certificates), and try again."
        ) from None
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise SystemExit(f"{WHEEL} from {page} is not the file we know. Nothing was installed.")
    wheel.write_bytes(content)
    return wheel


def _get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=60) as answer:
        return answer.read()


def _index() -> str:
    """The package index by pip's own rules: environment, then its files, then PyPI."""
    if said := os.environ.get("PIP_INDEX_URL"):
        return said
    config = configparser.ConfigParser(interpolation=None, strict=False)
    home = Path.home()
    config.read(
        [
            "/etc/pip.conf",
            home / ".pip" / "pip.conf",
            home / ".config" / "pip" / "pip.conf",
            os.environ.get("PIP_CONFIG_FILE", os.devnull),
        ]
    )
    return config.get("global", "index-url", fallback="https://pypi.org/simple")
