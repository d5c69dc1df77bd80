"""Calendar links: only hashes are kept, only one's own can be touched, a revoked one is gone."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from forum.domain.access import ANONYMOUS, OPERATOR, Actor
from forum.domain.audit import Tag
from forum.domain.feeds import MOST_FEEDS, FeedRevoked, TooManyFeeds
from forum.domain.joining import NoLinkYet, NotOpenYet
from forum.domain.people import Constituency, Role
from forum.domain.refusals import Forbidden, Missing, SignInNeeded, Unknown, UnknownLanguage
from forum.domain.speaking.rules import SlotKind
from forum.domain.speaking.slots import Slot
from forum.services import feeds, joining
from forum.services.unit import Unit
from forum.store import audit, commitments, people, programme, slots
from forum.store.commitments import CommitmentRow
from forum.store.engine import Store
from tests import builders
from tests.conftest import NOW

TOKEN = "k" * 43
FIJI, KENYA = "FJ-G1", "KE-G1"


@pytest.fixture
def filled(store: Store) -> Store:
    """Two forums with a programme, a third without; Fiji sits in all under the same key."""
    for slug in ("one", "two", "bare"):
        forum_id = builders.a_forum(store, slug)
        builders.a_person(store, forum_id, FIJI, zone="Pacific/Fiji")
        builders.a_person(store, forum_id, KENYA, zone="Africa/Nairobi", language="fr")
        if slug != "bare":
            room_id = builders.a_room(store, forum_id, link="https://meet.example.org/inner")
            builders.a_sitting(store, forum_id, clock=dt.time(10), room_id=room_id)
            builders.a_sitting(store, forum_id, "closing", clock=dt.time(18))
            builders.a_release(store, forum_id)
    return store


def actor(store: Store, slug: str, key: str) -> Actor:
    with store.reading() as db:
        forum = forum_id_of(db, slug)
        person = people.person_by_key(db, forum, key)
        assert person is not None
        return replace(people.actor_of(person), account_id=person.id)


def forum_id_of(db: Session, slug: str) -> int:
    forum = programme.forum_by_slug(db, slug)
    assert forum is not None
    return forum.id


def unit(store: Store, key: str = FIJI, slug: str = "one", now: dt.datetime = NOW) -> Unit:
    return Unit(store=store, actor=actor(store, slug, key), now=now)


def anonymous(store: Store, now: dt.datetime = NOW) -> Unit:
    return Unit(store=store, actor=ANONYMOUS, now=now)


def everything(store: Store) -> str:
    """Every cell of every table as text."""
    with store.reading() as db:
        tables = sa.inspect(db.connection()).get_table_names()
        return repr([db.connection().execute(sa.text(f'SELECT * FROM "{table}"')).all() for table in tables])


def test_an_issued_link_shows_the_forum_in_the_persons_language(filled: Store) -> None:
    issued = feeds.issue(unit(filled, KENYA), "one", label=" Phone \n of mine", token=TOKEN)
    assert issued.label == "Phone of mine"
    data = feeds.feed_of(anonymous(filled), TOKEN)
    assert (data.language, data.person_key, data.forum.slug, data.release) == ("fr", KENYA, "one", 1)
    assert [sitting.key for sitting in data.sittings] == ["opening", "closing"]
    assert data.feed == issued


def test_only_the_hash_of_the_secret_is_kept(filled: Store) -> None:
    secret = secrets.token_urlsafe(32)
    feeds.issue(unit(filled), "one", label="Phone", token=secret)
    kept = everything(filled)
    assert secret not in kept
    assert hashlib.sha256(secret.encode()).hexdigest() in kept


def test_a_short_secret_is_a_fault_of_ours(filled: Store) -> None:
    with pytest.raises(AssertionError):
        feeds.issue(unit(filled), "one", label="Phone", token="short")


def test_guesses_near_a_secret_find_nothing(filled: Store) -> None:
    feeds.issue(unit(filled), "one", label="Phone", token=TOKEN)
    hashed = hashlib.sha256(TOKEN.encode()).hexdigest()
    for guess in ("", TOKEN[:-1], TOKEN + "k", TOKEN.upper(), hashed, "%", "' OR 1=1 --", "1", TOKEN + "\x00"):
        with pytest.raises(Unknown):
            feeds.feed_of(anonymous(filled), guess)


def test_a_revoked_link_is_gone_for_good_and_another_lives_on(filled: Store) -> None:
    first = feeds.issue(unit(filled), "one", label="Phone", token=TOKEN)
    feeds.issue(unit(filled), "one", label="Desk", token="d" * 43)
    feeds.revoke(unit(filled), "one", first.id)
    with pytest.raises(FeedRevoked):
        feeds.feed_of(anonymous(filled), TOKEN)
    assert feeds.feed_of(anonymous(filled), "d" * 43).person_key == FIJI
    assert [feed.label for feed in feeds.own_feeds(unit(filled), "one")] == ["Desk"]
    with pytest.raises(Unknown):
        feeds.revoke(unit(filled), "one", first.id)


def test_reissue_gives_a_new_address_and_ends_the_old_one(filled: Store) -> None:
    first = feeds.issue(unit(filled), "one", label="Phone", token=TOKEN)
    second = feeds.reissue(unit(filled), "one", first.id, token="n" * 43)
    assert (second.label, second.id != first.id) == ("Phone", True)
    with pytest.raises(FeedRevoked):
        feeds.feed_of(anonymous(filled), TOKEN)
    assert feeds.feed_of(anonymous(filled), "n" * 43).feed == second


def test_nobody_touches_anothers_link(filled: Store) -> None:
    mine = feeds.issue(unit(filled), "one", label="Phone", token=TOKEN)
    assert feeds.own_feeds(unit(filled, KENYA), "one") == []
    for other in (unit(filled, KENYA), unit(filled, FIJI, "two")):
        slug = "one" if other.actor.forum_id == unit(filled).actor.forum_id else "two"
        with pytest.raises(Unknown):
            feeds.revoke(other, slug, mine.id)
        with pytest.raises(Unknown):
            feeds.reissue(other, slug, mine.id, token="n" * 43)
    assert feeds.feed_of(anonymous(filled), TOKEN).person_key == FIJI


def test_links_are_for_participants_of_that_forum(filled: Store) -> None:
    with pytest.raises(SignInNeeded):
        feeds.issue(anonymous(filled), "one", label="Phone", token=TOKEN)
    with pytest.raises(Forbidden):
        feeds.issue(unit(filled), "two", label="Phone", token=TOKEN)
    with pytest.raises(Unknown):
        feeds.issue(unit(filled), "nowhere", label="Phone", token=TOKEN)
    with pytest.raises(Unknown):
        feeds.own_feeds(Unit(store=filled, actor=OPERATOR, now=NOW), "one")


def test_a_bad_label_and_one_link_too_many_change_nothing(filled: Store) -> None:
    for number in range(MOST_FEEDS):
        feeds.issue(unit(filled), "one", label=f"Device {number}", token=secrets.token_urlsafe(32))
    before = everything(filled)
    with pytest.raises(TooManyFeeds):
        feeds.issue(unit(filled), "one", label="One more", token=TOKEN)
    with pytest.raises(Missing):
        feeds.issue(unit(filled, KENYA), "one", label=" ", token=TOKEN)
    assert everything(filled) == before


def test_issue_and_revoke_stand_in_the_audit_trail_without_the_secret(filled: Store) -> None:
    link = feeds.issue(unit(filled), "one", label="Phone", token=TOKEN)
    feeds.revoke(unit(filled), "one", link.id)
    with filled.reading() as db:
        trail = audit.entries(db, forum_id_of(db, "one"))
    assert [(entry.tag, entry.subject) for entry in trail] == [
        (Tag.FEED_REVOKED, f"feed:{link.id}"),
        (Tag.FEED_ISSUED, f"feed:{link.id}"),
    ]
    assert TOKEN not in repr(trail)


def test_a_fetch_is_kept_with_its_client_at_most_every_five_minutes(filled: Store) -> None:
    link = feeds.issue(unit(filled), "one", label="Phone", token=TOKEN)
    hard = "iOS/17\n dataaccessd/1.0 \x1b[31m" + "x" * 500
    assert feeds.note_fetches(anonymous(filled), {link.id: (NOW, hard)}) == 1
    later = NOW + dt.timedelta(minutes=4)
    assert feeds.note_fetches(anonymous(filled), {link.id: (later, "other")}) == 0
    (kept,) = feeds.own_feeds(unit(filled), "one")
    assert kept.fetched_at == NOW
    assert kept.fetched_by.startswith("iOS/17 dataaccessd/1.0 [31mx")
    assert len(kept.fetched_by) == 120
    due = NOW + dt.timedelta(minutes=5)
    assert feeds.note_fetches(anonymous(filled), {link.id: (due, "other")}) == 1


def test_a_fetch_of_a_revoked_or_unknown_link_is_not_kept(filled: Store) -> None:
    link = feeds.issue(unit(filled), "one", label="Phone", token=TOKEN)
    feeds.revoke(unit(filled), "one", link.id)
    assert feeds.note_fetches(anonymous(filled), {link.id: (NOW, "x"), 999: (NOW, "x")}) == 0


def test_a_link_of_a_forum_without_a_release_is_dated_by_itself(filled: Store) -> None:
    feeds.issue(unit(filled, FIJI, "bare"), "bare", label="Phone", token=TOKEN)
    data = feeds.feed_of(anonymous(filled), TOKEN)
    assert (data.sittings, data.modified_at) == ((), NOW)


def test_the_operator_reads_any_persons_calendar_in_any_language(filled: Store) -> None:
    operator = Unit(store=filled, actor=OPERATOR, now=NOW)
    assert feeds.feed_of_person(operator, "one", KENYA).language == "fr"
    assert feeds.feed_of_person(operator, "one", KENYA, language="ar").language == "ar"
    assert feeds.feed_of_person(operator, "bare", FIJI).modified_at == dt.datetime(2022, 2, 22, tzinfo=dt.UTC)
    with pytest.raises(UnknownLanguage):
        feeds.feed_of_person(operator, "one", KENYA, language="xx")
    for slug, key in (("one", "nobody"), ("nowhere", KENYA)):
        with pytest.raises(Unknown):
            feeds.feed_of_person(operator, slug, key)
    with pytest.raises(Forbidden):
        feeds.feed_of_person(unit(filled), "one", KENYA)


def test_the_public_feed_is_the_newest_release_and_nobodys_own_times(filled: Store) -> None:
    data = feeds.public_feed(anonymous(filled), "one", language="fr")
    assert (data.person_key, data.speaking, data.feed) == ("", (), None)
    assert [sitting.key for sitting in data.sittings] == ["opening", "closing"]
    for slug in ("bare", "nowhere"):
        with pytest.raises(SignInNeeded):
            feeds.public_feed(anonymous(filled), slug, language="en")
        with pytest.raises(Unknown):
            feeds.public_feed(unit(filled), slug, language="en")
    with pytest.raises(Unknown):
        feeds.public_feed(unit(filled, FIJI, "bare"), "bare", language="en")


def test_joining_asks_for_rights_at_the_click(filled: Store) -> None:
    door = joining.join(unit(filled), "one", "opening")
    assert door.link == "https://meet.example.org/inner"
    with pytest.raises(SignInNeeded):
        joining.join(anonymous(filled), "one", "opening")
    with pytest.raises(Forbidden):
        joining.join(unit(filled), "two", "opening")
    for slug, key in (("one", "nothing"), ("bare", "opening")):
        with pytest.raises(Unknown):
            joining.join(unit(filled, FIJI, slug), slug, key)


def test_joining_uses_the_link_of_this_moment_not_that_of_the_release(filled: Store) -> None:
    def move_the_room(db: Session) -> None:
        (room,) = programme.rooms(db, forum_id_of(db, "one"))
        programme.save_room(db, replace(room, link="https://meet.example.org/new"))

    filled.writing(move_the_room)
    assert joining.join(unit(filled), "one", "opening").link == "https://meet.example.org/new"


def test_the_public_feed_of_a_rehearsal_is_for_its_participants(filled: Store) -> None:
    forum_id = builders.a_forum(filled, "played", is_rehearsal=True)
    builders.a_person(filled, forum_id, FIJI)
    builders.a_sitting(filled, forum_id)
    builders.a_release(filled, forum_id)
    with pytest.raises(SignInNeeded):
        feeds.public_feed(anonymous(filled), "played", language="en")
    with pytest.raises(Unknown):
        feeds.public_feed(unit(filled), "played", language="en")
    assert feeds.public_feed(unit(filled, FIJI, "played"), "played", language="en").sittings


def test_joining_too_early_or_without_a_link_says_so(filled: Store) -> None:
    with pytest.raises(NotOpenYet):
        joining.join(unit(filled, now=NOW - dt.timedelta(hours=5)), "one", "opening")
    with pytest.raises(NotOpenYet):
        joining.join(unit(filled), "one", "closing")
    chair = replace(unit(filled).actor, roles=frozenset({Role.CHAIR}))
    with pytest.raises(NoLinkYet):
        joining.join(Unit(store=filled, actor=chair, now=NOW), "one", "closing")


def test_a_calendar_shows_when_its_person_is_to_speak(filled: Store) -> None:
    def plan(db: Session) -> None:
        forum = forum_id_of(db, "one")
        opening = programme.sitting_by_key(db, forum, "opening")
        fiji = people.person_by_key(db, forum, FIJI)
        assert opening is not None
        assert fiji is not None
        given = [
            Slot(
                number=number,
                kind=SlotKind.OPEN_FLOOR,
                constituency=Constituency.GOVERNMENT,
                seconds=120,
                offset=offset,
                person_id=person_id,
            )
            for number, offset, person_id in ((1, 0, None), (2, 300, fiji.id), (3, 600, fiji.id))
        ]
        slots.keep(db, opening.id, given, NOW)

    filled.writing(plan)
    data = feeds.feed_of_person(unit(filled), "one", FIJI)
    start = dt.datetime(2022, 2, 22, 9, tzinfo=dt.UTC)
    assert [(time.key, time.start - start, time.minutes) for time in data.speaking] == [
        (f"opening-{FIJI}-1", dt.timedelta(minutes=5), 2),
        (f"opening-{FIJI}-2", dt.timedelta(minutes=10), 2),
    ]
    assert all(time.modified_at == NOW and time.sequence > 0 for time in data.speaking)
    assert feeds.feed_of_person(Unit(store=filled, actor=OPERATOR, now=NOW), "one", KENYA).speaking == ()


def a_plan(store: Store, person_key: str | None, at: dt.datetime) -> None:
    """One slot in the opening, of that person or of nobody."""

    def plan(db: Session) -> None:
        opening = programme.sitting_by_key(db, forum_id_of(db, "one"), "opening")
        person = people.person_by_key(db, forum_id_of(db, "one"), person_key or "")
        assert opening is not None
        slot = Slot(
            number=1,
            kind=SlotKind.OPEN_FLOOR,
            constituency=Constituency.GOVERNMENT,
            seconds=120,
            offset=300,
            person_id=person.id if person else None,
        )
        slots.keep(db, opening.id, [slot], at)

    store.writing(plan)


def test_17_a_speaking_time_taken_away_and_given_back_is_numbered_upwards(filled: Store) -> None:
    seen = []
    for whose in (FIJI, KENYA, FIJI, None, FIJI):
        a_plan(filled, whose, NOW)
        seen += [feeds.feed_of_person(unit(filled), "one", FIJI).speaking]
    assert [[time.is_withdrawn for time in times] for times in seen] == [[False], [True], [False], [True], [False]]
    assert len({time.key for times in seen for time in times}) == 1
    numbers = [times[0].sequence for times in seen]
    assert numbers == sorted(set(numbers)), "each change in the same minute has a number of its own"
    assert {(time.start, time.minutes) for times in seen for time in times} == {
        (dt.datetime(2022, 2, 22, 9, 5, tzinfo=dt.UTC), 2)
    }
    kenya = feeds.feed_of_person(Unit(store=filled, actor=OPERATOR, now=NOW), "one", KENYA)
    assert [time.is_withdrawn for time in kenya.speaking] == [True]


def test_17_a_cleared_plan_stays_in_the_calendars_of_those_who_had_a_turn(filled: Store) -> None:
    a_plan(filled, FIJI, NOW)
    later = NOW + dt.timedelta(hours=1)

    def clear(db: Session) -> None:
        opening = programme.sitting_by_key(db, forum_id_of(db, "one"), "opening")
        assert opening is not None
        slots.clear(db, opening.id, later)

    before = feeds.feed_of_person(unit(filled), "one", FIJI)
    filled.writing(clear)
    after = feeds.feed_of_person(unit(filled), "one", FIJI)
    assert (after.speaking[0].is_withdrawn, after.modified_at) == (True, later)
    assert after.stamp.forum == before.stamp.forum + 1


def a_promise(store: Store, **values: object) -> int:
    """A commitment of Fiji's delegation for the end of June 2023; gives its number."""

    def add(db: Session) -> int:
        forum_id = forum_id_of(db, "one")
        fiji = people.person_by_key(db, forum_id, FIJI)
        assert fiji is not None
        facts = {
            "text": "Ratify",
            "kind": "policy",
            "due_on": dt.date(2023, 6, 30),
            "due_precision": "month",
            "lead_delegation_id": fiji.delegation_id,
            "created_at": NOW,
            "number": commitments.next_number(db, forum_id),
            **values,
        }
        row = CommitmentRow(forum_id=forum_id, **facts)
        db.add(row)
        db.flush()
        return row.number

    return store.writing(add)


