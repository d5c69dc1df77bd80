"""Time used, time entitled."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from forum.domain.floor import commands as c
from forum.domain.floor.state import EntryKind, Reading, entitlements
from forum.domain.people import Constituency
from tests.domain.floor.desk import START, Desk, planned

SLOTS = st.lists(st.tuples(st.sampled_from(list(Constituency)), st.integers(10, 3600)), max_size=12).map(tuple)


@given(SLOTS)
def test_employers_and_workers_are_always_entitled_alike(slots: tuple[tuple[Constituency, int], ...]) -> None:
    found = dict(entitlements(slots))
    assert found[Constituency.EMPLOYER] == found[Constituency.WORKER]
    for constituency, entitled in found.items():
        assert entitled >= sum(seconds for side, seconds in slots if side is constituency)


def test_points_of_order_are_charged_to_nobody() -> None:
    desk = Desk()
    desk.open(planned(1, Constituency.EMPLOYER, 300))
    desk.give(desk.state.queue[0].key)
    desk.pass_time(61.9)
    point = desk.do(c.AddToQueue(person_id=2, constituency=Constituency.WORKER, kind=EntryKind.POINT_OF_ORDER))
    desk.give(point)
    desk.pass_time(30)
    assert desk.state.used_seconds(desk.now) == {
        Constituency.GOVERNMENT: 0,
        Constituency.EMPLOYER: 61,
        Constituency.WORKER: 0,
    }


def test_a_constituency_without_a_plan_is_counted_too() -> None:
    desk = Desk()
    desk.open()
    turn = desk.give(desk.add(1, Constituency.OBSERVER))
    desk.pass_time(5)
    assert desk.state.used_seconds(desk.now)[Constituency.OBSERVER] == 5
    desk.do(c.Pause(turn=turn))
    desk.pass_time(5)
    assert desk.state.used_seconds(desk.now)[Constituency.OBSERVER] == 5


def test_readings_are_ordered_by_the_clock_they_share() -> None:
    early = Reading(at=START, boot_id="a", monotonic_ms=5)
    assert early.is_before(Reading(at=START, boot_id="a", monotonic_ms=6))
    assert not early.is_before(Reading(at=START, boot_id="b", monotonic_ms=6))
