"""A policy's order as rows of integers: the lexicographically lesser row is the better plan.

Starts, the last tie-break, are not in the row. Because every entry grows with every burden, the row
of lower bounds is a lower bound of the row: the search prunes by the same comparison.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from typing import Any

import numpy as np

from timezones.burden import Bools, Ints
from timezones.windows.reduced import Burdens, Reduced, Values, attended

#: for each sitting its starts, as ascending indices into that sitting's possible starts
Chosen = tuple[tuple[int, ...], ...]

CELLS_AT_ONCE = 4_000_000
#: with more rows than this, sorted lists are told by level
LONG = 1000


class Order:
    """Keys of plans of one reduced problem; `figure_only` stops at the policy's first figure."""

    def __init__(self, reduced: Reduced, *, figure_only: bool = False) -> None:
        self.reduced = reduced
        self.figure_only = figure_only
        self.policy = reduced.problem.policy
        self.is_sorted = self.policy in {"leximin", "region_leximin"}
        self.is_dearest_first = self.is_sorted or self.policy == "minimax"
        rows = int(reduced.times.sum())
        self.is_long = rows > LONG
        self.width = (4 * len(reduced.times) if self.is_long else rows) if self.is_sorted else 1

    def keys(self, values: Values, sums: Ints, hurt: Ints) -> Values:
        """One row per plan: values are over (plan, group), base included; sums and hurt over plans."""
        if self.figure_only:
            return self._figures(values, sums, hurt)[:, None]
        if self.is_sorted:
            listed = self._levels(values) if self.is_long else self._spread(values)
            return np.concatenate([listed, sums[:, None]], axis=1)
        if self.policy == "minimax":
            return np.stack([values.max(axis=1), sums], axis=1)
        if self.policy == "fewest_hurt":
            return np.stack([hurt, sums], axis=1)
        return sums[:, None]

    def _spread(self, values: Values) -> Values:
        """The values of all rows, dearest first."""
        sorted_values: Values = -np.sort(-np.repeat(values, self.reduced.times, axis=1), axis=1)
        return sorted_values

    def _levels(self, values: Values) -> Values:
        """Sorted values told by level: the dearest, how many rows bear it, the next, how many bear that or more, ...

        Such rows compare as the sorted lists of all people would: where the first differing entry is a
        count, the list with fewer has a lesser value in the next place.
        """
        order = np.argsort(-values, axis=1, kind="stable")
        ordered = np.take_along_axis(values, order, axis=1)
        counts = np.cumsum(self.reduced.times[order], axis=1)
        is_last = np.ones(ordered.shape, dtype=np.bool_)
        is_last[:, :-1] = ordered[:, 1:] != ordered[:, :-1]
        rows, places = np.nonzero(is_last)
        level = (np.cumsum(is_last, axis=1) - 1)[rows, places]
        found = np.zeros((len(values), 2 * values.shape[1]), dtype=values.dtype)
        found[rows, 2 * level] = ordered[rows, places]
        found[rows, 2 * level + 1] = counts[rows, places]
        return found

    def keys_of_burdens(self, burdens: Burdens) -> Values:
        """Keys of whole plans by their summed costs and joined nights over (plan, class)."""
        values = self.reduced.values(burdens.cost) + self.reduced.base
        sums = self.reduced.sums(burdens.cost) + self.reduced.base_sum
        return self.keys(values, sums, self.reduced.hurt(burdens.night))

    def least_of_burdens(self, burdens: Burdens) -> Ints:
        """Indices of the least of such plans; only those with the least first figure are compared in full."""
        values = self.reduced.values(burdens.cost) + self.reduced.base
        sums = self.reduced.sums(burdens.cost) + self.reduced.base_sum
        hurt = self.reduced.hurt(burdens.night)
        figures = self._figures(values, sums, hurt)
        rows = np.flatnonzero(figures == figures.min())
        found: Ints = rows[least(self.keys(values[rows], sums[rows], hurt[rows]))]
        return found

    def may_beat(self, values: Values, sums: Ints, hurt: Ints, best: Values) -> Bools:
        """Which plans, or lower bounds of plans, come strictly before `best`."""
        found = np.zeros(len(sums), dtype=np.bool_)
        hopeful = np.flatnonzero(self._figures(values, sums, hurt) <= best[0])
        step = max(1, CELLS_AT_ONCE // (self.width + 1))
        for part in (hopeful[begin : begin + step] for begin in range(0, len(hopeful), step)):
            found[part] = comes_before(self.keys(values[part], sums[part], hurt[part]), best)
        return found

    def _figures(self, values: Values, sums: Ints, hurt: Ints) -> Values:
        """The first entry of each key."""
        if self.policy == "fewest_hurt":
            return hurt
        return sums if self.policy == "least_total" else values.max(axis=1)

    def key_of(self, chosen: Chosen) -> Values:
        """The key of one plan."""
        found: Values = self.keys_of_burdens(total_of(self.reduced, chosen))[0]
        return found

    def figure(self, key: Values) -> Fraction:
        """The policy's first figure of a key, in points (or heads)."""
        scaled = self.policy == "region_leximin"
        return Fraction(int(key[0]), self.reduced.unit if scaled else 1)


def comes_before(keys: Values, best: Values) -> Bools:
    """Row by row: is it lexicographically less than `best`?"""
    differs = keys != best
    first = np.argmax(differs, axis=1)
    rows = np.arange(len(keys))
    less: Bools = (keys[rows, first] < best[first]).astype(np.bool_)
    return less


def least(keys: Values) -> Ints:
    """Indices of the rows that are lexicographically least (all of them when several are equal)."""
    rows = np.arange(len(keys))
    for column in range(keys.shape[1]):
        values = keys[rows, column]
        rows = rows[values == values.min()]
        if len(rows) == 1:
            break
    return rows


def burdens_of(reduced: Reduced, index: int, starts: Sequence[int]) -> Burdens:
    """What one sitting costs at the given starts, as arrays over (1, class)."""
    wanted = reduced.wanted[index]
    if len(starts) == 1:
        return Burdens(cost=wanted.cost[[starts[0]]], night=wanted.night[[starts[0]]])
    return attended(wanted, [starts[0]], [starts[1]])


def joined(parts: Sequence[Any]) -> Burdens:
    """Sum of costs and union of nights."""
    return Burdens(
        cost=sum((part.cost for part in parts[1:]), parts[0].cost),
        night=reduce(np.logical_or, (part.night for part in parts)),
    )


def total_of(reduced: Reduced, chosen: Chosen) -> Burdens:
    """What a whole plan costs, ledgers not included."""
    return joined([burdens_of(reduced, index, starts) for index, starts in enumerate(chosen)])


def instants_of(reduced: Reduced, chosen: Chosen) -> tuple[int, ...]:
    """The last tie-break: starts sitting by sitting, instances in time order."""
    return tuple(
        int(wanted.instants[start]) for wanted, starts in zip(reduced.wanted, chosen, strict=True) for start in starts
    )
