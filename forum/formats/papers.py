"""Texts of statements that are handed in for the interpreters: told by their bytes, never by their names.

Only what opens without running anything is taken: PDF without a program inside, Word documents without macros, plain
text in UTF-8. Nothing is unpacked further than the table of contents of a document, so that a bomb cannot go off here.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile

from forum.domain.inputs import unusable
from forum.domain.inscription.refused import EmptyPaper, PaperTooLarge, UnsafePaper

#: bytes of the largest text; a statement of ten minutes is below 100 kB
LARGEST = 4 * 1024 * 1024
#: kind -> media type
MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "txt": "text/plain; charset=utf-8",
}
ALLOWED = "PDF, DOCX, TXT (UTF-8)"
#: what makes a PDF do something when it is opened, or carry another file
ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|OpenAction|AA|RichMedia|XFA)\b")
#: parts of a Word document that run, or fetch, or embed
DANGEROUS = ("vbaproject", "activex", "/embeddings/", "macros", "oleobject")
#: how files begin that are no texts, though all their bytes may be letters
OTHERS = (b"%PDF", b"%!PS", b"PK", b"{\\rtf", b"MZ", b"#!")
#: the beginning of a page of the web
MARKUP = re.compile(r"\s*<(?:!doctype|html|script|svg|\?xml)", re.IGNORECASE)
#: most parts that the table of contents of a document may list
MOST_PARTS = 2_000
NAME_LENGTH = 80


def kind_of(data: bytes) -> str:
    """Which of the kinds of `MEDIA` these bytes are. Refuses `EmptyPaper`, `PaperTooLarge`, `UnsafePaper`."""
    if not data.strip():
        raise EmptyPaper(field="text")
    if len(data) > LARGEST:
        raise PaperTooLarge(field="text", limit=LARGEST // 1024 // 1024)
    kind = next((kind for kind, fits in KINDS.items() if fits(data)), None)
    if kind is None:
        raise UnsafePaper(field="text", allowed=ALLOWED)
    return kind


def _is_pdf(data: bytes) -> bool:
    return data.startswith(b"%PDF-1.") and b"%%EOF" in data[-1024:] and not ACTIVE.search(data)


def _is_docx(data: bytes) -> bool:
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as document:
            names = [each.filename.casefold() for each in document.infolist()]
    except (zipfile.BadZipFile, ValueError, OSError):
        return False
    is_word = {"word/document.xml", "[content_types].xml"} <= set(names)
    is_safe = not any(danger in name for name in names for danger in DANGEROUS)
    return is_word and is_safe and len(names) <= MOST_PARTS


def _is_text(data: bytes) -> bool:
    """UTF-8 without control characters; no page that a browser might run, and nothing that says it is else."""
    if data.startswith(OTHERS):
        return False
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return unusable(text.replace("\f", "")) is None and not MARKUP.match(text)


KINDS = {"pdf": _is_pdf, "docx": _is_docx, "txt": _is_text}


def name_of(given: str, kind: str) -> str:
    """A safe name for a text: letters and digits of the one it came with, and the ending of what it is."""
    last = re.split(r"[/\\]", given)[-1]
    stem = last.rpartition(".")[0] or last
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    clean = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")[:NAME_LENGTH] or "statement"
    return f"{clean}.{kind}"
