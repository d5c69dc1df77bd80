"""Texts are told by their bytes; what runs, fetches, embeds or pretends is refused."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.domain.inscription.refused import EmptyPaper, PaperTooLarge, UnsafePaper
from forum.formats import papers

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def docx(*names: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as document:
        for name in names:
            document.writestr(name, "<x/>")
    return held.getvalue()


WORD = ("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PDF, "pdf"),
        (docx(*WORD), "docx"),
        ("Monsieur le Président,\r\n\tмы, 我们، نحن".encode(), "txt"),
        (b"\xef\xbb\xbfwith a mark", "txt"),
    ],
)
def test_what_is_taken(data: bytes, kind: str) -> None:
    assert papers.kind_of(data) == kind
    assert kind in papers.MEDIA


@pytest.mark.parametrize(
    "data",
    [
        PDF.replace(b"<<>>", b"<</OpenAction 2 0 R>>"),
        PDF.replace(b"<<>>", b"<</S /JavaScript>>"),
        PDF.replace(b"<<>>", b"<</Type /EmbeddedFile>>"),
        PDF.replace(b"%%EOF", b""),
        docx(*WORD, "word/vbaProject.bin"),
        docx(*WORD, "word/embeddings/oleObject1.bin"),
        docx(*WORD, "word/activeX/activeX1.xml"),
        docx("xl/workbook.xml", "[Content_Types].xml"),
        docx(*WORD, *(f"word/media/{number}.xml" for number in range(papers.MOST_PARTS))),
        docx(*WORD)[:40],
        b"PK\x03\x04 no archive",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old document",
        b"{\\rtf1 text}",
        b"MZ plain",
        b"  <!DOCTYPE html><p>",
        b"<svg onload=alert(1)>",
        b"zero \x00 byte",
        "turned \u202e round".encode(),
        "latin é".encode("latin-1"),
    ],
)
def test_what_is_refused(data: bytes) -> None:
    with pytest.raises(UnsafePaper) as said:
        papers.kind_of(data)
    assert (said.value.field, said.value.params) == ("text", {"allowed": papers.ALLOWED})


def test_nothing_and_too_much() -> None:
    for data in (b"", b" \n\t"):
        with pytest.raises(EmptyPaper):
            papers.kind_of(data)
    assert papers.kind_of(b"x" * papers.LARGEST) == "txt"
    with pytest.raises(PaperTooLarge):
        papers.kind_of(b"x" * (papers.LARGEST + 1))


@given(st.binary(max_size=200))
def test_any_bytes_are_a_kind_or_a_refusal(data: bytes) -> None:
    with suppress(EmptyPaper, UnsafePaper):
        assert papers.kind_of(data) in papers.MEDIA


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("Statement.docx", "Statement.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\files\\État & cie.exe", "Etat-cie.pdf"),
        ("声明", "statement.pdf"),
        ('a"; rm.txt', "a-rm.pdf"),
        ("x" * 300 + ".pdf", "x" * papers.NAME_LENGTH + ".pdf"),
    ],
)
def test_names_are_made_safe(given_name: str, name: str) -> None:
    assert papers.name_of(given_name, "pdf") == name
