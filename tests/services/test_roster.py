"""An import is previewed, then taken over whole or not at all; what changed meanwhile is noticed."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import select

from forum.domain.access import Actor
from forum.domain.audit import Tag
from forum.domain.people import Person, Role
from forum.domain.refusals import Forbidden, Refusals, Stale, Unknown
from forum.domain.roster import COLUMNS, Row, cells_of
from forum.formats.roster import read_roster, write_roster
from forum.services import organizations, roster
from forum.services.roster import Imported, PeopleMoved, Preview
from forum.services.unit import Unit
from forum.store import audit
from forum.store import people as people_store
from forum.store.accounts import account_by_login
from forum.store.engine import Store
from forum.store.staging import StagedImportRow, StagedPersonRow
from tests.builders import OPERATOR, a_forum, a_person, an_organization

CAPITALS = {"FJ": "Pacific/Fiji", "KE": "Africa/Nairobi"}
SLUG = "global-forum"
#: a large forum, and the processor time within which every fault of its roster is found
PEOPLE, FAULTY_SECONDS = 5_000, 10


@pytest.fixture
def unit(store: Store, now: dt.datetime) -> Unit:
    a_forum(store, SLUG)
    return Unit(store=store, actor=OPERATOR, now=now)


def row(number: int = 2, **cells: str) -> Row:
    plain = {"id": f"p{number}", "function": "Delegate", "constituency": "government", "state": "FJ", **cells}
    return Row(number=number, cells=dict.fromkeys(COLUMNS, "") | plain)


def preview(unit: Unit, *rows: Row) -> Preview:
    return roster.preview_import(unit, SLUG, rows, filename="a.csv", digest="d1", capital_zones=CAPITALS)


def imported(unit: Unit, *rows: Row) -> Imported:
    return roster.import_roster(unit, SLUG, preview(unit, *rows).staged.id, "d1")


def there(unit: Unit) -> dict[str, Person]:
    return {person.key: person for person in roster.export_roster(unit, SLUG)}


def test_a_preview_keeps_nothing(unit: Unit) -> None:
    shown = preview(unit, row(2), row(3, id="x", email="x@example.org"))
    assert [person.key for person in shown.change.new] == ["p2", "x"]
    assert there(unit) == {}
    with unit.store.reading() as db:
        assert account_by_login(db, "x@example.org") is None


def test_a_roster_becomes_persons_delegations_roles_and_accounts(unit: Unit) -> None:
    forum_id = 1
    an_organization(unit.store, forum_id, "imf", "International Monetary Fund")
    of_imf = {"constituency": "organization", "state": "", "organization": "imf", "zone": "America/New_York"}
    counts = imported(
        unit, row(2, role="chair;delegate", groups="EU"), row(3, email="Fiji@Example.org"), row(4, **of_imf)
    )
    assert counts == Imported(new=3, changed=0, unchanged=0)
    people = there(unit)
    assert people["p2"].roles == {Role.CHAIR, Role.DELEGATE}
    assert people["p2"].groups == ("EU",)
    assert (people["p2"].state, people["p2"].zone, people["p2"].account_id) == ("FJ", "Pacific/Fiji", None)
    assert people["p2"].delegation_id == people["p3"].delegation_id
    assert (people["p4"].state, people["p4"].organization_key) == (None, "imf")
    with unit.store.reading() as db:
        account = account_by_login(db, "fiji@example.org")
        delegations = {(d.key, d.state, d.region) for d in people_store.delegations(db, forum_id)}
    assert account is not None
    assert people["p3"].account_id == account.id
    assert delegations == {("FJ", "FJ", "Asia and the Pacific"), ("org:imf", None, "")}


def test_one_fault_keeps_everything_out(unit: Unit) -> None:
    with pytest.raises(Refusals) as caught:
        preview(unit, row(2), row(3, zone="Mars/Olympus"))
    assert [(fault.field, fault.params["row"]) for fault in caught.value.faults] == [("zone", 3)]
    assert there(unit) == {}


def test_importing_again_changes_only_what_differs(unit: Unit) -> None:
    imported(unit, row(2), row(3, role="chair"), row(4, email="a@example.org"))
    before = there(unit)
    counts = imported(unit, row(2), row(3, language="fr", role="clerk"))
    after = there(unit)
    assert counts == Imported(new=0, changed=1, unchanged=1)
    assert (after["p2"], after["p4"]) == (before["p2"], before["p4"])
    assert (after["p3"].id, after["p3"].language, after["p3"].roles) == (before["p3"].id, "fr", {Role.CLERK})
    assert after["p3"].revision == before["p3"].revision + 1


def test_a_changed_mailbox_changes_the_account(unit: Unit) -> None:
    imported(unit, row(2, email="a@example.org"))
    first = there(unit)["p2"].account_id
    imported(unit, row(2, email="b@example.org"))
    second = there(unit)["p2"].account_id
    imported(unit, row(2))
    assert first is not None
    assert second not in {None, first}
    assert there(unit)["p2"].account_id is None


def test_two_persons_may_swap_their_mailboxes(unit: Unit) -> None:
    imported(unit, row(2, email="a@example.org"), row(3, email="b@example.org"))
    before = there(unit)
    imported(unit, row(2, email="b@example.org"), row(3, email="a@example.org"))
    after = there(unit)
    assert (after["p2"].account_id, after["p3"].account_id) == (before["p3"].account_id, before["p2"].account_id)


def test_a_person_without_mailbox_keeps_their_demo_account(unit: Unit) -> None:
    imported(unit, row(2, email="a@example.org"))
    account_id = there(unit)["p2"].account_id
    a_person(unit.store, 1, "hall", "hall", account_id=account_id, zone="Europe/Zurich")
    imported(unit, row(2, id="hall", function="Hall display", role="hall", state="", zone="Europe/Zurich"))
    assert there(unit)["hall"].account_id == account_id


def test_what_is_exported_imports_unchanged(unit: Unit) -> None:
    imported(unit, row(2, name="=1+1, “x”", groups="EU;G77", role="chair;clerk"), row(3, email="a@example.org"))
    before = there(unit)
    for kind in ("csv", "xlsx"):
        rows = read_roster(write_roster(before.values(), kind), f"a.{kind}")
        assert imported(unit, *rows) == Imported(new=0, changed=0, unchanged=2)
        assert there(unit) == before
    assert [cells_of(person)["name"] for person in before.values()] == ["=1+1, “x”", ""]


@pytest.mark.parametrize("meanwhile", ["changed", "appeared", "mailbox"])
def test_what_changed_since_the_preview_is_noticed(unit: Unit, meanwhile: str) -> None:
    imported(unit, row(2), row(9, email="a@example.org"))
    shown = preview(unit, row(2, language="fr"), row(3, email="b@example.org"))
    if meanwhile == "changed":
        imported(unit, row(2, mode="in_person"))
    elif meanwhile == "appeared":
        imported(unit, row(3))
    else:
        imported(unit, row(9, email="b@example.org"))
    before = there(unit)
    with pytest.raises(PeopleMoved):
        roster.import_roster(unit, SLUG, shown.staged.id, "d1")
    assert there(unit) == before


def test_only_the_staged_file_can_be_confirmed_and_once(unit: Unit) -> None:
    shown = preview(unit, row(2))
    with pytest.raises(Stale):
        roster.import_roster(unit, SLUG, shown.staged.id, "another digest")
    assert there(unit) == {}
    roster.import_roster(unit, SLUG, shown.staged.id, "d1")
    with pytest.raises(Unknown):
        roster.import_roster(unit, SLUG, shown.staged.id, "d1")


def test_another_forums_import_is_not_there(unit: Unit) -> None:
    a_forum(unit.store, "other")
    shown = preview(unit, row(2))
    with pytest.raises(Unknown):
        roster.uploaded(unit, "other", shown.staged.id)
    with pytest.raises(Unknown):
        roster.import_roster(unit, "other", shown.staged.id, "d1")
    assert there(unit) == {}


def test_abandoned_imports_are_forgotten(unit: Unit) -> None:
    old = preview(unit, *(row(number) for number in range(2, 1_300)))
    later = replace(unit, now=unit.now + dt.timedelta(days=2))
    preview(later, row(2))
    with pytest.raises(Unknown):
        roster.uploaded(unit, SLUG, old.staged.id)


def test_only_organizers_import_and_export(unit: Unit) -> None:
    def delegate(*roles: Role) -> Unit:
        actor = Actor(account_id=1, person_id=1, forum_id=1, roles=frozenset(roles))
        return replace(unit, actor=actor)

    calls: list[Any] = [
        lambda unit: preview(unit, row(2)),
        lambda unit: roster.check_import(unit, SLUG, [row(2)], capital_zones=CAPITALS),
        lambda unit: roster.export_roster(unit, SLUG),
        lambda unit: organizations.import_organizations(unit, SLUG, []),
    ]
    for call in calls:
        call(delegate(Role.ORGANIZER))
        with pytest.raises(Forbidden):
            call(delegate(Role.DELEGATE, Role.CHAIR))


def test_the_import_stands_in_the_audit_trail(unit: Unit) -> None:
    imported(unit, row(2))
    imported(unit, row(2, language="fr", role="organizer"))
    with unit.store.reading() as db:
        last, first = audit.entries(db, 1)
    assert (first.tag, first.body["new"]) == (Tag.ROSTER_IMPORTED, 1)
    assert (last.body["changed"], last.body["roles"]) == (["p2"], {"p2": "organizer"})


def test_checking_writes_nothing(unit: Unit) -> None:
    change = roster.check_import(unit, SLUG, [row(2)], capital_zones=CAPITALS)
    assert [person.key for person in change.new] == ["p2"]
    assert there(unit) == {}


def test_organizations_are_added_and_changed(unit: Unit) -> None:
    def one(name: str) -> Row:
        return Row(number=2, cells={"id": "imf", "name": name, "acronym": "IMF", "kind": ""})

    assert len(organizations.check_organizations(unit, SLUG, [one("Fund")]).new) == 1
    assert organizations.list_organizations(unit, SLUG) == []
    organizations.import_organizations(unit, SLUG, [one("Fund")])
    assert len(organizations.import_organizations(unit, SLUG, [one("Monetary Fund")]).changed) == 1
    assert [each.name for each in organizations.list_organizations(unit, SLUG)] == ["Monetary Fund"]


def test_five_thousand_people_with_a_fault_in_every_third_row(unit: Unit) -> None:
    """Every fault is named with its row and column, nothing is written, and it does not take long."""
    imported(unit, row(2, id="there"))
    wrong = [{"zone": "Mars/Olympus"}, {"constituency": "nobody"}, {"email": "not an address"}]
    rows = [row(number, **(wrong[number // 3 % 3] if number % 3 == 0 else {})) for number in range(2, PEOPLE + 2)]
    begin = time.process_time()
    with pytest.raises(Refusals) as caught:
        preview(unit, *rows)
    assert time.process_time() - begin < FAULTY_SECONDS
    expected = [(each, ("zone", "constituency", "email")[each // 3 % 3]) for each in range(3, PEOPLE + 2, 3)]
    assert [(fault.params["row"], fault.field) for fault in caught.value.faults] == expected
    assert len(expected) == 1_667
    assert list(there(unit)) == ["there"]
    with unit.store.reading() as db:
        assert db.exec(select(sa.func.count()).select_from(StagedImportRow)).one() == 0
        assert db.exec(select(sa.func.count()).select_from(StagedPersonRow)).one() == 0


def test_five_thousand_people_come_in_whole_and_out_unchanged(unit: Unit) -> None:
    rows = [row(number, email=f"delegate-{number}@example.org") for number in range(2, PEOPLE + 2)]
    assert imported(unit, *rows) == Imported(new=PEOPLE, changed=0, unchanged=0)
    exported = read_roster(write_roster(there(unit).values(), "csv"), "a.csv")
    assert imported(unit, *exported) == Imported(new=0, changed=0, unchanged=PEOPLE)
