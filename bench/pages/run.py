"""Makes 2,000 Work Groups in a fresh embedded database and measures the list and the page."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="keep the database in this folder, and use it again")
    parser.add_argument("--seconds", default="10", help="of load for each figure")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-pages-") as folder:
        data = Path(asked.data or folder)
        env = os.environ | {"MATHSHUBS_MODE": "demo", "MATHSHUBS_DATA": str(data),
                            "DJANGO_SETTINGS_MODULE": "mathshubs.config.settings"}  # fmt: skip
        env.pop("DATABASE_URL", None)
        # The embedded server stops with the last process that uses it: this one stays.
        os.environ.update(env)
        from mathshubs.config import embedded

        env["DATABASE_URL"] = embedded.start(data, "demo")
        if not (data / "made").exists():
            for command in (
                ["migrate", "-v0"],
                ["createcachetable"],
                ["collectstatic", "--noinput", "-v0"],
            ):
                subprocess.run([sys.executable, "-m", "mathshubs", *command], env=env, check=True)
            subprocess.run([sys.executable, HERE / "network.py"], env=env, check=True)
            (data / "made").touch()
        env["GROUP_IDS"] = ",".join(str(pk) for pk in range(1, 2001))
        for script, more in (("in_process.py", []), ("over_http.py", ["--seconds", asked.seconds])):
            subprocess.run([sys.executable, HERE / script, *more], env=env, check=True)
            print()


if __name__ == "__main__":
    main()
