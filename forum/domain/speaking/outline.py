"""The empty plan of a sitting: which slots there are, how long, in which order, before anybody is named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from forum.domain.people import TRIPARTITE, Constituency
from forum.domain.programme import Sitting, SittingKind
from forum.domain.speaking.rules import Ruleset, SlotKind, Stage
from forum.domain.speaking.shares import Shares, lengths, share, statements
from forum.domain.speaking.slots import Slot, timed

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
    """The slots of a sitting and the seconds behind them: of the constituencies, of the leaders, of the chair."""

    slots: tuple[Slot, ...]
    entitled: Shares
    leaders: int
    reserve: int


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
    }
    return {kind: number for kind, number in all_of_them.items() if kind in ruleset.blocks[stage]}


def outline(ruleset: Ruleset, stage: Stage, *, minutes: int, leaders: int = 0, turn: int = 0) -> Outline:
    """The empty plan of a sitting with so many presentations; `turn` counts the sittings of the forum from 0.

    Where the sitting's stage has no presentations, `leaders` is disregarded. Refuses `BudgetTooSmall`.
    """
    leaders = leaders if SlotKind.PRESENTATION in ruleset.blocks[stage] else 0
    length = lengths(_units(ruleset, stage, minutes), _counts(ruleset, stage, leaders), ruleset)
    of_leaders = leaders * (length.get(SlotKind.PRESENTATION, 0) + length.get(SlotKind.ANSWER, 0))
    each = leaders * length.get(SlotKind.REACTION, 0) + sum(length.get(kind, 0) for kind in ONE_EACH)
    entitled = share(ruleset.budget(minutes) // ruleset.grain - of_leaders, ruleset, floor=each)
    order = ruleset.order_in(turn)
    open_floor = _open_floor(ruleset, stage, entitled, each, order)
    drawn = _draw_up(ruleset.blocks[stage], length, leaders, order, open_floor)
    slots = tuple(_numbered(drawn, ruleset.grain))
    return Outline(
        slots=timed(slots, minutes),
        entitled=_in_seconds(entitled, ruleset.grain),
        leaders=of_leaders * ruleset.grain,
        reserve=minutes * 60 - sum(slot.seconds for slot in slots),
    )


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
    ruleset: Ruleset, stage: Stage, entitled: Shares, spent: int, order: Sequence[Constituency]
) -> list[_Drawn]:
    """The statements from the open floor, each constituency's spread evenly over the discussion."""
    if SlotKind.OPEN_FLOOR not in ruleset.blocks[stage]:
        return []
    spread: list[tuple[Fraction, int, _Drawn]] = []
    for place, constituency in enumerate(order):
        lengths_ = statements(entitled.of(constituency) - spent, ruleset)
        for number, grains in enumerate(lengths_, start=1):
            where = Fraction(number, len(lengths_) + 1)
            spread.append((where, place, _Drawn(SlotKind.OPEN_FLOOR, constituency, grains)))
    return [drawn for _, _, drawn in sorted(spread, key=lambda entry: entry[:2])]


def _draw_up(
    blocks: Sequence[SlotKind],
    length: dict[SlotKind, int],
    leaders: int,
    order: Sequence[Constituency],
    open_floor: list[_Drawn],
) -> Iterator[_Drawn]:
    for kind in blocks:
        if kind is SlotKind.PRESENTATION:
            yield from (_Drawn(kind, Constituency.ORGANIZATION, length[kind], number) for number in range(leaders))
        elif kind is SlotKind.REACTION:
            yield from _exchanges(length, leaders, order)
        elif kind in ONE_EACH:
            yield from (_Drawn(kind, constituency, length[kind]) for constituency in order)
        elif kind is SlotKind.OPEN_FLOOR:
            yield from open_floor


def _exchanges(length: dict[SlotKind, int], leaders: int, order: Sequence[Constituency]) -> Iterator[_Drawn]:
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
