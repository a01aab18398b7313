"""
Which school came from which.

A link may name a school we do not hold, have no date or one to come, run in a circle, and be
told from one side only. What two schools are to each other is told once or twice; some kinds do
not tell which came first, and then the one that closed, or closed earlier, did.
"""

from __future__ import annotations

import re

from mathshubs.schools.models import SchoolLink

from .columns import Reading, Rows
from .files import RefusedRow, Table
from .stage import count, work_out

NEEDED = ["URN", "LinkURN", "LinkType"]
WANTED = [*NEEDED, "LinkEstablishedDate"]
KIND = SchoolLink.Kind
# Which of the two is the earlier: the row's own school, the linked one, or it is not told.
OWN, LINKED, NOT_TOLD, NEITHER = "OWN", "LINKED", "NOT_TOLD", "NEITHER"
TYPES = {
    "successor": (OWN, KIND.CONVERSION),
    "successor - merged": (OWN, KIND.MERGER),
    "successor - amalgamated": (OWN, KIND.AMALGAMATION),
    "successor - split school": (OWN, KIND.SPLIT),
    "predecessor": (LINKED, KIND.CONVERSION),
    "predecessor - merged": (LINKED, KIND.MERGER),
    "predecessor - amalgamated": (LINKED, KIND.AMALGAMATION),
    "predecessor - split school": (LINKED, KIND.SPLIT),
    "result of amalgamation": (NOT_TOLD, KIND.AMALGAMATION),
    "merged - expansion in school capacity and changer in age range": (NOT_TOLD, KIND.MERGER),
    "merged - expansion of school capacity": (NOT_TOLD, KIND.MERGER),
    "merged - change in age range": (NOT_TOLD, KIND.MERGER),
    "expansion": (NOT_TOLD, KIND.OTHER),
    "closure": (NOT_TOLD, KIND.OTHER),
    "other": (NOT_TOLD, KIND.OTHER),
    "sixth form centre link": (NEITHER, KIND.OTHER),  # schools side by side
    "sixth form centre school": (NEITHER, KIND.OTHER),
}
NO_SCHOOL = "There is no school {} in the register."
NO_ORDER = "The link does not say which school came first, and neither has closed."


def link_rows(table: Table) -> Rows:
    """Type the links file's columns: urn, other, earlier, kind, established_on."""
    reading = Reading(table)
    for field, column in (("urn", "URN"), ("other", "LinkURN")):
        reading.refuse_unless(f"{column} {{}} is not six digits.", column, r"^[1-9][0-9]{5}$")
        reading.keep(field, reading.text(column))
    itself = reading.text("URN") == reading.text("LinkURN")
    reading.refuse("The school {} is linked to itself.", "URN", itself)
    reading.keep_one_of("earlier", "LinkType", {word: told[0] for word, told in TYPES.items()})
    reading.keep_one_of("kind", "LinkType", {word: told[1] for word, told in TYPES.items()})
    if reading.has("LinkEstablishedDate"):
        reading.keep_date("established_on", "LinkEstablishedDate")
    return reading.done()


