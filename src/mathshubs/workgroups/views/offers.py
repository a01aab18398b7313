"""Who gets a place: giving them out by the declared rule, and the draw that anyone can run."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_safe

from .. import rules
from ..actions import drawing, giving, ranking
from ..methods import ordering
from ..models import Draw, Place, WorkGroup
from ..queries.groups import applications_closed, public_work_groups, work_groups_run_by
from ..queries.places import LONG_TEXTS


def fetch(request: HttpRequest, work_group_id: int) -> WorkGroup:
    """Return a group of a hub they run: 404 for what is not theirs, 403 for who only leads it."""
    groups = work_groups_run_by(request.user).select_related("hub", "project")
    work_group = get_object_or_404(groups.defer(*LONG_TEXTS), pk=work_group_id)
    if not rules.may_run(request.user, work_group):
        raise PermissionDenied
    return work_group


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def give_out(request: HttpRequest, work_group_id: int) -> HttpResponse:
    """Everyone who asks in the order of the rule, then the offers."""
    work_group, at = fetch(request, work_group_id), now()
    if request.method == "POST":
        try:
            done = _draw if request.POST.get("do") == "draw" else _give_out
            messages.success(request, done(request, work_group))
        except (drawing.DrawRefused, giving.GivingRefused) as refusal:
            messages.error(request, str(refusal))
        else:
            if done is _give_out:
                return redirect("workgroups:applications", work_group.pk)
        return redirect("workgroups:give_out", work_group.pk)
    foreseen, needs_draw = giving.preview(work_group, at), giving.needs_draw(work_group)
    undrawn = work_group.bookings.filter(state__in=drawing.STILL_ASK)
    page = {
        "work_group": work_group,
        "rule": ranking.words(work_group, ranking.lists_in_force(work_group, localdate())),
        "preview": foreseen,
        "waits": len(foreseen.turns) - foreseen.offers,
        "needs_draw": needs_draw,
        "still_open": not applications_closed(work_group, localdate()),
        "asking": undrawn.count() if needs_draw else len(foreseen.turns),
    }
    return render(request, "workgroups/offers/give_out.html", page)


def _draw(request: HttpRequest, work_group: WorkGroup) -> str:
    drawn = drawing.draw(work_group=work_group, by=request.user, at=now())
    return f"Drawn: {len(drawn.entries)} applications. Anyone can run the draw again."


def _give_out(request: HttpRequest, work_group: WorkGroup) -> str:
    offered, waits = giving.give_out(
        work_group=work_group, seen=request.POST.get("seen", ""), by=request.user, at=now()
    )
    return (
        f"Offered a place: {len(offered)}. On the waiting list: {len(waits)}. All are written to."
    )


def _drawn(work_group_id: int) -> tuple[WorkGroup, Draw | None]:
    groups = public_work_groups().filter(offer_rule=WorkGroup.OfferRule.LOTTERY)
    work_group = get_object_or_404(
        groups.select_related("hub").defer(*LONG_TEXTS), pk=work_group_id
    )
    return work_group, work_group.draws.exclude(read_at=None).first()


@require_safe
def draw(request: HttpRequest, work_group_id: int) -> HttpResponse:
    """The method, the seed and the list of a lottery, for anyone to run it again."""
    work_group, drawn = _drawn(work_group_id)
    order = ordering.draw(drawn.seed, drawn.entries) if drawn else []
    mine = _mine(request, work_group)
    page = {
        "work_group": work_group,
        "drawn": drawn,
        "order": order,
        "mine": mine,
        "my_turn": order.index(mine) + 1 if mine in order else None,
    }
    return render(request, "workgroups/offers/draw.html", page)


def _mine(request: HttpRequest, work_group: WorkGroup) -> int | None:
    """Return the number of the reader's own application, whatever has become of it."""
    if not request.user.is_authenticated:
        return None
    mine = Place.objects.filter(work_group=work_group, person=request.user).order_by("-pk")
    return mine.values_list("pk", flat=True).first()


@require_safe
def draw_file(request: HttpRequest, work_group_id: int) -> HttpResponse:
    """The seed on the first line, then the numbers of the list, one a line, sorted."""
    work_group, drawn = _drawn(work_group_id)
    if drawn is None:
        raise Http404("It is not drawn yet.")
    lines = [drawn.seed, *map(str, drawn.entries)]
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="draw-{work_group.pk}.txt"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
