"""The log tells what failed, and nothing about people."""

from __future__ import annotations

import pytest

from mathshubs.config.logs import without_people


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("No such person: ann.o'neil+x@oak.sch.uk", "No such person: (email hidden)"),
        ("TRN 1234567 is taken", "TRN (number hidden) is taken"),
        ("Ring 01952 123 456 today", "Ring (number hidden) today"),
        ("DETAIL:  Key (phone)=(07700 900123) already exists.", "DETAIL (hidden)"),
        ("Gone: /calendar/Zm9v4YmFyZm9vYmFyZm9vYmFy.ics", "Gone: /calendar/(secret hidden).ics"),
        ("/work-groups/12/ took 1234 ms", "/work-groups/12/ took 1234 ms"),
        ('File "/usr/lib/python3.11/x.py", line 12', 'File "/usr/lib/python3.11/x.py", line 12'),
    ],
)
def test_what_would_tell_about_a_person_is_hidden(said, kept):
    assert without_people(said) == kept
