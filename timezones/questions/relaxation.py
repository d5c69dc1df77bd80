"""What to relax when nothing is possible: the smallest change of each clashing rule, and which is the cheapest.

A rule's smallest change is the least that makes the whole request possible with all other rules kept. Changes of
different rules are compared by a declared order (`relaxing.ORDER`): what asks least of people comes first.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from timezones.burden import to_minute
from timezones.problem import DAY, Problem
from timezones.questions.relaxing import ORDER, Kind, Relaxation, Relaxations, Value
from timezones.starts import days_of, venue_day
from timezones.windows import plan
from timezones.windows.model import RulesModel, is_possible, least
from timezones.windows.stopping import IsOver, OutOfTime

HOUR = 60
OF_FORUM: dict[str, Kind] = {
    "forum.min_gap_minutes": "gap", "forum.max_minutes_per_day": "cap", "forum.venue_hours": "hours",
    "forum.last_day": "more_days",
}  # fmt: skip
OF_SITTING: dict[str, Kind] = {
    "day": "day", "starts": "start", "repeat_gap_hours": "repeat_gap", "after": "after", "awake": "awake",
}  # fmt: skip
#: a rule of the whole forum left out
LEFT_OUT: dict[Kind, dict[str, Any]] = {
    "gap": {"min_gap_minutes": 0}, "cap": {"max_minutes_per_day": None}, "hours": {"opens": 0, "closes": DAY},
}  # fmt: skip
#: where the problem names a rule otherwise than its path
FIELDS = {"repeat_gap_hours": "repeat_gap"}
SITTING = re.compile(r"sittings\[(\d+)\]\.(day|starts|repeat_gap_hours|after|awake)(?:\[(.*)\])?", re.DOTALL)


def cheapest_relaxation(
    problem: Problem, reasons: Sequence[str], *, workers: int = 1, cancelled: Callable[[], bool] | None = None
) -> Relaxations:
    """For each rule that clashes (`Plan.reasons` of the infeasible plan) its smallest change, the cheapest first.

    `cancelled` is asked often and ends the search with the lines found so far.
    """
    search = _Search(problem, workers, cancelled or (lambda: False))
    lines: list[Relaxation] = []
    try:
        for path in reasons:
            lines.append(search.relaxed(path))  # noqa: PERF401 - what was found stays when it is stopped
        is_enough = any(line.is_enough for line in lines) or not lines
        together = () if is_enough else search.together(tuple(reasons))
    except OutOfTime:
        return Relaxations(lines=_ordered(lines), is_settled=False)
    return Relaxations(lines=_ordered(lines), together=together)


def _ordered(lines: list[Relaxation]) -> tuple[Relaxation, ...]:
    return tuple(sorted(lines, key=lambda each: (not each.is_enough, ORDER.index(each.kind), each.amount)))


@dataclass(frozen=True, kw_only=True)
class _Step:
    """A rule changed by some amount, and the request with it so."""

    amount: int
    becomes: Value
    problem: Problem


class _Search:
    """Asks which changes of one rule make the request possible."""

    def __init__(self, problem: Problem, workers: int, is_over: IsOver) -> None:
        self.problem, self._workers, self._is_over = problem, workers, is_over

    def relaxed(self, path: str) -> Relaxation:
        """The smallest change of one rule that is enough."""
        kind, found = kind_of(path), self._step(path)
        if found is None:
            return Relaxation(path=path, kind=kind)
        return Relaxation(path=path, kind=kind, amount=found.amount, becomes=found.becomes, problem=found.problem)

    def together(self, clash: tuple[str, ...]) -> tuple[str, ...]:
        """Rules to give up, the cheapest kind of each clash that shows up; then those that may stay are put back."""
        dropped: list[str] = []
        while clash and "forum.last_day" not in clash:
            dropped.append(min(clash, key=lambda path: ORDER.index(kind_of(path))))
            clash = plan(_without(self.problem, dropped), workers=self._workers, cancelled=self._is_over).reasons
        for path in () if clash else tuple(dropped):
            fewer = [each for each in dropped if each != path]
            if is_possible(_without(self.problem, fewer), self._is_over, self._workers):
                dropped = fewer
        return () if clash else tuple(dropped)

    def _step(self, path: str) -> _Step | None:
        kind, found = kind_of(path), SITTING.fullmatch(path)
        index = int(found[1]) if found else -1
        if kind == "gap":
            return self._least(_shorter_gaps(self.problem))
        if kind == "cap":
            return self._least(_higher_caps(self.problem))
        if kind == "hours":
            return self._least_pair(*_wider_hours(self.problem))
        if kind == "more_days":
            return self._least(_longer_forums(self.problem))
        if kind == "day":
            return self._nearest_day(index)
        if kind == "repeat_gap":
            return self._least_pair(*_wider_repeats(self.problem, index))
        if kind == "start":
            return self._nearest_starts(index)
        return self._least([_Step(amount=1, becomes=None, problem=_without(self.problem, [path]))])

    def _is_possible(self, step: _Step) -> bool:
        return is_possible(step.problem, self._is_over, self._workers)

    def _least(self, steps: Sequence[_Step]) -> _Step | None:
        """The first step that is enough; each allows all that the one before it allows."""
        if not steps or not self._is_possible(steps[-1]):
            return None
        return steps[bisect_left(range(len(steps) - 1), True, key=lambda place: self._is_possible(steps[place]))]

    def _least_pair(self, firsts: Sequence[int], seconds: Sequence[int], made: _Made) -> _Step | None:
        """The least sum of two amounts that is enough; of equal sums the least first amount.

        `made` gives the step of two amounts, None where they cannot be had together.
        """
        best: _Step | None = None
        for first in firsts:
            steps = [step for second in seconds if (step := made(first, second)) is not None]
            steps = [step for step in steps if best is None or step.amount < best.amount]
            best = self._least(steps) or best
        return best

    def _nearest_day(self, index: int) -> _Step | None:
        """The nearest other day on which the sitting has room, of two equally near the earlier; else any days."""
        sitting, venue = self.problem.sittings[index], self.problem.venue
        assert sitting.day is not None
        freed = _with_sitting(self.problem, index, day=None)
        rules = RulesModel(freed)
        place = (sitting.day - venue.first_day).days
        days = [rules.weighed(one, one.days) for one in rules.of(index)]
        for other in days[1:]:
            rules.model.add(other == days[0])
        cost = sum(rules.weighed(one, 2 * abs(one.days - place) + (one.days > place)) for one in rules.of(index))
        if (found := least(rules, cost, self._is_over, self._workers)) is None:
            return self._least([_Step(amount=days_of(venue), becomes=None, problem=freed)])
        new = venue_day(venue, found[sitting.id][0])
        assert new is not None
        day = venue.first_day + timedelta(days=new)
        changed = _with_sitting(self.problem, index, day=day)
        return _Step(amount=abs(new - place), becomes=day, problem=changed)

    def _nearest_starts(self, index: int) -> _Step | None:
        """Starts of a frozen sitting that are nearest to its own."""
        sitting = self.problem.sittings[index]
        rules = RulesModel(_with_sitting(self.problem, index, starts=()))
        minutes = [to_minute(start) for start in sorted(sitting.starts)]
        moved = zip(rules.of(index), minutes, strict=False)
        cost = sum(rules.weighed(one, abs(one.instants - minute)) for one, minute in moved)
        if (found := least(rules, cost, self._is_over, self._workers)) is None:
            return None
        starts = found[sitting.id]
        amount = sum(abs(to_minute(start) - minute) for start, minute in zip(starts, minutes, strict=False))
        return _Step(amount=amount, becomes=starts, problem=_with_sitting(self.problem, index, starts=starts))


_Made = Callable[[int, int], _Step | None]


def kind_of(path: str) -> Kind:
    """The kind of change that a rule can undergo. Raises ValueError for what is no rule."""
    if path in OF_FORUM:
        return OF_FORUM[path]
    found = SITTING.fullmatch(path)
    if found is None:
        raise ValueError(path)
    return OF_SITTING[found[2]]


def _without(problem: Problem, paths: Sequence[str]) -> Problem:
    """The problem without some of its rules."""
    for path in paths:
        kind, found = kind_of(path), SITTING.fullmatch(path)
        if found is None:
            problem = _with_venue(problem, **LEFT_OUT[kind])
            continue
        sitting = problem.sittings[int(found[1])]
        left = {rule: tuple(each for each in getattr(sitting, rule) if each != found[3]) for rule in ("after", "awake")}
        dropped = {"day": None, "starts": (), "repeat_gap_hours": None, **left}[found[2]]
        problem = _with_sitting(problem, int(found[1]), **{FIELDS.get(found[2], found[2]): dropped})
    return problem


def _with_sitting(problem: Problem, index: int, **changes: Any) -> Problem:
    changed = replace(problem.sittings[index], **changes)
    return replace(problem, sittings=(*problem.sittings[:index], changed, *problem.sittings[index + 1 :]))


def _with_venue(problem: Problem, **changes: Any) -> Problem:
    return replace(problem, venue=replace(problem.venue, **changes))


def _shorter_gaps(problem: Problem) -> list[_Step]:
    gap = problem.venue.min_gap_minutes
    return [
        _Step(amount=gap - less, becomes=less, problem=_with_venue(problem, min_gap_minutes=less))
        for less in reversed(range(gap))
    ]


def _higher_caps(problem: Problem) -> list[_Step]:
    """Caps at which another set of sittings fits into a day: sums of their lengths, as far as a day can hold them."""
    cap = problem.venue.max_minutes_per_day or 0
    sums = {0}
    for sitting in problem.sittings:
        for _ in range(sitting.repeat):
            sums |= {each + sitting.minutes for each in sums if each + sitting.minutes <= 2 * DAY}
    return [
        _Step(amount=more - cap, becomes=more, problem=_with_venue(problem, max_minutes_per_day=more))
        for more in sorted(sums)
        if more > cap
    ]


def _longer_forums(problem: Problem) -> list[_Step]:
    """Days added at the end, as many as could ever help: a day for each instance, and the distances between two."""
    most = sum(each.repeat + (each.repeat_gap[0] // DAY + 1 if each.repeat_gap else 0) for each in problem.sittings)
    last = problem.venue.last_day
    return [
        _Step(amount=more, becomes=day, problem=_with_venue(problem, last_day=day))
        for more in range(1, most + 1)
        if (day := last + timedelta(days=more))
    ]


def _wider_hours(problem: Problem) -> tuple[list[int], list[int], _Made]:
    """Minutes by which the venue may open earlier and close later: only times at which another sitting fits count."""
    venue = problem.venue
    earliest, latest = (0, DAY) if venue.closes <= DAY else (venue.closes - DAY, venue.opens + DAY)
    grid = range(0, 2 * DAY, venue.grid_minutes)
    opens = [venue.opens - wall for wall in reversed(grid) if earliest <= wall < venue.opens]
    ends = {wall + each.minutes for each in problem.sittings for wall in grid} | {latest}
    closes = [end - venue.closes for end in sorted(ends) if venue.closes < end <= latest]

    def made(earlier: int, later: int) -> _Step | None:
        wider = venue.opens - earlier, venue.closes + later
        if wider[1] - wider[0] > DAY:
            return None
        changed = _with_venue(problem, opens=wider[0], closes=wider[1])
        return _Step(amount=earlier + later, becomes=wider, problem=changed)

    return [0, *opens], [0, *closes], made


def _wider_repeats(problem: Problem, index: int) -> tuple[list[int], list[int], _Made]:
    """Hours by which the least distance of two instances may shrink and the most grow, within the forum."""
    gap = problem.sittings[index].repeat_gap
    assert gap is not None
    low, high = gap
    most = max(0, (days_of(problem.venue) + 1) * 24 - high // HOUR)

    def made(nearer: int, farther: int) -> _Step:
        wider = low - nearer * HOUR, high + farther * HOUR
        changed = _with_sitting(problem, index, repeat_gap=wider)
        return _Step(amount=nearer + farther, becomes=(wider[0] // HOUR, wider[1] // HOUR), problem=changed)

    return list(range(low // HOUR + 1)), list(range(most + 1)), made
