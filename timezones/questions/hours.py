"""Why this hour and not another: every start of one instance, all others kept, with what it would cost whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from timezones.problem import Problem, Starts
from timezones.rules import Rule


@dataclass(frozen=True, kw_only=True)
class Hour:
    """One possible start. `broken` names the rules that stand against it beside the others (empty: it is free).

    `figure` is the policy's first figure with this start and `change` its difference from now; `worst`, `sum` and
    `heads` are the timetable's figures. `order` is -1, 0 or 1: the policy puts the timetable before, level with or
    after the present one (ties by start left out). `heads_gaining` and `heads_paying` count heads whose totals fall
    and rise.
    """

    start: datetime
    is_now: bool
    broken: tuple[Rule, ...]
    figure: Fraction
    change: Fraction
    worst: int
    sum: int
    heads: int
    order: int
    heads_gaining: int
    heads_paying: int


def profile(problem: Problem, starts: Starts, sitting: str, instance: int = 1) -> tuple[Hour, ...]:
    """Each start that venue hours, grid and the sitting's day allow for one instance (from 1, in time order)."""
    raise NotImplementedError


def best_of(hours: Sequence[Hour]) -> Hour | None:
    """The best free start other than the present one, None where there is none."""
    raise NotImplementedError
