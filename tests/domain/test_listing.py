"""People are found by words in any case and accent, grouped by delegation, counted once each."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.domain.listing import counts, grouped, matching
from forum.domain.people import Constituency, Person

FIJI = Person(
    id=1, forum_id=1, key="FJ-gov", name="", function="Government delegate", constituency=Constituency.GOVERNMENT,
    zone="Pacific/Fiji", state="FJ", region="Asia and the Pacific",
)  # fmt: skip
IVORY = replace(FIJI, id=2, key="CI-emp", state="CI", constituency=Constituency.EMPLOYER, region="Africa")
FUND = replace(
    FIJI, id=3, key="fund", state=None, organization="A Fund", region="", constituency=Constituency.ORGANIZATION
)
HALL = replace(FIJI, id=4, key="hall", state=None, region="", constituency=Constituency.SECRETARIAT)
ALL = [FIJI, IVORY, FUND, HALL]
NAMES = {"FJ": "Fiji", "CI": "Côte d'Ivoire"}


def name_of(person: Person) -> str:
    return NAMES.get(person.state or "", "")


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        ("", ["FJ-gov", "CI-emp", "fund", "hall"]),
        ("cote", ["CI-emp"]),
        ("CÔTE delegate", ["CI-emp"]),
        ("fiji hall", []),
        ("a fund", ["fund"]),
        ("fj-gov", ["FJ-gov"]),
    ],
)
def test_every_word_must_be_found(wanted: str, keys: list[str]) -> None:
    assert [person.key for person in matching(ALL, wanted, name_of)] == keys


def test_groups_stand_in_the_order_given() -> None:
    found = grouped([*ALL, replace(FIJI, id=5)], lambda state, organization: (not state, NAMES.get(state or "", "")))
    assert [(group.state, group.organization, len(group.persons)) for group in found] == [
        ("CI", "", 1), ("FJ", "", 2), (None, "A Fund", 1), (None, "", 1),
    ]  # fmt: skip


@given(st.lists(st.sampled_from(ALL)))
def test_everybody_is_counted_once(persons: list[Person]) -> None:
    found = counts(persons)
    assert found.total == sum(number for _each, number in found.by_constituency) == len(persons)
    assert sum(number for _each, number in found.by_region) == sum(bool(person.region) for person in persons)
