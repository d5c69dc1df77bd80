"""From pairs of halves to true plans: which of them can be held, which is the least, and all that are as good.

Pairs are taken least key first. All pairs that share a half are put to the exact search at once, among
the few columns that they can hold. What it finds is a plan; what it does not find is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from timezones.burden import Bools, Ints
from timezones.windows.halves import Halves, Pairs
from timezones.windows.order import Chosen, comes_before
from timezones.windows.reduced import Values
from timezones.windows.search import Search, at_most


class Matches:
    """The least plan among the pairs of two halves. `best` is the key of a known plan, none of them is beyond it."""

    def __init__(self, search: Search, halves: Halves, pairs: Pairs, best: Values) -> None:
        self._search, self._halves, self.best = search, halves, best
        self._pairs = pairs[np.lexsort(pairs.keys.T[::-1])]
        self._ties: list[list[Bools]] = []

    def improve(self, tell: Callable[[Chosen], object]) -> None:
        """Try all pairs, of which the known plan is one; every plan that comes before `best` is told and becomes it."""
        self._try(np.zeros(1, dtype=np.int64), tell)
        for group in self._groups():
            self._try(group, tell)

    def _groups(self) -> Iterator[Ints]:
        """Indices of pairs with a half in common, the half that differs less often; never what is beyond `best`."""
        common = min((self._pairs.left, self._pairs.right), key=lambda half: len(np.unique(half)))
        left = np.arange(len(self._pairs))
        while True:
            left = left[comes_before(self._pairs.keys[left], at_most(self.best))]
            if not len(left):
                return
            is_here = common[left] == common[left[0]]
            yield left[is_here]
            left = left[~is_here]

    def _try(self, group: Ints, tell: Callable[[Chosen], object]) -> None:
        keeps = self._halves.columns_of(self._pairs[group])
        search = self._search.within(keeps)
        found = search.run(at_most(self.best), {})
        if found is None:
            return
        if comes_before(search.best[None], self.best)[0]:
            self.best, self._ties = search.best, []
            tell(found)
        self._ties.append(keeps)

    def as_good(self) -> Search:
        """The search among all columns that a plan as good as the best can hold."""
        keeps = [np.logical_or.reduce(each) for each in zip(*self._ties, strict=True)]
        return self._search.within(keeps)
