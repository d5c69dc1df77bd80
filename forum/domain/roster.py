"""The roster: a table of persons, checked whole; what it would add, change and leave alone.

A row is a person by `id`. Every fault names row and column; one fault refuses the whole file. A roster made from the
persons that are there (`cells_of`) is always accepted and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from forum.domain import fields
from forum.domain.people import Constituency, Mode, Person, Role
from forum.domain.refusals import Missing, Refusal, Refusals
from forum.domain.regions import REGION_OF
from forum.domain.tables import MissingColumn, UnknownColumn

T = TypeVar("T")

COLUMNS = (
    "id", "name", "function", "constituency", "state", "organization", "region", "groups", "role", "zone", "language",
    "mode", "email",
)  # fmt: skip
#: may be left out of the file; what is there is then kept
OPTIONAL = frozenset({"email"})


class DuplicateKey(Refusal):
    """The id stands in an earlier row too; params: value, first."""


class DuplicateEmail(Refusal):
    """The e-mail address stands in an earlier row too; params: value, first."""


class EmailTaken(Refusal):
    """The e-mail address belongs to a person of the forum who is not in the file; params: value, person."""


class UnknownState(Refusal):
    """Not the two-letter code of a Member State; params: value."""


class UnknownOrganization(Refusal):
    """No organization of the forum has this id; params: value."""


class ZoneNeeded(Refusal):
    """Neither a zone nor a State whose capital would give one."""


class OrganizationNeeded(Refusal):
    """A person of the constituency "organization" without one."""


class StateNotExpected(Refusal):
    """A person of the constituency "organization" with a State."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A row of the file: its number there, its cells by column."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What a roster may refer to: zones of the capitals by State, ids of organizations, the persons that are there."""

    capital_zones: Mapping[str, str]
    #: folded id -> id
    organizations: Mapping[str, str] = field(default_factory=dict)
    persons: Sequence[Person] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonIn:
    """A row that was found right. `email` None: the file does not speak of it."""

    number: int
    key: str
    name: str
    function: str
    constituency: Constituency
    state: str | None
    organization: str
    region: str
    groups: tuple[str, ...]
    roles: frozenset[Role]
    zone: str
    language: str
    mode: Mode
    email: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonChange:
    """A person that the roster would change, and in which columns."""

    person: PersonIn
    before: Person
    columns: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RosterChange:
    """What a roster would do; `missing` are persons that it does not name: they are left alone."""

    new: tuple[PersonIn, ...] = ()
    changed: tuple[PersonChange, ...] = ()
    unchanged: tuple[PersonIn, ...] = ()
    missing: tuple[Person, ...] = ()


def check_header(header: Sequence[str], columns: Sequence[str] = COLUMNS, optional: Iterable[str] = OPTIONAL) -> None:
    """Refuse headings that are not known and name those that are missing; any order, any case."""
    found: list[Refusal] = [
        UnknownColumn(field=name, row=1, column=name, allowed=", ".join(columns))
        for name in header
        if name.casefold() not in columns
    ]
    given = {name.casefold() for name in header} | set(optional)
    found.extend(MissingColumn(field=name, row=1, column=name) for name in columns if name not in given)
    if found:
        raise Refusals(found)


def check(rows: Iterable[Row], known: Known) -> tuple[PersonIn, ...]:
    """The persons of a file. Raises `Refusals` with every fault, in the order of rows and columns."""
    people: list[PersonIn] = []
    faults: list[Refusal] = []
    for row in rows:
        try:
            people.append(_person(row, known))
        except Refusals as several:
            faults.extend(several.faults)
    faults.extend(_duplicates(people, known))
    if faults:
        raise Refusals(sorted(faults, key=_place))
    return tuple(people)


def _place(fault: Refusal) -> tuple[int, int]:
    row = fault.params.get("row")
    return (row if isinstance(row, int) else 0, COLUMNS.index(fault.field) if fault.field in COLUMNS else 0)


def _person(row: Row, known: Known) -> PersonIn:
    reading = _Reading(row)
    person = PersonIn(
        number=row.number,
        key=reading.take("id", fields.parse_key, ""),
        name=reading.take("name", fields.parse_name, ""),
        function=reading.take("function", fields.parse_function, ""),
        constituency=reading.take("constituency", fields.parse_constituency, Constituency.OBSERVER),
        state=reading.take("state", lambda text: _state(text, known), None),
        organization=reading.take("organization", lambda text: _organization(text, known), ""),
        region=reading.take("region", fields.parse_region, ""),
        groups=reading.take("groups", fields.parse_groups, ()),
        roles=reading.take("role", fields.parse_roles, frozenset()),
        zone=reading.take("zone", lambda text: fields.parse_zone(text) if fields.clean(text) else "", ""),
        language=reading.take("language", fields.parse_language, ""),
        mode=reading.take("mode", fields.parse_mode, Mode.REMOTE),
        email=reading.take("email", fields.parse_email, "") if "email" in row.cells else None,
    )
    reading.check_whole(person)
    if reading.faults:
        raise Refusals(reading.faults)
    return _with_defaults(person, known)


def _with_defaults(person: PersonIn, known: Known) -> PersonIn:
    if person.state is None:
        return person
    region = person.region or REGION_OF[person.state].value
    return replace(person, region=region, zone=person.zone or known.capital_zones[person.state])


def _state(text: str, known: Known) -> str | None:
    code = fields.clean(text).upper()
    if code and code not in known.capital_zones:
        raise UnknownState(value=fields.clean(text))
    return code or None


def _organization(text: str, known: Known) -> str:
    line = fields.clean(text)
    if line and line.casefold() not in known.organizations:
        raise UnknownOrganization(value=line)
    return known.organizations.get(line.casefold(), "")


class _Reading:
    """One row being read: its values, and its faults with row and column."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.faults: list[Refusal] = []

    def take(self, column: str, parse: Callable[[str], T], instead: T) -> T:
        """The value of a cell; where it is refused, the fault is noted and `instead` stands in."""
        try:
            return parse(self.row.cells.get(column, ""))
        except Refusal as fault:
            self.add(type(fault), column, **fault.params)
            return instead

    def add(self, kind: type[Refusal], column: str, **params: object) -> None:
        """Note a fault."""
        self.faults.append(kind(field=column, **{**params, "row": self.row.number}))

    def check_whole(self, person: PersonIn) -> None:
        """What the columns must be together; a column already refused is not blamed twice."""
        blamed = {fault.field for fault in self.faults}
        if not person.name and not person.function and not blamed & {"name", "function"}:
            self.add(Missing, "function")
        if not person.zone and person.state is None and not blamed & {"zone", "state"}:
            self.add(ZoneNeeded, "zone")
        if person.constituency is Constituency.ORGANIZATION:
            if not person.organization and "organization" not in blamed:
                self.add(OrganizationNeeded, "organization")
            if person.state is not None:
                self.add(StateNotExpected, "state")


