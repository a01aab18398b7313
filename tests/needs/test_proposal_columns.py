"""Which schools are compared, with whom, and whose hub their proposals go to."""

from __future__ import annotations

import pytest

from mathshubs.hubs.models import HubArea, HubChoice
from mathshubs.needs.methods.cohorts import YEAR_GROUP
from mathshubs.needs.methods.proposal_words import ASKED
from mathshubs.needs.queries.proposal_columns import schools_and_hubs
from mathshubs.needs.queries.proposal_figures import figures_of
from mathshubs.schools.models import School, SchoolLink, Trust

from ..builders import LONG_AGO, SEPTEMBER, a_district, a_hub, a_school, an_authority
from .proposal_builders import YEARS, published

pytestmark = pytest.mark.django_db
TODAY = SEPTEMBER.date()


def sort_of(*schools: School) -> list[int]:
    columns, _ = schools_and_hubs(TODAY)
    places = dict(zip(columns.ids.tolist(), columns.sort.tolist(), strict=True))
    return [places[school.pk] for school in schools]


def test_schools_are_alike_by_phase_or_where_that_says_nothing_by_kind():
    oak, elm = a_school(), a_school()
    ash = a_school(phase="NOT_APPLICABLE", kind_group="Special schools")
    own = a_school(phase="NOT_APPLICABLE", kind_group="Independent schools")

    sorts = sort_of(oak, elm, ash, own)

    assert sorts[0] == sorts[1] != sorts[2]
    assert sorts[3] < 0


def test_closed_schools_are_not_read():
    a_school(status="CLOSED")

    assert len(schools_and_hubs(TODAY)[0].ids) == 0


def test_schools_that_select_and_those_beside_them_are_sorts_of_their_own():
    grammar_area, other = an_authority("Kent"), an_authority("Leeds")
    secondary = {"phase": "SECONDARY", "pupils": 1000}
    grammar = a_school(authority=grammar_area, admissions="Selective", **secondary)
    beside = a_school(authority=grammar_area, **secondary)
    usual = [a_school(authority=other, **secondary) for _ in range(4)]
    alone = a_school(authority=other, admissions="Selective", **secondary)  # a fifth of Leeds

    sorts = sort_of(grammar, beside, *usual, alone)

    assert sorts[0] == sorts[6]
    assert len({sorts[0], sorts[1], sorts[2]}) == 3
    assert set(sorts[2:6]) == {sorts[2]}


def test_an_authority_that_is_one_district_is_read_once():
    one, two = an_authority("Telford"), an_authority("Shropshire")
    district = a_district("Telford", authority=one)
    a_school(authority=one, district=district)
    for name in ("North", "South"):
        a_school(authority=two, district=a_district(name, authority=two))

    columns, _ = schools_and_hubs(TODAY)

    assert columns.places["authority"].tolist() == [0, two.pk, two.pk]
    assert (columns.places["district"] > 0).all()


def test_a_place_goes_to_its_one_hub_and_to_none_where_there_are_several():
    salt, vale = a_hub("Salt Way"), a_hub("Vale")
    near, far = a_district("Near"), a_district("Far")
    HubArea.objects.create(hub=salt, district=near, from_on=LONG_AGO)
    HubArea.objects.create(hub=vale, district=far, from_on=LONG_AGO)
    local, wide = (Trust.objects.create(uid=uid, name=f"Trust {uid}") for uid in (1, 2))
    oak = a_school(district=near, trust=local)
    elm = a_school(district=near, trust=wide)
    ash = a_school(district=far, trust=wide)
    moved = a_school(district=far)
    HubChoice.objects.create(school=moved, hub=salt, from_on=LONG_AGO)

    _, hubs = schools_and_hubs(TODAY)

    assert hubs["district", near.pk] == salt.pk
    assert hubs["trust", local.pk] == salt.pk
    assert hubs["trust", wide.pk] is None
    assert [hubs["school", each.pk] for each in (oak, elm, ash, moved)] == [
        salt.pk, salt.pk, vale.pk, salt.pk,
    ]  # fmt: skip


def test_figures_are_laid_out_by_school_year_and_group():
    oak = a_school()
    published([oak], {}, years=YEARS[:2], group="DISADVANTAGED", usual=60)
    published([oak], {}, years=YEARS[1:], group="OTHER", usual=80)

    figures = figures_of(ASKED["KS2_EXPECTED.DISADVANTAGE"], [])

    assert figures.years.tolist() == [2016, 2017, 2018]
    assert (figures.values > 0).tolist() == [[True, False], [True, True], [False, True]]
    assert figures.pupils.tolist() == [[60, 0], [60, 60], [0, 60]]
    assert figures_of(ASKED["KS2_EXPECTED.DISADVANTAGE"], ["2017/18"]).years.tolist() == [2017]
    assert len(figures_of(ASKED["KS2_SCORE.SEX"], []).schools) == 0


def test_years_under_an_earlier_number_are_the_school_s_own_and_a_year_is_counted_once():
    academy, before = a_school("Oak Academy"), a_school("Oak School", status="CLOSED")
    SchoolLink.objects.create(predecessor=before, successor=academy, kind="CONVERSION")
    published([before], {}, years=YEARS[:2], usual=40)
    published([academy], {}, years=YEARS[1:], usual=80)

    figures = figures_of(ASKED["KS2_EXPECTED"], [])

    assert figures.schools.tolist() == [academy.pk] * 3
    assert figures.years.tolist() == [2016, 2017, 2018]
    assert (figures.values[:, 0] > 60).tolist() == [False, True, True]
    assert figures.counted.under.tolist() == [before.pk, academy.pk, academy.pk]


def test_a_number_of_pupils_that_was_not_published_is_that_of_a_near_year():
    schools = [a_school() for _ in range(30)]
    published(schools, {}, years=YEARS[:2], pupils=60)
    published(schools, {}, years=YEARS[2:], pupils=None)

    figures = figures_of(ASKED["KS2_EXPECTED"], [])

    untold = figures.years == 2018
    assert set(figures.pupils[untold, 0]) == {60}
    assert set(figures.counted.basis[untold]) == {YEAR_GROUP}
    assert set(figures.counted.of_year[untold]) == {2017}
    assert not figures.counted.basis[~untold].any()


def test_a_number_of_pupils_of_one_of_two_groups_is_never_an_estimate():
    schools = [a_school() for _ in range(30)]
    published(schools, {}, pupils=60)
    for group in ("DISADVANTAGED", "OTHER"):
        published(schools, {}, group=group, pupils=None)

    assert not figures_of(ASKED["KS2_EXPECTED.DISADVANTAGE"], []).pupils.any()
