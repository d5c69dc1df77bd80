"""What a consultation puts before the groups, frozen: plain lines that can be read again and held against today's.

A line has a key and facts of text and numbers. Persons stand by number only, so that what was sent keeps no name that
has to be erased; their function and State are kept, because they tell on whose behalf somebody was to speak.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from forum.domain.people import TRIPARTITE, Constituency, Mode, Person
from forum.domain.programme import Sitting
from forum.domain.speaking.slots import Slot

#: a fact of a line
Fact = str | int | None


class Subject(enum.StrEnum):
    """What is consulted about (GB.343/INS/3/2, paragraph 39(c) and (d))."""

    SLOTS = "slots"
    FORMAT = "format"
    PRESENCE = "presence"
    PROGRAMME = "programme"


#: subject -> the facts that count when two states are held against each other
COMPARED: dict[Subject, tuple[str, ...]] = {
    Subject.SLOTS: ("place", "kind", "constituency", "person", "label", "seconds", "start"),
    Subject.FORMAT: ("title", "room", "has_place", "has_link", "languages"),
    Subject.PRESENCE: ("in_person", "remote"),
    Subject.PROGRAMME: ("title", "start", "minutes", "kind", "status", "room"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of what was sent; `key` stays the same when the line changes."""

    key: str
    facts: Mapping[str, Fact]


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """A line then and now; None where it was not there. `names` are the facts that differ."""

    key: str
    before: Line | None
    after: Line | None
    names: tuple[str, ...] = ()


def differences(subject: Subject, before: Sequence[Line], after: Sequence[Line]) -> tuple[Difference, ...]:
    """What differs, in the order of what was sent, then what came anew."""
    old, new = ({line.key: line for line in lines} for lines in (before, after))
    found = (_difference(subject, key, old.get(key), new.get(key)) for key in dict.fromkeys((*old, *new)))
    return tuple(each for each in found if each is not None)


def _difference(subject: Subject, key: str, before: Line | None, after: Line | None) -> Difference | None:
    if before is None or after is None:
        return Difference(key=key, before=before, after=after)
    names = tuple(name for name in COMPARED[subject] if before.facts.get(name) != after.facts.get(name))
    return Difference(key=key, before=before, after=after, names=names) if names else None


def of_slots(
    sittings: Iterable[Sitting], plans: Mapping[int, Sequence[Slot]], persons: Mapping[int, Person]
) -> tuple[Line, ...]:
    """The speaking slots of these sittings, in order."""
    return tuple(
        _slot(sitting, slot, place, persons.get(slot.person_id or 0))
        for sitting in sittings
        if sitting.is_held
        for place, slot in enumerate(plans.get(sitting.id, ()), start=1)
    )


def _slot(sitting: Sitting, slot: Slot, place: int, person: Person | None) -> Line:
    facts: dict[str, Fact] = {
        "sitting": sitting.title,
        "zone": sitting.zone,
        "place": place,
        "kind": slot.kind.value,
        "constituency": slot.constituency.value,
        "person": slot.person_id,
        "function": person.function if person else "",
        "state": person.state if person else None,
        "label": slot.label,
        "seconds": slot.seconds,
        "start": slot.start(sitting.start).isoformat(),
    }
    return Line(key=f"{sitting.key}#{slot.number}", facts=facts)


def of_one(lines: Iterable[Line], sitting: str) -> tuple[Line, ...]:
    """The lines of slots that belong to one sitting."""
    return tuple(line for line in lines if line.key.partition("#")[0] == sitting)


def of_programme(sittings: Iterable[Sitting]) -> tuple[Line, ...]:
    """The sittings of a programme, those without a time last."""
    return tuple(Line(key=each.key, facts=_sitting(each)) for each in sittings)


def _sitting(sitting: Sitting) -> dict[str, Fact]:
    return {
        "title": sitting.title,
        "language": sitting.title_language,
        "zone": sitting.zone,
        "start": sitting.start.isoformat() if sitting.is_timed else None,
        "minutes": sitting.minutes,
        "kind": sitting.kind.value,
        "status": sitting.status.value,
        "room": sitting.room.name if sitting.room else "",
    }


def of_format(sittings: Iterable[Sitting]) -> tuple[Line, ...]:
    """How each sitting is to be held: in a room, remotely, in which languages; never the link itself."""
    return tuple(Line(key=each.key, facts=_format(each)) for each in sittings if not each.is_cancelled)


def _format(sitting: Sitting) -> dict[str, Fact]:
    room = sitting.room
    return {
        "title": sitting.title,
        "language": sitting.title_language,
        "room": room.name if room else "",
        "has_place": int(bool(room and (room.place or room.capacity))),
        "has_link": int(bool(room and room.link)),
        "languages": " ".join(room.languages) if room else "",
    }


def of_presence(persons: Iterable[Person]) -> tuple[Line, ...]:
    """How many of each constituency mean to be in the room, and how many take part remotely."""
    counted = list(persons)
    constituencies = (*TRIPARTITE, Constituency.ORGANIZATION)
    return tuple(Line(key=each.value, facts=_heads(counted, each)) for each in constituencies)


def _heads(persons: Iterable[Person], constituency: Constituency) -> dict[str, Fact]:
    modes = [person.mode for person in persons if person.constituency is constituency]
    return {mode.value: modes.count(mode) for mode in (Mode.IN_PERSON, Mode.REMOTE)}
