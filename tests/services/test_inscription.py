"""Lists of speakers from the first instant to the slots: what is kept, refused, told, shown to whom."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from forum.domain.access import ANONYMOUS, OPERATOR
from forum.domain.audit import Entry as Trail
from forum.domain.audit import Tag
from forum.domain.inscription import refused
from forum.domain.inscription.settle import Alphabet
from forum.domain.inscription.values import Behalf, BehalfKind, EntryState, ListState, Order, Presence, Source
from forum.domain.needs import NeedKind
from forum.domain.refusals import Forbidden, SignInNeeded, Stale, Unknown
from forum.services import feeds, home, inscription, slots
from forum.services.inscription import EntryIn, Line, ListIn, Seen
from forum.services.inscription.entries import AmendIn
from forum.services.unit import Unit
from forum.store import audit, outbox, people
from forum.store.engine import Db, Store
from tests import builders
from tests.forums import actor, make_forum

SLUG, KEY = "test-forum", "theme-1"
#: theme-1 begins at 14:45 in Geneva
START = dt.datetime(2022, 2, 22, 13, 45, tzinfo=dt.UTC)
OPENS, CLOSES = START - dt.timedelta(days=5), START - dt.timedelta(hours=2)
NOW = START - dt.timedelta(days=3)
AFTER = CLOSES + dt.timedelta(minutes=1)
SECRET = "s" * 64
NAMES = Alphabet(names={"FJ": "Fiji", "KE": "Kenya"})
#: what must never be told to others than the group and the secretariat
WORD = "Zanzibarquartz"


class Hall:
    """The forum with a list of one sitting, and short ways to act on it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.forum_id = make_forum(store, is_published=False)
        store.writing(lambda db: db.connection().execute(sa.text("UPDATE sitting SET kind = 'theme'")))
        builders.a_sitting(store, self.forum_id, "closing", kind="closing", day=dt.date(2022, 2, 24))
        builders.a_release(store, self.forum_id)
        self.count = 0
        organization = builders.an_organization(store, self.forum_id, "example-1")
        of_bank = {"constituency": "organization", "organization_id": organization}
        builders.a_person(
            store, self.forum_id, "leader", "leader", email="leader@example.org", language="fr", **of_bank
        )
        builders.a_person(store, self.forum_id, "aide", "aide", email="aide@example.org", **of_bank)
        for key, who, state, role in (
            ("fji-focal", "government", "FJ", "focal-point"),
            ("fji-w2", "worker", "FJ", "delegate"),
            ("fji-g2", "government", "FJ", "delegate"),
            ("workers", "worker", "KE", "coordinator"),
            ("interpreter", "secretariat", None, "interpreter"),
        ):
            builders.a_person(store, self.forum_id, key, role, state=state, constituency=who, zone="Pacific/Fiji")

    def unit(self, who: str | None = "clerk", now: dt.datetime = NOW) -> Unit:
        found = OPERATOR if who == "" else actor(self.store, who) if who else ANONYMOUS
        return Unit(store=self.store, actor=found, now=now)

    def open(self, *, order: Order = Order.FIRST_COME, now: dt.datetime = OPENS) -> None:
        asked = ListIn(opens_at=OPENS, closes_at=CLOSES, secret=SECRET, order=order)
        inscription.set_list(self.unit("organizer", now), SLUG, KEY, asked)

    def add(self, who: str, person: str = "", *, now: dt.datetime = NOW, **facts: Any) -> inscription.Changed:
        self.count += 1
        asked = EntryIn(**{"client_id": f"form-{self.count:04d}", "person": person} | facts)
        return inscription.inscribe(self.unit(who, now), SLUG, KEY, asked)

    def close(self, now: dt.datetime = AFTER, reason: str = "") -> None:
        inscription.close(self.unit("clerk", now), SLUG, KEY, NAMES, reason=reason)

    def seen(self, who: str | None = "clerk", now: dt.datetime = NOW) -> Seen:
        return inscription.show(self.unit(who, now), SLUG, KEY)

    def speakers(self, who: str = "clerk", now: dt.datetime = NOW) -> list[str]:
        return [line.speaker.key for line in self.seen(who, now).lines]

    def line(self, key: str, who: str = "clerk", now: dt.datetime = NOW) -> Line:
        return next(line for line in self.seen(who, now).lines if line.speaker.key == key)

    def trail(self) -> list[Trail]:
        with self.store.reading() as db:
            return audit.entries(db, self.forum_id)

    def jobs(self, kind: str) -> list[dict[str, Any]]:
        with self.store.reading() as db:
            return [each.body for each in outbox.waiting(db) if each.kind == "job" and each.name == kind]


