"""Up to four timetables side by side over the same people: figures, regions, hours, who gains and who pays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, request

from forum.domain import workbench as rules
from forum.domain.planning import HELD, Plan
from forum.domain.programme import Forum, Sitting
from forum.domain.workbench import Compared, Timetable
from forum.i18n import cities, moments, states, terms
from forum.services import workbench
from forum.services.workbench import Timetables
from forum.web import context, workbench_data
from forum.web.rendering import page
from timezones.problem import Problem
from timezones.wallclock import local

blueprint = Blueprint("comparison", __name__)

#: most timetables beside each other, and most names in a list
MOST, NAMES = 4, 12
DRAFT, RELEASED = "draft", "released"


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """A timetable that can be chosen: its name, and what is said of it in small."""

    timetable: Timetable
    name: str
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Changed:
    """A delegation on one clock that would bear more or less, by so many points a head."""

    name: str
    place: str
    heads: int
    points: int


@blueprint.get("/forums/<slug>/workbench/compare")
def show(slug: str) -> str:
    """Those of `?plans=`, the first four; without any, the draft beside what there is."""
    context.forum_at(slug)
    found = workbench.timetables(context.unit(slug), slug)
    choices = _choices(found)
    chosen = _chosen(choices)
    problem = rules.common(found.problem, [each.timetable for each in chosen]) if found.problem else None
    if problem is None or not problem.sittings or not chosen:
        return page("workbench/compare.html", choices=choices, chosen=[], keys=[])
    compared = rules.compare(problem, [each.timetable for each in chosen])
    one, other = _pair([each.timetable for each in chosen])
    return page(
        "workbench/compare.html",
        choices=choices,
        chosen=chosen,
        keys=[each.timetable.key for each in chosen],
        figures=_figures(compared),
        regions=_regions(compared),
        sittings=[each for each in found.draft if each.key in {wanted.id for wanted in problem.sittings}],
        left_out=[each for each in found.draft if not each.is_cancelled and _is_out(each.key, problem)],
        addresses=[_address(each.timetable, found.forum) for each in chosen],
        one=chosen[one],
        other=chosen[other],
        changes=_changes(problem, compared[one], compared[other]),
        most=NAMES,
    )


def _is_out(key: str, problem: Problem) -> bool:
    return all(wanted.id != key for wanted in problem.sittings)


def _choices(found: Timetables) -> list[Choice]:
    words = context.words()
    made = [Choice(timetable=_of_sittings(DRAFT, found.draft), name=words.gettext("Draft"))]
    if found.release:
        name = words.gettext("Release %(number)s", number=found.release.number)
        made.append(Choice(timetable=_of_sittings(RELEASED, found.release.sittings), name=name))
    if found.held:
        held = Timetable(key=HELD, starts=found.held.starts)
        made.append(Choice(timetable=held, name=words.gettext("As it was held")))
    return [each for each in made if each.timetable.starts] + [_of_plan(plan) for plan in found.plans]


def _of_sittings(key: str, sittings: Iterable[Sitting]) -> Timetable:
    return Timetable(key=key, starts={each.key: each.start for each in sittings if each.is_held})


def _of_plan(plan: Plan) -> Choice:
    words = context.words()
    return Choice(
        timetable=Timetable(key=str(plan.id), starts=plan.starts),
        name=words.gettext("Plan %(number)s", number=plan.id),
        note=words.gettext(terms.POLICY_NAMES[plan.policy]) if plan.policy in terms.POLICY_NAMES else "",
    )


def _chosen(choices: Sequence[Choice]) -> list[Choice]:
    asked = request.args.getlist("plans")
    found = [each for each in choices if each.timetable.key in asked]
    return (found if asked else list(choices))[:MOST]


def _pair(timetables: Sequence[Timetable]) -> tuple[int, int]:
    """Between which two the gains are told: those asked for, else the first two that are not alike."""
    keys = [each.key for each in timetables]
    one, other = request.args.get("one", ""), request.args.get("other", "")
    pairs = [(a, b) for a in range(len(keys)) for b in range(len(keys)) if a != b]
    wanted = [(a, b) for a, b in pairs if one in {"", keys[a]} and other in {"", keys[b]}] or pairs or [(0, 0)]
    return next((pair for pair in wanted if _differ(*(timetables[each].starts for each in pair))), wanted[0])


def _differ(one: Mapping[str, datetime], other: Mapping[str, datetime]) -> bool:
    return any(other.get(key, start) != start for key, start in one.items())


def _figures(compared: Sequence[Compared]) -> list[tuple[str, list[str]]]:
    """(name, value of each timetable) of the figures that matter."""
    tag = context.language()
    values = [workbench_data.figures_of(each.score) for each in compared]
    return [
        (name, [moments.number(each[key], tag) for each in values])
        for key, name in workbench_data.figure_names().items()
    ]


def _regions(compared: Sequence[Compared]) -> list[tuple[str, list[tuple[int, int]]]]:
    """(region, (mean, worst) of each timetable), the dearest in the first one on top."""
    by_region = compared[0].score.by_region
    ordered = sorted(by_region, key=lambda name: -by_region[name].mean)
    return [
        (
            terms.region(name, context.words()),
            [(round(each.score.by_region[name].mean), each.score.by_region[name].worst) for each in compared],
        )
        for name in ordered
    ]


def _address(timetable: Timetable, forum: Forum) -> list[str]:
    """The moves that bring the draft to these hours, for the workbench."""
    return [f"{key}@{_wall(start, forum)}" for key, start in timetable.starts.items()]


def _wall(start: datetime, forum: Forum) -> str:
    return local(start, forum.zone).strftime("%Y-%m-%dT%H:%M")


def _changes(problem: Problem, one: Compared, other: Compared) -> list[tuple[bool, int, list[Changed]]]:
    """Who gains, then who pays: (whether they gain, their heads, the delegations most concerned first)."""
    found = rules.difference(problem, one, other)
    return [_side(problem, found.gains, is_gain=True), _side(problem, found.pays, is_gain=False)]


def _side(problem: Problem, rows: Sequence[tuple[int, int]], *, is_gain: bool) -> tuple[bool, int, list[Changed]]:
    lines: dict[tuple[str, str, int], int] = {}
    for place, points in rows:
        row = problem.people[place]
        key = (row.territory or row.id, row.zone, points)
        lines[key] = lines.get(key, 0) + row.count
    tag = context.language()
    changed = [
        Changed(
            name=states.state_name(state, tag) if states.is_member_state(state) else state,
            place=cities.city_of_zone(zone, state, tag),
            heads=heads,
            points=points,
        )
        for (state, zone, points), heads in lines.items()
    ]
    changed.sort(key=lambda each: (-each.points, states.collation_key(each.name, tag)))
    return is_gain, sum(each.heads for each in changed), changed
