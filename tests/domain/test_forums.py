from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from forum.domain.forums import (
    NotTheSource,
    check,
    differences,
    edited,
    facts,
    first_organizer,
    on_clock_of,
    rehearsal,
    rehearsed,
)
from forum.domain.people import Constituency, Person, Role
from forum.domain.programme import Forum, Sitting
from forum.domain.refusals import Refusals, SkippedTime

FORUM = Forum(
    id=3,
    slug="global-forum-2022",
    title="Global Forum",
    zone="Europe/Zurich",
    first_day=dt.date(2022, 2, 22),
    last_day=dt.date(2022, 2, 24),
    venue_from="07:00",
    venue_to="22:00",
)


def test_a_sound_forum_passes() -> None:
    assert check(FORUM) is FORUM
    assert check(replace(FORUM, venue_from="00:00", venue_to="24:00", last_day=FORUM.first_day))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"slug": "Global Forum"}, "InvalidSlug"),
        ({"slug": "-x"}, "InvalidSlug"),
        ({"slug": "x" * 61}, "InvalidSlug"),
        ({"title": "  "}, "Missing"),
        ({"title": "x" * 301}, "TooLong"),
        ({"title": "Forum\u202e"}, "UnusableCharacter"),
        ({"city": "x" * 301}, "TooLong"),
        ({"city": "Gen\x1b[31mva"}, "UnusableCharacter"),
        ({"title_language": "tlh"}, "UnknownLanguage"),
        ({"zone": "Mars/Olympus"}, "UnknownZone"),
        ({"venue_from": "7:00"}, "InvalidHours"),
        ({"venue_to": "25:00"}, "InvalidHours"),
        ({"grid_minutes": 7}, "UnknownChoice"),
        ({"grid_minutes": 0}, "UnknownChoice"),
        ({"gap_minutes": -1}, "UnknownChoice"),
        ({"cap_minutes": 0}, "UnknownChoice"),
        ({"rest_day_points": 101}, "UnknownChoice"),
        ({"policy": "luck"}, "UnknownChoice"),
        ({"last_day": dt.date(2022, 2, 21)}, "DaysReversed"),
        ({"last_day": dt.date(2023, 2, 24)}, "TooManyDays"),
    ],
)
def test_each_fault_is_named(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusals) as refusal:
        check(replace(FORUM, **changes))
    assert [fault.code for fault in refusal.value.faults] == [code]


def test_all_faults_come_at_once() -> None:
    with pytest.raises(Refusals) as refusal:
        check(replace(FORUM, slug="", title="", zone=""))
    assert [fault.field for fault in refusal.value.faults] == ["slug", "title", "zone"]


def test_a_rehearsal_keeps_hours_and_length_and_says_what_it_is() -> None:
    copy = rehearsal(FORUM, "global-forum-2022-rehearsal", dt.date(2026, 11, 22))
    assert (copy.first_day, copy.last_day) == (dt.date(2026, 11, 22), dt.date(2026, 11, 24))
    assert (copy.is_rehearsal, copy.rehearsal_of, copy.venue_from) == (True, 3, "07:00")


def test_a_rehearsal_is_not_rehearsed() -> None:
    copy = rehearsal(FORUM, "copy", FORUM.first_day)
    with pytest.raises(NotTheSource):
        rehearsal(copy, "copy-of-copy", FORUM.first_day)


def test_sittings_keep_their_hours() -> None:
    copy = replace(rehearsal(FORUM, "copy", dt.date(2026, 11, 22)), id=9)
    opening = Sitting(
        id=1,
        forum_id=3,
        key="opening",
        title="Opening",
        minutes=90,
        zone="Europe/Zurich",
        day=dt.date(2022, 2, 23),
        clock=dt.time(13, 0),
        sequence=4,
    )
    timed, untimed = rehearsed([opening, replace(opening, day=None, clock=None)], FORUM, copy)
    assert (timed.id, timed.forum_id, timed.sequence) == (0, 9, 0)
    assert (timed.day, timed.clock) == (dt.date(2026, 11, 23), dt.time(13, 0))
    assert untimed.day is None


def test_editing_keeps_address_and_kind() -> None:
    asked = replace(FORUM, id=0, slug="other", is_rehearsal=True, title="New", gap_minutes=20)
    after = edited(FORUM, asked)
    assert (after.id, after.slug, after.is_rehearsal, after.title) == (3, FORUM.slug, False, "New")
    assert differences(FORUM, after) == {"title": ["Global Forum", "New"], "gap_minutes": ["0", "20"]}
    assert differences(FORUM, FORUM) == {}
    with pytest.raises(Refusals):
        edited(FORUM, replace(asked, zone="Mars/Olympus"))


def test_the_facts_of_a_forum_are_those_of_its_form() -> None:
    found = facts(FORUM)
    assert (found["title"], found["zone"], found["first_day"]) == ("Global Forum", "Europe/Zurich", FORUM.first_day)
    assert replace(FORUM, **found) == FORUM  # type: ignore[arg-type]
    assert found.keys().isdisjoint({"id", "slug", "is_rehearsal"})


def test_sittings_keep_their_hours_on_another_clock() -> None:
    sitting = Sitting(id=1, forum_id=3, key="a", title="A", minutes=90, zone="Europe/Zurich")
    timed = replace(sitting, key="b", day=dt.date(2022, 3, 13), clock=dt.time(2, 30))
    moved = on_clock_of("Africa/Nairobi", [sitting, timed])
    assert [(each.zone, each.day, each.clock) for each in moved] == [
        ("Africa/Nairobi", None, None),
        ("Africa/Nairobi", timed.day, timed.clock),
    ]
    with pytest.raises(SkippedTime) as refused:
        on_clock_of("America/New_York", [sitting, timed])
    assert (refused.value.field, refused.value.params["clock"]) == ("zone", "02:30")


def test_the_first_organizer_is_the_maker_without_delegation() -> None:
    maker = Person(
        id=7, forum_id=1, key="m", name="", function="Delegate", constituency=Constituency.WORKER, zone="Pacific/Fiji",
        delegation_id=4, account_id=9, state="FJ", roles=frozenset({Role.ORGANIZER, Role.DELEGATE}), revision=3,
    )  # fmt: skip
    made = first_organizer(maker, FORUM)
    assert (made.forum_id, made.account_id, made.zone, made.key) == (3, 9, "Pacific/Fiji", "m")
    assert (made.constituency, made.delegation_id, made.state) == (Constituency.SECRETARIAT, None, None)
    assert made.roles == {Role.ORGANIZER}
