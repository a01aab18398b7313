"""Sign in as somebody else. Demo mode only."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import auth
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from .demo import DEMO_PEOPLE
from .models import Person


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_as(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    emails = [one.email for one in DEMO_PEOPLE]
    if request.method == "POST" and request.POST.get("email"):
        people = Person.objects.filter(email__in=emails)
        person = get_object_or_404(people, email=request.POST["email"])
        address = {"email": person.email, "verified": True, "primary": True}
        EmailAddress.objects.get_or_create(user=person, defaults=address)
        auth.logout(request)
        auth.login(request, person, settings.AUTHENTICATION_BACKENDS[0])
        record_authentication(request, person, method="mfa", type="demo")
        UserSession.objects.create_from_request(request)
        return redirect(settings.LOGIN_REDIRECT_URL)
    known = {person.email: person for person in Person.objects.filter(email__in=emails)}
    people = [(one, known[one.email]) for one in DEMO_PEOPLE if one.email in known]
    return render(request, "people/sign_in_as.html", {"people": people})