@pytest.fixture
def hall(store: Store) -> Hall:
    return Hall(store)


@pytest.fixture
def open_hall(hall: Hall) -> Hall:
    hall.open()
    return hall


def test_a_list_begins_with_its_times_and_its_commitment(hall: Hall) -> None:
    assert hall.seen("fji-g1").listing is None
    with pytest.raises(refused.NoListYet):
        hall.add("fji-g1")
    hall.open(order=Order.DRAW)
    seen = hall.seen("fji-g1", OPENS - dt.timedelta(minutes=1))
    assert seen.listing is not None
    assert (seen.state, seen.listing.order, seen.listing.secret) == (ListState.AHEAD, Order.DRAW, "")
    assert seen.listing.commitment == hashlib.sha256(SECRET.encode()).hexdigest()
    (entry,) = [each for each in hall.trail() if each.tag is Tag.LIST_SET]
    assert SECRET not in str(entry.body), "the secret of a draw to come stands in no trail"
    (job,) = hall.jobs("close-list")
    assert job["due"] == CLOSES.isoformat()


def test_delegates_focal_points_coordinators_aides_and_the_clerk_inscribe(open_hall: Hall) -> None:
    hall = open_hall
    assert hall.add("fji-g1").place == 1
    hall.add("fji-focal", "fji-g2")
    hall.add("workers", "fji-w1")
    hall.add("aide", "leader")
    hall.add("clerk", "ken-e1", source=Source.PAPER, note="Form 12")
    lines = {line.speaker.key: line for line in hall.seen().lines}
    sources = {key: line.entry.source for key, line in lines.items()}
    assert sources == {
        "fji-g1": Source.SELF,
        "fji-g2": Source.FOCAL_POINT,
        "fji-w1": Source.COORDINATOR,
        "leader": Source.AIDE,
        "ken-e1": Source.PAPER,
    }
    by_clerk = lines["ken-e1"]
    assert by_clerk.by is not None
    assert (by_clerk.by.key, by_clerk.entry.note, by_clerk.entry.at) == ("clerk", "Form 12", NOW)
    assert [line.place for line in hall.seen().lines] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("who", "person"),
    [
        ("fji-g1", "ken-g1"),
        ("fji-g1", "fji-g2"),
        ("fji-focal", "ken-g1"),
        ("fji-focal", "fji-w1"),
        ("workers", "ken-e1"),
        ("aide", "fji-g1"),
        ("observer", ""),
        ("interpreter", "fji-g1"),
        ("chair", "fji-g1"),
    ],
)
def test_another_s_person_is_refused(open_hall: Hall, who: str, person: str) -> None:
    with pytest.raises(refused.NotYourPerson):
        open_hall.add(who, person)
    assert open_hall.speakers() == []


def test_foreign_and_unknown_things_are_unknown(open_hall: Hall) -> None:
    make_forum(open_hall.store, "other-forum")
    stranger = Unit(store=open_hall.store, actor=actor(open_hall.store, "clerk", "other-forum"), now=NOW)
    asked = EntryIn(client_id="form-x", person="fji-g1")
    with pytest.raises(Forbidden):
        inscription.inscribe(stranger, SLUG, KEY, asked)
    with pytest.raises(SignInNeeded):
        open_hall.add(None)  # type: ignore[arg-type]
    for wrong in ({"person": "nobody"}, {"deputy": "nobody"}):
        with pytest.raises(Unknown):
            open_hall.add("clerk", **{"person": "fji-g1"} | wrong)
    with pytest.raises(Unknown):
        inscription.inscribe(open_hall.unit("fji-g1"), SLUG, "no-sitting", asked)
    with pytest.raises(Unknown):
        inscription.withdraw(open_hall.unit("clerk"), SLUG, KEY, 99)


