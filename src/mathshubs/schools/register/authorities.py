"""Local authorities and districts come from the register; some were replaced by others."""

from __future__ import annotations

from datetime import date

from mathshubs.schools.models import Authority

from .stage import work_out

# Old code: its last day, and the codes that came after. Old files keep old codes.
REPLACED = {
    "820": (date(2009, 3, 31), ("822", "823")),  # Bedfordshire
    "875": (date(2009, 3, 31), ("895", "896")),  # Cheshire
    "835": (date(2019, 3, 31), ("838", "839")),  # Dorset
    "836": (date(2019, 3, 31), ("839",)),  # Poole
    "837": (date(2019, 3, 31), ("839",)),  # Bournemouth
    "928": (date(2021, 3, 31), ("940", "941")),  # Northamptonshire
    "909": (date(2023, 3, 31), ("942", "943")),  # Cumbria
}


def keep_authorities(cursor, staged: list[str]) -> None:
    """Add the authorities that `register_rows` names, and correct names and regions."""
    region = "region" if "region" in staged else "''"
    name = "authority_name" if "authority_name" in staged else "''"
    # One code may come with several names: the commonest counts.
    work_out(
        cursor,
        "told_authorities",
        f"""
        SELECT DISTINCT ON (code) code, name, region FROM (
            SELECT authority_code AS code, {name} AS name, {region} AS region, count(*) AS schools
            FROM register_rows WHERE authority_code IS NOT NULL GROUP BY 1, 2, 3
        ) told ORDER BY code, name = '', region = '', schools DESC, name, region
        """,
    )
    cursor.execute(
        """
        UPDATE schools_authority a
        SET name = coalesce(nullif(told.name, ''), a.name),
            region = coalesce(nullif(told.region, ''), a.region)
        FROM told_authorities told WHERE told.code = a.code
        AND (coalesce(nullif(told.name, ''), a.name), coalesce(nullif(told.region, ''), a.region))
            IS DISTINCT FROM (a.name, a.region)
        """
    )
    cursor.execute(
        """
        INSERT INTO schools_authority (code, name, region)
        SELECT code, coalesce(nullif(name, ''), code), region FROM told_authorities told
        WHERE NOT EXISTS (SELECT FROM schools_authority a WHERE a.code = told.code) ORDER BY code
        """
    )


def keep_districts(cursor, staged: list[str]) -> None:
    """Add the districts that `register_rows` names, and correct their names."""
    name = "district_name" if "district_name" in staged else "''"
    work_out(
        cursor,
        "told_districts",
        f"""
        SELECT DISTINCT ON (code) code, name FROM (
            SELECT district_code AS code, {name} AS name, count(*) AS schools
            FROM register_rows WHERE district_code IS NOT NULL GROUP BY 1, 2
        ) told ORDER BY code, name = '', schools DESC, name
        """,
    )
    cursor.execute(
        "UPDATE schools_district d SET name = told.name FROM told_districts told "
        "WHERE told.code = d.code AND told.name <> '' AND told.name <> d.name"
    )
    cursor.execute(
        """
        INSERT INTO schools_district (code, name)
        SELECT code, coalesce(nullif(name, ''), code) FROM told_districts told
        WHERE NOT EXISTS (SELECT FROM schools_district d WHERE d.code = told.code) ORDER BY code
        """
    )


def join_districts_to_authorities(cursor) -> None:
    """Put each district in the authority of most of its open schools."""
    cursor.execute(
        """
        UPDATE schools_district d SET authority_id = most.authority_id FROM (
            SELECT DISTINCT ON (district_id) district_id, authority_id FROM (
                SELECT district_id, authority_id, count(*) AS schools FROM schools_school
                WHERE status IN ('OPEN', 'CLOSING')
                AND district_id IS NOT NULL AND authority_id IS NOT NULL GROUP BY 1, 2
            ) counted ORDER BY district_id, schools DESC, authority_id DESC
        ) most
        WHERE d.id = most.district_id AND d.authority_id IS DISTINCT FROM most.authority_id
        """
    )


def retire() -> None:
    """Give the authorities that were replaced their last day, and what they became."""
    known = {
        authority.code: authority
        for authority in Authority.objects.filter(
            code__in={code for old, (_, new) in REPLACED.items() for code in (old, *new)}
        )
    }
    became = set(Authority.became.through.objects.values_list("from_authority", "to_authority"))
    for code, (last_day, codes) in REPLACED.items():
        if not (old := known.get(code)):
            continue
        if old.closed_on != last_day:
            old.closed_on = last_day
            old.save(update_fields=["closed_on"])
        new = [known[each] for each in codes if each in known]
        if any((old.pk, each.pk) not in became for each in new):
            old.became.add(*new)