def keep_links(
    cursor, table: Table, staged: list[str], unusable: list[RefusedRow]
) -> tuple[dict[str, int], list[RefusedRow]]:
    """
    Bring our links to those of the staged `link_rows`; return counts and what was refused.

    A link that the file no longer tells goes; its history stays. The schools that an `unusable`
    row names keep theirs.
    """
    established = "established_on" if "established_on" in staged else "NULL::date"
    work_out(
        cursor,
        "known_links",
        f"""
        SELECT l.line, l.urn, l.other, kind, {established} AS established_on,
            CASE earlier WHEN 'OWN' THEN true WHEN 'LINKED' THEN false
            WHEN 'NOT_TOLD' THEN CASE
                WHEN own.status <> 'CLOSED' AND linked.status <> 'CLOSED' THEN NULL
                ELSE (own.ended, own.urn) < (linked.ended, linked.urn) END
            END AS own_is_earlier, earlier, own.id AS own, linked.id AS linked
        FROM link_rows l
        LEFT JOIN (SELECT id, urn, status, CASE status WHEN 'CLOSED'
            THEN coalesce(closed_on, '0001-01-01') ELSE 'infinity' END AS ended
            FROM schools_school) own ON own.urn = l.urn
        LEFT JOIN (SELECT id, urn, status, CASE status WHEN 'CLOSED'
            THEN coalesce(closed_on, '0001-01-01') ELSE 'infinity' END AS ended
            FROM schools_school) linked ON linked.urn = l.other
        WHERE earlier <> 'NEITHER'
        """,
    )
    # Told from both sides: the more particular kind and the earlier day; a told order before ours.
    work_out(
        cursor,
        "told_links",
        """
        WITH both_ways AS (
            SELECT CASE WHEN own_is_earlier THEN own ELSE linked END AS predecessor_id,
                   CASE WHEN own_is_earlier THEN linked ELSE own END AS successor_id,
                   kind, established_on, earlier = 'NOT_TOLD' AS guessed
            FROM known_links
            WHERE own IS NOT NULL AND linked IS NOT NULL AND own_is_earlier IS NOT NULL
        )
        SELECT predecessor_id, successor_id,
               (array_agg(kind ORDER BY array_position(
                   ARRAY['SPLIT', 'AMALGAMATION', 'MERGER', 'CONVERSION', 'OTHER'], kind)))[1]
                   AS kind,
               min(established_on) AS established_on
        FROM both_ways b
        WHERE NOT (guessed AND EXISTS (
            SELECT FROM both_ways told WHERE NOT told.guessed
            AND told.predecessor_id = b.successor_id AND told.successor_id = b.predecessor_id))
        GROUP BY predecessor_id, successor_id
        """,
    )
    pair = "k.predecessor_id = t.predecessor_id AND k.successor_id = t.successor_id"
    differs = "(k.kind, k.established_on) IS DISTINCT FROM (t.kind, t.established_on)"
    unknown = f"NOT EXISTS (SELECT FROM schools_schoollink k WHERE {pair})"
    total = count(cursor, "SELECT count(*) FROM told_links")
    created = count(cursor, f"SELECT count(*) FROM told_links t WHERE {unknown}")
    updated = count(
        cursor,
        f"SELECT count(*) FROM told_links t JOIN schools_schoollink k ON {pair} AND {differs}",
    )
    if updated:
        cursor.execute(
            f"UPDATE schools_schoollink k SET kind = t.kind, established_on = t.established_on "
            f"FROM told_links t WHERE {pair} AND {differs}"
        )
    if created:
        cursor.execute(
            f"INSERT INTO schools_schoollink (predecessor_id, successor_id, kind, established_on) "
            f"SELECT predecessor_id, successor_id, kind, established_on FROM told_links t "
            f"WHERE {unknown} ORDER BY 1, 2"
        )
    counts = {"created": created, "updated": updated, "unchanged": total - created - updated}
    counts["withdrawn"] = _withdraw(cursor, unusable)
    return counts, _refused(cursor, table)


def _withdraw(cursor, unusable: list[RefusedRow]) -> int:
    """Delete the links that the file does not tell, or tells the other way round; count them."""
    named = re.findall(r"\b[1-9][0-9]{5}\b", " ".join(refused.row for refused in unusable))
    work_out(
        cursor,
        "untold_links",
        """
        SELECT k.id, k.predecessor_id AS earlier, k.successor_id AS later
        FROM schools_schoollink k WHERE NOT EXISTS (SELECT FROM told_links t
            WHERE t.predecessor_id = k.predecessor_id AND t.successor_id = k.successor_id)
        """,
    )
    work_out(
        cursor,
        "withdrawn_links",
        """
        SELECT id, earlier, later FROM untold_links u JOIN told_links t
            ON t.predecessor_id = u.later AND t.successor_id = u.earlier
        UNION
        SELECT id, earlier, later FROM untold_links u
        WHERE NOT EXISTS (SELECT FROM known_links WHERE own = u.earlier AND linked = u.later)
        AND NOT EXISTS (SELECT FROM known_links WHERE own = u.later AND linked = u.earlier)
        """,
    )
    if named:
        cursor.execute(
            "DELETE FROM withdrawn_links w USING schools_school s "
            "WHERE s.id IN (w.earlier, w.later) AND s.urn = ANY(%s)",
            [named],
        )
    withdrawn = count(cursor, "SELECT count(*) FROM withdrawn_links")
    if withdrawn:
        cursor.execute("DELETE FROM schools_schoollink k USING withdrawn_links w WHERE w.id = k.id")
    return withdrawn


def _refused(cursor, table: Table) -> list[RefusedRow]:
    cursor.execute(
        "SELECT line, CASE WHEN own IS NULL THEN urn WHEN linked IS NULL THEN other END "
        "FROM known_links WHERE own IS NULL OR linked IS NULL OR own_is_earlier IS NULL"
    )
    reasons = {line: NO_SCHOOL.format(urn) if urn else NO_ORDER for line, urn in cursor.fetchall()}
    places = {line: place for place, line in enumerate(table.lines) if line in reasons}
    return table.refuse({places[line]: reason for line, reason in reasons.items()})
