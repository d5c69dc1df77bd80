"""Files of ours, read as others would read them: whoever hands a file out has looked whether it can be opened.

Each function takes bytes and gives what was found; a file that cannot be read raises `Unreadable`.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from typing import Any, TypeVar
from xml.etree import ElementTree as ET
from zipfile import BadZipFile

import docx
import icalendar
import openpyxl

T = TypeVar("T")
SVG = "http://www.w3.org/2000/svg"
#: What parsers raise on bytes that are not theirs.
_NOT_THEIRS = (ValueError, KeyError, BadZipFile, ET.ParseError, csv.Error, IndexError)


class Unreadable(Exception):
    """The file is not what its name says; the message names what is wrong."""


def _guarded(read: Callable[[bytes], T]) -> Callable[[bytes], T]:
    def reader(data: bytes) -> T:
        try:
            return read(data)
        except _NOT_THEIRS as problem:
            raise Unreadable(f"{read.__name__.strip('_')}: {problem}") from problem

    reader.__name__, reader.__doc__ = read.__name__, read.__doc__
    return reader


@_guarded
def calendar(data: bytes) -> list[tuple[str, str]]:
    """(start in UTC, summary) of each event of an `.ics`."""
    found = icalendar.Calendar.from_ical(data)
    return [(event.decoded("dtstart").isoformat(), str(event["summary"])) for event in found.walk("VEVENT")]


@_guarded
def document(data: bytes) -> str:
    """The text of a `.docx`: paragraphs, tables, headers and footers."""
    found = docx.Document(io.BytesIO(data))
    lines = [paragraph.text for paragraph in found.paragraphs]
    lines += [cell.text for table in found.tables for row in table.rows for cell in row.cells]
    for section in found.sections:
        lines += [paragraph.text for part in (section.header, section.footer) for paragraph in part.paragraphs]
    return "\n".join(lines)


@_guarded
def portable(data: bytes) -> int:
    """The length of a `.pdf` whose head, end and table of objects are where they must be."""
    if not data.startswith(b"%PDF-") or not data.rstrip().endswith(b"%%EOF"):
        raise ValueError("no head or no end")
    end = re.search(rb"startxref\s+(\d+)\s+%%EOF\s*$", data)
    if end is None or not re.match(rb"xref|\d+ \d+ obj", data[int(end[1]) :]):
        raise ValueError("its table of objects is not where it says")
    return len(data)


@_guarded
def workbook(data: bytes) -> list[tuple[Any, ...]]:
    """The rows of the first sheet of an `.xlsx`."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    return list(book.worksheets[0].iter_rows(values_only=True))


@_guarded
def table(data: bytes) -> list[list[str]]:
    """The rows of a `.csv` (UTF-8, with or without a mark)."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


@_guarded
def plain(data: bytes) -> Any:
    """The value of a `.json`."""
    return json.loads(data)


@_guarded
def picture(data: bytes) -> int:
    """How many delegations an `.svg` of burdens names in full."""
    root = ET.fromstring(data)  # noqa: S314 - our own file
    if root.tag != f"{{{SVG}}}svg":
        raise ValueError("not an SVG")
    return len(root.findall(f".//{{{SVG}}}text/{{{SVG}}}title"))
