"""Statements of governments by region: each region's part first, what it does not use to the others."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from forum.domain.people import Constituency, Role
from forum.domain.speaking.apportion import Claim, Method
from forum.domain.speaking.carry import released
from forum.domain.speaking.placing import Allocation, Regions, Speaker
from forum.domain.speaking.rules import SlotKind, Stage
from forum.formats.ruleset import shipped
from forum.planning.slots import allocate
from tests.planning.test_slots import RULES, occasion, speaker

GOVERNMENT = Constituency.GOVERNMENT


def states(**count: int) -> list[Speaker]:
    return [
        replace(speaker(f"d-{region}-{n}", GOVERNMENT), region=region)
        for region, number in count.items()
        for n in range(number)
    ]


def heard(made: Allocation, people: list[Speaker]) -> Counter[str]:
    region = {each.id: each.region for each in people}
    return Counter(region[slot.person_id] for plan in made.slots.values() for slot in plan if slot.person_id)


def asked(people: list[Speaker]) -> frozenset[int]:
    return frozenset(each.id for each in people)


@settings(deadline=None, max_examples=40)
@given(
    st.tuples(*[st.integers(0, 12)] * 3),
    st.tuples(*[st.integers(1, 9)] * 3),
    st.sampled_from(Method),
    st.text(max_size=3),
)
def test_each_region_has_what_the_rule_gives_it(
    counts: tuple[int, int, int], weights: tuple[int, int, int], method: Method, seed: str
) -> None:
    names = ("a", "b", "c")
    people = states(**dict(zip(names, counts, strict=True)))
    regions = Regions(weights=dict(zip(names, weights, strict=True)), method=method)
    made = allocate([occasion("s", stage=Stage.OTHER)], people, RULES, seed=seed, asked=asked(people), regions=regions)
    (quota,) = [each for each in made.quotas if each.kind is SlotKind.OPEN_FLOOR]
    places = sum(slot.constituency is GOVERNMENT for slot in made.slots["s"])
    assert sum(quota.entitled.values()) == places
    assert heard(made, people) == Counter({name: number for name, number in quota.granted.items() if number})
    claims = [Claim(key=name, weight=weight) for name, weight in regions.weights.items()]
    assert quota.granted == released(places, claims, method, dict(zip(names, counts, strict=True))).seats
    assert len(made.shortages) == max(0, sum(counts) - places)


def test_what_a_region_cannot_use_goes_to_others_beyond_their_part() -> None:
    people = states(a=30, b=30)
    away = [replace(each, free=()) if each.region == "b" else each for each in people]
    regions = Regions(weights={"a": 1, "b": 1})
    made = allocate([occasion("s", stage=Stage.OTHER)], away, RULES, seed="x", asked=asked(away), regions=regions)
    places = sum(slot.constituency is GOVERNMENT for slot in made.slots["s"])
    assert heard(made, away) == {"a": places}


def reporting(*people: Speaker) -> list[str]:
    """Who gives the two reports of a sitting that adopts one, by key."""
    made = allocate([occasion("s", stage=Stage.OTHER)], list(people), shipped("ilc_adoption"), seed="1")
    keys = {each.id: each.key for each in people}
    return [keys[slot.person_id] for slot in made.slots["s"] if slot.kind is SlotKind.REPORT and slot.person_id]


def test_the_chairperson_reports_and_then_the_reporter() -> None:
    officers = [
        speaker(key, Constituency.SECRETARIAT, "Europe/Zurich", role)
        for key, role in (("reporter", Role.RAPPORTEUR), ("chair", Role.CHAIR), ("vice", Role.CHAIR))
    ]
    found = reporting(*officers)
    assert found[1] == "reporter"
    assert found[0] in {"chair", "vice"}
    assert sorted(reporting(*officers[1:])) == ["chair", "vice"], "two of one office rather than one twice"
    assert reporting(officers[1]) == ["chair", "chair"], "whoever is alone gives both"
