"""A small forum for tests of the layers above the domain: three delegations, a chair, a rapporteur, one sitting."""

from __future__ import annotations

import datetime as dt

from forum.domain.access import Actor
from forum.domain.people import Person
from forum.store import people, programme
from forum.store.engine import Store
from tests import builders

NOW = dt.datetime(2022, 2, 22, 11, 55, tzinfo=dt.UTC)

#: key -> (function, constituency, delegation, role)
PEOPLE = {
    "chair": ("Chair", "secretariat", None, "chair"),
    "clerk": ("Clerk of the list", "secretariat", None, "clerk"),
    "rapporteur": ("Rapporteur", "secretariat", None, "rapporteur"),
    "organizer": ("Organizer", "secretariat", None, "organizer"),
    "fji-g1": ("Government delegate", "government", "FJ", "delegate"),
    "fji-w1": ("Worker delegate", "worker", "FJ", "delegate"),
    "ken-g1": ("Government delegate", "government", "KE", "delegate"),
    "ken-e1": ("Employer delegate", "employer", "KE", "delegate"),
    "gov-coordinator": ("Coordinator of the governments", "government", "KE", "coordinator"),
    "observer": ("Observer", "observer", None, "observer"),
}
ZONES = {"FJ": "Pacific/Fiji", "KE": "Africa/Nairobi"}


def make_forum(store: Store, slug: str = "test-forum", *, is_rehearsal: bool = False, is_published: bool = True) -> int:
    """Write the forum; gives its id. The sitting `opening` is on 22 February 2022, 13:00 in Geneva, 90 minutes."""
    forum_id = builders.a_forum(store, slug, is_rehearsal=is_rehearsal)
    builders.a_sitting(store, forum_id, "opening")
    builders.a_sitting(store, forum_id, "theme-1", clock=dt.time(14, 45))
    for key, (function, constituency, state, role) in PEOPLE.items():
        zone = ZONES.get(state or "", "Europe/Zurich")
        facts = {"function": function, "constituency": constituency, "zone": zone}
        builders.a_person(store, forum_id, key, role, state=state, **facts)
    if is_published:
        builders.a_release(store, forum_id)
    return forum_id


def person(store: Store, key: str, slug: str = "test-forum") -> Person:
    """The person with that key."""
    with store.reading() as db:
        forum = programme.forum_by_slug(db, slug)
        assert forum is not None
        found = people.person_by_key(db, forum.id, key)
    assert found is not None
    return found


def actor(store: Store, key: str, slug: str = "test-forum") -> Actor:
    """The identity of the person with that key; signed in."""
    found = people.actor_of(person(store, key, slug))
    return Actor(**{name: getattr(found, name) for name in Actor.__slots__} | {"account_id": found.person_id})
