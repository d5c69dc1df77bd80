"""A statement of fairness of the forum of 2022, planned by leximin, made without a database."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from functools import cache

from forum.cli.demo import example
from forum.domain import fairness as rules
from forum.domain.fairness import Figures, Proof, Record, Statement
from forum.domain.programme import Release, Sitting
from forum.domain.question import document_of
from forum.examples import global_forum_2022
from forum.formats.plan_file import read_problem
from timezones.fairness import score
from timezones.problem import Problem, Starts
from timezones.wallclock import local

#: the proven plan of the shipped request (held by tests/timezones)
PLANNED = {
    "opening": "2022-02-22T06:00Z", "theme-1": "2022-02-22T19:30Z", "theme-2": "2022-02-23T06:00Z",
    "theme-3": "2022-02-23T11:45Z", "theme-4": "2022-02-24T12:30Z", "closing": "2022-02-24T19:30Z",
}  # fmt: skip
LEAST = {"worst": 3240, "mean": 427.0, "heads": 92, "jain": 0.939}


@cache
def problem() -> Problem:
    return read_problem(global_forum_2022.text("request.json").encode())


def planned() -> Starts:
    return {key: (dt.datetime.fromisoformat(text),) for key, text in PLANNED.items()}


def held() -> Starts:
    lines = json.loads(global_forum_2022.text("held.json"))["sittings"]
    return {line["id"]: (dt.datetime.fromisoformat(line["start"]),) for line in lines}


def release(starts: Starts) -> Release:
    zone, found = example.forum().zone, []
    for place, (key, given) in enumerate(example.sittings().items()):
        wall = local(starts[key][0], zone)
        found.append(
            Sitting(
                id=place,
                forum_id=1,
                key=key,
                title=given.title,
                minutes=given.minutes,
                zone=zone,
                position=place,
                kind=given.kind,
                after=given.after,
                day=wall.date(),
                clock=wall.time().replace(tzinfo=None),
            )
        )
    published = dt.datetime(2022, 2, 1, 9, tzinfo=dt.UTC)
    return Release(id=1, forum_id=1, number=1, name="", published_at=published, sittings=tuple(found))


@cache
def figures() -> Figures:
    return rules.figures(problem(), planned())


def a_statement(*, is_rehearsal: bool = False, is_complete: bool = True, proof: Proof | None = None) -> Statement:
    lines = (
        rules.compared(rules.RELEASED, "optimal", score(problem(), planned())),
        rules.Compared(name="least_total", status="optimal", **LEAST),
        rules.compared("held", "given", score(problem(), held())),
    )
    record = Record(
        release_id=1,
        question=document_of(problem()),
        proof=proof,
        tz_release="2026b",
        figures=replace(figures(), compared=lines) if is_complete else None,
    )
    forum = replace(example.forum(), is_rehearsal=is_rehearsal)
    return rules.statement(forum, release(planned()), record, is_latest=True)
