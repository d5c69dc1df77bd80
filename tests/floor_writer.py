"""A process of its own that writes to the floor and says what was acknowledged.

python -m tests.floor_writer URL NAME N
Prints one line per acknowledged command, "id seq", flushed at once; the tests start it, and kill it.
"""

from __future__ import annotations

import datetime as dt
import sys
import time

from forum.domain.access import OPERATOR
from forum.domain.floor.state import Reading
from forum.domain.floor.wire import checked
from forum.services import floor
from forum.services.unit import Unit
from forum.store.engine import Store


def write(url: str, name: str, count: int) -> None:
    """Put `count` walk-ins onto the list, one command each."""
    store = Store(url)
    for number in range(count):
        now = dt.datetime.now(dt.UTC)
        reading = Reading(at=now, boot_id="boot", monotonic_ms=time.monotonic_ns() // 1_000_000)
        order = checked(
            f"{name}-{number:08d}", "AddWalkIn", {"function": f"Walk-in {name} {number}", "constituency": "government"}
        )
        unit = Unit(store=store, actor=OPERATOR, now=now)
        accepted = floor.handle(unit, "test-forum", "opening", order, reading)
        sys.stdout.write(f"{order.id} {accepted.seq}\n")
        sys.stdout.flush()
    store.dispose()


if __name__ == "__main__":
    write(sys.argv[1], sys.argv[2], int(sys.argv[3]))
