"""The log of the floor: numbered without a gap, never changed, read back as it was; on both databases."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session, select

from forum.domain.floor import refused
from forum.domain.floor.events import EntryAdded, Happened, ListClosed, ListOpened
from forum.domain.floor.evolve import fold
from forum.domain.floor.state import Entry, Reading, Source, State
from forum.domain.floor.views import Speaker
from forum.domain.people import Constituency
from forum.domain.refusals import Missing
from forum.store import floor, programme
from forum.store.engine import Store
from forum.store.floor import FloorEventRow, FloorTextRow
from tests.forums import NOW, make_forum, person

READING = Reading(at=NOW, boot_id="boot-1", monotonic_ms=2**40)


def happened(seq: int, command_id: str = "command-1", part: int = 0, actor_id: int = 0) -> Happened:
    return Happened(seq=seq, event=ListClosed(), reading=READING, actor_id=actor_id, command_id=command_id, part=part)


@pytest.fixture
def sitting_id(store: Store) -> int:
    """The opening sitting of a forum."""
    forum_id = make_forum(store)
    with store.reading() as db:
        sitting = programme.sitting_by_key(db, forum_id, "opening")
    assert sitting is not None
    return sitting.id


def log(store: Store, sitting_id: int, seq: int = 0) -> list[Happened]:
    with store.reading() as db:
        return floor.since(db, sitting_id, seq)


def test_events_come_back_as_they_were(store: Store, sitting_id: int) -> None:
    added = EntryAdded(constituency=Constituency.WORKER, seconds=90, source=Source.WALK_IN, text_id=4)
    written = [
        happened(1),
        Happened(seq=2, event=added, reading=READING, actor_id=3, command_id="command-2", part=1),
    ]
    store.writing(lambda db: floor.append(db, sitting_id, written, "hash"))
    assert log(store, sitting_id) == written
    assert log(store, sitting_id, 1) == written[1:]
    with store.reading() as db:
        assert floor.tail(db, sitting_id) == 2
        assert floor.state(db, sitting_id).queue[0].text_id == 4


def test_an_empty_log(store: Store, sitting_id: int) -> None:
    with store.reading() as db:
        assert (floor.tail(db, sitting_id), floor.since(db, sitting_id)) == (0, [])
        assert floor.state(db, sitting_id).seq == 0


def test_the_fold_goes_on_where_it_ended_and_forgets_what_was_rolled_back(store: Store, sitting_id: int) -> None:
    def folded() -> State:
        with store.reading() as db:
            return floor.state(db, sitting_id)

    def half(db: Session) -> None:
        floor.append(db, sitting_id, [happened(2, "lost-0001")], "hash")
        assert floor.state(db, sitting_id).seq == 2
        raise Missing(field="x")

    store.writing(lambda db: floor.append(db, sitting_id, [happened(1)], "hash"))
    assert (folded().seq, folded().is_list_open) == (1, False)
    with pytest.raises(Missing):
        store.writing(half)
    assert folded().seq == 1
    opened = Happened(seq=2, event=ListOpened(), reading=READING, command_id="command-2")
    store.writing(lambda db: floor.append(db, sitting_id, [opened], "hash"))
    assert (folded().seq, folded().is_list_open) == (2, True)
    assert folded() == fold(log(store, sitting_id))


@pytest.mark.parametrize("second", [happened(1, "command-2"), happened(2, "command-1")])
def test_no_number_and_no_command_is_kept_twice(store: Store, sitting_id: int, second: Happened) -> None:
    store.writing(lambda db: floor.append(db, sitting_id, [happened(1)], "hash"))
    with pytest.raises(IntegrityError):
        store.writing(lambda db: floor.append(db, sitting_id, [second], "hash"))
    assert log(store, sitting_id) == [happened(1)]


def test_the_same_command_is_answered_and_another_body_refused(store: Store, sitting_id: int) -> None:
    both = [happened(1, actor_id=5), happened(2, part=1, actor_id=5)]
    store.writing(lambda db: floor.append(db, sitting_id, both, "hash"))
    with store.reading() as db:
        assert floor.answered(db, sitting_id, 5, "command-1", "hash") == 2
        assert floor.answered(db, sitting_id, 6, "command-1", "hash") is None
        with pytest.raises(refused.CommandReused):
            floor.answered(db, sitting_id, 5, "command-1", "another")


@pytest.mark.parametrize("statement", ["UPDATE floor_event SET seq = 9", "DELETE FROM floor_event"])
def test_the_database_itself_keeps_the_log(store: Store, sitting_id: int, statement: str) -> None:
    store.writing(lambda db: floor.append(db, sitting_id, [happened(1)], "hash"))
    with pytest.raises(DBAPIError, match="append-only"):
        store.writing(lambda db: db.connection().execute(sa.text(statement)))
    assert log(store, sitting_id) == [happened(1)]


def test_protection_may_be_given_again(store: Store, sitting_id: int) -> None:
    for _ in range(2):
        store.writing(lambda db: floor.protect(db.connection()))
    store.writing(lambda db: floor.append(db, sitting_id, [happened(1)], "hash"))
    with pytest.raises(DBAPIError, match="append-only"):
        store.writing(lambda db: db.connection().execute(sa.text("DELETE FROM floor_event")))


def test_words_can_be_redacted_and_the_log_stays(store: Store, sitting_id: int) -> None:
    words = {"name": "Somebody Secret", "function": "Minister"}
    number = store.writing(lambda db: floor.add_text(db, sitting_id, words, NOW))
    added = EntryAdded(constituency=Constituency.WORKER, seconds=90, source=Source.WALK_IN, text_id=number)
    store.writing(lambda db: floor.append(db, sitting_id, [Happened(seq=1, event=added, reading=READING)], "hash"))
    before = log(store, sitting_id)
    assert store.writing(lambda db: floor.redact_text(db, sitting_id, number, NOW))
    with store.reading() as db:
        row = db.exec(select(FloorTextRow)).one()
        assert (row.body, row.redacted_at) == ({}, NOW)
        body = db.exec(select(FloorEventRow.body)).one()
    assert "Secret" not in str(body)
    assert log(store, sitting_id) == before


def test_another_sittings_words_are_not_redacted(store: Store, sitting_id: int) -> None:
    number = store.writing(lambda db: floor.add_text(db, sitting_id, {"name": "x"}, NOW))
    assert not store.writing(lambda db: floor.redact_text(db, sitting_id + 1, number, NOW))
    assert not store.writing(lambda db: floor.redact_text(db, sitting_id, number + 1, NOW))
    with store.reading() as db:
        assert floor.texts(db, sitting_id) == {number: {"name": "x"}}


def test_the_roll_names_persons_and_walk_ins(store: Store, sitting_id: int) -> None:
    words = {"function": "Minister", "state": "TG"}
    number = store.writing(lambda db: floor.add_text(db, sitting_id, words, NOW))
    fiji = person(store, "fji-g1")
    entry = Entry(
        key=1,
        constituency=Constituency.GOVERNMENT,
        seconds=60,
        source=Source.PAGE,
        asked_at=dt.datetime(2022, 2, 22, tzinfo=dt.UTC),
        person_id=fiji.id,
    )
    with store.reading() as db:
        roll = floor.roll(db, fiji.forum_id, sitting_id, [entry])
        foreign = floor.roll(db, fiji.forum_id + 1, sitting_id, [entry])
    assert roll.persons == {
        fiji.id: Speaker(function="Government delegate", state="FJ", mode="remote", zone="Pacific/Fiji")
    }
    assert roll.texts == {number: Speaker(function="Minister", state="TG")}
    assert foreign.persons == {}
