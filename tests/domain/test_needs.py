"""What needs whom: one rule at a time, and the order of urgency."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.domain.needs import Facts, Need, NeedKind, Upcoming, needs
from forum.domain.people import Constituency, Role

NOW = dt.datetime(2022, 2, 22, 12, tzinfo=dt.UTC)
LIVE = Upcoming(key="opening", title="Opening", start=NOW, is_live=True)
SOON = Upcoming(key="theme-1", title="Theme 1", start=NOW + dt.timedelta(minutes=20), is_live=False)
LATER = Upcoming(key="closing", title="Closing", start=NOW + dt.timedelta(hours=5), is_live=False)
QUIET = Facts(
    roles=frozenset(),
    constituency=Constituency.GOVERNMENT,
    now=NOW,
    people=748,
    sittings=(),
    untimed=0,
    without_slots=0,
    is_published=True,
    is_draft_ahead=False,
    has_feed=True,
)


def kinds(*roles: Role, **facts: object) -> list[NeedKind]:
    return [need.kind for need in needs(replace(QUIET, roles=frozenset(roles), **facts))]  # type: ignore[arg-type]


@pytest.mark.parametrize("role", Role)
def test_a_quiet_day_needs_nobody(role: Role) -> None:
    assert kinds(role) == []


@pytest.mark.parametrize(
    ("role", "kind"),
    [
        (Role.CHAIR, NeedKind.RUN_FLOOR),
        (Role.VICE_CHAIR, NeedKind.RUN_FLOOR),
        (Role.CLERK, NeedKind.RUN_FLOOR),
        (Role.RAPPORTEUR, NeedKind.CAPTURE),
        (Role.DELEGATE, NeedKind.FOLLOW),
        (Role.HALL, NeedKind.FOLLOW),
    ],
)
def test_a_live_sitting_needs_each_in_their_way(role: Role, kind: NeedKind) -> None:
    assert kinds(role, sittings=(LIVE, LATER)) == [kind]


def test_the_chair_opens_half_an_hour_ahead_and_not_before() -> None:
    assert needs(replace(QUIET, roles=frozenset({Role.CHAIR}), sittings=(SOON, LATER))) == (
        Need(kind=NeedKind.OPEN_FLOOR, sitting="theme-1", title="Theme 1", at=SOON.start),
    )
    assert kinds(Role.DELEGATE, sittings=(SOON,)) == []


def test_one_s_own_slot_is_named() -> None:
    own = Need(kind=NeedKind.SPEAK, sitting="closing", title="Closing", count=4, at=LATER.start)
    assert needs(replace(QUIET, own_slot=own)) == (own,)


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({"people": 1}, NeedKind.IMPORT_PEOPLE),
        ({"untimed": 2}, NeedKind.PLACE_SITTINGS),
        ({"is_published": False}, NeedKind.PUBLISH),
        ({"is_draft_ahead": True}, NeedKind.PUBLISH_CHANGES),
        ({"without_slots": 3}, NeedKind.ALLOCATE_SLOTS),
    ],
)
def test_what_the_organizer_has_to_do(facts: dict[str, object], kind: NeedKind) -> None:
    assert kinds(Role.ORGANIZER, **facts) == [kind]
    assert kinds(Role.DELEGATE, **facts) == []


def test_a_programme_without_times_is_not_ready_to_publish() -> None:
    assert kinds(Role.ORGANIZER, untimed=1, is_published=False, is_draft_ahead=True) == [NeedKind.PLACE_SITTINGS]


def test_what_is_over_needs_its_report_and_no_slots() -> None:
    both = [NeedKind.MAKE_REPORT, NeedKind.SEE_OUTCOME]
    assert kinds(Role.RAPPORTEUR, is_over=True) == both
    assert kinds(Role.ORGANIZER, is_over=True, without_slots=3) == both


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.RAPPORTEUR, Role.ORGANIZER, Role.HALL}))
def test_after_the_last_sitting_everybody_is_led_to_the_outcome(role: Role) -> None:
    assert kinds(role, is_over=True) == [NeedKind.SEE_OUTCOME]
    assert kinds(Role.HALL, is_over=True) == []


def test_texts_and_reactions_are_asked_of_whom_they_concern() -> None:
    facts: dict[str, object] = {"texts_needed": 15, "unanswered": 2}
    assert kinds(Role.RAPPORTEUR, **facts) == [NeedKind.FIND_TEXTS]
    assert kinds(Role.COORDINATOR, **facts) == [NeedKind.REACT]
    assert kinds(Role.DELEGATE, **facts) == []


def test_a_calendar_is_offered_once_there_is_something_in_it() -> None:
    assert kinds(Role.DELEGATE, has_feed=False) == [NeedKind.SUBSCRIBE]
    assert kinds(Role.DELEGATE, has_feed=False, is_published=False) == []
    assert kinds(Role.DELEGATE, has_feed=False, is_over=True) == [NeedKind.SEE_OUTCOME]
    assert kinds(Role.HALL, has_feed=False) == []


@given(
    roles=st.frozensets(st.sampled_from(Role)),
    people=st.integers(0, 3),
    untimed=st.integers(0, 2),
    flags=st.tuples(*[st.booleans()] * 4),
    sittings=st.lists(st.sampled_from([LIVE, SOON, LATER]), unique=True),
)
def test_the_most_urgent_stands_first(
    roles: frozenset[Role], people: int, untimed: int, flags: tuple[bool, ...], sittings: list[Upcoming]
) -> None:
    published, ahead, feed, over = flags
    found = needs(
        replace(
            QUIET,
            roles=roles,
            people=people,
            untimed=untimed,
            is_published=published,
            is_draft_ahead=ahead,
            has_feed=feed,
            is_over=over,
            sittings=tuple(sittings),
        )
    )
    ranks = [list(NeedKind).index(need.kind) for need in found]
    assert ranks == sorted(ranks)


def test_an_empty_draft_asks_for_its_first_sitting_not_for_publication() -> None:
    assert kinds(Role.ORGANIZER, is_draft_empty=True, is_published=False, people=1) == [
        NeedKind.IMPORT_PEOPLE,
        NeedKind.ADD_SITTINGS,
    ]


def test_a_consultation_waits_for_coordinators_and_organizers() -> None:
    assert kinds(Role.COORDINATOR, consulted=2, to_settle=1) == [NeedKind.CONSULT]
    assert kinds(Role.ORGANIZER, consulted=2, to_settle=1) == [NeedKind.SETTLE]
    assert kinds(Role.DELEGATE, consulted=2, to_settle=1) == []
