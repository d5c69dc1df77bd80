"""The notes of slots that lie in their speaker's night."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from forum.domain.speaking.night import is_night
from forum.domain.speaking.slots import NightNote, NightReason, Slot
from timezones import wallclock


def noted(slots: Iterable[Slot], start: datetime, zones: Mapping[int, str]) -> tuple[Slot, ...]:
    """The slots, each with a note where its speaker sits in the night, and without one where not.

    A reason given before is kept; where there is none, the times have changed since the plan was made.
    """
    return tuple(with_note(slot, start, zones) for slot in slots)


def with_note(slot: Slot, start: datetime, zones: Mapping[int, str], reason: NightReason | None = None) -> Slot:
    """The slot with the note that its speaker's clock asks for, if any."""
    zone = zones.get(slot.person_id or 0)
    begins, ends = slot.start(start), slot.end(start)
    if zone is None or not is_night(begins, ends, zone):
        return replace(slot, note=None)
    given = reason or (slot.note.reason if slot.note else NightReason.TIMES_CHANGED)
    return replace(slot, note=NightNote(reason=given, zone=zone, local=wallclock.local(begins, zone)))
