"""The only writer of the floor: who may, what is told, what is refused; several processes, and a kill."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from forum.domain.access import ANONYMOUS, OPERATOR
from forum.domain.floor import refused
from forum.domain.floor.state import Phase, Reading, State
from forum.domain.floor.wire import checked
from forum.domain.people import Constituency
from forum.domain.refusals import Forbidden, Missing, Refusal, SignInNeeded, Unknown
from forum.domain.speaking.rules import SlotKind
from forum.domain.speaking.slots import Slot
from forum.services import floor
from forum.services.floor import Accepted
from forum.services.unit import Unit
from forum.store import audit, outbox, programme
from forum.store import floor as log
from forum.store import slots as slot_rows
from forum.store.engine import Db, Store
from forum.store.floor import FloorTextRow
from forum.store.programme import SittingRow
from tests import builders
from tests.forums import actor, make_forum, person

#: 13:00 in Geneva, the planned start of the opening sitting
START = dt.datetime(2022, 2, 22, 12, 0, tzinfo=dt.UTC)
ROOT = Path(__file__).resolve().parents[2]


class House:
    """A forum's floor and the people at it; time moves only where a test says so."""

    def __init__(self, store: Store, *, is_published: bool = True) -> None:
        self.store = store
        self.forum_id = make_forum(store, is_published=is_published)
        self.at = START
        self.commands = 0

    def unit(self, who: str | None) -> Unit:
        """The unit of a person by key; None: nobody signed in."""
        return Unit(store=self.store, actor=actor(self.store, who) if who else ANONYMOUS, now=self.at)

    @property
    def reading(self) -> Reading:
        """Both clocks at the present moment."""
        return Reading(at=self.at, boot_id="boot-1", monotonic_ms=int((self.at - START).total_seconds() * 1000) + 10**6)

    def do(
        self, who: str | None, order_name: str, /, *, id_: str = "", key: str = "opening", **fields: object
    ) -> Accepted:
        """Send one command as that person."""
        self.commands += 1
        order = checked(id_ or f"command-{self.commands:06d}", order_name, fields)
        return floor.handle(self.unit(who), "test-forum", key, order, self.reading)

    def state(self) -> State:
        """The fold of what is stored."""
        with self.store.reading() as db:
            sitting = programme.sitting_by_key(db, self.forum_id, "opening")
            assert sitting is not None
            return log.state(db, sitting.id)

    def outbox(self) -> list[tuple[str, str, dict[str, object]]]:
        """What waits to be told or done."""
        with self.store.reading() as db:
            return [(row.kind, row.name, row.body) for row in outbox.waiting(db)]


@pytest.fixture
def house(store: Store) -> House:
    """A forum whose opening sitting is about to open."""
    return House(store)


def test_a_sitting_from_opening_to_close(house: House) -> None:
    house.do("chair", "OpenSitting")
    asked = house.do("fji-g1", "RequestFloor").seq
    house.do("clerk", "AcceptRequests", entries=[asked])
    turn = house.do("chair", "GiveFloor", entry=asked).seq
    house.at += dt.timedelta(seconds=40)
    house.do("chair", "CloseSitting", turn=turn)
    state = house.state()
    assert (state.phase, state.turns[0].used_ms) == (Phase.CLOSED, 40_000)
    assert state.turns[0].entry.person_id == person(house.store, "fji-g1").id
    with house.store.reading() as db:
        assert [entry.tag.value for entry in audit.entries(db, house.forum_id)] == ["floor:closed", "floor:opened"]


def test_each_command_is_announced_once_with_its_last_seq(house: House) -> None:
    house.do("chair", "OpenSitting")
    house.do("fji-g1", "RequestFloor")
    with pytest.raises(Refusal):
        house.do("fji-g1", "RequestFloor")
    kind, name, body = house.outbox()[-1]
    assert (kind, name.startswith("floor:"), body) == (
        "announce",
        True,
        {"forum": "test-forum", "sitting": "opening", "seq": 2},
    )
    assert [found["seq"] for _, _, found in house.outbox()] == [1, 2]