@pytest.fixture
def with_state(filled: Store) -> Store:
    """Fiji's person is of Fiji's delegation, Kenya's of none."""

    def send(db: Session) -> None:
        forum_id = forum_id_of(db, "one")
        row = people.DelegationRow(forum_id=forum_id, key="FJ", state="FJ")
        db.add(row)
        db.flush()
        person = people.person_by_key(db, forum_id, FIJI)
        assert person is not None
        people.change_person(db, person.id, {"delegation_id": row.id})

    filled.writing(send)
    return filled


def test_a_due_date_stands_in_the_calendars_of_those_whom_the_lead_sends(with_state: Store) -> None:
    before = feeds.feed_of_person(unit(with_state), "one", FIJI).stamp.forum
    a_promise(with_state)
    mine = feeds.feed_of_person(unit(with_state), "one", FIJI)
    assert [(due.key, due.due.code, due.is_off) for due in mine.deadlines] == [("C-001", "2023-06", False)]
    assert mine.stamp.forum > before
    operator = Unit(store=with_state, actor=OPERATOR, now=NOW)
    assert feeds.feed_of_person(operator, "one", KENYA).deadlines == ()


def test_an_internal_due_date_is_in_no_calendar_and_one_under_embargo_only_afterwards(with_state: Store) -> None:
    until = NOW + dt.timedelta(days=3)
    a_promise(with_state, visibility="internal")
    a_promise(with_state, embargo_until=until)
    now, then = (feeds.feed_of_person(unit(with_state, now=at), "one", FIJI) for at in (NOW, until))
    assert (now.deadlines, now.good_until) == ((), until)
    assert ([due.key for due in then.deadlines], then.good_until) == (["C-002"], None)
    assert then.modified_at == until


