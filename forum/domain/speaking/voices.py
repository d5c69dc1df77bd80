"""From slots and turns to the speeches that the figures of fairness are counted over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from forum.domain.floor.state import Entry, State, Turn
from forum.domain.people import Person
from forum.domain.speaking.lists import Line
from forum.domain.speaking.measures import Figures, Gender, Speech
from forum.domain.speaking.night import night_seconds

#: so few who declared a gender would be told apart by name: nothing of it is counted then
FEWEST_DECLARED = 5


def speeches(
    lines: Sequence[Line], floor: State, persons: Mapping[int, Person], genders: Mapping[int, Gender]
) -> list[Speech]:
    """The speeches of one sitting: its slots in order, then who had the floor or asked for it without a slot.

    Used seconds are known once the floor was opened. Points of order are left out.
    """
    turns = [turn for turn in floor.turns if turn.entry.is_charged]
    slots = {line.slot.id for line in lines}
    planned = [_planned(line, turns, genders, is_held=floor.opened_at is not None) for line in lines]
    free = [_taken(turn, persons, genders) for turn in turns if turn.entry.slot_id not in slots]
    left = (*floor.queue, *floor.requests) if floor.closed_at else ()
    unheard = [_asked(entry, persons, genders) for entry in left if entry.slot_id not in slots]
    return [*planned, *free, *unheard]


def _planned(line: Line, turns: Iterable[Turn], genders: Mapping[int, Gender], *, is_held: bool) -> Speech:
    used = sum(turn.used_ms for turn in turns if turn.entry.slot_id == line.slot.id) // 1000
    return Speech(
        constituency=line.slot.constituency.value,
        region=line.person.region if line.person else "",
        allocated=line.slot.seconds,
        used=used if is_held else None,
        night=night_seconds(line.start, line.end, line.zone) if line.person else 0,
        gender=genders.get(line.slot.person_id or 0, Gender.NOT_STATED),
    )


def _asked(entry: Entry, persons: Mapping[int, Person], genders: Mapping[int, Gender]) -> Speech:
    person = persons.get(entry.person_id or 0)
    return Speech(
        constituency=entry.constituency.value,
        region=person.region if person else "",
        used=0,
        gender=genders.get(entry.person_id or 0, Gender.NOT_STATED),
    )


def _taken(turn: Turn, persons: Mapping[int, Person], genders: Mapping[int, Gender]) -> Speech:
    return replace(_asked(turn.entry, persons, genders), used=turn.used_ms // 1000)


def discreet(given: Sequence[Speech]) -> list[Speech]:
    """The same, without any gender where too few declared one for a figure that points at nobody."""
    declared = sum(each.gender is not Gender.NOT_STATED for each in given)
    if declared >= FEWEST_DECLARED:
        return list(given)
    return [replace(each, gender=Gender.NOT_STATED) for each in given]


def is_used(found: Figures) -> bool:
    """Whether any floor was held, so that used seconds are known."""
    return any(line.used is not None for line in found.constituencies)
