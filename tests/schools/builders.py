"""Register files, made of the rows a test is about."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from mathshubs.schools.register.run import Outcome, RegisterFiles, import_register
from tests.builders import SEPTEMBER

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "gias"
COLUMNS = {
    "URN": "100001",
    "LA (code)": "894",
    "LA (name)": "Telford and Wrekin",
    "EstablishmentNumber": "2001",
    "EstablishmentName": "Oak Street Primary School",
    "TypeOfEstablishment (name)": "Community school",
    "EstablishmentStatus (name)": "Open",
    "OpenDate": "",
    "CloseDate": "",
    "PhaseOfEducation (name)": "Primary",
    "StatutoryLowAge": "4",
    "StatutoryHighAge": "11",
    "NumberOfPupils": "210",
    "PercentageFSM": "12.5",
    "Trusts (code)": "",
    "Trusts (name)": "",
    "Street": "Oak Street",
    "Town": "Telford",
    "Postcode": "TF3 4JG",
    "GOR (name)": "West Midlands",
    "DistrictAdministrative (code)": "E06000020",
    "DistrictAdministrative (name)": "Telford and Wrekin",
    "Easting": "370000",
    "Northing": "309000",
}
SHORT = {
    "name": "EstablishmentName",
    "status": "EstablishmentStatus (name)",
    "phase": "PhaseOfEducation (name)",
    "closed": "CloseDate",
    "opened": "OpenDate",
    "town": "Town",
    "postcode": "Postcode",
    "trust": "Trusts (code)",
    "trust_name": "Trusts (name)",
    "la": "LA (code)",
    "la_name": "LA (name)",
}


def a_row(urn: int | str = 100001, **said: str) -> dict[str, str]:
    """One school's row; a column by its short name or its own."""
    return COLUMNS | {"URN": str(urn)} | {SHORT.get(key, key): word for key, word in said.items()}


def a_csv(rows: list[dict], *, encoding: str = "cp1252", end: str = "\r\n") -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def a_file(folder: Path, rows: list[dict], name: str = "edubasealldata.csv", **how) -> Path:
    path = folder / name
    path.write_bytes(a_csv(rows, **how))
    return path


def a_link(urn: int, other: int, kind: str = "Successor", day: str = "01-09-2024") -> dict:
    told = {"URN": str(urn), "LinkURN": str(other), "LinkName": "Another school"}
    return told | {"LinkType": kind, "LinkEstablishedDate": day}


def a_group(uid: int, name: str, **said: str) -> dict:
    row = {
        "Group UID": str(uid),
        "Group ID": f"TR{uid:05}",
        "Group Name": name,
        "Companies House Number": "01234567",
        "Group Type": "Multi-academy trust",
        "Closed Date": "",
        "Open date": "",
        "Incorporated on (open date)": "06/01/2014",
        "Group Status": "Open",
        "UKPRN": "",
    }
    return row | said


def load(*paths: Path | None, at=SEPTEMBER, agrees=lambda question: False) -> Outcome:
    """Import files in the order schools, links, groups, group links."""
    return import_register(RegisterFiles(*paths), at=at, agrees=agrees)


def yes(question) -> bool:
    return True


def reasons(outcome: Outcome) -> list[tuple[int, str]]:
    return [(row.line, row.reason) for row in outcome.refused]