def test_the_same_form_is_one_entry_and_leaves_one_trail(open_hall: Hall) -> None:
    first = open_hall.add("fji-g1", client_id="same-form")
    again = open_hall.add("fji-g1", client_id="same-form")
    assert first == again
    with pytest.raises(refused.FormReused):
        open_hall.add("fji-g1", client_id="same-form", language="fr")
    with pytest.raises(refused.AlreadyInscribed):
        open_hall.add("fji-g1")
    assert len([each for each in open_hall.trail() if each.tag is Tag.INSCRIBED]) == 1
    assert len(open_hall.jobs("acknowledge")) == 1


def test_the_groups_of_the_speaker_are_filled_in(open_hall: Hall) -> None:
    done = open_hall.add("workers", behalf=Behalf(kind=BehalfKind.CONSTITUENCY))
    assert done.entry.behalf == Behalf(kind=BehalfKind.CONSTITUENCY, name="worker")
    with pytest.raises(refused.BehalfNotYours):
        open_hall.add("clerk", "fji-w1", behalf=Behalf(kind=BehalfKind.GROUP, name="EU"))
    with pytest.raises(refused.BehalfNotYours):
        open_hall.add("clerk", "fji-w1", behalf=Behalf(kind=BehalfKind.REGION))


def test_withdrawn_and_restored_at_the_old_place(open_hall: Hall) -> None:
    hall = open_hall
    first = hall.add("fji-g1").entry
    hall.add("ken-g1")
    inscription.withdraw(hall.unit("fji-g1"), SLUG, KEY, first.id)
    assert hall.speakers() == ["ken-g1"]
    assert [line.speaker.key for line in hall.seen("fji-g1").withdrawn] == ["fji-g1"]
    assert hall.seen("ken-e1").withdrawn == (), "others are not told who withdrew"
    with pytest.raises(refused.NotYourPerson):
        inscription.restore(hall.unit("ken-g1"), SLUG, KEY, first.id)
    assert inscription.restore(hall.unit("fji-g1"), SLUG, KEY, first.id).place == 1
    assert hall.speakers() == ["fji-g1", "ken-g1"]


def test_particulars_are_changed_once(open_hall: Hall) -> None:
    entry = open_hall.add("fji-g1").entry
    asked = AmendIn(revision=0, language="es", presence=Presence.ROOM, deputy="fji-g2", aligned=("KE",))
    changed = inscription.amend(open_hall.unit("fji-g1"), SLUG, KEY, entry.id, asked).entry
    assert (changed.language, changed.aligned, changed.revision) == ("es", ("KE",), 1)
    with pytest.raises(Stale):
        inscription.amend(open_hall.unit("fji-focal"), SLUG, KEY, entry.id, asked)
    with pytest.raises(refused.DeputyOfAnotherState):
        inscription.amend(open_hall.unit("fji-g1"), SLUG, KEY, entry.id, replace(asked, revision=1, deputy="ken-g1"))
    inscription.step_in(open_hall.unit("fji-g1"), SLUG, KEY, entry.id)
    assert open_hall.speakers() == ["fji-g2"]


def test_drafts_and_group_lists_are_the_group_s_own_until_the_list_is_published(open_hall: Hall) -> None:
    hall = open_hall
    hall.add("workers", "fji-w1", is_draft=True, note=WORD)
    hall.add("workers", "fji-w2", note=WORD)
    for who in ("workers", "fji-w1", "clerk", "organizer"):
        seen = hall.seen(who)
        assert [line.entry.note for line in (*seen.drafts, *seen.lines)] == [WORD, WORD]
        assert seen.hidden == 0
    for who in ("fji-g1", "ken-e1", "gov-coordinator", "chair", "rapporteur", "observer", "leader"):
        seen = hall.seen(who)
        assert (seen.drafts, seen.lines, seen.hidden, seen.count) == ((), (), 1, 1)
        assert WORD not in repr(seen)
    hall.close()
    after = hall.seen("ken-e1", AFTER)
    assert [line.speaker.key for line in after.lines] == ["fji-w2"]
    assert (after.drafts, after.hidden) == ((), 0), "a draft is never published"


