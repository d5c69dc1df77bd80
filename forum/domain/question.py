"""The question that a forum puts to the planner, and the answer's figures, as values and as plan-file documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from forum.domain import timetable
from forum.domain.people import TRIPARTITE, Constituency, Delegation, Mode
from forum.domain.programme import Forum, Lock, Sitting
from forum.domain.refusals import Refusal, UnknownChoice
from timezones import problem as asked
from timezones.burden import DEFAULT
from timezones.fairness import GroupScore, Score
from timezones.wallclock import local

#: how a row's id ends, by constituency
SUFFIXES = {
    Constituency.GOVERNMENT: "gov",
    Constituency.EMPLOYER: "emp",
    Constituency.WORKER: "work",
}


class NothingToPlan(Refusal):
    """No sitting, or nobody who must attend."""


def check_policy(policy: str) -> asked.Policy:
    """The policy by that name. Refuses `UnknownChoice`."""
    for known in asked.POLICIES:
        if known == policy:
            return known
    raise UnknownChoice(field="policy", value=policy, allowed=", ".join(asked.POLICIES))


#: (delegation, constituency, zone, mode) -> how many delegates
Heads = Mapping[tuple[int, Constituency, str, Mode], int]


def problem_of(
    forum: Forum, heads: Heads, delegations: Iterable[Delegation], sittings: Sequence[Sitting]
) -> asked.Problem:
    """The planner's question: the forum's clock and rules, a row per delegation and constituency, every sitting.

    Refuses `NothingToPlan` without a sitting or without a row.
    """
    rows = rows_of(heads, delegations)
    wanted = tuple(_wanted(forum, each, sittings) for each in sittings if not each.is_cancelled)
    if not rows or not wanted:
        raise NothingToPlan
    return asked.Problem(
        venue=_venue(forum),
        scale=_scale(forum),
        people=rows,
        sittings=wanted,
        policy=check_policy(forum.policy),
        title=forum.title,
    )


def _scale(forum: Forum) -> asked.Scale:
    return replace(DEFAULT, rest_day=forum.rest_day_points)


def _venue(forum: Forum) -> asked.Venue:
    return asked.Venue(
        zone=forum.zone,
        first_day=forum.first_day,
        last_day=forum.last_day,
        grid_minutes=forum.grid_minutes,
        opens=forum.opens,
        closes=forum.closes,
        max_minutes_per_day=forum.cap_minutes,
        min_gap_minutes=forum.gap_minutes,
    )


def _wanted(forum: Forum, sitting: Sitting, sittings: Iterable[Sitting]) -> asked.WantedSitting:
    planned = {each.key for each in sittings if not each.is_cancelled}
    return asked.WantedSitting(
        id=sitting.key,
        minutes=sitting.minutes,
        after=tuple(key for key in sitting.after if key in planned),
        day=timetable.counted_day(forum, sitting) if sitting.lock is Lock.DAY else None,
        starts=(sitting.start,) if sitting.lock is Lock.START else (),
    )


def rows_of(heads: Heads, delegations: Iterable[Delegation]) -> tuple[asked.Person, ...]:
    """Who must attend: a row per delegation, constituency, zone and mode, with the heads behind it.

    The zone that most of a delegation keep gives the plain id ("FJ-gov"); whoever keeps another gets a row of their
    own ("US-gov@America/Los_Angeles").
    """
    known = {each.id: each for each in delegations}
    homes = _homes(heads)
    found = []
    for (delegation_id, constituency, zone, mode), count in heads.items():
        delegation = known[delegation_id]
        tail = ("" if zone == homes[delegation.id] else f"@{zone}") + ("" if mode == "remote" else "@room")
        row = asked.Person(
            id=f"{delegation.key}-{SUFFIXES[constituency]}{tail}",
            zone=zone,
            territory=delegation.state or "",
            constituency=constituency.value,
            region=delegation.region,
            count=count,
            mode=mode.value,
        )
        found.append((delegation.key, TRIPARTITE.index(constituency), row.id, row))
    return tuple(row for *_, row in sorted(found, key=lambda each: each[:3]))


def _homes(heads: Heads) -> dict[int, str]:
    """The zone that most of each delegation keep; of equally many the first by name."""
    zones: dict[int, Counter[str]] = {}
    for (delegation_id, _, zone, _), count in heads.items():
        zones.setdefault(delegation_id, Counter())[zone] += count
    return {key: min(found, key=lambda name: (-found[name], name)) for key, found in zones.items()}


def starts_of(sittings: Iterable[Sitting]) -> asked.Starts:
    """The starts of a timetable, as the planner's figures take them."""
    return {each.key: (each.start,) for each in sittings if each.is_held}


def document_of(problem: asked.Problem) -> dict[str, Any]:
    """The question as a document of the plan file."""
    rules = _rules(problem.venue, problem.scale)
    return {
        "version": 2 if any(each.starts for each in problem.sittings) else 1,
        "forum": {"title": problem.title, **rules["forum"]},
        "burden": rules["burden"],
        "people": [_person(row) for row in problem.people],
        "sittings": [_sitting(each) for each in problem.sittings],
        "policy": problem.policy,
    }


