"""What anyone may see: the list of Work Groups, and the page of one."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from allauth.core import ratelimit
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST, require_safe

from mathshubs.core import exports
from mathshubs.core.exports import csv_file, xlsx_file
from mathshubs.core.templatetags.mathshubs import session_time
from mathshubs.programmes.models import Phase
from mathshubs.schools.queries import schools_led_by

from .. import calendars, rules, schema_org
from ..actions import ranking
from ..actions.design import ask_to_be_told
from ..forms import filters as asking
from ..forms.public import TellMe
from ..models import Place, Task, WorkGroup, Workshop
from ..queries import groups, lines, search
from ..queries.eligibility import who_can_take_part
from ..queries.visits import lesson_of
from .filters import everything_known, filter_chips, filter_options
from .partner_offers import offers_beside

A_PAGE = 30
EXPORTED = (
    "Title", "Kind", "Project", "Hub", "For", "Year", "First day", "Last day", "Where",
    "Places", "Places left", "Waiting", "State", "Page",
)  # fmt: skip


@require_safe
def work_groups(request: HttpRequest) -> HttpResponse:
    today = localdate()
    known = everything_known(today)
    asked = asking.read(request.GET, known)
    paginator = Paginator(search.Matches(asked.filters, today), A_PAGE)
    like = asked.filters.words and not paginator.count
    if like:  # perhaps a word is misspelt
        paginator = Paginator(search.Matches(asked.filters, today, like=True), A_PAGE)
        like = bool(paginator.count)
    page = paginator.get_page(request.GET.get("page"))
    rows = lines.rows(page.object_list, today)
    said = {name: values for name, values in request.GET.lists() if name != "page" and any(values)}
    return render(
        request,
        "workgroups/list.html",
        {
            "sentence": asking.sentence(0 if like else paginator.count, asked.filters, known),
            "like": like,
            "rows": rows,
            "page": page,
            "query": urlencode(said, doseq=True),
            "problems": asked.problems,
            "typed": asked.typed,
            "filters": asked.filters,
            "chips": filter_chips(asked.filters, known, said),
            "phases": [
                (phase.value, phase.label, phase.value in asked.filters.phases) for phase in Phase
            ],
            "options": filter_options(asked, known),
            "offers": offers_beside(asked.filters, today) if page.number == 1 else None,
        },
    )


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The list with its filters in force, as a CSV file; as a spreadsheet with ?as=xlsx."""
    today = localdate()
    asked = asking.read(request.GET, everything_known(today))
    found = search.found(asked.filters, today).select_related("hub", "project")
    rows = (
        (
            group.title, group.get_kind_display(), str(group.project or ""), str(group.hub),
            lines.phases_in_words(group.phases), group.year, group.first_on or "",
            group.last_on or "", lines.where_in_words(group), group.places, group.places_left,
            group.waiting, str(groups.state_shown(group, today)),
            request.build_absolute_uri(group.get_absolute_url()),
        )
        for group in found.defer("search", "rationale", "involved")
    )  # fmt: skip
    write = xlsx_file if exports.ending(request) == "xlsx" else csv_file
    return write(f"work-groups-{today}", EXPORTED, rows)


@require_safe
def work_group(request: HttpRequest, work_group_id: int) -> HttpResponse:
    return _page(request, _fetch(request, work_group_id))


@require_POST
def tell_me(request: HttpRequest, work_group_id: int) -> HttpResponse:
    """Somebody wants to know when the group runs again."""
    page = _fetch(request, work_group_id)
    signed_in = request.user.is_authenticated
    form = TellMe({"email": request.user.email} if signed_in else request.POST)
    if not form.is_valid():
        return _page(request, page, form)
    email = form.cleaned_data["email"]
    if not ratelimit.consume(request, action="tell_me", key=email.lower()):
        return ratelimit.respond_429(request)
    ask_to_be_told(work_group=page.work_group, email=email, at=now())
    messages.success(request, f"We will write to {email} when {page.work_group} runs again.")
    return redirect(page.work_group)


@require_safe
def calendar(request: HttpRequest, work_group_id: int) -> HttpResponse:
    """Every workshop of the group, for a calendar. Joining links only for those inside."""
    seen = groups.work_groups_seen_by(request.user).select_related("hub")
    group = get_object_or_404(seen, pk=work_group_id)
    return _ics(request, group, list(group.workshops.all()))