def test_a_draft_is_handed_in(open_hall: Hall) -> None:
    hall = open_hall
    draft = hall.add("workers", "fji-w1", is_draft=True)
    assert (draft.place, draft.entry.state, hall.jobs("acknowledge")) == (0, EntryState.DRAFT, [])
    hall.add("fji-g1")
    assert inscription.hand_in(hall.unit("workers"), SLUG, KEY, draft.entry.id).place == 2
    assert hall.speakers() == ["fji-g1", "fji-w1"]


def test_the_last_call_goes_to_those_who_inscribe_others(open_hall: Hall) -> None:
    until = NOW + dt.timedelta(hours=1)
    inscription.last_call(open_hall.unit("clerk"), SLUG, KEY, until, link="https://x/y")
    assert [each["to"] for each in open_hall.jobs("send-mail")] == ["aide@example.org"]
    seen = open_hall.seen("fji-g1")
    assert seen.listing is not None
    assert (seen.listing.closes_at, seen.listing.last_call_at) == (until, NOW)
    for who in ("fji-g1", "chair", "workers"):
        with pytest.raises(Forbidden):
            inscription.last_call(open_hall.unit(who), SLUG, KEY, until, link="")
        with pytest.raises(Forbidden):
            inscription.close(open_hall.unit(who), SLUG, KEY, NAMES, reason="r")


def test_closing_publishes_the_draw_and_the_order(hall: Hall) -> None:
    hall.open(order=Order.DRAW)
    for who in ("fji-g1", "ken-g1", "fji-w1", "ken-e1"):
        hall.add(who)
    with pytest.raises(refused.ReasonNeeded):
        hall.close(NOW)
    hall.close()
    listing = hall.seen("fji-g1", AFTER).listing
    assert listing is not None
    assert (listing.secret, listing.ids) == (SECRET, ("fji-g1", "fji-w1", "ken-e1", "ken-g1"))
    lines = "".join(f"{line}\n" for line in (SECRET, *listing.ids))
    assert listing.seed == hashlib.sha256(lines.encode()).hexdigest()
    drawn = sorted(listing.ids, key=lambda each: hashlib.sha256(f"{listing.seed}:{each}".encode()).hexdigest())
    assert hall.speakers("observer", AFTER) == drawn
    (entry,) = [each for each in hall.trail() if each.tag is Tag.LIST_CLOSED]
    assert (entry.body["secret"], entry.body["seed"]) == (SECRET, listing.seed)
    with pytest.raises(refused.ListClosed):
        hall.add("fji-g2", now=AFTER)
    with pytest.raises(refused.ListIsSettled):
        hall.close()


def test_the_clerk_adds_to_a_closed_list_for_a_reason(open_hall: Hall) -> None:
    open_hall.add("fji-g1")
    open_hall.close()
    with pytest.raises(refused.ReasonNeeded):
        open_hall.add("clerk", "ken-g1", now=AFTER)
    done = open_hall.add("clerk", "ken-g1", now=AFTER, reason="Credentials came late")
    assert (done.place, done.entry.reason) == (2, "Credentials came late")
    (entry, *_) = [each for each in open_hall.trail() if each.tag is Tag.INSCRIBED]
    assert entry.body["reason"] == "Credentials came late"


def test_opened_again_with_another_draw(open_hall: Hall) -> None:
    open_hall.add("fji-g1")
    open_hall.close(NOW, reason="Enough")
    with pytest.raises(refused.ReasonNeeded):
        inscription.reopen(open_hall.unit(), SLUG, KEY, CLOSES, reason="", secret="n" * 64)
    inscription.reopen(open_hall.unit(), SLUG, KEY, CLOSES, reason="A State was missed", secret="n" * 64)
    seen = open_hall.seen("ken-g1")
    assert seen.listing is not None
    assert (seen.state, seen.listing.secret, seen.listing.seed) == (ListState.OPEN, "", "")
    assert open_hall.add("ken-g1").place == 2
    open_hall.close()
    closed = open_hall.seen(now=AFTER).listing
    assert closed is not None
    assert closed.secret == "n" * 64


