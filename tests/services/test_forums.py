from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from forum.domain.access import OPERATOR, Actor
from forum.domain.audit import Tag
from forum.domain.forums import SlugTaken
from forum.domain.people import Role
from forum.domain.programme import SittingKind
from forum.domain.refusals import Forbidden, Refusals, Unknown
from forum.services import accounts, forums, programme, roster
from forum.services.programme import RoomIn, SittingIn
from forum.services.unit import Unit
from forum.store import audit
from forum.store.engine import Store
from tests.builders import a_person, an_organization
from tests.domain.test_forums import FORUM

DAY = dt.date(2026, 11, 22)


@pytest.fixture
def unit(store: Store, now: dt.datetime) -> Unit:
    return Unit(store=store, actor=OPERATOR, now=now)


def programmed(unit: Unit) -> None:
    """A forum with a room and an opening in it."""
    forums.create(unit, replace(FORUM, id=0))
    programme.put_room(unit, FORUM.slug, RoomIn(key="online", name="Online"), is_new=True)
    given = SittingIn(title="Opening", minutes=90, kind=SittingKind.OPENING, room="online")
    programme.add_sitting(unit, FORUM.slug, given)
    programme.move_sitting(unit, FORUM.slug, "opening", dt.date(2022, 2, 23), dt.time(13, 0))


def test_a_forum_is_made_once(unit: Unit) -> None:
    made = forums.create(unit, replace(FORUM, id=0))
    assert forums.find(unit, FORUM.slug) == made == replace(FORUM, id=made.id)
    with pytest.raises(SlugTaken):
        forums.create(unit, replace(FORUM, id=0))
    with pytest.raises(Refusals):
        forums.create(unit, replace(FORUM, id=0, slug="x", zone="Mars/Olympus"))
    assert forums.find(unit, "x") is None


def test_only_the_operator_makes_forums(unit: Unit) -> None:
    made = forums.create(unit, replace(FORUM, id=0))
    organizer = Actor(account_id=1, person_id=1, forum_id=made.id, roles=frozenset({Role.ORGANIZER}))
    with pytest.raises(Forbidden):
        forums.create(replace(unit, actor=organizer), replace(FORUM, id=0, slug="x"))
    with pytest.raises(Forbidden):
        forums.rehearse(replace(unit, actor=organizer), FORUM.slug, "x", DAY)


def test_a_rehearsal_is_a_copy_of_its_own(unit: Unit) -> None:
    programmed(unit)
    copy = forums.rehearse(unit, FORUM.slug, "copy", DAY)
    (sitting,) = programme.draft(unit, "copy").sittings
    assert (copy.is_rehearsal, copy.first_day) == (True, DAY)
    assert (sitting.key, sitting.day, sitting.clock) == ("opening", dt.date(2026, 11, 23), dt.time(13, 0))
    assert sitting.room is not None
    assert sitting.room.forum_id == copy.id
    programme.move_sitting(unit, "copy", "opening", DAY, dt.time(9, 0))
    assert programme.draft(unit, FORUM.slug).sittings[0].clock == dt.time(13, 0)


def test_what_is_not_there_is_not_rehearsed(unit: Unit) -> None:
    with pytest.raises(Unknown):
        forums.rehearse(unit, "nothing", "copy", DAY)


def test_the_people_of_a_rehearsal_are_there_by_function(unit: Unit) -> None:
    programmed(unit)
    forum_id = forums.find(unit, FORUM.slug).id  # type: ignore[union-attr]
    fund = an_organization(unit.store, forum_id, "fund", "A Real Fund")
    a_person(unit.store, forum_id, "FJ-gov", "delegate", "coordinator", state="FJ", name="Government delegate, Fiji")
    a_person(unit.store, forum_id, "chief", "leader", organization_id=fund, constituency="organization", name="Real")
    forums.rehearse(unit, FORUM.slug, "copy", DAY)
    delegate, lead = roster.export_roster(unit, "copy")
    assert (delegate.key, delegate.state, delegate.roles) == ("FJ-gov", "FJ", {Role.DELEGATE, Role.COORDINATOR})
    assert (lead.name, lead.organization) == ("Lead of Example organization 1", "Example organization 1")
    assert lead.delegation_id is not None
    assert [person.name for person in roster.export_roster(unit, FORUM.slug)] == ["Government delegate, Fiji", "Real"]