def test_a_late_opening_moves_the_published_programme(house: House) -> None:
    house.at += dt.timedelta(minutes=29, seconds=30)
    house.do("chair", "OpenSitting", confirmed="yes")
    with house.store.reading() as db:
        release = programme.latest_release(db, house.forum_id)
    assert release is not None
    moved = {each.key: each.clock for each in release.sittings}
    assert (release.number, moved) == (2, {"opening": dt.time(13, 29), "theme-1": dt.time(15, 14)})
    view = floor.watch(house.unit("fji-g1"), "test-forum", "opening", "hall", house.reading).view
    assert view["late_minutes"] == 29
    table = floor.watch(house.unit("chair"), "test-forum", "opening", "table", house.reading).view
    assert table["planned_end"] == int((START + dt.timedelta(minutes=29 + 90)).timestamp() * 1000)
    assert house.state().planned_end == START + dt.timedelta(minutes=90)
    told = {name.partition(":")[0] for _, name, _ in house.outbox()}
    assert told == {"fairness", "feeds", "floor", "programme", "send-letters"}


def test_home_on_time_counts_against_the_programme_as_moved(house: House) -> None:
    house.at += dt.timedelta(minutes=29)
    house.do("chair", "OpenSitting", confirmed="yes")
    house.do("clerk", "AddWalkIn", function="Minister", constituency="government", seconds=3600)
    house.do("clerk", "AddWalkIn", function="Minister", constituency="government", seconds=1740)

    def limit() -> int | None:
        return floor.watch(house.unit("chair"), "test-forum", "opening", "table", house.reading).view["limit"]

    assert limit() is None
    house.at += dt.timedelta(minutes=1)
    assert limit() == 2650


def test_far_from_the_planned_start_an_opening_must_be_confirmed(house: House) -> None:
    house.at -= dt.timedelta(hours=3)
    with pytest.raises(refused.FarFromPlan):
        house.do("chair", "OpenSitting")
    assert house.state().phase is Phase.AWAITED
    house.do("chair", "OpenSitting", confirmed="yes")
    view = floor.watch(house.unit("chair"), "test-forum", "opening", "hall", house.reading).view
    assert (view["phase"], view["late_minutes"], view["early_minutes"]) == ("open", 0, 180)


def test_a_late_opening_of_what_was_never_published_moves_nothing(store: Store) -> None:
    house = House(store, is_published=False)
    house.at += dt.timedelta(minutes=9)
    house.do("chair", "OpenSitting")
    assert house.state().late_seconds == 540
    assert {name.partition(":")[0] for _, name, _ in house.outbox()} == {"floor"}


def test_the_published_hour_counts_not_the_draft(house: House) -> None:
    def edit(db: Db) -> None:
        row = db.exec(select(SittingRow).where(SittingRow.key == "opening")).one()
        row.clock = dt.time(9)
        db.add(row)

    house.store.writing(edit)
    house.do("chair", "OpenSitting")
    assert house.state().planned_start == START


@pytest.mark.parametrize("channel", ["hall", "delegate"])
@pytest.mark.parametrize("is_published", [True, False])
def test_what_was_never_published_is_the_tables_alone(store: Store, channel: str, is_published: bool) -> None:
    """Whoever guesses the key of a sitting of the draft learns nothing of it; the chair may try its floor."""
    house = House(store, is_published=is_published)
    builders.a_sitting(store, house.forum_id, "theme-9", title="Secret theme", clock=dt.time(17))
    for who in ("fji-g1", "observer", "gov-coordinator"):
        with pytest.raises(Unknown):
            floor.watch(house.unit(who), "test-forum", "theme-9", channel, house.reading)
        with pytest.raises(Unknown):
            floor.since(house.unit(who), "test-forum", "theme-9", 0)
        with pytest.raises(Unknown):
            house.do(who, "RequestFloor", key="theme-9")
    seen = floor.watch(house.unit("chair"), "test-forum", "theme-9", channel, house.reading)
    assert seen.sitting.title == "Secret theme"


