"""
Finding a school by what people type: name, old name, town, postcode, URN or LAESTAB.

Every word is looked for by its trigrams, so that a word may be spelt wrong. Words that thousands
of schools have ("primary", "st") only count in the order of what the others found.
"""

from __future__ import annotations

import re

from .models import Authority, School

MOST = 100  # of any search; who wants more types more
LONGEST = 200  # characters
MOST_WORDS = 8
ALIKE, LESS_ALIKE = 0.55, 0.4  # share of a word's trigrams that must be there
COMMON = set(
    re.findall(
        r"\w+",
        """
        a academy aided and at boys c catholic ce christian church co community controlled e
        england first for free girls grammar high in infant infants junior nursery of primary r rc
        roman saint school schools secondary special st the trust voluntary
        """,
    )
)
_POSTCODE = re.compile(r"\b([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})\b", re.I | re.A)
_OUTWARD = re.compile(r"^[A-Z]{1,2}[0-9][A-Z0-9]?( [0-9][A-Z]?)?$", re.I | re.A)
_URN = re.compile(r"(?<![0-9/])([1-9][0-9]{5})(?![0-9/])", re.A)
_LAESTAB = re.compile(r"(?<!\d)([0-9]{3})[ /-]?([0-9]{4})(?!\d)", re.A)

DOCUMENT = "plain(((s.name || ' ') || s.town))"
INDEXED = f"replace(replace({DOCUMENT}, 'primary', ''), 'school', '')"


def search_schools(
    text: str, *, limit: int = 20, open_only: bool = False, phase: str = ""
) -> list[School]:
    """
    Return the schools that match `text`, the likeliest first, each with its authority.

    One query. Of two that match as well, an open one comes first.
    """
    text = re.sub(r"[\x00-\x1f\ud800-\udfff]", " ", text[:LONGEST]).strip()
    conditions, params = [], {"limit": min(limit, MOST), "text": text}
    if open_only:
        conditions.append("s.status IN ('OPEN', 'CLOSING')")
    if phase:
        conditions.append("s.phase = %(phase)s")
        params["phase"] = phase
    if found := _URN.search(text):
        return _found(f"s.urn = '{found[1]}'", conditions, params)
    if found := _LAESTAB.search(text):
        one = f"authority.code = '{found[1]}' AND s.establishment_number = '{found[2]}'"
        return _found(one, conditions, params)
    if found := _POSTCODE.search(text):
        params["text"] = _POSTCODE.sub(" ", text)
        params["postcode"] = f"{found[1]} {found[2]}".upper()
        return _found("s.postcode = %(postcode)s", conditions, params)
    if _OUTWARD.match(text):
        params["postcode"] = text.upper() + ("%" if " " in text else " %")
        return _found("s.postcode LIKE %(postcode)s", conditions, params)
    return _by_words(text, conditions, params)


def _found(which: str, conditions: list[str], params: dict) -> list[School]:
    return _schools(
        f"""
        SELECT {COLUMNS} FROM schools_school s {AUTHORITY}
        WHERE {" AND ".join([which, *conditions])}
        ORDER BY similarity(plain(%(text)s), {DOCUMENT}) DESC, s.status = 'CLOSED', s.name, s.id
        LIMIT %(limit)s
        """,
        params,
    )


