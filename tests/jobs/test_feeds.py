"""The job `feeds`: writes every calendar of a forum that is outdated, and nothing twice."""

from __future__ import annotations

import pytest

from forum import settings
from forum.domain.access import OPERATOR
from forum.domain.feeds import Stamp, hash_of
from forum.domain.jobs import Job
from forum.formats import ics
from forum.formats.calendar import compose
from forum.formats.copies import edition
from forum.jobs import feeds as job
from forum.jobs.work import Task
from forum.services import copies, feeds, outbox, programme
from forum.services.unit import Unit
from forum.store import copies as copies_store
from forum.store import feeds as feeds_store
from forum.store import people
from forum.store.engine import Store
from tests import builders
from tests.conftest import NOW

BASE = settings.load({}).base_url
LANGUAGES = ("en", "fr", "ar", "en", "zh")


def unit(store: Store) -> Unit:
    return Unit(store=store, actor=OPERATOR, now=NOW)


def token(number: int) -> str:
    return str(number) * 43


@pytest.fixture
def forum_id(store: Store) -> int:
    """Five people of four languages with a link each, one of them an observer, one link with an alarm."""
    found = builders.a_forum(store)
    builders.a_sitting(store, found)
    builders.a_release(store, found)
    for number, language in enumerate(LANGUAGES):
        role = "observer" if number == 3 else "delegate"
        person = builders.a_person(store, found, f"p{number}", role, language=language)
        secret, alarm = hash_of(token(number)), 15 if number == 0 else 0
        store.writing(lambda db, p=person, s=secret, a=alarm: feeds_store.add(db, p, "x", s, NOW, alarm=a))
    return found


def run(store: Store, forum_id: int) -> dict[str, int]:
    given = Job(key="x", kind="feeds", created_at=NOW, body={"forum": forum_id})
    return job.write(Task(job=given, store=store, settings=settings.load({}), clock=lambda: NOW)) or {}


def test_every_calendar_is_written_as_it_would_be_for_a_request(store: Store, forum_id: int) -> None:
    assert run(store, forum_id) == {"written": 5}
    for number in range(5):
        look = copies.look(unit(store), token(number))
        assert look.copy is not None
        assert look.copy.is_current(look.stamp, edition(BASE), NOW)
        middle = copies.part(unit(store), look.copy.part)
        assert middle is not None
        source = f"{BASE}/calendar/{token(number)}.ics"
        calendar = compose(feeds.feed_of(unit(store), token(number)), base_url=BASE, source=source)
        assert ics.joined(look.copy.head, middle, look.copy.own, source=source) == ics.render(calendar)


def test_people_of_one_language_and_role_share_their_middle(store: Store, forum_id: int) -> None:
    run(store, forum_id)
    parts = [copies.look(unit(store), token(number)).copy for number in range(5)]
    names = [copy.part for copy in parts if copy]
    assert len(set(names)) == 5, "an alarm, French, Arabic, an observer, Chinese"
    store.writing(lambda db: people.change_person(db, 3, {"language": "fr"}))
    assert run(store, forum_id) == {"written": 1}
    changed, like = (copies.look(unit(store), token(number)).copy for number in (2, 1))
    assert changed is not None
    assert like is not None
    assert changed.part == like.part


def test_what_is_current_is_not_written_again(store: Store, forum_id: int) -> None:
    run(store, forum_id)
    assert run(store, forum_id) == {"written": 0}
    store.writing(lambda db: copies_store.outdate(db, forum_id=forum_id))
    assert run(store, forum_id) == {"written": 5}


def test_a_revoked_link_is_not_written(store: Store, forum_id: int) -> None:
    store.writing(lambda db: feeds_store.revoke(db, 1, NOW))
    assert run(store, forum_id) == {"written": 4}


def test_a_change_meanwhile_ends_the_job_for_the_next_one(
    store: Store, forum_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "SLICE", 2)
    after_you = store.after_you

    def change() -> None:
        after_you()
        store.writing(lambda db: copies_store.outdate(db, forum_id=forum_id))

    monkeypatch.setattr(store, "after_you", change)
    assert run(store, forum_id) == {"written": 2}
    look = copies.look(unit(store), token(0))
    assert look.copy is not None
    assert (look.copy.stamp, look.stamp) == (Stamp(forum=1), Stamp(forum=2))


def test_a_forum_that_is_gone_or_has_no_links_is_no_fault(store: Store) -> None:
    assert run(store, 99) == {"written": 0}
    assert run(store, builders.a_forum(store, "bare")) == {"written": 0}


def test_a_release_brings_the_job(store: Store, forum_id: int) -> None:

    programme.move_sitting(
        unit(store), "global-forum", "opening", builders.EARLY.date().replace(month=2, day=23), NOW.time()
    )
    programme.publish(unit(store), "global-forum")
    jobs = [item for item in outbox.waiting(unit(store), []) if item.is_job and item.name == "feeds"]
    assert [item.body for item in jobs] == [{"key": f"feeds-{forum_id}-2"}]
