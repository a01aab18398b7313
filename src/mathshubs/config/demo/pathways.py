"""Pathways with stages: the old one, the one that follows it, and what hubs know of schools."""

from __future__ import annotations

from mathshubs.hubs.queries import schools_of
from mathshubs.people.models import Person
from mathshubs.programmes.actions.pathways import keep_pathway, keep_stage, say
from mathshubs.programmes.models import Pathway, Project
from mathshubs.schools.queries import open_schools

from .world import World

# Pathway: what it is, phases, (stage, years it takes, numbers of the designs that are evidence).
_OLD = ("Readiness", 1, (3,)), ("Development", 1, (4,)), ("Embedding", 1, (17, 18)), (
    "Sustaining", 1, ())  # fmt: skip
_NEW = ("Introductory", 2, (3, 4)), ("Teaching for Mastery", 1, (17, 18))
_NUMBER = ("Reception and Key Stage 1", 1, (1,)), ("Key Stage 2", 1, (2,))
MASTERY, NUMBER = "Teaching for Mastery, primary", "Number from Reception to Year 6"


def write(world: World) -> int:
    """Write the pathways and what the hub of the scenes knows; return how many pathways."""
    last, this, _ = world.years
    _pathway(MASTERY, "Four stages, about a year each.", "2015/16", last, _OLD)
    _pathway(MASTERY, "Two introductory years, then the work goes on.", this, "", _NEW)
    _pathway(NUMBER, "Ten minutes a day, from three to eleven.", last, "", _NUMBER)
    _known(world, last)
    return Pathway.objects.count()


def _pathway(name: str, about: str, first: str, last: str, stages: tuple) -> None:
    pathway = keep_pathway(
        pathway=None, name=name, about=about, phases=["EARLY_YEARS", "PRIMARY"],
        from_year=first, to_year=last,
    )  # fmt: skip
    for stage, years, designs in stages:
        codes = [f"-{number:02d}" for number in designs]
        projects = Project.objects.filter(hub=None, year__gte=first)
        if last:
            projects = projects.filter(year__lte=last)
        named = [each for each in projects if each.code and each.code[-3:] in codes]
        keep_stage(pathway=pathway, stage=None, name=stage, years=years, projects=named)


def _known(world: World, last: str) -> None:
    """Three schools of which the records do not tell."""
    hub, by = world.telford.hub, Person.objects.get(pk=world.cast["hub-lead"].id)
    pathway = Pathway.objects.get(name=MASTERY, to_year=last)
    stages = {stage.name: stage for stage in pathway.stages.all()}
    schools = (schools_of(hub, world.today) & open_schools()).filter(phase="PRIMARY")
    told = (
        ("Sustaining", "COMPLETED", "Visited twice in the summer term: every class works this "
         "way, and new teachers are brought in by colleagues."),
        ("Embedding", "COMPLETED", "They took part with another hub before they moved to us. "
         "That hub wrote to us what they did."),
        ("Development", "LEFT", "The head wrote that the trust has a scheme of its own now."),
    )  # fmt: skip
    for school, (stage, state, how) in zip(schools.order_by("urn")[:3], told, strict=False):
        say(school=school, stage=stages[stage], year=last, state=state, evidence=how, by=by,
            at=world.now)  # fmt: skip
