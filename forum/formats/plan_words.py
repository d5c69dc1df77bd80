"""The planner's rules, reasons and remedies as sentences, for terminals and pages alike."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

from forum.i18n.catalogues import N_, Words
from forum.i18n.moments import isolate, short_weekday
from timezones.problem import Problem
from timezones.questions.limits import Limits
from timezones.questions.relaxing import Relaxation
from timezones.wallclock import local

#: rule of a clashing set -> what it says
RULES = {
    "forum.venue_hours": N_("the venue is open from %(from)s to %(to)s"),
    "forum.max_minutes_per_day": N_("a day has at most %(minutes)s minutes of sittings"),
    "forum.min_gap_minutes": N_("between two sittings of a day there are at least %(minutes)s minutes"),
    "forum.last_day": N_("the forum lasts from %(first)s to %(last)s"),
    "day": N_("%(one)s is on %(day)s"),
    "starts": N_("%(one)s stays at %(starts)s"),
    "after": N_("%(one)s begins when %(two)s is over"),
    "awake": N_("%(two)s attends %(one)s outside the dearest hours"),
    "repeat_gap_hours": N_("the two instances of %(one)s start %(low)s to %(high)s hours apart"),
    "replan.worst": N_("nobody bears more than %(points)s points"),
    "replan.mean": N_("the mean is at most %(points)s points a head"),
    "replan.heads": N_("at most %(heads)s heads sit in the dearest hours"),
}
#: kind of change -> what to do
CHANGES = {
    "gap": N_("let pauses of %(minutes)s minutes be enough (%(amount)s fewer)"),
    "repeat_gap": N_("let the two instances of %(one)s start %(low)s to %(high)s hours apart"),
    "cap": N_("allow %(minutes)s minutes of sittings a day (%(amount)s more)"),
    "hours": N_("open the venue from %(from)s to %(to)s (%(amount)s minutes more)"),
    "day": N_("hold %(one)s on %(day)s"),
    "start": N_("move %(one)s by %(amount)s minutes, to %(starts)s"),
    "after": N_("let %(one)s begin before %(two)s is over"),
    "awake": N_("let %(two)s attend %(one)s in the dearest hours"),
    "more_days": N_("let the forum last until %(day)s"),
}
ANY_DAY = N_("hold %(one)s on any day")
NOT_ENOUGH = N_("%(rule)s: to give up this rule alone is not enough")

SITTING = re.compile(r"sittings\[(\d+)\]\.(\w+)(?:\[(.*)\])?", re.DOTALL)


def rule_said(problem: Problem, path: str, words: Words, limits: Limits | None = None) -> str:
    """What a rule of `Plan.reasons` (or `Replan.reasons`) demands, as a clause."""
    found = SITTING.fullmatch(path)
    kind = found[2] if found else path
    params = _sitting_params(problem, int(found[1]), found[3], words.tag) if found else _params(problem, path, words)
    if limits is not None and path.startswith("replan."):
        value = getattr(limits, path.partition(".")[2])
        params = {"points": value, "heads": value}
    return words.gettext(RULES[kind], **params)


def _params(problem: Problem, path: str, words: Words) -> dict[str, object]:
    venue = problem.venue
    if path == "forum.last_day":
        return {"first": day_said(venue.first_day, words.tag), "last": day_said(venue.last_day, words.tag)}
    minutes = venue.min_gap_minutes if path == "forum.min_gap_minutes" else venue.max_minutes_per_day
    return {"minutes": minutes, "from": clock_said(venue.opens), "to": clock_said(venue.closes)}


def _sitting_params(problem: Problem, index: int, name: str | None, tag: str) -> dict[str, object]:
    sitting = problem.sittings[index]
    low, high = sitting.repeat_gap or (0, 0)
    return {
        "one": sitting.id,
        "two": name,
        "day": day_said(sitting.day, tag) if sitting.day else "",
        "starts": starts_said(sitting.starts, problem.venue.zone, tag),
        "low": low // 60,
        "high": high // 60,
    }


def change_said(problem: Problem, line: Relaxation, words: Words) -> str:
    """What to do about a rule, as a clause; or that to give it up alone is not enough."""
    if not line.is_enough:
        return words.gettext(NOT_ENOUGH, rule=rule_said(problem, line.path, words))
    found = SITTING.fullmatch(line.path)
    params = _sitting_params(problem, int(found[1]), found[3], words.tag) if found else {}
    params |= {"amount": line.amount, "minutes": line.becomes} | _becomes(problem, line, words.tag)
    message = ANY_DAY if line.kind == "day" and line.becomes is None else CHANGES[line.kind]
    return words.gettext(message, **params)


def _becomes(problem: Problem, line: Relaxation, tag: str) -> dict[str, object]:
    new = line.becomes
    if isinstance(new, date):
        return {"day": day_said(new, tag)}
    if isinstance(new, tuple):
        moments = [each for each in new if isinstance(each, datetime)]
        numbers = [each for each in new if isinstance(each, int)]
        if moments:
            return {"starts": starts_said(moments, problem.venue.zone, tag)}
        low, high = numbers
        return {"from": clock_said(low), "to": clock_said(high), "low": low, "high": high}
    return {}


def day_said(day: date, tag: str) -> str:
    """A day for a table: "Tue 2022-02-22"."""
    return f"{short_weekday(day, tag)} {day.isoformat()}"


def clock_said(minutes: int) -> str:
    """A wall time of a venue day: "22:00", after midnight as the next morning's."""
    return "24:00" if minutes == 1440 else f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def start_said(start: datetime, zone: str, tag: str) -> str:
    """A start on a wall clock with its offset: "Tue 2022-02-22 13:00 +01:00"."""
    there = local(start, zone)
    return f"{day_said(there.date(), tag)} {isolated(f'{there:%H:%M} {there.isoformat()[-6:]}', tag)}"


def starts_said(starts: Iterable[datetime], zone: str, tag: str) -> str:
    """Several starts in time order."""
    return ", ".join(start_said(each, zone, tag) for each in sorted(starts))


def isolated(text: str, tag: str) -> str:
    """Keep a clock in its own order where the text around it runs from right to left."""
    return isolate(text) if tag == "ar" else text
