"""Before the sitting: does it fit, and does the list keep the rules? Each finding cites the rule that it rests on.

Time is told twice: at the bare limits, and with the planning factor, which is what a statement takes of a sitting as a
multiple of its limit. The factor is the ruleset's (practice of the United Nations), or one of our own, measured.
"""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import accumulate, pairwise

from forum.domain.people import TRIPARTITE
from forum.domain.speaking.ordering import Rule
from forum.domain.speaking.procedure import Capacity, Factor, Leave, Level, Once
from forum.domain.speaking.rules import REACTING_KINDS, Ruleset, SlotKind, Stage
from forum.domain.speaking.slots import PARTNERS, Slot, seconds_of

#: kinds whose slots are counted as inscriptions
INDIVIDUAL = (SlotKind.STATEMENT, SlotKind.OPEN_FLOOR)
BARE = Fraction(1)
Params = Mapping[str, int | str | Fraction]


class Code(enum.StrEnum):
    """What the linter found."""

    OVER_TIME = "over_time"
    OVER_TIME_IN_PRACTICE = "over_time_in_practice"
    PARTNERS_DIFFER = "partners_differ"
    OUT_OF_ORDER = "out_of_order"
    NOT_IN_STAGE = "not_in_stage"
    REACTION_TO_NOTHING = "reaction_to_nothing"
    TOO_LONG = "too_long"
    TWICE = "twice"
    NOT_ALLOWED = "not_allowed"
    NEEDS_AUTHORIZATION = "needs_authorization"
    BANDS_BROKEN = "bands_broken"
    TOO_MANY_REPLIES = "too_many_replies"
    REPLY_TOO_LONG = "reply_too_long"
    NOBODY_NAMED = "nobody_named"
    OPEN_VALUES = "open_values"


