"""From a forum to the planner's question: rows, rules, documents."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest

from forum.domain import question
from forum.domain.people import Constituency, Delegation, Mode
from forum.domain.programme import Lock
from forum.domain.question import NothingToPlan
from forum.domain.refusals import UnknownChoice
from forum.domain.timetable import cancel
from tests.programmes import a_forum, a_sitting, as_held
from timezones.fairness import score

FIJI = Delegation(id=1, forum_id=1, key="FJ", state="FJ", region="Asia and the Pacific")
STATES = Delegation(id=2, forum_id=1, key="US", state="US", region="Americas")


GOV, EMP, WORK = Constituency.GOVERNMENT, Constituency.EMPLOYER, Constituency.WORKER
FJ = "Pacific/Fiji"
ONE = {(1, GOV, FJ, Mode.REMOTE): 1}


def rows(heads: question.Heads) -> list[tuple[str, str, int, str]]:
    return [(row.id, row.zone, row.count, row.mode) for row in question.rows_of(heads, [FIJI, STATES])]


def test_a_row_per_delegation_and_constituency_with_its_heads() -> None:
    heads = {(1, WORK, FJ, Mode.REMOTE): 1, (1, GOV, FJ, Mode.REMOTE): 2, (1, EMP, FJ, Mode.REMOTE): 1}
    found = question.rows_of(heads, [FIJI])
    assert [(row.id, row.count, row.constituency) for row in found] == [
        ("FJ-gov", 2, "government"), ("FJ-emp", 1, "employer"), ("FJ-work", 1, "worker"),
    ]  # fmt: skip
    assert {(row.territory, row.region, row.zone) for row in found} == {("FJ", "Asia and the Pacific", "Pacific/Fiji")}


def test_who_keeps_another_zone_gets_a_row_of_their_own() -> None:
    home, away = "America/New_York", "America/Los_Angeles"
    assert rows(
        {
            (2, GOV, away, Mode.REMOTE): 1,
            (2, GOV, home, Mode.REMOTE): 1,
            (2, WORK, home, Mode.REMOTE): 1,
        }
    ) == [
        ("US-gov", home, 1, "remote"),
        ("US-gov@America/Los_Angeles", away, 1, "remote"),
        ("US-work", home, 1, "remote"),
    ]


def test_who_sits_in_the_room_gets_a_row_of_their_own() -> None:
    assert rows({**ONE, (1, GOV, FJ, Mode.IN_PERSON): 1}) == [
        ("FJ-gov", "Pacific/Fiji", 1, "remote"),
        ("FJ-gov@room", "Pacific/Fiji", 1, "in_person"),
    ]


def the_problem(**changes: Any) -> question.asked.Problem:
    return question.problem_of(a_forum(**changes), ONE, [FIJI], as_held())


def test_the_question_carries_the_rules_of_the_forum() -> None:
    problem = the_problem(rest_day_points=1, policy="minimax")
    venue = problem.venue
    assert (venue.opens, venue.closes, venue.grid_minutes) == (420, 1320, 15)
    assert (venue.max_minutes_per_day, venue.min_gap_minutes) == (240, 15)
    assert (problem.scale.rest_day, problem.policy) == (1, "minimax")


def test_sittings_are_asked_for_without_those_cancelled() -> None:
    sittings = [
        cancel(a_sitting("a")),
        a_sitting("b", when=None, after=("a",)),
        a_sitting("c", "2022-02-23 09:00", after=("a", "b"), lock=Lock.DAY),
    ]
    problem = question.problem_of(a_forum(), ONE, [FIJI], sittings)
    assert [(each.id, each.after, each.day) for each in problem.sittings] == [
        ("b", (), None), ("c", ("b",), dt.date(2022, 2, 23)),
    ]  # fmt: skip


def test_nothing_to_plan_is_refused() -> None:
    with pytest.raises(NothingToPlan):
        question.problem_of(a_forum(), {}, [FIJI], as_held())
    with pytest.raises(NothingToPlan):
        question.problem_of(a_forum(), ONE, [FIJI], [cancel(a_sitting())])


def test_an_unknown_policy_is_refused() -> None:
    with pytest.raises(UnknownChoice) as refused:
        the_problem(policy="roulette")
    assert refused.value.params["value"] == "roulette"


def test_the_document_is_that_of_the_plan_file() -> None:
    sittings = [a_sitting("a", "2022-02-23 09:00", lock=Lock.DAY), a_sitting("b", after=("a",))]
    forum = a_forum(venue_from="20:00", venue_to="02:30", rest_day_points=1)
    document = question.document_of(question.problem_of(forum, ONE, [FIJI], sittings))
    assert json.loads(json.dumps(document)) == document
    assert document["forum"]["venue_hours"] == ["20:00", "02:30"]
    assert document["burden"]["bands"][0] == ["00:00", "06:00", 6]
    assert document["burden"]["bands"][-1] == ["23:00", "24:00", 6]
    assert document["sittings"] == [
        {"id": "a", "minutes": 90, "after": [], "day": "2022-02-23"},
        {"id": "b", "minutes": 90, "after": ["a"]},
    ]
    frozen = [a_sitting("a", "2022-02-22 13:20", lock=Lock.START)]
    document = question.document_of(question.problem_of(forum, ONE, [FIJI], frozen))
    assert (document["version"], document["sittings"][0]["starts"]) == (2, ["2022-02-22T12:20:00Z"])
    assert document["people"] == [
        {
            "id": "FJ-gov", "zone": "Pacific/Fiji", "territory": "FJ", "constituency": "government",
            "region": "Asia and the Pacific", "count": 1, "mode": "remote", "ledger": 0,
        }
    ]  # fmt: skip


def test_the_result_names_start_end_and_figures() -> None:
    problem = the_problem()
    starts = question.starts_of(as_held())
    result = question.result_of(problem, starts, score(problem, starts), "held")
    assert result["sittings"][0] == {
        "id": "opening", "instance": 1, "start": "2022-02-22T12:00:00Z", "end": "2022-02-22T13:30:00Z",
        "venue": "2022-02-22T13:00+01:00",
    }  # fmt: skip
    assert result["summary"]["worst"] == result["totals"]["FJ-gov"] > 0
    assert all(set(group) == {"heads", "mean", "worst"} for group in result["summary"]["by_constituency"].values())
    assert set(result["summary"]["by_constituency"]) == {"government"}
    assert json.loads(json.dumps(result)) == result


def test_a_result_without_a_timetable_has_no_sittings() -> None:
    assert question.result_of(the_problem(), {}, None, "infeasible")["sittings"] == []


def test_starts_leave_out_what_is_not_held() -> None:
    held = as_held()
    line = [cancel(held[0]), replace(held[1], day=None), *held[2:]]
    assert list(question.starts_of(line)) == ["theme-2", "theme-3", "theme-4", "closing"]
