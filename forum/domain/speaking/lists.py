"""Slots as they are read: with their speakers and estimated times, sitting by sitting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from forum.domain.people import Person
from forum.domain.programme import Forum, Release, Sitting
from forum.domain.speaking.slots import NightNote, Slot


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A slot as it is read: its place, its speaker, its estimated start and end, what it reacts to."""

    place: int
    slot: Slot
    start: datetime
    end: datetime
    zone: str
    person: Person | None = None
    reacts_to: Person | None = None

    @property
    def note(self) -> NightNote | None:
        """The night note, if there is one."""
        return self.slot.note


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """The speakers of one sitting, in their order."""

    sitting: Sitting
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SpeakersList:
    """The list of a forum, or of one sitting, as far as it is published; sittings without slots are not in it."""

    forum: Forum
    release: Release | None
    parts: tuple[Part, ...]

    @property
    def count(self) -> int:
        """How many slots it has."""
        return sum(len(part.lines) for part in self.parts)
