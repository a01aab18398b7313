"""Who a session belongs to."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend as _AuthenticationBackend

from . import staff
from .models import Person


class AuthenticationBackend(_AuthenticationBackend):
    """Reads the person together with whether they are staff: every page asks for both."""

    def get_user(self, user_id) -> Person | None:
        person = staff.read(user_id)
        return person if person and self.user_can_authenticate(person) else None
