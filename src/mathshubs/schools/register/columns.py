"""Rows of text become rows of School's columns, or are refused with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.db.models import CharField

from mathshubs.schools.models import School

from .files import RefusedRow, Table

if TYPE_CHECKING:
    import polars as pl

NEEDED = ["URN", "EstablishmentName", "EstablishmentStatus (name)", "PhaseOfEducation (name)"]
STATUSES: dict[str, str] = {
    "open": School.Status.OPEN,
    "open, but proposed to close": School.Status.CLOSING,
    "proposed to open": School.Status.PROPOSED,
    "closed": School.Status.CLOSED,
}
PHASES: dict[str, str] = {
    "": School.Phase.NOT_APPLICABLE,  # most closed schools, and some new ones
    "not applicable": School.Phase.NOT_APPLICABLE,
    "nursery": School.Phase.NURSERY,
    "primary": School.Phase.PRIMARY,
    "middle deemed primary": School.Phase.MIDDLE_PRIMARY,
    "middle deemed secondary": School.Phase.MIDDLE_SECONDARY,
    "secondary": School.Phase.SECONDARY,
    "all-through": School.Phase.ALL_THROUGH,
    "all through": School.Phase.ALL_THROUGH,
    "16 plus": School.Phase.SIXTEEN_PLUS,
}
TEXTS = {
    "name": "EstablishmentName",
    "kind": "TypeOfEstablishment (name)",
    "kind_group": "EstablishmentTypeGroup (name)",
    "ukprn": "UKPRN",
    "sixth_form": "OfficialSixthForm (name)",
    "gender": "Gender (name)",
    "religious_character": "ReligiousCharacter (name)",
    "admissions": "AdmissionsPolicy (name)",
    "street": "Street",
    "locality": "Locality",
    "address3": "Address3",
    "town": "Town",
    "county": "County (name)",
    "region": "GOR (name)",
    "urban_rural": "UrbanRural (name)",
    "website": "SchoolWebsite",
    "telephone": "TelephoneNum",
}
DATES = {"opened_on": "OpenDate", "closed_on": "CloseDate"}
NUMBERS = {  # field: column, the largest it can be
    "low_age": ("StatutoryLowAge", 99),
    "high_age": ("StatutoryHighAge", 99),
    "pupils": ("NumberOfPupils", 99_999),
    "easting": ("Easting", 700_000),
    "northing": ("Northing", 1_300_000),
}
HEAD = ["HeadTitle (name)", "HeadFirstName", "HeadLastName"]
KEYS = {  # columns of other tables that come along with a school
    "authority_name": ("LA (name)", 100),
    "district_name": ("DistrictAdministrative (name)", 100),
    "trust_name": ("Trusts (name)", 200),
}
WANTED = [
    *NEEDED,
    *TEXTS.values(),
    *DATES.values(),
    *(column for column, _ in NUMBERS.values()),
    *HEAD,
    *(column for column, _ in KEYS.values()),
    "PercentageFSM",
    "Postcode",
    "EstablishmentNumber",
    "LA (code)",
    "DistrictAdministrative (code)",
    "Trusts (code)",
]
POSTCODE = r"^([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})$"
NO_FIGURE = ["SUPP", "NE", "NA", "NP", "LOWCOV", "c", "x", "z", ".", "-"]
DAY_FORMATS = ["%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%d"]


def _longest(field: str) -> int:
    longest = cast(CharField, School._meta.get_field(field)).max_length
    assert longest
    return longest


@dataclass
class Rows:
    """What can be kept of a table, typed, and what cannot."""

    frame: pl.DataFrame
    refused: list[RefusedRow]


def school_rows(table: Table) -> Rows:
    """
    Type the register's columns, as the fields of School they belong to.

    `authority_code`, `district_code` and `trust_uid` stand for the rows they name. A column the
    file does not have is not in the answer, so that what we hold is left alone.
    """
    import polars as pl

    reading = Reading(table)
    text = reading.text
    reading.keep("urn", text("URN"))
    reading.refuse_unless("The URN {} is not six digits.", "URN", r"^[1-9][0-9]{5}$")
    reading.refuse(
        "The URN {} is in the file more than once.", "URN", ~text("URN").is_first_distinct()
    )
    reading.refuse("The school has no name.", "URN", text("EstablishmentName") == "")
    for field, column in TEXTS.items():
        reading.keep_text(field, column, _longest(field))
    reading.keep_one_of("status", "EstablishmentStatus (name)", STATUSES)
    reading.keep_one_of("phase", "PhaseOfEducation (name)", PHASES)
    for field, column in DATES.items():
        reading.keep_date(field, column)
    for field, (column, largest) in NUMBERS.items():
        reading.keep_number(field, column, largest)
    if reading.has("Easting", "Northing"):  # nought stands for unknown
        known = (pl.col("easting") > 0) & (pl.col("northing") > 0)
        reading.later += [pl.when(known).then(pl.col(name)) for name in ("easting", "northing")]
    if reading.has("PercentageFSM"):
        share = text("PercentageFSM").str.strip_suffix("%").replace(NO_FIGURE, "")
        number = share.cast(pl.Float64, strict=False)
        odd = (share != "") & (number.is_null() | ~number.is_between(0, 100))
        reading.refuse("PercentageFSM {} is not a percentage.", "PercentageFSM", odd)
        reading.keep("fsm_percent", number.round(1, mode="half_away_from_zero"))
    if reading.has("Postcode"):
        typed = text("Postcode").str.to_uppercase()
        spaced = typed.str.replace_all(" ", "").str.replace(POSTCODE, "$1 $2")
        postcode = pl.when(spaced.str.contains(" ")).then(spaced).otherwise(typed)
        reading.refuse("The postcode {} is too long.", "Postcode", postcode.str.len_chars() > 8)
        reading.keep("postcode", postcode)
    if reading.has("EstablishmentNumber"):
        reading.refuse_unless(
            "The establishment number {} is not four digits.", "EstablishmentNumber", "^[0-9]{0,4}$"
        )
        number = text("EstablishmentNumber")
        padded = pl.when(number == "").then(number).otherwise(number.str.zfill(4))
        reading.keep("establishment_number", padded)
    if reading.has(*HEAD[1:]):
        parts = [text(column) for column in HEAD if reading.has(column)]
        name = pl.concat_str(parts, separator=" ").str.replace_all("  +", " ").str.strip_chars()
        reading.keep("head_name", name.str.slice(0, 150))
    if reading.has("LA (code)"):
        reading.refuse_unless(
            "The authority code {} is not three digits.", "LA (code)", "^[0-9]{0,3}$"
        )
        code = text("LA (code)")
        none = code.is_in(["", "0", "00", "000"])
        reading.keep("authority_code", pl.when(~none).then(code.str.zfill(3)))
    if reading.has("DistrictAdministrative (code)"):
        code = text("DistrictAdministrative (code)")
        reading.keep("district_code", pl.when(code.str.contains("^[EW][0-9]{8}$")).then(code))
    if reading.has("Trusts (code)"):
        reading.keep_number("trust_uid", "Trusts (code)", 2_000_000_000)
    for field, (column, longest) in KEYS.items():
        if reading.has(column):
            reading.keep(field, text(column).str.slice(0, longest))
    return reading.done()


class Reading:
    """Columns to keep and reasons to refuse, gathered, then worked out all at once."""

    def __init__(self, table: Table):
        import polars as pl

        self.pl = pl
        self.table = table
        # Columns that a row is too short to have are there, and blank.
        self.frame = table.frame.with_columns(pl.all().fill_null("").str.strip_chars())
        self.kept: dict[str, pl.Expr] = {}
        self.later: list[pl.Expr] = []
        self.reasons: list[pl.Expr] = []

    def has(self, *columns: str) -> bool:
        return set(columns) <= set(self.frame.columns)

    def text(self, column: str) -> pl.Expr:
        return self.pl.col(column)

    def keep(self, field: str, value: pl.Expr) -> None:
        self.kept[field] = value.alias(field)

    def refuse(self, sentence: str, column: str, when: pl.Expr) -> None:
        """Refuse the rows `when` is true of; "{}" stands for what `column` says."""
        reason = self.pl.format(sentence, self.text(column)) if "{}" in sentence else sentence
        reason = reason if "{}" in sentence else self.pl.lit(sentence)
        self.reasons.append(self.pl.when(when).then(reason))

    def refuse_unless(self, sentence: str, column: str, pattern: str) -> None:
        self.refuse(sentence, column, ~self.text(column).str.contains(pattern))

    def keep_text(self, field: str, column: str, longest: int) -> None:
        if self.has(column):
            long = self.text(column).str.len_chars() > longest
            self.refuse(f"{column} is longer than {longest} characters.", column, long)
            self.keep(field, self.text(column))

    def keep_one_of(self, field: str, column: str, known: dict[str, str]) -> None:
        codes = {word: str(code) for word, code in known.items()}
        code = self.text(column).str.to_lowercase().replace_strict(codes, default=None)
        self.refuse(f"{column} says “{{}}”, which we do not know.", column, code.is_null())
        self.keep(field, code)

    def keep_date(self, field: str, column: str) -> None:
        if not self.has(column):
            return
        text = self.text(column)
        days = [text.str.to_date(written, strict=False) for written in DAY_FORMATS]
        day = self.pl.coalesce(days)
        sensible = day.dt.year().is_between(1000, 2200)
        odd = (text != "") & ~sensible.fill_null(False)
        self.refuse(f"{column} {{}} is not a date such as 31-08-2024.", column, odd)
        self.keep(field, day)

    def keep_number(self, field: str, column: str, largest: int) -> None:
        if not self.has(column):
            return
        text = self.text(column).replace(NO_FIGURE, "")
        number = text.cast(self.pl.Int64, strict=False)
        odd = (text != "") & ~number.is_between(0, largest).fill_null(False)
        self.refuse(f"{column} {{}} is not a whole number from 0 to {largest:,}.", column, odd)
        self.keep(field, number)

    def done(self) -> Rows:
        pl = self.pl
        reason = pl.coalesce(self.reasons) if self.reasons else pl.lit(None, pl.String)
        whole = self.frame.select(*self.kept.values(), reason.alias("reason"))
        if self.later:
            whole = whole.with_columns(self.later)
        whole = whole.with_row_index("place")
        refused = whole.filter(pl.col("reason").is_not_null())
        reasons = dict(zip(refused["place"], refused["reason"], strict=True))
        rows = self.table.refuse(reasons) if reasons else []
        kept = whole.filter(pl.col("reason").is_null()) if reasons else whole
        kept = kept.with_columns(line=pl.Series(self.table.lines).gather(kept["place"]))
        return Rows(kept.drop("place", "reason"), self.table.refused + rows)