def test_the_clock_closes_the_list(open_hall: Hall) -> None:
    open_hall.add("fji-g1")
    (job,) = open_hall.jobs("close-list")
    worker = open_hall.unit("", AFTER)
    assert not inscription.close_due(open_hall.unit("", NOW), SLUG, KEY, 0, NAMES), "not yet"
    assert not inscription.close_due(worker, SLUG, KEY, 7, NAMES), "another time was set meanwhile"
    assert open_hall.seen("fji-g1", AFTER).state is ListState.CLOSED
    assert inscription.close_due(worker, SLUG, KEY, 0, NAMES)
    assert not inscription.close_due(worker, SLUG, KEY, 0, NAMES)
    with pytest.raises(Forbidden):
        inscription.close_due(open_hall.unit("clerk", AFTER), SLUG, KEY, 0, NAMES)
    assert job["key"].startswith("close-list-")


def test_the_list_becomes_the_slots_of_its_sitting(open_hall: Hall) -> None:
    hall = open_hall
    for who in ("fji-w1", "fji-g1", "ken-e1"):
        hall.add(who)
    with pytest.raises(refused.ListStillOpen):
        inscription.hand_over(hall.unit(), SLUG, KEY)
    hall.close()
    foreseen = {line.speaker.id: line.start for line in hall.seen(now=AFTER).lines}
    assert inscription.hand_over(hall.unit("organizer", AFTER), SLUG, KEY) == (3, 0)
    plan = slots.plan(hall.unit("fji-g1", AFTER), SLUG, KEY)
    named = [line for line in plan.lines if line.person]
    assert [line.person.key for line in named if line.person] == ["fji-w1", "fji-g1", "ken-e1"]
    assert {line.slot.person_id: line.start for line in named} == foreseen, "each at the time that was estimated"
    assert plan.seconds_of(named[0].slot.constituency) == plan.partner_seconds
    assert [each.body["slots"] for each in hall.trail() if each.tag is Tag.LIST_HANDED_OVER] == [3]
    with pytest.raises(Forbidden):
        inscription.hand_over(hall.unit("chair", AFTER), SLUG, KEY)


def test_after_the_hand_over_slots_follow_withdrawals_swaps_and_deputies(open_hall: Hall) -> None:
    hall = open_hall
    one = hall.add("fji-w1").entry
    two = hall.add("fji-g1", deputy="fji-g2").entry
    three = hall.add("ken-e1").entry
    hall.close()
    inscription.hand_over(hall.unit(now=AFTER), SLUG, KEY)

    def named() -> list[str]:
        with hall.store.reading() as db:
            plan = [slot.person_id for slot in slots_of(db) if slot.person_id]
            return [people.persons_by_ids(db, hall.forum_id, plan)[number].key for number in plan]

    def slots_of(db: Db) -> Any:
        from forum.store import programme
        from forum.store import slots as store

        sitting = programme.sitting_by_key(db, hall.forum_id, KEY)
        assert sitting is not None
        return store.of_sitting(db, sitting.id)

    unit = hall.unit
    inscription.offer_swap(unit("fji-w1", AFTER), SLUG, KEY, one.id, three.id)
    with pytest.raises(refused.NotYourPerson):
        inscription.accept_swap(unit("fji-g1", AFTER), SLUG, KEY, three.id, one.id)
    assert inscription.accept_swap(unit("ken-e1", AFTER), SLUG, KEY, three.id, one.id).place == 1
    assert hall.speakers("observer", AFTER) == named() == ["ken-e1", "fji-g1", "fji-w1"]
    inscription.step_in(unit("fji-g1", AFTER), SLUG, KEY, two.id)
    assert named() == ["ken-e1", "fji-g2", "fji-w1"]
    inscription.withdraw(unit("ken-e1", AFTER), SLUG, KEY, three.id)
    assert named() == ["fji-g2", "fji-w1"]


def test_an_offer_is_declined_or_taken_back(open_hall: Hall) -> None:
    hall = open_hall
    one, two = hall.add("fji-w1").entry, hall.add("ken-e1").entry
    with pytest.raises(refused.ListStillOpen):
        inscription.offer_swap(hall.unit("fji-w1"), SLUG, KEY, one.id, two.id)
    hall.close()
    for who in ("ken-e1", "fji-w1"):
        inscription.offer_swap(hall.unit("fji-w1", AFTER), SLUG, KEY, one.id, two.id)
        with pytest.raises((refused.NotYourPerson, Unknown)):
            inscription.take_back_offer(hall.unit("fji-g1", AFTER), SLUG, KEY, one.id)
        inscription.take_back_offer(hall.unit(who, AFTER), SLUG, KEY, one.id)
        assert hall.line("fji-w1", now=AFTER).entry.swap_with is None
    with pytest.raises(refused.NoSwapOffered):
        inscription.accept_swap(hall.unit("ken-e1", AFTER), SLUG, KEY, two.id, one.id)


