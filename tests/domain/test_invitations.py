"""Who is told of what, by which message, and when. Numbers are those of docs/calendar.md."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.domain import invitations as rules
from forum.domain.invitations import (
    LEAD,
    LONGEST,
    QUIET,
    SOON,
    AlreadySent,
    Method,
    Notice,
    NoticeState,
    SlotTime,
    Verb,
)
from forum.domain.people import Constituency, MailWish, Person, Role
from forum.domain.programme import SittingStatus
from forum.domain.refusals import Stale
from forum.domain.releases import ChangeKind
from forum.domain.speaking.rules import SlotKind
from forum.domain.speaking.slots import Slot
from tests.calendars import sitting

DAY = dt.date(2026, 4, 2)
BEFORE = sitting("opening", "Opening", DAY, "13:00")
MOVED = replace(BEFORE, clock=dt.time(15), sequence=1)
CANCELLED = replace(BEFORE, status=SittingStatus.CANCELLED, sequence=1)
START = BEFORE.start
EVE = START - dt.timedelta(hours=20)


def notice(before: object = BEFORE, after: object = MOVED, at: dt.datetime = EVE, **facts: object) -> Notice:
    plain = Notice(forum_id=1, before=before, after=after, first_at=at, changed_at=at)  # type: ignore[arg-type]
    return replace(plain, **facts)  # type: ignore[arg-type]


def slot(was: SlotTime | None, now: SlotTime | None, **facts: object) -> Notice:
    return notice(BEFORE, BEFORE, person_id=7, slot_key="opening-fiji-1", slot_before=was, slot_after=now, **facts)


def time(minutes: int, sequence: int = 3) -> SlotTime:
    return SlotTime(start=START + dt.timedelta(minutes=minutes), minutes=3, sequence=sequence)


def gone(minutes: int) -> SlotTime:
    return replace(time(minutes, 4), is_withdrawn=True)


LOST = gone(5)


def person(number: int, **facts: object) -> Person:
    plain = Person(
        id=number,
        forum_id=1,
        key=f"p{number}",
        name="",
        function="Delegate",
        constituency=Constituency.GOVERNMENT,
        zone="Pacific/Fiji",
        email=f"p{number}@example.org",
        roles=frozenset({Role.DELEGATE}),
    )
    return replace(plain, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "kind", "method", "sequence"),
    [
        (notice(None, BEFORE), ChangeKind.NEW, Method.REQUEST, 0),
        (notice(), ChangeKind.MOVED, Method.REQUEST, 1),
        (notice(BEFORE, replace(BEFORE, title="Other")), ChangeKind.CHANGED, Method.REQUEST, 0),
        (notice(BEFORE, CANCELLED), ChangeKind.CANCELLED, Method.CANCEL, 1),
        (slot(None, time(5)), ChangeKind.NEW, Method.REQUEST, 3),
        (slot(time(5), time(9, 4)), ChangeKind.MOVED, Method.REQUEST, 4),
        (slot(time(5), LOST), ChangeKind.CANCELLED, Method.CANCEL, 4),
        (slot(LOST, time(5, 6)), ChangeKind.NEW, Method.REQUEST, 6),
        (replace(slot(time(5), time(5, 4)), after=CANCELLED), ChangeKind.CANCELLED, Method.CANCEL, 4),
    ],
)
def test_29_method_and_sequence_follow_from_the_change(
    found: Notice, kind: ChangeKind, method: Method, sequence: int
) -> None:
    assert (found.kind, found.method, found.sequence) == (kind, method, sequence)
    assert not found.is_nothing


def test_29_new_rules_for_the_clocks_move_what_nobody_moved() -> None:
    hour = dt.timedelta(hours=1)
    found = notice(BEFORE, replace(BEFORE, sequence=1), stood_at=START - hour)
    assert (found.kind, found.method, found.sequence) == (ChangeKind.MOVED, Method.REQUEST, 1)
    assert found.is_by_rules
    assert found.was == (START - hour, START - hour + dt.timedelta(minutes=BEFORE.minutes))
    assert rules.is_soon(found, START - dt.timedelta(hours=25)), "as it was"
    assert not rules.is_soon(found, START - dt.timedelta(hours=25, seconds=1))
    by_hand = replace(found, after=MOVED)
    assert (by_hand.kind, by_hand.is_by_rules) == (ChangeKind.MOVED, False)
    back = rules.merged(rules.merged(None, found), replace(found, before=found.after, stood_at=START, after=BEFORE))
    assert back is not None
    assert back.was == found.was, "what people knew first stays"


def test_what_is_as_it_was_is_nothing() -> None:
    assert notice(BEFORE, BEFORE).is_nothing
    assert slot(time(5), time(5, 9)).is_nothing
    assert slot(None, LOST).is_nothing


@pytest.mark.parametrize(
    ("found", "hours", "is_soon"),
    [
        (notice(), -25, False),
        (notice(), -24, True),
        (notice(), 0, True),
        (notice(), 3.5, True),
        (notice(), 3.51, False),
        (notice(BEFORE, replace(BEFORE, day=DAY + dt.timedelta(days=7))), -20, True),
        (notice(None, BEFORE), -25, False),
        (slot(time(60), gone(60)), -23.5, True),
        (slot(time(60), gone(60)), -24, True),
        (slot(time(90), gone(90)), -23, True),
        (slot(time(90), gone(90)), -22.6, True),
        (slot(time(90), gone(90)), -22.4, True),
    ],
)
def test_close_to_a_sitting_as_it_was_or_is(found: Notice, hours: float, is_soon: bool) -> None:
    at = START + dt.timedelta(hours=hours)
    earliest = min(start for start, _end in rules._spans(found))
    assert rules.is_soon(found, at) is (is_soon and at >= earliest - SOON)


def test_what_is_over_is_told_to_nobody() -> None:
    assert not rules.is_past(notice(), MOVED.end)
    assert rules.is_past(notice(), MOVED.end + dt.timedelta(seconds=1))
    assert rules.is_past(notice(None, BEFORE), BEFORE.end + dt.timedelta(seconds=1))


MINUTES = st.integers(min_value=0, max_value=60 * 48)


@given(first=MINUTES, later=MINUTES)
def test_letters_are_quiet_prompt_and_in_time(first: int, later: int) -> None:
    begun = START - dt.timedelta(days=2) + dt.timedelta(minutes=first)
    changed = begun + dt.timedelta(minutes=later)
    due = rules.due(notice(first_at=begun, changed_at=changed))
    assert changed <= due <= changed + QUIET
    assert due <= max(changed, begun + LONGEST)
    assert due <= max(changed, START - LEAD)


def test_edits_are_one_notice_and_undone_they_are_none() -> None:
    first = rules.merged(None, notice())
    assert first is not None
    assert first.due_at == EVE + QUIET
    later = EVE + dt.timedelta(minutes=5)
    again = rules.merged(first, notice(MOVED, CANCELLED, at=later))
    assert again is not None
    assert (again.before, again.after, again.kind) == (BEFORE, CANCELLED, ChangeKind.CANCELLED)
    assert (again.first_at, again.changed_at, again.due_at) == (EVE, later, later + QUIET)
    assert again.revision == first.revision + 1
    undone = rules.merged(first, notice(MOVED, replace(BEFORE, sequence=2), at=later))
    assert undone is not None
    assert (undone.state, undone.due_at) == (NoticeState.DROPPED, None)
    assert rules.merged(None, notice(BEFORE, BEFORE)) is None


def test_what_is_held_stays_held() -> None:
    held = replace(notice(), state=NoticeState.HELD)
    again = rules.merged(held, notice(MOVED, CANCELLED))
    assert again is not None
    assert (again.state, again.due_at) == (NoticeState.HELD, None)


def test_an_organizer_holds_frees_hastens_and_drops() -> None:
    waiting = rules.merged(None, notice())
    assert waiting is not None
    now = EVE + dt.timedelta(minutes=1)
    held = rules.decided(waiting, Verb.HOLD, revision=1, now=now)
    assert (held.state, held.due_at, held.revision) == (NoticeState.HELD, None, 2)
    free = rules.decided(held, Verb.WAIT, revision=2, now=now + dt.timedelta(hours=1))
    assert (free.state, free.due_at) == (NoticeState.WAITING, now + dt.timedelta(hours=1))
    hastened = rules.decided(waiting, Verb.SEND, revision=1, now=now)
    assert (hastened.state, hastened.due_at, hastened.revision) == (NoticeState.WAITING, now, 2)
    dropped = rules.decided(held, Verb.DROP, revision=2, now=now)
    assert (dropped.state, dropped.due_at) == (NoticeState.DROPPED, None)
    assert rules.decided(waiting, Verb.WAIT, revision=1, now=now) == waiting


@pytest.mark.parametrize("verb", list(Verb))
def test_the_same_word_twice_does_nothing_twice(verb: Verb) -> None:
    basis = replace(notice(), state=NoticeState.HELD if verb is Verb.WAIT else NoticeState.WAITING)
    once = rules.decided(basis, verb, revision=1, now=EVE)
    assert rules.decided(once, verb, revision=1, now=EVE + dt.timedelta(minutes=1)) == once


def test_of_two_organizers_the_second_is_told() -> None:
    held = rules.decided(notice(), Verb.HOLD, revision=1, now=EVE)
    with pytest.raises(Stale):
        rules.decided(held, Verb.SEND, revision=1, now=EVE)
    dropped = rules.decided(notice(), Verb.DROP, revision=1, now=EVE)
    with pytest.raises(Stale):
        rules.decided(dropped, Verb.SEND, revision=2, now=EVE)
    going = rules.begun(notice(), 1, EVE)
    assert going is not None
    with pytest.raises(AlreadySent):
        rules.decided(going, Verb.HOLD, revision=1, now=EVE)


def test_send_now_twice_is_no_fault_once_the_letters_go() -> None:
    hastened = rules.decided(notice(), Verb.SEND, revision=1, now=EVE)
    going = rules.begun(hastened, 2, EVE)
    assert going is not None
    assert rules.decided(going, Verb.SEND, revision=1, now=EVE) == going
    assert rules.ended(going).state is NoticeState.SENT
    assert rules.decided(rules.ended(going), Verb.SEND, revision=1, now=EVE) == rules.ended(going)


def test_letters_begin_once_and_only_as_decided() -> None:
    going = rules.begun(notice(), 1, EVE)
    assert going is not None
    assert (going.state, going.begun_at, going.is_open) == (NoticeState.SENDING, EVE, False)
    assert rules.begun(going, 1, EVE + QUIET) == going
    assert rules.begun(going, 2, EVE) is None
    assert rules.begun(notice(), 2, EVE) is None
    assert rules.begun(replace(notice(), state=NoticeState.HELD), 1, EVE) is None


def test_whom_it_concerns_and_who_wants_mail() -> None:
    everybody = [
        person(1),
        person(2, mail=MailWish.NEVER),
        person(3, mail=MailWish.ALL),
        person(4, email=""),
        person(5, roles=frozenset({Role.HALL})),
        person(7),
    ]
    soon, far = START - SOON, START - SOON - dt.timedelta(seconds=1)
    assert [each.id for each in rules.concerned(notice(), everybody)] == [1, 2, 3, 4, 7]
    assert [each.id for each in rules.recipients(notice(), everybody, soon)] == [1, 3, 7]
    assert [each.id for each in rules.recipients(notice(), everybody, far)] == [3]
    assert [each.id for each in rules.recipients(slot(time(5), LOST), everybody, START)] == [7]


def test_speaking_times_bear_the_keys_of_the_feeds() -> None:
    given = [
        Slot(
            number=n,
            kind=SlotKind.OPEN_FLOOR,
            constituency=Constituency.GOVERNMENT,
            seconds=120,
            offset=n * 300,
            person_id=who,
            modified_at=EVE,
        )
        for n, who in ((1, 7), (2, None), (3, 9), (4, 7))
    ]
    times = rules.slot_times(MOVED, given, {7: "fiji"})
    assert list(times) == ["opening-fiji-1", "opening-fiji-2"]
    who, first = times["opening-fiji-1"]
    assert (who, first.start, first.minutes) == (7, MOVED.start + dt.timedelta(minutes=5), 2)
    assert first.end == first.start + dt.timedelta(minutes=2)
    assert first.sequence == MOVED.sequence + given[0].sequence


def test_29_a_speaking_time_that_is_taken_away_counts_as_in_the_feeds() -> None:
    lost = rules.withdrawn(time(5), MOVED, EVE, changes=3)
    assert (lost.is_withdrawn, lost.start) == (True, time(5).start)
    assert lost.sequence == MOVED.sequence + int(EVE.timestamp()) // 60 + 3
