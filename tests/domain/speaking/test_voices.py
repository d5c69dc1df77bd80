"""Speeches from slots and turns; a gender that would point at somebody is not counted."""

from __future__ import annotations

import datetime as dt

import pytest

from forum.domain.floor.state import Entry, EntryKind, Source, State, Turn
from forum.domain.people import Constituency, Person
from forum.domain.speaking import voices
from forum.domain.speaking.lists import Line
from forum.domain.speaking.measures import Gender, Speech, figures
from forum.domain.speaking.rules import SlotKind
from forum.domain.speaking.slots import Slot

NOON = dt.datetime(2022, 2, 22, 12, tzinfo=dt.UTC)
WORKER = Person(
    id=7, forum_id=1, key="fji", name="", function="Delegate", region="Asia and the Pacific", zone="Pacific/Fiji",
    constituency=Constituency.WORKER,
)  # fmt: skip


def line(number: int, person: Person | None = WORKER, start: dt.datetime = NOON) -> Line:
    slot = Slot(
        id=number, number=number, kind=SlotKind.OPEN_FLOOR, constituency=Constituency.WORKER, seconds=120,
        person_id=person.id if person else None,
    )  # fmt: skip
    end = start + dt.timedelta(seconds=120)
    return Line(place=number, slot=slot, start=start, end=end, zone="Pacific/Fiji", person=person)


def entry(slot_id: int | None = None, person_id: int | None = 7, kind: EntryKind = EntryKind.STATEMENT) -> Entry:
    return Entry(
        key=1, constituency=Constituency.WORKER, seconds=120, source=Source.PAGE, asked_at=NOON, slot_id=slot_id,
        person_id=person_id, kind=kind,
    )  # fmt: skip


def turn(of: Entry, seconds: int) -> Turn:
    return Turn(key=2, entry=of, started_at=NOON, allowed_ms=120_000, used_ms=seconds * 1000)


def said(lines: list[Line], floor: State, genders: dict[int, Gender] | None = None) -> list[Speech]:
    return voices.speeches(lines, floor, {7: WORKER}, genders or {})


def test_before_the_floor_is_opened_nothing_is_used() -> None:
    (speech,) = said([line(1)], State(), {7: Gender.WOMAN})
    assert (speech.allocated, speech.used, speech.region) == (120, None, "Asia and the Pacific")
    assert speech.gender is Gender.WOMAN


def test_midnight_in_fiji_is_the_speaker_s_night() -> None:
    (speech,) = said([line(1)], State())
    assert speech.night == 120  # 13:00 in Geneva is 01:00 in Suva
    (by_day,) = said([line(1, start=NOON - dt.timedelta(hours=12))], State())
    assert by_day.night == 0


def test_an_empty_slot_lies_in_nobody_s_night() -> None:
    (speech,) = said([line(1, None)], State())
    assert (speech.night, speech.region, speech.gender) == (0, "", Gender.NOT_STATED)


def test_what_was_used_of_each_slot() -> None:
    floor = State(opened_at=NOON, turns=(turn(entry(1), 90), turn(entry(1), 20)))
    assert [each.used for each in said([line(1), line(2)], floor)] == [110, 0]


def test_who_spoke_without_a_slot_is_counted_and_a_point_of_order_is_not() -> None:
    order = entry(kind=EntryKind.POINT_OF_ORDER)
    floor = State(opened_at=NOON, turns=(turn(entry(), 60), turn(order, 30)))
    (planned, free) = said([line(1)], floor)
    assert (planned.used, free.used, free.allocated) == (0, 60, 0)


def test_who_still_waited_when_the_floor_was_closed_was_not_heard() -> None:
    waiting = State(opened_at=NOON, requests=(entry(),), queue=(entry(1), entry(None, None)))
    assert len(said([line(1)], waiting)) == 1
    closed = State(opened_at=NOON, closed_at=NOON, requests=waiting.requests, queue=waiting.queue)
    speeches = said([line(1)], closed)
    assert [each.is_heard for each in speeches] == [True, False, False]
    assert speeches[1].region == ""
    assert speeches[2].region == "Asia and the Pacific"


@pytest.mark.parametrize("declared", [0, 4, 5, 6])
def test_too_few_declared_means_none(declared: int) -> None:
    given = [Speech(constituency="worker", gender=Gender.WOMAN)] * declared + [Speech(constituency="worker")]
    counted = voices.discreet(given)
    assert len(counted) == len(given)
    assert sum(each.gender is Gender.WOMAN for each in counted) == (declared if declared >= 5 else 0)


def test_whether_any_floor_was_held() -> None:
    for floor, is_used in ((State(), False), (State(opened_at=NOON), True)):
        assert voices.is_used(figures(said([line(1)], floor), {"worker": 120})) is is_used
