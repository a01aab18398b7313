"""What the rooms above may wait for."""

from __future__ import annotations

from django.dispatch import Signal

# Schools, or which came from which (`links_changed`), changed in the register; `at`. Sent within
# the transaction.
register_changed = Signal()
# Published results were taken that differ from those held; `at`. Sent within the transaction.
results_taken = Signal()
