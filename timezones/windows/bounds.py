"""Lower bounds of plans that are one column of each block and have every kind as often as needed.

*Exact cover.* A state counts how many sittings of each kind are placed. The least of any additive
score over the blocks from one on, for every state, is a small dynamic programme over shapes (the
counts of a column), because within a shape only the least column matters.

*Weights.* For weights w >= 0 of the groups, the dearest value of a plan is at least its w-average,
and the least w-average over all plans is such a programme. Subgradient steps choose w; whatever they
find is a valid bound, and integer weights keep it exact (M. Held, R. Karp, 1971).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from timezones.burden import Bools, Ints
from timezones.windows.columns import Block
from timezones.windows.reduced import Values
from timezones.windows.stopping import IsOver

IMPOSSIBLE = 2**61
SCALE = 2**16
STEPS, PATIENCE, KEPT_CUTS = 600, 15, 4
Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Shape:
    """Columns of a block with equal counts: `code` in the numbering of states, `fits` the states holding it."""

    code: int
    columns: Ints
    fits: Ints


class Cover:
    """States and shapes of some blocks."""

    def __init__(self, blocks: Sequence[Block], need: Ints) -> None:
        self.blocks = list(blocks)
        sizes = (need + 1).tolist()
        radix = np.array([int(np.prod(sizes[:k], dtype=object)) for k in range(len(sizes))], dtype=np.int64)
        self.full = int((radix * need).sum())
        counts = (np.arange(self.full + 1)[:, None] // radix) % (need + 1)
        self.shapes = [self._shapes(block, radix, counts) for block in self.blocks]

    def _shapes(self, block: Block, radix: Ints, counts: Ints) -> list[Shape]:
        codes = block.counts @ radix
        found = []
        for code in np.unique(codes).tolist():
            columns = np.flatnonzero(codes == code)
            fits = np.flatnonzero((counts >= block.counts[columns[0]]).all(axis=1))
            found.append(Shape(code=code, columns=columns, fits=fits))
        return found

    def suffixes(self, scores: Sequence[NDArray[Any]]) -> list[NDArray[Any]]:
        """For each block and state the least score that covers just the state from this block on.

        Scores are per column numbers, or vectors: then the least is taken entry by entry.
        """
        found = [self._start(scores)]
        for number in reversed(range(len(self.blocks))):
            found.append(self._step(number, scores[number], found[-1]))
        return found[::-1]

    def prefixes(self, scores: Sequence[NDArray[Any]]) -> list[NDArray[Any]]:
        """For each block and state the least score that covers just the state before this block."""
        found = [self._start(scores)]
        for number in range(len(self.blocks)):
            found.append(self._step(number, scores[number], found[-1]))
        return found

    def _start(self, scores: Sequence[NDArray[Any]]) -> NDArray[Any]:
        like = scores[0]
        start = np.full((self.full + 1, *like.shape[1:]), IMPOSSIBLE, dtype=like.dtype)
        start[0] = 0
        return start

    def _step(self, number: int, scores: NDArray[Any], rest: NDArray[Any]) -> NDArray[Any]:
        found = np.full_like(rest, IMPOSSIBLE)
        for shape in self.shapes[number]:
            least = scores[shape.columns].min(axis=0)
            found[shape.fits] = np.minimum(found[shape.fits], least + rest[shape.fits - shape.code])
        return np.asarray(np.minimum(found, IMPOSSIBLE))

    def through(self, number: int, shape: Shape, prefix: NDArray[Any], suffix: NDArray[Any]) -> NDArray[Any]:
        """The least score of all other blocks when block `number` has this shape."""
        states = shape.fits - shape.code
        least: NDArray[Any] = (prefix[states] + suffix[self.full - shape.fits]).min(axis=0)
        return np.asarray(np.minimum(least, IMPOSSIBLE))

    def cheapest(self, scores: Sequence[Floats]) -> tuple[float, list[int]]:
        """The plan of least score and its columns; there must be a plan."""
        suffixes = self.suffixes(scores)
        state, picks = self.full, []
        for number, shapes in enumerate(self.shapes):
            options = []
            for shape in shapes:
                if state in shape.fits:
                    best = shape.columns[int(np.argmin(scores[number][shape.columns]))]
                    value = scores[number][best] + suffixes[number + 1][state - shape.code]
                    options.append((float(value), int(best), shape.code))
            _, column, code = min(options)
            picks.append(column)
            state -= code
        return float(suffixes[0][self.full]), picks

    def only(self, keeps: Sequence[Bools]) -> list[Block]:
        """The blocks with some of their columns."""
        return [block.only(keep) for block, keep in zip(self.blocks, keeps, strict=True)]


@dataclass(frozen=True, kw_only=True)
class Cut:
    """A weighing of plans: `weights` of group values plus `of_sum` times the head-weighted sum.

    A plan whose values are at most W and whose sum is at most S scores at most `limit(W, S)`.
    """

    weights: Ints
    of_sum: int

    def scores(self, block: Block) -> Values:
        return block.values @ self.weights + self.of_sum * block.sums

    def limit(self, worst: int, total: int, base: Values, base_sum: int) -> int:
        """The most that a plan's columns may score, ledgers taken off."""
        return int(self.weights.sum()) * worst + self.of_sum * total - int(base @ self.weights) - self.of_sum * base_sum


