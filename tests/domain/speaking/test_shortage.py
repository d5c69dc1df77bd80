"""Five policies for too little time: what each gives, to whom, and who pays for it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from forum.domain.speaking import draw
from forum.domain.speaking.shortage import (
    Fate,
    Policy,
    Preview,
    Total,
    Wish,
    is_short,
    preview,
    preview_within,
    previews,
)

#: an adoption sitting of 90 minutes leaves 30 for individuals: sixteen ask for two minutes each, and a group for five
SIXTEEN = [Wish(key=f"State {number}", constituency="government", seconds=120, least=60) for number in range(16)]
GROUP = Wish(key="group", constituency="worker", seconds=300, least=60)


def seconds(found: Preview) -> list[int]:
    return [each.after for each in found.outcomes]


@st.composite
def wishes(draw_: st.DrawFn) -> list[Wish]:
    found = []
    for number in range(draw_(st.integers(0, 10))):
        least = draw_(st.integers(1, 60))
        found.append(
            Wish(
                key=f"w{number}",
                constituency=draw_(st.sampled_from(["government", "employer", "worker"])),
                seconds=draw_(st.integers(least, 400)),
                least=least,
            )
        )
    return found


@given(wishes(), st.integers(0, 3000), st.integers(1, 30), st.text("ab", max_size=2))
def test_every_policy_stays_within_supply_and_limits(given_: list[Wish], supply: int, grain: int, seed: str) -> None:
    for found in previews(given_, supply, seed=seed, grain=grain):
        assert sum(seconds(found)) + found.left == supply
        assert found.left >= 0
        assert [each.key for each in found.outcomes] == [each.key for each in given_]
        for wish, outcome in zip(given_, found.outcomes, strict=True):
            assert outcome.after == 0 or wish.least <= outcome.after <= wish.seconds
            assert (outcome.fate is Fate.FULL) == (outcome.after == wish.seconds)
            assert (outcome.fate is Fate.SHORTER) == (0 < outcome.after < wish.seconds)
            assert (outcome in found.unheard) == (outcome.after == 0)


@given(wishes(), st.integers(0, 3000), st.text("ab", max_size=2))
def test_totals_are_those_of_the_outcomes(given_: list[Wish], supply: int, seed: str) -> None:
    for found in previews(given_, supply, seed=seed):
        assert sum(total.after for total in found.totals) == sum(seconds(found))
        assert sum(total.asked for total in found.totals) == sum(wish.seconds for wish in given_)
        assert sum(total.unheard for total in found.totals) == len(found.unheard)
        assert sum(total.entries for total in found.totals) == len(given_)
        assert sum(each.gain for each in found.outcomes) == sum(total.after - total.before for total in found.totals)
        assert {*found.gainers, *found.losers} == {each for each in found.outcomes if each.gain}


@given(wishes(), st.integers(0, 3000))
def test_cut_and_equal_leave_nobody_out_who_fits_at_the_shortest(given_: list[Wish], supply: int) -> None:
    all_fit = sum(wish.least for wish in given_) <= supply
    for policy in (Policy.CUT, Policy.EQUAL):
        found = preview(policy, given_, supply, seed="")
        assert not (all_fit and found.unheard)
        heard = [bool(each.after) for each in found.outcomes]
        assert heard == sorted(heard, reverse=True)


@given(wishes(), st.integers(0, 3000), st.integers(1, 20))
def test_equal_is_equal_but_for_limits_and_a_grain(given_: list[Wish], supply: int, grain: int) -> None:
    found = preview(Policy.EQUAL, given_, supply, seed="", grain=grain)
    free = [
        outcome.after
        for wish, outcome in zip(given_, found.outcomes, strict=True)
        if wish.least < outcome.after < wish.seconds
    ]
    assert len(set(free)) <= 1


@given(wishes(), st.integers(0, 3000), st.text("ab", max_size=2))
def test_where_everybody_fits_no_policy_changes_anything(given_: list[Wish], supply: int, seed: str) -> None:
    if is_short(given_, supply):
        return
    for found in previews(given_, supply, seed=seed):
        assert seconds(found) == [wish.seconds for wish in given_]
        assert found.gainers == found.losers == ()


def test_the_sixteenth_inscription_by_every_policy() -> None:
    found = {each.policy: each for each in previews(SIXTEEN, 1800, seed="s", grain=15)}
    assert list(found) == list(Policy)
    assert seconds(found[Policy.CUT]) == seconds(found[Policy.EQUAL]) == [105] * 16
    assert [each.key for each in found[Policy.CUT].gainers] == ["State 15"]
    assert len(found[Policy.CUT].losers) == 15
    drawn = draw.drawn([wish.key for wish in SIXTEEN], "s")
    assert [each.key for each in found[Policy.DRAW].unheard] == [drawn[-1]]
    for policy, fate in ((Policy.WRITTEN, Fate.WRITTEN), (Policy.CARRY_OVER, Fate.CARRIED_OVER)):
        assert [each.fate for each in found[policy].outcomes] == [Fate.FULL] * 15 + [fate]
        assert found[policy].gainers == found[policy].losers == ()


def test_a_cut_keeps_the_proportion_of_limits_and_equal_does_not() -> None:
    cut, equal = (preview(policy, [GROUP, *SIXTEEN[:5]], 450, seed="") for policy in (Policy.CUT, Policy.EQUAL))
    assert seconds(cut) == [150, 60, 60, 60, 60, 60]
    assert seconds(equal) == [75] * 6
    assert equal.totals == (
        Total(constituency="worker", asked=300, before=300, after=75, entries=1, unheard=0),
        Total(constituency="government", asked=600, before=120, after=375, entries=5, unheard=0),
    )
    assert [each.key for each in equal.losers] == ["group", "State 0"]


def test_what_somebody_does_not_need_is_shared_again() -> None:
    short = Wish(key="short", constituency="employer", seconds=40, least=30)
    assert seconds(preview(Policy.EQUAL, [short, *SIXTEEN[:2]], 240, seed="")) == [40, 100, 100]


def test_the_last_of_the_list_are_not_heard_where_not_even_the_shortest_fit() -> None:
    found = preview(Policy.CUT, SIXTEEN[:3], 130, seed="")
    assert [each.fate for each in found.outcomes] == [Fate.SHORTER, Fate.SHORTER, Fate.UNHEARD]
    assert seconds(found) == [65, 65, 0]


def test_nobody_is_passed_over_for_being_longer() -> None:
    found = preview(Policy.WRITTEN, [SIXTEEN[0], GROUP, SIXTEEN[1]], 250, seed="")
    assert seconds(found) == [120, 0, 0]
    assert found.left == 130


def test_thirteen_of_fourteen_states_are_drawn_for_twenty_minutes() -> None:
    """Universal periodic review, adoption in plenary: 20 minutes, 1.5 minutes each, more than 13 are drawn by lot."""
    states = [Wish(key=f"State {number}", constituency="government", seconds=90) for number in range(14)]
    found = preview(Policy.DRAW, states, 1200, seed="published")
    assert len(states) - len(found.unheard) == 13
    assert [each.key for each in found.unheard] == [draw.drawn([wish.key for wish in states], "published")[-1]]


@given(wishes(), st.integers(0, 900), st.integers(0, 900), st.sampled_from(Policy), st.text("ab", max_size=2))
def test_within_their_shares_no_constituency_pays_for_another(
    given_: list[Wish], government: int, partner: int, policy: Policy, seed: str
) -> None:
    supplies = {"government": government, "employer": partner, "worker": partner}
    found = preview_within(policy, given_, supplies, seed=seed)
    assert [each.key for each in found.outcomes] == [wish.key for wish in given_]
    assert sum(seconds(found)) + found.left == sum(supplies.values())
    assert all(total.after <= supplies[total.constituency] for total in found.totals)
    for name, supply in supplies.items():
        mine = [wish for wish in given_ if wish.constituency == name]
        alone = preview(policy, mine, supply, seed=seed)
        assert alone.outcomes == tuple(each for each in found.outcomes if each.constituency == name)


def test_a_constituency_without_a_share_is_not_heard() -> None:
    found = preview_within(Policy.EQUAL, [GROUP, SIXTEEN[0]], {"government": 600}, seed="")
    assert seconds(found) == [0, 120]
    assert found.left == 480
