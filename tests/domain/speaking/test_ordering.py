"""Rules of order, alone and together; swaps by consent of both."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.domain.people import Constituency
from forum.domain.refusals import Unknown
from forum.domain.speaking import draw
from forum.domain.speaking.ordering import Entry, Rule, Setting, SwapNeedsBoth, ordered, swapped

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
GOV, EMP, WORK, ORG = (
    Constituency.GOVERNMENT,
    Constituency.EMPLOYER,
    Constituency.WORKER,
    Constituency.ORGANIZATION,
)


def keys(*args: object) -> list[str]:
    return [entry.key for entry in ordered(*args)]  # type: ignore[arg-type]


@st.composite
def entry(draw_: st.DrawFn, number: int) -> Entry:
    return Entry(
        key=f"e{number}",
        name=draw_(st.text("ABCDabcd", max_size=3)),
        constituency=draw_(st.sampled_from([GOV, EMP, WORK, ORG])),
        region=draw_(st.sampled_from(["", "Africa", "Asia"])),
        view=draw_(st.sampled_from(["", "for", "against"])),
        level=draw_(st.integers(0, 3)),
        at=draw_(st.none() | st.integers(0, 5).map(lambda minute: NOON + dt.timedelta(minutes=minute))),
        number=number,
        is_group=draw_(st.booleans()),
        is_carried_over=draw_(st.booleans()),
    )


@st.composite
def entries(draw_: st.DrawFn) -> list[Entry]:
    return [draw_(entry(number)) for number in range(draw_(st.integers(0, 9)))]


RULES = st.lists(st.sampled_from(Rule), max_size=4)
SETTINGS = st.builds(
    Setting,
    seed=st.text("ab", max_size=2),
    letter=st.sampled_from("ABCD"),
    collation=st.sampled_from([str, str.casefold]),
)


@given(entries(), RULES, SETTINGS, st.randoms())
def test_everybody_once_whatever_the_rules_and_however_listed(
    given_: list[Entry], rules: list[Rule], setting: Setting, chance: object
) -> None:
    found = ordered(given_, rules, setting)
    assert sorted(each.key for each in found) == sorted(each.key for each in given_)
    shuffled = list(given_)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert ordered(shuffled, rules, setting) == found


@given(entries(), RULES, SETTINGS)
def test_the_first_band_is_never_broken(given_: list[Entry], rules: list[Rule], setting: Setting) -> None:
    levels = [each.level for each in ordered(given_, [Rule.LEVEL, *rules], setting)]
    assert levels == sorted(levels)
    carried = [each.is_carried_over for each in ordered(given_, [Rule.CARRIED_OVER, *rules], setting)]
    assert carried == sorted(carried, reverse=True)
    groups = [each.is_group for each in ordered(given_, [Rule.GROUPS_FIRST, *rules], setting)]
    assert groups == sorted(groups, reverse=True)


@given(entries(), st.text("ab", max_size=3))
def test_the_draws_order_is_kept_inside_each_level(given_: list[Entry], seed: str) -> None:
    """Security Council: order by draw, then adjusted for protocol (S/2014/739)."""
    lots = draw.drawn([each.key for each in given_], seed)
    found = ordered(given_, [Rule.LEVEL, Rule.DRAW], Setting(seed=seed))
    for level in range(4):
        inside = [each.key for each in found if each.level == level]
        assert inside == [key for key in lots if key in inside]


@given(entries(), RULES, SETTINGS)
def test_round_robin_takes_one_of_each_in_turn(given_: list[Entry], rules: list[Rule], setting: Setting) -> None:
    found = ordered(given_, [Rule.ROUND_ROBIN, *rules], setting)
    for place, each in enumerate(found):
        before = [earlier.constituency for earlier in found[:place]]
        of_mine = before.count(each.constituency)
        waiting = {later.constituency for later in found[place:]}
        assert all(before.count(other) >= of_mine for other in waiting)


@given(entries(), SETTINGS)
def test_no_two_alike_in_succession_while_there_is_somebody_else(given_: list[Entry], setting: Setting) -> None:
    found = ordered(given_, [Rule.ALTERNATE_VIEWS, Rule.FIRST_COME], setting)
    for place, (one, following) in enumerate(pairwise(found)):
        if one.view == following.view:
            assert {later.view for later in found[place + 1 :]} == {one.view}


def test_alternation_keeps_the_order_within_a_region() -> None:
    given_ = [
        Entry(key=key, number=number, region=region)
        for number, (key, region) in enumerate([("a", "X"), ("b", "X"), ("c", "X"), ("d", "Y"), ("e", "Y")])
    ]
    assert keys(given_, [Rule.ALTERNATE_REGIONS, Rule.FIRST_COME]) == ["a", "d", "b", "e", "c"]


def test_the_alphabet_begins_at_the_drawn_letter() -> None:
    names = ["Angola", "Mali", "Fiji", "Zambia", "Kenya", "Éthiopie"]
    given_ = [Entry(key=name, name=name) for name in names]

    def plain(name: str) -> str:
        return name.replace("É", "E").casefold()

    from_f = Setting(letter="F", collation=plain)
    assert keys(given_, [Rule.ALPHABET], from_f) == ["Fiji", "Kenya", "Mali", "Zambia", "Angola", "Éthiopie"]
    from_kenya = Setting(letter="Kenya", collation=plain)
    assert keys(given_, [Rule.ALPHABET], from_kenya)[0] == "Kenya"
    past_the_end = Setting(letter="Zz", collation=plain)
    assert keys(given_, [Rule.ALPHABET], past_the_end)[0] == "Angola"


def test_first_come_and_the_register_for_the_same_instant() -> None:
    late, early, same = (
        Entry(key="late", at=NOON + dt.timedelta(seconds=1), number=1),
        Entry(key="early", at=NOON.astimezone(dt.timezone(dt.timedelta(hours=9))), number=3),
        Entry(key="same", at=NOON, number=2),
    )
    paper = Entry(key="paper", number=0)
    assert keys([paper, late, early, same], [Rule.FIRST_COME]) == ["same", "early", "late", "paper"]


def test_carried_over_then_groups_then_levels_then_the_constituencies_in_turn() -> None:
    given_ = [
        Entry(key="g1", constituency=GOV, number=1),
        Entry(key="g2", constituency=GOV, number=2),
        Entry(key="e1", constituency=EMP, number=3),
        Entry(key="w1", constituency=WORK, number=4),
        Entry(key="group", constituency=GOV, number=5, is_group=True),
        Entry(key="minister", constituency=GOV, number=6, level=-1),
        Entry(key="unheard", constituency=WORK, number=7, is_carried_over=True),
        Entry(key="observer", constituency=ORG, number=8),
    ]
    rules = [Rule.CARRIED_OVER, Rule.GROUPS_FIRST, Rule.LEVEL, Rule.ROUND_ROBIN, Rule.FIRST_COME]
    workers_first = Setting(constituencies=(WORK, EMP, GOV))
    assert keys(given_, rules, workers_first) == ["unheard", "group", "minister", "w1", "e1", "g1", "observer", "g2"]


def test_without_rules_the_register_decides() -> None:
    given_ = [Entry(key="b", number=2), Entry(key="c", number=1), Entry(key="a", number=2)]
    assert keys(given_, []) == ["c", "a", "b"]
    assert ordered([], [Rule.ROUND_ROBIN, Rule.DRAW]) == ()


def test_two_change_places_by_consent_of_both() -> None:
    assert swapped(["a", "b", "c"], "c", "a", ["a", "c"]) == ("c", "b", "a")
    assert swapped([1, 2, 3], 2, 2, [2]) == (1, 2, 3)
    with pytest.raises(SwapNeedsBoth) as refused:
        swapped(["a", "b", "c"], "a", "c", ["a"])
    assert refused.value.params == {"key": "c"}
    with pytest.raises(Unknown):
        swapped(["a", "b"], "a", "x", ["a", "x"])


@given(st.integers(2, 9), st.data())
def test_a_swap_moves_nobody_else_and_undoes_itself(count: int, data: st.DataObject) -> None:
    order = list(range(count))
    one, other = (data.draw(st.sampled_from(order)) for _ in range(2))
    found = swapped(order, one, other, order)
    assert all(found[each] == each for each in order if each not in {one, other})
    assert list(swapped(found, one, other, order)) == order
