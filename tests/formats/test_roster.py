"""The roster's file: columns in any order, and a way back that changes nothing."""

from __future__ import annotations

import pytest

from forum.domain.people import Constituency, Organization, Person, Role
from forum.domain.refusals import Refusals
from forum.domain.roster import COLUMNS, cells_of
from forum.domain.tables import MissingColumn, UnknownColumn
from forum.examples.global_forum_2022 import text
from forum.formats.roster import read_organizations, read_roster, write_organizations, write_roster

SUVA = Person(
    id=1, forum_id=1, key="FJ-gov-1", name="=Government delegate, Fiji", function="Government delegate",
    constituency=Constituency.GOVERNMENT, zone="Pacific/Fiji", state="FJ", region="Asia and the Pacific",
    groups=("PIF", "G77"), roles=frozenset({Role.DELEGATE, Role.LEADER}), email="fj@example.org",
)  # fmt: skip
BANK = Organization(id=1, forum_id=1, key="adb", name="Asian Development Bank", acronym="ADB", kind="bank")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_roster_comes_back_as_it_was(kind: str) -> None:
    (row,) = read_roster(write_roster([SUVA], kind), f"roster.{kind}")
    assert (row.number, row.cells) == (2, cells_of(SUVA))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_list_of_organizations_comes_back_as_it_was(kind: str) -> None:
    (row,) = read_organizations(write_organizations([BANK], kind), f"organizations.{kind}")
    assert row.cells == {"id": "adb", "name": BANK.name, "acronym": "ADB", "kind": "bank"}


def test_columns_stand_in_any_order_and_case() -> None:
    header = ",".join(name.upper() for name in reversed(COLUMNS))
    (row,) = read_roster(f"{header}\n{','.join('c' * 13)}\n".encode(), "roster.csv")
    assert set(row.cells) == set(COLUMNS)


def test_wrong_headings_are_all_named() -> None:
    with pytest.raises(Refusals) as caught:
        read_roster(b"id,surname\n1,x\n", "roster.csv")
    assert [type(fault) for fault in caught.value.faults] == [UnknownColumn] + [MissingColumn] * 11


def test_the_shipped_files_are_read() -> None:
    assert len(read_roster(text("roster.csv").encode(), "roster.csv")) > 187 * 4
    ignored = ("seat", "zone", "source")
    listed = read_organizations(text("organizations.csv").encode(), "organizations.csv", ignored=ignored)
    assert "imf" in {row.cells["id"] for row in listed}
