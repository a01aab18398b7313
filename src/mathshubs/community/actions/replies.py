"""Replies that come by letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from mathshubs.core.files import FileRefused, read_upload
from mathshubs.people.models import Person
from mathshubs.people.queries import person_with

from .. import incoming
from ..addresses import read_address
from ..emails import replies as letters
from ..models import SpacePost
from ..queries.spaces import belongs
from . import posts

LARGEST = 25 * 1024 * 1024  # bytes


@dataclass(frozen=True)
class Received:
    """What became of a letter: the post it is, or none; `said` is for the mail server's log."""

    post: SpacePost | None
    said: str


@transaction.atomic
def receive(raw: bytes, *, at: datetime, recipient: str = "") -> Received:
    """
    Post the reply that a letter is. Twice is once: its Message-ID is kept with the post.

    Only the person we wrote to may answer, from an address of theirs. Whoever may, and cannot now,
    is told why by letter; nobody else is told anything.
    """
    letter = incoming.read(raw, recipient=recipient)
    answer = read_address(letter.to)
    if letter.is_automatic:
        return Received(None, "Left alone: a machine wrote it.")
    if answer is None:
        return Received(None, "Left alone: it was not sent to an address of ours.")
    sender = person_with(letter.sender)
    if sender is None or sender != _meant(answer.person_id):
        return Received(None, "Left alone: it is not from the person we wrote to.")
    if SpacePost.objects.filter(message_id=letter.message_id).exists():
        return Received(None, "Left alone: it is posted already.")
    topic = _topic(answer.topic_id)
    why_not = _why_not(topic, sender, answer.is_too_late(localdate(at)), letter.text, at)
    if topic is None or why_not:
        letters.not_posted(letter, sender, why_not, at=at)
        return Received(None, f"Not posted: {why_not}")
    files, lost = _kept(letter)
    try:
        with transaction.atomic():
            post = posts.write(
                space=topic.space, topic=topic, by=sender, text=letter.text, files=files,
                message_id=letter.message_id, at=at,
            )  # fmt: skip
    except posts.PostRefused as refusal:
        letters.not_posted(letter, sender, str(refusal), at=at)
        return Received(None, f"Not posted: {refusal}")
    if lost:
        letters.without_files(post, sender, lost, at=at)
    return Received(post, f"Posted as {post.pk} in {topic.space.name}.")


def _meant(pk: int) -> Person | None:
    """Return whom we wrote to; since joined with another record, that one."""
    person = Person.objects.select_related("merged_into").filter(pk=pk).first()
    return (person.merged_into or person) if person else None


def _topic(pk: int) -> SpacePost | None:
    # The lock makes the same letter, delivered twice in one second, queue.
    found = SpacePost.objects.select_for_update(of=("self",)).filter(pk=pk, topic=None)
    return found.select_related("space__work_group__hub", "space__project", "space__hub").first()


def _why_not(
    topic: SpacePost | None, sender: Person, too_late: bool, text: str, at: datetime
) -> str:
    if topic is None:
        return "What it answers is no longer there."
    if too_late:
        return "The letter it answers is more than four months old. Reply on the page."
    if not belongs(sender, topic.space, localdate(at)):
        return f"You no longer belong to {topic.space.title}."
    if not text:
        return "We found no words of yours in it. Write above the letter you answer."
    return ""


def _kept(letter: incoming.Incoming) -> tuple[list[dict], list[str]]:
    kept, lost = [], []
    for upload in letter.files:
        try:
            kept.append(read_upload(upload))
        except FileRefused as refusal:
            lost.append(str(refusal))
    return kept[: posts.MOST_FILES], lost + [
        f"{fields['name']} is more than we take at once." for fields in kept[posts.MOST_FILES :]
    ]