def test_planned_slots_become_the_queue_and_their_time_the_budget(house: House) -> None:
    employer, worker = person(house.store, "ken-e1"), person(house.store, "fji-w1")
    slots = [
        Slot(number=1, kind=SlotKind.OPENING_STATEMENT, constituency=Constituency.EMPLOYER, seconds=300),
        Slot(number=2, kind=SlotKind.OPENING_STATEMENT, constituency=Constituency.WORKER, seconds=300),
        Slot(number=3, kind=SlotKind.OPEN_FLOOR, constituency=Constituency.GOVERNMENT, seconds=120),
    ]
    named = [replace(slots[0], person_id=employer.id), replace(slots[1], person_id=worker.id), slots[2]]
    with house.store.reading() as db:
        sitting = programme.sitting_by_key(db, house.forum_id, "opening")
    assert sitting is not None
    house.store.writing(lambda db: slot_rows.keep(db, sitting.id, named, START))
    house.do("chair", "OpenSitting")
    state = house.state()
    assert [(entry.person_id, entry.seconds, entry.capacity) for entry in state.queue] == [
        (employer.id, 300, "opening_statement"),
        (worker.id, 300, "opening_statement"),
    ]
    assert dict(state.entitled) == {
        Constituency.GOVERNMENT: 120,
        Constituency.EMPLOYER: 300,
        Constituency.WORKER: 300,
    }


def test_an_opening_within_a_minute_is_on_time(house: House) -> None:
    house.at += dt.timedelta(seconds=59)
    house.do("chair", "OpenSitting")
    assert [kind for kind, _, _ in house.outbox()] == ["announce"]


def test_the_same_command_twice_is_done_once(house: House) -> None:
    house.do("chair", "OpenSitting", id_="open-0001")
    assert house.do("chair", "OpenSitting", id_="open-0001") == Accepted(seq=1, is_repeat=True)
    assert house.do("fji-g1", "RequestFloor", id_="ask-00001") == Accepted(seq=2)
    assert house.do("fji-g1", "RequestFloor", id_="ask-00001") == Accepted(seq=2, is_repeat=True)
    assert house.do("ken-g1", "RequestFloor", id_="ask-00001") == Accepted(seq=3)
    assert len(house.state().requests) == 2


def test_the_same_id_with_another_body_is_refused(house: House) -> None:
    house.do("chair", "OpenSitting", id_="command-x")
    with pytest.raises(refused.CommandReused):
        house.do("chair", "CloseList", id_="command-x")
    assert house.state().is_list_open


@pytest.mark.parametrize("who", ["fji-g1", "rapporteur", "organizer", "observer", "gov-coordinator"])
@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("OpenSitting", {}),
        ("CloseSitting", {}),
        ("GiveFloor", {"entry": 1}),
        ("Pause", {"turn": 1}),
        ("Undo", {"action": 1}),
        ("AddToQueue", {"person": "fji-g1"}),
        ("AddWalkIn", {"function": "Minister", "constituency": "government"}),
        ("AcceptRequests", {"entries": [1]}),
        ("LimitRest", {"seconds": 60}),
    ],
)
def test_only_the_table_runs_the_floor(sqlite_store: Store, who: str, name: str, fields: dict[str, object]) -> None:
    house = House(sqlite_store)
    with pytest.raises(Forbidden):
        house.do(who, name, **fields)
    assert house.state().seq == 0


def test_nobody_signed_in_is_asked_to_sign_in(house: House) -> None:
    with pytest.raises(SignInNeeded):
        house.do(None, "RequestFloor")
    with pytest.raises(SignInNeeded):
        floor.watch(house.unit(None), "test-forum", "opening", "hall", house.reading)


def test_nobody_asks_or_withdraws_for_another(house: House) -> None:
    with pytest.raises(Forbidden):
        house.do("fji-g1", "RequestFloor", person="ken-g1")
    asked = house.do("ken-g1", "RequestFloor").seq
    with pytest.raises(Forbidden):
        house.do("fji-g1", "Withdraw", entry=asked)
    assert len(house.state().requests) == 1
    house.do("ken-g1", "Withdraw", entry=asked)
    assert house.state().requests == ()
    with pytest.raises(refused.EntryGone):
        house.do("ken-g1", "Withdraw", entry=asked)


def test_a_coordinator_asks_for_their_own_constituency_only(house: House) -> None:
    house.do("gov-coordinator", "RequestFloor", person="fji-g1")
    with pytest.raises(Forbidden):
        house.do("gov-coordinator", "RequestFloor", person="fji-w1")
    assert [entry.source.value for entry in house.state().requests] == ["coordinator"]


