from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from forum.domain.joining import NoLinkYet, NotOpenYet, SittingCancelled, SittingOver, open_door
from forum.domain.people import Role
from forum.domain.programme import SittingStatus
from tests.calendars import ROOM, held

OPENING = held()[0]
START = dt.datetime(2022, 2, 22, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize("minutes", [-30, 0, 45, 90, 270])
def test_the_doors_are_open_around_the_sitting(minutes: int) -> None:
    door = open_door(OPENING, START + dt.timedelta(minutes=minutes))
    assert (door.link, door.sitting) == ("https://meet.example.org/secret-room", OPENING)


def test_before_that_only_those_who_prepare_the_room_may_enter() -> None:
    early = START - dt.timedelta(minutes=31)
    for roles in (frozenset(), frozenset({Role.DELEGATE}), frozenset({Role.OBSERVER, Role.LEADER})):
        with pytest.raises(NotOpenYet) as refused:
            open_door(OPENING, early, roles)
        assert refused.value.params == {"minutes": 30}
    assert open_door(OPENING, early, frozenset({Role.INTERPRETER})).link


def test_after_it_nobody_may() -> None:
    with pytest.raises(SittingOver):
        open_door(OPENING, START + dt.timedelta(minutes=271), frozenset({Role.CHAIR}))


def test_a_cancelled_sitting_has_no_door() -> None:
    with pytest.raises(SittingCancelled):
        open_door(replace(OPENING, status=SittingStatus.CANCELLED), START)


@pytest.mark.parametrize("link", ["", "tel:+41227996111", "javascript:alert(1)", "ask the secretariat"])
def test_what_cannot_be_opened_in_a_browser_is_no_link(link: str) -> None:
    with pytest.raises(NoLinkYet):
        open_door(replace(OPENING, room=replace(ROOM, link=link)), START)


def test_without_a_room_there_is_no_link() -> None:
    with pytest.raises(NoLinkYet):
        open_door(replace(OPENING, room=None), START)
