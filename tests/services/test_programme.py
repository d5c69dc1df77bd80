"""The programme as organizers edit and publish it, and as the floor delays it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from forum.domain.access import ANONYMOUS, OPERATOR, Actor
from forum.domain.audit import Tag
from forum.domain.inputs import KeyTaken
from forum.domain.people import Role
from forum.domain.programme import (
    AlreadyCancelled,
    Forum,
    Lock,
    NothingToPublish,
    NoTimeYet,
    NotReleased,
    OutsideVenueHours,
    SittingKind,
    SittingsOverlap,
)
from forum.domain.refusals import (
    Forbidden,
    Missing,
    Refusal,
    Refusals,
    SignInNeeded,
    Unknown,
    UnknownLanguage,
)
from forum.domain.releases import ChangeKind
from forum.services import programme as service
from forum.services.programme import RoomIn, SittingIn
from forum.services.unit import Unit
from forum.store import audit, outbox, programme
from forum.store.engine import Store
from tests import builders

NOW = dt.datetime(2022, 2, 1, 9, tzinfo=dt.UTC)
SLUG = "global-forum"


@pytest.fixture
def forum_id(store: Store) -> int:
    """A forum with three sittings: two on the first day, one on the second."""
    forum_id = builders.a_forum(store, cap_minutes=240, venue_from="07:00", venue_to="22:00")
    builders.a_sitting(store, forum_id, "opening", position=0)
    builders.a_sitting(store, forum_id, "theme-1", position=1, clock=dt.time(14, 45))
    builders.a_sitting(store, forum_id, "theme-2", position=2, day=dt.date(2022, 2, 23))
    return forum_id


def unit(store: Store, actor: Actor = OPERATOR, *, later: int = 0) -> Unit:
    return Unit(store=store, actor=actor, now=NOW + dt.timedelta(minutes=later))


def someone(forum_id: int, *roles: Role) -> Actor:
    return Actor(account_id=1, person_id=1, forum_id=forum_id, roles=frozenset(roles))


def clocks(store: Store, forum_id: int) -> dict[str, str]:
    with store.reading() as db:
        return {each.key: f"{each.clock:%H:%M}" for each in programme.draft(db, forum_id) if each.clock}


def trail(store: Store, forum_id: int) -> list[tuple[Tag, str]]:
    with store.reading() as db:
        return [(entry.tag, entry.subject) for entry in audit.entries(db, forum_id)]


def announced(store: Store) -> list[dict[str, Any]]:
    with store.reading() as db:
        return [row.body for row in outbox.waiting(db) if row.name.startswith("programme:")]


def test_moving_a_sitting_is_kept_audited_and_announced(store: Store, forum_id: int) -> None:
    service.move_sitting(unit(store), SLUG, "theme-2", dt.date(2022, 2, 24), dt.time(9, 30))
    assert clocks(store, forum_id) == {"opening": "13:00", "theme-1": "14:45", "theme-2": "09:30"}
    with store.reading() as db:
        entry = audit.entries(db, forum_id)[0]
    assert (entry.tag, entry.subject) == (Tag.SITTING_MOVED, "sitting:theme-2")
    assert entry.body == {"day": ["2022-02-23", "2022-02-24"], "clock": ["13:00", "09:30"]}
    assert announced(store) == [{"kind": "draft", "sitting": "theme-2"}]


def test_a_refused_move_changes_nothing(store: Store, forum_id: int) -> None:
    with pytest.raises(SittingsOverlap):
        service.move_sitting(unit(store), SLUG, "theme-2", dt.date(2022, 2, 22), dt.time(13, 30))
    assert clocks(store, forum_id)["theme-2"] == "13:00"
    assert trail(store, forum_id) == []
    assert announced(store) == []


def test_a_sitting_is_added_at_the_end_without_a_time(store: Store, forum_id: int) -> None:
    room = builders.a_room(store, forum_id)
    given = SittingIn(title=" Closing ", minutes=60, kind=SittingKind.CLOSING, room="main", after=("theme-1",))
    added = service.add_sitting(unit(store), SLUG, given)
    assert (added.key, added.title, added.position, added.is_timed) == ("closing", "Closing", 3, False)
    assert added.room is not None
    assert added.room.id == room
    assert trail(store, forum_id) == [(Tag.SITTING_ADDED, "sitting:closing")]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"title": ""}, Missing),
        ({"room": "attic"}, Unknown),
        ({"title_language": "xx"}, UnknownLanguage),
        ({"minutes": 1}, Refusal),
        ({"minutes": 120}, SittingsOverlap),
        ({"minutes": 600}, OutsideVenueHours),
    ],
)
def test_editing_refuses_and_changes_nothing(
    store: Store, forum_id: int, changes: dict[str, Any], refusal: type[Refusal]
) -> None:
    given = SittingIn(**{"title": "Opening", "minutes": 90, **changes})
    with pytest.raises(refusal):
        service.edit_sitting(unit(store), SLUG, "opening", given)
    assert trail(store, forum_id) == []


def test_editing_keeps_time_and_notes_what_changed(store: Store, forum_id: int) -> None:
    edited = service.edit_sitting(
        unit(store), SLUG, "opening", SittingIn(title="Grand opening", minutes=60, kind=SittingKind.OPENING)
    )
    assert (edited.title, edited.minutes, edited.clock) == ("Grand opening", 60, dt.time(13, 0))
    with store.reading() as db:
        assert audit.entries(db, forum_id)[0].body == {
            "title": ["Opening", "Grand opening"],
            "minutes": [90, 60],
            "kind": ["other", "opening"],
        }


def test_a_longer_sitting_that_fits_is_kept(store: Store, forum_id: int) -> None:
    assert service.edit_sitting(unit(store), SLUG, "theme-2", SittingIn(title="T", minutes=200)).minutes == 200


def test_cancelling_and_restoring(store: Store, forum_id: int) -> None:
    assert service.cancel_sitting(unit(store), SLUG, "opening").is_cancelled
    with pytest.raises(AlreadyCancelled):
        service.cancel_sitting(unit(store), SLUG, "opening")
    assert not service.restore_sitting(unit(store), SLUG, "opening").is_cancelled
    assert [tag for tag, _ in trail(store, forum_id)] == [Tag.SITTING_RESTORED, Tag.SITTING_CANCELLED]


def test_pinning(store: Store, forum_id: int) -> None:
    assert service.lock_sitting(unit(store), SLUG, "opening", Lock.DAY).lock is Lock.DAY
    service.add_sitting(unit(store), SLUG, SittingIn(title="T", minutes=30))
    with pytest.raises(NoTimeYet):
        service.lock_sitting(unit(store), SLUG, "sitting-1", Lock.DAY)


def test_rooms_are_added_and_changed_by_key(store: Store, forum_id: int) -> None:
    service.put_room(unit(store), SLUG, RoomIn(key="xvii", name="Room XVII", languages=("en", "ar")), is_new=True)
    service.put_room(unit(store), SLUG, RoomIn(key="xvii", name="Room 17", link="https://x.example"), is_new=False)
    draft = service.draft(unit(store), SLUG)
    assert [(room.key, room.name, room.link, room.languages) for room in draft.rooms] == [
        ("xvii", "Room 17", "https://x.example", ())
    ]


@pytest.mark.parametrize(
    ("given", "is_new", "refusal"),
    [
        (RoomIn(key="main", name="Again"), True, KeyTaken),
        (RoomIn(key="attic", name="Attic"), False, Unknown),
        (RoomIn(key="b", name=" "), True, Missing),
        (RoomIn(key="b", name="B", languages=("xx",)), True, UnknownLanguage),
    ],
)
def test_rooms_refuse(store: Store, forum_id: int, given: RoomIn, is_new: bool, refusal: type[Refusal]) -> None:
    builders.a_room(store, forum_id)
    with pytest.raises(refusal):
        service.put_room(unit(store), SLUG, given, is_new=is_new)
    assert [room.name for room in service.draft(unit(store), SLUG).rooms] == ["Room XVII"]


def test_publishing_numbers_releases_and_tells_what_changed(store: Store, forum_id: int) -> None:
    first = service.publish(unit(store), SLUG, name="First", note="Agreed by the Officers")
    service.move_sitting(unit(store, later=1), SLUG, "theme-2", dt.date(2022, 2, 23), dt.time(9, 0))
    second = service.publish(unit(store, later=2), SLUG)
    assert (first.number, first.name, first.note, second.number) == (1, "First", "Agreed by the Officers", 2)
    shown = service.released(unit(store, ANONYMOUS), SLUG)
    assert {change.after.key: change.kind for change in shown.changes} == {
        "opening": ChangeKind.UNCHANGED,
        "theme-1": ChangeKind.UNCHANGED,
        "theme-2": ChangeKind.MOVED,
    }
    assert [each.release.number for each in service.releases(unit(store), SLUG) if each.release] == [2, 1]
    assert announced(store)[-1] == {"kind": "released", "number": 2}


def test_sequence_rises_with_the_release_and_the_draft_knows_it(store: Store, forum_id: int) -> None:
    service.publish(unit(store), SLUG)
    service.move_sitting(unit(store, later=1), SLUG, "theme-2", dt.date(2022, 2, 23), dt.time(9, 0))
    released = service.publish(unit(store, later=2), SLUG).sittings
    assert {each.key: each.sequence for each in released} == {"opening": 0, "theme-1": 0, "theme-2": 1}
    draft = {each.key: each for each in service.draft(unit(store), SLUG).sittings}
    assert draft["theme-2"].sequence == 1
    assert draft["theme-2"].modified_at == NOW + dt.timedelta(minutes=2)


def test_publishing_refuses_what_is_the_same(store: Store, forum_id: int) -> None:
    service.publish(unit(store), SLUG)
    service.lock_sitting(unit(store), SLUG, "opening", Lock.DAY)
    with pytest.raises(NothingToPublish) as refused:
        service.publish(unit(store), SLUG)
    assert refused.value.params == {"number": 1}


def test_publishing_refuses_a_sitting_without_a_time(store: Store, forum_id: int) -> None:
    service.add_sitting(unit(store), SLUG, SittingIn(title="T", minutes=30))
    with pytest.raises(Refusals) as refused:
        service.publish(unit(store), SLUG)
    assert [type(fault) for fault in refused.value.faults] == [NoTimeYet]
    assert service.released(unit(store), SLUG).release is None


def test_warnings_do_not_block(store: Store, forum_id: int) -> None:
    service.move_sitting(unit(store), SLUG, "theme-1", dt.date(2022, 2, 22), dt.time(14, 30))
    draft = service.draft(unit(store), SLUG)
    assert [fault.code for fault in draft.warnings] == ["GapTooShort"]
    assert draft.blocking == ()
    assert draft.has_changes
    assert service.publish(unit(store), SLUG).number == 1


def test_a_delay_is_published_at_once_and_moves_what_follows(store: Store, forum_id: int) -> None:
    service.publish(unit(store), SLUG)
    release = service.delay_sitting(unit(store, later=1), SLUG, "opening", 20)
    assert {each.key: f"{each.clock:%H:%M}" for each in release.sittings} == {
        "opening": "13:20", "theme-1": "15:05", "theme-2": "13:00",
    }  # fmt: skip
    assert clocks(store, forum_id) == {"opening": "13:20", "theme-1": "15:05", "theme-2": "13:00"}
    assert {each.key: each.sequence for each in release.sittings} == {"opening": 1, "theme-1": 1, "theme-2": 0}
    assert [tag for tag, _ in trail(store, forum_id)][:2] == [Tag.RELEASE_PUBLISHED, Tag.SITTING_DELAYED]


def test_a_delay_publishes_no_half_made_edit(store: Store, forum_id: int) -> None:
    service.publish(unit(store), SLUG)
    service.move_sitting(unit(store), SLUG, "theme-1", dt.date(2022, 2, 22), dt.time(18, 0))
    service.edit_sitting(unit(store), SLUG, "theme-2", SittingIn(title="Not agreed yet", minutes=90))
    release = service.delay_sitting(unit(store, later=1), SLUG, "opening", 20)
    assert {each.key: (f"{each.clock:%H:%M}", each.title) for each in release.sittings} == {
        "opening": ("13:20", "Opening"), "theme-1": ("15:05", "Theme-1"), "theme-2": ("13:00", "Theme-2"),
    }  # fmt: skip
    assert clocks(store, forum_id) == {"opening": "13:20", "theme-1": "18:00", "theme-2": "13:00"}


def test_a_delay_needs_a_release(store: Store, forum_id: int) -> None:
    with pytest.raises(NotReleased):
        service.delay_sitting(unit(store), SLUG, "opening", 5)


def test_minutes_late_are_whole_and_never_negative(store: Store, forum_id: int) -> None:
    sitting = service.draft(unit(store), SLUG).sittings[0]
    assert service.minutes_late(sitting, sitting.start + dt.timedelta(minutes=7, seconds=59)) == 7
    assert service.minutes_late(sitting, sitting.start - dt.timedelta(minutes=7)) == 0


@pytest.mark.parametrize("role", [Role.DELEGATE, Role.CHAIR, Role.RAPPORTEUR])
def test_only_organizers_edit_and_publish(store: Store, forum_id: int, role: Role) -> None:
    actor = unit(store, someone(forum_id, role))
    for attempt in (
        lambda: service.draft(actor, SLUG),
        lambda: service.move_sitting(actor, SLUG, "opening", dt.date(2022, 2, 23), dt.time(9, 0)),
        lambda: service.publish(actor, SLUG),
        lambda: service.add_sitting(actor, SLUG, SittingIn(title="T", minutes=30)),
        lambda: service.put_room(actor, SLUG, RoomIn(key="b", name="B"), is_new=True),
    ):
        with pytest.raises(Forbidden):
            attempt()


def test_a_chair_may_delay_and_a_delegate_may_not(store: Store, forum_id: int) -> None:
    service.publish(unit(store), SLUG)
    with pytest.raises(Forbidden):
        service.delay_sitting(unit(store, someone(forum_id, Role.DELEGATE)), SLUG, "opening", 5)
    assert service.delay_sitting(unit(store, someone(forum_id, Role.CHAIR)), SLUG, "opening", 5).number == 2


def test_strangers_see_a_programme_once_it_is_published(store: Store, forum_id: int) -> None:
    with pytest.raises(SignInNeeded):
        service.released(unit(store, ANONYMOUS), SLUG)
    service.publish(unit(store), SLUG)
    assert service.released(unit(store, ANONYMOUS), SLUG).release is not None
    assert service.release(unit(store, ANONYMOUS), SLUG, 1).release is not None
    with pytest.raises(Unknown):
        service.release(unit(store, ANONYMOUS), SLUG, 2)


def test_a_rehearsal_is_for_its_participants(store: Store) -> None:
    forum_id = builders.a_forum(store, "rehearsal", is_rehearsal=True)
    builders.a_sitting(store, forum_id)
    service.publish(unit(store), "rehearsal")
    with pytest.raises(SignInNeeded):
        service.released(unit(store, ANONYMOUS), "rehearsal")
    assert service.released(unit(store, someone(forum_id, Role.DELEGATE)), "rehearsal").release is not None


def test_the_organizer_of_another_forum_edits_nothing_here(store: Store, forum_id: int) -> None:
    other = builders.a_forum(store, "other")
    with pytest.raises(Unknown):
        service.move_sitting(
            unit(store, someone(other, Role.ORGANIZER)), SLUG, "opening", dt.date(2022, 2, 23), dt.time(9, 0)
        )


def test_unknown_forums_and_sittings_are_unknown(store: Store, forum_id: int) -> None:
    with pytest.raises(Unknown):
        service.draft(unit(store), "nowhere")
    with pytest.raises(Unknown):
        service.cancel_sitting(unit(store), SLUG, "theme-9")


def test_programme_values_carry_their_forum(store: Store, forum_id: int) -> None:
    forum = service.draft(unit(store), SLUG).forum
    assert isinstance(forum, Forum)
    assert forum.id == forum_id
