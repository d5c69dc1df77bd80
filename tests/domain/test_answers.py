"""Which answers are believed. Numbers are those of docs/calendar.md."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from forum.domain.answers import Answer, Given, NoAnswer, NotInvited, OldReply, Reply, accepted, partstat
from forum.domain.programme import Sitting
from tests.calendars import sitting

ADDRESS = "Fiji@example.org"
NOW = dt.datetime(2022, 2, 22, 9, 0, tzinfo=dt.UTC)
HELD = sitting("opening", "Opening", dt.date(2022, 2, 22), "13:00")


def said() -> Given:
    return Given(
        person_id=1, sitting_id=1, answer=Answer.VIDEO, answered_at=NOW, starts_at=HELD.start, ends_at=HELD.end
    )


def reply(partstat: str = "ACCEPTED", address: str = "fiji@EXAMPLE.org", sequence: int = 2) -> Reply:
    return Reply(uid="u", address=address, partstat=partstat, sequence=sequence)


@pytest.mark.parametrize(
    ("said", "answer"),
    [("ACCEPTED", Answer.COMING), ("tentative", Answer.PERHAPS), ("DECLINED", Answer.NOT_COMING)],
)
def test_29_a_reply_from_whom_we_invited_is_taken(said: str, answer: Answer) -> None:
    assert accepted(reply(said), invited=ADDRESS, sequence=2) is answer
    assert accepted(reply(said, sequence=3), invited=ADDRESS, sequence=2) is answer


@pytest.mark.parametrize(("address", "invited"), [("fiji@example.org", ""), ("kenya@example.org", ADDRESS), ("", "")])
def test_29_nobody_answers_for_another(address: str, invited: str) -> None:
    with pytest.raises(NotInvited):
        accepted(reply(address=address), invited=invited, sequence=0)


def test_29_an_answer_to_an_older_state_is_not_taken() -> None:
    with pytest.raises(OldReply) as old:
        accepted(reply(sequence=1), invited=ADDRESS, sequence=2)
    assert old.value.params == {"theirs": 1, "ours": 2}


@pytest.mark.parametrize("said", ["", "DELEGATED", "NEEDS-ACTION", "X\r\nBcc: all"])
def test_29_what_says_neither_yes_nor_no_is_no_answer(said: str) -> None:
    with pytest.raises(NoAnswer):
        accepted(reply(said), invited=ADDRESS, sequence=2)


def test_a_yes_from_the_mailbox_leaves_the_video_alone() -> None:
    assert accepted(reply(), invited=ADDRESS, sequence=2, before=Answer.VIDEO) is Answer.VIDEO
    assert accepted(reply("DECLINED"), invited=ADDRESS, sequence=2, before=Answer.VIDEO) is Answer.NOT_COMING


def test_22_the_answer_goes_with_the_next_invitation() -> None:
    assert (partstat(said(), HELD), partstat(None, HELD)) == ("ACCEPTED", "NEEDS-ACTION")


@pytest.mark.parametrize(
    "moved", [replace(HELD, clock=dt.time(15)), replace(HELD, minutes=60), replace(HELD, zone="Europe/London")]
)
def test_22_a_move_puts_the_answer_back(moved: Sitting) -> None:
    assert partstat(said(), moved) == "NEEDS-ACTION"
    assert partstat(said(), replace(moved, clock=HELD.clock, minutes=HELD.minutes, zone=HELD.zone)) == "ACCEPTED"
    assert partstat(said(), replace(HELD, title="Other", room=None)) == "ACCEPTED"
