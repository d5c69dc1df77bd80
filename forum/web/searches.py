"""A running search of the planner as it is read: how far it is in a sentence, and a calm picture of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from forum.domain.jobs import Job, JobState
from forum.i18n import moments
from forum.i18n.catalogues import N_
from forum.i18n.refusals import SENTENCES
from forum.web import context

#: size of the picture, in units of its own
WIDTH, HEIGHT = 600, 150

#: what each policy minimises first, with the best found so far
BEST = {
    "leximin": N_("Best so far: the worst-off delegation bears %(figure)s points."),
    "minimax": N_("Best so far: the worst-off delegation bears %(figure)s points."),
    "least_total": N_("Best so far: all delegates together bear %(figure)s points."),
    "fewest_hurt": N_("Best so far: %(figure)s delegates sit at night."),
    "region_leximin": N_("Best so far: the worst-off region bears %(figure)s points per person on average."),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """Two stairs over time: the best found (falling) and the bound that none goes below (rising)."""

    figure: str
    bound: str
    top: str
    bottom: str
    seconds: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """One search as the page tells it."""

    job: Job
    lines: tuple[str, ...]
    picture: Picture | None


def shown(job: Job) -> Shown:
    """A search in the reader's language."""
    return Shown(job=job, lines=tuple(_lines(job)), picture=_picture(job.facts))


def _lines(job: Job) -> list[str]:
    words, points = context.words(), job.facts.get("points") or []
    lines = [_state(job)]
    if not points:
        return lines
    _, figure, bound = points[-1]
    best = BEST[str(job.facts.get("policy", "leximin"))]
    gap = (figure - bound) / max(1.0, figure)
    lines.append(words.gettext(best, figure=_number(figure)))
    lines += _worst_and_mean(job.facts)
    if gap > 0:
        lines.append(
            words.gettext(
                "No timetable goes below %(bound)s; the two are still %(gap)s apart.",
                bound=_number(bound),
                gap=moments.percent(gap, context.language()),
            )
        )
    else:
        lines.append(words.gettext("No timetable goes below that; what is left is to order the ties."))
    return lines


def _worst_and_mean(facts: dict[str, Any]) -> list[str]:
    if "worst" not in facts:
        return []
    worst, mean = _number(facts["worst"]), _number(facts["mean"])
    said = context.words().gettext(
        "With it the worst-off delegation bears %(worst)s points; the mean is %(mean)s points a head.",
        worst=worst,
        mean=mean,
    )
    return [said]


def _state(job: Job) -> str:
    words = context.words()
    if job.state is JobState.WAITING:
        return words.gettext("The search waits for its turn.")
    if job.state is JobState.RUNNING and job.wants_cancel:
        return words.gettext("The search is being stopped; the best timetable so far is kept.")
    if job.state is JobState.RUNNING:
        seconds = round(job.facts.get("seconds", 0))
        return words.ngettext(
            "The planner has been at work for %(count)s second.", "The planner has been at work for %(count)s seconds.",
            seconds,
        )  # fmt: skip
    if job.state is JobState.FAILED:
        said = SENTENCES.get(job.note)
        return words.gettext(said) if said and "%(" not in said else _fault()
    if job.state is JobState.CANCELLED:
        kept = job.result.get("plan") or job.result.get("kept")
        if kept:
            return words.gettext("The search was stopped. The best timetable found by then was kept.")
        return words.gettext("The search was stopped. Nothing was changed.")
    return words.gettext("The search has ended.")


def _fault() -> str:
    return context.words().gettext(
        "The planner stopped with a fault. Nothing was changed; ask again, or tell the operator."
    )


def _number(value: float) -> str:
    return moments.number(round(value, 1) if value % 1 else int(value), context.language())


def _picture(facts: dict[str, Any]) -> Picture | None:
    points = facts.get("points") or []
    if not points:
        return None
    seconds = max(float(facts.get("seconds", 0)), points[-1][0], 0.1)
    low, high = min(point[2] for point in points), max(point[1] for point in points)
    stretch = (high - low) or 1.0

    def stairs(place: int) -> str:
        corners: list[str] = []
        for point, after in zip(points, [*points[1:], None], strict=True):
            y = round(10 + (HEIGHT - 20) * (high - point[place]) / stretch, 1)
            end = after[0] if after else seconds
            corners += [f"{round(WIDTH * point[0] / seconds, 1)},{y}", f"{round(WIDTH * end / seconds, 1)},{y}"]
        return " ".join(corners)

    return Picture(
        figure=stairs(1),
        bound=stairs(2),
        top=_number(high),
        bottom=_number(low),
        seconds=moments.number(round(seconds), context.language()),
    )
