"""What is typed into our forms becomes a value or a sentence."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string

from mathshubs.core.forms import DateField, PoundsField, TimeField
from mathshubs.core.templatetags.mathshubs import error_links


class Session(forms.Form):
    on = DateField(label="The first day", missing="Enter the first day.")
    at = TimeField(required=False)


def a_session(day="7", month="11", year="2025", at="") -> Session:
    return Session({"on_day": day, "on_month": month, "on_year": year, "at": at})


@pytest.mark.parametrize("typed", ["4000.50", "4,000.50", "£4,000.50", " £ 4 000.50 "])
def test_an_amount_is_read_as_people_write_it(typed):
    assert PoundsField(max_digits=9).clean(typed) == Decimal("4000.50")


@pytest.mark.parametrize("typed", ["four", "-3", "1.234"])
def test_what_is_no_amount_is_said(typed):
    with pytest.raises(ValidationError, match="Price: enter an amount in pounds"):
        PoundsField(label="Price", max_digits=9).clean(typed)


@pytest.mark.parametrize("month", ["11", "nov", "November"])
@pytest.mark.parametrize("year", ["2025", "25"])
def test_a_date_is_read_as_people_write_it(month, year):
    form = a_session(month=month, year=year)

    assert form.is_valid()
    assert form.cleaned_data["on"] == date(2025, 11, 7)


@pytest.mark.parametrize(
    ("boxes", "sentence"),
    [
        (("", "", ""), "Enter the first day."),
        (("7", "", "2025"), "The first day must have a month."),
        (("7", "", ""), "The first day must have a month and a year."),
        (("30", "2", "2025"), "The first day must be a real date, such as 7 11 2025."),
        (("x", "2", "2025"), "The first day must be a real date, such as 7 11 2025."),
        (("7", "11", "9" * 30), "The first day must be a real date, such as 7 11 2025."),
        (("7", "11", "202"), "The first day must be a real date, such as 7 11 2025."),
    ],
)
def test_what_is_not_a_date_is_told_why(boxes, sentence):
    assert a_session(*boxes).errors["on"] == [sentence]


def test_a_date_that_is_shown_again_has_not_changed():
    form = Session(
        {"on_day": "7", "on_month": "11", "on_year": "2025"}, initial={"on": date(2025, 11, 7)}
    )

    assert form.changed_data == []
    assert 'value="11"' in str(form["on"])


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1pm", time(13)),
        ("1.30pm", time(13, 30)),
        ("1:30 PM", time(13, 30)),
        ("13:30", time(13, 30)),
        ("0900", time(9)),
        ("9:30", time(9, 30)),
        ("01:30", time(1, 30)),
        ("12pm", time(12)),
        ("12am", time(0)),
        ("midday", time(12)),
        ("", None),
    ],
)
def test_a_time_is_read_as_people_write_it(typed, read):
    form = a_session(at=typed)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["at"] == read


@pytest.mark.parametrize("typed", ["25:00", "25", "13pm", "9:75", "soon", "99999999999"])
def test_what_is_not_a_time_is_told_how_to_write_one(typed):
    assert a_session(at=typed).errors["at"] == ["Enter a time, such as 1pm or 13:30."]


@pytest.mark.parametrize("typed", ["1", "12", "1:30", "3.45", "630"])
def test_a_time_that_could_be_night_or_afternoon_is_asked_back(typed):
    asked = "Say whether that is am or pm, such as 1:30pm, or write 13:30."

    assert a_session(at=typed).errors["at"] == [asked]


def test_a_field_left_empty_is_named_in_its_error():
    class Application(forms.Form):
        name = forms.CharField()
        role = forms.ChoiceField(choices=[("T", "Teacher")], widget=forms.RadioSelect)
        agreed = forms.BooleanField(label="My head agrees")

    assert error_links(Application({})) == [
        ("Enter an answer: Name.", "id_name"),
        ("Choose an answer: Role.", "id_role_0"),
        ("Tick the box: My head agrees.", "id_agreed"),
    ]


def test_a_field_may_say_its_own_sentence():
    class Application(forms.Form):
        name = forms.CharField(error_messages={"required": "Enter your name."})

    html = str(Application({}))

    assert "Enter your name." in html
    assert html.count("Enter your name.") == 1


def test_errors_of_a_form_set_lead_to_their_rows():
    Sessions = forms.formset_factory(Session)
    sessions = Sessions({"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2"})

    assert [target for _, target in error_links(sessions)] == ["id_form-0-on_0", "id_form-1-on_0"]


def test_a_form_without_errors_has_no_summary():
    summary = "components/error_summary.html"

    assert render_to_string(summary, {"form": a_session()}).strip() == ""
    assert render_to_string(summary, {"form": None}).strip() == ""


def test_optional_fields_say_so_unless_all_are():
    class Filters(Session):
        all_optional = True

    assert str(Session()).count("(optional)") == 1
    assert "(optional)" not in str(Filters())


def test_what_was_typed_is_escaped():
    form = a_session(day='"><script>alert(1)</script>')

    assert "<script" not in str(form)


def test_numbers_bring_up_a_phones_number_keys_and_are_not_changed_by_scrolling():
    class Places(forms.Form):
        places = forms.IntegerField(min_value=1)

    html = str(Places()["places"])

    assert 'type="text" inputmode="numeric"' in html
    assert "min=" not in html
