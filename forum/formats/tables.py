"""Tables from and to people's spreadsheets: CSV and XLSX, read with every cap and suspicion that uploads need.

A cell is always text. What `write_csv` and `write_xlsx` make, `read_table` gives back unchanged.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import xlsxwriter

from forum.domain import tables as faults
from forum.domain.inputs import unusable
from forum.domain.refusals import Refusal, Refusals
from forum.formats import workbooks
from forum.formats.cells import MEGABYTE, Caps, Line, column_letter

__all__ = ["CAPS", "Caps", "Line", "Sheet", "Table", "check_size", "read_table", "write_csv", "write_xlsx"]

CAPS = Caps()
#: faults listed before a reader gives up on the file
MOST_FAULTS = 200
DELIMITERS = (",", ";", "\t")
#: a spreadsheet takes a cell that begins so for a formula; apostrophes before it are ours or the writer's
GUARDED = re.compile(r"'*[=+\-@\t\r]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """Headings as written (trimmed), and the filled rows under them, each as long as the header."""

    header: tuple[str, ...]
    rows: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """One sheet to write; `is_right_to_left` turns its columns round for Arabic."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    is_right_to_left: bool = False


def read_table(data: bytes, filename: str, caps: Caps = CAPS) -> Table:
    """The table in an uploaded file, by its content; `filename` only serves the refusal.

    Raises one of `forum.domain.tables`, or `Refusals` with every bad cell.
    """
    check_size(data, caps)
    if data.startswith(workbooks.ZIP):
        return _table(workbooks.lines(data, caps), caps)
    if data.startswith(workbooks.COMPOUND):
        raise faults.OldOrLockedWorkbook
    if filename.casefold().endswith((".xlsx", ".xlsm", ".xls")) or data.lstrip()[:1] in (b"<", b"%", b"{"):
        raise faults.NotATable(filename=filename)
    return _table(_text_lines(_decoded(data), caps), caps)


def check_size(data: bytes, caps: Caps = CAPS) -> None:
    """Refuse at sight, before anything is read, what is empty or above the cap of bytes."""
    if len(data) > caps.file_bytes:
        raise faults.FileTooLarge(limit=caps.file_bytes // MEGABYTE)
    if not data.strip():
        raise faults.EmptyTable


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with its mark, as spreadsheets want it; a cell that looks like a formula is guarded by an apostrophe."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    for row in (columns, *rows):
        writer.writerow([_guard(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def write_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """A workbook whose cells are all typed as text, so that nothing in it can act as a formula or turn into a date."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True})
    bold = workbook.add_format({"bold": True, "num_format": "@"})
    plain = workbook.add_format({"num_format": "@"})
    for sheet in sheets:
        _write_sheet(workbook.add_worksheet(sheet.name), sheet, bold, plain)
    workbook.close()
    return buffer.getvalue()


def _write_sheet(page: xlsxwriter.worksheet.Worksheet, sheet: Sheet, bold: object, plain: object) -> None:
    if sheet.is_right_to_left:
        page.right_to_left()
    page.freeze_panes(1, 0)
    for position, heading in enumerate(sheet.columns):
        longest = max([len(heading), *(len(row[position]) for row in sheet.rows[:300])])
        page.set_column(position, position, min(60, longest + 3), plain)
        page.write_string(0, position, heading, bold)
    for number, row in enumerate(sheet.rows, start=1):
        for position, cell in enumerate(row):
            if cell and page.write_string(number, position, cell, plain):
                raise ValueError(f"a workbook cannot hold row {number}, column {position + 1}")


def _guard(cell: str) -> str:
    return f"'{cell}" if GUARDED.match(cell) else cell


def _unguard(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and GUARDED.match(cell) else cell


def _decoded(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    if encoding == "utf-8-sig" and b"\0" in data[:2]:
        raise faults.WrongEncoding(row=1)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as problem:
        raise faults.WrongEncoding(row=data[: problem.start].count(b"\n") + 1) from problem


def _delimiter(text: str) -> str:
    heading = next((line for line in text.splitlines() if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", heading)
    return max(DELIMITERS, key=bare.count)


def _text_lines(text: str, caps: Caps) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            fault = faults.CellTooLong if "limit" in str(problem) else faults.UnreadableRow
            raise fault(row=number, limit=caps.cell_characters) from problem
        yield Line(number=number, cells=tuple(_unguard(cell) for cell in cells))


def _table(lines: Iterator[Line], caps: Caps) -> Table:
    filled = (line for line in lines if line.faults or any(cell.strip() for cell in line.cells))
    first = next(filled, None)
    if first is None:
        raise faults.EmptyTable
    header = _header(first, caps)
    found: list[Refusal] = []
    rows: list[Line] = []
    for line in filled:
        if len(rows) >= caps.rows:
            raise faults.TooManyRows(limit=caps.rows)
        found.extend(_cell_faults(line, header, caps))
        if len(found) >= MOST_FAULTS:
            break
        rows.append(Line(number=line.number, cells=_fitted(line.cells, len(header))))
    if found:
        raise Refusals(found)
    if not rows:
        raise faults.EmptyTable
    return Table(header=header, rows=tuple(rows))


def _header(line: Line, caps: Caps) -> tuple[str, ...]:
    names = [cell.strip() for cell in line.cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > caps.columns:
        raise faults.TooManyColumns(limit=caps.columns)
    found: list[Refusal] = [*_cell_faults(line, tuple(names), caps)]
    seen: set[str] = set()
    for position, name in enumerate(names):
        if not name:
            found.append(faults.NamelessColumn(field=column_letter(position), row=line.number))
        elif name.casefold() in seen:
            found.append(faults.DuplicateColumn(field=name, row=line.number, column=name))
        seen.add(name.casefold())
    if found:
        raise Refusals(found)
    return tuple(names)


def _fitted(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    return (*cells[:width], *("" for _ in range(width - len(cells))))


def _cell_faults(line: Line, header: tuple[str, ...], caps: Caps) -> Iterator[Refusal]:
    if any(cell.strip() for cell in line.cells[len(header) :]):
        yield faults.LongRow(field=column_letter(len(header)), row=line.number)
    for position, cell in enumerate(line.cells[: len(header)]):
        odd = unusable(cell)
        if odd:
            name = header[position] or column_letter(position)
            yield faults.ControlCharacter(field=name, row=line.number, character=odd)
        if len(cell) > caps.cell_characters:
            yield faults.CellTooLong(field=header[position], row=line.number, limit=caps.cell_characters)
    yield from line.faults
