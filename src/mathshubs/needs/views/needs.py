"""The needs of a hub or of the nation, and each with what becomes of it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_safe

from mathshubs.core import exports
from mathshubs.core.identifiers import row_number
from mathshubs.core.paging import chips, paged
from mathshubs.core.phases import Phase
from mathshubs.hubs.models import Hub
from mathshubs.hubs.queries import districts_of
from mathshubs.hubs.views import hub_they_see
from mathshubs.people.rules import is_national_staff

from .. import rules
from ..actions import needs as actions
from ..actions.needs import NeedRefused
from ..forms import needs as forms
from ..methods.steps import is_told, may_follow
from ..models import Need, Priority
from ..queries import needs as queries
from ..queries.kin import kin
from ..queries.matching import offers_for
from ..queries.themes import themes_for

A_PAGE = 30
HEADER = ("Need", "State", "Raised", "From", "Source", "Phases", "Theme", "Urgency", "Answer")


@login_required
@require_safe
def needs(request: HttpRequest, slug: str) -> HttpResponse:
    """What schools and areas need, as the hub was told."""
    return _list(request, hub_they_see(request, slug))


@login_required
@require_safe
def national(request: HttpRequest) -> HttpResponse:
    """What the national team is to answer itself."""
    if not is_national_staff(request.user):
        raise PermissionDenied
    return _list(request, None)


def _filters(request: HttpRequest) -> queries.Filters:
    asked = request.GET

    def one_of(name: str, values) -> str:
        return asked.get(name, "") if asked.get(name) in values else ""

    return queries.Filters(
        show=one_of("show", queries.STATES) or "open",
        words=asked.get("q", "").replace("\0", "").strip()[:100],
        phase=one_of("phase", Phase.values),
        source=one_of("source", Need.Source.values),
        urgency=one_of("urgency", Need.Urgency.values),
        theme=row_number(asked.get("theme", "")),
        district=row_number(asked.get("district", "")),
    )


def _list(request: HttpRequest, hub: Hub | None) -> HttpResponse:
    filters = _filters(request)
    seen = queries.needs_seen_by(request.user, localdate()).filter(hub=hub)
    rows = queries.listed(seen, filters)
    if exports.ending(request):
        name = f"needs-{hub.slug if hub else 'national'}-{localdate()}"
        return exports.table(request, name, HEADER, map(_cells, rows))
    districts = list(districts_of(hub, localdate())) if hub else []
    themes = list(themes_for(hub))
    page = {
        "hub": hub,
        "filters": filters,
        "states": {name: label for name, (label, _) in queries.STATES.items()},
        "phases": Phase.choices,
        "sources": Need.Source.choices,
        "urgencies": Need.Urgency.choices,
        "districts": districts,
        "themes": themes,
        "chips": _chips(request, filters, themes, districts),
        "may_record": rules.keeps(request.user, hub),
        **paged(request, rows, A_PAGE),
    }
    return render(request, "needs/list.html", page)


def _cells(need: Need) -> list:
    return [
        need.title, need.get_state_display(), need.raised_at.date(),
        need.organisation or str(need.school or ""), need.get_source_display(),
        need.phases_in_words, str(need.theme or ""), need.get_urgency_display(), need.answer,
    ]  # fmt: skip


def _chips(request: HttpRequest, filters: queries.Filters, themes, districts) -> list:
    """Return each filter in force with the address of the list without it."""
    said = {
        "q": filters.words and f"“{filters.words}”",
        "show": filters.show != "open" and queries.STATES[filters.show][0],
        "phase": filters.phase and Phase(filters.phase).label,
        "source": filters.source and Need.Source(filters.source).label,
        "urgency": filters.urgency and Need.Urgency(filters.urgency).label,
        "theme": next((one.name for one in themes if one.pk == filters.theme), ""),
        "district": next((one.name for one in districts if one.pk == filters.district), ""),
    }
    return chips(request, said)


def home(hub: Hub | None) -> str:
    """Return the address of the list that a need stands in."""
    return reverse("needs:needs", args=[hub.slug]) if hub else reverse("needs:national")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, slug: str) -> HttpResponse:
    return _record(request, hub_they_see(request, slug))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record_national(request: HttpRequest) -> HttpResponse:
    return _record(request, None)


def _record(request: HttpRequest, hub: Hub | None) -> HttpResponse:
    if not rules.keeps(request.user, hub):
        raise PermissionDenied
    posted = request.POST if request.method == "POST" else None
    form = forms.RecordNeed(posted, hub=hub, on=localdate())
    if form.is_valid():
        need = actions.raise_need(
            hub=hub, places=form.places, recorded_by=request.user, at=now(), **form.facts
        )
        messages.success(request, f"{need.title} is kept. Next: what speaks for it?")
        return redirect(need)
    page = {"hub": hub, "form": form, "home": home(hub)}
    return render(request, "needs/record.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def need(request: HttpRequest, need_id: int) -> HttpResponse:
    """One need: what it is, what speaks for it, which are alike, what became of it."""
    on = localdate()
    seen = queries.needs_seen_by(request.user, on)
    need = get_object_or_404(queries.whole(seen), pk=need_id)
    may_change = rules.may_change(request.user, need)
    if request.method == "POST" and not may_change:
        raise PermissionDenied
    do = request.POST.get("do", "")
    decide = forms.Decide(request.POST if do == "decide" else None, need=need)
    evidence = forms.Evidence(request.POST if do == "evidence" else None, on=on)
    sent = {"decide": decide, "evidence": evidence}.get(do)
    if request.method == "POST" and (sent is None or sent.is_valid()):
        try:
            messages.success(request, _do(request, need, do, sent))
        except NeedRefused as refusal:
            if sent is None:
                messages.error(request, str(refusal))
            else:
                sent.add_error(None, str(refusal))
        if sent is None or not sent.errors:
            return redirect(need)
    page = {
        "need": need,
        "evidence": need.evidence.select_related("by", "proposal"),
        "steps": need.steps.select_related("by"),
        "kin": kin(need) if may_change and may_follow(need.state, "MERGED") else [],
        "priorities": [
            {**each, "said": Priority.State(each["state"]).label} for each in need.part_of
        ],
        "offers": offers_for(need, on) if need.is_open else [],
        "decide": decide,
        "add_evidence": evidence,
        "sent": sent,
        "may_change": may_change,
        "home": home(need.hub),
    }
    return render(request, "needs/need.html", page)


def _do(request: HttpRequest, need: Need, do: str, sent) -> str:
    """Do what was asked and return the sentence that says so."""
    who = {"by": request.user, "at": now()}
    if do == "decide":
        changed = actions.take_step(need=need, **sent.cleaned_data, **who)
        told = is_told(need.state, changed.state)
        told = told and bool(changed.raised_by_id or changed.raiser_email)
        return f"{changed.says} Whoever raised it has a letter." if told else changed.says
    if do == "evidence":
        actions.add_evidence(need=need, **sent.cleaned_data, **who)
        return "The evidence is added."
    if do == "theme":
        chosen = [row_number(each) for each in request.POST.getlist("with")]
        others = list(queries.needs_of(need.hub).filter(pk__in=chosen))
        theme = actions.group(needs=[need, *others], name=request.POST.get("theme", ""))
        return f"{len(others) + 1} needs are of one theme now: {theme}."
    what, _, other = do.partition("-")
    if what != "join":
        return "Nothing was asked, and nothing changed."
    into = get_object_or_404(queries.needs_of(need.hub), pk=row_number(other))
    actions.join(need=need, into=into, **who)
    return f"It goes on as part of {into.title.rstrip('.')}. It can be taken apart again."


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, need_id: int) -> HttpResponse:
    """Change what a need says of itself; what becomes of it is decided on its page."""
    on = localdate()
    seen = queries.needs_seen_by(request.user, on).select_related("hub")
    need = get_object_or_404(seen, pk=need_id)
    if not rules.may_change(request.user, need):
        raise PermissionDenied
    places = queries.places_of(need)
    initial = {name: getattr(need, name) for name in actions.CHANGEABLE} | {
        "districts": [row.district_id for row in places if row.district_id],
        "place_school": next((row.school for row in places if row.school), None),
    }
    posted = request.POST if request.method == "POST" else None
    form = forms.NeedFacts(posted, initial=initial, hub=need.hub, on=on)
    sort = forms.Sort(posted, need=need, themes=themes_for(need.hub), on=on)
    if form.is_valid() and sort.is_valid():
        actions.change_need(need=need, places=form.places, **form.facts)
        actions.sort(need=need, **sort.cleaned_data)
        messages.success(request, "Saved.")
        return redirect(need)
    page = {"hub": need.hub, "form": form, "sort": sort, "need": need}
    return render(request, "needs/record.html", page)