#: findings that break no rule: what practice shows, what is still to be done
HINTS = frozenset({Code.OVER_TIME_IN_PRACTICE, Code.NEEDS_AUTHORIZATION, Code.NOBODY_NAMED, Code.OPEN_VALUES})


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One finding: the path of the rule that it rests on, the places on the list that it concerns, and its figures."""

    code: Code
    path: str
    places: tuple[int, ...] = ()
    params: Params = field(default_factory=dict)

    @property
    def is_fault(self) -> bool:
        """Whether a rule is broken, not only practice shown."""
        return self.code not in HINTS


@dataclass(frozen=True, kw_only=True, slots=True)
class Speaker:
    """What the rules ask of who speaks; empty is what nobody has said."""

    key: str = ""
    state: str = ""
    capacity: Capacity | None = None
    level: Level | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Fit:
    """A sitting at one factor: how many individual statements it holds, and by how many seconds it is over.

    `first_out` is the first of those asked for that does not fit, counted from 1; 0 where not even what comes before
    them fits, None where all do.
    """

    factor: Fraction
    holds: int
    first_out: int | None
    over: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Reckoning:
    """Whether a sitting fits; `fixed` is what comes whoever inscribes, `each` an individual statement, in seconds."""

    fixed: int
    each: int
    bare: Fit
    least: Fit | None
    most: Fit | None


def reckon(
    ruleset: Ruleset,
    stage: Stage,
    *,
    minutes: int,
    groups: int | None = None,
    individuals: int = 0,
    leaders: int = 0,
    measured: Factor | None = None,
) -> Reckoning:
    """Whether a sitting with so many group statements and inscriptions fits; `measured` is a factor of our own."""
    blocks = ruleset.blocks[stage]
    fixed = sum(ruleset.limits[kind].most * number for kind, number in _fixed(ruleset, blocks, groups, leaders))
    kind = next((kind for kind in INDIVIDUAL if kind in blocks), None)
    each = ruleset.limits[kind].most if kind else 0
    factor = measured or ruleset.procedure.factor

    def at(multiple: Fraction) -> Fit:
        return _fit(minutes, fixed, each, individuals, multiple)

    return Reckoning(
        fixed=fixed,
        each=each,
        bare=at(BARE),
        least=at(factor.least) if factor else None,
        most=at(factor.most) if factor else None,
    )


def _fixed(
    ruleset: Ruleset, blocks: Sequence[SlotKind], groups: int | None, leaders: int
) -> Iterator[tuple[SlotKind, int]]:
    """(kind, how many) of what comes whoever inscribes."""
    three = len(TRIPARTITE)
    numbers = {
        **ruleset.counts,
        SlotKind.PRESENTATION: leaders,
        SlotKind.REACTION: three * leaders,
        SlotKind.ANSWER: leaders,
        SlotKind.OPENING_STATEMENT: three,
        SlotKind.NEXT_STEPS: three,
        SlotKind.SPOKESPERSON: len(PARTNERS),
    }
    if groups is not None:
        numbers[SlotKind.GROUP_STATEMENT] = groups
    return ((kind, numbers.get(kind, 0)) for kind in blocks if kind not in INDIVIDUAL)


def _fit(minutes: int, fixed: int, each: int, individuals: int, factor: Fraction) -> Fit:
    room = Fraction(minutes * 60) / factor
    holds = max(0, (room - fixed) // each) if each else 0
    over = fixed + each * individuals - room
    first_out = None if over <= 0 else 0 if fixed > room else holds + 1
    return Fit(factor=factor, holds=holds, first_out=first_out, over=max(0, -(-over // 1)))


def lint(
    ruleset: Ruleset,
    stage: Stage,
    slots: Sequence[Slot],
    *,
    minutes: int,
    speakers: Mapping[int, Speaker] | None = None,
    measured: Factor | None = None,
) -> tuple[Finding, ...]:
    """What is wrong with a list before the sitting, faults first; `speakers` by the number of the slot."""
    desk = _Desk(ruleset, stage, tuple(slots), speakers or {})
    factor = measured or ruleset.procedure.factor
    found = [*_time(desk, minutes, factor), *_structure(desk), *_speaking(desk), *_left_open(desk)]
    return tuple(sorted(found, key=lambda finding: not finding.is_fault))


@dataclass(frozen=True, slots=True)
class _Desk:
    """A list under examination."""

    ruleset: Ruleset
    stage: Stage
    slots: tuple[Slot, ...]
    speakers: Mapping[int, Speaker]

    def speaker(self, slot: Slot) -> Speaker:
        """Who speaks in a slot, as far as it is known."""
        return self.speakers.get(slot.number, Speaker())

    @property
    def numbered(self) -> list[tuple[int, Slot]]:
        """(place from 1, slot)."""
        return list(enumerate(self.slots, start=1))

    @property
    def stage_path(self) -> str:
        """Where the blocks of this stage stand in the ruleset."""
        own = f"stages.{self.stage}"
        return own if own in self.ruleset.sources else f"stages.{Stage.OTHER}"


def _time(desk: _Desk, minutes: int, factor: Factor | None) -> Iterator[Finding]:
    if (out := _first_out(desk.slots, minutes, BARE)) is not None:
        yield _over(desk, Code.OVER_TIME, out, minutes, BARE)
    for multiple in (factor.least, factor.most) if factor else ():
        if (out := _first_out(desk.slots, minutes, multiple)) is not None:
            yield _over(desk, Code.OVER_TIME_IN_PRACTICE, out, minutes, multiple)
            return


def _first_out(slots: Sequence[Slot], minutes: int, factor: Fraction) -> int | None:
    """The place, from 1, of the first slot that does not end in time; minutes of accommodation count as they are."""
    ends = accumulate(slot.seconds * factor + slot.extra for slot in slots)
    return next((place for place, end in enumerate(ends, start=1) if end > minutes * 60), None)


def _over(desk: _Desk, code: Code, place: int, minutes: int, factor: Fraction) -> Finding:
    """Over time from that place on; `nth` counts the slots of its kind."""
    slot = desk.slots[place - 1]
    nth = sum(each.kind is slot.kind for each in desk.slots[:place])
    path = f"limits.{slot.kind}" if code is Code.OVER_TIME else "factor"
    params: Params = {"minutes": minutes, "kind": slot.kind.value, "nth": nth, "factor": factor}
    return Finding(code=code, path=path, places=(place,), params=params)


def _structure(desk: _Desk) -> Iterator[Finding]:
    employers, workers = (seconds_of(desk.slots, partner) for partner in PARTNERS)
    if employers != workers:
        yield Finding(code=Code.PARTNERS_DIFFER, path="weights", params={"employers": employers, "workers": workers})
    blocks = desk.ruleset.blocks[desk.stage]
    for place, slot in desk.numbered:
        if slot.kind not in blocks:
            params = {"kind": slot.kind.value}
            yield Finding(code=Code.NOT_IN_STAGE, path=desk.stage_path, places=(place,), params=params)
        if slot.kind in REACTING_KINDS and slot.reacts_to not in _presented(desk.slots[: place - 1]):
            yield Finding(code=Code.REACTION_TO_NOTHING, path=desk.stage_path, places=(place,))
    for (_, earlier), (place, later) in pairwise((place, slot) for place, slot in desk.numbered if slot.kind in blocks):
        if desk.ruleset.rank(desk.stage, later.kind) < desk.ruleset.rank(desk.stage, earlier.kind):
            params = {"kind": later.kind.value, "before": earlier.kind.value}
            yield Finding(code=Code.OUT_OF_ORDER, path=desk.stage_path, places=(place,), params=params)


def _presented(slots: Iterable[Slot]) -> set[int | None]:
    return {slot.number for slot in slots if slot.kind is SlotKind.PRESENTATION}


def _speaking(desk: _Desk) -> Iterator[Finding]:
    for place, slot in desk.numbered:
        yield from _capacity(desk, place, slot)
        limit = desk.ruleset.limits.get(slot.kind)
        most = limit.longest(desk.speaker(slot).capacity) if limit else slot.seconds
        if slot.seconds > most and slot.kind is not SlotKind.REPLY:
            params = {"seconds": slot.seconds, "most": most}
            yield Finding(code=Code.TOO_LONG, path=f"limits.{slot.kind}", places=(place,), params=params)
    yield from _twice(desk)
    yield from _bands(desk)
    yield from _replies(desk)


def _capacity(desk: _Desk, place: int, slot: Slot) -> Iterator[Finding]:
    capacity = desk.speaker(slot).capacity
    leave = desk.ruleset.procedure.leave(capacity) if capacity else None
    codes = {Leave.NOT: Code.NOT_ALLOWED, Leave.AUTHORIZED: Code.NEEDS_AUTHORIZATION}
    if capacity and leave in codes:
        params = {"capacity": capacity.value}
        yield Finding(code=codes[leave], path=f"capacities.{capacity}", places=(place,), params=params)


def _twice(desk: _Desk) -> Iterator[Finding]:
    keys: dict[Once, Callable[[Slot], Hashable]] = {
        Once.PERSON: lambda slot: desk.speaker(slot).key,
        Once.STATE: lambda slot: desk.speaker(slot).state,
        Once.STATE_AND_CONSTITUENCY: lambda slot: desk.speaker(slot).state and _whose(desk, slot),
    }
    once = desk.ruleset.procedure.once
    if once is None:
        return
    places: dict[Hashable, list[int]] = {}
    for place, slot in desk.numbered:
        if slot.kind in INDIVIDUAL and (key := keys[once](slot)):
            places.setdefault(key, []).append(place)
    for several in places.values():
        if len(several) > 1:
            who = desk.speaker(desk.slots[several[0] - 1])
            params: Params = {"state": who.state, "key": who.key}
            yield Finding(code=Code.TWICE, path="once", places=tuple(several), params=params)


def _whose(desk: _Desk, slot: Slot) -> tuple[str, str]:
    return desk.speaker(slot).state, slot.constituency.value


def _bands(desk: _Desk) -> Iterator[Finding]:
    procedure = desk.ruleset.procedure
    if not procedure.bands or Rule.LEVEL not in procedure.ordering:
        return
    ranked = [(place, desk.speaker(slot).level) for place, slot in desk.numbered if slot.kind in INDIVIDUAL]
    known = [(place, level) for place, level in ranked if level is not None]
    for (_, earlier), (place, later) in pairwise(known):
        if procedure.band(later) < procedure.band(earlier):
            params = {"level": later.value, "before": earlier.value}
            yield Finding(code=Code.BANDS_BROKEN, path="bands", places=(place,), params=params)


def _replies(desk: _Desk) -> Iterator[Finding]:
    rule, given = desk.ruleset.procedure.reply, Counter[tuple[str, str]]()
    for place, slot in desk.numbered:
        if slot.kind is not SlotKind.REPLY:
            continue
        whose = _whose(desk, slot)
        given[whose] += 1
        most = rule.longest(given[whose])
        if rule.count is not None and given[whose] > rule.count:
            params: Params = {"state": whose[0], "most": rule.count}
            yield Finding(code=Code.TOO_MANY_REPLIES, path="reply.count", places=(place,), params=params)
        if most is not None and slot.seconds > most:
            params = {"seconds": slot.seconds, "most": most}
            yield Finding(code=Code.REPLY_TOO_LONG, path="reply.seconds", places=(place,), params=params)


def _left_open(desk: _Desk) -> Iterator[Finding]:
    nameless = tuple(place for place, slot in desk.numbered if slot.person_id is None and not slot.label)
    if nameless:
        path = f"speakers.{desk.slots[nameless[0] - 1].kind}"
        yield Finding(code=Code.NOBODY_NAMED, path=path, places=nameless, params={"count": len(nameless)})
    kinds = {slot.kind for slot in desk.slots}
    paths = {f"{group}.{kind}" for kind in kinds for group in ("limits", "counts", "speakers")} | {desk.stage_path}
    if unsaid := [path for path in desk.ruleset.open_points if path in paths]:
        yield Finding(code=Code.OPEN_VALUES, path=unsaid[0], params={"count": len(unsaid)})
