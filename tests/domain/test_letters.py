from __future__ import annotations

import datetime as dt

from forum.domain.invitations import Method
from forum.domain.letters import FAULT_LENGTH, PAUSES, TRIES, Letter, LetterState, pause, put_off, refused, sent

NOW = dt.datetime(2022, 2, 22, 9, 0, tzinfo=dt.UTC)
LETTER = Letter(notice_id=1, person_id=2, address="fiji@example.org", method=Method.REQUEST, sequence=1)


def test_a_letter_is_taken_or_refused_for_good() -> None:
    done = sent(put_off(LETTER, "451 later", NOW), NOW)
    assert (done.state, done.tries, done.due_at, done.fault, done.ended_at) == (LetterState.SENT, 2, None, "", NOW)
    lost = refused(LETTER, "550 5.1.1\r\n no\x1b such mailbox" + "x" * 500, NOW)
    assert (lost.state, lost.ended_at) == (LetterState.REFUSED, NOW)
    assert lost.fault.startswith("550 5.1.1 no such mailbox")
    assert len(lost.fault) == FAULT_LENGTH


def test_a_letter_is_tried_again_more_and_more_seldom_and_given_up_in_the_end() -> None:
    letter, due = LETTER, []
    for _ in range(TRIES - 1):
        letter = put_off(letter, "451 later", NOW)
        assert letter.state is LetterState.WAITING
        assert letter.due_at is not None
        due.append(letter.due_at - NOW)
    assert due == sorted(due)
    assert (due[0], due[-1]) == (PAUSES[0], PAUSES[-1])
    letter = put_off(letter, "451 later", NOW)
    assert (letter.state, letter.due_at, letter.fault) == (LetterState.FAILED, None, "451 later")
    assert pause(0) == pause(1) == PAUSES[0]
