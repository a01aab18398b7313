"""People from a file: those we know are found, those we may know are put to a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from mathshubs.core.identifiers import clean_phone, clean_trn
from mathshubs.people.actions import PersonRefused, find_or_add
from mathshubs.people.models import Person, PersonMerge
from mathshubs.people.queries import person_with
from mathshubs.schools.actions.employments import add_employment
from mathshubs.schools.models import Employment, School

from ...methods import names
from ...models import Place, Upload
from . import NOBODY, Column, Row, RowsRefused, Told, row, told_in

NEW = "new"
OR_NOTHING = "Correct it, or leave the cell empty."
NO_TRN = f"A teacher reference number has seven digits, such as 1234567. {OR_NOTHING}"
NO_PHONE = f"That is not a phone number. Write it like 01952 123456. {OR_NOTHING}"
OF_ANOTHER = f"This TRN is that of somebody else here. {OR_NOTHING}"
SAME = 0.9  # of a name, at the same school
Role = Employment.Role
_ROLES = {role.label.lower(): role for role in Role} | {role.value.lower(): role for role in Role}
_ROLES |= {"head": Role.HEAD, "headteacher": Role.HEAD, "ta": Role.TEACHING_ASSISTANT,
           "head of department": Role.MATHS_LEAD, "maths lead": Role.MATHS_LEAD}  # fmt: skip

WHO = (
    Column("email", "Email", ("email address", "e mail"), True, "tess@oak.sch.uk"),
    Column("given", "First name", ("given name", "forename"), False, "Tess"),
    Column("family", "Last name", ("family name", "surname"), False, "Teacher"),
    Column("urn", "URN", ("school urn",), True, "123456"),
    Column("role", "Role", ("job",), False, "Teacher"),
)
SHEET = (
    *WHO,
    Column("trn", "TRN", ("teacher reference number",), False, "1234567"),
    Column("phone", "Phone", ("telephone", "mobile"), False, "01952 123456"),
)


class Known:
    """Whom we know of those a file names: asked in a few queries, however many they are."""

    def __init__(self, said: Iterable[dict[str, str]], on: date):
        said = list(said)
        emails = {each["email"].lower() for each in said}
        urns = {each["urn"] for each in said}
        self.schools = {one.urn: one for one in School.objects.filter(urn__in=urns)}
        self.by_email = {one.email: one for one in Person.objects.filter(email__in=emails)}
        further = EmailAddress.objects.filter(email__in=emails - self.by_email.keys())
        joined = PersonMerge.objects.filter(was_email__in=emails)
        self.elsewhere = {*further.values_list("email", flat=True)}
        self.elsewhere |= {*joined.values_list("was_email", flat=True)}
        trns = {each["trn"] for each in said if each.get("trn")}
        self.by_trn = {one.trn: one for one in Person.objects.filter(trn__in=trns)}
        self.at_school: dict[str, dict[int, Person]] = defaultdict(dict)
        works = Employment.objects.on(on).filter(school__urn__in=urns)
        asked = Place.objects.filter(school__urn__in=urns, person__isnull=False)
        for rows in (works, asked):
            for one in rows.select_related("person", "school").order_by("pk"):
                if one.person:
                    self.at_school[one.school.urn][one.person.pk] = one.person

    def person(self, email: str) -> Person | None:
        if email in self.elsewhere:
            return person_with(email)
        return self.by_email.get(email)

    def alike(self, said: dict[str, str]) -> list[Person]:
        """Return who may be the same: by their number where the name is alike, or at the school."""
        name = names.plain(f"{said.get('given', '')} {said.get('family', '')}")
        alike = []
        numbered = self.by_trn.get(said.get("trn", ""))
        if numbered and names.likeness(name, names.plain(numbered.name)) >= names.NEAR:
            alike.append(numbered)
        for one in self.at_school[said["urn"]].values():
            if names.likeness(name, names.plain(one.name)) >= SAME and one not in alike:
                alike.append(one)
        return alike


def read_who(said: list[tuple[int, dict[str, str]]], at: datetime) -> list[Row]:
    """Find the person, the school and the role of each row, as far as they can be found."""
    known, rows = Known((each for _, each in said), localdate(at)), []
    seen: dict[str, int] = {}
    for line, each in said:
        email = each["email"].lower()
        name = f"{each.get('given', '')} {each.get('family', '')}".strip()
        read = row(line, name or email, email=email, person=None)
        read |= {"given": each.get("given", ""), "family": each.get("family", "")}
        read["problem"] = _wrong(each, known) or (
            f"This address is in row {seen[email]} already." if email in seen else ""
        )
        seen.setdefault(email, line)
        rows.append(read)
        if read["problem"]:
            continue
        read["urn"], read["role"] = each["urn"], _ROLES[(each.get("role") or "teacher").lower()]
        person = known.person(email)
        numbered = known.by_trn.get(each.get("trn", ""))
        if person:
            read["person"], read["result"] = person.pk, f"Known as {person.name}"
            if numbered and numbered.pk != person.pk:
                read["problem"] = OF_ANOTHER
        elif not (each.get("given") and each.get("family")):
            read["problem"] = "Nobody here has this address. Give both names to add them."
        elif alike := known.alike(each):
            _ask(read, alike, may_be_new=numbered is None)
        elif numbered:
            read["problem"] = f"This TRN is that of somebody with another name. {OR_NOTHING}"
        else:
            read["result"] = "New here"
    return rows


def _wrong(said: dict[str, str], known: Known) -> str:
    """Return all that has to be put right in the row; it may have its TRN and phone tidied."""
    wrong = []
    email, _, host = said["email"].partition("@")
    if not email or "." not in host or " " in said["email"]:
        wrong.append("Enter an email address, such as sam@school.org.uk.")
    school = known.schools.get(said["urn"])
    if school is None:
        wrong.append(f"There is no school with the URN {said['urn']}. It has six digits.")
    elif not school.is_open:
        wrong.append(f"{school.name} is not open in the national register.")
    if (said.get("role") or "teacher").lower() not in _ROLES:
        wrong.append(f"“{said['role']}” is no role. Use one of: {', '.join(Role.labels)}.")
    return " ".join(wrong)


def _ask(read: Row, alike: list[Person], *, may_be_new: bool) -> None:
    read["doubt"] = "We may know this person by another address."
    read["choices"] = [[str(one.pk), f"The same as {one.name}"] for one in alike]
    if may_be_new:
        read["choices"].append([NEW, "Somebody else: add them"])
    read["choices"].append([NOBODY, "Leave this row out"])


def who(read: Row, answers: dict[str, str]) -> tuple[Person | None, bool]:
    """Return the person of a row, and whether they are new; None where the row is left out."""
    answer = answers.get(str(read["line"]), "")
    if answer == NOBODY and read["choices"]:
        return None, False
    pk = read["person"] or (int(answer) if answer.isdigit() and read["choices"] else None)
    if pk:
        return Person.objects.get(pk=pk), False
    known = person_with(read["email"])
    try:
        return known or find_or_add(
            email=read["email"], given_name=read["given"], family_name=read["family"]
        ), known is None
    except PersonRefused as refusal:
        raise RowsRefused({read["line"]: str(refusal)}) from None


def read_people(upload: Upload, sheet: list[list[str]], at: datetime, told: Told) -> list[Row]:
    """Find whom each row is about, and tidy their numbers."""
    said = told_in(sheet, SHEET)
    wrong: dict[int, list[str]] = defaultdict(list)
    for line, each in said:
        try:
            each["phone"] = clean_phone(each.get("phone", ""))
        except ValidationError:
            wrong[line].append(NO_PHONE)
        try:
            each["trn"] = clean_trn(each["trn"]) if each.get("trn") else ""
        except ValidationError:
            wrong[line].append(NO_TRN)
            each["trn"] = ""
    rows = read_who(said, at)
    for read, (line, each) in zip(rows, said, strict=True):
        read["problem"] = " ".join(filter(None, [read["problem"], *wrong[line]]))
        read["trn"], read["phone"] = each.get("trn", ""), each.get("phone", "")
    return rows


def carry_out_people(upload: Upload, by: Person, at: datetime, told: Told) -> None:
    """Add who is new, and what is missing of who is known. What they said themselves stays."""
    urns = {read["urn"] for read in upload.rows}
    schools = {one.urn: one for one in School.objects.filter(urn__in=urns)}
    made = {}
    for number, read in enumerate(upload.rows):
        person, new = who(read, upload.answers)
        if person:
            done = {"person": person.pk, "new": new, **_fill_in(person, read)}
            done |= _works_at(person, schools[read["urn"]], read["role"], localdate(at))
            made[str(read["line"])] = done
        told(number / len(upload.rows))
    upload.answers["made"] = made


def _fill_in(person: Person, read: Row) -> dict:
    """Keep the numbers of a row that the person has not given. Returns which."""
    absence, filled = person.trn_absence, []
    if read["trn"] and not person.trn:
        if Person.objects.filter(trn=read["trn"]).exists():
            raise RowsRefused({read["line"]: OF_ANOTHER})
        person.trn, person.trn_absence = read["trn"], ""
        filled.append("trn")
    if read["phone"] and not person.phone:
        person.phone = read["phone"]
        filled.append("phone")
    person.save(update_fields=["trn", "trn_absence", "phone"])
    return {"filled": filled, "absence": absence}


def _works_at(person: Person, school: School, role: str, on: date) -> dict:
    """Note where they work, unless that is known. Returns what was noted."""
    if Employment.objects.on(on).filter(person=person, school=school).exists():
        return {"works": None, "confirmed": False}
    held = add_employment(person=person, school=school, role=role, from_on=on)
    return {"works": held.pk, "confirmed": held.confirmed}
