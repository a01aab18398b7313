"""The hub around Telford, and the nation, have asked the planner; the first worker answers."""

from __future__ import annotations

from datetime import timedelta

from mathshubs.core.years import academic_year_of
from mathshubs.insight.actions.planner_nation import ask_for_all
from mathshubs.insight.forms.planner import AskPlanner
from mathshubs.insight.forms.planner_nation import AskNation
from mathshubs.insight.queries.planner import facts
from mathshubs.insight.queries.planner_costs import national_projects
from mathshubs.insight.queries.planner_nation import nation_facts
from mathshubs.insight.queries.planner_question import as_typed, question_of
from mathshubs.needs.models import Priority, PriorityRound
from mathshubs.people.models import Person
from mathshubs.programmes.actions.planner import ask

from .world import World


def write(world: World) -> int:
    """Ask for a hub and for all of them; return how many questions were asked."""
    return _of_a_hub(world) + _of_the_nation(world)


# What the nation chose for the year: its title, why, and the phases it is about.
NATIONAL = (
    ("Number in years 3 to 8", "Pupils who fall behind early rarely catch up.",
     ["PRIMARY", "SECONDARY"]),
    ("Choosing maths after 16", "Few of those who could take it up do, girls least of all.",
     ["SECONDARY", "POST_16"]),
)  # fmt: skip


def _of_the_nation(world: World) -> int:
    """Ask for all hubs, for the priorities of the nation where a hub chose none."""
    year, by = academic_year_of(world.today), Person.objects.get(pk=world.cast["national"].id)
    _priorities_of_the_nation(year, by, world)
    form = AskNation(facts=nation_facts(year, national_projects(year)))
    suggested = {
        name: form.get_initial_for_field(field, name) for name, field in form.fields.items()
    }
    asked = as_typed(suggested | {"terms": ["Spring", "Summer"]})
    ask_for_all(year=year, asked=asked, seconds=60, by=by, at=world.now - timedelta(minutes=50))
    return 1


def _priorities_of_the_nation(year: str, by: Person, world: World) -> None:
    met = world.today - timedelta(days=90)
    decided, new = PriorityRound.objects.get_or_create(
        hub=None, district=None, year=year,
        defaults={
            "state": PriorityRound.State.PUBLISHED, "consult_until": met - timedelta(days=20),
            "met_on": met, "present": f"{by.name} and the leads of the hubs",
            "decision": "What most hubs told, and results show.", "by": by,
            "at": world.now - timedelta(days=150), "published_at": world.now - timedelta(days=80),
        },
    )  # fmt: skip
    for title, why, phases in NATIONAL if new else ():
        decided.priorities.create(
            title=title, why=why, phases=phases, state=Priority.State.CHOSEN,
            reason="Told by most hubs.",
        )  # fmt: skip


def _of_a_hub(world: World) -> int:
    """
    Ask with the numbers that the records suggest, but with all days that leaders can give, as this
    year's are taken by its groups; return how many questions were asked.
    """
    hub, year = world.telford.hub, academic_year_of(world.today)
    known = facts(hub, year, world.today)
    if not (known.priorities and known.projects and known.leaders):
        return 0
    form = AskPlanner(facts=known)
    suggested = {
        name: form.get_initial_for_field(field, name) for name, field in form.fields.items()
    }
    sent = {name: value for name, value in suggested.items() if value not in (None, "")}
    days = {f"leader-{each.record.pk}": each.available or 0 for each in known.leaders}
    asked = {"terms": ["Spring", "Summer"], "seconds": "20"}
    form = AskPlanner(sent | days | asked, facts=known)
    if not form.is_valid():
        raise AssertionError(f"The planner's form refuses what it suggests: {form.errors}")
    ask(
        hub=hub, year=year, asked=as_typed(form.cleaned_data),
        question=question_of(known, form.cleaned_data), seconds=int(form.cleaned_data["seconds"]),
        by=Person.objects.get(pk=world.cast["hub-lead"].id), at=world.now - timedelta(hours=1),
    )  # fmt: skip
    return 1
