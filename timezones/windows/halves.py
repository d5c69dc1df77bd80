"""Every way to be as good as a known plan, seen as two halves: what half of the blocks may cost, joined with the rest.

Only how much the groups bear is looked at, and that every kind is placed as often as needed; whether
blocks overlap, and the order of sittings, is left aside. So what is found is a superset of the truth:
a plan as good as the known one costs, block by block, at least what some *pair* found here says. Ways
that cost the same are kept once: equal days are interchangeable, and two days at the same hours cost
the same however these are shared out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from timezones.burden import Bools, Ints
from timezones.windows.bounds import IMPOSSIBLE, Cover, Cut, Shape
from timezones.windows.columns import Block
from timezones.windows.order import Order, comes_before
from timezones.windows.reduced import Values
from timezones.windows.stopping import IsOver, go_on

MOST_CELLS = 48_000_000
MOST_PAIRS = 400_000
AT_ONCE, GROUPS_AT_ONCE = 400_000, 16
SAMPLE, LEADING, AT_WHOLE, BINS = 512, 16, 4, 400
#: nanoseconds to build one way (and for each group more), to begin one join, to compare one pair, about
BUILD, BUILD_GROUP, BEGIN, COMPARE = 60, 10, 40_000, 2
#: halves that would take longer than this are not begun, in nanoseconds
MOST_TIME = 20e9


class TooMany(Exception):
    """The halves have more ways, or the join more pairs, than may be listed."""


@dataclass(frozen=True, kw_only=True)
class Ways:
    """Ways to choose from some blocks: counts placed (as a state), score of the first cut, values of groups."""

    states: Ints
    scores: Ints
    values: Values

    def __len__(self) -> int:
        return len(self.states)

    def __getitem__(self, index: Any) -> Ways:
        return Ways(states=self.states[index], scores=self.scores[index], values=self.values[index])


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """Ways of two halves that may be a plan together: indices of either, and keys of both, over pairs."""

    left: Ints
    right: Ints
    keys: Values

    def __len__(self) -> int:
        return len(self.keys)

    def __getitem__(self, index: Any) -> Pairs:
        return Pairs(left=self.left[index], right=self.right[index], keys=self.keys[index])


@dataclass(frozen=True, kw_only=True)
class Steps:
    """How the ways of a half came about by block `number`: each step is a way before and a column more.

    Sorted by the way that they lead to; `ends` says where the steps to each way end.
    """

    number: int
    before: Ints
    columns: Ints
    ends: Ints

    def to(self, ways: Ints) -> Ints:
        """Indices of the steps that lead to any of these ways."""
        begins = np.concatenate([np.zeros(1, dtype=np.int64), self.ends[:-1]])[ways]
        lengths = self.ends[ways] - begins
        found: Ints = np.arange(int(lengths.sum())) + np.repeat(begins - np.cumsum(lengths) + lengths, lengths)
        return found


class Halves:
    """The halves of a cover, under one cut, for plans that come strictly before `best`.

    Arrays over groups have the head-weighted sum as one entry more, which nothing bounds.
    """

    def __init__(self, order: Order, cover: Cover, cut: Cut, best: Values, is_over: IsOver) -> None:
        self.order, self.cover, self.best, self._is_over = order, cover, best, is_over
        reduced = order.reduced
        self._base = np.append(reduced.base, reduced.base_sum)
        self._most = np.append(np.full(len(reduced.base), int(best[0])), IMPOSSIBLE)
        self._limit = cut.limit(int(best[0]), int(best[-1]), reduced.base, reduced.base_sum)
        self.leaders = [_leaders(block) for block in cover.blocks]
        self._scores = [cut.scores(block) for block in cover.blocks]
        self._values = [np.column_stack([block.values, block.sums]) for block in cover.blocks]
        self._rest = {1: cover.suffixes(self._scores)[1:], -1: cover.prefixes(self._scores)}
        self._least = {1: cover.suffixes(self._values)[1:], -1: cover.prefixes(self._values)}
        self._steps: dict[int, list[Steps]] = {1: [], -1: []}
        self.split = self._best_split()

    def _best_split(self) -> int:
        """How many blocks the left half has, so that building and joining take least time."""
        left, right = self._counted(1), self._counted(-1)[::-1]
        build = BUILD + BUILD_GROUP * len(self._base)
        costs = [(build * sum(left), len(left))]
        for split in range(1, len(left)):
            one, two = left[split - 1], right[split]
            built = sum(left[:split]) + sum(right[split:])
            costs.append((build * built + BEGIN * min(one, two) + COMPARE * one * two, split))
        cost, split = min(costs)
        if cost > MOST_TIME:
            raise TooMany
        return split

    def _counted(self, direction: int) -> list[float]:
        """About how many ways each first part of the blocks (last part, for -1) has within the limit."""
        step = max(1, self._limit // BINS)
        counts = np.zeros((self.cover.full + 1, BINS + 1))
        counts[0, 0] = 1
        found = []
        for number in range(len(self._scores))[::direction]:
            grown = np.zeros_like(counts)
            for shape in self.cover.shapes[number]:
                own = self._scores[number][self._leading(number, shape)]
                bins = np.bincount(np.clip(own // step, 0, BINS + 1), minlength=BINS + 2)[: BINS + 1]
                for state in shape.fits[counts[shape.fits - shape.code].any(axis=1)].tolist():
                    grown[state] += np.convolve(counts[state - shape.code], bins)[: BINS + 1]
            counts = grown
            rest = self._rest[direction][number][::-1]
            counts *= np.arange(BINS + 1) * step + rest[:, None] <= self._limit
            found.append(float(counts.sum()))
        return found

    def _leading(self, number: int, shape: Shape) -> Ints:
        """The columns of a shape that no other stands for, by score."""
        own = shape.columns[self.leaders[number][shape.columns] == shape.columns]
        found: Ints = own[np.argsort(self._scores[number][own], kind="stable")]
        return found

    def pairs(self) -> Pairs:
        """All pairs that may come before `best`. Raises TooMany, OutOfTime."""
        left = right = self._nothing()
        for number in range(self.split):
            left = self._grown(left, number, 1)
        for number in reversed(range(self.split, len(self._scores))):
            right = self._grown(right, number, -1)
        if len(left) <= len(right):
            return self._joined(left, right)
        found = self._joined(right, left)
        return Pairs(left=found.right, right=found.left, keys=found.keys)

    def columns_of(self, pairs: Pairs) -> list[Bools]:
        """For each block the columns that a plan of one of these pairs can hold."""
        keeps = [np.zeros(0, dtype=np.bool_)] * len(self._scores)
        for direction, ways in ((1, pairs.left), (-1, pairs.right)):
            for steps in reversed(self._steps[direction]):
                these = steps.to(np.unique(ways))
                ways = steps.before[these]
                held = np.zeros(len(self.leaders[steps.number]), dtype=np.bool_)
                held[steps.columns[these]] = True
                keeps[steps.number] = held[self.leaders[steps.number]]
        return keeps

    def _nothing(self) -> Ways:
        zero = np.zeros(1, dtype=np.int64)
        return Ways(states=zero, scores=zero, values=np.zeros((1, len(self._base)), dtype=np.int64))

    def _grown(self, ways: Ways, number: int, direction: int) -> Ways:
        """The ways with one block more, as far as they keep the limits, equal ones once."""
        none = np.zeros(0, dtype=np.int64)
        parts, before, columns = [ways[:0]], [none], [none]
        for one, two, state in self._longer(ways, number, direction):
            part, kept = self._kept(ways, number, direction, one, two, state)
            parts.append(part)
            before.append(one[kept])
            columns.append(two[kept])
            if sum(each.values.size for each in parts) > MOST_CELLS:
                raise TooMany
        states, scores, values = (
            np.concatenate([getattr(part, name) for part in parts]) for name in ("states", "scores", "values")
        )
        first, same = _different(states, values)
        order = np.argsort(same, kind="stable")
        ends = np.cumsum(np.bincount(same, minlength=len(first)))
        steps = Steps(
            number=number, before=np.concatenate(before)[order], columns=np.concatenate(columns)[order], ends=ends
        )
        self._steps[direction].append(steps)
        return Ways(states=states[first], scores=scores[first], values=values[first])

    def _longer(self, ways: Ways, number: int, direction: int) -> Iterator[tuple[Ints, Ints, int]]:
        """(indices of ways, columns, new state) within the first limit, in chunks."""
        full, rest = self.cover.full, self._rest[direction][number]
        for shape in self.cover.shapes[number]:
            columns = self._leading(number, shape)
            for state in np.unique(ways.states).tolist():
                if full - state not in shape.fits or rest[full - state - shape.code] >= IMPOSSIBLE:
                    continue
                some = np.flatnonzero(ways.states == state)
                room = self._limit - rest[full - state - shape.code] - ways.scores[some]
                reach = np.searchsorted(self._scores[number][columns], room, side="right")
                for one, two in _spread(reach):
                    go_on(self._is_over)
                    yield some[one], columns[two], state + shape.code

    def _kept(self, ways: Ways, number: int, direction: int, one: Ints, two: Ints, state: int) -> tuple[Ways, Ints]:
        """Those whose groups can all stay at or below the worst, and their indices."""
        least = self._least[direction][number][self.cover.full - state] + self._base
        own, more = ways.values, self._values[number]
        rows = np.arange(len(one))
        for group in np.argsort(self._most - least, kind="stable")[:LEADING]:
            rows = rows[own[one[rows], group] + more[two[rows], group] <= self._most[group] - least[group]]
        values = own[one[rows]] + more[two[rows]]
        keep = np.flatnonzero((values <= self._most - least).all(axis=1))
        rows, values = rows[keep], values[keep]
        scores = ways.scores[one[rows]] + self._scores[number][two[rows]]
        return Ways(states=np.full(len(rows), state), scores=scores, values=values), rows

    def _joined(self, few: Ways, many: Ways) -> Pairs:
        """The pairs of two halves that may come before `best`."""
        none = np.zeros(0, dtype=np.int64)
        found = [self._better(few, many, none, none)]
        total = 0
        for state in np.unique(few.states).tolist():
            ours, theirs = np.flatnonzero(few.states == state), np.flatnonzero(many.states == self.cover.full - state)
            theirs = theirs[np.argsort(many.scores[theirs], kind="stable")]
            for one, two in self._matches(few[ours], many[theirs]) if len(theirs) else ():
                found.append(self._better(few, many, ours[one], theirs[two]))
                total += len(found[-1])
                if total > MOST_PAIRS:
                    raise TooMany
        left, right, keys = (
            np.concatenate([getattr(each, name) for each in found]) for name in ("left", "right", "keys")
        )
        return Pairs(left=left, right=right, keys=keys)

    def _matches(self, ours: Ways, theirs: Ways) -> Iterator[tuple[Ints, Ints]]:
        """Index pairs that keep the worst in the most selective groups, some at a time."""
        rooms = self._most - self._base - ours.values
        reach = np.searchsorted(theirs.scores, self._limit - ours.scores, side="right").tolist()
        groups = _most_selective(rooms, theirs.values)
        by_group, rooms = _narrow(theirs.values.T, rooms)
        none = np.zeros(0, dtype=np.int64)
        ones, twos, waiting = [none], [none], 0
        for index, end in enumerate(reach):
            if index % 128 == 0:
                go_on(self._is_over)
            room, chosen = rooms[index], groups[index]
            keep = by_group[chosen[0], :end] <= room[chosen[0]]
            for group in chosen[1:AT_WHOLE]:
                keep &= by_group[group, :end] <= room[group]
            rows = np.flatnonzero(keep)
            for group in chosen[AT_WHOLE:]:
                rows = rows[by_group[group][rows] <= room[group]]
            ones.append(np.full(len(rows), index))
            twos.append(rows)
            waiting += len(rows)
            if waiting > AT_ONCE:
                yield np.concatenate(ones), np.concatenate(twos)
                ones, twos, waiting = [none], [none], 0
        yield np.concatenate(ones), np.concatenate(twos)

    def _better(self, few: Ways, many: Ways, one: Ints, two: Ints) -> Pairs:
        """Those of these pairs that may come before `best`."""
        for begin in range(0, len(self._base), GROUPS_AT_ONCE):
            some = slice(begin, begin + GROUPS_AT_ONCE)
            values = few.values[one, some] + many.values[two, some]
            keep = (values <= (self._most - self._base)[some]).all(axis=1)
            one, two = one[keep], two[keep]
        values = few.values[one] + many.values[two] + self._base
        keys = self.order.keys(values[:, :-1], values[:, -1], np.zeros(len(values), dtype=np.int64))
        before = comes_before(keys, self.best)
        return Pairs(left=one[before], right=two[before], keys=keys[before])


def _spread(reach: Ints) -> Iterator[tuple[Ints, Ints]]:
    """(i, j) for all j < reach[i], in chunks."""
    ends = np.cumsum(reach)
    begin = 0
    while begin < len(reach):
        done = int(ends[begin - 1]) if begin else 0
        end = max(begin + 1, int(np.searchsorted(ends, done + AT_ONCE, side="right")))
        one = np.repeat(np.arange(begin, end), reach[begin:end])
        yield one, np.arange(len(one)) - np.repeat(ends[begin:end] - reach[begin:end] - done, reach[begin:end])
        begin = end


def _marks(width: int) -> NDArray[np.uint64]:
    """Numbers whose sums, weighed by values, tell nearly all different values apart."""
    return np.random.default_rng(1).integers(1, 2**62, width, dtype=np.uint64) | np.uint64(1)


def _different(states: Ints, values: Values) -> tuple[Ints, Ints]:
    """One index for each way that differs from all others in state or values, and for all ways which one it is."""
    marked = values.astype(np.uint64) @ _marks(values.shape[1]) + states.astype(np.uint64)
    _, first, same = np.unique(marked, return_index=True, return_inverse=True)
    unlike = np.flatnonzero((values != values[first[same]]).any(axis=1) | (states != states[first[same]]))
    same[unlike] = len(first) + np.arange(len(unlike))
    return np.concatenate([first, unlike]), same


def _most_selective(rooms: Values, values: Values) -> Ints:
    """For each of ours the groups that fewest of theirs keep, judged by a sample, over (ours, LEADING)."""
    sample = np.sort(values[:: max(1, len(values) // SAMPLE)], axis=0)
    kept = [np.searchsorted(sample[:, group], rooms[:, group], side="right") for group in range(values.shape[1])]
    found: Ints = np.argsort(np.stack(kept, axis=1), axis=1, kind="stable")[:, :LEADING]
    return found


def _narrow(values: Values, rooms: Values) -> tuple[Values, Values]:
    """Both as the smallest whole numbers that tell the same comparisons, rows contiguous."""
    divisor = max(1, int(np.gcd.reduce(values, axis=None)))
    values, rooms = values // divisor, rooms // divisor
    most = int(values.max())
    small = next(kind for kind in (np.int16, np.int32, np.int64) if most <= np.iinfo(kind).max)
    return np.ascontiguousarray(values, dtype=small), np.clip(rooms, -1, most).astype(small)


def _leaders(block: Block) -> Ints:
    """For each column one that costs no group more and stands for it; day blocks are left as they are."""
    leaders = np.arange(len(block))
    if block.sitting is None or not len(block):
        return leaders
    costs = np.column_stack([block.values, block.sums])
    kept: list[int] = []
    for column in np.argsort(block.sums, kind="stable").tolist():
        under = (costs[kept] <= costs[column]).all(axis=1)
        if under.any():
            leaders[column] = kept[int(np.argmax(under))]
        else:
            kept.append(column)
    return leaders
