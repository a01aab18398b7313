"""What holds on every page, whoever opens it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve

from mathshubs.config.access import TABLE
from mathshubs.core.access import ROLES

from .test_access import ADDRESSES, address

pytestmark = pytest.mark.django_db


def opened(name: str, world):
    """Yield each distinct HTML page that `name` gives to the roles who may open it."""
    for role, expected in zip(ROLES, TABLE[name].get, strict=True):
        if expected == "ok":
            response = world.visit(role).get(address(world, name))
            if response.status_code == 200 and "html" in response["Content-Type"]:
                yield role, response, response.content.decode()


# A letter as it is posted has the styles that letters need; only the demo shows one as a page.
LETTER = "comms:mailbox_html"
READABLE = sorted(
    name for name in ADDRESSES if name in TABLE and "ok" in TABLE[name].get and name != LETTER
)


@pytest.mark.parametrize("name", READABLE)
def test_a_page_keeps_to_the_frame(name, world):
    for role, response, html in opened(name, world):
        assert len(re.findall(r"<h1[ >]", html)) == 1, role
        assert re.search(r"<title>\s*[^\s–][^<]* – Maths Hubs</title>", html), role
        assert not re.search(r"<[^>]+\sstyle\s*=", html), "styles are blocked by our policy"
        assert not re.search(r"<[^>]+\son[a-z]+\s*=", html), "so are handlers written into HTML"
        scripts = re.findall(r"<script([^>]*)>", html)
        assert all("src=" in each or "json" in each for each in scripts), role
        posted = re.findall(r'<form[^>]*method="post".*?</form>', html, re.DOTALL)
        assert all("csrfmiddlewaretoken" in form for form in posted), role
        twice = [
            key for key, times in Counter(re.findall(r'\sid="([^"]+)"', html)).items() if times > 1
        ]
        assert twice == [], role
        policy = response["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        if role != "visitor":
            assert "no-store" in response["Cache-Control"], role


@pytest.mark.parametrize("name", READABLE)
def test_every_link_of_a_page_leads_to_an_address_of_ours(name, world):
    for _role, response, html in opened(name, world):
        leads_nowhere = []
        for link in set(re.findall(r'\s(?:href|action)="([^"]*)"', html)):
            parts = urlsplit(link.replace("&amp;", "&"))
            if parts.scheme or parts.netloc or parts.path.startswith("/static/"):
                continue
            if not parts.path:
                if parts.fragment and f'id="{parts.fragment}"' not in html:
                    leads_nowhere.append(link)
                continue
            try:
                resolve(parts.path)
            except Resolver404:
                leads_nowhere.append(link)
        assert leads_nowhere == [], response.request["PATH_INFO"]


def test_a_web_process_loads_nothing_heavy():
    heavy = ["polars", "numpy", "pandas", "typst", "openpyxl", "hypothesis", "scipy", "highspy"]
    program = (
        "import sys, mathshubs.config.wsgi\n"
        "from django.urls import get_resolver; get_resolver().url_patterns\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True,
        env={"MATHSHUBS_MODE": "test", "DATABASE_URL": "postgresql:///none", "PATH": ""},
    )  # fmt: skip

    assert done.stdout.strip() == "[]"
