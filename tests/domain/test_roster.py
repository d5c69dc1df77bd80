"""The roster is checked whole, with row and column for every fault; what was exported changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.domain import fields, roster
from forum.domain.people import LANGUAGES, Constituency, Mode, Person, Region, Role
from forum.domain.refusals import Missing, Refusal, Refusals, UnknownChoice, UnknownLanguage, UnknownZone
from forum.domain.roster import Known, PersonIn, Row
from forum.domain.tables import MissingColumn, UnknownColumn

CAPITALS = {"FJ": "Pacific/Fiji", "KE": "Africa/Nairobi"}
KNOWN = Known(capital_zones=CAPITALS, organizations={"imf": "IMF"})


def row(number: int = 2, **cells: str) -> Row:
    plain = {"id": f"p{number}", "function": "Delegate", "constituency": "government", "state": "FJ", **cells}
    return Row(number=number, cells=dict.fromkeys(roster.COLUMNS, "") | plain)


def person(key: str = "p2", **values: Any) -> Person:
    facts: dict[str, Any] = {
        "id": 1, "forum_id": 1, "key": key, "name": "", "function": "Delegate", "zone": "Pacific/Fiji", "state": "FJ",
        "constituency": Constituency.GOVERNMENT, "region": "Asia and the Pacific", "roles": frozenset({Role.DELEGATE}),
    }  # fmt: skip
    return Person(**(facts | values))


def faults(*rows: Row, known: Known = KNOWN) -> list[Refusal]:
    with pytest.raises(Refusals) as caught:
        roster.check(rows, known)
    return caught.value.faults


def test_a_row_with_little_gets_the_rest_from_its_state() -> None:
    (found,) = roster.check([row(email="Delegate@example.org")], KNOWN)
    assert found == PersonIn(
        number=2, key="p2", name="", function="Delegate", constituency=Constituency.GOVERNMENT, state="FJ",
        organization="", region="Asia and the Pacific", groups=(), roles=frozenset({Role.DELEGATE}),
        zone="Pacific/Fiji", language="en", mode=Mode.REMOTE, email="Delegate@example.org",
    )  # fmt: skip


def test_what_a_row_says_wins_over_its_state() -> None:
    (found,) = roster.check([row(zone="europe/zurich", region="africa", state="ke", mode="in person")], KNOWN)
    assert (found.zone, found.region, found.state, found.mode) == ("Europe/Zurich", "Africa", "KE", Mode.IN_PERSON)


def test_a_person_of_an_organization_has_its_id_in_its_own_spelling() -> None:
    cells = {"constituency": "Organization", "state": "", "organization": "IMF", "zone": "America/New_York"}
    (found,) = roster.check([row(**cells)], KNOWN)
    assert (found.organization, found.state, found.region) == ("IMF", None, "")


def test_every_fault_of_every_row_is_listed_in_order() -> None:
    assert faults(
        row(2, constituency="king", zone="Mars/Olympus", email="nobody"),
        row(3, state="ZZ", language="tlh"),
        row(4, id="", function=""),
    ) == [
        UnknownChoice(
            field="constituency", row=2, value="king",
            allowed="government, employer, worker, organization, observer, secretariat",
        ),
        UnknownZone(field="zone", row=2, zone="Mars/Olympus"),
        fields.InvalidEmail(field="email", row=2, value="nobody"),
        roster.UnknownState(field="state", row=3, value="ZZ"),
        UnknownLanguage(field="language", row=3, language="tlh"),
        Missing(field="id", row=4),
        Missing(field="function", row=4),
    ]  # fmt: skip


def test_a_person_without_state_needs_a_zone() -> None:
    assert faults(row(state="")) == [roster.ZoneNeeded(field="zone", row=2)]
    assert faults(row(state="ZZ")) == [roster.UnknownState(field="state", row=2, value="ZZ")]


def test_a_person_of_an_organization_needs_it_and_no_state() -> None:
    assert faults(row(constituency="organization")) == [
        roster.StateNotExpected(field="state", row=2),
        roster.OrganizationNeeded(field="organization", row=2),
    ]
    assert faults(row(constituency="organization", state="", zone="UTC", organization="WTO")) == [
        roster.UnknownOrganization(field="organization", row=2, value="WTO")
    ]


def test_ids_and_mailboxes_stand_once_whatever_the_case() -> None:
    assert faults(row(2, id="A", email="a@example.org"), row(3, id="a", email="A@Example.org"), row(4)) == [
        roster.DuplicateKey(field="id", row=3, value="a", first=2),
        roster.DuplicateEmail(field="email", row=3, value="A@Example.org", first=2),
    ]


def test_a_mailbox_of_somebody_the_file_does_not_name_is_taken() -> None:
    other = person("other", email="A@example.org")
    known = Known(capital_zones=CAPITALS, persons=[other])
    taken = [roster.EmailTaken(field="email", row=2, value="a@example.org", person="other")]
    assert faults(row(email="a@example.org"), known=known) == taken
    moved = roster.check([row(2, email="a@example.org"), row(3, id="OTHER")], known)
    assert [one.email for one in moved] == ["a@example.org", ""]


def test_headings_come_in_any_order_and_case() -> None:
    roster.check_header([name.upper() for name in reversed(roster.COLUMNS)])
    roster.check_header([name for name in roster.COLUMNS if name != "email"])


def test_unknown_and_missing_headings_are_named() -> None:
    with pytest.raises(Refusals) as caught:
        roster.check_header(["id", "Colour", *(name for name in roster.COLUMNS if name not in {"id", "zone"})])
    assert caught.value.faults == [
        UnknownColumn(field="Colour", row=1, column="Colour", allowed=", ".join(roster.COLUMNS)),
        MissingColumn(field="zone", row=1, column="zone"),
    ]


def test_comparing_says_who_is_new_changed_unchanged_missing() -> None:
    there = [person("p2"), person("P3", language="fr"), person("gone")]
    change = roster.compare(roster.check([row(2), row(3), row(4)], KNOWN), there)
    assert [one.key for one in change.new] == ["p4"]
    assert [(one.person.key, one.before.key, one.columns) for one in change.changed] == [("p3", "P3", ("language",))]
    assert [one.key for one in change.unchanged] == ["p2"]
    assert [one.key for one in change.missing] == ["gone"]


def test_a_file_without_mailboxes_keeps_them() -> None:
    plain = row(2)
    without = Row(number=2, cells={name: cell for name, cell in plain.cells.items() if name != "email"})
    there = [person("p2", email="a@example.org")]
    assert roster.compare(roster.check([without], KNOWN), there).changed == ()
    assert roster.compare(roster.check([plain], KNOWN), there).changed[0].columns == ("email",)


LINE = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12).map(fields.clean)
PERSONS = st.builds(
    person,
    name=LINE.filter(bool),
    function=LINE | st.just(""),
    constituency=st.sampled_from([each for each in Constituency if each is not Constituency.ORGANIZATION]),
    state=st.sampled_from([None, "FJ", "KE"]),
    organization_key=st.sampled_from(["", "IMF"]),
    region=st.sampled_from([region.value for region in Region]),
    groups=st.lists(st.sampled_from(["EU", "GRULAC", "ASEAN"]), unique=True).map(tuple),
    roles=st.frozensets(st.sampled_from(Role), min_size=1),
    zone=st.sampled_from(["Pacific/Fiji", "Europe/Zurich", "UTC"]),
    language=st.sampled_from(LANGUAGES),
    mode=st.sampled_from(Mode),
    email=st.sampled_from(["", "somebody@example.org"]),
)


@given(PERSONS)
def test_what_is_exported_is_accepted_and_changes_nothing(there: Person) -> None:
    exported = Row(number=2, cells=roster.cells_of(there))
    known = Known(capital_zones=CAPITALS, organizations={"imf": "IMF"}, persons=[there])
    change = roster.compare(roster.check([exported], known), [there])
    assert (len(change.unchanged), change.changed, change.new, change.missing) == (1, (), (), ())
    assert roster.cells_of(change.unchanged[0]) == roster.cells_of(there)
