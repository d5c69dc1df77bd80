"""The last minute of a list, smaller than the benchmark: nothing lost, nothing doubled, the order as it was told."""

from __future__ import annotations

from forum.store.engine import Store
from tests.benchmarks.slot_inscriptions import TWICE, prepared, rushed


def test_many_inscribe_at_once(store: Store) -> None:
    count = 60
    load = rushed(store, prepared(store, count), threads=12)
    assert (load.lost, load.doubled, load.misplaced, load.refused) == (0, 0, 0, 0)
    assert len(load.waits) == count + -(-count // TWICE), "every third form was sent twice"
    assert load.is_right
    assert 0 < load.percentile(0.5) <= load.percentile(0.99)
