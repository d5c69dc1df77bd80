"""What is said of a placing: minutes set aside are not shared, a gap is a part of what was found."""

from __future__ import annotations

import datetime as dt

from forum.domain.people import Constituency
from forum.domain.speaking.placing import Occasion, Proof
from forum.domain.speaking.rules import SlotKind, Stage
from forum.domain.speaking.slots import Slot, timed

NOON = dt.datetime(2022, 2, 22, 12, tzinfo=dt.UTC)


def test_minutes_that_are_set_aside_are_on_the_clock_and_not_shared() -> None:
    sitting = Occasion(key="a", start=NOON, minutes=100, stage=Stage.THEME, set_aside=10)
    assert sitting.end == NOON + dt.timedelta(minutes=100)
    assert sitting.shared == 90


def test_the_gap_is_what_might_be_saved() -> None:
    assert Proof().gap == 0.0
    assert Proof(is_proven=False, figure="nights", value=10, bound=8).gap == 0.2
    assert Proof(is_proven=False, figure="nights", value=0, bound=0).gap == 0.0


def test_accommodation_moves_what_comes_after_and_takes_from_the_reserve() -> None:
    plain = [
        Slot(number=n, kind=SlotKind.OPEN_FLOOR, constituency=Constituency.WORKER, seconds=120, extra=60 * (n == 1))
        for n in (1, 2)
    ]
    first, second = timed(plain, 7)
    assert (first.offset, second.offset) == (40, 260)
    assert first.end(NOON) == NOON + dt.timedelta(seconds=220)
    assert second.end(NOON) == NOON + dt.timedelta(seconds=380)
