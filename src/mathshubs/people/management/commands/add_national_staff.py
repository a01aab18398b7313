"""Make somebody national staff: how the first one of a new network comes to be."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils.timezone import now

from mathshubs.people.actions import make_national_staff


class Command(BaseCommand):
    help = "Make the person with this email address national staff; they sign in with a code."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("given_name")
        parser.add_argument("family_name")

    def handle(self, *, email: str, given_name: str, family_name: str, **options) -> None:
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email} is not an email address. Nothing was changed.") from None
        made = make_national_staff(
            email=email, given_name=given_name, family_name=family_name, at=now()
        )
        self.stdout.write(
            f"{email} is national staff now. They sign in with a code sent to that address."
            if made
            else f"{email} is national staff already. Nothing was changed."
        )
