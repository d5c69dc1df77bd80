"""Organizations by form: added, changed, archived; ids and names are unique, acronyms may collide and say so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from forum.domain.access import OPERATOR
from forum.domain.people import Organization
from forum.services import home, organizations
from forum.services.unit import Unit
from forum.store.engine import Store
from tests import builders
from tests.web.pages import Browser

SLUG = "global-forum"
LIST = f"/forums/{SLUG}/organizations"
ASIAN = {"name": "Asian Development Bank", "id": "asian-bank", "acronym": "ADB", "kind": "development bank"}
AFRICAN = {"name": "African Development Bank", "id": "african-bank", "acronym": "adb", "kind": ""}


@pytest.fixture
def operator(sqlite_store: Store, now: dt.datetime) -> Unit:
    return Unit(store=sqlite_store, actor=OPERATOR, now=now)


@pytest.fixture
def organizer(sqlite_store: Store, signed_in: Callable[..., Browser]) -> Browser:
    forum_id = builders.a_forum(sqlite_store)
    builders.a_person(sqlite_store, forum_id, "organizer", "organizer")
    builders.a_person(sqlite_store, forum_id, "chair", "chair")
    return signed_in(SLUG, "organizer")


def listed(operator: Unit) -> list[Organization]:
    return organizations.list_organizations(operator, SLUG)


def test_an_empty_list_says_what_belongs_there(organizer: Browser) -> None:
    assert "No organization yet" in organizer.get(LIST).text
    people = organizer.get(f"/forums/{SLUG}/people")
    assert people.one(f"a[href='{LIST}']").text == "Organizations"


def test_two_banks_share_an_acronym_and_are_told_apart(organizer: Browser, operator: Unit) -> None:
    organizer.post(LIST, ASIAN)
    page = organizer.post(LIST, AFRICAN)
    assert [row.text_content().split("\n")[0] for row in page.all("#organizations tbody th")] == [
        "African Development Bank",
        "Asian Development Bank",
    ]
    assert [mark.text for mark in page.all("#organizations .mark")] == ["shared", "shared"]
    assert "the capture line needs the id" in page.text
    assert {each.key: each.acronym for each in listed(operator)} == {"asian-bank": "ADB", "african-bank": "adb"}


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"id": "asian-bank"}, "id", "is taken"),
        ({"id": "ASIAN-BANK"}, "id", "is taken"),
        ({"id": "a b"}, "id", "is not an id"),
        ({"id": ""}, "id", "must not be empty"),
        ({"name": ""}, "name", "must not be empty"),
        ({"name": "asian development BANK"}, "name", "belongs to another organization"),
        ({"acronym": "x" * 41}, "acronym", "at most 40"),
    ],
)
def test_each_fault_stands_at_its_field(
    organizer: Browser, operator: Unit, wrong: dict[str, str], field: str, said: str
) -> None:
    organizer.post(LIST, ASIAN)
    typed = {**AFRICAN, "name": "African Bank", **wrong}
    page = organizer.post(LIST, typed, status=409 if "taken" in said else 422)
    assert said in page.one(f"#fault-{field}").text_content()
    assert page.value("kind") == typed["kind"]
    assert page.value(field) == typed[field]
    assert [each.key for each in listed(operator)] == ["asian-bank"]


def test_an_organization_is_changed_and_keeps_its_id(organizer: Browser, operator: Unit) -> None:
    organizer.post(LIST, ASIAN)
    assert organizer.get(f"{LIST}/asian-bank").value("name") == "Asian Development Bank"
    page = organizer.post(f"{LIST}/asian-bank", {**ASIAN, "id": "other", "name": "Asian Bank", "acronym": ""})
    assert "Saved." in page.text
    (one,) = listed(operator)
    assert (one.key, one.name, one.acronym, one.kind) == ("asian-bank", "Asian Bank", "", "development bank")
    (change, *_) = home.changes(operator, SLUG)
    assert change.entry.body == {"name": ["Asian Development Bank", "Asian Bank"], "acronym": ["ADB", ""]}
    faulty = organizer.post(f"{LIST}/asian-bank", {**ASIAN, "name": " "}, status=422)
    assert "must not be empty" in faulty.one("#fault-name").text_content()


def test_an_archived_one_is_marked_last_and_comes_back(organizer: Browser, operator: Unit) -> None:
    organizer.post(LIST, ASIAN)
    organizer.post(LIST, AFRICAN)
    page = organizer.post(f"{LIST}/african-bank/archive")
    assert [mark.text for mark in page.all("#organizations .mark")] == ["archived"]
    assert "Archived: it is no longer offered" in organizer.get(f"{LIST}/african-bank").text
    organizer.post(f"{LIST}/african-bank/archive")
    page = organizer.post(f"{LIST}/african-bank/restore")
    assert [mark.text for mark in page.all("#organizations .mark")] == ["shared", "shared"]
    assert sum(change.entry.subject == "organization:african-bank" for change in home.changes(operator, SLUG)) == 3


def test_nobody_else_edits_and_unknown_ones_are_unknown(
    organizer: Browser, signed_in: Callable[..., Browser], operator: Unit
) -> None:
    organizer.post(LIST, ASIAN)
    chair = signed_in(SLUG, "chair")
    assert chair.get(LIST).all("form[method=post] [name=acronym]") == []
    chair.post(LIST, AFRICAN, status=403)
    chair.get(f"{LIST}/asian-bank", status=403)
    chair.post(f"{LIST}/asian-bank/archive", status=403)
    organizer.get(f"{LIST}/nobody", status=404)
    organizer.post(f"{LIST}/nobody", {**ASIAN, "name": "Nobody"}, status=404)
    organizer.post(f"{LIST}/nobody/archive", status=404)
    assert [each.key for each in listed(operator)] == ["asian-bank"]
