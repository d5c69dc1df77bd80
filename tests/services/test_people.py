"""Changes of a person and their roles: by organizers, one's own clock by oneself, each with its audit entry."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from forum.domain.access import Actor
from forum.domain.audit import Tag
from forum.domain.people import Mode, Role
from forum.domain.refusals import (
    Forbidden,
    Missing,
    Refusals,
    SignInNeeded,
    Unknown,
    UnknownChoice,
    UnknownLanguage,
    UnknownZone,
)
from forum.services import people
from forum.services.people import LastOrganizer
from forum.services.unit import Unit
from forum.store import audit
from forum.store.engine import Store
from tests.builders import OPERATOR, a_forum, a_person

SLUG = "global-forum"


@pytest.fixture
def unit(store: Store, now: dt.datetime) -> Unit:
    """The organizer's unit; Fiji's delegate has the number 2."""
    forum_id = a_forum(store, SLUG)
    a_person(store, forum_id, "organizer", "organizer", constituency="secretariat")
    a_person(store, forum_id, "FJ-gov", "delegate", state="FJ", zone="Pacific/Fiji")
    return Unit(store=store, actor=acting(1, Role.ORGANIZER), now=now)


def acting(person_id: int, *roles: Role, forum_id: int = 1) -> Actor:
    return Actor(account_id=person_id, person_id=person_id, forum_id=forum_id, roles=frozenset(roles))


def tags(unit: Unit) -> list[Tag]:
    with unit.store.reading() as db:
        return [entry.tag for entry in audit.entries(db, 1)]


def test_an_organizer_changes_a_person(unit: Unit) -> None:
    given = {
        "zone": "europe/zurich",
        "language": "FR",
        "mode": "in person",
        "function": " Chief  delegate ",
        "name": "N",
    }
    person = people.edit_person(unit, SLUG, "FJ-gov", given)
    assert (person.zone, person.language, person.mode) == ("Europe/Zurich", "fr", Mode.IN_PERSON)
    assert (person.function, person.name, person.revision) == ("Chief delegate", "N", 1)
    with unit.store.reading() as db:
        (entry,) = audit.entries(db, 1)
    assert (entry.tag, entry.subject) == (Tag.PERSON_EDITED, "person:FJ-gov")
    assert entry.body["before"]["zone"] == "Pacific/Fiji"  # type: ignore[index]


def test_what_stays_the_same_leaves_no_trace(unit: Unit) -> None:
    assert people.edit_person(unit, SLUG, "FJ-gov", {"zone": "Pacific/Fiji"}).revision == 0
    people.grant_role(unit, SLUG, "FJ-gov", "delegate")
    people.revoke_role(unit, SLUG, "FJ-gov", "chair")
    assert tags(unit) == []


def test_every_field_at_fault_is_named_and_nothing_kept(unit: Unit) -> None:
    with pytest.raises(Refusals) as caught:
        people.edit_person(unit, SLUG, "FJ-gov", {"zone": "Mars/Olympus", "language": "tlh", "name": "N"})
    assert caught.value.faults == [
        UnknownZone(field="zone", zone="Mars/Olympus"),
        UnknownLanguage(field="language", language="tlh"),
    ]
    assert people.show_person(unit, SLUG, "FJ-gov").name == ""
    with pytest.raises(Missing):
        people.edit_person(unit, SLUG, "FJ-gov", {"function": " "})


def test_people_set_their_own_clock_and_language_only(unit: Unit) -> None:
    fiji = replace(unit, actor=acting(2, Role.DELEGATE))
    assert people.edit_person(fiji, SLUG, "FJ-gov", {"zone": "America/Los_Angeles"}).zone == "America/Los_Angeles"
    for key, given in (("FJ-gov", {"function": "King"}), ("organizer", {"zone": "Pacific/Fiji"})):
        with pytest.raises(Forbidden):
            people.edit_person(fiji, SLUG, key, given)
    with pytest.raises(Forbidden):
        people.show_person(fiji, SLUG, "organizer")
    with pytest.raises(Forbidden):
        people.list_people(fiji, SLUG)


def test_strangers_and_people_of_other_forums_see_nobody(unit: Unit) -> None:
    with pytest.raises(SignInNeeded):
        people.show_person(replace(unit, actor=Actor()), SLUG, "FJ-gov")
    other = replace(unit, actor=acting(1, Role.ORGANIZER, forum_id=2))
    for call in (people.show_person, people.grant_role, people.revoke_role):
        with pytest.raises(Unknown):
            call(other, SLUG, "FJ-gov", *(["chair"] if call is not people.show_person else []))  # type: ignore[operator]
    with pytest.raises(Unknown):
        people.show_person(replace(unit, actor=OPERATOR), SLUG, "nobody")


def test_roles_are_given_and_taken(unit: Unit) -> None:
    people.grant_role(unit, SLUG, "FJ-gov", "chair")
    assert people.show_person(unit, SLUG, "FJ-gov").roles == {Role.CHAIR, Role.DELEGATE}
    people.revoke_role(unit, SLUG, "FJ-gov", "delegate")
    assert people.show_person(unit, SLUG, "FJ-gov").roles == {Role.CHAIR}
    assert tags(unit) == [Tag.ROLE_REVOKED, Tag.ROLE_GRANTED]
    with pytest.raises(UnknownChoice):
        people.grant_role(unit, SLUG, "FJ-gov", "emperor")


def test_the_last_organizer_stays(unit: Unit) -> None:
    with pytest.raises(LastOrganizer):
        people.revoke_role(unit, SLUG, "organizer", "organizer")
    people.grant_role(unit, SLUG, "FJ-gov", "organizer")
    people.revoke_role(unit, SLUG, "organizer", "organizer")
    assert [person.key for person in people.list_people(unit, SLUG) if Role.ORGANIZER in person.roles] == ["FJ-gov"]
