"""Certificates and sheets as documents."""

from __future__ import annotations

import io
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from mathshubs.core.documents import pdf
from mathshubs.core.templatetags.mathshubs import day, session_time

from ..models import Certificate, Place, Workshop
from ..queries.attendance import Row
from ..queries.lines import where_of

_HERE = Path(__file__).parent


def certificate(certificate: Certificate, place: Place) -> bytes:
    """Return the certificate of `place` as PDF. Needs its group, hub, person and school."""
    group = place.work_group
    address = settings.SITE_URL + reverse("workgroups:verified", args=[certificate.code])
    hours = sum(
        (attendance.workshop.ends_at - attendance.workshop.starts_at).total_seconds() / 3600
        for attendance in place.attendances.select_related("workshop")
        if attendance.mark in attendance.ATTENDED
    )
    return _pdf(
        "certificate.typ",
        name=place.who,
        school=place.school.name,
        title=group.title,
        code=" ".join(certificate.code[i : i + 4] for i in (0, 4, 8)),
        year=group.year,
        project=group.project.code if group.project and group.project.code else "",
        hub=str(group.hub),
        attended=certificate.workshops_attended,
        held=certificate.workshops_held,
        hours=f"{hours:g}",
        first=day(group.first_on),
        last=day(group.last_on),
        issued=day(certificate.issued_at),
        leaders=[leader.person.name for leader in group.leaders.select_related("person")],
        address=address,
        qr=_qr(address),
    )


def sign_in_sheet(workshop: Workshop, rows: list[Row]) -> bytes:
    """Return a sheet to sign at the door: names, schools, room for latecomers."""
    return _pdf(
        "sign_in_sheet.typ",
        title=workshop.work_group.title,
        hub=str(workshop.work_group.hub),
        workshop=str(workshop),
        when=session_time(workshop),
        venue=where_of(workshop),
        people=[[row.name, row.place.school.name] for row in rows],
    )


def _pdf(template: str, **data: object) -> bytes:
    return pdf(_HERE / template, **data)


def _qr(address: str) -> str:
    import segno

    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", border=0, dark="#14213d")
    return drawn.getvalue().decode()
