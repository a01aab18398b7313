"""Child processes that never outlive the one that started them."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(with_signal: signal.Signals = signal.SIGTERM) -> Callable[[], None] | None:
    """
    Return what a child does before it begins (`preexec_fn`), so that it ends when we do.

    It holds even when we are killed with no chance to say so. Linux only; elsewhere None.
    """
    libc, parent = _libc, os.getpid()
    if libc is None:
        return None

    def ask() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(with_signal))
        if os.getppid() != parent:  # ended in the meantime
            os.kill(os.getpid(), with_signal)

    return ask
