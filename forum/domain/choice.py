"""A part of the programme that a reader chooses: on the page, and as a calendar of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Self

from forum.domain.programme import Sitting, SittingKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """What is asked of each sitting, as texts; what is empty is not asked.

    `day` is the day at the venue (2022-02-22), `kind` what the sitting is for, `theme` the key of a sitting on a theme,
    `room` the key of its room, `interpreted` a language that is interpreted there. Nothing matches what does not exist.
    """

    day: str = ""
    kind: str = ""
    theme: str = ""
    room: str = ""
    interpreted: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Self:
        """The choice that an address asks for; what it asks besides is left to others."""
        return cls(**{field.name: asked.get(field.name, "").strip() for field in fields(cls)})

    @property
    def query(self) -> dict[str, str]:
        """What an address says to ask for this, in a fixed order."""
        return {field.name: value for field in fields(self) if (value := getattr(self, field.name))}

    def takes(self, sitting: Sitting) -> bool:
        """Whether a sitting is among those asked for."""
        room = sitting.room
        facts = {
            "day": {sitting.day.isoformat() if sitting.day else ""},
            "kind": {sitting.kind.value},
            "theme": {sitting.key} if sitting.kind is SittingKind.THEME else set(),
            "room": {room.key} if room else set(),
            "interpreted": set(room.languages) if room else set(),
        }
        return all(value in facts[name] for name, value in self.query.items())


#: the whole programme
EVERYTHING = Choice()


@dataclass(frozen=True, kw_only=True, slots=True)
class Offered:
    """What can be asked of a programme, by what its sittings are."""

    days: tuple[date, ...]
    kinds: tuple[SittingKind, ...]
    themes: tuple[Sitting, ...]
    rooms: tuple[tuple[str, str], ...]
    languages: tuple[str, ...]

    @property
    def is_worth_it(self) -> bool:
        """Whether there is anything to choose between."""
        return any(len(each) > 1 for each in (self.days, self.kinds, self.themes, self.rooms, self.languages))


def offered(sittings: Iterable[Sitting]) -> Offered:
    """What can be asked of these sittings, each once, in their order."""
    shown = [sitting for sitting in sittings if sitting.is_timed]
    rooms = [sitting.room for sitting in shown if sitting.room]
    return Offered(
        days=tuple(sorted({sitting.day for sitting in shown if sitting.day})),
        kinds=tuple(dict.fromkeys(sitting.kind for sitting in shown)),
        themes=tuple(sitting for sitting in shown if sitting.kind is SittingKind.THEME),
        rooms=tuple(dict.fromkeys((room.key, room.name) for room in rooms)),
        languages=tuple(dict.fromkeys(language for room in rooms for language in room.languages)),
    )
