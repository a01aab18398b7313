"""Sessions in the database, as Django's: but the SQL that reads one is written once."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils.timezone import now

from .prepared import Prepared

_SESSION = Prepared(
    lambda key, at: Session.objects.filter(session_key=key, expire_date__gt=at), str, datetime
)


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        for session in _SESSION(self.session_key or "", now()):
            return session
        self._session_key = None
        return None
