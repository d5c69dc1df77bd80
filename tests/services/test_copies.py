"""Written calendars through the services: whatever changes one makes what was written outdated, and only that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from forum.domain.access import ANONYMOUS, OPERATOR
from forum.domain.feeds import FeedRevoked, Stamp, hash_of
from forum.domain.refusals import Forbidden, SignInNeeded, Unknown
from forum.services import copies, feeds, people, programme
from forum.services.unit import Unit
from forum.store import copies as store_copies
from forum.store import feeds as feeds_store
from forum.store.engine import Store
from tests import builders
from tests.conftest import NOW

TOKEN, OTHER, SLUG = "k" * 43, "o" * 43, "global-forum"


@pytest.fixture
def filled(store: Store) -> Store:
    """Two people with a link each, a sitting, a release."""
    forum_id = builders.a_forum(store)
    builders.a_sitting(store, forum_id)
    builders.a_release(store, forum_id)
    for key, secret in (("fiji", TOKEN), ("kenya", OTHER)):
        person = builders.a_person(store, forum_id, key)
        store.writing(lambda db, p=person, s=secret: feeds_store.add(db, p, "x", hash_of(s), NOW))
    return store


def unit(store: Store) -> Unit:
    return Unit(store=store, actor=OPERATOR, now=NOW)


def stamps(store: Store) -> tuple[Stamp, Stamp]:
    return copies.look(unit(store), TOKEN).stamp, copies.look(unit(store), OTHER).stamp


def publish(on: Unit) -> None:
    programme.move_sitting(on, SLUG, "opening", dt.date(2022, 2, 23), dt.time(10))
    programme.publish(on, SLUG)


OF_ALL: dict[str, Callable[[Unit], object]] = {
    "a release": publish,
    "a delay": lambda on: programme.delay_sitting(on, SLUG, "opening", 10),
}
OF_ONE: dict[str, Callable[[Unit], object]] = {
    "a language": lambda on: people.edit_person(on, SLUG, "fiji", {"language": "ar"}),
    "a role": lambda on: people.grant_role(on, SLUG, "fiji", "observer"),
    "a role taken": lambda on: people.revoke_role(on, SLUG, "fiji", "delegate"),
}


@pytest.mark.parametrize("change", OF_ALL)
def test_what_all_are_shown_outdates_the_calendars_of_all(filled: Store, change: str) -> None:
    before = stamps(filled)
    OF_ALL[change](unit(filled))
    after = stamps(filled)
    assert [new.forum > old.forum for old, new in zip(before, after, strict=True)] == [True, True]


@pytest.mark.parametrize("change", OF_ONE)
def test_what_is_changed_of_one_person_outdates_theirs_alone(filled: Store, change: str) -> None:
    before = stamps(filled)
    OF_ONE[change](unit(filled))
    after = stamps(filled)
    assert (after[0] != before[0], after[1]) == (True, before[1])
    assert len(copies.outdated(unit(filled), 1, "e")) == 2, "neither was ever written"


def test_an_edit_of_the_draft_outdates_nothing_until_it_is_published(filled: Store) -> None:
    before = stamps(filled)
    programme.move_sitting(unit(filled), SLUG, "opening", dt.date(2022, 2, 23), dt.time(10))
    assert stamps(filled) == before


def test_a_look_refuses_what_is_unknown_and_what_was_switched_off(filled: Store) -> None:
    stranger = Unit(store=filled, actor=ANONYMOUS, now=NOW)
    for guess in ("", TOKEN[:-1], hash_of(TOKEN), "%", "' OR 1=1 --", TOKEN.upper()):
        with pytest.raises(Unknown):
            copies.look(stranger, guess)
    filled.writing(lambda db: feeds_store.revoke(db, 1, NOW))
    with pytest.raises(FeedRevoked):
        copies.look(stranger, TOKEN)


def test_strangers_see_the_count_of_a_published_forum_and_of_no_other(filled: Store) -> None:
    stranger = Unit(store=filled, actor=ANONYMOUS, now=NOW)
    assert copies.look_public(stranger, SLUG) == 1
    played = builders.a_forum(filled, "played", is_rehearsal=True)
    builders.a_sitting(filled, played)
    builders.a_release(filled, played)
    builders.a_forum(filled, "bare")
    assert [copies.look_public(stranger, slug) for slug in ("played", "bare", "nowhere")] == [None, None, None]


def test_only_the_worker_writes_calendars(filled: Store) -> None:
    stranger = Unit(store=filled, actor=ANONYMOUS, now=NOW)
    services: tuple[Callable[[], object], ...] = (
        lambda: copies.outdated(stranger, 1, "e"),
        lambda: copies.version(stranger, 1),
        lambda: copies.keep(stranger, [], {}),
        lambda: copies.prune(stranger),
    )
    for service in services:
        with pytest.raises((Forbidden, SignInNeeded)):
            service()


def test_a_calendar_made_while_somebody_publishes_is_never_taken_for_the_new_one(filled: Store) -> None:
    data = feeds.feed_of(unit(filled), TOKEN)
    filled.writing(lambda db: store_copies.outdate(db, forum_id=1))
    assert data.stamp != copies.look(unit(filled), TOKEN).stamp
