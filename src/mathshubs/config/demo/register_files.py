"""
The four files of a register in the shape of the official ones.

They have the headers, the encoding (cp1252), the line ends (CRLF) and the dates (dd-mm-yyyy) of
those, so that the importer has to do what it does for them.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

SCHOOLS_HEADER = [
    "URN", "LA (code)", "LA (name)", "EstablishmentNumber", "EstablishmentName",
    "TypeOfEstablishment (code)", "TypeOfEstablishment (name)",
    "EstablishmentTypeGroup (code)", "EstablishmentTypeGroup (name)",
    "EstablishmentStatus (code)", "EstablishmentStatus (name)", "OpenDate", "CloseDate",
    "PhaseOfEducation (code)", "PhaseOfEducation (name)", "StatutoryLowAge", "StatutoryHighAge",
    "OfficialSixthForm (name)", "Gender (name)", "ReligiousCharacter (name)",
    "AdmissionsPolicy (name)", "CensusDate", "NumberOfPupils", "PercentageFSM",
    "Trusts (code)", "Trusts (name)", "UKPRN", "Street", "Locality", "Address3", "Town",
    "County (name)", "Postcode", "SchoolWebsite", "TelephoneNum", "HeadTitle (name)",
    "HeadFirstName", "HeadLastName", "GOR (name)", "DistrictAdministrative (code)",
    "DistrictAdministrative (name)", "UrbanRural (name)", "Easting", "Northing",
]  # fmt: skip
LINKS_HEADER = ["URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate"]
GROUPS_HEADER = [
    "Group UID", "Group ID", "Group Name", "Companies House Number", "Group Type (code)",
    "Group Type", "Closed Date", "Open date", "Incorporated on (open date)",
    "Group Status (code)", "Group Status", "Group Street", "Group Locality", "Group Address 3",
    "Group Town", "Group County", "Group Postcode", "Head of Group Title",
    "Head of Group First Name", "Head of Group Last Name", "UKPRN",
]  # fmt: skip
GROUP_LINKS_HEADER = [
    "URN", "Linked UID", "Group Name", "Companies House Number", "Group Type",
    "Group Type (code)", "Closed Date", "Open date", "Incorporated on (open date)",
    "Group Status", "Group Status (code)", "FederationType", "Joined date",
    "EstablishmentName", "TypeOfEstablishment (code)", "TypeOfEstablishment (name)",
    "PhaseOfEducation (code)", "PhaseOfEducation (name)", "LA (code)", "LA (name)",
    "HasSharedHT",
]  # fmt: skip


@dataclass(frozen=True)
class Files:
    """Where the four files of the register are."""

    schools: Path
    links: Path
    groups: Path
    group_links: Path


@dataclass
class Register:
    """The rows of the four files. Each row is a dict by official header."""

    schools: list[dict]
    links: list[dict]
    groups: list[dict]
    group_links: list[dict]

    def write(self, folder: Path, day: date) -> Files:
        """Write the four files as the official download names them."""
        folder.mkdir(parents=True, exist_ok=True)
        stamp = f"{day:%Y%m%d}"
        files = Files(
            folder / f"edubasealldata{stamp}.csv",
            folder / f"links_edubasealldata{stamp}.csv",
            folder / f"allgroupsdata{stamp}.csv",
            folder / f"alllinksdata{stamp}.csv",
        )
        _write(files.schools, SCHOOLS_HEADER, self.schools)
        _write(files.links, LINKS_HEADER, self.links)
        _write(files.groups, GROUPS_HEADER, self.groups)
        _write(files.group_links, GROUP_LINKS_HEADER, self.group_links)
        return files


def _write(file: Path, header: list[str], rows: list[dict]) -> None:
    """Write the rows as the official files are: cp1252, CRLF, days as dd-mm-yyyy."""
    with file.open("w", encoding="cp1252", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(header)
        for row in rows:
            values = (row.get(column, "") for column in header)
            writer.writerow([v.strftime("%d-%m-%Y") if isinstance(v, date) else v for v in values])
