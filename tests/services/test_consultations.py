"""Consultations: sent frozen, read by those addressed alone, answered group by group, closed, published."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlmodel import select

from forum.domain.consultation.record import (
    ActNotAllowed,
    NotAddressed,
    NotAllAgreed,
    NotAProposal,
    PartnersApart,
    Position,
    ProposalsOpen,
    RoundOver,
    Stage,
    StillOpen,
)
from forum.domain.consultation.snapshots import Subject
from forum.domain.editions import ChangedMeanwhile
from forum.domain.needs import NeedKind
from forum.domain.people import Role
from forum.domain.refusals import (
    Forbidden,
    Missing,
    SignInNeeded,
    Stale,
    TooLong,
    Unknown,
    UnknownChoice,
    UnknownLanguage,
)
from forum.services import consultations, home, people, programme, slots
from forum.services.programme import RoomIn
from forum.store.engine import Store
from forum.store.outbox import OutboxRow
from tests import builders
from tests.consultations import AFRICA, BY, LINK, SECRET, SLUG, WHOLE, Talks, a_draft
from tests.forums import make_forum


@pytest.fixture
def talks(store: Store) -> Talks:
    return Talks(store)


@pytest.fixture
def quick(sqlite_store: Store) -> Talks:
    return Talks(sqlite_store)


def letters(talks: Talks) -> list[dict[str, object]]:
    with talks.store.reading() as db:
        rows = db.exec(select(OutboxRow).order_by(OutboxRow.id)).all()
    return [row.body for row in rows if row.body.get("template")]


def needs(talks: Talks, who: str) -> set[NeedKind]:
    return {each.kind for each in home.overview(talks.unit(who), SLUG).needs}


def test_from_the_draft_to_the_agreement(talks: Talks) -> None:
    number = talks.sent()
    talks.answer("employer")
    talks.answer("worker", "proposed", "Three minutes each", about="")
    consultations.settle(talks.unit(), SLUG, number, talks.one().last, "taken_up", "")
    talks.send(number)
    for who in ("government", "employer", "worker"):
        talks.answer(who)
    talks.close(text="With thanks")
    found = talks.one()
    assert (found.stage, found.round) == (Stage.AGREED, 2)
    assert [(step.number, step.act.value, step.behalf and step.behalf.code) for step in found.steps] == [
        (1, "drafted", None),
        (2, "sent", None),
        (3, "agreed", "employer"),
        (4, "proposed", "worker"),
        (5, "taken_up", None),
        (6, "sent", None),
        (7, "agreed", "government"),
        (8, "agreed", "employer"),
        (9, "agreed", "worker"),
        (10, "closed_agreed", None),
    ]
    assert {step.at for step in found.steps} == {talks.at}
    assert [found.steps[at].function for at in (0, 2)] == ["Organizer", "Coordinator, employer"]


def test_each_coordinator_gets_a_letter_in_their_language(talks: Talks) -> None:
    talks.sent(title="Slots")
    found = letters(talks)
    assert {(each["to"], each["language"]) for each in found} == {
        ("government@example.org", "fr"),
        ("employer@example.org", "es"),
        ("worker@example.org", "ar"),
    }
    assert all(each["values"]["link"] == LINK for each in found)  # type: ignore[index]
    talks.close("closed_noted")
    assert [each["template"] for each in letters(talks)].count("consultation-closed") == 3


def test_the_letters_say_nothing_of_what_is_asked(talks: Talks) -> None:
    talks.sent(text=SECRET)
    assert letters(talks)
    assert SECRET not in str(letters(talks))


@pytest.mark.parametrize("who", ["fji-g1", "ken-e1", "chair", "rapporteur", "observer", None])
def test_what_was_sent_is_kept_from_everybody_else(quick: Talks, who: str | None) -> None:
    quick.sent(text=SECRET)
    quick.answer("worker", "commented", SECRET)
    refusal = Unknown if who else SignInNeeded
    with pytest.raises(refusal):
        quick.seen(who)
    assert consultations.index(quick.unit(who), SLUG) == []
    assert consultations.on_slots(quick.unit(who), SLUG, "opening") is None
    for reader in ("organizer", "clerk", "government", "employer", "africa"):
        assert SECRET in str(quick.seen(reader))


def test_a_draft_is_seen_by_no_group(quick: Talks) -> None:
    quick.begin(text=SECRET)
    assert SECRET in str(quick.seen("clerk"))
    for who in ("government", "worker"):
        with pytest.raises(Unknown):
            quick.seen(who)
        assert consultations.index(quick.unit(who), SLUG) == []


def test_only_the_groups_addressed_read_it(quick: Talks) -> None:
    quick.sent(addressees=(AFRICA,), text=SECRET)
    assert SECRET in str(quick.seen("africa"))
    assert quick.seen("africa").behalf == (AFRICA,)
    for who in ("government", "worker"):
        with pytest.raises(Unknown):
            quick.seen(who)


def test_a_role_that_is_taken_away_closes_the_door(quick: Talks) -> None:
    quick.sent()
    people.revoke_role(quick.unit(), SLUG, "worker", Role.COORDINATOR)
    with pytest.raises(Unknown):
        quick.seen("worker")


def test_once_published_everybody_reads_the_result_but_no_comment(quick: Talks) -> None:
    number = quick.sent()
    quick.answer("worker", "commented", f"{SECRET} one")
    quick.answer("worker", "objected", f"{SECRET} two")
    quick.answer("employer", "proposed", "Four minutes each")
    consultations.settle(quick.unit(), SLUG, number, quick.one().last, "declined", "No time")
    quick.close("closed_noted")
    with pytest.raises(SignInNeeded):
        quick.seen(None)
    consultations.publish(quick.unit(), SLUG, number)
    for who in (None, "fji-g1"):
        seen = quick.seen(who)
        assert SECRET not in str(seen)
        assert "Four minutes each" in str(seen)
        assert "No time" in str(seen)
        assert (seen.names, seen.is_inside, seen.offer) == ({}, False, None)
        assert [each.position for each in seen.standings] == [
            Position.NO_REPLY, Position.HEARD, Position.OBJECTED,
        ]  # fmt: skip
    assert SECRET in str(quick.seen("employer"))
    with pytest.raises(ActNotAllowed):
        consultations.publish(quick.unit(), SLUG, number)


def test_another_forum_knows_nothing_of_it(quick: Talks) -> None:
    quick.sent()
    make_forum(quick.store, "other-forum")
    with pytest.raises(Unknown):
        consultations.show(quick.unit(), "other-forum", 1)


@pytest.mark.parametrize("who", ["clerk", "worker", "fji-g1"])
def test_only_the_organizer_runs_it(quick: Talks, who: str) -> None:
    number = quick.sent()
    unit, last = quick.unit(who), quick.one().last
    for act in (
        lambda: consultations.offer(unit, SLUG),
        lambda: consultations.draft(unit, SLUG, a_draft()),
        lambda: consultations.edit(unit, SLUG, number, a_draft()),
        lambda: consultations.send(unit, SLUG, number, seen=last, link=LINK),
        lambda: consultations.settle(unit, SLUG, number, 1, "taken_up", ""),
        lambda: consultations.close(unit, SLUG, number, "closed_noted", seen=last, link=LINK),
        lambda: consultations.publish(unit, SLUG, number),
    ):
        with pytest.raises(Forbidden):
            act()


def test_nobody_answers_for_another_group(quick: Talks) -> None:
    quick.sent()
    with pytest.raises(NotAddressed):
        quick.answer("worker", behalf="employer")
    with pytest.raises(NotAddressed):
        quick.answer("government", behalf="government:Africa")
    with pytest.raises(Forbidden):
        quick.answer("organizer", behalf="worker")
    with pytest.raises(Unknown):
        quick.answer("fji-w1", behalf="worker")


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"deed": "published"}, UnknownChoice),
        ({"deed": "proposed"}, Missing),
        ({"deed": "commented", "text": "x" * 4_001}, TooLong),
    ],
)
def test_a_wrong_answer_changes_nothing(quick: Talks, said: dict[str, str], refusal: type[Exception]) -> None:
    quick.sent()
    with pytest.raises(refusal):
        quick.answer("worker", **said)
    assert len(quick.one().steps) == 2


def test_a_form_sent_twice_is_taken_once(quick: Talks) -> None:
    quick.sent()
    for _ in range(2):
        quick.answer("worker", "objected", "Too short")
    assert len(quick.one().steps) == 3


def test_an_answer_to_an_earlier_round_is_refused(quick: Talks) -> None:
    quick.sent()
    quick.send()
    with pytest.raises(RoundOver):
        quick.answer("worker", round_=1)


def test_an_answer_that_came_meanwhile_is_read_before_it_is_closed(quick: Talks) -> None:
    quick.sent()
    before = quick.one().last
    quick.answer("worker", "objected", "No")
    with pytest.raises(Stale):
        consultations.close(quick.unit(), SLUG, 1, "closed_noted", seen=before, link=LINK)
    with pytest.raises(Stale):
        consultations.send(quick.unit(), SLUG, 1, seen=before, link=LINK)


def test_a_late_answer_is_taken_until_it_is_closed(quick: Talks) -> None:
    quick.sent()
    quick.at = BY + dt.timedelta(days=1)
    quick.answer("worker")
    quick.close()
    closed = quick.one().closed
    assert closed is not None
    assert closed.silent == WHOLE[:2]
    with pytest.raises(ActNotAllowed):
        quick.answer("employer")


def test_it_is_not_agreed_over_silence_or_an_open_proposal(quick: Talks) -> None:
    quick.sent()
    quick.answer("worker", "proposed", "More")
    with pytest.raises(ProposalsOpen):
        quick.close()
    with pytest.raises(UnknownChoice):
        consultations.settle(quick.unit(), SLUG, 1, 3, "agreed", "")
    with pytest.raises(Missing):
        consultations.settle(quick.unit(), SLUG, 1, 3, "declined", " ")
    consultations.settle(quick.unit(), SLUG, 1, 3, "declined", "No time")
    with pytest.raises(NotAProposal):
        consultations.settle(quick.unit(), SLUG, 1, 3, "taken_up", "")
    with pytest.raises(NotAllAgreed):
        quick.close()
    quick.answer("worker")
    with pytest.raises(StillOpen):
        quick.close()


def test_what_is_sent_is_frozen_and_held_against_today(talks: Talks) -> None:
    slots.accept(talks.unit(), SLUG, slots.propose(talks.unit(), SLUG, seed="1", sitting_key="opening"))
    number = talks.sent(sitting="opening")
    glance = consultations.on_slots(talks.unit("worker"), SLUG, "opening")
    assert glance is not None
    assert (glance.is_changed, glance.is_waiting) == (False, True)
    assert consultations.on_slots(talks.unit("worker"), SLUG, "theme-1") is None
    seen = talks.seen("worker")
    assert seen.differences == ()
    line = slots.plan(talks.unit(), SLUG, "opening").lines[0]
    change = slots.SlotIn(seconds=line.slot.seconds, place=line.place, label="A guest")
    slots.edit(talks.unit(), SLUG, "opening", line.slot.number, change)
    again = talks.seen("worker")
    assert again.lines == seen.lines
    assert [each.names for each in again.differences] == [("person", "label")]
    changed = consultations.on_slots(talks.unit("worker"), SLUG, "opening")
    assert changed is not None
    assert changed.is_changed
    talks.answer("worker", "proposed", "Ours first", about=again.lines[0].key)
    talks.answer("employer", "proposed", "Ours", about="no such line")
    assert [each.about for each in talks.seen().waiting] == [again.lines[0].key, ""]
    assert number == 1


@pytest.mark.parametrize("subject", Subject)
def test_each_subject_has_its_lines(quick: Talks, subject: Subject) -> None:
    room = RoomIn(key="xvii", name="Room XVII", link="https://meet.example.org/secret-room")
    programme.put_room(quick.unit(), SLUG, room, is_new=True)
    quick.sent(subject=subject)
    seen = quick.seen("worker")
    assert bool(seen.lines) is (subject is not Subject.SLOTS)
    assert "secret-room" not in str(seen)


def test_the_draft_may_be_changed_and_the_next_round_too(quick: Talks) -> None:
    number = quick.begin()
    consultations.edit(quick.unit(), SLUG, number, a_draft(title="Anew", subject=Subject.FORMAT))
    assert quick.one().draft.subject is Subject.FORMAT
    quick.send()
    consultations.edit(quick.unit(), SLUG, number, a_draft(title="Second", addressees=WHOLE[:1]))
    found = quick.one()
    assert (found.title, found.draft.title, found.draft.addressees) == ("Anew", "Second", WHOLE)
    consultations.edit(quick.unit(), SLUG, number, a_draft(title="Second"))
    quick.send()
    assert quick.one().title == "Second"
    with pytest.raises(ChangedMeanwhile):
        consultations.edit(quick.unit(), SLUG, number, a_draft(title="Third"), seen="")
    quick.close("closed_noted")
    with pytest.raises(ActNotAllowed):
        consultations.edit(quick.unit(), SLUG, number, a_draft())


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"title": " "}, Missing),
        ({"title": "x" * 201}, TooLong),
        ({"text": "x" * 4_001}, TooLong),
        ({"language": "xx"}, UnknownLanguage),
        ({"sitting": "nowhere"}, Unknown),
        ({"addressees": WHOLE[:2]}, PartnersApart),
    ],
)
def test_a_wrong_draft_is_refused(quick: Talks, wrong: dict[str, object], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        quick.begin(**wrong)
    assert consultations.index(quick.unit(), SLUG) == []


def test_home_tells_whom_it_waits_for(quick: Talks) -> None:
    assert NeedKind.CONSULT not in needs(quick, "worker")
    quick.sent()
    assert NeedKind.CONSULT in needs(quick, "worker")
    assert NeedKind.SETTLE not in needs(quick, "organizer")
    assert NeedKind.CONSULT not in needs(quick, "fji-w1")
    quick.answer("worker", "proposed", "More")
    assert NeedKind.CONSULT in needs(quick, "worker")
    assert NeedKind.SETTLE in needs(quick, "organizer")
    quick.answer("worker")
    assert NeedKind.CONSULT not in needs(quick, "worker")


def test_a_rehearsal_keeps_its_consultations_to_itself(sqlite_store: Store) -> None:
    talks = Talks(sqlite_store)
    hidden = builders.a_forum(sqlite_store, "hidden", is_rehearsal=True)
    builders.a_release(sqlite_store, hidden)
    with pytest.raises(Unknown):
        consultations.index(talks.unit(), "hidden")
    with pytest.raises(SignInNeeded):
        consultations.index(talks.unit(None), "hidden")
