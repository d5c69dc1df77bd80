"""Figures of fairness: counted by hand, and what must hold for any list."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.domain.speaking.measures import Gender, Speech, figures, gallagher_squared, root

SPEECHES = [
    Speech(constituency="government", region="Africa", allocated=120, used=150, gender=Gender.WOMAN),
    Speech(constituency="employer", region="Africa", allocated=120, used=90),
    Speech(constituency="worker", region="Asia", allocated=120, used=120, night=120),
    Speech(constituency="government", region="Asia", allocated=120, gender=Gender.MAN),
    Speech(constituency="government", region="Asia"),
    Speech(constituency="worker", region="", used=30),
]
DUE = {"government": 300, "employer": 150, "worker": 150}

speeches = st.lists(
    st.builds(
        Speech,
        constituency=st.sampled_from(["government", "employer", "worker"]),
        region=st.sampled_from(["", "Africa", "Asia"]),
        allocated=st.integers(0, 300),
        used=st.none() | st.integers(0, 300),
        night=st.integers(0, 60),
        gender=st.sampled_from(Gender),
    ),
    max_size=12,
)


def test_figures_of_six_requests() -> None:
    found = figures(SPEECHES, DUE, {"Africa": 250, "Europe": 50})
    government, employer, worker = found.constituencies
    assert (government.entitled, government.allocated, government.used) == (300, 240, 150)
    assert (government.requests, government.unheard, government.night) == (3, 1, 0)
    assert (employer.allocated, employer.used, employer.ratio) == (120, 90, Fraction(3, 5))
    assert (worker.allocated, worker.used, worker.ratio, worker.night) == (120, 150, 1, 120)
    assert [line.first_third for line in found.constituencies] == [Fraction(1, 2), Fraction(1, 2), 0]
    assert [line.key for line in found.regions] == ["Africa", "Europe", "Asia"]
    assert [line.ratio for line in found.regions] == [Fraction(240, 250), 0, None]
    assert [(line.key, line.requests) for line in found.genders] == [("woman", 1), ("not_stated", 4), ("man", 1)]
    assert (found.unheard, found.night) == (1, 120)
    assert found.allocated_against_entitled == 0
    # 50, 25, 25 percent due; 150, 90, 150 of 390 seconds used
    assert (
        found.used_against_entitled
        == sum(
            ((100 * (Fraction(had, 390) - Fraction(due, 600))) ** 2 for had, due in ((150, 300), (90, 150), (150, 150)))
        )
        / 2
    )


def test_gender_is_told_only_where_somebody_declared_it() -> None:
    assert figures([Speech(constituency="worker", allocated=9)], {}).genders == ()


def test_nothing_known_is_not_nothing_used() -> None:
    found = figures([Speech(constituency="worker", allocated=60)], {"worker": 60})
    assert (found.constituencies[0].used, found.constituencies[0].ratio) == (None, 1)
    assert found.used_against_entitled is None


def test_a_list_of_nobody() -> None:
    found = figures([], {"worker": 60})
    assert found.constituencies[0].first_third == 0
    assert (found.constituencies[0].allocated, found.constituencies[0].ratio) == (0, 0)
    assert found.allocated_against_entitled is None


@given(speeches)
def test_lines_sum_to_the_whole(given_: list[Speech]) -> None:
    found = figures(given_, DUE)
    for lines, within in (
        (found.constituencies, given_),
        (found.regions, [each for each in given_ if each.region]),
    ):
        assert sum(line.allocated for line in lines) == sum(each.allocated for each in within)
        assert sum(line.used or 0 for line in lines) == sum(each.used or 0 for each in within)
        assert sum(line.requests for line in lines) == len(within)
        assert sum(line.night for line in lines) == sum(each.night for each in within)
    heard = [each for each in given_ if each.is_heard]
    assert found.unheard == len(given_) - len(heard)
    assert sum(line.first_third for line in found.constituencies) == bool(heard)
    assert sum(line.first_third for line in found.regions) <= 1


@given(
    st.dictionaries(st.sampled_from("abcd"), st.integers(0, 50)),
    st.dictionaries(st.sampled_from("abcd"), st.integers(0, 50)),
)
def test_gallaghers_index_is_symmetric_and_0_as_due(due: dict[str, int], had: dict[str, int]) -> None:
    found = gallagher_squared(due, had)
    assert found == gallagher_squared(had, due)
    if found is None:
        assert not sum(due.values()) or not sum(had.values())
        return
    assert 0 <= found <= 10_000
    assert gallagher_squared(due, {key: 3 * value for key, value in due.items()}) == 0


def test_gallaghers_worst_is_a_hundred() -> None:
    worst = gallagher_squared({"a": 5}, {"b": 7})
    assert worst == 10_000
    assert root(worst) == 100


def test_gallaghers_index_of_an_election() -> None:
    """The sixty slots that were shared as 17/17/8/10/9 instead of by the Council's seats."""
    square = gallagher_squared(
        dict(zip("abcde", (13, 13, 6, 8, 7), strict=True)), dict(zip("abcde", (17, 17, 8, 10, 9), strict=True))
    )
    assert square is not None
    assert root(square, 2) == Fraction(round(100 * math.sqrt(square)), 100)


@given(st.fractions(0, 10_000), st.integers(0, 4))
def test_a_root_is_rounded_to_the_nearest(square: Fraction, places: int) -> None:
    found, half = root(square, places), Fraction(1, 2 * 10**places)
    assert max(found - half, 0) ** 2 <= square < (found + half) ** 2


@pytest.mark.parametrize(("square", "shown"), [(2, Fraction(14, 10)), (0, 0), (Fraction(1, 400), Fraction(1, 10))])
def test_roots(square: Fraction, shown: Fraction) -> None:
    assert root(Fraction(square)) == shown
