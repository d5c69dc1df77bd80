"""A list opens and closes at set instants, early or again for a reason; what is a group's own is not told to others."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from forum.domain.access import ANONYMOUS, OPERATOR
from forum.domain.inscription import lists, refused
from forum.domain.inscription.lists import Draw, Times
from forum.domain.inscription.rules import list_rules, usual_closing
from forum.domain.inscription.values import EntryState, ListState, Order
from forum.domain.people import Role
from forum.domain.programme import SittingStatus
from forum.domain.speaking.procedure import Paperwork, Procedure
from forum.domain.speaking.rules import Stage
from tests.inscriptions import (
    CLERK,
    CLOSES,
    EMPLOYER,
    GOVERNMENT,
    NOW,
    OPENS,
    ORGANIZATION,
    RULES,
    START,
    WORKER,
    a_list,
    a_person,
    an_actor,
    an_entry,
)
from tests.programmes import a_sitting
from tests.speaking import rules

SITTING = a_sitting("opening", "2022-02-25 13:00")
DRAW = Draw(secret="n" * 64, commitment="c")
TIMES = Times(opens_at=OPENS, closes_at=CLOSES, order=Order.DRAW)
SETTLED = a_list(closed_at=CLOSES, secret="s", seed="e", ids=("a",), letter="Fiji", handed_at=CLOSES)


def test_where_a_list_stands() -> None:
    listing = a_list()
    assert SITTING.start == START
    moments = [OPENS - dt.timedelta(seconds=1), OPENS, NOW, CLOSES - dt.timedelta(seconds=1), CLOSES, START]
    states = [ListState.AHEAD, ListState.OPEN, ListState.OPEN, ListState.OPEN, ListState.CLOSED, ListState.CLOSED]
    assert [listing.state(moment) for moment in moments] == states
    assert a_list(closed_at=NOW).state(NOW) is ListState.CLOSED
    assert (listing.is_settled, SETTLED.is_settled) == (False, True)


def test_times_are_set_and_set_anew_but_the_draw_stays() -> None:
    made = lists.planned(None, SITTING, TIMES, NOW, DRAW)
    assert (made.sitting_id, made.commitment, made.order, made.secret) == (SITTING.id, "c", Order.DRAW, "")
    later = lists.planned(made, SITTING, replace(TIMES, closes_at=START), NOW, Draw(secret="x", commitment="other"))
    assert (later.closes_at, later.commitment, later.revision) == (START, "c", 1)
    with pytest.raises(refused.ListIsSettled):
        lists.planned(SETTLED, SITTING, TIMES, NOW, DRAW)


@pytest.mark.parametrize(("opens", "closes"), [(CLOSES, CLOSES), (CLOSES, OPENS), (OPENS, START + dt.timedelta(1))])
def test_a_list_closes_after_it_opens_and_before_the_sitting(opens: dt.datetime, closes: dt.datetime) -> None:
    with pytest.raises(refused.WrongListTimes) as said:
        lists.planned(None, SITTING, Times(opens_at=opens, closes_at=closes), NOW, DRAW)
    assert said.value.params == {"start": START, "zone": "Europe/Zurich"}


def test_a_sitting_without_a_time_has_no_list() -> None:
    for sitting in (a_sitting(when=None), replace(SITTING, status=SittingStatus.CANCELLED)):
        with pytest.raises(refused.SittingNotHeld):
            lists.planned(None, sitting, TIMES, NOW, DRAW)


def test_the_last_call() -> None:
    called = lists.last_call(a_list(), SITTING, NOW + dt.timedelta(hours=1), NOW)
    assert (called.closes_at, called.last_call_at) == (NOW + dt.timedelta(hours=1), NOW)
    early = OPENS - dt.timedelta(days=1)
    assert lists.last_call(a_list(), SITTING, CLOSES, early).opens_at == early, "who is called may come"
    with pytest.raises(refused.WrongListTimes):
        lists.last_call(a_list(), SITTING, NOW, NOW)
    with pytest.raises(refused.ListIsSettled):
        lists.last_call(a_list(), SITTING, START, CLOSES)


def test_closed_early_with_a_reason_and_after_its_time_without() -> None:
    lists.require_closable(a_list(), SITTING, NOW, reason="Enough")
    lists.require_closable(a_list(), SITTING, CLOSES, reason="")
    for listing, now, wrong in (
        (a_list(), NOW, refused.ReasonNeeded),
        (a_list(), OPENS - dt.timedelta(days=1), refused.ListNotOpen),
        (SETTLED, CLOSES, refused.ListIsSettled),
    ):
        with pytest.raises(wrong):
            lists.require_closable(listing, SITTING, now, reason="")


def test_reopened_for_a_reason_with_another_draw() -> None:
    until = CLOSES + dt.timedelta(hours=1)
    again = lists.reopened(SETTLED, SITTING, until, CLOSES, reason="A State was missed", draw=DRAW)
    assert (again.closed_at, again.secret, again.seed, again.ids, again.letter) == (None, "", "", (), "")
    assert (again.commitment, again.handed_at, again.state(CLOSES)) == ("c", None, ListState.OPEN)
    for now, reason, closes, wrong in (
        (CLOSES, "", until, refused.ReasonNeeded),
        (START, "r", until, refused.SittingHasBegun),
        (CLOSES, "r", CLOSES, refused.WrongListTimes),
    ):
        with pytest.raises(wrong):
            lists.reopened(SETTLED, SITTING, closes, now, reason=reason, draw=DRAW)
    with pytest.raises(refused.ListStillOpen):
        lists.reopened(a_list(), SITTING, until, NOW, reason="r", draw=DRAW)


def test_the_order_is_that_of_arrival_until_places_are_given() -> None:
    gone = an_entry(2, state=EntryState.WITHDRAWN)
    assert [each.id for each in lists.in_order([an_entry(3), gone, an_entry(1)])] == [1, 3]
    placed = [an_entry(1, place=2), an_entry(2, place=1), an_entry(9), an_entry(3, place=3)]
    assert [each.id for each in lists.in_order(placed)] == [2, 1, 3, 9]


def test_a_group_s_entries_are_seen_by_that_group_and_the_secretariat_until_the_list_is_published() -> None:
    worker = a_person(1, constituency=WORKER)
    entry, draft = an_entry(1, worker), an_entry(2, worker, state=EntryState.DRAFT)
    gone = an_entry(3, worker, state=EntryState.WITHDRAWN)
    colleague = an_actor(a_person(5, "KE", constituency=WORKER))
    employer, chair = an_actor(a_person(6, constituency=EMPLOYER)), an_actor(a_person(7), Role.CHAIR)
    for actor in (CLERK, OPERATOR, colleague):
        assert all(lists.is_seen(each, a_list(), RULES, actor) for each in (entry, draft, gone))
    for actor in (employer, chair, ANONYMOUS):
        assert not any(lists.is_seen(each, a_list(), RULES, actor) for each in (entry, draft, gone))
        assert [lists.is_seen(each, SETTLED, RULES, actor) for each in (entry, draft, gone)] == [True, False, False]
    open_rules = replace(RULES, is_confidential=False)
    assert [lists.is_seen(each, a_list(), open_rules, employer) for each in (entry, draft, gone)] == [
        True,
        False,
        False,
    ]
    assert lists.hidden([entry, draft, gone], []) == 1
    assert lists.hidden([entry, draft], [entry]) == 0


def test_who_made_an_entry_or_stands_in_it_sees_it() -> None:
    entry = an_entry(1, a_person(1, constituency=WORKER), by_person_id=6, deputy_id=8)
    for number in (1, 6, 8):
        assert lists.is_seen(entry, a_list(), RULES, an_actor(a_person(number, constituency=EMPLOYER)))


def test_the_rules_of_a_list_are_those_of_the_sitting_s_slots() -> None:
    found = list_rules(rules(), Stage.THEME)
    assert (ORGANIZATION, Role.LEADER) in found.speakers
    assert (GOVERNMENT, Role.DELEGATE) in found.speakers
    assert not any(role is Role.OBSERVER for _, role in found.speakers)
    assert (found.text, found.video) == (dt.timedelta(hours=24), dt.timedelta(hours=48))
    silent = list_rules(rules(procedure=Procedure()), Stage.LAST)
    assert (silent.text, silent.video, silent.once) == (None, None, None)
    assert (ORGANIZATION, Role.LEADER) not in silent.speakers, "nobody presents in the last sitting"
    assert usual_closing(rules(procedure=Procedure())) == dt.timedelta(hours=1)
    assert usual_closing(rules(procedure=Procedure(paperwork=Paperwork(closes=3)))) == dt.timedelta(hours=3)
