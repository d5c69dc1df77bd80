"""What to relax when nothing is possible: the smallest change of each clashing rule, and which is the cheapest.

A rule's smallest change is the least that makes the whole request possible with all other rules kept. Changes of
different rules are compared by a declared order (`ORDER`): what asks least of people comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from timezones.problem import Problem

Kind = Literal["gap", "repeat_gap", "cap", "hours", "day", "after", "awake", "more_days"]

#: from the cheapest to the dearest kind of change: shorter pauses, then longer days, then other days, then an order
#: that no longer holds, then somebody's night, then a longer forum; within one kind the smaller change is the cheaper
ORDER: tuple[Kind, ...] = ("gap", "repeat_gap", "cap", "hours", "day", "after", "awake", "more_days")


@dataclass(frozen=True, kw_only=True)
class Relaxation:
    """The smallest change of one rule that makes the request possible; `problem` is the request with it made.

    `path` is the rule as in the plan's reasons. `amount` by kind: minutes by which the gap shrinks, the cap grows or
    the venue hours widen (both ends together); hours by which the repeat gap widens (both ends together); days by which
    the sitting moves, or that the forum is longer; 1 where a rule is dropped (`after`, `awake`).
    `becomes` is the rule's new value, as the plan file has it: minutes, a pair, a date; None where it is dropped.
    `problem` None: no change of this rule alone is enough, not even leaving it out (`is_enough` False).
    """

    path: str
    kind: Kind
    amount: int = 0
    becomes: int | tuple[int, int] | date | None = None
    problem: Problem | None = None

    @property
    def is_enough(self) -> bool:
        """Whether the request becomes possible by changing this rule alone."""
        return self.problem is not None


@dataclass(frozen=True, kw_only=True)
class Relaxations:
    """A line per rule of the clashing set, the cheapest first, those that are not enough last.

    `is_settled` False: time ran out or somebody cancelled, so that lines may be missing.
    """

    lines: tuple[Relaxation, ...]
    is_settled: bool = True

    @property
    def cheapest(self) -> Relaxation | None:
        """The first that is enough by itself."""
        return next((each for each in self.lines if each.is_enough), None)


def cheapest_relaxation(
    problem: Problem, reasons: Sequence[str], *, workers: int = 1, cancelled: Callable[[], bool] | None = None
) -> Relaxations:
    """For each rule that clashes (`Plan.reasons` of the infeasible plan) its smallest change, the cheapest first.

    `cancelled` is asked often and ends the search with the lines found so far.
    """
    raise NotImplementedError
