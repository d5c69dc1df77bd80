"""The empty plan of a sitting: which slots there are, how long, in which order, before anybody is named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import repeat

from forum.domain.people import TRIPARTITE, Constituency
from forum.domain.programme import Sitting, SittingKind
from forum.domain.speaking.rules import (
    COUNTED_KINDS,
    LEADERS_KINDS,
    OFFICERS_KINDS,
    SHARING_KINDS,
    Ruleset,
    SlotKind,
    Stage,
)
from forum.domain.speaking.shares import Shares, lengths, seats, share, statements
from forum.domain.speaking.slots import PARTNERS, Slot, timed

#: kinds of which each constituency has one in a sitting
ONE_EACH = (SlotKind.OPENING_STATEMENT, SlotKind.NEXT_STEPS)
STAGES = {
    SittingKind.OPENING: Stage.OPENING,
    SittingKind.THEME: Stage.THEME,
    SittingKind.CLOSING: Stage.LAST,
    SittingKind.OTHER: Stage.OTHER,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Outline:
    """The slots of a sitting and the seconds behind them: of the constituencies, leaders, officers, of the chair."""

    slots: tuple[Slot, ...]
    entitled: Shares
    leaders: int
    reserve: int
    officers: int = 0


def stage_of(sitting: Sitting, sittings: Iterable[Sitting]) -> Stage:
    """Where a sitting stands: the one that ends the forum is on next steps, whatever it is called."""
    held = [each for each in sittings if not each.is_cancelled]
    if len(held) > 1 and max(held, key=_when).key == sitting.key:
        return Stage.LAST
    return STAGES[sitting.kind]


def in_time_order(sittings: Iterable[Sitting]) -> list[Sitting]:
    """The sittings that are not cancelled, as they follow each other."""
    return sorted((each for each in sittings if not each.is_cancelled), key=_when)


def _when(sitting: Sitting) -> tuple[bool, float, int, str]:
    start = sitting.start.timestamp() if sitting.is_timed else 0.0
    return (not sitting.is_timed, start, sitting.position, sitting.key)


def leaders_that_fit(ruleset: Ruleset, stage: Stage, minutes: int) -> int:
    """How many presentations a sitting can hold, with their reactions and answers, at the shortest."""
    if SlotKind.PRESENTATION not in ruleset.blocks[stage]:
        return 0
    without, each = (_least(ruleset, stage, leaders) for leaders in (0, 1))
    return max(0, (_units(ruleset, stage, minutes) - without) // (each - without))


def _least(ruleset: Ruleset, stage: Stage, leaders: int) -> int:
    """The grains that the shortest slots of that many presentations need."""
    counts = _counts(ruleset, stage, leaders)
    return sum(ruleset.limits[kind].least // ruleset.grain * number for kind, number in counts.items())


def _units(ruleset: Ruleset, stage: Stage, minutes: int) -> int:
    """The grains of a sitting that presentations, opening statements, reactions and answers may fill."""
    units = ruleset.budget(minutes) // ruleset.grain
    kept = ruleset.discussion if SlotKind.OPEN_FLOOR in ruleset.blocks[stage] else 0
    return int(units * (1 - kept))


def _counts(ruleset: Ruleset, stage: Stage, leaders: int) -> dict[SlotKind, int]:
    all_of_them = {
        SlotKind.PRESENTATION: leaders,
        SlotKind.OPENING_STATEMENT: len(TRIPARTITE),
        SlotKind.REACTION: len(TRIPARTITE) * leaders,
        SlotKind.ANSWER: leaders,
        SlotKind.NEXT_STEPS: len(TRIPARTITE),
        SlotKind.SPOKESPERSON: len(PARTNERS),
        **{kind: ruleset.counts.get(kind, 0) for kind in COUNTED_KINDS},
    }
    return {kind: number for kind, number in all_of_them.items() if kind in ruleset.blocks[stage]}


def outline(ruleset: Ruleset, stage: Stage, *, minutes: int, leaders: int = 0, turn: int = 0) -> Outline:
    """The empty plan of a sitting with so many presentations; `turn` counts the sittings of the forum from 0.

    Where the sitting's stage has no presentations, `leaders` is disregarded. Refuses `BudgetTooSmall`.
    """
    blocks = ruleset.blocks[stage]
    counts = _counts(ruleset, stage, leaders if SlotKind.PRESENTATION in blocks else 0)
    spent = _Spent(lengths(_units(ruleset, stage, minutes), counts, ruleset), counts)
    budget, order = ruleset.budget(minutes) // ruleset.grain, ruleset.order_in(turn)
    if SHARING_KINDS & set(blocks) and SlotKind.STATEMENT not in blocks:
        shared = share(budget - spent.outside - spent.named, ruleset, floor=spent.each)
        individuals = _open_floor(ruleset, stage, shared, spent.each, order)
        groups, spokesperson = spent.of(SlotKind.GROUP_STATEMENT), spent.length.get(SlotKind.SPOKESPERSON, 0)
        entitled = Shares(
            government=shared.government + groups, partner=shared.partner + spokesperson, left=shared.left
        )
    else:
        individuals = _statements(ruleset, stage, budget - spent.whole, order)
        entitled = _entitled(budget, spent, individuals)
    drawn = _draw_up(blocks, spent, order, individuals)
    slots = tuple(_numbered(drawn, ruleset.grain))
    return Outline(
        slots=timed(slots, minutes),
        entitled=_in_seconds(entitled, ruleset.grain),
        leaders=spent.leaders * ruleset.grain,
        officers=spent.of(SlotKind.REPORT) * ruleset.grain,
        reserve=minutes * 60 - sum(slot.seconds for slot in slots),
    )


@dataclass(frozen=True, slots=True)
class _Spent:
    """The slots of which there is a number: their lengths in grains, and what they take of the sitting."""

    length: Mapping[SlotKind, int]
    counts: Mapping[SlotKind, int]

    def of(self, kind: SlotKind) -> int:
        """The grains that all slots of a kind take."""
        return self.counts.get(kind, 0) * self.length.get(kind, 0)

    @property
    def whole(self) -> int:
        """All of it."""
        return sum(map(self.of, self.counts))

    @property
    def leaders(self) -> int:
        """Presentations and answers."""
        return sum(map(self.of, LEADERS_KINDS))

    @property
    def outside(self) -> int:
        """What belongs to none of the constituencies: leaders and officers."""
        return self.leaders + sum(map(self.of, OFFICERS_KINDS))

    @property
    def named(self) -> int:
        """Spokespersons and groups: each constituency's own, before what is left is shared."""
        return self.of(SlotKind.SPOKESPERSON) + self.of(SlotKind.GROUP_STATEMENT)

    @property
    def each(self) -> int:
        """Statements and reactions of one constituency, of which each of the three has the same."""
        return (self.whole - self.outside - self.named) // len(TRIPARTITE)


