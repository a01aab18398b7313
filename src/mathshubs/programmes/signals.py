"""What the rooms above may wait for."""

from __future__ import annotations

from django.dispatch import Signal

# A project's template has a new version; `version`, `at`. Sent within the transaction.
template_given_out = Signal()
