"""Nobody real plays in a rehearsal: leads become those of example organizations, names that are no function go."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.domain.people import Constituency, Organization, Person, Role
from forum.domain.rehearsal import EXAMPLE, LEAD, Cast, cast, is_by_function

FUND = Organization(id=1, forum_id=1, key="fund", name="A Real Fund")
PRACTICE = Organization(id=2, forum_id=1, key="example-1", name="Example organization 1", kind=EXAMPLE)
DELEGATE = Person(
    id=5, forum_id=1, key="FJ-gov-1", name="Government delegate, Fiji (1)", function="Government delegate",
    constituency=Constituency.GOVERNMENT, zone="Pacific/Fiji", state="FJ", region="Asia and the Pacific",
    roles=frozenset({Role.DELEGATE}), email="fj@example.org", account_id=9,
)  # fmt: skip
HEAD = replace(
    DELEGATE, key="head", name="A Real Person", function="President", roles=frozenset({Role.LEADER}), groups=("EU",)
)
CHIEF = replace(
    HEAD, key="chief", constituency=Constituency.ORGANIZATION, state=None, organization="A Real Fund",
    organization_key="fund",
)  # fmt: skip
UNION = replace(CHIEF, key="union", constituency=Constituency.WORKER)
PRACTISED = replace(
    CHIEF, key="leader", name="Lead of Example organization 1", organization=PRACTICE.name, organization_key="example-1"
)


def played(*persons: Person) -> Cast:
    return cast(persons, [FUND, PRACTICE])


def test_delegates_play_themselves_by_function() -> None:
    assert played(DELEGATE).persons == (replace(DELEGATE, id=0),)


@pytest.mark.parametrize(
    ("name", "function", "is_function"),
    [
        ("Government delegate, Fiji", "Government delegate", True),
        ("Coordinator of the Workers' group", "Group coordinator", True),
        ("A Real Person", "Government delegate", False),
        ("A Real Person", "", False),
    ],
)
def test_a_name_that_is_no_function_stays_behind(name: str, function: str, is_function: bool) -> None:
    person = replace(DELEGATE, name=name, function=function)
    assert is_by_function(person) is is_function
    (part,) = played(person).persons
    assert part.name == (name if is_function else "")
    assert part.function == (function or "Government delegate")


def test_leads_become_those_of_example_organizations() -> None:
    head, chief, union = played(HEAD, CHIEF, UNION).persons
    assert (head.name, head.function, head.key) == ("Lead of Example organization 2", LEAD, "example-lead-1")
    assert (head.constituency, head.state, head.region, head.groups) == (Constituency.ORGANIZATION, None, "", ())
    assert (head.zone, head.account_id, head.email) == ("Pacific/Fiji", 9, "")
    assert chief.organization_key == union.organization_key == "example-3"
    assert (chief.constituency, union.constituency) == (Constituency.ORGANIZATION, Constituency.WORKER)


def test_an_example_organization_stays_what_it_is() -> None:
    found = played(PRACTISED, CHIEF)
    assert found.persons[0] == replace(PRACTISED, id=0)
    assert [each.key for each in found.organizations] == ["example-1", "example-2"]


def test_the_secretariat_speaks_for_no_organization() -> None:
    clerk = replace(CHIEF, name="Clerk", function="Clerk", constituency=Constituency.SECRETARIAT, roles=frozenset())
    (part,) = played(clerk).persons
    assert (part.organization, part.organization_key, part.name) == ("", "", "Clerk")


@given(st.lists(st.sampled_from([DELEGATE, HEAD, CHIEF, UNION, PRACTISED]), max_size=8))
def test_nothing_real_enters(persons: list[Person]) -> None:
    found = played(*(replace(person, key=f"{person.key}-{n}") for n, person in enumerate(persons)))
    assert "Real" not in repr(found)
    assert len({person.key for person in found.persons}) == len(persons)
    assert {p.organization_key for p in found.persons if p.organization_key} <= {o.key for o in found.organizations}
