"""Give somebody a national role: how the first staff of a new network come to be."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils.timezone import now

from mathshubs.people.actions import give_national_role
from mathshubs.people.models import NationalRole


class Command(BaseCommand):
    help = (
        "Make the person with this email address national staff, or an evaluator; they sign in "
        "with a code."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("given_name")
        parser.add_argument("family_name")
        parser.add_argument(
            "--evaluator", action="store_true", help="give the role of evaluator, not of staff"
        )

    def handle(
        self, *, email: str, given_name: str, family_name: str, evaluator: bool, **options
    ) -> None:
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email} is not an email address. Nothing was changed.") from None
        kind = NationalRole.Kind.EVALUATOR if evaluator else NationalRole.Kind.STAFF
        role = "an evaluator" if evaluator else "national staff"
        made = give_national_role(
            kind=kind, email=email, given_name=given_name, family_name=family_name, at=now()
        )
        self.stdout.write(
            f"{email} is {role} now. They sign in with a code sent to that address."
            if made
            else f"{email} is {role} already. Nothing was changed."
        )
