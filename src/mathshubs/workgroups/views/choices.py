"""Apply for several groups of one project at once, the one preferred most first."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods

from mathshubs.schools.models import Employment

from ..actions import choosing
from ..actions.booking import PlaceRefused
from ..forms.choices import Choices, Told
from ..models import Place, WorkGroup
from ..queries import lines
from ..queries.applying import known_of
from ..queries.eligibility import who_can_take_part
from ..queries.groups import public_work_groups
from ..queries.offers import groups_to_choose_from


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def choices(request: HttpRequest, work_group_id: int) -> HttpResponse:
    today = localdate()
    group = get_object_or_404(
        public_work_groups().select_related("hub", "project"), pk=work_group_id
    )
    if group.project is None:
        raise Http404
    groups = []
    for one in groups_to_choose_from(group, today):
        one.project = group.project
        groups.append((one, _words(one)))
    posted = request.POST if request.method == "POST" else None
    if posted is None and [one for one, _ in groups] == [group]:
        messages.info(request, "No other group of this project takes applications now.")
        return redirect("workgroups:apply", group.pk)
    initial = {**known_of(request.user, today), "first": group.pk}
    form = Choices(posted, initial=initial, person=request.user, groups=groups)
    may_be_sent, told = form.is_valid(), form.told(today)
    if request.POST.get("step") == "look":
        form.errors.clear()  # nothing is sent yet
    elif may_be_sent and (done := _send(request, form, told)):
        return done
    page = {
        "work_group": group,
        "groups": groups,
        "form": form,
        "told": told,
        "who_can": who_can_take_part(group),
    }
    return render(request, "workgroups/offers/choices.html", page)


def _send(request: HttpRequest, form: Choices, told: list[Told]) -> HttpResponse | None:
    """Apply for what was chosen; without an answer the form says what is against it."""
    for name, group, against in told:
        for sentence in against:
            form.add_error(name, f"{lines.title_and_day(group)}: {sentence}")
    if form.errors:
        return None
    said = form.cleaned_data
    works = Employment.objects.on(localdate()).filter(person=request.user, school=said["school"])
    try:
        places = choosing.apply_for_choices(
            choices=form.chosen, person=request.user, works_there=works.exists(),
            trn=said.get("trn", ""), trn_absence=said.get("trn_absence", ""),
            clash_known=said["clash_known"], at=now(), **form.application,
        )  # fmt: skip
    except PlaceRefused as refusal:
        form.add_error(None, str(refusal))
        return None
    choosing.free_lesser_choices(at=now())
    messages.success(request, " ".join(map(_said, places)))
    return redirect("workgroups:my_places")


def _words(group: WorkGroup) -> str:
    today = localdate()
    when, places = lines.when_in_words(group, today), lines.places_in_words(group)
    return f"{when}. {group.title}. {group.hub}. {places}"  # the end is cut off on a phone


def _said(place: Place) -> str:
    return f"{lines.title_and_day(place.work_group)}: {place.get_state_display().lower()}."
