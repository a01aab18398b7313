"""
Imports of the register by national staff: handed in, checked, confirmed, applied.

Checking and applying are jobs. Each may run twice; the state of the import says what is to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pghistory
from django.conf import settings
from django.core.files.base import File
from django.db import transaction

from mathshubs.comms.queue import defer
from mathshubs.people.models import Person
from mathshubs.schools.models import RegisterImport
from mathshubs.schools.register.run import (
    Outcome,
    RegisterFiles,
    Unanswered,
    import_register,
    preview_register,
)
from mathshubs.schools.signals import register_changed

from .working import progress_of, refusals, write_refused_rows

State = RegisterImport.State
FILES = ("schools", "links", "groups", "group_links")
CHECK, APPLY = "schools.check_import", "schools.apply_import"


@transaction.atomic
def hand_in(files: Mapping[str, File], *, by: Person, at: datetime) -> RegisterImport:
    """Keep the uploaded files and have them checked; nothing changes until somebody confirms."""
    given = {name: files[name] for name in FILES if files.get(name)}
    names = ", ".join(str(file.name) for file in given.values())[:400]
    register_import = RegisterImport.objects.create(by=by, at=at, names=names)
    for name, file in given.items():
        kept = getattr(register_import, name)
        kept.save(f"{name}{''.join(Path(str(file.name)).suffixes)[-10:]}", file, save=False)
    register_import.save()
    defer(CHECK, import_id=register_import.pk)
    return register_import


def check(*, import_id: int) -> None:
    """Find out what an import would change, for its preview."""
    register_import = RegisterImport.objects.select_related("by").get(pk=import_id)
    if register_import.state != State.CHECKING:
        return
    with _refusals(register_import), progress_of(register_import) as progress:
        outcome = preview_register(
            _files(register_import), at=register_import.at, progress=progress
        )
        register_import.refresh_from_db()
        if register_import.state != State.CHECKING:
            return
        _keep(register_import, outcome)
        register_import.preview = outcome.examples
        register_import.questions = [
            {"key": question.key, "sentence": question.sentence} for question in outcome.questions
        ]
        register_import.state = State.READY
        register_import.save()


@transaction.atomic
def confirm(register_import: RegisterImport, *, answers: Iterable[str], by: Person) -> bool:
    """Have the import applied, with these questions answered with yes. Twice is once."""
    changed = RegisterImport.objects.filter(pk=register_import.pk, state=State.READY).update(
        state=State.APPLYING, answers=sorted(answers), by=by, step="", progress=0
    )
    if changed:
        defer(APPLY, import_id=register_import.pk)
    return bool(changed)


def apply(*, import_id: int, at: datetime) -> None:
    """Change the register as it was confirmed; the import is done in the same transaction."""
    register_import = RegisterImport.objects.select_related("by").get(pk=import_id)
    if register_import.state != State.APPLYING:
        return

    def done(outcome: Outcome) -> None:
        _keep(register_import, outcome)
        register_import.state, register_import.done_at = State.DONE, at
        register_import.save()
        register_changed.send(None, links_changed=outcome.links_changed, at=at)

    who = {"person": register_import.by_id, "register_import": import_id}
    with (
        _refusals(register_import),
        progress_of(register_import) as progress,
        pghistory.context(**who),
    ):
        import_register(
            _files(register_import),
            at=at,
            agrees=lambda question: question.key in register_import.answers,
            progress=progress,
            done=done,
        )
    register_import.refresh_from_db()
    if register_import.state == State.DONE:
        _throw_files_away(register_import)


def discard(register_import: RegisterImport) -> bool:
    """Drop an import that nobody confirmed."""
    changed = RegisterImport.objects.filter(pk=register_import.pk, state=State.READY).update(
        state=State.DISCARDED
    )
    if changed:
        register_import.refresh_from_db()
        _throw_files_away(register_import)
    return bool(changed)


def note(files: RegisterFiles, outcome: Outcome, *, at: datetime) -> None:
    """Keep word of an import by command, when it changed something."""
    if outcome.changed:
        given = [path.name for path in vars(files).values() if path]
        RegisterImport.objects.create(
            state=State.DONE,
            at=at,
            done_at=at,
            names=", ".join(given)[:400],
            summary=outcome.summary,
        )
        register_changed.send(None, links_changed=outcome.links_changed, at=at)


def _keep(register_import: RegisterImport, outcome: Outcome) -> None:
    register_import.summary = outcome.summary
    register_import.step, register_import.progress = "", 100
    path = write_refused_rows(outcome.refused, register_import.at, "register")
    if path:
        register_import.refused_rows.name = str(path.relative_to(settings.MEDIA_ROOT))


def _files(register_import: RegisterImport) -> RegisterFiles:
    paths = {name: getattr(register_import, name) for name in FILES}
    given = {name: Path(kept.path) for name, kept in paths.items() if kept}
    return RegisterFiles(**given)


def _throw_files_away(register_import: RegisterImport) -> None:
    for name in FILES:
        getattr(register_import, name).delete(save=False)
    RegisterImport.objects.filter(pk=register_import.pk).update(**dict.fromkeys(FILES, ""))


@contextmanager
def _refusals(register_import: RegisterImport):
    """Note why an import was refused. What is more than a refusal is also raised."""

    def refused(sentence: str) -> None:
        RegisterImport.objects.filter(pk=register_import.pk).update(
            state=State.REFUSED, refusal=sentence, step=""
        )
        _throw_files_away(register_import)

    try:
        with refusals(refused):
            yield
    except Unanswered:
        # What we hold has changed since the preview: it is made again, with new questions.
        RegisterImport.objects.filter(pk=register_import.pk).update(state=State.CHECKING)
        defer(CHECK, import_id=register_import.pk)
