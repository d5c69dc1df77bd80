"""The whole answer to a plan file of version 2 as a document (docs/plan-file.md)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from forum.formats.plan_document import document_of, utc
from forum.formats.plan_file import Request
from forum.formats.plan_words import change_said, clock_said, rule_said
from forum.i18n.catalogues import Words
from timezones.problem import Problem, Starts
from timezones.questions.dates import Block
from timezones.questions.hours import Hour, Why
from timezones.questions.prices import Priced, Prices, Trade
from timezones.questions.relaxing import Relaxation, Relaxations
from timezones.windows import Plan

if TYPE_CHECKING:  # their modules load OR-Tools
    from timezones.questions.inside import Inside
    from timezones.questions.moves import Move, Replan


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a request was answered with; `plan` holds the timetable, a re-planned one too."""

    request: Request
    plan: Plan
    why: tuple[Why, ...] = ()
    redone: Replan | None = None
    prices: Prices | None = None
    relaxed: Relaxations | None = None
    inside: tuple[Inside, ...] = ()
    blocks: tuple[Block, ...] = ()
    hours: Mapping[tuple[str, int], tuple[Hour, ...]] = field(default_factory=dict)

    @property
    def problem(self) -> Problem:
        return self.request.problem


def plan_of(problem: Problem, redone: Replan) -> Plan:
    """A re-planned programme as a plan: `bound` and `gap` are about the number of moves."""
    least = redone.least_moves or 0
    is_open = redone.status == "feasible"
    return Plan(
        status=redone.status,
        policy=problem.policy,
        starts=redone.starts,
        placements=redone.placements,
        score=redone.score,
        bound=Fraction(least) if is_open else None,
        gap=(redone.moved - least) / max(1, redone.moved) if is_open else 0.0,
        reasons=redone.reasons,
    )


def answer_document(answer: Answer, seconds: float, words: Words) -> dict[str, Any]:
    """The output document of the request's version."""
    document = document_of(answer.problem, answer.plan, seconds)
    if answer.request.version == 1:
        return document
    document["version"] = 2
    document["explain"] = [_why(each, answer) for each in answer.why]
    return document | {
        "clash": clash_said(answer, words),
        "relax": [_relaxation(answer.problem, each, words) for each in answer.relaxed.lines] if answer.relaxed else [],
        "together": list(answer.relaxed.together) if answer.relaxed else [],
        "replan": _replan(answer.redone) if answer.redone and answer.redone.score else None,
        "price": _prices(answer) if answer.prices else None,
        "inside": [_inside(each) for each in answer.inside],
        "dates": [_block(each) for each in answer.blocks],
    }


def clash_said(answer: Answer, words: Words) -> list[str]:
    """The rules that clash, a clause each."""
    limits = answer.request.redo.limits if answer.request.redo else None
    return [rule_said(answer.problem, path, words, limits) for path in answer.plan.reasons]


def _why(each: Why, answer: Answer) -> dict[str, Any]:
    line: dict[str, Any] = {
        "id": each.id,
        "instance": each.instance,
        "next_best": None if each.next_best is None else utc(each.next_best),
        "who_gains": list(each.who_gains),
        "who_pays": list(each.who_pays),
        "gains": dict(each.who_gains),
        "pays": dict(each.who_pays),
    }
    hours = answer.hours.get((each.id, each.instance))
    return line if hours is None else line | {"hours": [_hour(hour) for hour in hours]}


def _hour(hour: Hour) -> dict[str, Any]:
    return {
        "start": utc(hour.start),
        "now": hour.is_now,
        "broken": list(hour.broken),
        "rank": hour.rank or None,
        "figure": exact(hour.figure),
        "change": exact(hour.change),
        "worst": hour.worst,
        "sum": hour.sum,
        "heads_in_dearest_band": hour.heads,
        "heads_gaining": hour.heads_gaining,
        "heads_paying": hour.heads_paying,
    }


def exact(value: Fraction) -> int | float:
    """Whole where it is, else with at least six decimals."""
    return int(value) if value.denominator == 1 else math.floor(value * 10**9) / 10**9


def _relaxation(problem: Problem, line: Relaxation, words: Words) -> dict[str, Any]:
    return {
        "path": line.path,
        "kind": line.kind,
        "enough": line.is_enough,
        "amount": line.amount,
        "said": change_said(problem, line, words),
    }


def _replan(redone: Replan) -> dict[str, Any]:
    return {
        "moved": redone.moved,
        "minutes": redone.minutes,
        "least_moves": redone.least_moves,
        "least_minutes": redone.least_minutes,
        "moves": [_move(each) for each in redone.moves],
    }


def _move(each: Move) -> dict[str, Any]:
    before = None if each.before is None else utc(each.before)
    return {"id": each.id, "instance": each.instance, "before": before, "after": utc(each.after)}


def _prices(answer: Answer) -> dict[str, Any]:
    prices = answer.prices
    assert prices is not None
    own = [each for each in prices.lines if each.name == answer.problem.policy]
    return {
        "lines": [_priced(each) for each in prices.lines],
        "trades": [_trade(each) for line in own for each in prices.trades_from(line.name)],
        "missing": dict(prices.missing),
    }


def _priced(each: Priced) -> dict[str, Any]:
    return {
        "policy": each.name,
        "status": each.status,
        "worst": each.score.worst,
        "mean": each.score.mean,
        "sum": each.score.sum,
        "jain": each.score.jain,
        "heads_in_dearest_band": each.score.heads_in_dearest_band,
        "starts": _starts(each.starts),
    }


def _starts(starts: Starts) -> dict[str, list[str]]:
    return {name: [utc(each) for each in own] for name, own in starts.items()}


def _trade(each: Trade) -> dict[str, Any]:
    return {
        "from": each.before,
        "to": each.after,
        "worst": each.worst,
        "mean": each.mean,
        "sum": each.sum,
        "jain": each.jain,
        "heads_in_dearest_band": each.heads,
        "gains": dict(each.who_gains),
        "pays": dict(each.who_pays),
    }


def _inside(each: Inside) -> dict[str, Any]:
    return {
        "from": clock_said(each.begins),
        "to": clock_said(each.ends),
        "sittings": each.of,
        "at_most": each.at_most,
        "reached": each.most,
        "proven": each.is_proven,
    }


def _block(each: Block) -> dict[str, Any]:
    return {
        "first_day": each.first_day.isoformat(),
        "last_day": each.last_day.isoformat(),
        "lost_heads": each.lost_heads,
        "weekend_heads": each.weekend_heads,
        "holiday_heads": each.holiday_heads,
        "calendars": each.calendars,
        "busy_minutes": each.busy_minutes,
    }