def test_another_forums_people_are_unknown_and_may_nothing(house: House) -> None:
    make_forum(house.store, "other-forum")
    foreign = Unit(store=house.store, actor=actor(house.store, "chair", "other-forum"), now=house.at)
    order = checked("command-1", "OpenSitting", {})
    with pytest.raises(Forbidden):
        floor.handle(foreign, "test-forum", "opening", order, house.reading)
    with pytest.raises(Forbidden):
        floor.watch(foreign, "test-forum", "opening", "hall", house.reading)
    with pytest.raises(Forbidden):
        floor.since(foreign, "test-forum", "opening", 0)
    with pytest.raises(Unknown):
        house.do("chair", "AddToQueue", person="nobody")
    with pytest.raises(Missing):
        house.do("chair", "AddToQueue", person="")


def test_what_is_not_there_is_unknown(house: House) -> None:
    with pytest.raises(Unknown):
        house.do("chair", "OpenSitting", key="no-such")
    with pytest.raises(Unknown):
        floor.watch(house.unit("chair"), "no-such", "opening", "hall", house.reading)
    with pytest.raises(Unknown):
        floor.watch(house.unit("chair"), "test-forum", "opening", "no-such", house.reading)
    builders.a_sitting(house.store, house.forum_id, "untimed", day=None, clock=None)
    with pytest.raises(refused.SittingWithoutTime):
        house.do("chair", "OpenSitting", key="untimed")


def test_a_role_taken_away_ends_at_the_next_command(house: House) -> None:
    house.do("chair", "OpenSitting")
    held = house.unit("chair")

    def revoke(db: object) -> None:
        from forum.store.people import RoleRow

        db.delete(db.exec(select(RoleRow).where(RoleRow.person_id == held.actor.person_id)).one())  # type: ignore[attr-defined]

    house.store.writing(revoke)
    with pytest.raises(Forbidden):
        house.do("chair", "CloseSitting")


def test_walk_ins_stand_in_words_that_can_be_redacted(house: House) -> None:
    with pytest.raises(Missing):
        house.do("clerk", "AddWalkIn", state="TG", constituency="government")
    house.do("clerk", "AddWalkIn", name="Somebody Secret", state="TG", constituency="government", seconds=60)
    row = floor.watch(house.unit("chair"), "test-forum", "opening", "table", house.reading).view["queue"][0]
    assert (row["name"], row["state"], row["seconds"]) == ("Somebody Secret", "TG", 60)
    with house.store.reading() as db:
        number = db.exec(select(FloorTextRow.id)).one()
    assert number is not None
    with pytest.raises(Forbidden):
        floor.redact(house.unit("fji-g1"), "test-forum", "opening", number)
    floor.redact(house.unit("chair"), "test-forum", "opening", number)
    with pytest.raises(Unknown):
        floor.redact(house.unit("chair"), "test-forum", "opening", number + 1)
    view = floor.watch(house.unit("chair"), "test-forum", "opening", "table", house.reading).view
    assert "Secret" not in json.dumps(view)
    assert len(view["queue"]) == 1


def test_the_reason_of_an_extension_is_no_delegates_business(house: House) -> None:
    house.do("chair", "OpenSitting")
    entry = house.do("clerk", "AddToQueue", person="fji-g1", seconds=60).seq
    turn = house.do("chair", "GiveFloor", entry=entry).seq
    house.do("chair", "Extend", turn=turn, seconds=30, reason="because of the Secret matter")
    assert house.state().turn is not None
    shown = floor.broadcast(house.unit("chair"), "test-forum", "opening", house.reading)
    facts = floor.since(house.unit("fji-g1"), "test-forum", "opening", 0)
    assert "Secret" not in json.dumps(shown["hall"]) + json.dumps(shown["delegate"]) + repr(facts)
    with house.store.reading() as db:
        assert "Secret" in str(db.exec(select(FloorTextRow.body)).one())
    assert shown["hall"]["turn"]["allowed_ms"] == 90_000


def test_the_tables_channel_is_the_tables(house: House) -> None:
    for who in ("fji-g1", "rapporteur", "observer"):
        with pytest.raises(Forbidden):
            floor.watch(house.unit(who), "test-forum", "opening", "table", house.reading)
        with pytest.raises(Forbidden):
            floor.broadcast(house.unit(who), "test-forum", "opening", house.reading)
    watched = floor.watch(house.unit("fji-g1"), "test-forum", "opening", "delegate", house.reading)
    assert (watched.may_run, watched.may_request) == (False, True)
    assert watched.person == person(house.store, "fji-g1")
    chair = floor.watch(house.unit("chair"), "test-forum", "opening", "table", house.reading)
    assert (chair.may_run, chair.may_request) == (True, False)


