"""Sittings, rooms and releases come back as they were kept; on both databases."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from forum.domain import releases, timetable
from forum.domain.programme import Forum, Lock, Release, Room, Sitting
from forum.store import programme
from forum.store.engine import Db, Store
from forum.store.programme import ForumRow
from tests.programmes import a_forum, a_room, a_sitting, as_held

NOW = dt.datetime(2022, 2, 1, 12, tzinfo=dt.UTC)


def keep_forum(db: Db, slug: str = "gf") -> Forum:
    forum = a_forum(slug=slug)
    facts = {name: getattr(forum, name) for name in forum.__slots__ if name != "id"}
    row = ForumRow(**facts, created_at=NOW)
    db.add(row)
    db.flush()
    return programme.forum_of(row)


@pytest.fixture
def forum(store: Store) -> Forum:
    return store.writing(keep_forum)


def keep(store: Store, forum: Forum, sittings: list[Sitting]) -> list[Sitting]:
    owned = [replace(each, forum_id=forum.id) for each in sittings]
    return store.writing(lambda db: [programme.add_sitting(db, each, NOW) for each in owned])


def test_a_sitting_comes_back_as_it_was_kept(store: Store, forum: Forum) -> None:
    room = store.writing(lambda db: programme.add_room(db, a_room(forum_id=forum.id, languages=("en", "ar"))))
    sitting = a_sitting(room=room, after=("theme-1",), lock=Lock.START, modified_at=NOW)
    kept = keep(store, forum, [sitting])
    with store.reading() as db:
        assert programme.draft(db, forum.id) == kept
    assert kept == [replace(sitting, id=kept[0].id, forum_id=forum.id)]


def test_a_sitting_without_a_time_is_kept_without_one(store: Store, forum: Forum) -> None:
    keep(store, forum, [a_sitting(when=None)])
    with store.reading() as db:
        assert not programme.draft(db, forum.id)[0].is_timed


def test_saving_changes_only_what_it_is_given(store: Store, forum: Forum) -> None:
    kept = keep(store, forum, as_held())
    moved = [timetable.cancel(kept[0]), replace(kept[1], clock=dt.time(9, 15), minutes=45, title="Other")]
    store.writing(lambda db: programme.save_sittings(db, moved, NOW))
    with store.reading() as db:
        found = {each.key: replace(each, modified_at=None) for each in programme.draft(db, forum.id)}
    assert list(found.values()) == [*moved, *kept[2:]]


def test_sittings_follow_their_position(store: Store, forum: Forum) -> None:
    keep(store, forum, [a_sitting("b", position=1), a_sitting("a", position=2), a_sitting("c", position=0)])
    with store.reading() as db:
        assert [each.key for each in programme.draft(db, forum.id)] == ["c", "b", "a"]


def publish(store: Store, forum: Forum, number: int, sittings: list[Sitting]) -> Release:
    composed = releases.compose(None, sittings, NOW)
    release = Release(
        id=0, forum_id=forum.id, number=number, name=f"R{number}", note="why", published_at=NOW, sittings=composed
    )
    return store.writing(lambda db: programme.add_release(db, release, published_by=7))


def test_a_release_comes_back_in_the_order_of_the_clock(store: Store, forum: Forum) -> None:
    kept = keep(store, forum, as_held())
    release = publish(store, forum, 1, [kept[5], *kept[:5]])
    with store.reading() as db:
        assert programme.latest_release(db, forum.id) == release
    assert [each.key for each in release.sittings] == [each.key for each in kept]


def test_editing_draft_and_room_changes_no_release(store: Store, forum: Forum) -> None:
    room = store.writing(lambda db: programme.add_room(db, a_room(forum_id=forum.id)))
    kept = keep(store, forum, [a_sitting(room=room)])
    release = publish(store, forum, 1, kept)
    store.writing(lambda db: programme.save_sittings(db, [replace(kept[0], title="Later", room=None)], NOW))
    store.writing(lambda db: programme.save_room(db, replace(room, name="Another", languages=("fr",))))
    with store.reading() as db:
        assert programme.release_by_number(db, forum.id, 1) == release
        assert programme.rooms(db, forum.id) == [replace(room, name="Another", languages=("fr",))]


def test_releases_are_listed_newest_first_and_by_forum(store: Store, forum: Forum) -> None:
    other = store.writing(lambda db: keep_forum(db, "other"))
    kept = keep(store, forum, [a_sitting()])
    for number in (1, 2):
        publish(store, forum, number, kept)
    with store.reading() as db:
        assert [each.number for each in programme.releases(db, forum.id)] == [2, 1]
        assert programme.latest_release(db, other.id) is None
        assert programme.release_by_number(db, forum.id, 3) is None
        assert programme.release_by_number(db, other.id, 1) is None


def test_rooms_are_of_their_forum(store: Store, forum: Forum) -> None:
    other = store.writing(lambda db: keep_forum(db, "other"))
    rooms = [a_room(forum_id=forum.id, key="b"), a_room(forum_id=forum.id, key="a"), a_room(forum_id=other.id)]
    kept: list[Room] = store.writing(lambda db: [programme.add_room(db, room) for room in rooms])
    with store.reading() as db:
        assert programme.rooms(db, forum.id) == [kept[1], kept[0]]
