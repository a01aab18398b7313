"""
Trusts, federations and sponsors, and which school is in which trust.

The groups file is the authority on a trust's facts. The group links file and the register's own
columns only make known a trust that we had not heard of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .columns import Reading, Rows
from .files import Table
from .stage import count

if TYPE_CHECKING:
    import polars as pl

GROUPS_NEEDED = ["Group UID", "Group Name"]
GROUPS_WANTED = [
    *GROUPS_NEEDED,
    "Group ID",
    "Group Type",
    "Companies House Number",
    "UKPRN",
    "Open date",
    "Incorporated on (open date)",
    "Closed Date",
]
LINKS_NEEDED = ["URN", "Linked UID", "Group Name", "Group Type"]
LINKS_WANTED = [*LINKS_NEEDED, "Companies House Number", "Closed Date", "Joined date"]
LARGEST_UID = 2_000_000_000
FACTS = "name, kind, group_id, companies_house_number, ukprn, opened_on, closed_on"


def group_rows(table: Table) -> Rows:
    """Type the groups file's columns, as the fields of Trust they belong to."""
    import polars as pl

    reading = Reading(table)
    uid = reading.text("Group UID")
    reading.refuse_unless("The group UID {} is not a number.", "Group UID", r"^[0-9]+$")
    again = "The group UID {} is in the file more than once."
    reading.refuse(again, "Group UID", ~uid.is_first_distinct())
    reading.refuse("The group has no name.", "Group UID", reading.text("Group Name") == "")
    reading.keep_number("uid", "Group UID", LARGEST_UID)
    reading.keep_text("name", "Group Name", 200)
    for field, column, longest in (
        ("kind", "Group Type", 60),
        ("group_id", "Group ID", 60),
        ("companies_house_number", "Companies House Number", 12),
        ("ukprn", "UKPRN", 8),
    ):
        reading.keep_text(field, column, longest)
    reading.keep_date("opened_on", "Open date")
    reading.keep_date("incorporated_on", "Incorporated on (open date)")
    reading.keep_date("closed_on", "Closed Date")
    rows = reading.done()
    days = [day for day in ("opened_on", "incorporated_on") if day in rows.frame.columns]
    if days:
        rows.frame = rows.frame.with_columns(opened_on=pl.coalesce(days))
    rows.frame = rows.frame.drop("incorporated_on", strict=False)
    return rows


def membership_rows(table: Table) -> Rows:
    """Type the group links: one row a school, the academy trust it joined last and has not left."""
    import polars as pl

    reading = Reading(table)
    reading.refuse_unless("The URN {} is not six digits.", "URN", r"^[1-9][0-9]{5}$")
    reading.keep("urn", reading.text("URN"))
    reading.refuse_unless("The linked UID {} is not a number.", "Linked UID", r"^[0-9]+$")
    reading.keep_number("trust_uid", "Linked UID", LARGEST_UID)
    reading.keep_text("trust_name", "Group Name", 200)
    reading.keep_text("trust_kind", "Group Type", 60)
    reading.keep_date("closed_on", "Closed Date")
    reading.keep_date("joined_on", "Joined date")
    rows = reading.done()
    lasts = pl.col("trust_kind").str.to_lowercase().str.contains("academy trust")
    if "closed_on" in rows.frame.columns:
        lasts &= pl.col("closed_on").is_null()
    joined = ["joined_on"] if "joined_on" in rows.frame.columns else []
    rows.frame = (
        rows.frame.filter(lasts)
        .sort([*joined, "trust_uid"], nulls_last=False)
        .unique("urn", keep="last", maintain_order=True)
        .select("urn", "trust_uid", "trust_name", "trust_kind")
    )
    return rows


def with_membership(schools: pl.DataFrame, membership: pl.DataFrame) -> pl.DataFrame:
    """Fill in each school's trust, unless the schools file tells of trusts itself: it counts."""
    if "trust_uid" in schools.columns:
        return schools
    linked = membership.select("urn", "trust_uid")
    return schools.join(linked, on="urn", how="left", maintain_order="left")


def trusts_named(schools: pl.DataFrame, membership: pl.DataFrame | None) -> pl.DataFrame:
    """Return uid, name and kind ("" when not told) of each trust a school is said to be in."""
    import polars as pl

    parts = []
    if membership is not None:
        parts.append(membership.select(uid="trust_uid", name="trust_name", kind="trust_kind"))
    if "trust_uid" in schools.columns:
        name = pl.col("trust_name") if "trust_name" in schools.columns else pl.lit("")
        parts.append(schools.select(uid="trust_uid", name=name, kind=pl.lit("")))
    named = pl.concat(parts).filter(pl.col("uid").is_not_null())
    return (
        named.sort("uid", pl.col("name") == "", pl.col("kind") == "", "name")
        .unique("uid", keep="first", maintain_order=True)
        .with_columns(
            name=pl.coalesce(pl.col("name").replace("", None), pl.format("Group {}", "uid"))
        )
    )


def keep_groups(cursor, staged: list[str]) -> dict[str, int]:
    """Add and correct trusts from the staged `group_rows`; count them."""
    facts = [fact for fact in FACTS.split(", ") if fact in staged]
    ours = ", ".join(f"t.{fact}" for fact in facts)
    theirs = ", ".join(f"g.{fact}" for fact in facts)
    created = count(
        cursor,
        "SELECT count(*) FROM group_rows g "
        "WHERE NOT EXISTS (SELECT FROM schools_trust t WHERE t.uid = g.uid)",
    )
    updated = count(
        cursor,
        f"SELECT count(*) FROM group_rows g JOIN schools_trust t USING (uid) "
        f"WHERE ({ours}) IS DISTINCT FROM ({theirs})",
    )
    if updated:
        sets = ", ".join(f"{fact} = g.{fact}" for fact in facts)
        cursor.execute(
            f"UPDATE schools_trust t SET {sets} FROM group_rows g "
            f"WHERE t.uid = g.uid AND ({ours}) IS DISTINCT FROM ({theirs})"
        )
    if created:
        _insert(cursor, "group_rows", facts)
    total = count(cursor, "SELECT count(*) FROM group_rows")
    return {"created": created, "updated": updated, "unchanged": total - created - updated}


def keep_named(cursor) -> None:
    """Add the trusts of the staged `named_trusts` that we had not heard of."""
    unknown = "SELECT count(*) FROM named_trusts n WHERE uid NOT IN (SELECT uid FROM schools_trust)"
    if count(cursor, unknown):
        _insert(cursor, "named_trusts", ["name", "kind"])


def _insert(cursor, table: str, facts: list[str]) -> None:
    blank = [
        name
        for name in ("kind", "group_id", "companies_house_number", "ukprn")
        if name not in facts
    ]
    columns = ", ".join(["uid", *facts, *blank])
    values = ", ".join(["g.uid", *(f"g.{fact}" for fact in facts), *("''" for _ in blank)])
    cursor.execute(
        f"INSERT INTO schools_trust ({columns}) SELECT {values} FROM {table} g "
        f"WHERE NOT EXISTS (SELECT FROM schools_trust t WHERE t.uid = g.uid) ORDER BY g.uid"
    )
