"""Re-planning a published programme: fewest moves, then the smallest, then the policy; frozen sittings stay."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Literal

from timezones.fairness import Score
from timezones.problem import Placement, Problem, Starts
from timezones.rules import BrokenRule


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Figures that the new timetable must not exceed: worst total, mean per head, heads in the dearest band."""

    worst: int | None = None
    mean: Fraction | None = None
    heads: int | None = None


@dataclass(frozen=True, kw_only=True)
class Move:
    """One instance at a new time; `before` None: the sitting was not published."""

    id: str
    instance: int
    before: datetime | None
    after: datetime


@dataclass(frozen=True, kw_only=True)
class Replan:
    """The answer. `optimal`: no timetable that keeps the rules moves fewer instances, none that moves as few moves
    them by fewer minutes, none of those comes first by the policy. `feasible`: stopped before all of that was proven;
    `least_moves` and `least_minutes` are then the proven bounds of the first two figures (None: nothing is proven of
    that figure). `infeasible`: no timetable keeps the rules, the limits and the frozen sittings. `unknown`: stopped
    with nothing found.

    `moved` counts moved instances that were published, `minutes` sums how far; sittings that are new count in neither.
    `faults` are rules that frozen sittings break among themselves: they stay nevertheless.
    """

    status: Literal["optimal", "feasible", "infeasible", "unknown"]
    starts: Starts = field(default_factory=dict)
    placements: tuple[Placement, ...] = ()
    moves: tuple[Move, ...] = ()
    moved: int = 0
    minutes: int = 0
    least_moves: int | None = None
    least_minutes: int | None = None
    score: Score | None = None
    faults: tuple[BrokenRule, ...] = ()


def replan(
    problem: Problem,
    published: Starts,
    *,
    frozen: Collection[str] = (),
    limits: Limits | None = None,
    time_limit: float | None = None,
    workers: int = 1,
    cancelled: Callable[[], bool] | None = None,
) -> Replan:
    """Bring a published programme within the problem's rules (and `limits`) with the fewest and smallest moves.

    `published` maps sitting ids to starts in time order; ids that the problem no longer has are left out, sittings that
    are new are placed freely. Of a repeated sitting instances are compared in time order. Sittings in `frozen` stay
    where they are whatever the rules say of them; everything else keeps clear of them.
    """
    raise NotImplementedError
