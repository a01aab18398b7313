"""The design of a Work Group, section by section."""

from __future__ import annotations

from datetime import date

from django import forms
from django.db.models import Q, QuerySet

from mathshubs.core.identifiers import clean_work_group_code
from mathshubs.core.years import academic_year_of, next_year
from mathshubs.needs.models import SupportKind
from mathshubs.programmes.models import Phase, PlanLine
from mathshubs.programmes.queries import projects_open_to
from mathshubs.programmes.queries.plans import lines_open_to

from ..models import WorkGroup
from .design_places import Cost, Places
from .moving import GroupField
from .section import FORMATTING, Section, long_text


class About(Section):
    title = "About it"
    needed = {
        "title": "Give it a title.",
        "summary": "Say in one sentence what it is.",
        "phases": "Choose at least one phase.",
        "kind": "Choose whether it is a Work Group or an event.",
    }
    kind = forms.ChoiceField(
        choices=[
            ("WORK_GROUP", "Work Group: several workshops with tasks between"),
            ("EVENT", "Event: one session"),
        ],
        widget=forms.RadioSelect,
        label="What is it",
    )
    phases = forms.MultipleChoiceField(
        choices=Phase.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    year = forms.ChoiceField(label="Academic year")

    class Meta:
        model = WorkGroup
        fields = [
            "kind", "title", "summary", "phases", "support", "year", "project", "plan_line", "code",
        ]  # fmt: skip
        help_texts = {
            "summary": "One sentence, for lists. Up to 300 characters.",
            "support": "Schools find it in the list by this. Events that recruit teachers stand on "
            "the hub’s page “Thinking of teaching maths?” too.",
            "code": "Such as WRK123456789, if it has one.",
            "project": "The national or local project it carries out, if any.",
            "plan_line": "Why the group exists. It then counts for this line's targets.",
        }
        labels = {"code": "Work Group code", "plan_line": "Line of the year plan"}
        error_messages = {"code": {"unique": "Another Work Group has this code. Check it."}}

    def __init__(self, *args, hub, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        this = academic_year_of(today)
        years = sorted({self.instance.year or this, this, next_year(this)})
        self.fields["year"].choices = [(year, year) for year in years]
        self.fields["project"].queryset = projects_open_to(hub).filter(
            Q(year__in=years) | Q(pk=self.instance.project_id)
        )
        self.fields["project"].empty_label = "None: it is a design of its own"
        if self.instance.template_version:
            self.fields[
                "project"
            ].help_text = (
                "With another one its template no longer locks texts here, until you take the new."
            )
        self.fields["support"].choices = [("", "Not said"), *SupportKind.choices]
        line = self.fields["plan_line"]
        line.queryset = lines_open_to(hub, years)
        line.empty_label = "None yet"
        line.label_from_instance = lambda one: f"{one.plan.year}: {one.title}"
        if self.instance.pk and not self.instance.is_draft:
            del self.fields["kind"]

    def clean_plan_line(self) -> PlanLine | None:
        line, year = self.cleaned_data["plan_line"], self.cleaned_data.get("year")
        if line and year and line.plan.year != year:
            raise forms.ValidationError(
                f"This line is of the plan for {line.plan.year}, and the group is of {year}."
            )
        return line

    def clean_code(self) -> str | None:
        code = self.cleaned_data["code"]
        return clean_work_group_code(code) if code else None


class Why(Section):
    title = "Why, and what should change"
    needed = {
        "rationale": "Write why it is needed.",
        "pupil_outcomes": "Write what should change for pupils.",
        "policy_outcomes": "Write what should change in policies and approaches.",
        "practice_outcomes": "Write what should change in practice.",
        "learning_outcomes": "Write what people should learn.",
    }
    not_for_events = (
        "pupil_outcomes", "policy_outcomes", "practice_outcomes", "learning_outcomes",
    )  # fmt: skip

    class Meta:
        model = WorkGroup
        fields = [
            "rationale", "pupil_outcomes", "policy_outcomes", "practice_outcomes",
            "learning_outcomes",
        ]  # fmt: skip
        labels = {
            "rationale": "Why it is needed",
            "pupil_outcomes": "What should change for pupils",
            "policy_outcomes": "What should change in school policies and approaches",
            "practice_outcomes": "What should change in practice",
            "learning_outcomes": "What people should learn",
        }
        help_texts = {"rationale": FORMATTING}
        widgets = {name: long_text(8 if name == "rationale" else 4) for name in fields}


class Who(Section):
    title = "Who it is for, and what is involved"
    needed = {
        "audience": "Write who it is for.",
        "involved": "Write what is involved.",
    }

    class Meta:
        model = WorkGroup
        fields = ["audience", "involved"]
        labels = {"audience": "Who it is for", "involved": "What is involved"}
        help_texts = {
            "audience": "Roles, years of experience, kinds of school, what they have done before.",
            "involved": FORMATTING,
        }
        widgets = {"audience": long_text(4), "involved": long_text(8)}


class Contact(Section):
    title = "Questions go to"
    needed = {"contact_email": "Give the email address for questions."}

    class Meta:
        model = WorkGroup
        fields = ["contact_name", "contact_email", "contact_phone"]
        labels = {
            "contact_name": "Name",
            "contact_email": "Email address",
            "contact_phone": "Telephone",
        }
        error_messages = {
            "contact_email": {"invalid": "Give an email address such as name@example.org."}
        }


class Evidence(Section):
    title = "How you will know what changed"
    needed = {"evidence_plan": "Write how you will know what changed."}

    class Meta:
        model = WorkGroup
        fields = ["evidence_plan"]
        labels = {"evidence_plan": "Evidence plan"}
        help_texts = {
            "evidence_plan": "What you will look at before, during and after, for each outcome. "
            "Only the hub sees this."
        }
        widgets = {"evidence_plan": long_text(8)}


SECTIONS: dict[str, type[Section]] = {
    "about": About,
    "why": Why,
    "who": Who,
    "places": Places,
    "cost": Cost,
    "contact": Contact,
    "evidence": Evidence,
}


class Reason(forms.Form):
    """Why a group is sent back, postponed or cancelled."""

    reason = forms.CharField(
        label="Why",
        max_length=300,
        widget=long_text(3),
        help_text="Those with a place read this.",
        error_messages={"required": "Say why, for those who will read it."},
    )


class ReasonToCancel(Reason):
    """The same, with another group for its people to go on in."""

    def __init__(self, *args, groups: QuerySet[WorkGroup], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["move_to"] = GroupField(
            queryset=groups, required=False, label="Move people to another group",
            empty_label="Nobody is moved",
            help_text="Those who have a place go first. Whoever finds no room there joins "
            "its waiting list, or asks you to decide. Everybody gets a letter.",
        )  # fmt: skip
        if self.is_bound:  # it was refused for what that group asks for
            self.fields["set_aside"] = forms.CharField(
                label="Why those it is not for may go there all the same", required=False,
                max_length=150, widget=long_text(2),
                help_text="Kept with the place of each of them, as set aside by you.",
            )  # fmt: skip
