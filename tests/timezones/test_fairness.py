from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.formats.plan_document import starts_of
from forum.formats.plan_file import read_problem
from tests.timezones import brute
from timezones import fairness
from timezones.problem import Problem

EXAMPLE = Path(__file__).resolve().parents[2] / "forum/examples/global_forum_2022"


@pytest.fixture(scope="module")
def request_2022() -> Problem:
    return read_problem((EXAMPLE / "request.json").read_bytes())


def held(problem: Problem) -> dict[str, tuple[datetime, ...]]:
    clocks = [(22, 12, 0), (22, 13, 45), (23, 12, 0), (23, 13, 45), (24, 12, 0), (24, 13, 45)]
    return {
        sitting.id: (datetime(2022, 2, day, hour, minute, tzinfo=UTC),)
        for sitting, (day, hour, minute) in zip(problem.sittings, clocks, strict=True)
    }


def test_the_timetable_as_held_in_2022(request_2022: Problem) -> None:
    score = fairness.score(request_2022, held(request_2022))
    assert (score.worst, score.sum, score.heads_in_dearest_band) == (3240, 324_000, 88)
    assert score.mean == pytest.approx(433.155, abs=0.001)
    assert sum(group.heads for group in score.by_region.values()) == 748
    assert set(score.by_constituency) == {"government", "employer", "worker"}


def test_a_group_has_the_figures_of_its_own_rows_alone(request_2022: Problem) -> None:
    timetable = held(request_2022)
    whole = fairness.score(request_2022, timetable)
    for name, group in whole.by_region.items():
        alone = replace(request_2022, people=tuple(row for row in request_2022.people if row.region == name))
        found = fairness.score(alone, timetable)
        assert (group.mean, group.worst, group.jain) == (found.mean, found.worst, found.jain)
        assert group.heads_in_dearest_band == found.heads_in_dearest_band
    assert sum(group.heads_in_dearest_band for group in whole.by_region.values()) == 88
    assert len({group.jain for group in whole.by_region.values()}) == 2


def test_an_independent_count_reproduces_every_total(request_2022: Problem) -> None:
    timetable = held(request_2022)
    assert dict(fairness.score(request_2022, timetable).totals) == brute.totals(request_2022, timetable)


def test_bearings_add_up_to_totals_and_show_the_local_clock(request_2022: Problem) -> None:
    timetable = held(request_2022)
    lines = fairness.bearings(request_2022, timetable)
    assert len(lines) == 561 * 6
    fiji = [line for line in lines if line.person == "FJ-gov"]
    assert fiji[0].local_start.isoformat() == "2022-02-23T00:00:00+12:00"
    assert sum(line.burden for line in fiji) == fairness.score(request_2022, timetable).totals["FJ-gov"]
    assert fiji[0].dearest_minutes == 90


def test_one_sitting_in_the_evening_comes_before_the_timetable_held(request_2022: Problem) -> None:
    theirs = held(request_2022)
    ours = {**theirs, "theme-1": (datetime(2022, 2, 22, 19, 30, tzinfo=UTC),)}
    assert fairness.is_better(request_2022, ours, theirs)
    assert not fairness.is_better(request_2022, theirs, ours)
    assert not fairness.is_better(request_2022, theirs, theirs)


@given(values=st.lists(st.integers(0, 10**6), min_size=1))
def test_jain_lies_between_one_of_n_and_one(values: list[int]) -> None:
    assert 1 / len(values) - 1e-9 <= fairness.jain(values) <= 1 + 1e-9


def test_jain_of_known_lists() -> None:
    assert fairness.jain([0, 0]) == 1.0
    assert fairness.jain([5, 5, 5]) == 1.0
    assert fairness.jain([1, 0, 0, 0]) == 0.25


@pytest.mark.parametrize("seed", [seed for seed in range(60) if brute.how_many(brute.random_problem(seed)) < 3000])
def test_score_of_any_timetable_equals_the_plain_count(seed: int) -> None:
    problem = brute.random_problem(seed)
    for timetable in list(brute.timetables(problem))[::97]:
        score = fairness.score(problem, timetable)
        assert dict(score.totals) == brute.totals(problem, timetable)
        assert score.heads_in_dearest_band == brute.hurt_heads(problem, timetable)
        first = brute.key(problem, timetable)[0]
        figure = first[0] if isinstance(first, list) else first
        assert fairness.first_figure(fairness.key(fairness.Ledger(problem, timetable))) == Fraction(figure)  # type: ignore[arg-type]


def test_a_document_with_other_offsets_scores_the_same(request_2022: Problem) -> None:
    lines = [
        {"id": name, "start": starts[0].astimezone(brute.ZoneInfo("Pacific/Fiji")).isoformat()}
        for name, starts in held(request_2022).items()
    ]
    document = json.loads(json.dumps({"sittings": lines, "anything": 1}))
    assert starts_of(document, request_2022) == held(request_2022)
