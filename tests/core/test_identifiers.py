"""What people type for a number becomes the number, or a sentence."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from mathshubs.core.identifiers import clean_phone, row_number


@pytest.mark.parametrize("phone", ["01952 123456", "+44 (0)1952 123-456", ""])
def test_a_phone_number_is_kept_as_it_was_typed(phone):
    assert clean_phone(f" {phone} ") == phone


@pytest.mark.parametrize("typed", ["none", "12345", "0195212345x", "٠١٩٥٢١٢٣٤٥٦"])
def test_what_is_no_phone_number_is_told_how_one_looks(typed):
    with pytest.raises(ValidationError, match="Type one such as 01952 123456"):
        clean_phone(typed)


@pytest.mark.parametrize("sent", [None, "", "x", "-1", "1.5", "²", "٣", "9" * 19, "9" * 5000])
def test_what_numbers_no_row_is_nought(sent):
    assert row_number(sent) == 0


def test_a_row_is_numbered_by_figures():
    assert row_number("17") == row_number(17) == 17
