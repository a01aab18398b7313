"""The resource library: finding, looking, saying that one used it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mathshubs.core import exports
from mathshubs.core.files import served
from mathshubs.core.paging import paged
from mathshubs.core.phases import Phase
from mathshubs.people.staff import is_staff
from mathshubs.schools.models import School

from .. import rules
from ..actions import library as actions
from ..forms.library import Used
from ..models import Resource, ResourceFile
from ..models.library import YEARS
from ..queries import library as queries

ON_A_PAGE = 20
_CHOICES = {
    "kind": Resource.Kind.choices,
    "phase": Phase.choices,
    "year": YEARS,
    "licence": Resource.Licence.choices,
    "state": Resource.State.choices,
}
_LABELS = {"kind": "Kind", "phase": "Phase", "year": "Year group", "licence": "Licence"}
_HEADER = ["Title", "Kind", "Phases", "Years", "Topic", "Author", "Licence", "Hub", "Schools that used it"]  # fmt: skip # noqa: E501


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    wanted = _wanted(request)
    seen = queries.resources_seen_by(request.user, localdate())
    resources, like = queries.found(seen, wanted), False
    staff = request.user.is_authenticated and is_staff(request.user)
    if staff and exports.ending(request):
        rows = [_row(resource) for resource in resources]
        return exports.table(request, f"library-{localdate()}", _HEADER, rows)
    page = paged(request, resources, ON_A_PAGE)
    if wanted.words and not page["page"].paginator.count:
        page, like = paged(request, queries.found(seen, wanted, like=True), ON_A_PAGE), True
    page |= {
        "wanted": wanted,
        "like": like,
        "number": page["page"].paginator.count,
        "options": [
            (name, label, [(value, text, getattr(wanted, name) == value) for value, text in all_])
            for name, label in _LABELS.items()
            for all_ in [_CHOICES[name]]
        ],
        "topics": queries.topics(),
        "chips": _chips(request, wanted),
        "may_propose": request.user.is_authenticated and rules.may_propose(request.user),
        "waiting": queries.to_decide(request.user, localdate()).count() if staff else 0,
        "is_staff": staff,
    }
    return render(request, "community/library.html", page)


def _wanted(request: HttpRequest) -> queries.Wanted:
    """Read the filters from the address; what cannot be read is left out."""
    typed = {name: request.GET.get(name, "").replace("\x00", "").strip() for name in _CHOICES}
    known = {
        name: value
        for name, value in typed.items()
        if value in [choice for choice, _ in _CHOICES[name]]
    }
    words, topic = (
        request.GET.get(name, "").replace("\x00", "").strip() for name in ("q", "topic")
    )
    return queries.Wanted(words=words[:200], topic=topic[:80], **known)


def _chips(request: HttpRequest, wanted: queries.Wanted) -> list[tuple[str, str]]:
    """Return each filter in words, with the address of the list without it."""
    chips = []
    for name in ("words", "topic", *_CHOICES):
        if value := getattr(wanted, name):
            query = request.GET.copy()
            for gone in ("q" if name == "words" else name, "page"):
                query.pop(gone, None)
            chips.append((dict(_CHOICES.get(name, ())).get(value, value), f"?{query.urlencode()}"))
    return chips


def _row(resource: Resource) -> list[object]:
    return [
        resource.title, resource.get_kind_display(), resource.phases_in_words,
        resource.years_in_words, resource.topic, resource.author, resource.get_licence_display(),
        str(resource.hub or ""), resource.used,
    ]  # fmt: skip


def fetch(request: HttpRequest, pk: int) -> Resource:
    seen = queries.resources_seen_by(request.user, localdate())
    return get_object_or_404(seen.select_related("origin", "by", "writer"), pk=pk)


def trail(resource: Resource | None, here: str = "") -> list[tuple[str, str]]:
    crumbs = [("Library", reverse("community:library"))]
    if resource is None or not here:
        return [*crumbs, (resource.title if resource else here, "")]
    return [*crumbs, (resource.title, resource.get_absolute_url()), (here, "")]


@require_safe
def resource(request: HttpRequest, resource_id: int) -> HttpResponse:
    found, person = fetch(request, resource_id), request.user
    schools = _schools(request)
    used = list(queries.schools_that_used(found))
    versions = queries.versions_of(found)
    page = {
        "resource": found,
        "newest": versions[0] if versions else None,
        "older": versions[1:],
        "used": used,
        "used_form": Used(schools=schools) if schools and not set(schools) <= set(used) else None,
        "may_decide": person.is_authenticated and rules.may_decide(person, found),
        "may_change": person.is_authenticated and rules.may_change_resource(person, found),
        "breadcrumbs": trail(found),
    }
    return render(request, "community/resource.html", page)


def _schools(request: HttpRequest):
    if not request.user.is_authenticated:
        return School.objects.none()
    employed = request.user.employments.on(localdate()).filter(confirmed=True)
    return School.objects.filter(pk__in=employed.values("school")).order_by("name")


@login_required
@require_POST
def used(request: HttpRequest, resource_id: int) -> HttpResponse:
    found = fetch(request, resource_id)
    form = Used(request.POST, schools=_schools(request))
    if form.is_valid():
        school = form.cleaned_data["school"]
        actions.say_used(resource=found, school=school, by=request.user, at=now())
        messages.success(request, f"Thank you. {school.name} stands among those that used it.")
    else:
        messages.error(request, "Choose one of the schools you work at.")
    return redirect(found)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest, resource_id: int) -> HttpResponse:
    """Whoever wrote the answer says whether it may stand in the library."""
    found = fetch(request, resource_id)
    if found.writer_id != request.user.pk:
        raise Http404
    said = request.POST.get("agrees", "")
    if request.method == "POST" and said in ("yes", "no"):
        actions.answer_for(resource=found, agrees=said == "yes", by=request.user, at=now())
        messages.success(
            request,
            "Thank you. It can stand in the library."
            if said == "yes"
            else "It will not be shown. Thank you for saying so.",
        )
        return redirect(found)
    versions = queries.versions_of(found)
    page = {
        "resource": found,
        "newest": versions[0] if versions else None,
        "breadcrumbs": trail(found, "May we share it?"),
    }
    return render(request, "community/agree.html", page)


@login_required
@require_POST
def decide(request: HttpRequest, resource_id: int) -> HttpResponse:
    """Put it in the library, or take it out with a reason."""
    found = fetch(request, resource_id)
    if not rules.may_decide(request.user, found):
        raise PermissionDenied
    try:
        if request.POST.get("do") == "publish":
            actions.publish(resource=found, by=request.user, at=now())
            messages.success(request, "It stands in the library.")
        else:
            reason = request.POST.get("reason", "")
            actions.withdraw(resource=found, reason=reason, by=request.user, at=now())
            messages.success(
                request,
                "It no longer stands in the library."
                if found.state == Resource.State.PUBLISHED
                else "It is not taken in. Whoever proposed it reads your reason.",
            )
    except actions.LibraryRefused as refusal:
        messages.error(request, str(refusal))
    return redirect(found)


@require_safe
def resource_file(request: HttpRequest, resource_file_id: int) -> HttpResponse:
    file = get_object_or_404(ResourceFile.objects.select_related("version"), pk=resource_file_id)
    fetch(request, file.version.resource_id)
    return served(file, shown="shown" in request.GET)
