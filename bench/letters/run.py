"""
Send letters by a real worker to a local mail server while the worker is killed again and again.

    python bench/letters/run.py [--letters 5000] [--kills 50] [--to figures.json]

Counts what the mail server accepted: none may be lost; letters that came twice are counted.
Makes a database of its own in the embedded PostgreSQL (or beside DATABASE_URL) and drops it after.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
LONGEST = 3600  # seconds


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--letters", type=int, default=5000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--to", type=Path, default=HERE / "figures.json")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = run(asked, Path(folder))
    asked.to.write_text(json.dumps(figures, indent=2) + "\n")
    print(json.dumps(figures, indent=2))
    sys.exit(0 if figures["lost"] == 0 else 1)


def run(asked, folder: Path) -> dict:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    os.environ |= {
        "MATHSHUBS_MODE": "demo",
        "MATHSHUBS_DATA": os.environ.get("MATHSHUBS_DATA", str(folder)),
        "MATHSHUBS_SMTP_HOST": "127.0.0.1",
        "MATHSHUBS_SMTP_PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "mathshubs.config.settings",
    }
    accepted = folder / "accepted.txt"
    accepted.touch()
    sink = subprocess.Popen(
        [sys.executable, HERE / "sink.py", str(port), str(accepted)], stdout=subprocess.PIPE
    )
    sink.stdout.readline()

    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from django.utils.timezone import now

    from mathshubs.comms import actions
    from mathshubs.comms.models import Letter

    worker = [sys.executable, "-m", "mathshubs", "work", "--concurrency", "4"]
    chance, life = random.Random(asked.seed), None
    try:
        began = time.monotonic()
        actions.post_many([a_draft(actions, number) for number in range(asked.letters)], at=now())
        written = time.monotonic() - began

        began = time.monotonic()
        kills, share = 0, asked.letters / (asked.kills + 1)
        while waiting(Letter) and time.monotonic() - began < LONGEST:
            life = subprocess.Popen(worker, stderr=subprocess.DEVNULL)
            if kills < asked.kills:
                await_letters(accepted, int(share * chance.uniform(0.5, 1)), life)
                life.send_signal(signal.SIGKILL)
                life.wait()
                kills += 1
                continue
            while waiting(Letter) and time.monotonic() - began < LONGEST:
                time.sleep(0.5)
            life.terminate()
            life.wait(timeout=60)
        took = time.monotonic() - began
    finally:
        sink.terminate()
        if life and life.poll() is None:
            life.kill()
    came = Counter(accepted.read_text().split())
    wanted = {str(found) for found in Letter.objects.values_list("message_id", flat=True)}
    states = Counter(Letter.objects.values_list("state", flat=True))
    return {
        "letters": asked.letters,
        "kills": kills,
        "seconds_to_write": round(written, 2),
        "seconds_to_send": round(took, 1),
        "letters_a_second_kills_included": round(asked.letters / took, 1),
        "accepted_by_the_mail_server": sum(came.values()),
        "lost": len(wanted - set(came)),
        "came_twice": sum(1 for count in came.values() if count > 1),
        "duplicates": sum(count - 1 for count in came.values()),
        "states": dict(states),
    }


def a_draft(actions, number: int):
    return actions.Draft(
        to=f"teacher{number}@example.org",
        kind="bench.letter",
        about=f"letter:{number}",
        subject="Joining details: Secondary maths leadership",
        text="Dear colleague\n\n" + "What you need on the day. " * 40,
        from_name="Salt Way Maths Hub",
    )


def waiting(letters) -> int:
    return letters.objects.filter(state="QUEUED").count()


def await_letters(accepted: Path, wanted: int, life: subprocess.Popen) -> None:
    """Wait until this worker has sent so many, so that each kill hits one at work."""
    line = 37  # bytes: a UUID and its newline
    enough, began = accepted.stat().st_size + wanted * line, time.monotonic()
    while accepted.stat().st_size < enough and time.monotonic() - began < 60:
        if life.poll() is not None:
            return
        time.sleep(0.05)


if __name__ == "__main__":
    main()