@require_safe
def workshop_calendar(request: HttpRequest, workshop_id: int) -> HttpResponse:
    seen = groups.work_groups_seen_by(request.user)
    workshops = Workshop.objects.filter(work_group__in=seen)
    workshop = get_object_or_404(workshops.select_related("work_group__hub"), pk=workshop_id)
    return _ics(request, workshop.work_group, [workshop])


def _ics(request: HttpRequest, group: WorkGroup, workshops: list[Workshop]) -> HttpResponse:
    inside = _inside(request, group, groups.place_of(request.user, group))
    text = calendars.work_group_ics(group, workshops, with_links=inside)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="workshops.ics"'
    return response


def _inside(request: HttpRequest, group: WorkGroup, place: Place | None) -> bool:
    held = place is not None and place.state == Place.State.HELD
    return held or rules.may_see_people(request.user, group)


def _fetch(request: HttpRequest, work_group_id: int) -> groups.PublicPage:
    page = groups.public_page(request.user, work_group_id)
    if page is None:
        raise Http404("No Work Group here that you may see.")
    return page


def _page(
    request: HttpRequest, page: groups.PublicPage, form: TellMe | None = None
) -> HttpResponse:
    today, group = localdate(), page.work_group
    over = groups.is_over(page.workshops, now())
    state = groups.state_shown(group, today, over=over)
    place = groups.place_of(request.user, group)
    inside = _inside(request, group, place)
    takes = state in groups.TAKES_APPLICATIONS
    taken_up = state not in (groups.OPEN, groups.FEW_PLACES, groups.OPENING_SOON)
    elsewhere = search.elsewhere(group, today) if taken_up and not group.is_draft else []
    structured = schema_org.as_script_text(group, page.workshops, page.leaders)
    return render(
        request,
        "workgroups/detail.html",
        {
            "work_group": group,
            "state": state,
            "who": lines.phases_in_words(group.phases),
            "who_can": who_can_take_part(group),
            "comes_first": _comes_first(group, today),
            "when": lines.when_in_words(group, today),
            "places": lines.places_in_words(group),
            "takes_applications": takes,
            "for_colleagues": takes and (not place or _leads(request, today)),
            "waiting_list": state == groups.WAITING_LIST,
            "closed": groups.applications_closed(group, today, over=over),
            "place": place,
            "lesson": lesson_of(group),
            "timeline": [_step(each, inside, page.tasks) for each in page.workshops],
            "leaders": page.leaders,
            "partners": page.partners,
            "outcomes": _outcomes(group),
            "elsewhere": lines.rows(elsewhere, today),
            "may_oversee": rules.may_oversee(request.user, group),
            "tell_me": (form or True) if taken_up and not group.is_draft else None,
            "structured": "" if group.is_draft else structured,
            "breadcrumbs": [("Home", "/"), ("Work Groups", "/work-groups/"), (group.title, "")],
        },
    )


def _leads(request: HttpRequest, today: date) -> bool:
    return schools_led_by(request.user, today).exists()


def _comes_first(group: WorkGroup, today: date) -> str:
    """Return the rule by which places are given, where it is not simply who asks first."""
    if not ranking.is_by_rule(group):
        return ""
    return ranking.words(group, ranking.lists_in_force(group, today))


def _step(
    workshop: Workshop, inside: bool, tasks: list[Task]
) -> tuple[str, str, str, str, list[Task]]:
    """Return a workshop's title, when, where, link to join ("" for strangers) and tasks."""
    if workshop.cancelled_at:
        return f"{workshop} (cancelled)", "", "", "", []
    link = workshop.join_link if inside else ""
    after = [task for task in tasks if task.workshop_id == workshop.pk]
    return str(workshop), session_time(workshop), lines.where_of(workshop), link, after


def _outcomes(group: WorkGroup) -> list[tuple[str, str]]:
    sets = [
        ("Pupils", group.pupil_outcomes),
        ("Policies and approaches", group.policy_outcomes),
        ("Practice", group.practice_outcomes),
        ("Professional learning", group.learning_outcomes),
    ]
    return [(title, text) for title, text in sets if text]
