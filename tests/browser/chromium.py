"""A real Chromium, for tests and for pictures."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from playwright.sync_api import Browser, Playwright

MISSING = (
    "Chromium is not installed. Install it with `apt-get install chromium` or "
    "`.venv/bin/playwright install chromium`, or name one in CHROMIUM."
)
_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


class ChromiumMissing(Exception):
    """There is no Chromium. `str(missing)` says how to get one."""


def launch(playwright: Playwright) -> Browser:
    """Start Chromium. Raises ChromiumMissing."""
    ours = Path(playwright.chromium.executable_path)
    named = os.environ.get("CHROMIUM")
    found = named or next(filter(None, map(shutil.which, _NAMES)), None)
    if not found and not ours.exists():
        raise ChromiumMissing(MISSING)
    return playwright.chromium.launch(executable_path=found or str(ours), args=_ARGUMENTS)
