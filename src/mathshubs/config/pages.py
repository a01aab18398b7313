"""Health of the service, and the answer when something breaks."""

from __future__ import annotations

import sys
import time

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.urls import path
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.defaults import server_error

from . import health, views_demo

TRY_AGAIN_AFTER = 10  # seconds


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The web process answers. Asks nothing else."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether pages and letters work, and what fails: 200 or 503, as JSON."""
    began = time.monotonic()
    findings = list(health.readiness(now()))
    failing = [finding.name for finding in findings if not finding.well]
    said = {finding.name: finding.says for finding in findings}
    took = round((time.monotonic() - began) * 1000)
    answer = {"ready": not failing, "failing": failing, **said, "took_ms": took}
    return JsonResponse(answer, status=503 if failing else 200)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer when a page has failed: 503 while the database is away or overworked, else 500."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        try:
            page = str(render_to_string("503.html"))
        except TemplateDoesNotExist:
            page = "This page cannot be shown at the moment. Try again in a minute."
        return HttpResponse(page, status=503, headers={"Retry-After": str(TRY_AGAIN_AFTER)})
    return server_error(request)


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("demo/clock/", views_demo.demo_clock, name="demo_clock"),
]
