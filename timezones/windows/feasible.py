"""Is any timetable possible, and if not, which rules clash?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from timezones.burden import to_minute
from timezones.problem import DAY, Problem
from timezones.windows.model import RulesModel, is_possible, least
from timezones.windows.order import Chosen
from timezones.windows.reduced import Reduced
from timezones.windows.stopping import IsOver, OutOfTime


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A plan that keeps all rules, or the paths of an irreducible set of rules that clash, or neither (stopped)."""

    chosen: Chosen | None = None
    reasons: tuple[str, ...] = ()


def settle(reduced: Reduced, is_over: IsOver, workers: int = 1) -> Answer:
    """Find any plan of a problem, or the rules that make one impossible."""
    try:
        found = least(RulesModel(reduced.problem), None, is_over, workers)
        if found is None:
            return Answer(reasons=_clash(reduced.problem, is_over, workers))
    except OutOfTime:
        return Answer()
    minutes = [[to_minute(start) for start in found[sitting.id]] for sitting in reduced.problem.sittings]
    each = zip(reduced.wanted, minutes, strict=True)
    return Answer(chosen=tuple(tuple(np.searchsorted(wanted.instants, own).tolist()) for wanted, own in each))


def _clash(problem: Problem, is_over: IsOver, workers: int) -> tuple[str, ...]:
    """Drop every rule that is not needed for the impossibility, one after the other."""
    rules = rules_of(problem)
    kept = list(rules)
    for rule in rules:
        fewer = [each for each in kept if each != rule]
        if not is_possible(with_only(problem, fewer), is_over, workers):
            kept = fewer
    return tuple(kept) or ("forum.last_day",)


def rules_of(problem: Problem) -> tuple[str, ...]:
    """Paths of all rules that can be dropped, the ones of the whole forum last, so that they go last."""
    found: list[str] = []
    for index, sitting in enumerate(problem.sittings):
        at = f"sittings[{index}]"
        found += [f"{at}.after[{name}]" for name in sitting.after]
        found += [f"{at}.awake[{name}]" for name in sitting.awake]
        found += [f"{at}.repeat_gap_hours"] if sitting.repeat > 1 and sitting.repeat_gap else []
        found += [f"{at}.day"] if sitting.day else []
        found += [f"{at}.starts"] if sitting.starts else []
    venue = problem.venue
    found += ["forum.min_gap_minutes"] if venue.min_gap_minutes else []
    found += ["forum.max_minutes_per_day"] if venue.max_minutes_per_day is not None else []
    found += ["forum.venue_hours"] if (venue.opens, venue.closes) != (0, DAY) else []
    return tuple(found)


def with_only(problem: Problem, kept: list[str]) -> Problem:
    """The problem without the rules that are not kept; days, grid and no overlap stay."""
    venue = problem.venue
    if "forum.min_gap_minutes" not in kept:
        venue = replace(venue, min_gap_minutes=0)
    if "forum.max_minutes_per_day" not in kept:
        venue = replace(venue, max_minutes_per_day=None)
    if "forum.venue_hours" not in kept:
        venue = replace(venue, opens=0, closes=DAY)
    sittings = tuple(
        replace(
            sitting,
            after=tuple(name for name in sitting.after if f"sittings[{index}].after[{name}]" in kept),
            awake=tuple(name for name in sitting.awake if f"sittings[{index}].awake[{name}]" in kept),
            day=sitting.day if f"sittings[{index}].day" in kept else None,
            starts=sitting.starts if f"sittings[{index}].starts" in kept else (),
            repeat_gap=sitting.repeat_gap if f"sittings[{index}].repeat_gap_hours" in kept else None,
        )
        for index, sitting in enumerate(problem.sittings)
    )
    return replace(problem, venue=venue, sittings=sittings)