def test_a_text_is_read_by_those_who_may(open_hall: Hall) -> None:
    hall = open_hall
    entry = hall.add("fji-g1").entry
    body = WORD.encode()
    kept = inscription.keep_paper(hall.unit("fji-g1"), SLUG, KEY, entry.id, kind="txt", name="a.txt", data=body)
    assert (kept.size, kept.is_late) == (len(body), False)
    for who in ("fji-g1", "fji-focal", "interpreter", "clerk", "organizer"):
        assert inscription.paper(hall.unit(who), SLUG, KEY, entry.id)[1] == body
    for who in ("ken-g1", "fji-w1", "gov-coordinator", "chair", "observer"):
        with pytest.raises(Unknown):
            inscription.paper(hall.unit(who), SLUG, KEY, entry.id)
    late = inscription.keep_paper(
        hall.unit("fji-g1", CLOSES), SLUG, KEY, entry.id, kind="txt", name="b.txt", data=b"later"
    )
    assert late.is_late, "the text was due 24 hours before"
    assert inscription.paper(hall.unit("interpreter"), SLUG, KEY, entry.id)[1] == b"later"
    with pytest.raises(refused.NotYourPerson):
        inscription.keep_paper(hall.unit("ken-g1"), SLUG, KEY, entry.id, kind="txt", name="b.txt", data=b"x")
    with pytest.raises(refused.SittingHasBegun):
        inscription.keep_paper(hall.unit("fji-g1", START), SLUG, KEY, entry.id, kind="txt", name="b.txt", data=b"x")
    inscription.remove_paper(hall.unit("fji-g1"), SLUG, KEY, entry.id)
    with pytest.raises(Unknown):
        inscription.remove_paper(hall.unit("fji-g1"), SLUG, KEY, entry.id)
    assert WORD not in str([each.body for each in hall.trail()])


def test_letters_say_place_and_time_to_the_speaker_and_who_inscribed_them(open_hall: Hall) -> None:
    hall = open_hall
    entry = hall.add("aide", "leader").entry
    told = inscription.acknowledgement(hall.unit(""), SLUG, entry.id, 0)
    assert told is not None
    assert (told.place, told.template) == (1, "inscribed")
    assert told.start is not None
    assert inscription.post(hall.unit(""), told, "https://forum.example.org/") == 2
    (french, english) = hall.store.writing(_mail)
    assert (french["to"], french["language"], english["to"]) == ("leader@example.org", "fr", "aide@example.org")
    assert french["values"]["link"] == f"https://forum.example.org/forums/{SLUG}/sittings/{KEY}/speakers"
    assert french["values"]["moment"]["instant"] == told.start.isoformat()
    assert inscription.acknowledgement(hall.unit(""), SLUG, entry.id, 9) is None, "it has changed since"
    by_clerk = hall.add("clerk", "fji-g1").entry
    told = inscription.acknowledgement(hall.unit(""), SLUG, by_clerk.id, 0)
    assert told is not None
    assert told.readers == (), "no address; and the desk needs no letter"
    with pytest.raises(Unknown):
        inscription.acknowledgement(hall.unit(""), SLUG, 99, 0)
    with pytest.raises(Forbidden):
        inscription.acknowledgement(hall.unit("clerk"), SLUG, entry.id, 0)


def _mail(db: Db) -> list[dict[str, Any]]:
    from forum.store.jobs import unfinished

    return [job.body for job in unfinished(db) if job.kind == "send-mail"]


