"""Resources are proposed, published, withdrawn, made anew, used."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from mathshubs.people.models import Person
from mathshubs.schools.models import School
from mathshubs.workgroups.models import TaskAnswer

from ..emails import library as letters
from ..models import Resource, ResourceFile, ResourceUse
from ..queries.library import is_proposed

State = Resource.State


class LibraryRefused(Exception):
    """Nothing was changed. `str(refusal)` is a sentence for whoever asked."""


@transaction.atomic
def propose(
    *, fields: dict[str, Any], files: Iterable[dict[str, Any]], by: Person, at: datetime,
    answer: TaskAnswer | None = None, no_pupils: bool = False,
) -> Resource:  # fmt: skip
    """
    Propose a resource; one made from an `answer` takes its files, and its writer is asked.

    Raises LibraryRefused where nobody says that no pupil can be recognised in those files, and
    when it is proposed already.
    """
    kept = list(files)
    if answer:
        TaskAnswer.objects.select_for_update(of=("self",)).get(pk=answer.pk)
        if is_proposed(answer):
            raise LibraryRefused("This answer is proposed for the library already.")
        theirs = list(answer.files.all())
        if theirs and not no_pupils:
            raise LibraryRefused(
                "Look at the files of the answer again, and say that no pupil can be recognised."
            )
        kept += [_fields(file) for file in theirs]
    if not (fields["text"].strip() or kept):
        raise LibraryRefused("Give it a text or a file: there is nothing to use yet.")
    writer = answer.place.person if answer else None
    resource = Resource.objects.create(
        **fields, by=by, proposed_at=at, answer=answer, writer=writer,
        agreed_at=at if writer == by else None,
    )  # fmt: skip
    _add_version(resource, kept, "", by, at)
    if resource.waits_for_its_writer:
        letters.asked(resource, at=at)
    return resource


def _fields(file) -> dict[str, Any]:
    return {
        name: getattr(file, name) for name in ("name", "media_type", "size", "sha256", "content")
    }


def _add_version(
    resource: Resource, files: Iterable[dict[str, Any]], note: str, by: Person, at: datetime
) -> None:
    last = resource.versions.aggregate(last=Max("number"))["last"] or 0
    version = resource.versions.create(
        number=last + 1, text=resource.text, note=note[:300], by=by, at=at
    )
    ResourceFile.objects.bulk_create([ResourceFile(version=version, **each) for each in files])


@transaction.atomic
def change(
    *, resource: Resource, fields: dict[str, Any], files: Iterable[dict[str, Any]], note: str,
    keep: Iterable[ResourceFile], by: Person, at: datetime,
) -> None:  # fmt: skip
    """
    Save what is said of a resource. Another text, or other files, make a new version of it.

    `keep` are the files of the newest version that go on in the next one.
    """
    Resource.objects.select_for_update(no_key=True).get(pk=resource.pk)
    newest = resource.versions.first()
    was = {file.pk for file in newest.files.defer("content")} if newest else set()
    kept, new = list(keep), list(files)
    for name, value in fields.items():
        setattr(resource, name, value)
    resource.save(update_fields=list(fields))
    is_other = newest is None or newest.text != resource.text
    if is_other or new or was != {file.pk for file in kept}:
        _add_version(resource, [*map(_fields, kept), *new], note, by, at)


@transaction.atomic
def publish(*, resource: Resource, by: Person, at: datetime) -> None:
    """Put it in the library. Twice is once. Raises LibraryRefused before its writer agreed."""
    resource = Resource.objects.select_for_update(no_key=True).get(pk=resource.pk)
    if resource.writer_id and (resource.agreed_at is None or resource.declined_at):
        raise LibraryRefused(
            "It was made from somebody's answer, and they have not agreed. They were asked by "
            "letter; it can be published when they have."
        )
    if resource.state != State.PUBLISHED:
        _decide(resource, State.PUBLISHED, "", by, at)
        letters.published(resource, at=at)


@transaction.atomic
def withdraw(*, resource: Resource, reason: str, by: Person, at: datetime) -> None:
    """
    Take it out of the library, or do not take it in, with the reason; whoever proposed it reads
    it. Versions and uses stay. Twice is once.

    Raises LibraryRefused without a reason.
    """
    if not reason.strip():
        raise LibraryRefused("Say why: whoever proposed it reads it.")
    resource = Resource.objects.select_for_update(no_key=True).get(pk=resource.pk)
    if resource.state != State.WITHDRAWN:
        _decide(resource, State.WITHDRAWN, reason.strip(), by, at)
        letters.not_in_the_library(resource, at=at)


def _decide(resource: Resource, state: State, reason: str, by: Person, at: datetime) -> None:
    resource.state, resource.reason = state, reason[:300]
    resource.decided_by, resource.decided_at = by, at
    resource.save(update_fields=["state", "reason", "decided_by", "decided_at"])


@transaction.atomic
def answer_for(*, resource: Resource, agrees: bool, by: Person, at: datetime) -> None:
    """Keep whether the writer of an answer wants it in the library; No takes it out again."""
    resource = Resource.objects.select_for_update(no_key=True).get(pk=resource.pk)
    resource.agreed_at, resource.declined_at = (at, None) if agrees else (None, at)
    if not agrees and resource.state == State.PUBLISHED:
        resource.state, resource.reason = State.WITHDRAWN, "Its writer no longer agrees."
        resource.decided_by, resource.decided_at = by, at
    resource.save()


def say_used(*, resource: Resource, school: School, by: Person, at: datetime) -> bool:
    """Note that the school used it. Twice is once; returns whether it is new."""
    return ResourceUse.objects.get_or_create(
        resource=resource, school=school, defaults={"by": by, "at": at}
    )[1]
