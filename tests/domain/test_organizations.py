"""The list of organizations: ids and full names are unique, acronyms may collide."""

from __future__ import annotations

from dataclasses import replace

import pytest

from forum.domain import organizations
from forum.domain.fields import InvalidKey
from forum.domain.inputs import KeyTaken
from forum.domain.organizations import DuplicateName
from forum.domain.people import Organization
from forum.domain.refusals import Missing, Refusal, Refusals, TooLong
from forum.domain.roster import DuplicateKey, Row

IMF = Organization(id=1, forum_id=1, key="imf", name="International Monetary Fund", acronym="IMF", kind="fund")


def row(number: int, key: str, name: str = "", acronym: str = "", kind: str = "") -> Row:
    return Row(number=number, cells={"id": key, "name": name, "acronym": acronym, "kind": kind})


def faults(*rows: Row) -> list[Refusal]:
    with pytest.raises(Refusals) as caught:
        organizations.check(rows, [IMF])
    return caught.value.faults


def test_two_banks_may_share_an_acronym() -> None:
    rows = [row(2, "asian", "Asian Development Bank", "ADB"), row(3, "african", "African Development Bank", "ADB")]
    change = organizations.compare(organizations.check(rows, [IMF]), [IMF])
    assert [each.key for each in change.new] == ["asian", "african"]
    assert change.missing == (IMF,)


def test_changed_and_unchanged_are_told_apart() -> None:
    same = [row(2, "IMF", IMF.name, IMF.acronym, IMF.kind)]
    assert len(organizations.compare(organizations.check(same, [IMF]), [IMF]).unchanged) == 1
    other = [row(2, "imf", "Fonds monétaire international")]
    (changed,) = organizations.compare(organizations.check(other, [IMF]), [IMF]).changed
    assert (changed.key, changed.name) == ("imf", "Fonds monétaire international")


def test_every_fault_is_listed() -> None:
    assert faults(row(2, "", ""), row(3, "a b", "x" * 201)) == [
        Missing(field="id", row=2),
        Missing(field="name", row=2),
        InvalidKey(field="id", row=3, value="a b"),
        TooLong(field="name", row=3, limit=200),
    ]


def test_ids_and_names_stand_once() -> None:
    assert faults(row(2, "x", "Fund"), row(3, "X", "Other"), row(4, "y", "fund")) == [
        DuplicateKey(field="id", row=3, value="X", first=2),
        DuplicateName(field="name", row=4, value="fund"),
    ]
    assert faults(row(2, "fund", IMF.name)) == [DuplicateName(field="name", row=2, value=IMF.name)]


def test_one_by_form_is_checked_like_a_row() -> None:
    found = organizations.check_one({"id": "who", "name": " World  Health Organization "}, [IMF], is_new=True)
    assert (found.key, found.name) == ("who", "World Health Organization")
    assert organizations.check_one({"id": "IMF", "name": IMF.name}, [IMF], is_new=False).key == "imf"
    with pytest.raises(Refusals) as caught:
        organizations.check_one({"id": "IMF", "name": IMF.name}, [IMF], is_new=True)
    assert caught.value.faults == [KeyTaken(field="id", key="imf")]


def test_shared_acronyms_are_those_of_two_in_use() -> None:
    asian = Organization(id=2, forum_id=1, key="a", name="Asian Development Bank", acronym="ADB")
    african = replace(asian, id=3, key="b", name="African Development Bank", acronym="adb")
    assert organizations.shared_acronyms([IMF, asian, african]) == {"adb"}
    assert organizations.shared_acronyms([IMF, asian, replace(african, is_archived=True)]) == frozenset()
    assert organizations.shared_acronyms([replace(asian, acronym=""), replace(african, acronym="")]) == frozenset()


def test_the_facts_of_an_organization_are_those_of_its_form() -> None:
    assert organizations.facts(IMF) == {"name": "International Monetary Fund", "acronym": "IMF", "kind": "fund"}
    (checked,) = organizations.check([row(2, "imf", "Fonds monétaire international")], [IMF])
    assert organizations.facts(checked) == {"name": "Fonds monétaire international", "acronym": "", "kind": ""}
