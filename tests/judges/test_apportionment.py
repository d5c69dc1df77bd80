"""An independent implementation of the methods (M. Lackner, apportionment) shares and ties as ours does."""

from __future__ import annotations

from apportionment import methods as lackner
from hypothesis import assume, given
from hypothesis import strategies as st

from forum.domain.speaking.apportion import Claim, Method, apportion

THEIRS = {
    Method.LARGEST_REMAINDER: "largest_remainder",
    Method.DHONDT: "dhondt",
    Method.SAINTE_LAGUE: "saintelague",
    Method.HUNTINGTON_HILL: "huntington",
}
#: methods that theirs computes in fractions; by Huntington-Hill it takes floating roots
EXACT = [Method.LARGEST_REMAINDER, Method.DHONDT, Method.SAINTE_LAGUE]


def claims(weights: list[int]) -> list[Claim]:
    return [Claim(key=str(number), weight=weight) for number, weight in enumerate(weights)]


@given(st.sampled_from(Method), st.integers(1, 200), st.lists(st.integers(1, 10**6), min_size=1, max_size=12))
def test_both_agree_where_nothing_ties(method: Method, seats: int, weights: list[int]) -> None:
    ours = apportion(seats, claims(weights), method)
    assume(not ours.ties)
    theirs = lackner.compute(THEIRS[method], weights, seats, fractions=method in EXACT, tiesallowed=False)
    assert list(ours.seats.values()) == theirs


@given(st.sampled_from(EXACT), st.integers(1, 60), st.lists(st.integers(1, 9), min_size=2, max_size=8))
def test_both_see_the_same_ties(method: Method, seats: int, weights: list[int]) -> None:
    ours = apportion(seats, claims(weights), method)
    try:
        theirs = lackner.compute(THEIRS[method], weights, seats, fractions=True, tiesallowed=False)
    except lackner.TiesException:
        assert ours.ties
    else:
        assert not ours.ties
        assert list(ours.seats.values()) == theirs


def test_both_refuse_to_find_sixty_one_slots() -> None:
    weights = [13, 13, 6, 8, 7]
    for method in THEIRS:
        assert sum(lackner.compute(THEIRS[method], weights, 60, fractions=method in EXACT)) == 60
        assert sum(apportion(60, claims(weights), method).seats.values()) == 60
