"""My profile, and the second factor of staff."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.timezone import localdate, localtime, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mathshubs.core import exports
from mathshubs.core.identifiers import row_number
from mathshubs.core.paging import paged

from . import actions, forms, merging, queries
from .middleware import has_second_factor
from .rules import is_national_staff

LOOKS = ("When", "Who", "Kind", "What", "People", "What for")
_form = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@never_cache
@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    return _profile(request)


@login_required
@never_cache
@require_POST
def show(request: HttpRequest) -> HttpResponse:
    """Show my own number once; the page after this one masks it again."""
    shown = request.POST.get("what")
    if shown not in actions.REVEALED:
        return redirect("people:profile")
    return _profile(request, shown=shown)


def _profile(request: HttpRequest, shown: str = "") -> HttpResponse:
    page = {
        "person": request.user,
        "shown": shown,
        "previous_names": request.user.previous_names.order_by("-until_on", "-pk"),
        "addresses": request.user.emailaddress_set.order_by("-primary", "email"),
        "factors": request.user.authenticator_set.exclude(
            type=Authenticator.Type.RECOVERY_CODES
        ).count(),
    }
    return render(request, "people/profile.html", page)


@login_required
@never_cache
@_form
def names(request: HttpRequest) -> HttpResponse:
    """My names; a newcomer gives them here first, and goes on to where they were going."""
    newcomer = not (request.user.given_name or request.user.family_name)
    form = forms.Names(_posted(request), person=request.user)
    if form.is_valid():
        actions.change_names(
            person=request.user,
            given_name=form.cleaned_data["given_name"],
            family_name=form.cleaned_data["family_name"],
            keep_old=form.cleaned_data.get("keep_old", False),
            at=now(),
        )
        if not newcomer:
            messages.success(request, "Your name is changed.")
        return redirect(_next(request) or ("insight:today" if newcomer else "people:profile"))
    page = {"form": form, "newcomer": newcomer, "next": _next(request)}
    return render(request, "people/names.html", page)


@login_required
@never_cache
@_form
def previous_names(request: HttpRequest) -> HttpResponse:
    if removed := request.POST.get("remove"):
        request.user.previous_names.filter(pk=row_number(removed)).delete()
        return redirect("people:previous_names")
    form = forms.AddPreviousName(_posted(request))
    if form.is_valid():
        form.instance.person = request.user
        form.save()
        return redirect("people:previous_names")
    names = request.user.previous_names.order_by("-until_on", "-pk")
    return render(request, "people/previous_names.html", {"form": form, "names": names})


@login_required
@never_cache
@_form
def phone(request: HttpRequest) -> HttpResponse:
    form = forms.Phone(_posted(request), initial={"phone": request.user.phone})
    if form.is_valid():
        request.user.phone = form.cleaned_data["phone"]
        request.user.save(update_fields=["phone"])
        messages.success(request, "Your phone number is saved.")
        return redirect("people:profile")
    return render(request, "people/phone.html", {"form": form})


@login_required
@never_cache
@_form
def trn(request: HttpRequest) -> HttpResponse:
    form = forms.Trn(_posted(request), person=request.user)
    if form.is_valid():
        request.user.trn = form.cleaned_data["trn"] or None
        request.user.trn_absence = form.cleaned_data["trn_absence"]
        request.user.save(update_fields=["trn", "trn_absence"])
        messages.success(request, "Thank you. That is saved.")
        return redirect(_next(request) or "people:profile")
    if form.is_bound:
        merging.note_same_trn(person=request.user, trn=form.typed, at=now())
    return render(request, "people/trn.html", {"form": form, "next": _next(request)})


@login_required
@never_cache
@require_safe
def disclosures(request: HttpRequest) -> HttpResponse:
    """Who looked at what is masked about me."""
    page = paged(request, queries.disclosures_about(request.user), 50)
    return render(request, "people/disclosures.html", page)


@login_required
@never_cache
@require_safe
def all_disclosures(request: HttpRequest) -> HttpResponse:
    """Who saw and took away what, for national staff, who are not told of whom."""
    if not is_national_staff(request.user):
        raise PermissionDenied
    if exports.ending(request):
        rows = (
            [f"{localtime(one.at):%Y-%m-%d %H:%M}", one.by.name, one.get_kind_display(), one.what,
             one.rows, one.reason]
            for one in queries.disclosures()
        )  # fmt: skip
        return exports.table(request, f"who-looked-{localdate()}", LOOKS, rows)
    page = paged(request, queries.disclosures(), 50)
    return render(request, "people/all_disclosures.html", page)


@login_required
@never_cache
@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """Where staff without a second factor in this session arrive, and leave when they have it."""
    wanted = _next(request) or request.session.get("after_second_factor", "")
    if has_second_factor(request):
        request.session.pop("after_second_factor", None)
        return redirect(wanted or "insight:today")
    kinds = set(request.user.authenticator_set.values_list("type", flat=True))
    if kinds:
        app = Authenticator.Type.TOTP in kinds
        check = "mfa_reauthenticate" if app else "mfa_reauthenticate_webauthn"
        back = reverse("people:second_factor") + "?" + urlencode({"next": wanted})
        return redirect(reverse(check) + "?" + urlencode({"next": back}))
    if wanted:
        request.session["after_second_factor"] = wanted
    return render(request, "people/second_factor.html")


def no_password(request: HttpRequest, rest: str = "") -> HttpResponse:
    """The password pages of the sign-in library: nobody here has one."""
    raise Http404


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _next(request: HttpRequest) -> str:
    """Return where they were going, if that is one of our own pages."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe and wanted.startswith("/") else ""
