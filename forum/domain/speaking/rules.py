"""The rules by which speaking time is shared: kinds of slots, limits, order; read from a ruleset file."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from forum.domain.people import TRIPARTITE, Constituency, Role
from forum.domain.refusals import Kind, Refusal


class SlotKind(enum.StrEnum):
    """What a slot is for (GB.343/INS/3/2, paragraph 39(d))."""

    PRESENTATION = "presentation"
    OPENING_STATEMENT = "opening_statement"
    REACTION = "reaction"
    ANSWER = "answer"
    OPEN_FLOOR = "open_floor"
    NEXT_STEPS = "next_steps"


#: kinds that leaders of invited organizations fill; the three constituencies fill the others
LEADERS_KINDS = frozenset({SlotKind.PRESENTATION, SlotKind.ANSWER})
#: kinds that react to a presentation, and come after it
REACTING_KINDS = frozenset({SlotKind.REACTION, SlotKind.ANSWER})


class Stage(enum.StrEnum):
    """Where in the forum a sitting stands: the rules differ by it."""

    OPENING = "opening"
    THEME = "theme"
    LAST = "last"
    OTHER = "other"


class Odd(enum.StrEnum):
    """Who takes what cannot be shared equally between employers and workers."""

    GOVERNMENT = "government"
    RESERVE = "reserve"


class BudgetTooSmall(Refusal):
    """The sitting cannot hold even the shortest slots; params: needed, budget, short (seconds), leaders."""


class WrongRule(Refusal):
    """A value of a ruleset is missing, unknown or out of range; `field` is its path; params: value, allowed."""


class ReactionToNothing(Refusal):
    """A reaction or an answer without a presentation before it."""


class EmployersWorkersDiffer(Refusal):
    """Employers and workers would not have equal time; params: employers, workers (seconds)."""


class OverBudget(Refusal):
    """The slots would exceed the sitting's speaking time; params: over (seconds)."""


class OutOfRuleOrder(Refusal):
    """The ruleset puts one kind of slot before another; params: kind, before."""


class WrongSpeaker(Refusal):
    """The person may not speak in this slot; params: kind, constituency."""


class WrongSlotLength(Refusal):
    """A slot's length is outside what the ruleset allows; params: seconds, least, most."""


class HasSlots(Refusal):
    """The sitting has a plan already: clear it first, or say that it may be replaced."""

    kind = Kind.CONFLICT


class NoTimeForSlots(Refusal):
    """The sitting has no time, or is cancelled; params: title."""

    kind = Kind.CONFLICT


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """The shortest and the longest slot of a kind, in seconds."""

    least: int
    most: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Ruleset:
    """How a forum shares speaking time.

    `reserve` is the chair's part of a sitting, `discussion` the least part of the rest for the open floor. Of the time
    of the constituencies each has equal_part / 3 plus (1 - equal_part) by weight. Employers and workers have one weight
    in common: they cannot differ. `grain` is the unit, in seconds, in which slots are cut. `sources` gives the source
    line of each value by its path, `open_points` the paths of values that no source states.
    """

    key: str
    title: str
    reserve: Fraction
    discussion: Fraction
    grain: int
    equal_part: Fraction
    government_weight: int
    partner_weight: int
    odd: Odd
    limits: Mapping[SlotKind, Limit]
    blocks: Mapping[Stage, tuple[SlotKind, ...]]
    speakers: Mapping[SlotKind, tuple[Role, ...]]
    order: tuple[Constituency, ...] = TRIPARTITE
    is_alternating: bool = False
    sources: Mapping[str, str] = field(default_factory=dict)
    open_points: tuple[str, ...] = ()

    def budget(self, minutes: int) -> int:
        """Seconds that may be planned in a sitting of that length: whole grains, without the chair's reserve."""
        seconds = Fraction(minutes * 60) * (1 - self.reserve)
        return seconds // self.grain * self.grain

    def order_in(self, turn: int) -> tuple[Constituency, ...]:
        """The constituencies as they follow each other in sitting number `turn`; the social partners take turns."""
        if not self.is_alternating or turn % 2 == 0:
            return self.order
        swapped = {Constituency.EMPLOYER: Constituency.WORKER, Constituency.WORKER: Constituency.EMPLOYER}
        return tuple(swapped.get(each, each) for each in self.order)

    def rank(self, stage: Stage, kind: SlotKind) -> int:
        """The block in which a kind stands; reactions and answers to them share one. Refuses `OutOfRuleOrder`."""
        blocks = self.blocks[stage]
        if kind not in blocks:
            raise OutOfRuleOrder(field="kind", kind=kind.value, before="")
        if kind is SlotKind.ANSWER:
            return blocks.index(SlotKind.REACTION)
        return blocks.index(kind)
