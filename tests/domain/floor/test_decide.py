"""What the floor agrees to, and what it refuses."""

from __future__ import annotations

import datetime as dt

import pytest

from forum.domain.access import Actor
from forum.domain.floor import commands as c
from forum.domain.floor import events as e
from forum.domain.floor import refused
from forum.domain.floor.commands import Command
from forum.domain.floor.state import EntryKind, Phase, Source
from forum.domain.people import Constituency
from forum.domain.refusals import Kind
from tests.domain.floor.desk import END, START, Desk, planned

GOVERNMENT, EMPLOYER, WORKER = Constituency.GOVERNMENT, Constituency.EMPLOYER, Constituency.WORKER


@pytest.fixture
def desk() -> Desk:
    """An open sitting with nobody on the list."""
    desk = Desk()
    desk.open()
    return desk


def test_opening_puts_the_plan_before_those_who_asked_earlier() -> None:
    desk = Desk()
    desk.add(99)
    desk.open(planned(1, GOVERNMENT), planned(2, EMPLOYER), planned(3, WORKER))
    assert desk.queue == [1, 2, 3, 99]
    assert [entry.source for entry in desk.state.queue] == [Source.PLAN] * 3 + [Source.CLERK]
    assert desk.state.phase is Phase.OPEN


def test_opening_on_time_is_not_late(desk: Desk) -> None:
    assert (desk.state.late_seconds, desk.state.opened_at) == (0, START)
    assert (desk.state.planned_start, desk.state.planned_end) == (START, END)


def test_opening_late_says_by_how_much() -> None:
    desk = Desk()
    desk.pass_time(7 * 60)
    desk.open()
    assert desk.state.late_seconds == 420


def test_opening_early_is_not_late() -> None:
    desk = Desk()
    desk.pass_time(-600)
    desk.open()
    assert desk.state.late_seconds == 0


@pytest.mark.parametrize(("minutes", "is_far"), [(-15, True), (-14.9, False), (14.9, False), (15, True)])
def test_opening_far_from_the_plan_is_confirmed_first(minutes: float, is_far: bool) -> None:
    desk = Desk()
    desk.pass_time(minutes * 60)
    if is_far:
        with pytest.raises(refused.FarFromPlan) as far:
            desk.open()
        assert far.value.params == {"minutes": 15}
        assert desk.log == []
    desk.do(c.OpenSitting(planned_start=START, planned_end=END, is_confirmed=is_far))
    assert desk.state.phase is Phase.OPEN


def test_a_sitting_opens_once(desk: Desk) -> None:
    with pytest.raises(refused.SittingIsOpen):
        desk.open()
    desk.do(c.CloseSitting())
    with pytest.raises(refused.FloorClosed) as over:
        desk.open()
    assert over.value.params == {"phase": "closed"}


def test_giving_the_floor_stops_who_speaks(desk: Desk) -> None:
    first, second = desk.add(1), desk.add(2)
    turn = desk.give(first)
    desk.pass_time(30)
    desk.give(second)
    assert desk.state.turn is not None
    assert desk.state.turn.entry.person_id == 2
    assert [(ended.key, ended.used_ms) for ended in desk.state.turns] == [(turn, 30_000)]


def test_two_chairs_pressing_next_give_the_floor_once(desk: Desk) -> None:
    first, second = desk.add(1), desk.add(2)
    desk.give(first)
    with pytest.raises(refused.SpeakerChanged) as stale:
        desk.do(c.GiveFloor(entry=second, turn=None))
    assert stale.value.kind is Kind.STALE
    assert desk.state.turn is not None
    assert desk.state.turn.entry.person_id == 1


def test_requests_never_make_the_chair_stale(desk: Desk) -> None:
    entry = desk.add(1)
    command = c.GiveFloor(entry=entry, turn=None)
    for person in range(10, 110):
        desk.request(person)
    desk.do(command)
    assert desk.state.turn is not None
    assert desk.state.turn.entry.key == entry
    assert len(desk.state.requests) == 100


def test_the_floor_may_go_straight_to_a_request(desk: Desk) -> None:
    desk.give(desk.request(5))
    assert desk.state.turn is not None
    assert (desk.state.turn.entry.person_id, desk.state.requests) == (5, ())