def test_the_operator_watches_without_being_anybody(house: House) -> None:
    unit = Unit(store=house.store, actor=OPERATOR, now=house.at)
    watched = floor.watch(unit, "test-forum", "opening", "table", house.reading)
    assert (watched.person, watched.may_run) == (None, True)
    assert set(floor.broadcast(unit, "test-forum", "opening", house.reading)) == {"hall", "delegate", "table"}


def test_since_tells_kinds_and_times(house: House) -> None:
    house.do("chair", "OpenSitting")
    house.at += dt.timedelta(seconds=5)
    house.do("fji-g1", "RequestFloor")
    facts = floor.since(house.unit("observer"), "test-forum", "opening", 1)
    assert [(fact.seq, fact.kind, fact.at_ms) for fact in facts] == [
        (2, "FloorRequested", int(house.at.timestamp() * 1000))
    ]


def test_the_logs_clock_never_runs_back(house: House) -> None:
    house.do("chair", "OpenSitting")
    entry = house.do("clerk", "AddToQueue", person="fji-g1").seq
    turn = house.do("chair", "GiveFloor", entry=entry).seq
    house.at -= dt.timedelta(seconds=3)
    house.do("chair", "Stop", turn=turn)
    state = house.state()
    assert state.turns[0].used_ms == 0
    assert state.last is not None
    assert state.last.at == START


def test_requests_at_speed_never_make_the_chair_stale(sqlite_store: Store) -> None:
    house = House(sqlite_store)
    house.do("chair", "OpenSitting")
    entry = house.do("clerk", "AddToQueue", person="ken-e1").seq
    for who in ("fji-g1", "fji-w1", "ken-g1", "gov-coordinator"):
        house.do(who, "RequestFloor")
    house.do("chair", "GiveFloor", entry=entry)
    assert house.state().turn is not None


def writer(url: str, name: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.floor_writer", url, name, str(count)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONHASHSEED": "0"},
    )


def acknowledged(output: str) -> dict[str, int]:
    """Whole lines only: a killed process may leave half a line, which acknowledged nothing."""
    whole = output[: output.rfind("\n") + 1].splitlines()
    return {line.split()[0]: int(line.split()[1]) for line in whole}


def kept(house: House) -> dict[str, int]:
    with house.store.reading() as db:
        sitting = programme.sitting_by_key(db, house.forum_id, "opening")
        assert sitting is not None
        happenings = log.since(db, sitting.id)
    assert [happened.seq for happened in happenings] == list(range(1, len(happenings) + 1))
    assert not [each for each, count in Counter(h.command_id for h in happenings).items() if count > 1]
    return {happened.command_id: happened.seq for happened in happenings}


def test_two_processes_lose_nothing_and_leave_no_gap(house: House) -> None:
    processes = [writer(house.store.engine.url.render_as_string(hide_password=False), name, 25) for name in "ab"]
    found: dict[str, int] = {}
    for process in processes:
        output, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        found |= acknowledged(output)
    assert len(found) == 50
    assert kept(house) == found
    assert len(house.state().queue) == 50


def kill_in_the_middle(house: House, name: str, after: int) -> None:
    process = writer(f"{house.store.url}", name, 100_000)
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(after)]
    process.send_signal(signal.SIGKILL)
    with process.stdout as pipe:  # with a limit of time, `communicate` loses what `readline` read ahead
        found = acknowledged("".join(lines) + pipe.read())
    process.wait(timeout=30)
    assert len(found) >= after
    stored = kept(house)
    assert found.items() <= stored.items()
    assert len([each for each in stored if each.startswith(name)]) <= len(found) + 1


def test_a_kill_during_commands_loses_nothing_acknowledged(sqlite_store: Store) -> None:
    house = House(sqlite_store)
    kill_in_the_middle(house, "first", 12)
    house.do("chair", "OpenSitting")


@pytest.mark.long
def test_many_kills_lose_nothing_acknowledged(sqlite_store: Store) -> None:
    house = House(sqlite_store)
    for number in range(20):
        kill_in_the_middle(house, f"run{number}", 3 + number)
