"""The people of the demo network whom anyone may sign in as. Demo mode only."""

from __future__ import annotations

from typing import NamedTuple


class DemoPerson(NamedTuple):
    email: str
    role: str
    sentence: str


DEMO_PEOPLE = [
    DemoPerson(
        "teacher@demo.example", "Teacher", "Holds places in Work Groups, and waits for one."
    ),
    DemoPerson("school-lead@demo.example", "Maths lead", "Leads maths in a secondary school."),
    DemoPerson("head@demo.example", "Headteacher", "Wants to know what the school takes part in."),
    DemoPerson("group-lead@demo.example", "Work Group lead", "Takes the register at workshops."),
    DemoPerson(
        "administrator@demo.example", "Hub administrator", "Fills groups and writes to people."
    ),
    DemoPerson("hub-lead@demo.example", "Maths Hub Lead", "Designs and approves Work Groups."),
    DemoPerson("board@demo.example", "Chair of a hub’s board", "Reads papers and advises."),
    DemoPerson(
        "other-hub@demo.example", "Administrator of another hub", "Sees their own hub only."
    ),
    DemoPerson("national@demo.example", "National staff", "Keeps the register and sees every hub."),
    DemoPerson("evaluator@demo.example", "Evaluator", "Reads figures, without personal data."),
]
