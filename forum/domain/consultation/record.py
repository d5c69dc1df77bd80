"""A consultation with its steps: the words and the values. Steps are only ever added, each dated and signed."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

from forum.domain.consultation.snapshots import Line, Subject
from forum.domain.people import Constituency
from forum.domain.refusals import Kind, Refusal, Stale

#: longest text of a consultation, a comment or a reason, and longest title, in characters
TEXT_LIMIT, TITLE_LIMIT = 4_000, 200


class Stage(enum.StrEnum):
    """How far a consultation has come."""

    DRAFT = "draft"
    SENT = "sent"
    AGREED = "agreed"
    NOTED = "noted"


class Act(enum.StrEnum):
    """What a step did."""

    DRAFTED = "drafted"
    SENT = "sent"
    COMMENTED = "commented"
    PROPOSED = "proposed"
    TAKEN_UP = "taken_up"
    DECLINED = "declined"
    AGREED = "agreed"
    OBJECTED = "objected"
    CLOSED_AGREED = "closed_agreed"
    CLOSED_NOTED = "closed_noted"
    PUBLISHED = "published"


class Position(enum.StrEnum):
    """Where a group stands in the present round; who has said something without agreeing has not agreed."""

    AGREED = "agreed"
    OBJECTED = "objected"
    HEARD = "heard"
    NO_REPLY = "no_reply"


#: stage -> what may be done in it, and the stage that it leads to
STEPS: dict[Stage, dict[Act, Stage]] = {
    Stage.DRAFT: {Act.SENT: Stage.SENT},
    Stage.SENT: {
        Act.SENT: Stage.SENT,
        Act.COMMENTED: Stage.SENT,
        Act.PROPOSED: Stage.SENT,
        Act.TAKEN_UP: Stage.SENT,
        Act.DECLINED: Stage.SENT,
        Act.AGREED: Stage.SENT,
        Act.OBJECTED: Stage.SENT,
        Act.CLOSED_AGREED: Stage.AGREED,
        Act.CLOSED_NOTED: Stage.NOTED,
    },
    Stage.AGREED: {Act.PUBLISHED: Stage.AGREED},
    Stage.NOTED: {Act.PUBLISHED: Stage.NOTED},
}
#: what a group may say
ANSWERS = (Act.AGREED, Act.PROPOSED, Act.COMMENTED, Act.OBJECTED)
#: how a proposal may be answered
SETTLEMENTS = (Act.TAKEN_UP, Act.DECLINED)
#: how a consultation may end
ENDS = (Act.CLOSED_AGREED, Act.CLOSED_NOTED)
#: what everybody reads of a consultation that was published; what groups said beside that stays with those addressed
TOLD = frozenset({Act.SENT, Act.PROPOSED, *SETTLEMENTS, Act.AGREED, Act.OBJECTED, *ENDS, Act.PUBLISHED})


class ActNotAllowed(Refusal):
    """The stage does not lead there; params: stage, act."""

    kind = Kind.CONFLICT


class PartnersApart(Refusal):
    """Employers and workers have equal standing: one of them is addressed without the other."""


class UnknownGroup(Refusal):
    """No group of the forum that can be addressed has that code; params: group."""


class NobodyAnswers(Refusal):
    """An addressed group has no coordinator; params: groups (their codes)."""

    kind = Kind.CONFLICT


class AnswerByPast(Refusal):
    """Answers are asked for by a moment that is over."""


class NotAddressed(Refusal):
    """The person does not coordinate that group, or it was not addressed; params: group (its code)."""

    kind = Kind.FORBIDDEN


class RoundOver(Stale):
    """The answer is to an earlier round; what was sent has changed since; params: round."""


class ProposalsOpen(Refusal):
    """Proposals have no answer yet; params: count."""

    kind = Kind.CONFLICT


class NotAProposal(Refusal):
    """No proposal of this round that waits for its answer has that number; params: number."""

    kind = Kind.CONFLICT


class NotAllAgreed(Refusal):
    """A group has objected, or has answered without agreeing; params: groups (their codes)."""

    kind = Kind.CONFLICT


class StillOpen(Refusal):
    """Groups that have not replied still have time to; params: groups (their codes)."""

    kind = Kind.CONFLICT


class NobodyAgreed(Refusal):
    """No group has agreed at all: that is noted, and not called agreed."""

    kind = Kind.CONFLICT


@dataclass(frozen=True, kw_only=True, slots=True)
class Addressee:
    """A group that is consulted: a constituency, or a regional or other group within it."""

    constituency: Constituency
    group: str = ""

    @property
    def code(self) -> str:
        """The stable name: "employer", "government:Africa"."""
        return f"{self.constituency.value}:{self.group}" if self.group else self.constituency.value


#: positions of a group that has decided nothing yet
UNDECIDED = frozenset({Position.HEARD, Position.NO_REPLY})


def addressee_of(code: str) -> Addressee:
    """The addressee with that code; a constituency that is none is a `ValueError`."""
    constituency, _, group = code.partition(":")
    return Addressee(constituency=Constituency(constituency), group=group)


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One step: when, what, by whom (the function as it was then), on whose behalf; None is the secretariat.

    `of` is the number of the proposal that is answered, `about` the key of the line that it concerns, `title`, `lines`
    and `answer_by` what was sent, `silent` the groups that had not replied when it was closed.
    """

    number: int
    at: datetime
    act: Act
    round: int
    person_id: int | None = None
    function: str = ""
    behalf: Addressee | None = None
    text: str = ""
    of: int | None = None
    about: str = ""
    title: str = ""
    lines: tuple[Line, ...] = ()
    answer_by: datetime | None = None
    silent: tuple[Addressee, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """A group and its position in the present round, with the step that made it."""

    addressee: Addressee
    position: Position
    step: Step | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """What an organizer writes of a consultation before it is sent."""

    subject: Subject
    title: str
    text: str
    addressees: tuple[Addressee, ...]
    answer_by: datetime
    language: str = "en"
    sitting: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Consultation:
    """One consultation with its steps, oldest first. `sitting` is the key of the one sitting that it is about."""

    id: int
    forum_id: int
    number: int
    draft: Draft
    stage: Stage = Stage.DRAFT
    round: int = 0
    is_published: bool = False
    steps: tuple[Step, ...] = ()

    @property
    def sent(self) -> Step | None:
        """The step that sent what is being consulted about now."""
        return next((step for step in reversed(self.steps) if step.act is Act.SENT), None)

    @property
    def sent_lines(self) -> tuple[Line, ...]:
        """What was sent; nothing while it is a draft."""
        return self.sent.lines if self.sent else ()

    @property
    def title(self) -> str:
        """The title as it was sent, while a next round may be in preparation."""
        return self.sent.title if self.sent else self.draft.title

    @property
    def text(self) -> str:
        """The text as it was sent."""
        return self.sent.text if self.sent else self.draft.text

    @property
    def answer_by(self) -> datetime:
        """Until when answers are asked for in this round."""
        return (self.sent.answer_by if self.sent else None) or self.draft.answer_by

    @property
    def closed(self) -> Step | None:
        """The step that closed it."""
        return next((step for step in reversed(self.steps) if step.act in ENDS), None)

    @property
    def is_closed(self) -> bool:
        """Whether it has ended."""
        return self.stage in {Stage.AGREED, Stage.NOTED}

    @property
    def last(self) -> int:
        """The number of its last step."""
        return self.steps[-1].number if self.steps else 0
