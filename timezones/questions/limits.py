"""Figures that a timetable must not exceed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from timezones.fairness import Score
from timezones.problem import Problem


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Worst total, mean points per head (exact), heads in the dearest band: each at most this; None: any."""

    worst: int | None = None
    mean: Fraction | None = None
    heads: int | None = None


def keeps_limits(problem: Problem, score: Score, limits: Limits) -> bool:
    """Whether a timetable's figures are within the limits."""
    heads = sum(person.count for person in problem.people)
    return (
        (limits.worst is None or score.worst <= limits.worst)
        and (limits.mean is None or score.sum <= limits.mean * heads)
        and (limits.heads is None or score.heads_in_dearest_band <= limits.heads)
    )
