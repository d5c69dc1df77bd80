"""Python's judges read every letter that a mail server receives as the feed has it. Numbers: docs/calendar.md."""

from __future__ import annotations

import re
from pathlib import Path

import icalendar
import pytest

from tests.formats.test_calendar import khal
from tests.judges.feeds import renamed
from tests.judges.letters import TITLE, Received
from tests.judges.readers import by_dateutil, by_icalendar


def test_28_29_there_is_a_letter_of_every_sort(letters: list[Received]) -> None:
    """Else the judges would have nothing to judge."""
    methods = {each.name: each.method for each in letters}
    assert methods["moved to fiji"] == methods["moved again to kenya"] == "REQUEST"
    assert methods["moved by new rules to egypt"] == methods["moved by new rules to nobody"] == "REQUEST"
    assert methods["speaking time taken away to fiji"] == methods["cancelled to nobody"] == "CANCEL"
    assert len(letters) >= 4 * 5 + 2
    summaries = {each.meant.summary for each in letters}
    assert {TITLE, f"CANCELLED: {TITLE}"} <= summaries
    assert len({each.meant.summary for each in letters if each.name.startswith("cancelled to")}) >= 4, "four languages"


@pytest.mark.parametrize("read", [by_icalendar, by_dateutil])
def test_28_29_every_letter_is_read_from_its_definition_as_the_feed_has_it(letters: list[Received], read: type) -> None:
    wrong = [(each.name, read(renamed(each.body)), each.meant) for each in letters]
    assert [(name, found, meant) for name, found, meant in wrong if found != {meant}] == []


def test_28_29_the_revisions_of_an_event_rise_from_letter_to_letter(letters: list[Received]) -> None:
    """Of one person's letters in the order in which they came; a change without a higher SEQUENCE would be ignored."""
    seen: dict[tuple[str, str], list[int]] = {}
    for each in letters:
        seen.setdefault((each.name.rpartition(" ")[2], each.meant.uid), []).append(each.meant.sequence)
    assert seen
    assert [numbers for numbers in seen.values() if numbers != sorted(set(numbers))] == []


def test_22_whoever_answered_is_asked_anew_by_a_move(letters: list[Received]) -> None:
    asked = {each.name: each.partstat for each in letters if not each.is_cancel}
    assert set(asked.values()) == {"NEEDS-ACTION"}
    assert "moved after an answer, with a speaking time to fiji" in asked


def test_28_each_object_holds_one_event_and_says_its_method(letters: list[Received]) -> None:
    for each in letters:
        calendar = icalendar.Calendar.from_ical(each.body)
        assert str(calendar["METHOD"]) == each.method
        assert [part.name for part in calendar.subcomponents] == ["VTIMEZONE", "VEVENT"]
        assert (each.meant.status == "CANCELLED") == each.is_cancel


def test_28_khal_takes_every_letter_over_from_its_definition(letters: list[Received], tmp_path: Path) -> None:
    for number, each in enumerate(letters[::5]):
        shown = khal(tmp_path / str(number), renamed(each.body), "UTC", "2022-02-20", 6)
        (start,) = [line[:16] for line in shown if re.match(r"\d{4}-", line)]
        assert re.sub(r"[-: ]", "", start) == each.meant.start.replace("T", "")[:12], each.name


def test_a_wrong_definition_in_a_letter_is_seen(letters: list[Received]) -> None:
    (first, *_) = letters
    wrong = renamed(first.body).replace(b"TZOFFSETTO:+0100", b"TZOFFSETTO:+0200")
    assert wrong != renamed(first.body)
    for read in (by_icalendar, by_dateutil):
        assert read(wrong) != {first.meant}
