"""The import of the register: read, compare, ask, and change all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction
from django.utils.timezone import localdate

from . import columns, links, schools, trusts
from .files import RefusedRow, Table, read_table
from .stage import stage
from .unpack import NOTHING_CHANGED, RegisterRefused

MOST_CLOSED = 0.02  # of the schools we hold as open
MOST_MISSING = 0.05  # of the schools we hold as open
MOST_WITHDRAWN = 0.02  # of the links we hold
MOST_REFUSED, FEWEST_REFUSED = 0.05, 100  # of the rows, and at least so many
LOCK = "register import"
Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class RegisterFiles:
    schools: Path
    links: Path | None = None
    groups: Path | None = None
    group_links: Path | None = None


@dataclass(frozen=True)
class Question:
    """Something that a person has to agree to before the register changes."""

    key: str
    sentence: str


class Unanswered(RegisterRefused):
    """The register would change more than it does by itself without somebody's yes."""

    def __init__(self, questions: list[Question]):
        self.questions = questions
        sentences = " ".join(question.sentence for question in questions)
        super().__init__(f"{sentences} If that is right, say yes to it. {NOTHING_CHANGED}")


class Busy(RegisterRefused):
    """Another import is running."""


KINDS = ("created", "updated", "withdrawn")


@dataclass
class Outcome:
    """What an import changed, or would have."""

    summary: dict[str, int | dict[str, int]]
    refused: list[RefusedRow]
    examples: dict[str, list[list[str]]] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        groups = [part for part in self.summary.values() if isinstance(part, dict)]
        parts: list[Mapping[str, object]] = [self.summary, *groups]
        return any(part.get(kind) for part in parts for kind in KINDS)

    @property
    def links_changed(self) -> bool:
        links = self.summary.get("links")
        return isinstance(links, dict) and any(links.get(kind) for kind in KINDS)


@dataclass
class _Read:
    """The files, read: nothing of them is in the database yet."""

    schools: Table
    school_rows: columns.Rows
    links: Table | None = None
    link_rows: columns.Rows | None = None
    groups: Table | None = None
    group_rows: columns.Rows | None = None
    group_links: Table | None = None
    membership: columns.Rows | None = None


def import_register(
    files: RegisterFiles,
    *,
    at: datetime,
    agrees: Callable[[Question], bool],
    progress: Progress = lambda step, percent: None,
    done: Callable[[Outcome], None] = lambda outcome: None,
) -> Outcome:
    """
    Bring the register up to the files, in one transaction; `done` runs within it, last.

    The same files twice change nothing the second time. Killed at any moment, the register is as
    before. Raises RegisterRefused with a sentence, having changed nothing.
    """
    read = _read(files, progress)
    with transaction.atomic():
        outcome = _change(read, at, progress)
        unanswered = [question for question in outcome.questions if not agrees(question)]
        if unanswered:
            raise Unanswered(unanswered)
        progress("Finishing", 99)
        done(outcome)
    return outcome


def preview_register(
    files: RegisterFiles, *, at: datetime, progress: Progress = lambda step, percent: None
) -> Outcome:
    """Return what `import_register` would change: it is done, looked at, and undone."""
    read = _read(files, progress)
    with transaction.atomic():
        outcome = _change(read, at, progress, with_examples=True)
        transaction.set_rollback(True)
    return outcome


