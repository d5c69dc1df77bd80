"""What relaxing a rule means: the kinds of change, their declared order, and the answer's values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from timezones.problem import Problem

Kind = Literal["gap", "repeat_gap", "cap", "hours", "day", "start", "after", "awake", "more_days"]

#: from the cheapest to the dearest kind of change: shorter pauses, then longer days, then other days and times, then
#: an order that no longer holds, then somebody's night, then a longer forum; within one kind the smaller change
ORDER: tuple[Kind, ...] = ("gap", "repeat_gap", "cap", "hours", "day", "start", "after", "awake", "more_days")


Value = int | tuple[int, int] | date | tuple[datetime, ...] | None


@dataclass(frozen=True, kw_only=True)
class Relaxation:
    """The smallest change of one rule that makes the request possible; `problem` is the request with it made.

    `path` is the rule as in the plan's reasons. `amount` by kind: minutes by which the gap shrinks, the cap grows or
    the venue hours widen (both ends together); hours by which the repeat gap widens (both ends together); days by which
    the sitting moves, or that the forum is longer; minutes by which a frozen sitting moves (both instances together);
    1 where a rule is dropped (`after`, `awake`).
    `becomes` is the rule's new value: minutes, a pair of minutes after midnight or of hours, a date, the new starts;
    None where it is dropped.
    `problem` None: no change of this rule alone is enough, not even leaving it out (`is_enough` False).
    """

    path: str
    kind: Kind
    amount: int = 0
    becomes: Value = None
    problem: Problem | None = None

    @property
    def is_enough(self) -> bool:
        """Whether the request becomes possible by changing this rule alone."""
        return self.problem is not None


@dataclass(frozen=True, kw_only=True)
class Relaxations:
    """A line per rule of the clashing set, the cheapest first, those that are not enough last.

    `together` is filled where no rule is enough by itself: paths of rules that, all given up, make the request
    possible, and none of them could stay. `is_settled` False: time ran out or somebody cancelled, so that lines may be
    missing.
    """

    lines: tuple[Relaxation, ...]
    together: tuple[str, ...] = ()
    is_settled: bool = True

    @property
    def cheapest(self) -> Relaxation | None:
        """The first that is enough by itself."""
        return next((each for each in self.lines if each.is_enough), None)
