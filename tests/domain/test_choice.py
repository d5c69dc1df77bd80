"""A part of the programme: what is asked must be so of each sitting; what does not exist matches nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from forum.domain.choice import EVERYTHING, Choice, offered
from forum.domain.programme import SittingKind
from tests.calendars import ROOM, held


def keys(choice: Choice) -> list[str]:
    return [sitting.key for sitting in held() if choice.takes(sitting)]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["opening", "theme-1", "theme-2", "theme-3", "theme-4", "closing"]),
        ({"day": "2022-02-23"}, ["theme-2", "theme-3"]),
        ({"kind": "closing"}, ["closing"]),
        ({"kind": "theme", "day": " 2022-02-24 "}, ["theme-4"]),
        ({"theme": "theme-3"}, ["theme-3"]),
        ({"theme": "opening"}, []),
        ({"room": "online", "interpreted": "ar", "kind": "opening"}, ["opening"]),
        ({"interpreted": "zh"}, []),
        ({"day": "2022-02-30"}, []),
        ({"kind": "' OR 1=1"}, []),
    ],
)
def test_a_choice_takes_what_is_all_that_was_asked(asked: dict[str, str], found: list[str]) -> None:
    assert keys(Choice.of(asked)) == found


def test_a_choice_says_itself_in_a_fixed_order_and_leaves_the_rest_of_an_address_alone() -> None:
    choice = Choice.of({"room": "online", "lang": "fr", "day": "2022-02-22"})
    assert list(choice.query.items()) == [("day", "2022-02-22"), ("room", "online")]
    assert Choice.of(choice.query) == choice
    assert Choice.of({"lang": "fr"}) == EVERYTHING


def test_a_sitting_without_room_or_time_is_taken_only_where_neither_is_asked() -> None:
    bare = replace(held()[0], room=None, day=None, clock=None)
    assert Choice(kind="opening").takes(bare)
    for choice in (Choice(room="online"), Choice(interpreted="en"), Choice(day="2022-02-22")):
        assert not choice.takes(bare)


def test_what_can_be_asked_is_what_the_sittings_are() -> None:
    found = offered([*held(), replace(held()[0], key="x", day=None, clock=None, room=None)])
    assert [str(day) for day in found.days] == ["2022-02-22", "2022-02-23", "2022-02-24"]
    assert found.kinds == (SittingKind.OPENING, SittingKind.THEME, SittingKind.CLOSING)
    assert [theme.key for theme in found.themes] == ["theme-1", "theme-2", "theme-3", "theme-4"]
    assert (found.rooms, found.languages) == ((("online", "Online room"),), ROOM.languages)
    assert found.is_worth_it
    assert not offered([replace(held()[0], room=None)]).is_worth_it
