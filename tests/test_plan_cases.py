from __future__ import annotations

import pytest

from forum.formats.plan_file import problem_of
from tests.plan_cases import CASES, by_policy
from timezones.problem import POLICIES


@pytest.mark.parametrize("name", CASES)
def test_every_case_is_a_problem_with_all_people_of_the_request(name: str) -> None:
    problem = problem_of(CASES[name]())
    assert len(problem.people) == 561
    assert problem.policy == "leximin"


def test_themes_have_their_own_people() -> None:
    themes = problem_of(CASES["own_people"]()).sittings[1:5]
    assert all(theme.people is not None and 100 <= len(theme.people) <= 350 for theme in themes)
    assert len({theme.people for theme in themes}) == 4


@pytest.mark.parametrize("policy", POLICIES)
def test_the_request_can_ask_for_every_policy(policy: str) -> None:
    assert problem_of(by_policy(policy)).policy == policy
