"""Slots as they are read."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from forum.domain.speaking.lists import Line, Part, SpeakersList
from forum.domain.speaking.outline import outline
from forum.domain.speaking.rules import Stage
from forum.domain.speaking.slots import NightNote, NightReason
from tests.programmes import a_forum, a_sitting
from tests.speaking import rules

NOW = dt.datetime(2022, 2, 22, 12, tzinfo=dt.UTC)


def test_a_list_counts_its_slots_over_all_sittings() -> None:
    slots = outline(rules(), Stage.THEME, minutes=90).slots
    lines = tuple(Line(place=1, slot=slot, start=NOW, end=NOW, zone="Etc/UTC") for slot in slots)
    parts = tuple(Part(sitting=a_sitting(key), lines=lines) for key in ("one", "two"))
    assert SpeakersList(forum=a_forum(), release=None, parts=parts).count == 2 * len(slots)
    assert lines[0].note is None


def test_a_line_has_the_note_of_its_slot() -> None:
    note = NightNote(reason=NightReason.BY_HAND, zone="Etc/UTC", local=NOW)
    slot = replace(outline(rules(), Stage.THEME, minutes=90).slots[0], note=note)
    assert Line(place=1, slot=slot, start=NOW, end=NOW, zone="Etc/UTC").note == note