def _entitled(budget: int, spent: _Spent, individuals: Sequence[_Drawn]) -> Shares:
    """What each constituency has where slots of fixed lengths are counted out, not minutes shared."""
    theirs = {each: sum(one.grains for one in individuals if one.constituency is each) for each in TRIPARTITE}
    government = theirs[Constituency.GOVERNMENT] + spent.each + spent.of(SlotKind.GROUP_STATEMENT)
    partner = theirs[Constituency.EMPLOYER] + spent.each + spent.length.get(SlotKind.SPOKESPERSON, 0)
    return Shares(government=government, partner=partner, left=budget - spent.outside - government - 2 * partner)


def _in_seconds(shares: Shares, grain: int) -> Shares:
    return Shares(government=shares.government * grain, partner=shares.partner * grain, left=shares.left * grain)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A slot before it has a number; `answers` counts the presentation it belongs to, from 0."""

    kind: SlotKind
    constituency: Constituency
    grains: int
    exchange: int | None = None


def _open_floor(
    ruleset: Ruleset, stage: Stage, shared: Shares, spent: int, order: Sequence[Constituency]
) -> list[_Drawn]:
    """The statements from the open floor, each constituency's spread evenly over the discussion."""
    if SlotKind.OPEN_FLOOR not in ruleset.blocks[stage]:
        return []
    own = {each: statements(shared.of(each) - spent, ruleset) for each in order}
    return _spread(SlotKind.OPEN_FLOOR, own)


