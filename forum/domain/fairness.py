"""The statement of fairness of a release: what it was planned for, who bears the night, what was proven, what traded.

The question is kept with the release, so that a roster that changes later changes nothing of what was stated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forum.domain.planning import HELD, Plan, Purpose, facts_asked, is_followed
from forum.domain.programme import Forum, Release, Sitting
from forum.domain.question import problem_from
from timezones.fairness import GroupScore, Ledger, Score, score_of
from timezones.problem import Person, Policy, Problem, Starts

#: the name of the timetable of the release itself among those it is compared with
RELEASED = "released"
#: the policy whose timetable every release is compared with: the one that asks for nothing but little burden
YARDSTICK: Policy = "least_total"


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """What the planner said of the times that were released. `bound` is of the policy's first figure."""

    policy: str
    status: str
    bound: float | None = None
    gap: float = 0.0
    locked: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """The figures of one timetable for the same people; `name` is a policy, "held" or "released"."""

    name: str
    status: str
    worst: int
    mean: float
    heads: int
    jain: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Bearer:
    """A region: its heads, points a head on average and of its worst-off delegation, heads in the night by sitting."""

    region: str
    heads: int
    mean: float
    worst: int
    night: int
    nights: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """Who bears what in a release. `worst_off` are keys of delegations; `night` heads touched by it, all together."""

    heads: int
    delegations: int
    worst: int
    mean: float
    jain: float
    night: int
    worst_off: tuple[str, ...]
    bearers: tuple[Bearer, ...]
    compared: tuple[Compared, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """What is kept with a release: the question (a plan-file document), the proof, the figures once they are made."""

    release_id: int
    question: Mapping[str, Any]
    proof: Proof | None
    tz_release: str
    figures: Figures | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """Everything that the page says. `figures` are there always; `is_complete` once they were compared and kept."""

    forum: Forum
    release: Release
    problem: Problem
    proof: Proof | None
    figures: Figures
    tz_release: str
    is_complete: bool
    is_latest: bool

    @property
    def sittings(self) -> tuple[Sitting, ...]:
        """The sittings that are held, in the order of the clock."""
        return held_in_order(self.release.sittings)


def held_in_order(sittings: Iterable[Sitting]) -> tuple[Sitting, ...]:
    """The sittings that occupy time, in the order of the clock."""
    return tuple(sorted((each for each in sittings if each.is_held), key=lambda each: (each.start, each.position)))


def proof_of(plan: Plan | None, question: Mapping[str, Any], sittings: Sequence[Sitting]) -> Proof | None:
    """What the accepted plan proves of a release: nothing where times, people or rules are not those of the plan.

    A lock that was set after planning takes nothing away: the plan keeps it.
    """
    if plan is None or plan.purpose is Purpose.REPLAN or not is_followed(plan, sittings):
        return None
    if _without_locks(plan.request) != _without_locks(question):
        return None
    return Proof(
        policy=plan.policy,
        status=plan.status,
        bound=plan.result.get("bound"),
        gap=plan.result.get("gap") or 0.0,
        locked=tuple(line["id"] for line in plan.request["sittings"] if line.get("day") or line.get("starts")),
    )


def _without_locks(request: Mapping[str, Any]) -> dict[str, Any]:
    facts = facts_asked(request)
    lines = [{name: line[name] for name in line if name not in ("day", "starts")} for line in facts["sittings"]]
    return {**facts, "sittings": lines}


def figures(problem: Problem, starts: Starts) -> Figures:
    """Who bears what: about 60 ms for 560 rows and six sittings."""
    ledger = Ledger(problem, starts)
    scored, people = score_of(ledger), problem.people
    order = sorted(range(len(problem.sittings)), key=lambda index: min(starts[problem.sittings[index].id]))
    touched: list[list[bool]] = (ledger.dearest_minutes[:, order] > 0).tolist()
    bearers = [_bearer(name, found, people, touched) for name, found in scored.by_region.items()]
    return Figures(
        heads=sum(person.count for person in people),
        delegations=len({delegation_of(person) for person in people}),
        worst=scored.worst,
        mean=scored.mean,
        jain=scored.jain,
        night=scored.heads_in_dearest_band,
        worst_off=_worst_off(people, scored),
        bearers=tuple(sorted(bearers, key=lambda each: (-each.mean, each.region))),
    )


def _bearer(region: str, found: GroupScore, people: Sequence[Person], touched: Sequence[Sequence[bool]]) -> Bearer:
    mine = [(row.count, nights) for row, nights in zip(people, touched, strict=True) if row.region == region]
    return Bearer(
        region=region,
        heads=found.heads,
        mean=found.mean,
        worst=found.worst,
        night=sum(count for count, nights in mine if any(nights)),
        nights=tuple(sum(count for count, nights in mine if nights[place]) for place in range(len(touched[0]))),
    )


def _worst_off(people: Sequence[Person], scored: Score) -> tuple[str, ...]:
    rows = {person.id: person for person in people}
    return tuple(dict.fromkeys(delegation_of(rows[name]) for name in scored.worst_ids))


def delegation_of(person: Person) -> str:
    """The delegation of a row, by its State or else its key: never whose clock it is ("US-gov@Etc/UTC" is of "US")."""
    return person.territory or person.id.partition("@")[0].rpartition("-")[0] or person.id


def compared(name: str, status: str, scored: Score) -> Compared:
    """The line of a timetable among others."""
    worst, mean, heads = scored.worst, scored.mean, scored.heads_in_dearest_band
    return Compared(name=name, status=status, worst=worst, mean=mean, heads=heads, jain=scored.jain)


def lines_of(plans: Mapping[str, Plan]) -> list[Compared]:
    """The lines of plans that answer the same question, by policy."""
    return [_line_of(policy, plan.status, plan.result["summary"]) for policy, plan in plans.items()]


def _line_of(policy: str, status: str, summary: Mapping[str, Any]) -> Compared:
    worst, mean, heads = summary["worst"], summary["mean"], summary["heads_in_dearest_band"]
    return Compared(name=policy, status=status, worst=worst, mean=mean, heads=heads, jain=summary["jain"])


def held_starts(held: Plan | None, problem: Problem) -> Starts | None:
    """The starts of the timetable as it was held, where it names every sitting of the problem."""
    found = held.starts if held is not None and held.policy == HELD else {}
    if any(wanted.id not in found for wanted in problem.sittings):
        return None
    return {wanted.id: (found[wanted.id],) for wanted in problem.sittings}


def statement(forum: Forum, release: Release, record: Record, *, is_latest: bool) -> Statement:
    """The statement of a release, from what was kept with it."""
    problem = problem_from(record.question)
    return Statement(
        forum=forum,
        release=release,
        problem=problem,
        proof=record.proof,
        figures=record.figures or figures(problem, starts_of(release)),
        tz_release=record.tz_release,
        is_complete=record.figures is not None,
        is_latest=is_latest,
    )


def starts_of(release: Release) -> Starts:
    """The starts of a release, as the planner's figures take them."""
    return {each.key: (each.start,) for each in held_in_order(release.sittings)}


def restored(plain: Mapping[str, Any]) -> Figures:
    """The figures from plain data."""
    bearers = tuple(Bearer(**{**line, "nights": tuple(line["nights"])}) for line in plain["bearers"])
    lines = tuple(Compared(**line) for line in plain["compared"])
    worst_off = tuple(plain["worst_off"])
    return Figures(**{**plain, "bearers": bearers, "compared": lines, "worst_off": worst_off})
