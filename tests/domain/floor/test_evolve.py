"""The fold: undo keeps both facts, replay equals live state, whatever is done in whatever order."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from forum.domain.floor import commands as c
from forum.domain.floor import events as e
from forum.domain.floor.commands import Command
from forum.domain.floor.evolve import STEPS_KEPT, fold
from forum.domain.floor.state import Phase, State
from forum.domain.people import Constituency
from forum.domain.refusals import Refusal
from tests.domain.floor.desk import END, START, Desk, planned


def test_undo_returns_to_the_speaker_as_though_never_stopped() -> None:
    desk = Desk()
    desk.open()
    turn = desk.give(desk.add(1))
    desk.pass_time(20)
    desk.do(c.Stop(turn=turn))
    desk.pass_time(10)
    desk.undo()
    assert desk.state.turn is not None
    assert desk.state.turn.key == turn
    assert desk.state.turn.used_at(desk.now) == 30_000
    assert desk.state.turns == ()
    assert [happened.kind for happened in desk.log[-2:]] == ["TurnStopped", "ActionUndone"]


def test_undo_of_next_gives_the_floor_back_and_keeps_what_others_did() -> None:
    desk = Desk()
    desk.open()
    first, second = desk.add(1), desk.add(2)
    turn = desk.give(first)
    leaving = desk.request(8)
    desk.give(second)
    assert desk.state.steps[-1].kind == "FloorGiven"
    desk.request(9)
    desk.do(c.Withdraw(entry=leaving))
    desk.undo()
    assert desk.state.turn is not None
    assert desk.state.turn.key == turn
    assert desk.queue == [2]
    assert [entry.person_id for entry in desk.state.requests] == [9]


def test_undo_goes_back_step_by_step_to_the_opening() -> None:
    desk = Desk()
    asked = desk.request(7)
    desk.open()
    desk.do(c.AcceptRequests(entries=(asked,)))
    desk.request(6)
    desk.undo()
    assert [entry.person_id for entry in desk.state.requests] == [7, 6]
    desk.undo()
    assert desk.state.phase is Phase.AWAITED
    assert [entry.person_id for entry in desk.state.requests] == [7, 6]
    assert desk.state.steps == ()


def test_undo_of_an_addition_that_was_withdrawn_leaves_nothing() -> None:
    desk = Desk()
    desk.open()
    entry = desk.add(1)
    desk.do(c.Withdraw(entry=entry))
    desk.undo()
    assert (desk.queue, desk.state.seq) == ([], 4)


def test_keys_are_never_used_twice_even_after_undo() -> None:
    desk = Desk()
    desk.open()
    first = desk.add(1)
    desk.undo()
    second = desk.add(2)
    assert second > first


def test_the_way_back_has_a_bound() -> None:
    desk = Desk()
    desk.open()
    for person in range(STEPS_KEPT + 20):
        desk.add(person)
    assert len(desk.state.steps) == STEPS_KEPT


def test_a_restarted_machine_is_measured_by_wall_and_says_so() -> None:
    desk = Desk()
    desk.open()
    turn = desk.give(desk.add(1))
    desk.pass_time(12)
    desk.restart_machine()
    desk.pass_time(3)
    desk.do(c.Pause(turn=turn))
    assert desk.state.turn is not None
    assert (desk.state.turn.used_ms, desk.state.turn.is_by_wall) == (15_000, True)
    desk.do(c.Resume(turn=turn))
    desk.pass_time(5)
    desk.do(c.Stop(turn=turn))
    assert (desk.state.turns[0].used_ms, desk.state.turns[0].is_by_wall) == (20_000, True)


def test_a_stepping_wall_clock_does_not_move_durations() -> None:
    desk = Desk()
    desk.open()
    turn = desk.give(desk.add(1))
    desk.pass_time(10)
    desk.now = type(desk.now)(at=START, boot_id=desk.now.boot_id, monotonic_ms=desk.now.monotonic_ms)
    desk.do(c.Stop(turn=turn))
    assert desk.state.turns[0].used_ms == 10_000


NUMBERS = st.integers(0, 40)
PEOPLE = st.integers(1, 8)
SIDES = st.sampled_from(list(Constituency)[:4])
SECONDS = st.one_of(st.none(), st.integers(0, 400))
COMMANDS: st.SearchStrategy[Command] = st.one_of(
    st.builds(c.OpenSitting, planned_start=st.just(START), planned_end=st.just(END)),
    st.builds(c.CloseSitting, turn=NUMBERS),
    st.builds(c.GiveFloor, entry=NUMBERS, turn=st.one_of(st.none(), NUMBERS)),
    st.builds(c.Pause, turn=NUMBERS),
    st.builds(c.Resume, turn=NUMBERS),
    st.builds(c.Stop, turn=NUMBERS),
    st.builds(c.Extend, turn=NUMBERS, seconds=st.integers(0, 400)),
    st.builds(c.Skip, entry=NUMBERS),
    st.builds(c.Undo, action=NUMBERS),
    st.builds(c.AddToQueue, person_id=PEOPLE, constituency=SIDES, seconds=SECONDS),
    st.builds(c.AddWalkIn, text_id=NUMBERS, constituency=SIDES, seconds=SECONDS),
    st.builds(c.RequestFloor, person_id=PEOPLE, constituency=SIDES),
    st.builds(c.AcceptRequests, entries=st.tuples(NUMBERS, NUMBERS)),
    st.builds(c.Withdraw, entry=NUMBERS),
    st.builds(c.Remove, entry=NUMBERS),
    st.builds(c.MoveEntry, entry=NUMBERS, position=NUMBERS),
    st.just(c.CloseList()),
    st.just(c.OpenList()),
    st.builds(c.LimitRest, seconds=st.integers(0, 400)),
)


def aimed(desk: Desk, command: Command, aim: int) -> Command:
    """Most random numbers hit nothing: point the command at what is there, as people mostly do."""
    state = desk.state
    waiting = [entry.key for entry in (*state.queue, *state.requests)]
    found: dict[str, object] = {"turn": state.turn.key if state.turn else None}
    if waiting:
        found["entry"] = waiting[aim % len(waiting)]
    if state.steps:
        found["action"] = state.steps[-1].action
    fields = {name: value for name, value in found.items() if name in type(command).__dataclass_fields__}
    if fields.get("turn", 0) is None and not isinstance(command, c.GiveFloor | c.CloseSitting):
        return command
    return type(command)(**{name: getattr(command, name) for name in type(command).__dataclass_fields__} | fields)


def play(steps: list[tuple[Command, int, int]]) -> Desk:
    desk = Desk()
    desk.open(planned(1, Constituency.EMPLOYER), planned(2, Constituency.WORKER))
    for command, aim, seconds in steps:
        desk.pass_time(seconds)
        try:
            desk.do(aimed(desk, command, aim) if aim else command)
        except Refusal:
            continue
    return desk


RUNS = st.lists(st.tuples(COMMANDS, st.integers(0, 9), st.integers(0, 90)), max_size=60)


@given(RUNS)
@settings(max_examples=150, deadline=None)
def test_any_run_of_commands_keeps_the_order_of_the_house(steps: list[tuple[Command, int, int]]) -> None:
    desk = play(steps)
    state = desk.state
    assert fold(desk.log) == state
    assert [happened.seq for happened in desk.log] == list(range(1, len(desk.log) + 1))
    keys = [entry.key for entry in (*state.queue, *state.requests)]
    taken = [turn.entry.key for turn in (*state.turns, *((state.turn,) if state.turn else ()))]
    assert len({*keys, *taken}) == len(keys) + len(taken)
    assert {*keys, *taken} | gone(desk) == made(desk)
    assert [turn.ended_at is not None for turn in state.turns] == [True] * len(state.turns)
    assert dict(state.entitled).get(Constituency.EMPLOYER) == dict(state.entitled).get(Constituency.WORKER)


def effective(desk: Desk) -> list[e.Event]:
    """The log without what was taken back, found by itself: a stack of actions, apart from what speakers did."""
    actions: list[list[int]] = []
    undone: set[int] = set()
    for index, happened in enumerate(desk.log):
        if isinstance(happened.event, e.ActionUndone):
            undone.update(actions.pop())
        elif isinstance(happened.event, e.BY_SPEAKERS):
            continue
        elif happened.part == 0:
            actions.append([index])
        else:
            actions[-1].append(index)
    return [
        happened.event
        for index, happened in enumerate(desk.log)
        if index not in undone and not isinstance(happened.event, e.ActionUndone)
    ]


def made(desk: Desk) -> set[int]:
    """Keys of all entries ever made and not taken back."""
    kept = {id(event) for event in effective(desk)}
    makers = (e.EntryAdded, e.FloorRequested)
    return {h.seq for h in desk.log if isinstance(h.event, makers) and id(h.event) in kept}


def gone(desk: Desk) -> set[int]:
    """Keys of entries that somebody took off."""
    leavers = (e.EntryWithdrawn, e.EntryRemoved)
    return {event.entry for event in effective(desk) if isinstance(event, leavers)} & made(desk)


@given(RUNS)
@settings(max_examples=60, deadline=None)
def test_undo_restores_exactly_what_was_before(steps: list[tuple[Command, int, int]]) -> None:
    desk = play(steps)
    if not desk.state.steps or desk.state.steps[-1].since:
        return
    before = desk.state.steps[-1].before
    desk.undo()
    assert bare(desk.state) == bare(before)


def bare(state: State) -> object:
    return (state.phase, state.queue, state.requests, state.turn, state.turns, state.limit_seconds, state.is_list_open)
