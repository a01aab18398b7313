"""
Spreadsheets handed in: read, shown, confirmed, then carried out as a whole or not at all.

A long one is read and carried out by a job; its state says what is to do, so a job may run twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import PurePath

import pghistory
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import DEFAULT_DB_ALIAS, connections, transaction

from mathshubs.comms.queue import defer
from mathshubs.core.files import MEDIA_TYPES, FileRefused, read_upload
from mathshubs.hubs.models import Hub
from mathshubs.people.models import Person

from ..methods import sheets
from ..models import Upload, WorkGroup, Workshop
from .uploaded import NOBODY, Column, RowsRefused, Told, applications, marks, people, undoing

Kind, State = Upload.Kind, Upload.State
LARGEST = 5 * 1024 * 1024  # bytes
AT_ONCE = 500  # rows; more are for a job
KEPT = timedelta(days=30)
_CHANGED = ("rows", "answers", "by", "state", "progress", "done_at")
CHECK, CARRY_OUT = "workgroups.check_upload", "workgroups.carry_out_upload"

READ = {
    Kind.APPLICATIONS: applications.read_applications,
    Kind.MEETING: marks.read_meeting,
    Kind.ATTENDANCE: marks.read_sheet,
    Kind.PEOPLE: people.read_people,
}
CARRIED_OUT_BY = {
    Kind.APPLICATIONS: applications.carry_out_applications,
    Kind.MEETING: marks.carry_out_meeting,
    Kind.ATTENDANCE: marks.carry_out_sheet,
    Kind.PEOPLE: people.carry_out_people,
}
TEMPLATES: dict[str, tuple[Column, ...]] = {
    Kind.APPLICATIONS: applications.SHEET,
    Kind.ATTENDANCE: marks.SHEET,
    Kind.PEOPLE: people.SHEET,
}
_ATTENDANCE = (Kind.MEETING, Kind.ATTENDANCE)


class UploadRefused(Exception):
    """Nothing was changed. `str(refusal)` is a sentence for whoever handed the file in."""


@transaction.atomic
def hand_in(
    *, kind: str, file: UploadedFile, hub: Hub, work_group: WorkGroup | None = None,
    workshop: Workshop | None = None, by: Person, at: datetime,
) -> Upload:  # fmt: skip
    """
    Keep a file and find out what it would do. Nothing changes until somebody confirms.

    Raises UploadRefused for a file that cannot be read as what it should be.
    """
    try:
        upload = Upload.objects.create(
            **_stored(file), kind=kind, hub=hub, work_group=work_group, workshop=workshop, by=by,
            at=at, state=State.CHECKING,
        )  # fmt: skip
        if len(_sheet(upload)) > AT_ONCE:
            defer(CHECK, upload_id=upload.pk)
        else:
            _read(upload, at, lambda part: None)
    except (FileRefused, sheets.SheetRefused) as refusal:
        raise UploadRefused(str(refusal)) from None
    return upload


def _stored(file: UploadedFile) -> dict:
    """Return the fields of the file, a text as UTF-8: Teams writes UTF-16."""
    ending = PurePath(file.name or "").suffix.lower()
    if ending not in (".xlsx", ".csv", ".txt"):
        raise FileRefused("Choose a spreadsheet: .xlsx or .csv.")
    if ending != ".xlsx" and (file.size or 0) <= LARGEST:
        file = SimpleUploadedFile(file.name or "", sheets.as_text(file.read()).encode())
    return read_upload(file, largest=LARGEST)


def _sheet(upload: Upload) -> list[list[str]]:
    content = bytes(upload.content)
    if upload.media_type == MEDIA_TYPES["xlsx"]:
        return sheets.rows_of_xlsx(content)
    return sheets.rows_of_text(sheets.as_text(content))


def _read(upload: Upload, at: datetime, told: Told) -> None:
    upload.rows = READ[Kind(upload.kind)](upload, _sheet(upload), at, told)
    upload.state, upload.progress = State.READY, 100
    upload.save(update_fields=["rows", "state", "progress"])


def check(*, upload_id: int, at: datetime) -> None:
    """Find out what a long file would do, for its preview."""
    upload = Upload.objects.get(pk=upload_id)
    if upload.state != State.CHECKING:
        return
    try:
        with _progress_of(upload) as told:
            _read(upload, at, told)
    except sheets.SheetRefused as refusal:
        upload.state, upload.refusal = State.REFUSED, str(refusal)
        upload.save(update_fields=["state", "refusal"])


@transaction.atomic
def confirm(*, upload: Upload, answers: Mapping[str, str], by: Person, at: datetime) -> Upload:
    """
    Do what the file says, all of it or nothing. Twice is once.

    `answers` are by line, and of the kind's own questions. Raises UploadRefused while a row has a
    problem or a doubt has no answer.
    """
    upload = Upload.objects.select_for_update().get(pk=upload.pk)
    if upload.state != State.READY:
        return upload
    if any(row["problem"] for row in upload.rows):
        raise UploadRefused("Put right the rows that cannot be used, then choose the file again.")
    for row in upload.rows:
        values = [value for value, _ in row["choices"]]
        answer = answers.get(str(row["line"]), "" if row["doubt"] else NOBODY)
        if values and answer not in values:
            raise UploadRefused(f"Choose who {row['who']} in row {row['line']} is.")
    upload.answers, upload.by = {key: answers[key] for key in answers if key != "made"}, by
    if len(upload.rows) > AT_ONCE:
        upload.state, upload.progress = State.APPLYING, 0
        defer(CARRY_OUT, upload_id=upload.pk)
    else:
        _carry_out(upload, at, lambda part: None)
    upload.save(update_fields=_CHANGED)
    return upload


def carry_out(*, upload_id: int, at: datetime) -> None:
    """Do what a long file says, as it was confirmed, all or none."""
    with transaction.atomic():
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(
                "SELECT pg_try_advisory_xact_lock(hashtext(%s), %s)", [CARRY_OUT, upload_id]
            )
            if not cursor.fetchone()[0]:
                return  # another worker is at it
        upload = Upload.objects.select_related("by", "work_group", "workshop").get(pk=upload_id)
        if upload.state == State.APPLYING:
            with _progress_of(upload) as told:
                _carry_out(upload, at, told)
            upload.save(update_fields=_CHANGED)


def _carry_out(upload: Upload, at: datetime, told: Told) -> None:
    try:
        with transaction.atomic():
            CARRIED_OUT_BY[Kind(upload.kind)](upload, upload.by, at, told)
    except RowsRefused as refused:
        for row in upload.rows:
            row["problem"] = refused.problems.get(row["line"], row["problem"])
        upload.state = State.READY
    else:
        upload.state, upload.done_at, upload.progress = State.DONE, at, 100


def refused_rows(upload: Upload) -> tuple[list[str], list[list[str]]]:
    """Return the titles of the file and the rows that cannot be used, each with what is wrong."""
    sheet = _sheet(upload)
    wrong = {row["line"]: row["problem"] for row in upload.rows if row["problem"]}
    rows = [[why, *sheet[line - 1]] for line, why in wrong.items() if line <= len(sheet)]
    return ["What to put right", *sheet[0]], rows


def discard(*, upload: Upload) -> None:
    """Nothing of it is carried out, ever."""
    Upload.objects.filter(pk=upload.pk, state=State.READY).update(state=State.DISCARDED)


def can_be_undone(upload: Upload) -> bool:
    """Attendance always; applications and people where it is kept what was made of them."""
    is_known = upload.kind in _ATTENDANCE or "made" in upload.answers
    return upload.state == State.DONE and is_known


@transaction.atomic
def undo(*, upload: Upload, by: Person, at: datetime) -> tuple[int, int]:
    """
    Put attendance back as it was, or take back applications or people, all of them or none.

    Returns of how many rows, and how many stay: marks changed since.
    Raises UploadRefused for what cannot be undone, or no longer.
    """
    upload = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    if not can_be_undone(upload):
        raise UploadRefused("This upload cannot be undone. Load the page again.")
    with pghistory.context(person=by.pk, at=at.isoformat(), undoes=f"upload:{upload.pk}"):
        if upload.kind in _ATTENDANCE:
            undone = marks.undo(upload)
        else:
            if any(row.in_the_way for row in undoing.preview(upload)):
                raise UploadRefused("Nothing was undone: something has come of it since.")
            undone = undoing.undo(upload, by, at), 0
        upload.state, upload.undone_at, upload.undone_by = State.UNDONE, at, by
        upload.save(update_fields=["state", "undone_at", "undone_by"])
    return undone


def forget_old(*, at: datetime) -> int:
    """Delete uploads handed in more than 30 days ago. Returns how many."""
    return Upload.objects.filter(at__lt=at - KEPT).delete()[0]


@contextmanager
def _progress_of(upload: Upload) -> Iterator[Told]:
    """Tell how far it is over a connection of its own: the work itself is not seen until done."""
    aside = connections.create_connection(DEFAULT_DB_ALIAS)
    shown = 0

    def told(part: float) -> None:
        nonlocal shown
        if (progress := int(100 * part)) >= shown + 5:
            shown = progress
            with aside.cursor() as cursor:
                cursor.execute("SET lock_timeout = '1s'")
                table = Upload._meta.db_table
                cursor.execute(
                    f"UPDATE {table} SET progress = %s WHERE id = %s", [shown, upload.pk]
                )

    try:
        yield told
    finally:
        aside.close()