def _read(files: RegisterFiles, progress: Progress) -> _Read:
    progress("Reading the register", 1)
    table = read_table(
        files.schools,
        wanted=columns.WANTED,
        needed=columns.NEEDED,
        called="the schools register",
        advance=lambda rows: progress("Reading the register", 1 + min(rows // 4000, 18)),
    )
    progress("Checking every row", 20)
    read = _Read(table, columns.school_rows(table))
    if files.groups:
        progress("Reading the groups", 26)
        read.groups = read_table(
            files.groups,
            wanted=trusts.GROUPS_WANTED,
            needed=trusts.GROUPS_NEEDED,
            called="the groups file",
        )
        read.group_rows = trusts.group_rows(read.groups)
    if files.group_links:
        progress("Reading the group links", 28)
        read.group_links = read_table(
            files.group_links,
            wanted=trusts.LINKS_WANTED,
            needed=trusts.LINKS_NEEDED,
            called="the group links file",
        )
        read.membership = trusts.membership_rows(read.group_links)
        read.school_rows.frame = trusts.with_membership(
            read.school_rows.frame, read.membership.frame
        )
    if files.links:
        progress("Reading the links", 30)
        read.links = read_table(
            files.links, wanted=links.WANTED, needed=links.NEEDED, called="the links file"
        )
        read.link_rows = links.link_rows(read.links)
    return read


def _change(
    read: _Read, at: datetime, progress: Progress, *, with_examples: bool = False
) -> Outcome:
    """Make every change, within the caller's transaction, and count."""
    rows = read.school_rows
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [LOCK])
        if not cursor.fetchone()[0]:
            raise Busy(
                f"Another import of the register is running. Wait until it ends, then try again. "
                f"{NOTHING_CHANGED}"
            )
        progress("Sending the rows to the database", 35)
        stage(cursor, "register_rows", rows.frame)
        progress("Comparing with what we hold", 50)
        changes = schools.compare(cursor, rows.frame.columns)
        outcome = Outcome(
            summary={
                "read": read.schools.read,
                "created": changes.created,
                "updated": changes.updated,
                "unchanged": changes.unchanged,
                "closed": changes.closed,
                "reopened": changes.reopened,
                "refused": len(rows.refused),
                "missing": changes.missing,
            },
            refused=list(rows.refused),
            examples=schools.examples(cursor, changes) if with_examples else {},
            questions=_questions(read, changes),
        )
        progress("Changing trusts", 58)
        if read.groups and read.group_rows:
            stage(cursor, "group_rows", read.group_rows.frame)
            counts = trusts.keep_groups(cursor, read.group_rows.frame.columns)
            _add(outcome, "groups", read.groups, counts, read.group_rows.refused)
        membership = read.membership.frame if read.membership else None
        if membership is not None or "trust_uid" in rows.frame.columns:
            stage(cursor, "named_trusts", trusts.trusts_named(rows.frame, membership))
            trusts.keep_named(cursor)
        progress("Changing schools", 62)
        schools.apply(cursor, rows.frame.columns, changes, localdate(at))
        if read.group_links and read.membership:
            _add(outcome, "group_links", read.group_links, {}, read.membership.refused)
        if read.links and read.link_rows:
            progress("Changing links", 90)
            stage(cursor, "link_rows", read.link_rows.frame)
            unusable = read.link_rows.refused
            counts, refused = links.keep_links(
                cursor, read.links, read.link_rows.frame.columns, unusable
            )
            _add(outcome, "links", read.links, counts, unusable + refused)
            outcome.questions += _question_of_links(counts)
    return outcome


def _add(
    outcome: Outcome, name: str, table: Table, counts: dict[str, int], refused: list[RefusedRow]
) -> None:
    outcome.summary[name] = {"read": table.read, **counts, "refused": len(refused)}
    outcome.refused += refused


def _question_of_links(counts: dict[str, int]) -> list[Question]:
    withdrawn = counts["withdrawn"]
    held = withdrawn + counts["updated"] + counts["unchanged"]
    if withdrawn <= MOST_WITHDRAWN * held:
        return []
    sentence = (
        f"It withdraws {withdrawn:,} of our {held:,} links between schools, "
        f"more than {MOST_WITHDRAWN:.0%}."
    )
    return [Question("links", sentence)]


def _questions(read: _Read, changes: schools.Changes) -> list[Question]:
    questions = []
    closed = changes.closed
    if closed > MOST_CLOSED * changes.held_open:
        questions.append(
            Question(
                "closures",
                f"It closes {closed:,} of our {changes.held_open:,} open schools, "
                f"more than {MOST_CLOSED:.0%}.",
            )
        )
    if changes.missing > MOST_MISSING * changes.held_open:
        questions.append(
            Question(
                "missing",
                f"It leaves out {changes.missing:,} of our {changes.held_open:,} open schools, "
                f"more than {MOST_MISSING:.0%}. They would stay as they are.",
            )
        )
    refused = len(read.school_rows.refused)
    if refused > max(FEWEST_REFUSED, MOST_REFUSED * read.schools.read):
        questions.append(
            Question(
                "refused",
                f"We cannot use {refused:,} of its {read.schools.read:,} rows, "
                f"more than {MOST_REFUSED:.0%}.",
            )
        )
    tables = [read.schools, read.links, read.groups, read.group_links]
    for table in tables:
        if table and table.cut_off:
            questions.append(
                Question(
                    "unfinished",
                    f"The last line of {table.file} has no line break: it may be cut off.",
                )
            )
    return questions
