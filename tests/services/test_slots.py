"""Slots are proposed, accepted, edited and cleared by those who may; what others see is what is published."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from forum.domain.access import ANONYMOUS, OPERATOR, Actor
from forum.domain.audit import Tag
from forum.domain.people import Constituency, Role
from forum.domain.refusals import Forbidden, SignInNeeded, Stale, Unknown
from forum.domain.speaking.lists import Line
from forum.domain.speaking.rules import (
    BudgetTooSmall,
    HasSlots,
    NoTimeForSlots,
    OutOfRuleOrder,
    OverBudget,
    SlotKind,
    Stage,
    WrongSlotLength,
    WrongSpeaker,
)
from forum.domain.speaking.slots import NightReason
from forum.services import slots
from forum.services.slots import SlotIn, SpeakingPlan
from forum.services.unit import Unit
from forum.store import audit, outbox, people, programme
from forum.store.engine import Store
from tests import builders
from tests.speaking import rules

SLUG = "global-forum"
RULES = rules()
EMPLOYER, WORKER = Constituency.EMPLOYER, Constituency.WORKER


@pytest.fixture
def filled(store: Store) -> Store:
    """A forum of two sittings with two leaders and, per constituency, a coordinator and four delegates."""
    forum_id = builders.a_forum(store)
    builders.a_sitting(store, forum_id, "opening", kind="opening")
    builders.a_sitting(store, forum_id, "closing", kind="closing", day=dt.date(2022, 2, 23), position=1)
    builders.a_person(store, forum_id, "organizer", "organizer", constituency="secretariat")
    builders.a_person(store, forum_id, "clerk", "clerk", constituency="secretariat")
    for number in (1, 2):
        builders.a_person(store, forum_id, f"leader-{number}", "leader", constituency="organization")
    for name in ("government", "employer", "worker"):
        builders.a_person(store, forum_id, f"coordinator-{name}", "coordinator", constituency=name)
        for number in range(4):
            builders.a_person(store, forum_id, f"{name}-{number}", constituency=name)
    builders.a_person(store, forum_id, "FJ-work", constituency="worker", zone="Pacific/Fiji")
    return store


def unit(store: Store, key: str | None = "organizer", slug: str = SLUG, now: dt.datetime = builders.EARLY) -> Unit:
    """A unit of the operator (None) or of a person."""
    if key is None:
        return Unit(store=store, actor=OPERATOR, now=now)
    with store.reading() as db:
        forum = programme.forum_by_slug(db, slug)
        assert forum is not None
        person = people.person_by_key(db, forum.id, key)
        assert person is not None
        return Unit(store=store, actor=replace(people.actor_of(person), account_id=person.id), now=now)


def allocated(store: Store, **options: object) -> slots.Proposal:
    proposal = slots.propose(unit(store), SLUG, seed="2022", **options)
    slots.accept(unit(store), SLUG, proposal)
    return proposal


def plan(store: Store, key: str | None = "organizer", sitting: str = "opening") -> SpeakingPlan:
    return slots.plan(unit(store, key), SLUG, sitting)


def line(seen: SpeakingPlan, kind: SlotKind, constituency: Constituency) -> Line:
    return next(each for each in seen.lines if (each.slot.kind, each.slot.constituency) == (kind, constituency))


def saying(found: Line, **changes: object) -> SlotIn:
    """What the form says of a line as it is, with changes."""
    key = found.person.key if found.person else ""
    facts: dict[str, object] = {"seconds": found.slot.seconds, "place": found.place, "person_key": key, **changes}
    return SlotIn(**facts)  # type: ignore[arg-type]


def test_the_whole_forum_is_planned_at_once(filled: Store) -> None:
    proposal = allocated(filled)
    assert set(proposal.plans) == {"opening", "closing"}
    assert (proposal.notes, proposal.unplaced) == (1, ()), "both sittings begin at night in Fiji"
    opening, closing = plan(filled), plan(filled, sitting="closing")
    assert (opening.stage, closing.stage) == (Stage.OPENING, Stage.LAST)
    assert {each.slot.kind for each in closing.lines} == {SlotKind.NEXT_STEPS, SlotKind.OPEN_FLOOR}
    assert [each.place for each in opening.lines] == list(range(1, len(opening.lines) + 1))
    for seen in (opening, closing):
        assert seen.seconds_of(EMPLOYER) == seen.seconds_of(WORKER) > 0
        assert seen.outline is not None
        assert seen.outline.entitled.partner >= seen.seconds_of(EMPLOYER)


def test_a_line_knows_its_times_and_what_it_reacts_to(filled: Store) -> None:
    allocated(filled)
    seen = plan(filled)
    reaction = line(seen, SlotKind.REACTION, WORKER)
    presenting = next(each for each in seen.lines if each.slot.number == reaction.slot.reacts_to)
    assert reaction.reacts_to == presenting.person
    assert reaction.start == seen.sitting.start + dt.timedelta(seconds=reaction.slot.offset)
    assert presenting.end <= reaction.start < reaction.end <= seen.sitting.end


def test_one_sitting_is_replaced_only_when_asked(filled: Store) -> None:
    allocated(filled)
    with pytest.raises(HasSlots):
        slots.propose(unit(filled), SLUG, seed="x", sitting_key="opening")
    proposal = slots.propose(unit(filled), SLUG, seed="x", sitting_key="opening", may_replace=True)
    assert set(proposal.plans) == {"opening"}
    slots.accept(unit(filled), SLUG, proposal)


def test_a_plan_changed_by_hand_stays_when_the_whole_forum_is_planned_again(filled: Store) -> None:
    allocated(filled)
    found = line(plan(filled), SlotKind.OPENING_STATEMENT, WORKER)
    slots.edit(unit(filled), SLUG, "opening", found.slot.number, saying(found, seconds=200))
    assert set(allocated(filled).plans) == {"closing"}


def test_a_proposal_goes_stale(filled: Store) -> None:
    proposal = slots.propose(unit(filled), SLUG, seed="x")
    builders.a_person(filled, 1, "late", constituency="worker")
    with pytest.raises(Stale):
        slots.accept(unit(filled), SLUG, proposal)
    assert plan(filled).lines == ()


def test_what_has_no_time_has_no_slots(filled: Store) -> None:
    builders.a_sitting(filled, 1, "later", day=None, clock=None)
    with pytest.raises(NoTimeForSlots):
        slots.propose(unit(filled), SLUG, seed="", sitting_key="later")
    assert "later" not in slots.propose(unit(filled), SLUG, seed="").plans
    assert plan(filled, sitting="later").lines == ()
    with pytest.raises(Unknown):
        slots.propose(unit(filled), SLUG, seed="", sitting_key="nothing")


def test_a_sitting_too_short_changes_nothing(filled: Store) -> None:
    builders.a_sitting(filled, 1, "short", minutes=5, day=dt.date(2022, 2, 24), kind="closing")
    with pytest.raises(BudgetTooSmall):
        slots.propose(unit(filled), SLUG, seed="")
    assert plan(filled).lines == ()
    assert plan(filled, sitting="short").outline is None


def test_an_edited_length_reaches_the_other_partner(filled: Store) -> None:
    allocated(filled)
    found = line(plan(filled), SlotKind.OPENING_STATEMENT, WORKER)
    slots.edit(unit(filled), SLUG, "opening", found.slot.number, saying(found, seconds=200))
    seen = plan(filled)
    assert line(seen, SlotKind.OPENING_STATEMENT, EMPLOYER).slot.seconds == 200
    assert seen.seconds_of(EMPLOYER) == seen.seconds_of(WORKER)


def test_edits_that_break_a_rule_change_nothing(filled: Store) -> None:
    allocated(filled)
    before = plan(filled)
    statement = line(before, SlotKind.OPENING_STATEMENT, WORKER)
    cases = [
        (WrongSlotLength, saying(statement, seconds=5)),
        (OutOfRuleOrder, saying(statement, place=1)),
        (WrongSpeaker, saying(statement, person_key="coordinator-employer")),
        (WrongSpeaker, saying(statement, person_key="clerk")),
        (Unknown, saying(statement, person_key="nobody")),
    ]
    for refusal, change in cases:
        with pytest.raises(refusal):
            slots.edit(unit(filled), SLUG, "opening", statement.slot.number, change)
    short = next(each for each in before.lines if each.slot.kind is SlotKind.OPEN_FLOOR and each.slot.seconds < 120)
    with pytest.raises(OverBudget):
        slots.edit(unit(filled), SLUG, "opening", short.slot.number, saying(short, seconds=120))
    with pytest.raises(Unknown):
        slots.edit(unit(filled), SLUG, "opening", 999, saying(statement))
    assert plan(filled) == before


def test_a_slot_moves_among_its_like(filled: Store) -> None:
    allocated(filled)
    first = next(each for each in plan(filled).lines if each.slot.kind is SlotKind.OPEN_FLOOR)
    change = saying(first, place=first.place + 1)
    slots.edit(unit(filled), SLUG, "opening", first.slot.number, change)
    after = plan(filled)
    assert after.lines[first.place].slot.number == first.slot.number
    assert [each.start for each in after.lines] == sorted(each.start for each in after.lines)


def test_who_is_named_by_hand_into_the_night_is_noted(filled: Store) -> None:
    allocated(filled, sitting_key="opening")
    builders.a_person(filled, 1, "TO-work", constituency="worker", zone="Pacific/Tongatapu")
    found = next(
        each
        for each in plan(filled).lines
        if each.slot.kind is SlotKind.OPEN_FLOOR and each.slot.constituency is WORKER
    )
    change = saying(found, person_key="TO-work")
    slots.edit(unit(filled), SLUG, "opening", found.slot.number, change)
    seen = plan(filled)
    note = seen.lines[found.place - 1].note
    assert note is not None
    assert (note.reason, note.zone) == (NightReason.BY_HAND, "Pacific/Tongatapu")
    assert note.local == seen.lines[found.place - 1].start
    assert seen.nights == sum(each.note is not None for each in seen.lines) >= 1


def test_a_label_stands_where_nobody_is_named(filled: Store) -> None:
    allocated(filled)
    found = line(plan(filled), SlotKind.OPEN_FLOOR, WORKER)
    change = saying(found, person_key="", label="  a speaker \n of the group ")
    slots.edit(unit(filled), SLUG, "opening", found.slot.number, change)
    after = plan(filled).lines[found.place - 1]
    assert (after.person, after.slot.label) == (None, "a speaker of the group")


def test_two_editors_do_not_overwrite_each_other(filled: Store) -> None:
    allocated(filled)
    seen = plan(filled)
    found = line(seen, SlotKind.OPENING_STATEMENT, WORKER)
    later = unit(filled, now=builders.EARLY + dt.timedelta(minutes=1))
    slots.edit(later, SLUG, "opening", found.slot.number, saying(found, seconds=200), basis=seen.basis)
    with pytest.raises(Stale):
        slots.edit(later, SLUG, "opening", found.slot.number, saying(found, seconds=180), basis=seen.basis)


def test_clearing_is_audited_once(filled: Store) -> None:
    allocated(filled)
    count = len(plan(filled).lines)
    assert slots.clear(unit(filled), SLUG, "opening") == count
    assert slots.clear(unit(filled), SLUG, "opening") == 0
    assert plan(filled).lines == ()
    with pytest.raises(Unknown):
        slots.clear(unit(filled), SLUG, "nothing")
    with filled.reading() as db:
        tags = [entry.tag for entry in audit.entries(db, 1)]
        told = [row.body for row in outbox.waiting(db) if row.kind == "announce"]
    assert tags == [Tag.SLOTS_CLEARED, Tag.SLOTS_ALLOCATED, Tag.SLOTS_ALLOCATED]
    assert told == [{"kind": "slots", "sitting": key} for key in ("opening", "closing", "opening")]


def test_a_clerk_may_a_delegate_may_not(filled: Store) -> None:
    proposal = slots.propose(unit(filled, "clerk"), SLUG, seed="")
    change = SlotIn(seconds=120, place=1)
    stranger = Unit(store=filled, actor=Actor(account_id=9), now=builders.EARLY)
    nobody = Unit(store=filled, actor=ANONYMOUS, now=builders.EARLY)
    for who, refusal in ((unit(filled, "worker-0"), Forbidden), (stranger, Unknown), (nobody, SignInNeeded)):
        with pytest.raises(refusal):
            slots.propose(who, SLUG, seed="")
        with pytest.raises(refusal):
            slots.accept(who, SLUG, proposal)
        with pytest.raises(refusal):
            slots.edit(who, SLUG, "opening", 1, change)
        with pytest.raises(refusal):
            slots.clear(who, SLUG, "opening")
    with pytest.raises(Unknown):
        slots.plan(stranger, SLUG, "opening")
    with pytest.raises(SignInNeeded):
        slots.own_slots(nobody, SLUG)


def test_an_organizer_of_another_forum_may_not(filled: Store) -> None:
    other = builders.a_forum(filled, "other")
    builders.a_person(filled, other, "organizer", "organizer", constituency="secretariat")
    foreign = unit(filled, slug="other")
    for service in (lambda: slots.clear(foreign, SLUG, "opening"), lambda: slots.plan(foreign, SLUG, "opening")):
        with pytest.raises(Unknown):
            service()


def test_delegates_see_what_is_published(filled: Store) -> None:
    allocated(filled)
    with pytest.raises(Unknown):
        plan(filled, "worker-0")
    assert slots.own_slots(unit(filled, "leader-1"), SLUG) == []
    builders.a_release(filled, 1)
    seen = plan(filled, "worker-0")
    assert seen.lines == plan(filled).lines
    assert (seen.may_edit, seen.candidates) == (False, ())
    assert plan(filled).may_edit


def test_a_person_sees_when_they_speak(filled: Store) -> None:
    allocated(filled)
    builders.a_release(filled, 1)
    own = slots.own_slots(unit(filled, "leader-1"), SLUG)
    assert [each.slot.kind for each in own] == [SlotKind.PRESENTATION, SlotKind.ANSWER]
    assert all(each.sitting.key == "opening" for each in own)
    assert [each.start for each in own] == sorted(each.start for each in own)
    assert own[0].place in (1, 2)
    assert own[0].end - own[0].start == dt.timedelta(seconds=own[0].slot.seconds)
    assert slots.own_slots(unit(filled, None), SLUG) == []


def test_candidates_may_speak_somewhere_in_the_sitting(filled: Store) -> None:
    allocated(filled)
    found = {person.key for person in plan(filled).candidates}
    assert {"leader-1", "coordinator-worker", "FJ-work"} <= found
    assert found.isdisjoint({"organizer", "clerk"})
    assert Role.CLERK not in set().union(*(person.roles for person in plan(filled).candidates))
