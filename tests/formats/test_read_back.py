from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import docx
import openpyxl
import pytest

from forum.formats import read_back
from forum.formats.read_back import Unreadable

ICS = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//x//y//EN\r
BEGIN:VEVENT\r
UID:1\r
DTSTAMP:20220222T120000Z\r
DTSTART:20220222T120000Z\r
SUMMARY:Opening\r
END:VEVENT\r
END:VCALENDAR\r
"""
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nxref\n0 1\ntrailer <<>>\nstartxref\n29\n%%EOF\n"


def a_docx() -> bytes:
    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph("REHEARSAL")
    document.add_table(1, 1).cell(0, 0).text = "C-001"
    document.sections[0].header.paragraphs[0].text = "head"
    document.save(out)
    return out.getvalue()


def an_xlsx() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.append(["key", 1])
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("read", "data", "found"),
    [
        (read_back.calendar, ICS, [("2022-02-22T12:00:00+00:00", "Opening")]),
        (read_back.document, a_docx(), "REHEARSAL\nC-001\nhead\n"),
        (read_back.portable, PDF, len(PDF)),
        (read_back.workbook, an_xlsx(), [("key", 1)]),
        (read_back.table, b'\xef\xbb\xbfkey,text\r\nC-001,"a\nb"\r\n', [["key", "text"], ["C-001", "a\nb"]]),
        (read_back.plain, b'{"version": 1}', {"version": 1}),
        (
            read_back.picture,
            b'<svg xmlns="http://www.w3.org/2000/svg"><title>all</title><text><title>Fiji</title></text></svg>',
            1,
        ),
    ],
)
def test_what_is_whole_is_read(read: Callable[[bytes], Any], data: bytes, found: Any) -> None:
    assert read(data) == found


@pytest.mark.parametrize(
    ("read", "data"),
    [
        (read_back.calendar, b"no calendar"),
        (read_back.document, b"PK\x03\x04 torn"),
        (read_back.document, an_xlsx()),
        (read_back.portable, PDF[:-8]),
        (read_back.portable, PDF.replace(b"startxref\n29", b"startxref\n40")),
        (read_back.workbook, b""),
        (read_back.table, b"\xff\xfe"),
        (read_back.table, b'a,"b'),
        (read_back.plain, b"{"),
        (read_back.picture, b"<svg"),
        (read_back.picture, b"<html/>"),
    ],
)
def test_what_is_torn_is_named(read: Callable[[bytes], Any], data: bytes) -> None:
    with pytest.raises(Unreadable):
        read(data)
