"""
Two records of one person become one.

Whatever in any room points at the merged record points at the kept one afterwards, found through
Django's registry: a room need not say that it keeps something about people. What was written once
(who looked at whom) and the history of rows stay as they are; `Person.merged_into` leads on.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

import pghistory.models
import pgtrigger
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils.timezone import localdate

from .models import Person, PersonMerge, PersonPair, PreviousName

# Ways to sign in are no facts about a person: only a confirmed address goes along.
_STAY = (EmailAddress, Authenticator, UserSession, PersonMerge, PersonPair)


class MergeRefused(Exception):
    """Nothing was changed. `str(refusal)` is a sentence for the person who asked."""


@dataclass
class Plan:
    """What a merge moves: how many of what. `stays`: the kept record has the same already."""

    moves: Counter[str] = field(default_factory=Counter)
    stays: Counter[str] = field(default_factory=Counter)
    fills: list[str] = field(default_factory=list)

    @property
    def lines(self) -> list[tuple[str, int]]:
        return list(self.moves.items())

    @property
    def stay_lines(self) -> list[tuple[str, int]]:
        return list(self.stays.items())


def references() -> list[tuple[type[models.Model], models.ForeignKey]]:
    """Return every key to a person, over all rooms, that a merge moves."""
    return [
        (model, key)
        for model in apps.get_models(include_auto_created=True)
        if _can_move(model)
        for key in model._meta.concrete_fields
        if isinstance(key, models.ForeignKey)
        and key.related_model is Person
        and not key.primary_key
    ]


def _can_move(model: type[models.Model]) -> bool:
    history = issubclass(model, pghistory.models.Event)
    if history or model._meta.proxy or not model._meta.managed or model in _STAY:
        return False
    guards = [each for each in getattr(model._meta, "triggers", ()) if _refuses_updates(each)]
    return not guards


def _refuses_updates(trigger: pgtrigger.Trigger) -> bool:
    return isinstance(trigger, pgtrigger.Protect) and "UPDATE" in str(trigger.operation)


def plan(*, kept: Person, merged: Person, by: Person, at: datetime) -> Plan:
    """Return what `merge` would do, by doing it and taking it back. Raises MergeRefused."""
    with transaction.atomic():
        _, planned = _merge(kept, merged, by, at)
        transaction.set_rollback(True)
    return planned


@transaction.atomic
def merge(*, kept: Person, merged: Person, by: Person, at: datetime) -> PersonMerge:
    """
    Join two records: all that `merged` has goes to `kept`, and nobody signs in as `merged` again.

    Its confirmed addresses sign in the kept record. Twice is harmless. Raises MergeRefused when the
    two contradict each other: then nothing was changed.
    """
    standing = PersonMerge.objects.filter(merged=merged, kept=kept, undone_at=None).first()
    return standing or _merge(kept, merged, by, at)[0]


def _merge(kept: Person, merged: Person, by: Person, at: datetime) -> tuple[PersonMerge, Plan]:
    kept, merged = locked(kept, merged)
    _refuse(kept, merged)
    planned = Plan()
    moved = [_move_addresses(kept, merged)]
    for model, key in references():
        pks = _move(model, key, kept, merged, planned)
        if pks:
            moved.append({"model": model._meta.label_lower, "field": key.name, "pks": pks})
    journal = {"moved": moved, **_join_rows(kept, merged, planned, at)}
    connection.check_constraints()  # those that would wait for the commit
    return PersonMerge.objects.create(
        kept=kept, merged=merged, was_email=journal["merged"]["email"], by=by, at=at,
        journal=journal,
    ), planned  # fmt: skip


def locked(kept: Person, merged: Person) -> list[Person]:
    """Lock both, always in the same order. Whoever books for either waits until we are done."""
    found = Person.objects.select_for_update().filter(pk__in=[kept.pk, merged.pk]).order_by("pk")
    known = {person.pk: person for person in found}
    return [known[kept.pk], known[merged.pk]]


def _refuse(kept: Person, merged: Person) -> None:
    if kept.pk == merged.pk:
        raise MergeRefused("This is one record. Choose two.")
    for person in (kept, merged):
        if person.merged_into_id:
            raise MergeRefused(
                f"One of the two was joined with {person.merged_into} before. Load the list again."
            )
    if kept.trn and merged.trn:
        raise MergeRefused(
            "The two have different teacher reference numbers, so they are two people, or one "
            "number is wrong. Ask them; the number is corrected on their own profile."
        )


def _move(
    model: type[models.Model], key: models.ForeignKey, kept: Person, merged: Person, planned: Plan
) -> list[int]:
    """Point the rows at the kept person, and return which. One that cannot go stays."""
    rows = model._base_manager.filter(**{key.attname: merged.pk})
    pks = list(rows.order_by("pk").values_list("pk", flat=True))
    if not pks:
        return []
    words, several = _words(model, key)
    moved = pks
    try:
        _point(model, key, pks, kept)
    except IntegrityError:
        moved = [pk for pk in pks if _moves_alone(model, key, pk, kept)]
    for counted, number in ((planned.moves, len(moved)), (planned.stays, len(pks) - len(moved))):
        if number:
            counted[words if number == 1 else several] += number
    return moved


@transaction.atomic
def _point(model: type[models.Model], key: models.ForeignKey, pks: list[int], to: Person) -> int:
    return model._base_manager.filter(pk__in=pks).update(**{key.attname: to.pk})


def _moves_alone(model: type[models.Model], key: models.ForeignKey, pk: int, kept: Person) -> bool:
    try:
        _point(model, key, [pk], kept)
    except IntegrityError as error:
        if both := _what_both_have(model, key, pk, error):
            raise MergeRefused(both) from None
        return False
    return True


def _what_both_have(
    model: type[models.Model], key: models.ForeignKey, pk: int, error: IntegrityError
) -> str:
    """
    Return the refusal where two rows cannot both stand; nothing where the kept row says the same.

    A constraint with a condition or a time is about what is so now: somebody must decide.
    """
    diag = getattr(error.__cause__, "diag", None)
    broken = getattr(diag, "constraint_name", "")
    constraint = next((each for each in model._meta.constraints if each.name == broken), None)
    if constraint is None:
        return ""
    if isinstance(constraint, models.UniqueConstraint) and constraint.condition is None:
        return ""
    named = getattr(constraint, "fields", ()) or [
        str(getattr(expression, "name", expression))
        for expression, _ in getattr(constraint, "expressions", ())
    ]
    others = {each.name for each in model._meta.concrete_fields if each.is_relation} - {key.name}
    row = model._base_manager.get(pk=pk)
    about = " and ".join(str(getattr(row, name)) for name in named if name in others)
    return (
        f"Both records have a {model._meta.verbose_name} in {about}. "
        "End or give back one of the two first. Nothing was changed."
    )


def _words(model: type[models.Model], key: models.ForeignKey) -> tuple[str, str]:
    """Return what one row, and what several, are called: whose, or what the person did there."""
    meta, did = model._meta, ""
    if key.name not in ("person", "user", "to_person", "about"):
        did = f" ({str(key.verbose_name).replace('_', ' ')})"
    return f"{meta.verbose_name}{did}", f"{meta.verbose_name_plural}{did}"


def _move_addresses(kept: Person, merged: Person) -> dict:
    """Let the merged record's confirmed addresses sign in the kept one; none is its main one."""
    theirs = EmailAddress.objects.filter(user=merged, verified=True)
    known = EmailAddress.objects.filter(user=kept).values("email")
    going = list(theirs.exclude(email__in=known).order_by("pk"))
    pks = [address.pk for address in going]
    EmailAddress.objects.filter(pk__in=pks).update(user=kept, primary=False)
    primary = [address.pk for address in going if address.primary]
    return {"model": "account.emailaddress", "field": "user", "pks": pks, "primary": primary}


