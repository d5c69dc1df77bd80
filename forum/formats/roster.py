"""The roster and the list of organizations as files: CSV and XLSX, both ways."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from forum.domain import organizations, roster
from forum.domain.people import Organization, Person
from forum.domain.roster import Row
from forum.formats.tables import CAPS, Caps, Sheet, Table, check_size, read_table, write_csv, write_xlsx

__all__ = [
    "MEDIA", "check_size", "read_organizations", "read_roster", "write_organizations", "write_roster",
]  # fmt: skip

#: format -> media type
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def read_roster(data: bytes, filename: str, caps: Caps = CAPS) -> list[Row]:
    """The rows of a roster by column. Raises the refusals of the table, or of its headings."""
    table = read_table(data, filename, caps)
    roster.check_header(table.header)
    return _rows(table)


def read_organizations(data: bytes, filename: str, caps: Caps = CAPS, ignored: Sequence[str] = ()) -> list[Row]:
    """The rows of a list of organizations; columns in `ignored` may stand in it."""
    table = read_table(data, filename, caps)
    roster.check_header([name for name in table.header if name.casefold() not in ignored], organizations.COLUMNS, ())
    return _rows(table)


def _rows(table: Table) -> list[Row]:
    names = [name.casefold() for name in table.header]
    return [Row(number=line.number, cells=dict(zip(names, line.cells, strict=True))) for line in table.rows]


def write_roster(persons: Iterable[Person], kind: str) -> bytes:
    """The roster of these persons as "csv" or "xlsx"; importing it changes nothing."""
    rows = [list(roster.cells_of(person).values()) for person in persons]
    return _written("People", roster.COLUMNS, rows, kind)


def write_organizations(listed: Iterable[Organization], kind: str) -> bytes:
    """The list of organizations as "csv" or "xlsx"; importing it changes nothing."""
    rows = [[each.key, each.name, each.acronym, each.kind] for each in listed]
    return _written("Organizations", organizations.COLUMNS, rows, kind)


def _written(name: str, columns: Sequence[str], rows: Sequence[Sequence[str]], kind: str) -> bytes:
    return write_csv(columns, rows) if kind == "csv" else write_xlsx([Sheet(name=name, columns=columns, rows=rows)])
