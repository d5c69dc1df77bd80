"""How soon every figure of the workbench follows a move: twelve moves beside 561 rows, in a real browser."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path

from forum.store.engine import Store
from forum.store.schema import migrate
from tests.journeys.test_workbench import a_world, opened, twelve_moves


def measured() -> list[float]:
    """Milliseconds from a move to the next picture, the quickest first."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        store = Store(f"sqlite:///{folder / 'forum.sqlite'}")
        migrate(store)
        a_world(store)
        with opened(store, folder) as page:
            times = twelve_moves(page)
        store.dispose()
    return times
