"""XLSX workbooks, opened with suspicion: a zip from outside may be a bomb, locked, or full of macros."""

from __future__ import annotations

import datetime as dt
import io
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any

import openpyxl

from forum.domain import tables as faults
from forum.domain.refusals import Refusal
from forum.formats.cells import MEGABYTE, Caps, Line, column_letter

#: first bytes of a zip, and of the older container that .xls and locked workbooks share
ZIP, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
NEEDED = {"[Content_Types].xml", "xl/workbook.xml"}
MOST_PARTS = 1_000
#: cells in one line, and lines (filled or not) for each filled one allowed: beyond, reading alone would cost too much
WIDEST, TALLEST = 1_024, 10
FORMULA = (b"<f>", b"<f ", b":f>", b":f ")


def lines(data: bytes, caps: Caps) -> Iterator[Line]:
    """The lines of the first sheet. Raises the refusals of `forum.domain.tables`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_parts(archive, caps)
            has_formulas = _check_contents(archive)
        yield from _sheet_lines(data, caps, has_formulas=has_formulas)
    except Refusal:
        raise
    except Exception as problem:  # openpyxl and zipfile raise a dozen kinds for damaged files
        raise faults.DamagedWorkbook from problem


def _check_parts(archive: zipfile.ZipFile, caps: Caps) -> None:
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if sum(part.file_size for part in parts) > caps.unpacked_bytes:
        raise faults.UnpacksTooLarge(limit=caps.unpacked_bytes // MEGABYTE)
    if any(part.flag_bits & 0x1 for part in parts):
        raise faults.OldOrLockedWorkbook
    if any(name.casefold().endswith("vbaproject.bin") for name in names):
        raise faults.MacroWorkbook
    plain = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
    is_odd = len(parts) > MOST_PARTS or len(set(names)) != len(names) or not set(names) >= NEEDED
    if is_odd or any(part.compress_type not in plain or ".." in part.filename for part in parts):
        raise faults.DamagedWorkbook


def _check_contents(archive: zipfile.ZipFile) -> bool:
    """Refuse parts that declare entities; say whether any sheet holds a formula.

    Reading is bounded: zipfile never gives more of a part than its declared size, which was summed before.
    """
    has_formulas = False
    for name in archive.namelist():
        if not name.endswith((".xml", ".rels")):
            continue
        part = archive.read(name)
        if b"<!DOCTYPE" in part or b"<!ENTITY" in part or b"\0" in part[:400]:
            raise faults.DamagedWorkbook
        if name == "[Content_Types].xml" and b"macroEnabled" in part:
            raise faults.MacroWorkbook
        has_formulas = has_formulas or (name.startswith("xl/worksheets/") and any(tag in part for tag in FORMULA))
    return has_formulas


def _sheet_lines(data: bytes, caps: Caps, *, has_formulas: bool) -> Iterator[Line]:
    values = _rows(data, caps, data_only=True)
    formulas = _rows(data, caps, data_only=False) if has_formulas else values
    for number, (row, written) in enumerate(zip(values, formulas, strict=True), start=1):
        yield _line(number, row, written)


def _rows(data: bytes, caps: Caps, *, data_only: bool) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions it leaves aside
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=data_only, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # the declared size may be a lie
        for row in sheet.iter_rows(values_only=True):
            if len(row) > WIDEST:
                raise faults.TooManyColumns(limit=caps.columns)
            if len(rows) >= caps.rows * TALLEST:
                raise faults.TooManyRows(limit=caps.rows)
            rows.append(row)
        book.close()
    return rows


def _line(number: int, row: tuple[Any, ...], written: tuple[Any, ...]) -> Line:
    # a row of formulas without results would otherwise pass for an empty one
    found = [fault for position, value in enumerate(row) for fault in _faults(number, position, value, written)]
    return Line(number=number, cells=tuple(_text(value) for value in row), faults=tuple(found))


def _faults(number: int, position: int, value: Any, written: tuple[Any, ...]) -> Iterator[Refusal]:
    if value is None and position < len(written) and written[position] is not None:
        yield faults.FormulaWithoutValue(field=column_letter(position), row=number)
    if isinstance(value, str) and value.startswith("#") and value in openpyxl.cell.cell.ERROR_CODES:
        yield faults.CellError(field=column_letter(position), row=number, value=value)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, dt.datetime | dt.date | dt.time) else str(value)