def _rules(venue: asked.Venue, scale: asked.Scale) -> dict[str, dict[str, Any]]:
    return {
        "forum": {
            "zone": venue.zone,
            "first_day": venue.first_day.isoformat(),
            "last_day": venue.last_day.isoformat(),
            "venue_hours": [_clock(venue.opens), _clock(venue.closes)],
            "grid_minutes": venue.grid_minutes,
            "max_minutes_per_day": venue.max_minutes_per_day,
            "min_gap_minutes": venue.min_gap_minutes,
        },
        "burden": {
            "bands": [[_clock(band.begins), _clock(band.ends), band.cost] for band in scale.bands],
            "rest_day": scale.rest_day,
        },
    }


def is_asked_of(document: Mapping[str, Any], forum: Forum) -> bool:
    """Whether a question was put under the days, hours and prices that the forum has now."""
    rules = _rules(_venue(forum), _scale(forum))
    then = {name: value for name, value in document["forum"].items() if name != "title"}
    return (then, document["burden"]) == (rules["forum"], rules["burden"])


def _person(row: asked.Person) -> dict[str, Any]:
    names = ("id", "zone", "territory", "constituency", "region", "count", "mode", "ledger")
    return {name: getattr(row, name) for name in names}


def people_of(document: Mapping[str, Any]) -> tuple[asked.Person, ...]:
    """The rows of people that a document made by `document_of` asked about."""
    return tuple(asked.Person(**row) for row in document["people"])


def problem_from(document: Mapping[str, Any]) -> asked.Problem:
    """The question back from a document made by `document_of`."""
    forum, burden = document["forum"], document["burden"]
    opens, closes = (_minutes(text) for text in forum["venue_hours"])
    return asked.Problem(
        venue=asked.Venue(
            zone=forum["zone"],
            first_day=date.fromisoformat(forum["first_day"]),
            last_day=date.fromisoformat(forum["last_day"]),
            grid_minutes=forum["grid_minutes"],
            opens=opens,
            closes=closes if closes > opens else closes + asked.DAY,
            max_minutes_per_day=forum["max_minutes_per_day"],
            min_gap_minutes=forum["min_gap_minutes"],
        ),
        scale=asked.Scale(
            bands=tuple(
                asked.Band(begins=_minutes(begins), ends=_minutes(ends), cost=cost)
                for begins, ends, cost in burden["bands"]
            ),
            rest_day=burden["rest_day"],
        ),
        people=people_of(document),
        sittings=tuple(_wanted_from(line) for line in document["sittings"]),
        policy=check_policy(document["policy"]),
        title=forum["title"],
    )


def _wanted_from(line: Mapping[str, Any]) -> asked.WantedSitting:
    return asked.WantedSitting(
        id=line["id"],
        minutes=line["minutes"],
        after=tuple(line["after"]),
        day=date.fromisoformat(line["day"]) if "day" in line else None,
        starts=tuple(datetime.fromisoformat(text) for text in line.get("starts", ())),
    )


def _minutes(clock: str) -> int:
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes)


def _sitting(wanted: asked.WantedSitting) -> dict[str, Any]:
    line: dict[str, Any] = {"id": wanted.id, "minutes": wanted.minutes, "after": list(wanted.after)}
    line |= {"day": wanted.day.isoformat()} if wanted.day else {}
    return line | ({"starts": [_utc(each) for each in wanted.starts]} if wanted.starts else {})


def _clock(minutes: int) -> str:
    """Minutes of a venue day as a wall clock shows them; past midnight it begins again."""
    shown = minutes if minutes <= asked.DAY else minutes - asked.DAY
    return f"{shown // 60:02d}:{shown % 60:02d}"


def result_of(problem: asked.Problem, starts: asked.Starts, score: Score | None, status: str) -> dict[str, Any]:
    """A timetable with its figures, as a document of the plan file; without a score it has no sittings either."""
    if score is None:
        return {"version": 1, "status": status, "policy": problem.policy, "sittings": [], "totals": {}, "summary": {}}
    summary = asdict(score)
    totals = summary.pop("totals")
    for groups in ("by_region", "by_constituency"):
        summary[groups] = {name: _group(each) for name, each in getattr(score, groups).items()}
    lines = [_line(problem, wanted, starts[wanted.id][0]) for wanted in problem.sittings]
    return {
        "version": 1,
        "status": status,
        "policy": problem.policy,
        "sittings": lines,
        "totals": dict(totals),
        "summary": summary | {"worst_ids": list(score.worst_ids)},
    }


def _group(found: GroupScore) -> dict[str, Any]:
    """What the plan file says of a region or a constituency, and no more."""
    return {"heads": found.heads, "mean": found.mean, "worst": found.worst}


def _line(problem: asked.Problem, wanted: asked.WantedSitting, start: datetime) -> dict[str, Any]:
    return {
        "id": wanted.id,
        "instance": 1,
        "start": _utc(start),
        "end": _utc(start + timedelta(minutes=wanted.minutes)),
        "venue": local(start, problem.venue.zone).isoformat(timespec="minutes"),
    }


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
