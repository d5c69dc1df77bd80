"""The machine's two clocks, read together: the application's wall clock, and the monotonic clock of this boot."""

from __future__ import annotations

import time
import uuid
from functools import cache
from pathlib import Path

from forum.domain.floor.state import Reading
from forum.web import context

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@cache
def boot_id() -> str:
    """Which run of the machine this is; where the system does not say, which run of this process."""
    return BOOT_ID.read_text().strip() if BOOT_ID.exists() else f"process-{uuid.uuid4()}"


def reading() -> Reading:
    """Both clocks at the moment of this request."""
    return Reading(at=context.now(), boot_id=boot_id(), monotonic_ms=time.monotonic_ns() // 1_000_000)
