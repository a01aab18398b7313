"""Addresses of a page with everything our forms and components can be. For tests only."""

from __future__ import annotations

from datetime import UTC, datetime

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.urls import path

from mathshubs.config.urls import urlpatterns as every_page
from mathshubs.core.forms import DateField, TimeField
from mathshubs.schools.fields import SchoolField

ROLES = [("T", "Teacher"), ("L", "Maths lead"), ("H", "Head")]


class Everything(forms.Form):
    name = forms.CharField(help_text="As it should stand on a certificate.")
    email = forms.EmailField(label="Email address")
    website = forms.URLField(required=False, assume_scheme="https")
    why = forms.CharField(widget=forms.Textarea, label="Why do you want to take part?")
    places = forms.IntegerField(min_value=1)
    year = forms.ChoiceField(choices=[("", "Choose a year"), ("2025", "2025/26")])
    role = forms.ChoiceField(choices=ROLES, widget=forms.RadioSelect, label="Your role")
    phases = forms.MultipleChoiceField(
        choices=[("P", "Primary"), ("S", "Secondary")],
        widget=forms.CheckboxSelectMultiple,
        help_text="Choose all that you teach.",
    )
    school = forms.ChoiceField(choices=[], widget=forms.RadioSelect)
    starts_on = DateField(label="First day", help_text="Such as 7 11 2025.")
    starts_at = TimeField(label="Starts at", help_text="Such as 1pm or 13:30.")
    file = forms.FileField(label="Register of schools")
    agreed = forms.BooleanField(label="My head agrees", help_text="They let you go to workshops.")
    hidden = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        if self.data.get("refuse"):
            raise forms.ValidationError("This Work Group is full. You can join its waiting list.")
        return super().clean()


PAGE = """
{% extends "base.html" %}
{% block title %}{% if form.errors %}Error: {% endif %}Everything{% endblock %}
{% block breadcrumbs %}{% include "components/breadcrumbs.html" with items=crumbs only %}{% endblock %}
{% block summary %}{% include "components/error_summary.html" with form=form only %}{% endblock %}
{% block heading %}Everything there is, at a school named St Thomas Becket Catholic Voluntary Academy{% endblock %}
{% block action %}<a class="govuk-button" href="#form">Apply</a>{% endblock %}
{% block content %}
<p class="govuk-body-l">38 Work Groups for secondary schools within 40 km of TF3 4JG with places.</p>
<div class="mh-list">
<div class="mh-list__filters"><details class="mh-filters"><summary>Filters</summary><form>
<div class="govuk-form-group"><label class="govuk-label govuk-label--s" for="near">Near</label><input class="govuk-input" id="near" name="near"></div>
<button class="govuk-button">Show</button></form></details></div>
<div class="mh-list__rows">
{% include "components/filter_chips.html" with chips=chips clear="?" only %}
<div class="mh-bar"><p>3 of 38</p><form data-send-on-change><label for="sort">Sort by</label> <select class="govuk-select" id="sort" name="sort"><option>soonest</option></select> <noscript><button class="govuk-button govuk-button--secondary">Sort</button></noscript></form></div>
<table class="govuk-table mh-table"><caption class="govuk-table__caption govuk-table__caption--m">Work Groups</caption>
<thead class="govuk-table__head"><tr class="govuk-table__row"><th scope="col" class="govuk-table__header">Work Group</th><th scope="col" class="govuk-table__header">When and where</th><th scope="col" class="govuk-table__header">Places</th><th scope="col" class="govuk-table__header govuk-table__header--numeric">Distance</th></tr></thead>
<tbody class="govuk-table__body">{% for title, tone, word in rows %}<tr class="govuk-table__row"><td class="govuk-table__cell"><a class="govuk-link mh-table__title" href="#x">{{ title }}</a><span class="mh-quiet">Heads of department</span></td><td class="govuk-table__cell">{% include "components/dates.html" with starts_at=at ends_at=until only %}, Telford, then online</td><td class="govuk-table__cell">{% include "components/tag.html" with text=word tone=tone only %}<span class="mh-quiet">6 of 30 places left</span></td><td class="govuk-table__cell govuk-table__cell--numeric" data-label="Distance">{{ 12345|metres }}</td></tr>{% endfor %}</tbody></table>
{% include "components/pagination.html" with page=page query="a=1" only %}
</div></div>
<div class="mh-split"><div class="mh-split__main">
<h2 class="govuk-heading-m">What you will do</h2>
<ol class="mh-timeline"><li class="mh-timeline__workshop"><h3>Workshop 1: launch</h3><p>{% span at until %}</p></li><li class="mh-timeline__task"><h3>Task in school</h3><p>Try the strategy with one class.</p></li><li class="mh-timeline__workshop"><h3>Workshop 2</h3><p>Online</p></li></ol>
<h2 class="govuk-heading-m">What should change</h2>
<div class="mh-outcomes"><div><h3>Pupils</h3>{{ words|rich }}</div><div><h3>Policies</h3></div><div><h3>Practice</h3></div><div><h3>Learning</h3></div></div>
<div class="mh-stats">{% include "components/stat.html" with number="1,214" label="Work Groups open now" href="#x" only %}{% include "components/stat.html" with number="8,461" label="schools took part" only %}</div>
<div class="mh-doors"><a class="mh-door" href="#x"><strong>For teachers</strong><p>Find a group near you.</p></a><a class="mh-door" href="#x"><strong>For heads</strong><p>What your school agrees to.</p></a></div>
<ul class="mh-soon"><li class="mh-card"><h3><a class="govuk-link" href="#x">Mastery readiness</a></h3><p>Starts Mon 7 Nov</p></li></ul>
<ul class="mh-needs"><li><div><strong>Joining details are not written</strong><p>The first workshop is in 9 days.</p></div><a class="govuk-button govuk-button--secondary" href="#x">Write them</a></li></ul>
{% include "components/empty.html" with title="No places yet" text="Work Groups that you take part in will be here." href="#x" action="Find a Work Group" only %}
<dl class="govuk-summary-list"><div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">School</dt><dd class="govuk-summary-list__value">Oak Street Primary School</dd><dd class="govuk-summary-list__actions"><a class="govuk-link" href="#x">Change<span class="govuk-visually-hidden"> school</span></a></dd></div></dl>
<div class="govuk-warning-text"><span class="govuk-warning-text__icon" aria-hidden="true">!</span><strong class="govuk-warning-text__text"><span class="govuk-visually-hidden">Warning</span>You lose your place.</strong></div>
<details class="govuk-details"><summary class="govuk-details__summary"><span class="govuk-details__summary-text">How we know</span></summary><div class="govuk-details__text">Counted each night.</div></details>
<form id="form" method="post" novalidate>{% csrf_token %}{{ form }}<div class="govuk-button-group"><button class="govuk-button">Apply</button> <button class="govuk-button govuk-button--secondary" name="refuse" value="1">Refuse</button> <button class="govuk-button govuk-button--warning" disabled>Withdraw</button></div></form>
</div><aside class="mh-split__side" aria-label="Places and dates">{% include "components/tag.html" with text="Few places" tone="needs" only %}<dl class="mh-facts"><dt>Places</dt><dd>6 of 30</dd><dt>Cost</dt><dd>{{ 0|pounds }}</dd></dl><a class="govuk-button" href="#form">Apply</a></aside></div>
<div class="mh-columns"><div>{% include "components/map.html" with data=map label="Areas of hubs" only %}</div><div>{% include "components/mesh_map.html" with areas=areas ties=ties frame=frame label="Hubs and the ties between them" only %}</div></div>
<div class="mh-foot-bar">{% include "components/tag.html" with text="Few places" tone="needs" only %}<a class="govuk-button" href="#form">Apply</a></div>
{% endblock %}
{% block scripts %}{% include "components/map_scripts.html" only %}{% endblock %}
"""  # noqa: E501


