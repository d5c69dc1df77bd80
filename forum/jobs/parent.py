"""A child of the supervisor ends when the supervisor is gone, however that went."""

from __future__ import annotations

import os
import threading


def end_with_parent() -> None:
    """From now on, end this process when the other end of our standard input is closed (only under a supervisor)."""
    if os.environ.get("FORUM_SUPERVISED"):
        threading.Thread(target=_wait, name="parent", daemon=True).start()


def _wait() -> None:
    while os.read(0, 1):
        pass
    os._exit(0)
