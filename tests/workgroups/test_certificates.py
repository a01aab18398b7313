"""Certificates: by the rule, once, and anyone can check them."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from pypdf import PdfReader

from mathshubs.workgroups.actions import certificates
from mathshubs.workgroups.models import Attendance, Certificate, Leader
from mathshubs.workgroups.queries.attendance import attendance_of, workshops_over
from tests.builders import a_person, a_school, a_work_group
from tests.test_access import signed_in

from .test_attendance import AT_ONE, a_place_in

pytestmark = pytest.mark.django_db
AFTERWARDS = AT_ONE + timedelta(weeks=20)


def attended(place, marks: str):
    """Mark the place workshop by workshop: P present, A absent, N not expected."""
    words = {"P": "PRESENT", "A": "ABSENT", "N": "NOT_EXPECTED"}
    for workshop, letter in zip(place.work_group.workshops.all(), marks, strict=False):
        Attendance.objects.create(
            workshop=workshop, place=place, mark=words[letter], marked_by=place.person,
            marked_at=workshop.starts_at,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("marks", "earned"),
    [("PPPP", True), ("PPPA", True), ("PPAA", False), ("PPNN", True), ("NNNN", False), ("", False)],
)
def test_three_of_four_workshops_earn_a_certificate(marks, earned):
    place = a_place_in(a_work_group(workshops=4))
    attended(place, marks)

    if earned:
        issued = certificates.certificate_for(place=place, at=AFTERWARDS)
        assert issued == certificates.certificate_for(place=place, at=AFTERWARDS)
    else:
        with pytest.raises(certificates.CertificateRefused, match="certificate needs 75%"):
            certificates.certificate_for(place=place, at=AFTERWARDS)
    assert Certificate.objects.count() == earned


def test_no_certificate_before_the_last_workshop_is_over():
    place = a_place_in(a_work_group(workshops=4))
    attended(place, "PPP")

    with pytest.raises(certificates.CertificateRefused, match="after the last workshop"):
        certificates.certificate_for(place=place, at=AT_ONE + timedelta(weeks=9))


def test_all_that_were_earned_are_issued_once_with_a_letter_each():
    group = a_work_group(workshops=2)
    earned, missed = a_place_in(group), a_place_in(group, "Ben Ade")
    attended(earned, "PP")
    attended(missed, "AA")

    first = certificates.issue_certificates(work_group=group, by=None, at=AFTERWARDS)
    second = certificates.issue_certificates(work_group=group, by=None, at=AFTERWARDS)

    assert (first, second) == (1, 0)
    assert [letter.to_person for letter in _letters()] == [earned.person]


def test_a_register_that_nobody_took_counts_for_nobody():
    group = a_work_group(workshops=4)
    came, missed, forgotten = (a_place_in(group, f"{name} Ade") for name in ("Amy", "Ben", "Cy"))
    attended(came, "PPP")
    attended(missed, "PAA")
    attended(forgotten, "PP")

    records = attendance_of(group, workshops_over(group, AFTERWARDS))

    assert [(record.attended, record.expected) for record in records] == [(3, 3), (1, 3), (2, 3)]
    assert [record.rows[3].label for record in records] == ["Not taken"] * 3
    assert records[2].rows[2].label == "Not marked"
    assert [record.earned for record in records] == [True, False, False]
    assert certificates.certificate_for(place=came, at=AFTERWARDS).workshops_held == 3


def test_staff_are_told_which_registers_are_missing_before_they_issue(time_machine):
    time_machine.move_to(AFTERWARDS)
    group = a_work_group(workshops=3)
    place, leader = a_place_in(group), a_person()
    Leader.objects.create(work_group=group, person=leader)
    attended(place, "PP")
    page = reverse("workgroups:attendance", args=[group.pk])
    third = group.workshops.last()
    words = f'<a class="govuk-link" href="{reverse("workgroups:register", args=[third.pk])}">Take'

    before = signed_in(leader).get(page).text
    Attendance.objects.create(
        workshop=third, place=place, mark="ABSENT", marked_by=leader, marked_at=third.starts_at
    )
    after = signed_in(leader).get(page).text

    assert "1 register is not taken" in before
    assert words in before
    assert "2 of 2, 100%" in before
    assert "not taken. Take" not in after
    assert "2 of 3, 67%" in after


def test_the_rule_waits_for_a_missing_register_and_staff_need_not():
    group = a_work_group(workshops=2)
    attended(a_place_in(group), "P")

    with pytest.raises(certificates.CertificateRefused, match="not taken yet"):
        certificates.issue_certificates(work_group=group, by=None, at=AFTERWARDS)
    assert certificates.issue_certificates(work_group=group, by=a_person(), at=AFTERWARDS) == 1


def _letters():
    from mathshubs.comms.models import Letter

    return Letter.objects.filter(kind="workgroups.certificate_ready")


def test_the_pdf_is_tagged_and_says_who_did_what(time_machine):
    time_machine.move_to(AFTERWARDS)
    place = a_place_in(a_work_group(workshops=2, title='Maths #panic("code") *bold*'))
    attended(place, "PP")

    answer = signed_in(place.person).get(reverse("workgroups:certificate", args=[place.pk]))

    pdf = PdfReader(io.BytesIO(answer.content))
    text = " ".join(pdf.pages[0].extract_text().split())
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "Tess Teacher" in text
    assert 'Maths #panic("code") *bold*' in text
    assert "Attended 2 of 2 workshops (5 hours)" in text


def test_a_certificate_is_nobody_elses(time_machine):
    time_machine.move_to(AFTERWARDS)
    place = a_place_in(a_work_group(workshops=1))
    attended(place, "P")

    answer = signed_in(a_person()).get(reverse("workgroups:certificate", args=[place.pk]))

    assert answer.status_code == 404


def test_anyone_can_check_a_code_and_learns_no_name(client):
    place = a_place_in(a_work_group(workshops=1))
    attended(place, "P")
    code = certificates.certificate_for(place=place, at=AFTERWARDS).code

    answer = client.get(
        reverse("workgroups:verify"), {"code": f" {code[:4]}-{code[4:].lower()} "}, follow=True
    )

    assert "T.T." in answer.content.decode()
    assert "Tess" not in answer.content.decode()
    assert "Teacher" not in answer.content.decode()


def test_an_unknown_code_says_so(client):
    answer = client.get(reverse("workgroups:verify"), {"code": "NOTONE"})

    assert "No certificate has the code NOTONE" in answer.content.decode()


def test_the_sign_in_sheet_names_everybody_and_the_place(time_machine):
    place = a_place_in(a_work_group(workshops=1))
    hall = a_school("Park Hall", town="Telford", postcode="TF3 4JG")
    place.work_group.workshops.update(mode="IN_PERSON", host_school=hall)

    from mathshubs.workgroups import documents
    from mathshubs.workgroups.queries.attendance import register_of

    workshop = place.work_group.workshops.get()
    pdf = PdfReader(io.BytesIO(documents.sign_in_sheet(workshop, register_of(workshop))))

    text = " ".join(pdf.pages[0].extract_text().split())
    assert "Tess Teacher" in text
    assert "Park Hall, Telford TF3 4JG" in text