def test_nobody_gets_the_floor_from_a_gone_entry(desk: Desk) -> None:
    entry = desk.add(1)
    desk.do(c.Remove(entry=entry))
    with pytest.raises(refused.EntryGone):
        desk.give(entry)


def test_pause_and_resume_count_only_speech(desk: Desk) -> None:
    turn = desk.give(desk.add(1))
    desk.pass_time(10)
    desk.do(c.Pause(turn=turn))
    desk.pass_time(100)
    with pytest.raises(refused.ClockIsHeld):
        desk.do(c.Pause(turn=turn))
    desk.do(c.Resume(turn=turn))
    desk.pass_time(5)
    with pytest.raises(refused.ClockRuns):
        desk.do(c.Resume(turn=turn))
    desk.do(c.Stop(turn=turn))
    assert desk.state.turns[0].used_ms == 15_000
    assert desk.state.turn is None


def test_stopping_while_paused_adds_nothing(desk: Desk) -> None:
    turn = desk.give(desk.add(1))
    desk.pass_time(10)
    desk.do(c.Pause(turn=turn))
    desk.pass_time(100)
    desk.do(c.Stop(turn=turn))
    assert desk.state.turns[0].used_ms == 10_000


def test_extension_lengthens_only_that_turn(desk: Desk) -> None:
    turn = desk.give(desk.add(1, seconds=60))
    desk.do(c.Extend(turn=turn, seconds=30, text_id=4))
    assert desk.state.turn is not None
    assert desk.state.turn.left_at(desk.now) == 90_000
    with pytest.raises(refused.SpeakerChanged):
        desk.do(c.Extend(turn=turn + 1, seconds=30))


@pytest.mark.parametrize("seconds", [0, 9, 3601])
def test_a_time_that_is_none_is_refused(desk: Desk, seconds: int) -> None:
    for command in (
        c.AddToQueue(person_id=1, constituency=GOVERNMENT, seconds=seconds),
        c.AddWalkIn(text_id=1, constituency=GOVERNMENT, seconds=seconds),
        c.LimitRest(seconds=seconds),
    ):
        with pytest.raises(refused.WrongSeconds) as wrong:
            desk.do(command)
        assert wrong.value.params == {"shortest": 10, "longest": 3600}
    assert len(desk.log) == 1


def test_skipping_sends_to_the_end_and_remembers(desk: Desk) -> None:
    first = desk.add(1)
    desk.add(2)
    desk.do(c.Skip(entry=first))
    assert desk.queue == [2, 1]
    assert [entry.skipped for entry in desk.state.queue] == [0, 1]


def test_requests_wait_apart_until_accepted(desk: Desk) -> None:
    desk.add(1)
    a, b, gone = desk.request(2), desk.request(3), desk.request(4)
    desk.do(c.Withdraw(entry=gone))
    desk.do(c.AcceptRequests(entries=(b, a, gone, b)))
    assert desk.queue == [1, 3, 2]
    assert desk.state.requests == ()
    with pytest.raises(refused.EntryGone):
        desk.do(c.AcceptRequests(entries=(a, gone)))


def test_only_the_list_can_be_ordered(desk: Desk) -> None:
    entry = desk.request(2)
    for command in (c.MoveEntry(entry=entry, position=0), c.Skip(entry=entry)):
        with pytest.raises(refused.EntryGone):
            desk.do(command)


def test_moving_places_and_clamps(desk: Desk) -> None:
    first, _, third = desk.add(1), desk.add(2), desk.add(3)
    desk.do(c.MoveEntry(entry=third, position=0))
    assert desk.queue == [3, 1, 2]
    desk.do(c.MoveEntry(entry=first, position=50))
    assert desk.queue == [3, 2, 1]
    with pytest.raises(refused.NothingToChange):
        desk.do(c.MoveEntry(entry=first, position=50))


def test_points_of_order_go_to_the_front(desk: Desk) -> None:
    desk.add(1)
    desk.do(c.AddToQueue(person_id=2, constituency=GOVERNMENT, kind=EntryKind.POINT_OF_ORDER))
    desk.do(c.AddWalkIn(text_id=8, constituency=WORKER, kind=EntryKind.POINT_OF_ORDER))
    assert [entry.person_id for entry in desk.state.queue] == [None, 2, 1]
    desk.do(c.AddToQueue(person_id=3, constituency=GOVERNMENT, position=1))
    assert [entry.person_id for entry in desk.state.queue] == [None, 3, 2, 1]


