"""The list of organizations: id, full name, acronym, kind. Acronyms collide; ids and full names do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from forum.domain import fields
from forum.domain.inputs import KeyTaken
from forum.domain.people import Organization
from forum.domain.refusals import Missing, Refusal, Refusals, TooLong
from forum.domain.roster import DuplicateKey, Row

COLUMNS = ("id", "name", "acronym", "kind")
LIMITS = {"name": 200, "acronym": 40, "kind": 80}


class DuplicateName(Refusal):
    """The full name stands in an earlier row, or belongs to another organization; params: value."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OrganizationIn:
    """A row that was found right."""

    number: int
    key: str
    name: str
    acronym: str = ""
    kind: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class OrganizationsChange:
    """What a list would do; organizations that it does not name are left alone."""

    new: tuple[OrganizationIn, ...] = ()
    changed: tuple[OrganizationIn, ...] = ()
    unchanged: tuple[OrganizationIn, ...] = ()
    missing: tuple[Organization, ...] = ()


def check(rows: Iterable[Row], existing: Sequence[Organization]) -> tuple[OrganizationIn, ...]:
    """The organizations of a file. Raises `Refusals` with every fault."""
    keys = {each.key.casefold(): each.key for each in existing}
    listed: list[OrganizationIn] = []
    faults: list[Refusal] = []
    for row in rows:
        found = list(_faults_of(row))
        faults.extend(found)
        if not found:
            listed.append(_organization(row, keys))
    faults.extend(_duplicates(listed, existing))
    if faults:
        raise Refusals(faults)
    return tuple(listed)


def check_one(given: Mapping[str, str], existing: Sequence[Organization], *, is_new: bool) -> OrganizationIn:
    """The organization of a form. Raises `Refusals` with every fault; a new one may not have the id of another."""
    (found,) = check([Row(number=1, cells=given)], existing)
    if is_new and any(each.key.casefold() == found.key.casefold() for each in existing):
        raise Refusals([KeyTaken(field="id", key=found.key)])
    return found


def facts(one: Organization | OrganizationIn) -> dict[str, object]:
    """The facts of an organization that its form changes; the id stays."""
    return {name: getattr(one, name) for name in LIMITS}


def shared_acronyms(organizations: Iterable[Organization]) -> frozenset[str]:
    """The acronyms, case aside, that more than one organization in use has."""
    counted = Counter(each.acronym.casefold() for each in organizations if each.acronym and not each.is_archived)
    return frozenset(acronym for acronym, count in counted.items() if count > 1)


def _organization(row: Row, keys: dict[str, str]) -> OrganizationIn:
    cells = {column: fields.clean(row.cells.get(column, "")) for column in COLUMNS}
    key = keys.get(cells["id"].casefold(), cells["id"])
    return OrganizationIn(number=row.number, key=key, name=cells["name"], acronym=cells["acronym"], kind=cells["kind"])


def _faults_of(row: Row) -> Iterable[Refusal]:
    try:
        fields.parse_key(row.cells.get("id", ""))
    except Refusal as fault:
        yield type(fault)(field="id", **{**fault.params, "row": row.number})
    if not fields.clean(row.cells.get("name", "")):
        yield Missing(field="name", row=row.number)
    for column, limit in LIMITS.items():
        if len(fields.clean(row.cells.get(column, ""))) > limit:
            yield TooLong(field=column, row=row.number, limit=limit)


def _duplicates(listed: Sequence[OrganizationIn], existing: Sequence[Organization]) -> Iterable[Refusal]:
    rows: dict[str, int] = {}
    for each in listed:
        first = rows.setdefault(each.key.casefold(), each.number)
        if first != each.number:
            yield DuplicateKey(field="id", row=each.number, value=each.key, first=first)
    names = {other.name.casefold(): other.key for other in existing if other.key.casefold() not in rows}
    for each in listed:
        if names.setdefault(each.name.casefold(), each.key) != each.key:
            yield DuplicateName(field="name", row=each.number, value=each.name)


def compare(listed: Iterable[OrganizationIn], existing: Sequence[Organization]) -> OrganizationsChange:
    """What the rows would add and change, and whom they do not name."""
    before = {each.key: each for each in existing}
    new: list[OrganizationIn] = []
    changed: list[OrganizationIn] = []
    unchanged: list[OrganizationIn] = []
    for each in listed:
        there = before.pop(each.key, None)
        if there is None:
            new.append(each)
        else:
            same = (there.name, there.acronym, there.kind) == (each.name, each.acronym, each.kind)
            (unchanged if same else changed).append(each)
    return OrganizationsChange(
        new=tuple(new), changed=tuple(changed), unchanged=tuple(unchanged), missing=tuple(before.values())
    )
