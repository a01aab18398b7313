"""What the network says of itself: pages of words, linked from every foot of a page."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

PAGES = ("accessibility", "privacy", "complaints", "figures")


@require_safe
def information(request: HttpRequest, page: str) -> HttpResponse:
    return render(request, f"info/{page}.html")


urlpatterns = [path(f"{page}/", partial(information, page=page), name=page) for page in PAGES]