@dataclass(kw_only=True)
class _Ascent:
    """Subgradient steps for weights of groups, towards `target` (Polyak's length), shortened when they stop to gain.

    A plan scores `own` + weights . (values - `level`), own being its head-weighted sum where `of_sum`
    is 1. Weights are shares of 1 when nothing else is scored, else just not negative.
    """

    cover: Cover
    target: float
    level: Floats
    of_sum: int
    is_over: IsOver

    def __post_init__(self) -> None:
        self._values = [block.values.astype(np.float64) for block in self.cover.blocks]
        self._sums = [self.of_sum * block.sums.astype(np.float64) for block in self.cover.blocks]

    def climb(self) -> list[Floats]:
        """Weights of ever higher bounds, the best last."""
        weights = np.zeros(len(self.level)) if self.of_sum else np.full(len(self.level), 1 / len(self.level))
        trail, best, patience, relax = [weights], -np.inf, 0, 1.0
        for _ in range(STEPS):
            bound, slope = self._bound(weights)
            patience += 1
            if bound > best + 1e-9:
                trail, best, patience = [*trail, weights], bound, 0
            if patience > PATIENCE:
                weights, relax, patience = trail[-1], relax / 2, 0
            length = float(slope @ slope)
            if relax < 1e-4 or length < 1e-9 or best >= self.target - 1e-9 or self.is_over():
                break
            weights = self._allowed(weights + relax * (self.target - bound) / length * slope)
        return trail

    def _bound(self, weights: Floats) -> tuple[float, Floats]:
        """The least score of a plan at these weights, and the direction in which it grows."""
        scores = [sums + values @ weights for sums, values in zip(self._sums, self._values, strict=True)]
        least, picks = self.cover.cheapest(scores)
        slope = sum((each[pick] for each, pick in zip(self._values, picks, strict=True)), -self.level)
        return least - float(self.level @ weights), slope if self.of_sum else slope - slope.mean()

    def _allowed(self, weights: Floats) -> Floats:
        return np.maximum(weights, 0) if self.of_sum else _onto_simplex(weights)


def dearest_cuts(cover: Cover, base: Values, worst: int, is_over: IsOver) -> list[Cut]:
    """Cuts for the dearest value: weighings whose least average over plans is high, the best first.

    `worst` is the dearest value of a known plan; the cover must have a plan.
    """
    level = -base.astype(np.float64)
    trail = _Ascent(cover=cover, target=float(worst), level=level, of_sum=0, is_over=is_over).climb()
    return [Cut(weights=_whole(each), of_sum=0) for each in trail[: -1 - KEPT_CUTS : -1]]


def sum_cut(cover: Cover, base: Values, worst: int, total: int, is_over: IsOver) -> Cut:
    """A cut for the head-weighted sum among plans whose dearest value is at most `worst`.

    `total` is the sum of a known plan, ledgers taken off.
    """
    level = worst - base.astype(np.float64)
    trail = _Ascent(cover=cover, target=float(total), level=level, of_sum=1, is_over=is_over).climb()
    return Cut(weights=_whole(trail[-1]), of_sum=SCALE)


def _whole(weights: Floats) -> Ints:
    return np.ceil(weights * SCALE).astype(np.int64)


def _onto_simplex(point: Floats) -> Floats:
    """The nearest weights that are not negative and sum to 1 (J. Duchi et al., 2008)."""
    ordered = -np.sort(-point)
    over = (np.cumsum(ordered) - 1) / np.arange(1, len(point) + 1)
    shift = over[np.flatnonzero(ordered > over)[-1]]
    return np.asarray(np.maximum(point - shift, 0))
