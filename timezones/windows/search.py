"""The exact search: one column of each block, cut off wherever a lower bound cannot beat the best plan.

Three lower bounds are used, each of which every completion of a partial plan obeys: the cuts (one
weighing of all groups each, minimised over exact covers), the vector of each group's own least
value, whose key is compared like a plan's, and the heads already in the dearest band. A search that
ends therefore proves that nothing lesser than its result exists.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from timezones.burden import Bools, Ints
from timezones.windows.bounds import IMPOSSIBLE, Cover, Cut
from timezones.windows.columns import Block, Columns
from timezones.windows.labels import Labels, Pins, Slot
from timezones.windows.order import Chosen, Order, least
from timezones.windows.reduced import Values, comes_after
from timezones.windows.stopping import IsOver, go_on

PAIRS_AT_ONCE = 100_000
LEADING_GROUPS = 8


@dataclass(frozen=True, kw_only=True)
class Node:
    """A partial plan: one column chosen of each block before `number`."""

    number: int
    state: int
    values: Values
    sums: int
    night: Bools
    scores: tuple[int, ...]
    slots: tuple[Slot, ...]
    fixed: tuple[tuple[int, int, int, int], ...]
    last: int


@dataclass(frozen=True, kw_only=True)
class Children:
    """The columns that may follow a node: arrays over children."""

    columns: Ints
    states: Ints
    values: Values
    sums: Ints
    hurt: Ints
    scores: list[Values]

    def __getitem__(self, index: Any) -> Children:
        return Children(
            columns=self.columns[index], states=self.states[index], values=self.values[index],
            sums=self.sums[index], hurt=self.hurt[index], scores=[each[index] for each in self.scores],
        )  # fmt: skip


class Search:
    """Finds the plan of least key below `best`, among the columns that hold the pins."""

    def __init__(self, order: Order, columns: Columns, cuts: Sequence[Cut], labels: Labels, is_over: IsOver) -> None:
        self.order, self.cuts, self.labels, self._is_over = order, cuts, labels, is_over
        self.reduced = order.reduced
        self.blocks, self.kinds, self._need = columns.blocks, columns.kinds, columns.need
        self._before = comes_after(self.reduced.wanted)
        self.found: Chosen | None = None
        self._limited: Values | None = None

    def run(self, best: Values, pins: Pins, *, any_will_do: bool = False) -> Chosen | None:
        """The least plan strictly before `best`; the first found if any will do.

        `best` and `found` hold what is known so far, also when the search is stopped. Raises OutOfTime.
        """
        self.best, self.found = best, None
        self._pins, self._any = pins, any_will_do
        self._check_order = self.labels.has_order and (bool(pins) or len(self.kinds) > 1 or self._has_singles())
        pinned = [self._pinned(block, pins) for block in self.blocks]
        cover = self._alive(sorted(pinned, key=lambda block: len(block) if block.day is None else math.inf))
        if cover is not None:
            self._prepare(cover)
            self._descend(self._root())
        return self.found

    def shrink(self, best: Values) -> None:
        """Forget for good the columns that no plan strictly before `best` can hold."""
        self.best = best
        cover = self._alive(self.blocks)
        assert cover is not None
        self.cover, self.blocks = cover, cover.blocks

    def within(self, keeps: Sequence[Bools]) -> Search:
        """The same search among some of its columns; few need fewer cuts."""
        other = copy(self)
        other.cuts, other._limited = self.cuts[:2], None
        other.blocks = [block.only(keep) for block, keep in zip(self.blocks, keeps, strict=True)]
        other.found = None
        return other

    def _has_singles(self) -> bool:
        return any(block.sitting is not None for block in self.blocks)

    def _pinned(self, block: Block, pins: Pins) -> Block:
        keep = np.ones(len(block), dtype=np.bool_)
        for sitting, begins in pins.items():
            if block.sitting == sitting:
                keep &= (block.begins[:, : len(begins)] == begins).all(axis=1)
            elif block.sitting is None:
                keep &= self._holds(block, sitting, begins)
        return block if keep.all() else block.only(keep)

    def _holds(self, block: Block, sitting: int, begins: tuple[int, ...]) -> Bools:
        """Columns of a day that have the pinned slot, where it is of this day; else all."""
        for number, kind in enumerate(self.kinds):
            if sitting in kind.members:
                here = (block.begins == begins[0]) & (block.kinds == number)
                day = kind.wanted.days[np.searchsorted(kind.wanted.instants, begins[0])]
                if day == block.day:
                    return np.asarray(here.any(axis=1))
        return np.ones(len(block), dtype=np.bool_)

    def _limits(self) -> list[int]:
        if self._limited is not self.best:
            worst, total, base = int(self.best[0]), int(self.best[-1]), self.reduced.base
            self._limited = self.best
            self._limit_of_cuts = [cut.limit(worst, total, base, self.reduced.base_sum) for cut in self.cuts]
        return self._limit_of_cuts

    def _alive(self, blocks: Sequence[Block]) -> Cover | None:
        """The columns that a plan within the limits may hold, dropped twice; None when a block has none left."""
        for _ in range(2):
            if not all(len(block) for block in blocks):
                return None
            cover = Cover(blocks, self._need)
            blocks = cover.only(self._keeps(cover))
        return Cover(blocks, self._need) if all(len(block) for block in blocks) else None

    def _keeps(self, cover: Cover) -> list[Bools]:
        keeps = [np.ones(len(block), dtype=np.bool_) for block in cover.blocks]
        for cut, limit in zip(self.cuts, self._limits(), strict=True):
            self._drop(cover, [cut.scores(block) for block in cover.blocks], keeps, limit)
        self._drop(cover, [np.zeros(len(block), dtype=np.int64) for block in cover.blocks], keeps, 0)
        self._drop_by_key(cover, keeps, self.best)
        return keeps

    def _drop(self, cover: Cover, scores: Sequence[Values], keeps: list[Bools], limit: int) -> None:
        prefixes, suffixes = cover.prefixes(scores), cover.suffixes(scores)
        for number, shapes in enumerate(cover.shapes):
            for shape in shapes:
                rest = cover.through(number, shape, prefixes[number], suffixes[number + 1])
                keeps[number][shape.columns] &= (rest + scores[number][shape.columns] <= limit).astype(np.bool_)

    def _drop_by_key(self, cover: Cover, keeps: list[Bools], best: Values) -> None:
        values = [block.values for block in cover.blocks]
        sums = [block.sums for block in cover.blocks]
        tables = [(cover.prefixes(each), cover.suffixes(each)) for each in (values, sums)]
        for number, shapes in enumerate(cover.shapes):
            go_on(self._is_over)
            for shape in shapes:
                rest = [cover.through(number, shape, pre[number], suf[number + 1]) for pre, suf in tables]
                if rest[1] >= IMPOSSIBLE:
                    continue
                own = shape.columns
                whole = values[number][own] + rest[0] + self.reduced.base
                total = sums[number][own] + rest[1] + self.reduced.base_sum
                hurt = self.reduced.hurt(cover.blocks[number].night[own])
                keeps[number][own] &= self.order.may_beat(whole, total, hurt, best)

    def _prepare(self, cover: Cover) -> None:
        self._cover = cover
        self._values = cover.suffixes([block.values for block in cover.blocks])
        self._sums = cover.suffixes([block.sums for block in cover.blocks])
        self._scores = [[cut.scores(block) for block in cover.blocks] for cut in self.cuts]
        self._rest = [cover.suffixes(scores) for scores in self._scores]

    def _root(self) -> Node:
        reduced = self.reduced
        return Node(
            number=0, state=self._cover.full, values=reduced.base, sums=reduced.base_sum,
            night=np.zeros(len(reduced.heads), dtype=np.bool_), scores=(0,) * len(self.cuts),
            slots=(), fixed=(), last=-(2**50),
        )  # fmt: skip

    def _descend(self, node: Node) -> None:
        go_on(self._is_over)
        children = self._children(node)
        if node.number + 1 == len(self._cover.blocks):
            self._take_least(
                children.values, children.sums, children.hurt, lambda row: self._child(node, children, row)
            )
            return
        if node.number + 2 == len(self._cover.blocks) and self._cover.blocks[node.number].day is not None:
            self._finish_pairs(node, children)
            return
        for index in self._best_first(children):
            if self.found is not None and (self._any or not self._still_may(children, index)):
                continue
            child = self._child(node, children, index)
            if not self._check_order or self._is_orderly(child):
                self._descend(child)

    def _children(self, node: Node) -> Children:
        """All columns that may follow, with the lower bounds of what they lead to."""
        number, block = node.number, self._cover.blocks[node.number]
        fitting = [
            shape for shape in self._cover.shapes[number] if shape.code <= node.state and node.state in shape.fits
        ]
        columns = np.concatenate([np.zeros(0, dtype=np.int64), *(shape.columns for shape in fitting)])
        states = node.state - np.concatenate(
            [np.zeros(0, dtype=np.int64), *(np.full(len(shape.columns), shape.code) for shape in fitting)]
        )
        keep = self._sums[number + 1][states] < IMPOSSIBLE
        scores = [
            part + own[number][columns] + rest[number + 1][states]
            for part, own, rest in zip(node.scores, self._scores, self._rest, strict=True)
        ]
        for score, limit in zip(scores, self._limits(), strict=True):
            keep &= (score <= limit).astype(np.bool_)
        keep &= block.first[columns] >= node.last if block.sitting is None else True
        keep = np.flatnonzero(keep)
        if node.fixed:
            keep = keep[self._apart(block, columns[keep], node.fixed)]
        return self._bounded(node, columns[keep], states[keep], [score[keep] for score in scores])

    def _bounded(self, node: Node, columns: Ints, states: Ints, scores: list[Values]) -> Children:
        number, block = node.number, self._cover.blocks[node.number]
        values = node.values + block.values[columns] + self._values[number + 1][states]
        sums = node.sums + block.sums[columns] + self._sums[number + 1][states]
        hurt = self.reduced.hurt(node.night | block.night[columns])
        children = Children(columns=columns, states=states, values=values, sums=sums, hurt=hurt, scores=scores)
        return children[self.order.may_beat(values, sums, hurt, self.best)]

    def _apart(self, block: Block, columns: Ints, fixed: tuple[tuple[int, int, int, int], ...]) -> Bools:
        """Columns that neither overlap, crowd nor disorder the sittings fixed by earlier blocks."""
        begins, ends, days = block.begins[columns], block.ends[columns], block.days[columns]
        keep = np.ones(len(columns), dtype=np.bool_)
        load: dict[int, int] = {}
        for sitting, begin, end, day in fixed:
            gap = np.where(days == day, self.reduced.gap, 0)
            later, earlier = begins >= end + gap, ends + gap <= begin
            if block.sitting is not None and sitting in self._before[block.sitting]:
                earlier[:] = False
            if block.sitting is not None and block.sitting in self._before[sitting]:
                later[:] = False
            keep &= (later | earlier).all(axis=1)
            load[day] = load.get(day, 0) + end - begin
        for day, minutes in load.items() if self.reduced.cap is not None else ():
            own = ((ends - begins) * (days == day)).sum(axis=1)
            keep &= (own == 0) | (own + minutes <= self.reduced.cap)
        return keep

    def _best_first(self, children: Children) -> Iterator[int]:
        leading = (
            children.scores[0]
            if children.scores
            else children.hurt
            if self.order.policy == "fewest_hurt"
            else children.sums
        )
        yield from np.lexsort((children.sums, leading)).tolist()

    def _still_may(self, children: Children, index: int) -> bool:
        if any(scores[index] > limit for scores, limit in zip(children.scores, self._limits(), strict=True)):
            return False
        one = children[index : index + 1]
        return bool(self.order.may_beat(one.values, one.sums, one.hurt, self.best)[0])

    def _child(self, node: Node, children: Children, index: int) -> Node:
        number, block = node.number, self._cover.blocks[node.number]
        column = int(children.columns[index])
        slots = tuple(self._slots(block, column))
        fixed = node.fixed
        if block.sitting is not None:
            days = block.days[column].tolist()
            ends = block.ends[column].tolist()
            fixed += tuple((block.sitting, s.begin, e, d) for s, e, d in zip(slots, ends, days, strict=True))
        return Node(
            number=number + 1,
            state=int(children.states[index]),
            values=node.values + block.values[column],
            sums=node.sums + int(block.sums[column]),
            night=node.night | block.night[column],
            scores=tuple(
                score + int(own[number][column]) for score, own in zip(node.scores, self._scores, strict=True)
            ),
            slots=node.slots + slots,
            fixed=fixed,
            last=max(node.last, int(block.last[column])) if block.sitting is None else node.last,
        )

    def _slots(self, block: Block, column: int) -> Iterator[Slot]:
        for kind, start, begin in zip(block.kinds[column], block.starts[column], block.begins[column], strict=True):
            if kind >= 0:
                members = (block.sitting,) if block.sitting is not None else self.kinds[kind].members
                yield Slot(begin=int(begin), start=int(start), may_take=members)

    def _is_orderly(self, node: Node) -> bool:
        """Could the slots up to the end of the last day chosen still be taken in a lawful order?"""
        if self._cover.blocks[node.number - 1].sitting is not None:
            return True
        return self.labels.assign([slot for slot in node.slots if slot.begin < node.last], self._pins) is not None

    def _take_least(self, values: Values, sums: Ints, hurt: Ints, whole: Callable[[int], Node]) -> None:
        """Take the least of these plans that can be labelled."""
        if not len(sums):
            return
        keys = self.order.keys(values, sums, hurt)
        rows = np.arange(len(keys))
        while len(rows):
            leading = rows[least(keys[rows])]
            for row in leading.tolist():
                labelled = self.labels.assign(whole(row).slots, self._pins)
                if labelled is not None:
                    self.best, self.found = keys[row], labelled
                    return
            rows = np.setdiff1d(rows, leading)

    def _finish_pairs(self, node: Node, children: Children) -> None:
        """Choose the columns of the last two days together, many pairs at a time."""
        last = self._cover.blocks[-1]
        for state in np.unique(children.states).tolist():
            ours = children[children.states == state]
            theirs = next(shape.columns for shape in self._cover.shapes[-1] if shape.code == state)
            if node.fixed:
                theirs = theirs[self._apart(last, theirs, node.fixed)]
            for pairs in self._pairs(node, ours, theirs):
                self._finish_some(node, ours, pairs)
                if self.found is not None and self._any:
                    return

    def _pairs(self, node: Node, ours: Children, theirs: Ints) -> Iterator[tuple[Ints, Ints]]:
        """(child, last column) that keep the first cut, in chunks."""
        block, last = self._cover.blocks[-2], self._cover.blocks[-1]
        reach = np.full(len(ours.columns), len(theirs))
        if self.cuts:
            scores = self._scores[0]
            theirs = theirs[np.argsort(scores[-1][theirs], kind="stable")]
            room = self._limits()[0] - node.scores[0] - scores[-2][ours.columns]
            reach = np.searchsorted(scores[-1][theirs], room, side="right")
        ends = np.cumsum(reach)
        begin = 0
        while begin < len(reach):
            go_on(self._is_over)
            done = ends[begin - 1] if begin else 0
            end = max(begin + 1, int(np.searchsorted(ends, done + PAIRS_AT_ONCE, side="right")))
            one = np.repeat(np.arange(begin, end), reach[begin:end])
            two = theirs[np.arange(len(one)) - np.repeat(ends[begin:end] - reach[begin:end] - done, reach[begin:end])]
            in_time = block.last[ours.columns[one]] <= last.first[two]
            yield one[in_time], two[in_time]
            begin = end

    def _finish_some(self, node: Node, ours: Children, pairs: tuple[Ints, Ints]) -> None:
        one, two = self._within_limits(node, ours.columns, *pairs)
        block, last = self._cover.blocks[-2], self._cover.blocks[-1]
        first = ours.columns[one]
        values = node.values + block.values[first] + last.values[two]
        sums = node.sums + block.sums[first] + last.sums[two]
        hurt = self.reduced.hurt(node.night | block.night[first] | last.night[two])
        keep = np.flatnonzero(self.order.may_beat(values, sums, hurt, self.best))
        one, two, values, sums, hurt = one[keep], two[keep], values[keep], sums[keep], hurt[keep]

        def whole(row: int) -> Node:
            child = self._child(node, ours, int(one[row]))
            return replace(child, slots=child.slots + tuple(self._slots(last, int(two[row]))))

        self._take_least(values, sums, hurt, whole)

    def _within_limits(self, node: Node, columns: Ints, one: Ints, two: Ints) -> tuple[Ints, Ints]:
        """Pairs that keep the other cuts, and, where the dearest is compared first, pass it in no leading group."""
        for own, part, limit in list(zip(self._scores, node.scores, self._limits(), strict=True))[1:]:
            keep = own[-2][columns][one] + own[-1][two] <= limit - part
            one, two = one[keep], two[keep]
        if not (self.cuts and self.order.is_dearest_first):
            return one, two
        mine, theirs = self._cover.blocks[-2].values, self._cover.blocks[-1].values
        for group in np.argsort(-self.cuts[0].weights, kind="stable")[:LEADING_GROUPS]:
            room = int(self.best[0]) - node.values[group]
            keep = mine[columns, group][one] + theirs[two, group] <= room
            one, two = one[keep], two[keep]
        return one, two


def at_most(key: Values) -> Values:
    """The bound strictly below which lie the keys up to and with `key`."""
    above = key.copy()
    above[-1] += 1
    return above
