"""One person's letter about a change: handed over once, tried again where that may help, refused for good otherwise."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from forum.domain.answers import Given
from forum.domain.feeds import one_line
from forum.domain.invitations import Method, Notice
from forum.domain.people import Person
from forum.domain.programme import Forum

#: pauses between attempts, the last one again and again: a server that greylists, or is away for hours
PAUSES = tuple(timedelta(minutes=each) for each in (1, 5, 10, 20, 30))
#: attempts after which a letter is given up
TRIES = 12
#: characters kept of what a mail server says
FAULT_LENGTH = 200


class LetterState(enum.StrEnum):
    """What became of a letter: handed to the mail server, refused by it or returned, given up after many attempts."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """A letter of a notice to a person, at the address that they had when it was written."""

    notice_id: int
    person_id: int
    address: str
    method: Method
    sequence: int
    id: int = 0
    state: LetterState = LetterState.WAITING
    tries: int = 0
    due_at: datetime | None = None
    fault: str = ""
    ended_at: datetime | None = None


def sent(letter: Letter, now: datetime) -> Letter:
    """The letter once the mail server has it."""
    return replace(letter, state=LetterState.SENT, tries=letter.tries + 1, due_at=None, fault="", ended_at=now)


def refused(letter: Letter, fault: str, now: datetime) -> Letter:
    """The letter as it is where the address takes no mail, whether said at once or by a message that comes back."""
    return replace(letter, state=LetterState.REFUSED, due_at=None, fault=kept(fault), ended_at=now)


def put_off(letter: Letter, fault: str, now: datetime) -> Letter:
    """The letter after an attempt that may go better later; given up after many."""
    tries = letter.tries + 1
    if tries >= TRIES:
        return replace(letter, state=LetterState.FAILED, tries=tries, due_at=None, fault=kept(fault), ended_at=now)
    return replace(letter, tries=tries, due_at=now + pause(tries), fault=kept(fault))


def pause(tries: int) -> timedelta:
    """How long to wait after that many attempts."""
    return PAUSES[min(max(tries, 1), len(PAUSES)) - 1]


def kept(fault: str) -> str:
    """What is kept of a mail server's words: one printable line."""
    return one_line(fault)[:FAULT_LENGTH]


@dataclass(frozen=True, kw_only=True, slots=True)
class Addressed:
    """A letter with the person to whom it goes, and what they answered for the sitting before."""

    letter: Letter
    person: Person
    given: Given | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Bundle:
    """Letters of one notice, with all that is said in them. `at` dates them: the same for every attempt."""

    forum: Forum
    notice: Notice
    at: datetime
    letters: tuple[Addressed, ...]
