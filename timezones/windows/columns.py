"""Everything one venue day can look like, and every pair of starts of a repeated sitting.

A *kind* is a set of sittings that differ in nothing but their names and order (same length, people,
`awake` and day): which of them takes which slot is decided later, by `labels`. A day's *column* says
which kinds start when on that day, keeping gap and cap. A repeated sitting has columns of its own,
its pairs of starts, because what it costs is not a sum over days. A plan is one column of each
block: the days in order, after the repeated sittings. Where days can look in too many ways, every
sitting is a block of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from timezones.burden import Bools, Ints
from timezones.starts import days_of
from timezones.windows.reduced import Reduced, Values, Wanted, attended, keeps_awake
from timezones.windows.stopping import IsOver, go_on

CELLS = 24_000_000
STATES = 4096


class TooManyColumns(Exception):
    """The days can look in more ways than may be listed; the search must do without them."""


@dataclass(frozen=True, kw_only=True)
class Block:
    """The columns of one day (`day` is its index), or of one sitting (`sitting` is its index).

    `kinds` and `starts` are over (column, position), padded with -1: which kind (or the sitting, 0) starts at which
    of its starts; `begins`, `ends` and `days` give their instants (empty positions lie after all).
    `counts` is over (column, kind); kinds that
    can only be on one day are in all its columns, and count 0. `values`, `sums`, `night` are what a column costs.
    """

    sitting: int | None
    day: int | None
    kinds: Ints
    starts: Ints
    begins: Ints
    ends: Ints
    days: Ints
    counts: Ints
    values: Values
    sums: Ints
    night: Bools

    def __len__(self) -> int:
        return len(self.sums)

    @cached_property
    def first(self) -> Ints:
        found: Ints = self.begins.min(axis=1, initial=NEVER)
        return found

    @cached_property
    def last(self) -> Ints:
        found: Ints = np.where(self.kinds >= 0, self.ends, -NEVER).max(axis=1, initial=-NEVER)
        return found

    def only(self, keep: Bools) -> Block:
        """The block with some of its columns."""
        return Block(sitting=self.sitting, day=self.day, **{name: getattr(self, name)[keep] for name in ARRAYS})


ARRAYS = ("kinds", "starts", "begins", "ends", "days", "counts", "values", "sums", "night")
NEVER = 2**50


@dataclass(frozen=True, kw_only=True)
class Kind:
    """Interchangeable sittings; the first stands for all."""

    wanted: Wanted
    members: tuple[int, ...]


class Columns:
    """Kinds and blocks of a reduced problem, by day or by sitting. Raises TooManyColumns, OutOfTime."""

    def __init__(self, reduced: Reduced, is_over: IsOver, *, by_day: bool) -> None:
        self.reduced = reduced
        self._is_over = is_over
        members: dict[object, list[int]] = {}
        for wanted in reduced.wanted:
            if wanted.repeat == 1 and by_day:
                members.setdefault(wanted.kind, []).append(wanted.index)
        self.kinds = [Kind(wanted=reduced.wanted[m[0]], members=tuple(m)) for m in members.values()]
        self._times = np.array([len(kind.members) for kind in self.kinds], dtype=np.int64)
        self._on_one_day = np.array([len(np.unique(kind.wanted.days)) == 1 for kind in self.kinds], dtype=np.bool_)
        self.need: Ints = np.where(self._on_one_day, 0, self._times)
        self.states = int(np.prod(self.need + 1, dtype=object))
        if self.states > STATES:
            raise TooManyColumns
        width = len(reduced.base) + len(reduced.heads) // 8 + 4
        self._room = CELLS // width
        alone = [wanted for wanted in reduced.wanted if wanted.repeat > 1 or not by_day]
        days = range(days_of(reduced.problem.venue)) if by_day else ()
        self.blocks = [
            self._single_block(wanted) if wanted.repeat == 1 else self._twin_block(wanted) for wanted in alone
        ]
        self.blocks += [self._day_block(day) for day in days]

    def _take_room(self, columns: int) -> None:
        go_on(self._is_over)
        self._room -= columns
        if self._room < 0:
            raise TooManyColumns

    def _single_block(self, wanted: Wanted) -> Block:
        self._take_room(len(wanted.instants))
        starts = np.arange(len(wanted.instants))[:, None]
        return self._block(wanted.index, None, np.zeros_like(starts), starts, [wanted], wanted.cost, wanted.night)

    def _twin_block(self, wanted: Wanted) -> Block:
        self._take_room(len(wanted.instants) ** 2 // 8)
        one, two = np.triu_indices(len(wanted.instants), 1)
        apart = wanted.instants[two] - wanted.instants[one]
        gap = np.where(wanted.days[one] == wanted.days[two], self.reduced.gap, 0)
        keep = apart >= wanted.minutes + gap
        if self.reduced.cap is not None and self.reduced.cap < 2 * wanted.minutes:
            keep &= wanted.days[one] != wanted.days[two]
        if wanted.repeat_gap is not None:
            keep &= (wanted.repeat_gap[0] <= apart) & (apart <= wanted.repeat_gap[1])
        one, two = one[keep], two[keep]
        self._take_room(len(one))
        burdens = attended(wanted, one, two)
        keep = keeps_awake(wanted, burdens)
        starts = np.stack([one, two], axis=1)[keep]
        return self._block(
            wanted.index, None, np.zeros_like(starts), starts, [wanted], burdens.cost[keep], burdens.night[keep]
        )

    def _day_block(self, day: int) -> Block:
        kinds, starts = self._whole(day, *self._patterns(day))
        classes = len(self.reduced.heads)
        cost = np.zeros((len(kinds), classes), dtype=np.int64)
        night = np.zeros((len(kinds), classes), dtype=np.bool_)
        for position in range(kinds.shape[1]):
            for number, kind in enumerate(self.kinds):
                rows = np.flatnonzero(kinds[:, position] == number)
                cost[rows] += kind.wanted.cost[starts[rows, position]]
                night[rows] |= kind.wanted.night[starts[rows, position]]
        return self._block(None, day, kinds, starts, [kind.wanted for kind in self.kinds], cost, night)

    def _whole(self, day: int, kinds: Ints, starts: Ints) -> tuple[Ints, Ints]:
        """Patterns that hold every sitting of this day alone; these need not be counted any more."""
        keep = np.ones(len(kinds), dtype=np.bool_)
        for number in np.flatnonzero(self._on_one_day).tolist():
            if self.kinds[number].wanted.days[0] == day:
                keep &= (kinds == number).sum(axis=1) == self._times[number]
        return kinds[keep], starts[keep]

    def _block(
        self,
        sitting: int | None,
        day: int | None,
        kinds: Ints,
        starts: Ints,
        wanted: list[Wanted],
        cost: Ints,
        night: Bools,
    ) -> Block:
        begins, ends, days = (np.full(kinds.shape, NEVER, dtype=np.int64) for _ in range(3))
        for number, each in enumerate(wanted):
            here = kinds == number
            begins[here] = each.instants[starts[here]]
            ends[here] = begins[here] + each.minutes
            days[here] = each.days[starts[here]]
        counted = np.zeros((len(kinds), len(self.kinds)), dtype=np.int64)
        if sitting is None:
            for number in np.flatnonzero(~self._on_one_day).tolist():
                counted[:, number] = (kinds == number).sum(axis=1)
        return Block(
            sitting=sitting, day=day, kinds=kinds, starts=starts, begins=begins, ends=ends, days=days, counts=counted,
            values=self.reduced.values(cost), sums=self.reduced.sums(cost), night=night,
        )  # fmt: skip

    def _patterns(self, day: int) -> tuple[Ints, Ints]:
        """All (kinds, starts) of a day: patterns of n slots are those of n - 1 with one later slot."""
        options = self._options(day)
        layers = [_Layer.empty(len(self.kinds))]
        while len(layers[-1].ends) and len(layers) <= int(self._times.sum()):
            layers.append(self._longer(layers[-1], options))
        widest = len(layers) - 1
        kinds = np.concatenate([_padded(layer.kinds, widest) for layer in layers])
        starts = np.concatenate([_padded(layer.starts, widest) for layer in layers])
        return kinds, starts

    def _options(self, day: int) -> Ints:
        """(begin, kind, start) of every single slot of the day, by begin."""
        found = [np.zeros((0, 3), dtype=np.int64)]
        for number, kind in enumerate(self.kinds):
            starts = np.flatnonzero(kind.wanted.days == day)
            found.append(np.stack([kind.wanted.instants[starts], np.full(len(starts), number), starts], axis=1))
        options = np.concatenate(found)
        return options[np.lexsort((options[:, 1], options[:, 0]))]

    def _longer(self, layer: _Layer, options: Ints) -> _Layer:
        begin = np.searchsorted(options[:, 0], layer.ends + self.reduced.gap)
        begin[layer.ends == -NEVER] = 0
        more = len(options) - begin
        self._take_room(int(more.sum()))
        parent = np.repeat(np.arange(len(more)), more)
        offset = np.arange(len(parent)) - np.repeat(np.cumsum(more) - more, more)
        chosen = options[begin[parent] + offset]
        return layer.extended(parent, chosen, self.kinds, self._times, self.reduced.cap)


@dataclass(frozen=True, kw_only=True)
class _Layer:
    """Patterns of equally many slots: the end of the last, minutes and counts used."""

    kinds: Ints
    starts: Ints
    ends: Ints
    minutes: Ints
    counts: Ints

    @classmethod
    def empty(cls, kinds: int) -> _Layer:
        none = np.zeros((1, 0), dtype=np.int64)
        return cls(
            kinds=none, starts=none, ends=np.array([-NEVER]), minutes=np.zeros(1, dtype=np.int64),
            counts=np.zeros((1, kinds), dtype=np.int64),
        )  # fmt: skip

    def extended(self, parent: Ints, chosen: Ints, kinds: list[Kind], need: Ints, cap: int | None) -> _Layer:
        lengths = np.array([kind.wanted.minutes for kind in kinds], dtype=np.int64)
        kind = chosen[:, 1]
        minutes = self.minutes[parent] + lengths[kind]
        keep = self.counts[parent, kind] < need[kind]
        if cap is not None:
            keep &= minutes <= cap
        parent, chosen, kind, minutes = parent[keep], chosen[keep], kind[keep], minutes[keep]
        counts = self.counts[parent]
        counts[np.arange(len(kind)), kind] += 1
        return _Layer(
            kinds=np.column_stack([self.kinds[parent], kind]),
            starts=np.column_stack([self.starts[parent], chosen[:, 2]]),
            ends=chosen[:, 0] + lengths[kind],
            minutes=minutes,
            counts=counts,
        )


def _padded(table: Ints, width: int) -> Ints:
    return np.pad(table, ((0, 0), (0, width - table.shape[1])), constant_values=-1)