def organizer_of(unit: Unit, forum_id: int) -> Unit:
    """The unit of an organizer with an account."""
    person_id = a_person(unit.store, forum_id, "organizer", "organizer", email="organizer@example.org")
    secrets = accounts.Secrets(token="t" * 43)
    account = accounts.issue_link(unit, FORUM.slug, "organizer", secrets)
    actor = Actor(account_id=account.id, person_id=person_id, forum_id=forum_id, roles=frozenset({Role.ORGANIZER}))
    return replace(unit, actor=actor)


def test_an_organizer_makes_another_forum_and_organizes_it(unit: Unit) -> None:
    asker = organizer_of(unit, forums.create(unit, replace(FORUM, id=0)).id)
    made = forums.create_beside(asker, FORUM.slug, replace(FORUM, slug="beside", is_rehearsal=True, rehearsal_of=1))
    assert (made.slug, made.is_rehearsal, made.rehearsal_of) == ("beside", False, None)
    assert asker.actor.account_id is not None
    seen = accounts.membership(asker, asker.actor.account_id, "beside")
    assert seen is not None
    assert seen.person.roles == {Role.ORGANIZER}
    with pytest.raises(SlugTaken):
        forums.create_beside(asker, FORUM.slug, replace(FORUM, slug="beside"))
    with pytest.raises(Unknown):
        forums.create_beside(asker, "beside", replace(FORUM, slug="third"))


def test_the_operator_makes_one_beside_without_an_organizer(unit: Unit) -> None:
    forums.create(unit, replace(FORUM, id=0))
    forums.create_beside(unit, FORUM.slug, replace(FORUM, slug="beside"))
    assert roster.export_roster(unit, "beside") == []


def test_editing_moves_the_draft_to_the_new_clock_and_leaves_the_release(unit: Unit) -> None:
    programmed(unit)
    programme.publish(unit, FORUM.slug)
    forums.edit(unit, FORUM.slug, replace(FORUM, zone="Africa/Nairobi", title="New"))
    (drafted,) = programme.draft(unit, FORUM.slug).sittings
    released = programme.released(unit, FORUM.slug).release
    assert released is not None
    assert (drafted.zone, drafted.clock) == ("Africa/Nairobi", dt.time(13, 0))
    assert (released.sittings[0].zone, released.sittings[0].clock) == ("Europe/Zurich", dt.time(13, 0))
    facts = forums.facts(unit, FORUM.slug)
    assert (facts.forum.title, facts.is_planned, facts.is_planned_otherwise, facts.warnings) == (
        "New",
        False,
        False,
        (),
    )
    assert facts.release == released


def test_what_was_changed_is_kept_in_the_trail_and_nothing_is_not(unit: Unit) -> None:
    forum = forums.create(unit, replace(FORUM, id=0))
    assert forums.edit(unit, FORUM.slug, forum) == forum
    forums.edit(unit, FORUM.slug, replace(forum, gap_minutes=30))
    with unit.store.reading() as db:
        trail = [(entry.tag, entry.body) for entry in audit.entries(db, forum.id)]
    assert [body for tag, body in trail if tag is Tag.FORUM_EDITED] == [{"gap_minutes": ["0", "30"]}]


def test_only_its_organizer_sees_and_changes_the_facts(unit: Unit) -> None:
    forum = forums.create(unit, replace(FORUM, id=0))
    chair = Actor(account_id=1, person_id=1, forum_id=forum.id, roles=frozenset({Role.CHAIR}))
    with pytest.raises(Forbidden):
        forums.facts(replace(unit, actor=chair), FORUM.slug)
    with pytest.raises(Forbidden):
        forums.edit(replace(unit, actor=chair), FORUM.slug, replace(forum, title="x"))
    assert forums.facts(unit, FORUM.slug).forum == forum
