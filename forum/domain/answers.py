"""Whether a person comes to a sitting: their answer, and which replies from a mailbox are believed (RFC 5546)."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from forum.domain.programme import Sitting
from forum.domain.refusals import Kind, Refusal


class Answer(enum.StrEnum):
    """What a person says of one sitting."""

    COMING = "coming"
    VIDEO = "video"
    PERHAPS = "perhaps"
    NOT_COMING = "not-coming"


#: what calendars call it; who has not answered yet is NEEDS-ACTION
PARTSTAT = {
    Answer.COMING: "ACCEPTED",
    Answer.VIDEO: "ACCEPTED",
    Answer.PERHAPS: "TENTATIVE",
    Answer.NOT_COMING: "DECLINED",
}
#: what a calendar's answer means here; one that comes by video only says so on the page
MEANT = {"ACCEPTED": Answer.COMING, "TENTATIVE": Answer.PERHAPS, "DECLINED": Answer.NOT_COMING}


class NotInvited(Refusal):
    """No letter about this sitting went to this address: a forwarded or invented reply."""

    kind: ClassVar[Kind] = Kind.FORBIDDEN


class OldReply(Refusal):
    """The reply answers an older state of the sitting; params: theirs, ours (SEQUENCE)."""

    kind: ClassVar[Kind] = Kind.STALE


class NoAnswer(Refusal):
    """The message is no reply to an invitation, or says neither yes nor no; params: found."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """The answer of a person for a sitting at the time at which they knew it; `via` is "page" or "mail"."""

    person_id: int
    sitting_id: int
    answer: Answer
    answered_at: datetime
    starts_at: datetime
    ends_at: datetime
    via: str = "page"

    def is_for(self, sitting: Sitting) -> bool:
        """Whether it was given for the sitting's time as it is: who said yes to another hour has to be asked anew."""
        return (self.starts_at, self.ends_at) == (sitting.start, sitting.end)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """What a mailbox says: who answers, of which event, at which revision of it."""

    uid: str
    address: str
    partstat: str
    sequence: int


def partstat(given: Given | None, sitting: Sitting) -> str:
    """The answer as the next invitation carries it: a change of the time puts it back (RFC 5546; RFC 6638, 3.2.8)."""
    return PARTSTAT[given.answer] if given and given.is_for(sitting) else "NEEDS-ACTION"


def accepted(reply: Reply, *, invited: str, sequence: int, before: Answer | None = None) -> Answer:
    """The answer, if it may be believed: from the address that was invited, and of no older state than ours.

    `invited` is the address to which a letter about this very event went, empty for none. Somebody who said on the page
    that they follow by video stays so when their mailbox only says yes. Refuses `NotInvited`, `OldReply`, `NoAnswer`.
    """
    if not invited or reply.address.casefold() != invited.casefold():
        raise NotInvited
    if reply.sequence < sequence:
        raise OldReply(theirs=reply.sequence, ours=sequence)
    answer = MEANT.get(reply.partstat.upper())
    if answer is None:
        raise NoAnswer(found=reply.partstat)
    is_known = before is not None and PARTSTAT[before] == PARTSTAT[answer]
    return before if is_known and before is not None else answer