def test_nobody_waits_twice(desk: Desk) -> None:
    desk.request(1)
    with pytest.raises(refused.AlreadyWaiting):
        desk.request(1)
    with pytest.raises(refused.AlreadyWaiting):
        desk.add(1)
    desk.give(desk.state.requests[0].key)
    with pytest.raises(refused.HasTheFloor):
        desk.request(1)


def test_who_has_spoken_may_ask_again(desk: Desk) -> None:
    turn = desk.give(desk.add(1))
    desk.do(c.Stop(turn=turn))
    desk.request(1)
    assert desk.state.entry_of(1) is not None


def test_a_closed_list_takes_no_requests_but_the_table_adds(desk: Desk) -> None:
    desk.do(c.CloseList())
    with pytest.raises(refused.NothingToChange):
        desk.do(c.CloseList())
    with pytest.raises(refused.ListIsClosed):
        desk.request(1)
    desk.add(1)
    desk.do(c.OpenList())
    with pytest.raises(refused.NothingToChange):
        desk.do(c.OpenList())
    desk.request(2)
    assert (desk.queue, len(desk.state.requests)) == ([1], 1)


def test_who_asks_for_another_is_their_coordinator(desk: Desk) -> None:
    desk.request(1)
    desk.do(c.RequestFloor(person_id=2, constituency=EMPLOYER), Actor(person_id=9))
    assert [entry.source for entry in desk.state.requests] == [Source.PAGE, Source.COORDINATOR]


def test_a_limit_cuts_who_waits_and_who_comes(desk: Desk) -> None:
    speaking = desk.give(desk.add(1, seconds=300))
    desk.add(2, seconds=300)
    desk.add(3, seconds=60)
    desk.request(4)
    desk.do(c.LimitRest(seconds=90))
    desk.request(5)
    assert [entry.seconds for entry in (*desk.state.queue, *desk.state.requests)] == [90, 60, 90, 90]
    assert desk.state.turn is not None
    assert (desk.state.turn.key, desk.state.turn.allowed_ms) == (speaking, 300_000)


def test_closing_stops_who_speaks_and_takes_nothing_more(desk: Desk) -> None:
    turn = desk.give(desk.add(1))
    entry = desk.add(2)
    with pytest.raises(refused.SpeakerChanged):
        desk.do(c.CloseSitting(turn=None))
    desk.do(c.CloseSitting(turn=turn))
    assert (desk.state.phase, desk.state.turn, len(desk.state.turns)) == (Phase.CLOSED, None, 1)
    later: list[Command] = [
        c.GiveFloor(entry=entry),
        c.AddToQueue(person_id=3, constituency=GOVERNMENT),
        c.AddWalkIn(text_id=3, constituency=GOVERNMENT),
        c.RequestFloor(person_id=3, constituency=GOVERNMENT),
        c.AcceptRequests(entries=(1,)),
        c.CloseList(),
        c.OpenList(),
        c.LimitRest(seconds=60),
        c.Skip(entry=entry),
        c.CloseSitting(),
    ]
    for command in later:
        with pytest.raises(refused.FloorClosed):
            desk.do(command)


def test_before_the_opening_one_may_ask_but_not_speak() -> None:
    desk = Desk()
    entry = desk.request(1)
    with pytest.raises(refused.FloorClosed):
        desk.give(entry)
    assert len(desk.state.requests) == 1


def test_undo_names_the_last_action(desk: Desk) -> None:
    desk.add(1)
    stale = desk.state.steps[-1].action
    desk.add(2)
    with pytest.raises(refused.AnotherActionSince):
        desk.do(c.Undo(action=stale))
    assert desk.queue == [1, 2]


def test_undo_of_nothing_is_refused() -> None:
    with pytest.raises(refused.NothingToUndo):
        Desk().do(c.Undo(action=1))


def test_events_are_facts_of_the_command(desk: Desk) -> None:
    desk.do(c.AddToQueue(person_id=3, constituency=WORKER, seconds=60, capacity="spokesperson"))
    assert desk.log[-1].event == e.EntryAdded(
        constituency=WORKER, seconds=60, source=Source.CLERK, person_id=3, capacity="spokesperson"
    )
    assert desk.log[-1].reading.at == START
    assert desk.log[-1].reading.at.utcoffset() == dt.timedelta(0)
