"""Makes 2,000 Work Groups in a fresh embedded database and measures the list and the page."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="keep the database in this folder, and use it again")
    parser.add_argument("--seconds", default="6", help="of load for each figure")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-pages-") as folder:
        data = Path(asked.data or folder) / schema()
        env = os.environ | {"MATHSHUBS_MODE": "demo", "MATHSHUBS_DATA": str(data),
                            "DJANGO_SETTINGS_MODULE": "mathshubs.config.settings"}  # fmt: skip
        env.pop("DATABASE_URL", None)
        # The embedded server stops with the last process that uses it: this one stays.
        os.environ.update(env)
        from mathshubs.config import embedded

        env["DATABASE_URL"] = embedded.start(data, "demo")
        commands = [["migrate", "-v0"], ["createcachetable"], ["collectstatic", "--noinput", "-v0"]]
        for command in commands[2:] if (data / "made").exists() else commands:
            subprocess.run([sys.executable, "-m", "mathshubs", *command], env=env, check=True)
        if not (data / "made").exists():
            subprocess.run([sys.executable, HERE / "network.py"], env=env, check=True)
            (data / "made").touch()
        inside = measure("in_process.py", [], env)
        full = inside.pop("full")
        env["GROUPS"] = ",".join(str(pk) for pk in range(1, 2001))
        env["FULL_GROUPS"] = ",".join(map(str, full))
        over_http = measure("over_http.py", ["--seconds", asked.seconds], env)
    for name, figures in over_http.pop("pages").items():
        inside["pages"][name] |= figures
    print(json.dumps(inside | over_http, indent=1))


def schema() -> str:
    """Return a name for the tables as they are now: a database of other tables is not used."""
    digest = hashlib.sha256()
    for path in sorted((HERE.parents[1] / "src").glob("mathshubs/*/migrations/*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


def measure(script: str, more: list[str], env: dict) -> dict:
    command = [sys.executable, HERE / script, *more]
    said = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(said.splitlines()[-1])


if __name__ == "__main__":
    main()