def test_17_a_withdrawn_promise_is_cancelled_and_one_without_a_date_is_nowhere(with_state: Store) -> None:
    a_promise(with_state, editorial="withdrawn")
    a_promise(with_state, due_on=None, due_precision="none")
    (found,) = feeds.feed_of_person(unit(with_state), "one", FIJI).deadlines
    assert (found.key, found.is_off) == ("C-001", True)


def test_who_only_watches_has_no_due_dates(with_state: Store) -> None:
    a_promise(with_state)

    def watch(db: Session) -> None:
        person = people.person_by_key(db, forum_id_of(db, "one"), FIJI)
        assert person is not None
        people.remove_role(db, person.id, Role.DELEGATE, NOW)
        people.add_role(db, person.id, Role.OBSERVER, NOW)

    with_state.writing(watch)
    found = feeds.feed_of_person(unit(with_state), "one", FIJI)
    assert (found.deadlines, found.is_observer) == ((), True)


def test_a_due_date_that_is_taken_back_outdates_what_was_written(with_state: Store) -> None:
    a_promise(with_state)
    before = feeds.feed_of_person(unit(with_state), "one", FIJI)

    def take_back(db: Session) -> None:
        row = commitments.row_by_key(db, forum_id_of(db, "one"), "C-001")
        assert row is not None
        row.due_on, row.due_precision = None, "none"
        db.add(row)

    with_state.writing(take_back)
    after = feeds.feed_of_person(unit(with_state), "one", FIJI)
    assert (after.deadlines, after.stamp.forum) == ((), before.stamp.forum + 1)