def kitchen(request: HttpRequest) -> HttpResponse:
    form = Everything(request.POST if request.method == "POST" else None)
    messages.success(request, "Your place is held.")
    messages.warning(request, "Three people wait for an answer.")
    messages.error(request, "We could not read this file: it is a web page. Nothing was changed.")
    square = [[[3000, 2000], [4000, 2000], [4000, 3000], [3000, 3000]]]
    beside = [[[4000, 2000], [5000, 2000], [5000, 3000], [4000, 3000]]]
    page = {
        "form": form,
        "crumbs": [("Hubs", "/hubs/"), ("Salt Way", "#x"), ("Everything", "")],
        "chips": [("Secondary", "?a"), ("Within 40 km of TF3 4JG", "?b")],
        "rows": [
            ("Secondary maths leadership", "yes", "Open"),
            ("Mastery readiness", "needs", "Few places"),
            ("Mathematical reasoning for all", "no", "Full"),
            ("Years 5 to 8 continuity", "quiet", "Closed"),
        ],
        "at": datetime(2022, 11, 7, 13, 0, tzinfo=UTC),
        "until": datetime(2022, 11, 7, 15, 30, tzinfo=UTC),
        "page": Paginator(range(380), 10).page(7),
        "words": "Pupils **explain** why.\n\n- in words\n- with [pictures](https://example.org)",
        "map": {
            "areas": [
                {"name": "Salt Way", "href": "#a", "rings": square},
                {"name": "Three Rivers", "href": "#b", "rings": beside},
            ],
            "here": 0,
            "points": [{"e": 350000, "n": 250000, "name": "Oak", "href": "#c", "kind": "lead"}],
        },
        "frame": {"left": 0, "top": 0, "width": 100, "height": 100, "dot": 6},
        "areas": [
            {"name": "Salt Way", "href": "#a", "path": "M5 5H50V95H5Z", "x": 27, "y": 50},
            {
                "name": "Rivers",
                "href": "#b",
                "path": "M50 5H95V95H50Z",
                "x": 73,
                "y": 50,
                "teal": 1,
            },
        ],
        "ties": [{"x1": 27, "y1": 50, "x2": 73, "y2": 50, "strength": 2}],
    }
    return HttpResponse(Template(PAGE.strip()).render(RequestContext(request, page)))


class SchoolBox(forms.Form):
    school = SchoolField(label="Your school", help_text="Its name, town, postcode or URN.")


SCHOOL_PAGE = """
{% extends "base.html" %}{% load static %}
{% block title %}A school{% endblock %}
{% block summary %}{% include "components/error_summary.html" with form=form only %}{% endblock %}
{% block heading %}A school{% endblock %}
{% block content %}<p>Chosen: {{ form.cleaned_data.school.urn }}</p>
<form method="post" novalidate>{% csrf_token %}{{ form }}<button class="govuk-button">Send</button></form>{% endblock %}
{% block scripts %}<script type="module" src="{% static "school-picker.js" %}"></script>{% endblock %}
"""  # noqa: E501


def school_box(request: HttpRequest) -> HttpResponse:
    form = SchoolBox(request.POST if request.method == "POST" else None)
    form.is_valid()
    page = Template(SCHOOL_PAGE.strip()).render(RequestContext(request, {"form": form}))
    return HttpResponse(page)


urlpatterns = [path("kitchen/", kitchen), path("school-box/", school_box), *every_page]
