"""The words of rules of procedure beside the sharing of time: capacities, replies, motions, paperwork, the factor."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from forum.domain.refusals import Refusal
from forum.domain.speaking.ordering import Rule


class Capacity(enum.StrEnum):
    """In which capacity somebody asks for the floor; what it allows is a body's own rule."""

    DELEGATE = "delegate"
    ADVISER = "adviser"
    SUBSTITUTE = "substitute"
    MINISTER = "minister"
    HEAD_OF_STATE = "head_of_state"
    MEMBER = "member"
    CONCERNED = "concerned"
    OBSERVER = "observer"
    ORGANIZATION = "organization"


class Level(enum.StrEnum):
    """The rank of a speaker, as the Protocol of the host tells it; the bands of a ruleset put ranks together."""

    HEAD_OF_STATE = "head_of_state"
    VICE_PRESIDENT = "vice_president"
    CROWN_PRINCE = "crown_prince"
    HEAD_OF_GOVERNMENT = "head_of_government"
    DEPUTY_HEAD_OF_GOVERNMENT = "deputy_head_of_government"
    MINISTER = "minister"
    VICE_MINISTER = "vice_minister"
    PERMANENT_REPRESENTATIVE = "permanent_representative"
    DELEGATE = "delegate"


class Leave(enum.StrEnum):
    """Whether a capacity may speak: of right, with the authorization of the chair or the officers, or not at all."""

    OF_RIGHT = "of_right"
    AUTHORIZED = "authorized"
    NOT = "not"


class Once(enum.StrEnum):
    """Who may make one statement only: each person, each State, each constituency of a State."""

    PERSON = "person"
    STATE = "state"
    STATE_AND_CONSTITUENCY = "state_and_constituency"


class ReplyTime(enum.StrEnum):
    """When a right of reply is given."""

    AT_ONCE = "at_once"
    END_OF_SITTING = "end_of_sitting"
    END_OF_DAY = "end_of_day"


class Inscriber(enum.StrEnum):
    """Who may put a name on the list of speakers."""

    PERSON = "person"
    FOCAL_POINT = "focal_point"
    COORDINATOR = "coordinator"
    AIDE = "aide"
    CLERK = "clerk"


class Motion(enum.StrEnum):
    """Procedural motions (Standing Orders of the International Labour Conference, article 15, and points of order)."""

    POINT_OF_ORDER = "point_of_order"
    REFER_BACK = "refer_back"
    POSTPONE = "postpone"
    ADJOURN_SITTING = "adjourn_sitting"
    ADJOURN_DEBATE = "adjourn_debate"
    NEXT_ITEM = "next_item"
    ASK_OPINION = "ask_opinion"
    CLOSURE = "closure"


class CircularPrecedence(Refusal):
    """Motions that each come before the other; params: motions."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MotionRule:
    """What a body says of a motion: whether somebody must second it, and which motions it comes before.

    `is_seconded` is None where no source says.
    """

    is_seconded: bool | None = None
    before: tuple[Motion, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ReplyRule:
    """The right of reply: how many, how long each (seconds, the last figure holds for all further), and when.

    None or empty is what no source says.
    """

    count: int | None = None
    seconds: tuple[int, ...] = ()
    when: ReplyTime | None = None

    def longest(self, number: int) -> int | None:
        """The limit of reply `number`, counted from 1, in seconds; None where there is none."""
        if not self.seconds:
            return None
        return self.seconds[min(number, len(self.seconds)) - 1]


@dataclass(frozen=True, kw_only=True, slots=True)
class Paperwork:
    """What an inscription needs, in hours before the sitting; None is what no source says.

    `text` for the interpreters, `video` of a recorded statement, `closes` the list itself; `needs_credentials`: a slot
    is confirmed only after credentials.
    """

    text: int | None = None
    video: int | None = None
    closes: int | None = None
    needs_credentials: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Factor:
    """What a statement takes of a sitting, as a multiple of its limit: changes of speaker and overruns included."""

    least: Fraction
    most: Fraction


@dataclass(frozen=True, kw_only=True, slots=True)
class Procedure:
    """The rules of a body beside the sharing of its time. What no source says is empty.

    `ordering` are the rules of order, the weightiest first (`forum.domain.speaking.ordering`), `bands` the ranks that
    are equal to each other, the first band first.
    """

    ordering: tuple[Rule, ...] = ()
    bands: tuple[tuple[Level, ...], ...] = ()
    capacities: Mapping[Capacity, Leave] = field(default_factory=dict)
    once: Once | None = None
    reply: ReplyRule = ReplyRule()
    motions: Mapping[Motion, MotionRule] = field(default_factory=dict)
    inscribers: tuple[Inscriber, ...] = ()
    paperwork: Paperwork = Paperwork()
    factor: Factor | None = None

    def leave(self, capacity: Capacity) -> Leave | None:
        """Whether that capacity may speak; None where the ruleset does not say."""
        return self.capacities.get(capacity)

    def band(self, level: Level | None) -> int:
        """The place of a rank among the bands, 0 first; who has none, or none that is named, comes last."""
        return next((place for place, band in enumerate(self.bands) if level in band), len(self.bands))

    def motions_in_order(self) -> tuple[Motion, ...]:
        """The motions by precedence; those that the rules do not rank stay as they are listed."""
        return tuple(_ranked(self.motions))


def _ranked(motions: Mapping[Motion, MotionRule]) -> Iterator[Motion]:
    """Take again and again the first motion that none of the others comes before. Refuses `CircularPrecedence`."""
    left = list(motions)
    while left:
        free = next((each for each in left if not any(each in motions[other].before for other in left)), None)
        if free is None:
            raise CircularPrecedence(motions=", ".join(left))
        left.remove(free)
        yield free