def _statements(ruleset: Ruleset, stage: Stage, rest: int, order: Sequence[Constituency]) -> list[_Drawn]:
    """As many individual statements as what is left of the sitting holds, all at their limit."""
    if SlotKind.STATEMENT not in ruleset.blocks[stage]:
        return []
    grains = ruleset.limits[SlotKind.STATEMENT].most // ruleset.grain
    shared = seats(rest // grains, ruleset)
    return _spread(SlotKind.STATEMENT, {each: [grains] * shared.of(each) for each in order})


def _spread(kind: SlotKind, own: Mapping[Constituency, Sequence[int]]) -> list[_Drawn]:
    """Statement i of n at i/(n+1) of the discussion; at equal places the order of the constituencies decides."""
    spread: list[tuple[Fraction, int, _Drawn]] = []
    for place, (constituency, lengths_) in enumerate(own.items()):
        for number, grains in enumerate(lengths_, start=1):
            where = Fraction(number, len(lengths_) + 1)
            spread.append((where, place, _Drawn(kind, constituency, grains)))
    return [drawn for _, _, drawn in sorted(spread, key=lambda entry: entry[:2])]


#: counted kind -> on whose behalf it is: regional groups are groups of governments
WHOSE = {
    SlotKind.REPORT: Constituency.SECRETARIAT,
    SlotKind.GROUP_STATEMENT: Constituency.GOVERNMENT,
}


def _draw_up(
    blocks: Sequence[SlotKind], spent: _Spent, order: Sequence[Constituency], individuals: Sequence[_Drawn]
) -> Iterator[_Drawn]:
    length, leaders = spent.length, spent.counts.get(SlotKind.PRESENTATION, 0)
    for kind in blocks:
        if kind is SlotKind.PRESENTATION:
            yield from (_Drawn(kind, Constituency.ORGANIZATION, length[kind], number) for number in range(leaders))
        elif kind in WHOSE:
            yield from repeat(_Drawn(kind, WHOSE[kind], length[kind]), spent.counts[kind])
        elif kind is SlotKind.REACTION:
            yield from _exchanges(length, leaders, order)
        elif kind in ONE_EACH:
            yield from (_Drawn(kind, constituency, length[kind]) for constituency in order)
        elif kind is SlotKind.SPOKESPERSON:
            yield from (_Drawn(kind, constituency, length[kind]) for constituency in order if constituency in PARTNERS)
        else:
            yield from (each for each in individuals if each.kind is kind)


def _exchanges(length: Mapping[SlotKind, int], leaders: int, order: Sequence[Constituency]) -> Iterator[_Drawn]:
    """For each presentation the three reactions, then the leader's answer where the rules have one."""
    for number in range(leaders):
        for constituency in order:
            yield _Drawn(SlotKind.REACTION, constituency, length[SlotKind.REACTION], number)
        if SlotKind.ANSWER in length:
            yield _Drawn(SlotKind.ANSWER, Constituency.ORGANIZATION, length[SlotKind.ANSWER], number)


def _numbered(drawn: Iterable[_Drawn], grain: int) -> Iterator[Slot]:
    presentations: dict[int, int] = {}
    for number, each in enumerate(drawn, start=1):
        is_presentation = each.kind is SlotKind.PRESENTATION
        if is_presentation and each.exchange is not None:
            presentations[each.exchange] = number
        reacts_to = None if is_presentation or each.exchange is None else presentations[each.exchange]
        yield Slot(
            number=number,
            kind=each.kind,
            constituency=each.constituency,
            seconds=each.grains * grain,
            reacts_to=reacts_to,
        )