def _duplicates(people: Sequence[PersonIn], known: Known) -> Iterator[Refusal]:
    rows: dict[str, int] = {}
    mailboxes: dict[str, int] = {}
    for person in people:
        first = rows.setdefault(person.key.casefold(), person.number)
        if first != person.number:
            yield DuplicateKey(field="id", row=person.number, value=person.key, first=first)
        if person.email:
            first = mailboxes.setdefault(person.email.casefold(), person.number)
            if first != person.number:
                yield DuplicateEmail(field="email", row=person.number, value=person.email, first=first)
    yield from _taken(people, known, keys=frozenset(rows))


def _taken(people: Sequence[PersonIn], known: Known, *, keys: frozenset[str]) -> Iterator[Refusal]:
    """Mailboxes of persons who keep theirs: those that the file does not name, or names without a column for mail."""
    by_key = {person.key.casefold(): person for person in people}
    held = {
        other.email.casefold(): other
        for other in known.persons
        if other.email and (other.key.casefold() not in keys or by_key[other.key.casefold()].email is None)
    }
    for person in people:
        other = held.get((person.email or "").casefold())
        if other is not None:
            yield EmailTaken(field="email", row=person.number, value=person.email, person=other.key)


def cells_of(person: Person | PersonIn) -> dict[str, str]:
    """The cells of a person in the roster, as an export writes them."""
    organization = person.organization_key if isinstance(person, Person) else person.organization
    return {
        "id": person.key,
        "name": person.name,
        "function": person.function,
        "constituency": person.constituency.value,
        "state": person.state or "",
        "organization": organization,
        "region": person.region,
        "groups": ";".join(person.groups),
        "role": ";".join(sorted(person.roles)),
        "zone": person.zone,
        "language": person.language,
        "mode": person.mode.value,
        "email": person.email or "",
    }


def compare(people: Iterable[PersonIn], existing: Sequence[Person]) -> RosterChange:
    """What the rows would add and change, and whom they do not name; an id in another case means the same person."""
    before = {person.key.casefold(): person for person in existing}
    new: list[PersonIn] = []
    changed: list[PersonChange] = []
    unchanged: list[PersonIn] = []
    for person in people:
        known = before.pop(person.key.casefold(), None)
        if known is None:
            new.append(person)
        elif columns := _changed_columns(person, known):
            changed.append(PersonChange(person=person, before=known, columns=columns))
        else:
            unchanged.append(person)
    return RosterChange(
        new=tuple(new), changed=tuple(changed), unchanged=tuple(unchanged), missing=tuple(before.values())
    )


def _changed_columns(person: PersonIn, before: Person) -> tuple[str, ...]:
    there, wanted = cells_of(before), cells_of(person)
    silent = {"id"} | ({"email"} if person.email is None else set())
    return tuple(column for column in COLUMNS if column not in silent and there[column] != wanted[column])
