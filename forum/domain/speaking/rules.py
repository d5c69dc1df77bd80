"""The rules by which speaking time is shared: kinds of slots, limits, order; read from a ruleset file."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from forum.domain.people import TRIPARTITE, Constituency, Role
from forum.domain.refusals import Kind, Refusal
from forum.domain.speaking.apportion import Method, TieRule
from forum.domain.speaking.procedure import Capacity, Procedure


class SlotKind(enum.StrEnum):
    """What a slot is for: the first six in this Forum (GB.343/INS/3/2, paragraph 39(d)), the others in other bodies."""

    PRESENTATION = "presentation"
    OPENING_STATEMENT = "opening_statement"
    REACTION = "reaction"
    ANSWER = "answer"
    OPEN_FLOOR = "open_floor"
    NEXT_STEPS = "next_steps"
    REPORT = "report"
    SPOKESPERSON = "spokesperson"
    GROUP_STATEMENT = "group_statement"
    STATEMENT = "statement"
    REPLY = "reply"


#: kinds that leaders of invited organizations fill; the three constituencies fill the others
LEADERS_KINDS = frozenset({SlotKind.PRESENTATION, SlotKind.ANSWER})
#: kinds that officers of the sitting fill, whatever their constituency; they stand outside the count
OFFICERS_KINDS = frozenset({SlotKind.REPORT})
#: kinds of which a ruleset says how many a sitting has; each has a fixed length where there is room
COUNTED_KINDS = frozenset({SlotKind.REPORT, SlotKind.GROUP_STATEMENT})
#: kinds of which a constituency has one share of the time, so that the rules of sharing are needed
SHARING_KINDS = frozenset({SlotKind.OPENING_STATEMENT, SlotKind.REACTION, SlotKind.OPEN_FLOOR, SlotKind.NEXT_STEPS})
#: kinds in which individuals speak for themselves or their State: nobody twice in a forum
SINGLE_KINDS = frozenset({SlotKind.OPEN_FLOOR, SlotKind.GROUP_STATEMENT, SlotKind.STATEMENT})
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


class UnknownRule(Refusal):
    """A ruleset holds a value or a table that no ruleset has; `field` is its path; params: allowed."""


class RuleMissing(Refusal):
    """A value or a table that this ruleset needs is not there; `field` is its path."""


class SourceMissing(Refusal):
    """A value has no source line, or one that is no text; `field` is its path."""


class RepeatedRule(Refusal):
    """A list is no list, or names the same twice; `field` is its path; params: allowed."""


class TwoWaysOfSharing(Refusal):
    """A stage has both an open floor and individual statements: the same time would be shared twice."""


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
    """The shortest and the longest slot of a kind, in seconds; `by` gives the longest of a capacity of its own."""

    least: int
    most: int
    by: Mapping[Capacity, int] = field(default_factory=dict)

    def longest(self, capacity: Capacity | None = None) -> int:
        """The limit of somebody who speaks in that capacity."""
        return self.most if capacity is None else self.by.get(capacity, self.most)


@dataclass(frozen=True, kw_only=True, slots=True)
class Ruleset:
    """How a forum shares speaking time.

    `reserve` is the chair's part of a sitting, `discussion` the least part of the rest for the open floor. Of the time
    of the constituencies each has equal_part / 3 plus (1 - equal_part) by weight. Employers and workers have one weight
    in common: they cannot differ. `grain` is the unit, in seconds, in which slots are cut. `counts` says how many slots
    of a counted kind a sitting has, `method` and `ties` how statements of one length are apportioned, `limits` and
    `speakers` hold the kinds that a stage has. `sources` gives the source line of each value by its path, `open_points`
    the paths of values that no source states.
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
    counts: Mapping[SlotKind, int] = field(default_factory=dict)
    method: Method = Method.LARGEST_REMAINDER
    ties: TieRule = TieRule.AS_LISTED
    procedure: Procedure = field(default_factory=Procedure)
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

    def roles(self, kind: SlotKind) -> tuple[Role, ...]:
        """Who may speak in a kind of slot, the first band first; nobody in a kind that the rules do not have."""
        return self.speakers.get(kind, ())

    def limit(self, kind: SlotKind) -> Limit:
        """How long a slot of that kind may be. Refuses `OutOfRuleOrder` for a kind that the rules do not have."""
        if kind not in self.limits:
            raise OutOfRuleOrder(field="kind", kind=kind.value, before="")
        return self.limits[kind]

    @property
    def kinds(self) -> tuple[SlotKind, ...]:
        """The kinds of slots that its stages have, in the order of the vocabulary."""
        used = {kind for blocks in self.blocks.values() for kind in blocks}
        return tuple(kind for kind in SlotKind if kind in used)

    def rank(self, stage: Stage, kind: SlotKind) -> int:
        """The block in which a kind stands; reactions and answers to them share one. Refuses `OutOfRuleOrder`."""
        blocks = self.blocks[stage]
        if kind not in blocks:
            raise OutOfRuleOrder(field="kind", kind=kind.value, before="")
        if kind is SlotKind.ANSWER:
            return blocks.index(SlotKind.REACTION)
        return blocks.index(kind)
