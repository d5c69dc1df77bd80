"""A plan as a table for people, in a terminal."""

from __future__ import annotations

from datetime import datetime

from forum.i18n.catalogues import N_, Words
from timezones.fairness import Score
from timezones.problem import Problem
from timezones.wallclock import local
from timezones.windows import Plan

STATUS = {
    "optimal": N_("Proven: no timetable is better by this policy."),
    "feasible": N_("Found, not proven: the first figure is at least %(bound)s (gap %(gap)s %%)."),
    "infeasible": N_("Impossible: these rules clash."),
}
MOST_NAMES = 8


def table_of(problem: Problem, plan: Plan, words: Words) -> str:
    """Sittings by venue time, the figures, who bears most, what was proven."""
    lines = [problem.title or words.gettext("Plan"), ""]
    if plan.score is None:
        return "\n".join([*lines, words.gettext(STATUS["infeasible"]), *(f"  {path}" for path in plan.reasons), ""])
    bound = "" if plan.bound is None else f"{float(plan.bound):g}"
    lines += [words.gettext(STATUS[plan.status], bound=bound, gap=f"{plan.gap * 100:.1f}"), ""]
    lines += _rows(
        [_header(problem, words), *(_row(problem, each.id, each.instance, each.start) for each in plan.placements)]
    )
    return "\n".join([*lines, "", *figures(plan.score, words), ""])


def _header(problem: Problem, words: Words) -> list[str]:
    return [words.gettext("Sitting"), "", problem.venue.zone, "UTC"]


def _row(problem: Problem, name: str, instance: int, start: datetime) -> list[str]:
    repeats = next(sitting.repeat for sitting in problem.sittings if sitting.id == name)
    there = local(start, problem.venue.zone)
    offset = there.isoformat()[-6:]
    return [name, str(instance) if repeats > 1 else "", f"{there:%a %Y-%m-%d %H:%M} {offset}", f"{start:%a %H:%M}"]


def figures(score: Score, words: Words) -> list[str]:
    """The summary, by region and constituency too."""
    names = ", ".join(score.worst_ids[:MOST_NAMES]) + (" ..." if len(score.worst_ids) > MOST_NAMES else "")
    lines = _rows(
        [
            [words.gettext("Worst total"), str(score.worst), names],
            [words.gettext("Mean per head"), f"{score.mean:.1f}", ""],
            [words.gettext("Jain's index"), f"{score.jain:.4f}", ""],
            [words.gettext("Heads in the dearest hours"), str(score.heads_in_dearest_band), ""],
        ]
    )
    for groups in (score.by_region, score.by_constituency):
        if groups:
            header = ["", words.gettext("Heads"), words.gettext("Mean"), words.gettext("Worst")]
            rows = [[name, str(each.heads), f"{each.mean:.1f}", str(each.worst)] for name, each in groups.items()]
            lines += ["", *_rows([header, *rows])]
    return lines


def _rows(rows: list[list[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
