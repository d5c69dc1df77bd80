from __future__ import annotations

from dataclasses import replace

from forum.domain.people import LANGUAGES, TRIPARTITE, Constituency, Person

FIJI = Person(
    id=1, forum_id=1, key="fj-gov-1", name="", function="Government delegate, Fiji",
    constituency=Constituency.GOVERNMENT, zone="Pacific/Fiji",
)  # fmt: skip


def test_a_person_without_a_name_goes_by_the_function() -> None:
    assert FIJI.label == "Government delegate, Fiji"
    assert replace(FIJI, name="Example Delegate").label == "Example Delegate"


def test_a_person_attends_from_afar_in_english_and_without_a_role_unless_told_otherwise() -> None:
    assert (FIJI.mode, FIJI.language, FIJI.roles, FIJI.revision) == ("remote", "en", frozenset(), 0)
    assert FIJI.language in LANGUAGES


def test_the_three_constituencies_are_those_of_the_mandate() -> None:
    assert {str(each) for each in TRIPARTITE} == {"government", "employer", "worker"}
