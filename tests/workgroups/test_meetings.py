# ruff: noqa: E501 – reports stand as the tools write them
"""Reports of online meetings: each tool's layouts, read for how long each person was there."""

from __future__ import annotations

import pytest

from mathshubs.workgroups.methods import names
from mathshubs.workgroups.methods.meetings import attendees
from mathshubs.workgroups.methods.sheets import SheetRefused, as_text, rows_of_text

TEAMS = """1. Summary
Meeting title	Secondary maths leadership
Attended participants	2
Start time	11/3/25, 12:55:00 PM
End time	11/3/25, 3:31:00 PM

2. Participants
Name	First Join	Last Leave	In-Meeting Duration	Email	Participant ID (UPN)	Role
Tess Teacher	11/3/25, 12:58:00 PM	11/3/25, 3:30:00 PM	2h 32m 0s	tess@example.org	tess@example.org	Presenter
Ben Ade (Guest)	11/3/25, 1:05:00 PM	11/3/25, 3:00:00 PM	45m 10s			Attendee

3. In-Meeting Activities
Name	Join Time	Leave Time	Duration	Email	Role
Tess Teacher	11/3/25, 12:58:00 PM	11/3/25, 3:30:00 PM	2h 32m 0s	tess@example.org	Presenter
"""
TEAMS_2021 = """Meeting Summary
Total Number of Participants	1

Full Name	Join Time	Leave Time	Duration	Email	Role	Participant ID (UPN)
Tess Teacher	3/11/2025, 13:00:00	3/11/2025, 14:00:00	1h	tess@example.org	Attendee	x
Tess Teacher	3/11/2025, 14:30:00	3/11/2025, 15:30:00	1h	tess@example.org	Attendee	x
"""
TEAMS_2020 = """Full Name	User Action	Timestamp
Tess Teacher	Joined before	11/3/2025, 1:00:00 PM
Ben Ade	Joined	11/3/2025, 1:10:00 PM
Ben Ade	Left	11/3/2025, 1:30:00 PM
Ben Ade	Joined	11/3/2025, 2:00:00 PM
Tess Teacher	Left	11/3/2025, 3:30:00 PM
"""
ZOOM = """Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants
123 4567 8901,Maths,11/03/2025 12:50:00 PM,11/03/2025 03:31:00 PM,host@example.org,161,2

Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,In Waiting Room
"Teacher, Tess (tess)",tess@example.org,11/03/2025 12:50:00 PM,11/03/2025 01:00:00 PM,10,No,Yes
"Teacher, Tess (tess)",tess@example.org,11/03/2025 01:00:00 PM,11/03/2025 03:00:00 PM,120,No,No
"Teacher, Tess (tess)",tess@example.org,11/03/2025 02:00:00 PM,11/03/2025 03:30:00 PM,90,No,No
"""
ZOOM_TOTALS = """Name (Original Name),User Email,Total Duration (Minutes),Guest
Tess Teacher,tess@example.org,150,No
"""
MEET = """First name,Last name,Email,Duration,Time joined,Time exited
Tess,Teacher,tess@example.org,2 hr 30 min,1:00 PM,3:30 PM
Ben,Ade,,41 min,1:00 PM,3:00 PM
"""


def told(text: str) -> list[tuple[str, str, int]]:
    return [(one.name, one.email, one.minutes) for one in attendees(rows_of_text(text))]


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (TEAMS, [("Tess Teacher", "tess@example.org", 152), ("Ben Ade (Guest)", "", 45)]),
        (TEAMS_2021, [("Tess Teacher", "tess@example.org", 120)]),
        (TEAMS_2020, [("Tess Teacher", "", 150), ("Ben Ade", "", 110)]),
        (ZOOM, [("Teacher, Tess (tess)", "tess@example.org", 150)]),
        (ZOOM_TOTALS, [("Tess Teacher", "tess@example.org", 150)]),
        (MEET, [("Tess Teacher", "tess@example.org", 150), ("Ben Ade", "", 41)]),
    ],
    ids=["Teams", "Teams 2021", "Teams 2020", "Zoom", "Zoom in total", "Meet"],
)
def test_each_layout_is_read_and_spells_are_added_up(report, said):
    assert told(report) == said


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_each_encoding_is_read(encoding):
    text = MEET.replace("Ben,Ade", "Zoë,Müller")

    assert told(as_text(text.encode(encoding)))[1] == ("Zoë Müller", "", 41)


def test_semicolons_part_cells_too():
    assert told(MEET.replace(",", ";"))[0] == ("Tess Teacher", "tess@example.org", 150)


@pytest.mark.parametrize("text", ["", "a,b\n1,2", "Name,School\nTess,Oak"])
def test_what_is_no_report_is_refused(text):
    with pytest.raises(SheetRefused, match="no report of a meeting that we know"):
        told(text)


def test_a_photo_is_no_text():
    with pytest.raises(SheetRefused, match="not a text file"):
        as_text(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x81")


@pytest.mark.parametrize(
    "written",
    ["Sam Okafor", "sam okafor", "Okafor, Sam", "Sam Okafor (Guest)", "Ms Sam Ökafor",
     "Sam Okafor (she/her)", "Sam Okafor - Oak Primary", "Sam O'kafor"],
)  # fmt: skip
def test_one_name_is_written_in_many_ways(written):
    assert names.plain(written) == "sam okafor"


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("sam okafor", "okafor sam", True),
        ("sam", "sam okafor", True),
        ("s okafor", "sam okafor", True),
        ("samuel okafor", "sam okafor", True),
        ("catherine bell", "kathryn bell", True),
        ("sam okafor", "tom okonjo", False),
        ("ben ade", "tess teacher", False),
        ("", "sam okafor", False),
    ],
)
def test_whether_names_are_near(one, other, near):
    assert (names.likeness(one, other) >= names.NEAR) is near