def _by_words(text: str, conditions: list[str], params: dict) -> list[School]:
    words = list(dict.fromkeys(re.findall(r"\w+", re.sub(r"['’]", "", text.lower()))))
    rare = [word for word in words if word not in COMMON][:MOST_WORDS]
    common = [word for word in words if word in COMMON][:MOST_WORDS]
    if not rare:
        return _by_common_words(" ".join(words), conditions, params) if words else []
    rare_keys = [f"rare{place}" for place in range(len(rare))]
    common_keys = [f"common{place}" for place in range(len(common))]
    params |= dict(zip([*rare_keys, *common_keys], [*rare, *common], strict=True))
    asked = ", ".join(f"plain(%({key})s) AS {key}" for key in [*rare_keys, *common_keys])

    def score(q: str) -> str:
        # A word found counts once; a common one, which may not be spelt wrong, a quarter.
        rarely = [f"word_similarity({q}.{key}, d)" for key in rare_keys]
        commonly = [f"(strpos(d, {q}.{key}) > 0)::int / 4.0" for key in common_keys]
        return " + ".join([*rarely, *commonly])

    def within(document: str, link: str, q: str = "q") -> str:
        return "(" + f" {link} ".join(f"{document} %%> {q}.{key}" for key in rare_keys) + ")"

    def alike(share: float) -> str:
        # For this statement only: words are compared after this row was made.
        setting = f"set_config('pg_trgm.word_similarity_threshold', '{share}', true)"
        return f"AS MATERIALIZED (SELECT {setting}, {asked})"

    more = "".join(f" AND {condition}" for condition in conditions)
    old = "plain(((p.name || ' ') || s.town))"
    size = "length(s.name) + 100 * (s.status = 'CLOSED')::int AS size"
    return _schools(
        f"""
        WITH q {alike(ALIKE)}, less {alike(LESS_ALIKE)},
        in_full AS MATERIALIZED (
            SELECT id, {score("q")} AS score, by_old_name, size FROM q CROSS JOIN (
                SELECT s.id, {DOCUMENT} AS d, false AS by_old_name, {size}
                FROM q CROSS JOIN schools_school s WHERE {within(INDEXED, "AND")}{more}
                UNION ALL
                SELECT s.id, {old}, true, length(p.name) FROM q CROSS JOIN schools_pastname p
                JOIN schools_school s ON s.id = p.school_id
                WHERE {within("plain(p.name)", "OR")} AND {within(old, "AND")}{more}
            ) documents
        ),
        in_part AS MATERIALIZED (
            SELECT id, {score("less")} AS score, by_old_name, size FROM less CROSS JOIN (
                SELECT s.id, {DOCUMENT} AS d, false AS by_old_name, {size}
                FROM less CROSS JOIN schools_school s
                WHERE NOT EXISTS (SELECT FROM in_full)
                AND {within(INDEXED, "OR", "less")}{more} OFFSET 0
            ) documents
        ),
        found AS (
            -- The finer order below is dear: only the best go there.
            SELECT id, round(max(score)::numeric, 1) AS score, bool_and(by_old_name) AS by_old_name
            FROM (SELECT * FROM in_full UNION ALL SELECT * FROM in_part) both_ways
            GROUP BY id ORDER BY 2 DESC, min(size) LIMIT 3 * {MOST}
        )
        SELECT {COLUMNS}, found.by_old_name FROM found
        JOIN schools_school s ON s.id = found.id {AUTHORITY}
        CROSS JOIN LATERAL (SELECT regexp_replace(plain(s.name), '[^a-z0-9]+', '', 'g')
            = regexp_replace(plain(%(text)s), '[^a-z0-9]+', '', 'g') AS name) is_same
        ORDER BY is_same.name DESC, CASE WHEN NOT is_same.name THEN found.score END DESC,
            s.status = 'CLOSED', similarity(plain(%(text)s), {DOCUMENT}) DESC, s.name, s.id
        LIMIT %(limit)s
        """,
        params,
    )


def _by_common_words(text: str, conditions: list[str], params: dict) -> list[School]:
    """Some of the thousands of schools that match, the shortest names first."""
    params["like"] = f"%{text}%"
    like = f"{DOCUMENT} LIKE plain(%(like)s)"
    return _schools(
        f"""
        SELECT {COLUMNS} FROM (
            SELECT * FROM schools_school s WHERE {" AND ".join([like, *conditions])} LIMIT 1000
        ) s {AUTHORITY}
        ORDER BY s.status = 'CLOSED', length(s.name), s.name, s.id LIMIT %(limit)s
        """,
        params,
    )


COLUMNS = "s.*, authority.code AS authority_code, authority.name AS authority_name"
AUTHORITY = "LEFT JOIN schools_authority authority ON authority.id = s.authority_id"


def _schools(sql: str, params: dict) -> list[School]:
    schools = list(School.objects.raw(sql, params))
    for school in schools:
        if school.authority_id:
            read = school.__dict__  # where Django puts the further columns of a raw query
            school.authority = Authority(
                pk=school.authority_id, code=read["authority_code"], name=read["authority_name"]
            )
    return schools


def label(school: School) -> str:
    """Tell namesakes apart: "Oak Street School, Telford, Telford and Wrekin, URN 123456"."""
    parts = [school.name, school.where, f"URN {school.urn}"]
    return ", ".join(part for part in parts if part) + ("" if school.is_open else " (closed)")


def suggestions(text: str) -> list[dict]:
    """Return up to ten schools for somebody who is still typing."""
    if len(text.strip()) < 2:
        return []
    return [
        {
            "urn": school.urn,
            "label": label(school),
            "name": school.name,
            "where": school.where,
            "open": school.is_open,
        }
        for school in search_schools(text, limit=10)
    ]
