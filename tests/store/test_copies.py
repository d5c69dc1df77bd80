"""Written calendars in the store: found by the hash of a secret, never an older one over a newer, on both databases."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
import sqlalchemy as sa

from forum.domain.feeds import Copy, Look, Stamp, hash_of
from forum.domain.refusals import Busy
from forum.store import copies, feeds
from forum.store.engine import Store
from tests import builders

TOKEN = "k" * 43
NOON = dt.datetime(2022, 2, 22, 12, tzinfo=dt.UTC)


@pytest.fixture
def feed_id(store: Store) -> int:
    forum_id = builders.a_forum(store)
    person_id = builders.a_person(store, forum_id, "fiji")
    builders.a_sitting(store, forum_id)
    return store.writing(lambda db: feeds.add(db, person_id, "Phone", hash_of(TOKEN), NOON)).id


def a_copy(feed_id: int, **changes: object) -> Copy:
    plain = Copy(
        feed_id=feed_id,
        stamp=Stamp(forum=0, person=0),
        edition="e",
        etag="tag",
        modified_at=NOON,
        head=b"head",
        part="middle",
        own=b"\x00own\xff",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def keep(store: Store, *written: Copy) -> None:
    store.writing(lambda db: copies.keep(db, written, {each.part: each.part.encode() for each in written}))


def seen(store: Store) -> Look:
    found = copies.look(store, hash_of(TOKEN))
    assert found is not None
    return found


def test_a_look_finds_the_link_and_its_copy_as_it_was_kept(store: Store, feed_id: int) -> None:
    assert seen(store) == Look(feed_id=feed_id, is_revoked=False, stamp=Stamp(), copy=None)
    kept = a_copy(feed_id, good_until=NOON + dt.timedelta(days=1))
    keep(store, kept)
    assert seen(store).copy == kept
    assert copies.part(store, "middle") == b"middle"
    assert copies.look(store, hash_of("other")) is None
    assert copies.part(store, "other") is None


def test_a_copy_takes_the_place_of_an_older_one_and_never_of_a_newer(store: Store, feed_id: int) -> None:
    newer, older = a_copy(feed_id, stamp=Stamp(forum=2), etag="new"), a_copy(feed_id, stamp=Stamp(forum=1), etag="old")
    keep(store, older)
    keep(store, newer)
    keep(store, older)
    assert seen(store).copy == newer
    with store.reading() as db:
        assert copies.stamps(db, 1) == {feed_id: (Stamp(forum=2), "e")}
        assert copies.stamps(db, 99) == {}


def test_the_count_of_a_forum_grows_by_one_and_is_seen_in_a_look(store: Store, feed_id: int) -> None:
    for count in (1, 2):
        store.writing(lambda db: copies.outdate(db, forum_id=1))
        with store.reading() as db:
            assert copies.version(db, 1) == count
        assert seen(store).stamp == Stamp(forum=count)
    store.writing(lambda db: copies.outdate(db, sitting_id=1))
    assert seen(store).stamp == Stamp(forum=3)


def test_what_is_undone_moves_no_count(store: Store, feed_id: int) -> None:
    def fails(db: copies.Db) -> None:
        copies.outdate(db, forum_id=1)
        raise LookupError

    with pytest.raises(LookupError):
        store.writing(fails)
    assert seen(store).stamp == Stamp()


def test_middles_that_no_copy_has_are_forgotten_and_copies_of_revoked_links_too(store: Store, feed_id: int) -> None:
    keep(store, a_copy(feed_id))
    keep(store, a_copy(feed_id, part="other"))
    assert store.writing(copies.prune) == 1
    assert (copies.part(store, "middle"), copies.part(store, "other")) == (None, b"other")
    store.writing(lambda db: feeds.revoke(db, feed_id, NOON))
    assert store.writing(copies.prune) == 1
    found = seen(store)
    assert (found.is_revoked, found.copy) == (True, None)


def test_a_look_leaves_the_connection_as_it_was(store: Store, feed_id: int) -> None:
    for _time in range(40):
        seen(store)
    store.writing(lambda db: copies.outdate(db, forum_id=1))
    assert seen(store).stamp == Stamp(forum=1)


def test_a_database_that_cannot_be_read_is_a_refusal(tmp_path_factory: pytest.TempPathFactory) -> None:
    empty = Store(f"sqlite:///{tmp_path_factory.mktemp('none') / 'empty.sqlite'}")
    with pytest.raises(Busy):
        copies.look(empty, "x")
    empty.dispose()
    away = Store("postgresql+psycopg://nobody@127.0.0.1:9/none")
    with pytest.raises(Busy):
        copies.look(away, "x")
    away.dispose()


def test_no_table_holds_a_secret(store: Store, feed_id: int) -> None:
    keep(store, a_copy(feed_id))
    with store.reading() as db:
        for table in ("feed", "feed_copy", "feed_part"):
            rows = db.connection().execute(sa.text(f"SELECT * FROM {table}")).all()
            assert rows
            assert TOKEN not in repr(rows)
