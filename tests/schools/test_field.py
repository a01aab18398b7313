"""The school picker, with and without JavaScript."""

from __future__ import annotations

import pytest
from django import forms

from mathshubs.schools.fields import SchoolField
from mathshubs.schools.models import School
from tests.builders import a_school

pytestmark = pytest.mark.django_db


class Asks(forms.Form):
    school = SchoolField(label="School")


def asked(**sent) -> Asks:
    return Asks({name.replace("_", "-"): value for name, value in sent.items()})


def test_a_school_chosen_from_the_list_is_taken():
    one, other = a_school("Oak School", town="Hull"), a_school("Oak School", town="Leeds")
    text = f"Oak School, Leeds, URN {other.urn}"
    form = asked(school=text, school_urn=other.urn, school_for=text)

    assert form.is_valid()
    assert form.cleaned_data["school"] == other != one


def test_a_text_that_one_school_matches_is_enough():
    oak = a_school("Oak School")
    a_school("Elm School")

    form = asked(school="oak school")
    assert form.is_valid()
    assert form.cleaned_data["school"] == oak


def test_of_several_the_form_asks_which_and_takes_the_answer():
    one, other = a_school("Oak School", town="Hull"), a_school("Oak School", town="Leeds")
    form = asked(school="oak school")

    assert not form.is_valid()
    assert form.errors["school"] == ["More than one school matches “oak school”. Choose which."]
    html = str(form["school"])
    assert html.count('type="radio"') == 2
    assert f"Oak School, Leeds, URN {other.urn}" in html
    assert 'name="school-for" value="oak school"' in html

    again = asked(school="oak school", school_urn=one.urn, school_for="oak school")
    assert again.is_valid()
    assert again.cleaned_data["school"] == one


def test_a_choice_made_for_another_text_counts_for_nothing():
    oak, elm = a_school("Oak School"), a_school("Elm School")
    form = asked(school="elm school", school_urn=oak.urn, school_for="oak school")

    assert form.is_valid()
    assert form.cleaned_data["school"] == elm


def test_what_nothing_matches_is_said_in_a_sentence():
    form = asked(school="xqzzy")

    assert form.errors["school"] == [
        "No school matches “xqzzy”. Check the spelling, or type its URN or postcode."
    ]


def test_an_empty_field_is_refused_only_when_it_is_needed():
    assert "choose it" in asked(school="").errors["school"][0]
    assert SchoolField(required=False).clean(None) is None


def test_a_closed_school_is_not_taken_where_only_open_ones_will_do():
    closed = a_school("Oak School", status=School.Status.CLOSED)
    field = SchoolField(open_only=True)

    with pytest.raises(forms.ValidationError, match="No school matches"):
        field.clean(field.widget.value_from_datadict({"school": closed.urn}, {}, "school"))


def test_what_is_typed_is_escaped():
    html = str(asked(school='"><script>')["school"])

    assert "<script>" not in html


def test_a_school_already_chosen_is_shown_by_its_label():
    oak = a_school("Oak School", town="Hull")
    html = str(Asks(initial={"school": oak})["school"])

    assert f'value="Oak School, Hull, URN {oak.urn}"' in html
    assert f'name="school-urn" value="{oak.urn}"' in html
