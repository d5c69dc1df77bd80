"""What was sent is frozen, holds no name, and can be held against today's state."""

from __future__ import annotations

from dataclasses import replace

from forum.domain.consultation import snapshots
from forum.domain.consultation.snapshots import COMPARED, Line, Subject, differences
from forum.domain.people import Constituency, Mode, Person
from forum.domain.programme import SittingStatus
from forum.domain.speaking.rules import SlotKind
from forum.domain.speaking.slots import Slot
from tests.programmes import a_room, a_sitting

OPENING = a_sitting(room=a_room(place="", languages=("en", "fr")))
PERSON = Person(
    id=7, forum_id=1, key="fji", name="A name that may be erased", function="Worker delegate", state="FJ",
    constituency=Constituency.WORKER, zone="Pacific/Fiji",
)  # fmt: skip
SLOT = Slot(number=4, kind=SlotKind.OPEN_FLOOR, constituency=Constituency.WORKER, seconds=120, offset=60, person_id=7)


def test_slots_stand_by_function_and_never_by_name() -> None:
    (line,) = snapshots.of_slots([OPENING], {OPENING.id: (SLOT,)}, {7: PERSON})
    assert line.key == "opening#4"
    assert line.facts["function"] == "Worker delegate"
    assert line.facts["start"] == "2022-02-22T12:01:00+00:00"
    assert "erased" not in str(line)


def test_a_sitting_without_time_or_slots_has_no_lines() -> None:
    untimed = a_sitting("later", None)
    assert snapshots.of_slots([untimed, OPENING], {untimed.id: (SLOT,)}, {}) == ()


def test_slots_without_a_person_keep_their_label() -> None:
    plan = (replace(SLOT, person_id=None, label="A guest"),)
    (line,) = snapshots.of_slots([OPENING], {OPENING.id: plan}, {})
    assert (line.facts["person"], line.facts["label"], line.facts["state"]) == (None, "A guest", None)


def test_the_programme_names_what_has_no_time_yet() -> None:
    lines = snapshots.of_programme([OPENING, a_sitting("later", None, room=None)])
    assert [(each.facts["start"], each.facts["room"]) for each in lines] == [
        ("2022-02-22T12:00:00+00:00", "Room XVII"),
        (None, ""),
    ]


def test_the_format_tells_that_there_is_a_link_and_never_the_link() -> None:
    cancelled = a_sitting("gone", status=SittingStatus.CANCELLED)
    lines = snapshots.of_format([OPENING, cancelled, a_sitting("bare")])
    assert [each.key for each in lines] == ["opening", "bare"]
    assert (lines[0].facts["has_link"], lines[0].facts["has_place"], lines[0].facts["languages"]) == (1, 0, "en fr")
    assert (lines[1].facts["room"], lines[1].facts["has_link"]) == ("", 0)
    assert "meet.example" not in str(lines)


def test_presence_is_counted_by_constituency() -> None:
    here = replace(PERSON, mode=Mode.IN_PERSON)
    lines = {each.key: each.facts for each in snapshots.of_presence([PERSON, here, here])}
    assert lines["worker"] == {"in_person": 2, "remote": 1}
    assert lines["employer"] == {"in_person": 0, "remote": 0}
    assert list(lines) == ["government", "employer", "worker", "organization"]


def test_nothing_differs_from_itself() -> None:
    lines = snapshots.of_slots([OPENING], {OPENING.id: (SLOT,)}, {7: PERSON})
    assert differences(Subject.SLOTS, lines, lines) == ()


def test_what_changed_came_and_went_is_told_apart() -> None:
    def line(key: str, **facts: int) -> Line:
        return Line(key=key, facts=facts)

    before = (line("worker", remote=1, in_person=0), line("gone", remote=1))
    after = (line("new", remote=1), line("worker", remote=2, in_person=0))
    found = differences(Subject.PRESENCE, before, after)
    assert [(each.key, each.names) for each in found] == [("worker", ("remote",)), ("gone", ()), ("new", ())]
    assert [(each.before is None, each.after is None) for each in found] == [
        (False, False),
        (False, True),
        (True, False),
    ]


def test_a_new_function_of_the_same_speaker_is_no_change_of_the_slots() -> None:
    plans = {OPENING.id: (SLOT,)}
    before = snapshots.of_slots([OPENING], plans, {7: PERSON})
    after = snapshots.of_slots([OPENING], plans, {7: replace(PERSON, function="Delegate")})
    assert before != after
    assert differences(Subject.SLOTS, before, after) == ()
    assert set(COMPARED) == set(Subject)


def test_one_sitting_of_a_forum() -> None:
    lines = (Line(key="opening#1", facts={}), Line(key="opening-2#1", facts={}))
    assert snapshots.of_one(lines, "opening") == lines[:1]
