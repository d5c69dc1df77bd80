"""Figures that a timetable must not exceed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Worst total, mean points per head (exact), heads in the dearest band: each at most this; None: any."""

    worst: int | None = None
    mean: Fraction | None = None
    heads: int | None = None