def test_everybody_is_told_when_the_list_is_closed(open_hall: Hall) -> None:
    hall = open_hall
    for who in ("fji-g1", "ken-g1", "fji-w1"):
        hall.add(who)
    hall.close()
    (job,) = hall.jobs("tell-list")
    before = len(hall.jobs("acknowledge"))
    last = inscription.tell_some(hall.unit(""), SLUG, job["list"], 0)
    assert last > 0
    assert len(hall.jobs("acknowledge")) == before + 3
    assert inscription.tell_some(hall.unit(""), SLUG, job["list"], last) == 0
    told = inscription.acknowledgement(hall.unit(""), SLUG, hall.jobs("acknowledge")[-1]["entry"], 0)
    assert told is not None
    assert told.template == "closed-inscribed"


def calendar(hall: Hall, who: str, now: dt.datetime = NOW) -> dict[str, tuple[dt.datetime, int, bool]]:
    """Identifier -> start, sequence, whether it is withdrawn, of the speaking times in a person's calendar."""
    found = feeds.feed_of_person(hall.unit("", now), SLUG, who)
    return {each.key: (each.start, each.sequence, each.is_withdrawn) for each in found.speaking}


def test_an_inscription_stands_in_the_calendar_and_becomes_the_slot(open_hall: Hall) -> None:
    hall = open_hall
    entry = hall.add("fji-g1").entry
    start = hall.line("fji-g1").start
    ((key, (at, first, is_gone)),) = calendar(hall, "fji-g1").items()
    assert (key, at, is_gone) == (f"{KEY}-fji-g1-1", start, False)
    later = NOW + dt.timedelta(minutes=5)
    inscription.withdraw(hall.unit("fji-g1", later), SLUG, KEY, entry.id)
    ((gone_key, (_at, second, is_gone)),) = calendar(hall, "fji-g1").items()
    assert (gone_key, is_gone) == (key, True)
    again = later + dt.timedelta(minutes=5)
    inscription.restore(hall.unit("fji-g1", again), SLUG, KEY, entry.id)
    third = calendar(hall, "fji-g1")[key][1]
    hall.close()
    inscription.hand_over(hall.unit(now=AFTER), SLUG, KEY)
    ((slot_key, (_at, fourth, is_gone)),) = calendar(hall, "fji-g1").items()
    assert (slot_key, is_gone) == (key, False)
    assert first < second < third < fourth, "what calendars number their items by never falls"


def test_the_home_says_when_the_list_closes_and_where_one_stands(open_hall: Hall) -> None:
    hall = open_hall

    def need(who: str, now: dt.datetime = NOW) -> Any:
        found = home.overview(hall.unit(who, now), SLUG).needs
        return next((each for each in found if each.kind in {NeedKind.INSCRIBE, NeedKind.INSCRIBED}), None)

    asked = need("fji-g1")
    assert (asked.kind, asked.closes, asked.count, asked.is_urgent) == (NeedKind.INSCRIBE, CLOSES, 0, False)
    assert need("observer") is None
    assert need("fji-g1", OPENS - dt.timedelta(hours=1)) is None
    hall.add("ken-g1")
    hall.add("fji-g1")
    inscribed = need("fji-g1")
    assert (inscribed.kind, inscribed.count, inscribed.at) == (NeedKind.INSCRIBED, 2, hall.line("fji-g1").start)
    assert need("fji-w1", AFTER) is None, "closed"
    hall.close()
    assert need("fji-g1", AFTER).kind is NeedKind.INSCRIBED
    inscription.hand_over(hall.unit(now=AFTER), SLUG, KEY)
    assert need("fji-g1", AFTER) is None, "the slot itself says so now"


def test_a_list_of_a_sitting_that_is_not_published_is_the_desk_s(hall: Hall) -> None:
    builders.a_sitting(hall.store, hall.forum_id, "later", day=dt.date(2022, 2, 23))
    with pytest.raises(Unknown):
        inscription.show(hall.unit("fji-g1"), SLUG, "later")
    assert inscription.show(hall.unit("clerk"), SLUG, "later").listing is None


def test_an_unknown_actor_has_no_person(open_hall: Hall) -> None:
    nobody = Unit(store=open_hall.store, actor=OPERATOR, now=NOW)
    with pytest.raises(Unknown):
        inscription.inscribe(nobody, SLUG, KEY, EntryIn(client_id="form-x"))
    assert inscription.inscribe(nobody, SLUG, KEY, EntryIn(client_id="form-x", person="fji-g1")).place == 1
