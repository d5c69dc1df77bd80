"""Every format in which a report or the register leaves: name, media type, writer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from forum.domain.people import LANGUAGES
from forum.domain.refusals import UnknownChoice, UnknownLanguage
from forum.domain.reporting import ReportData
from forum.formats import register, report
from forum.i18n.locales import language


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """A written file."""

    name: str
    media_type: str
    body: bytes


def _docx(data: ReportData, tag: str) -> bytes:
    from forum.formats.docx import write_docx

    return write_docx(report.build(data, tag))


def _pdf(data: ReportData, tag: str) -> bytes:
    from forum.formats.pdf import write_pdf

    return write_pdf(report.build(data, tag))


def _html(data: ReportData, tag: str) -> bytes:
    from forum.formats.html import write_html

    return write_html(report.build(data, tag))


def _csv(data: ReportData, tag: str) -> bytes:
    return register.as_csv(data.forum, data.commitments, data.made_at)


def _xlsx(data: ReportData, tag: str) -> bytes:
    is_rtl = language(tag).direction == "rtl"
    return register.as_xlsx(data.forum, data.commitments, data.made_at, is_right_to_left=is_rtl)


def _json(data: ReportData, tag: str) -> bytes:
    return register.as_json(data.forum, data.commitments, data.made_at)


#: format -> media type and writer; the first three hold the report, the others the register
FORMATS: dict[str, tuple[str, Callable[[ReportData, str], bytes]]] = {
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", _docx),
    "pdf": ("application/pdf", _pdf),
    "html": ("text/html; charset=utf-8", _html),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
    "csv": ("text/csv; charset=utf-8", _csv),
    "json": ("application/json", _json),
}
#: formats of the report itself
DOCUMENTS = ("docx", "pdf", "html")


def write(data: ReportData, kind: str, tag: str) -> File:
    """The file in that format and language; a rehearsal says so in its name too."""
    if kind not in FORMATS:
        raise UnknownChoice(field="format", value=kind, allowed=", ".join(FORMATS))
    if tag not in LANGUAGES:
        raise UnknownLanguage(field="lang", language=tag)
    media_type, writer = FORMATS[kind]
    what = f"report-{tag}" if kind in DOCUMENTS else "commitments"
    mark = "-REHEARSAL" if data.forum.is_rehearsal else ""
    return File(name=f"{data.forum.slug}-{what}{mark}.{kind}", media_type=media_type, body=writer(data, tag))
