"""The web process stays light."""

from __future__ import annotations

import os
import subprocess
import sys

SCRIPT = """
import sys, django
django.setup()
import mathshubs.config.urls, mathshubs.schools.jobs
print(sorted({"polars", "numpy", "highspy", "pandas", "msgpack"} & set(sys.modules)))
"""


def test_the_pages_and_jobs_of_the_register_load_no_heavy_library():
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "mathshubs.config.settings"}
    environment["MATHSHUBS_MODE"] = "test"
    said = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True
    )

    assert said.stdout.strip().splitlines()[-1:] == ["[]"], said.stderr
