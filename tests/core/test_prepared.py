"""SQL that is written once, and planned once."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.db.models import F, Value

from mathshubs.core.prepared import Prepared
from mathshubs.people.models import Person

from ..builders import a_person

pytestmark = pytest.mark.django_db


def test_postgresql_keeps_the_plan_of_what_is_asked_often():
    by_name = Prepared(lambda name: Person.objects.filter(given_name=name).order_by("pk"), str)
    ada = a_person(given_name="Ada")

    for _ in range(7):
        assert by_name("Ada") == [ada]
    assert by_name("Nobody") == []

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%given_name\" = $1%'"
        )
        assert cursor.fetchone() == (1,)


def test_an_object_has_its_annotations_and_a_part_is_a_part():
    people = [a_person(given_name=name) for name in ("Ada", "Bea", "Cleo")]
    shouted = Prepared(
        lambda word: Person.objects.annotate(word=Value(word), also=F("given_name")).order_by("pk"),
        str,
    )

    assert [(each.word, each.also) for each in shouted("oi")] == [
        ("oi", "Ada"), ("oi", "Bea"), ("oi", "Cleo"),
    ]  # fmt: skip
    assert shouted.part("oi", start=1, stop=3) == people[1:]
    assert shouted.count("oi") == 3


def test_a_value_that_would_be_used_nowhere_is_told():
    lost = Prepared(lambda day: Person.objects.filter(joined_at__year=day.year), date)

    with pytest.raises(AssertionError, match="used nowhere"):
        lost(date(2026, 1, 1))
