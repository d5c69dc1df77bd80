"""What the planner says: a plan as a JSON document, a check of one, a table for people (docs/plan-file.md)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from forum.formats.plan_reading import MOMENT, instant_of
from forum.formats.reading import Fault, Faults
from forum.i18n.catalogues import N_, Words
from timezones import fairness
from timezones.fairness import GroupScore, Score
from timezones.problem import Alternative, Placement, Problem, Starts
from timezones.release import release_in_use
from timezones.rules import BrokenRule, broken_rules
from timezones.wallclock import local
from timezones.windows import Plan

#: rule -> sentence; `one` and `two` are the sittings concerned, `detail` the number, day or person at fault
BROKEN = {
    "hours": N_("%(one)s does not lie within the venue hours of a day of the forum"),
    "grid": N_("%(one)s does not start on the grid of %(detail)s minutes of the venue's clock"),
    "day": N_("%(one)s is not on its day, %(detail)s"),
    "start": N_("%(one)s does not start when it was fixed to start, %(detail)s"),
    "overlap": N_("%(one)s and %(two)s overlap"),
    "gap": N_("between %(one)s and %(two)s there are less than %(detail)s minutes"),
    "cap": N_("on %(detail)s the sittings last longer than a day may: %(all)s"),
    "after": N_("%(one)s starts before %(two)s is over"),
    "repeat_gap": N_("the two instances of %(one)s start %(detail)s hours apart"),
    "awake": N_("%(one)s keeps %(detail)s in the dearest band"),
}


def utc(instant: datetime) -> str:
    """An instant as the documents write it."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def document_of(problem: Problem, plan: Plan, seconds: float) -> dict[str, Any]:
    """The whole output document of a plan."""
    return {
        "version": 1,
        "status": plan.status,
        "policy": plan.policy,
        "bound": None if plan.bound is None else _number(plan.bound),
        "gap": plan.gap,
        "seconds": round(seconds, 3),
        "tz_release": release_in_use().tzdata,
        "sittings": [_placement(problem, each) for each in plan.placements],
        "totals": dict(plan.score.totals) if plan.score else {},
        "summary": summary(plan.score) if plan.score else {},
        "explain": [_alternative(each) for each in plan.alternatives],
        "reasons": list(plan.reasons),
    }


def _number(bound: Fraction) -> int | float:
    """Whole where it is; else rounded down in the ninth place, so that it stays a bound."""
    return int(bound) if bound.denominator == 1 else math.floor(bound * 10**9) / 10**9


def _placement(problem: Problem, each: Placement) -> dict[str, Any]:
    venue = local(each.start, problem.venue.zone).isoformat(timespec="minutes")
    return {"id": each.id, "instance": each.instance, "start": utc(each.start), "end": utc(each.end), "venue": venue}


def _alternative(each: Alternative) -> dict[str, Any]:
    return {
        "id": each.id,
        "instance": each.instance,
        "next_best": None if each.next_best is None else utc(each.next_best),
        "who_gains": list(each.who_gains),
        "who_pays": list(each.who_pays),
    }


def summary(score: Score) -> dict[str, Any]:
    """The figures of a timetable."""
    return {
        "worst": score.worst,
        "mean": score.mean,
        "sum": score.sum,
        "jain": score.jain,
        "heads_in_dearest_band": score.heads_in_dearest_band,
        "worst_ids": list(score.worst_ids),
        "by_region": _groups(score.by_region),
        "by_constituency": _groups(score.by_constituency),
    }


def _groups(groups: Mapping[str, GroupScore]) -> dict[str, dict[str, Any]]:
    return {name: {"heads": each.heads, "mean": each.mean, "worst": each.worst} for name, each in groups.items()}


def starts_of(document: object, problem: Problem) -> Starts:
    """The starts of any plan document: only `sittings[].id` and `start` are read. Raises Faults."""
    lines = document.get("sittings") if isinstance(document, dict) else None
    if not isinstance(lines, list):
        raise Faults([Fault(path="sittings", message=N_("must be a list"))])
    wanted = {sitting.id: sitting.repeat for sitting in problem.sittings}
    found: dict[str, list[datetime]] = {name: [] for name in wanted}
    faults = [fault for index, line in enumerate(lines) if (fault := _read_start(index, line, found))]
    for name, repeat in wanted.items():
        if not faults and len(found[name]) != repeat:
            params = {"id": name, "wanted": repeat, "found": len(found[name])}
            message = N_('"%(id)s" needs %(wanted)s starting times and has %(found)s')
            faults.append(Fault(path="sittings", message=message, params=params))
    if faults:
        raise Faults(faults)
    return {name: tuple(sorted(starts)) for name, starts in found.items()}


def _read_start(index: int, line: object, found: dict[str, list[datetime]]) -> Fault | None:
    """Add a line's start to what was found, or say what is wrong with it."""
    at = f"sittings[{index}]"
    if not isinstance(line, dict):
        return Fault(path=at, message=N_("must be an object"))
    name, text = line.get("id"), line.get("start")
    if not isinstance(name, str) or name not in found:
        return Fault(path=f"{at}.id", message=N_('unknown sitting "%(id)s"'), params={"id": name})
    start = instant_of(text)
    if start is None:
        return Fault(path=f"{at}.start", message=MOMENT)
    found[name].append(start)
    return None


def check_of(problem: Problem, starts: Starts, words: Words) -> dict[str, Any]:
    """The figures of any timetable and its broken rules, a sentence each."""
    score = fairness.score(problem, starts)
    faults = [sentence(each, words) for each in broken_rules(problem, starts)]
    return {"version": 1, "totals": dict(score.totals), "summary": summary(score), "faults": faults}


def sentence(broken: BrokenRule, words: Words) -> str:
    """A broken rule in words."""
    one, *others = broken.sittings
    params = {
        "one": one,
        "two": others[0] if others else "",
        "detail": broken.detail,
        "all": ", ".join(broken.sittings),
    }
    return words.gettext(BROKEN[broken.rule], **params)