def _join_rows(kept: Person, merged: Person, planned: Plan, at: datetime) -> dict:
    """Fill what the kept row lacks, retire the merged one; return what both were before."""
    filled = {
        name: getattr(merged, name)
        for name in ("given_name", "family_name", "phone")
        if getattr(merged, name) and not (kept.name != kept.email if "name" in name else kept.phone)
    }
    if merged.trn:
        filled |= {"trn": merged.trn, "trn_absence": ""}
    elif merged.trn_absence and not (kept.trn or kept.trn_absence):
        filled["trn_absence"] = merged.trn_absence
    labels = {"trn": "TRN", "phone": "phone", "family_name": "name"}
    planned.fills = [word for name, word in labels.items() if name in filled]
    retired = {
        "email": f"joined-{merged.pk}@merged.invalid", "is_active": False, "trn": None,
        "merged_into_id": kept.pk,
    }  # fmt: skip
    journal = {
        "kept": {name: [getattr(kept, name), value] for name, value in filled.items()},
        "merged": {name: getattr(merged, name) for name in retired},
        "made": _keep_the_other_name(kept, merged, at),
    }
    Person.objects.filter(pk=merged.pk).update(**retired)
    if filled:
        Person.objects.filter(pk=kept.pk).update(**filled)
    return journal


def _keep_the_other_name(kept: Person, merged: Person, at: datetime) -> list[int]:
    names = [(one.given_name.casefold(), one.family_name.casefold()) for one in (kept, merged)]
    if names[0] == names[1] or not all(any(name) for name in names) or not merged.family_name:
        return []
    made = PreviousName.objects.create(
        person=kept, given_name=merged.given_name, family_name=merged.family_name,
        until_on=localdate(at),
    )  # fmt: skip
    return [made.pk]


def note_same_trn(*, person: Person, trn: str, at: datetime) -> None:
    """Note that `person` typed a TRN that another record has: perhaps both are one person."""
    other = Person.objects.filter(trn=trn, merged_into=None).exclude(pk=person.pk).first()
    if other:
        _note(person, other, PersonPair.Kind.SAME_TRN, by=person, at=at)


def note_different(*, one: Person, other: Person, by: Person, at: datetime) -> None:
    """Note that somebody looked, and that these are two people: not suggested again."""
    _note(one, other, PersonPair.Kind.DIFFERENT, by=by, at=at)


def _note(one: Person, other: Person, kind: str, *, by: Person, at: datetime) -> None:
    first, second = sorted([one, other], key=lambda person: person.pk)
    PersonPair.objects.get_or_create(
        first=first, second=second, kind=kind, defaults={"by": by, "at": at}
    )
