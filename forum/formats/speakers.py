"""The list of speakers as a document (DOCX, PDF) and as a table (CSV) that imports again unchanged."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from forum.domain import roster
from forum.domain.people import LANGUAGES
from forum.domain.refusals import UnknownChoice, UnknownLanguage
from forum.domain.roster import Row
from forum.domain.speaking import listed
from forum.domain.speaking.lists import Line, Part, SpeakersList
from forum.formats.document import (
    Block,
    Document,
    Heading,
    LabelledLine,
    Masthead,
    Paragraph,
    Table,
    bare,
    inline,
    spoken,
)
from forum.formats.reports import File
from forum.formats.tables import read_table, write_csv
from forum.i18n import cities, moments, outcomes, terms
from forum.i18n.catalogues import Words, words

#: format -> media type
MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
}


def write(found: SpeakersList, kind: str, tag: str, made_at: datetime) -> File:
    """The list as a file; a rehearsal says so in its name too. Refuses `UnknownChoice`, `UnknownLanguage`."""
    if kind not in MEDIA:
        raise UnknownChoice(field="format", value=kind[:40], allowed=", ".join(MEDIA))
    if tag not in LANGUAGES:
        raise UnknownLanguage(field="lang", language=tag[:40])
    mark = "-REHEARSAL" if found.forum.is_rehearsal else ""
    language = "" if kind == "csv" else f"-{tag}"
    body = as_csv(found) if kind == "csv" else _written(document(found, tag, made_at), kind)
    return File(name=f"{found.forum.slug}-speakers{language}{mark}.{kind}", media_type=MEDIA[kind], body=body)


def _written(made: Document, kind: str) -> bytes:
    if kind == "docx":
        from forum.formats.docx import write_docx

        return write_docx(made)
    from forum.formats.pdf import write_pdf

    return write_pdf(made)


def as_csv(found: SpeakersList) -> bytes:
    """The table of `forum.domain.speaking.listed`; importing it changes nothing."""
    rows = [_cells(part, line) for part in found.parts for line in part.lines]
    return write_csv(listed.COLUMNS, [[row[name] for name in listed.COLUMNS] for row in rows])


def _cells(part: Part, line: Line) -> dict[str, str]:
    slot, person = line.slot, line.person
    return {
        "sitting": part.sitting.key,
        "place": str(line.place),
        "slot": str(slot.number),
        "starts_at": line.start.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "seconds": str(slot.seconds),
        "person": person.key if person else "",
        "speaker": person.label if person else "",
        "state": (person.state or "") if person else "",
        "organization": person.organization if person else "",
        "label": slot.label,
        **listed.fixed(slot),
    }


def read(data: bytes, filename: str) -> list[Row]:
    """The rows of a list by column. Raises the refusals of the table, or of its headings."""
    table = read_table(data, filename)
    roster.check_header(table.header, listed.COLUMNS, listed.TOLD)
    names = [name.casefold() for name in table.header]
    return [Row(number=line.number, cells=dict(zip(names, line.cells, strict=True))) for line in table.rows]


def rows_as_csv(rows: Iterable[Row]) -> bytes:
    """Rows that were read, as the same table."""
    return write_csv(listed.COLUMNS, [[row.cells.get(name, "") for name in listed.COLUMNS] for row in rows])


def document(found: SpeakersList, tag: str, made_at: datetime) -> Document:
    """The document tree of the list in one language."""
    say, forum = words(tag), found.forum
    city = cities.venue(forum.city, forum.zone, tag)
    title = say.gettext("List of speakers")
    return Document(
        title=bare(say.gettext("List of speakers of the %(forum)s", forum=forum.title)),
        language=tag,
        masthead=_masthead(found, say, title, made_at, city),
        blocks=tuple(_blocks(found, say, city)),
        mark=say.gettext("REHEARSAL") if forum.is_rehearsal else "",
        subject=bare(title),
        made_at=made_at,
    )


def _masthead(found: SpeakersList, say: Words, title: str, made_at: datetime, city: str) -> Masthead:
    forum, release = found.forum, found.release
    made = moments.said(made_at, forum.zone, city, say.tag)
    number = release.number if release else 0
    return Masthead(
        body=forum.title,
        session=moments.day_range(forum.first_day, forum.last_day, say.tag),
        section=say.gettext("Programme, release %(number)s", number=number),
        code="",
        dates=(LabelledLine(label=say.gettext("Date:"), content=inline(made)),),
        item=say.gettext("All times are those of %(city)s; they are estimates.", city=city),
        title=inline(title),
    )


def _blocks(found: SpeakersList, say: Words, city: str) -> list[Block]:
    if not found.parts:
        return [Paragraph(content=inline(say.gettext("No list of speakers has been published yet.")), id="empty")]
    blocks: list[Block] = []
    for part in found.parts:
        sitting = part.sitting
        when = moments.capital(moments.held(sitting.start, sitting.end, sitting.zone, city, say.tag))
        title = spoken(sitting.title, sitting.title_language, say.tag)
        blocks.append(Heading(level=1, content=title, id=f"sitting-{sitting.key}"))
        blocks.append(_table(part, say, when))
    return blocks


def _table(part: Part, say: Words, caption: str) -> Table:
    header = (
        say.gettext("No."),
        say.gettext("Estimated start"),
        say.gettext("Speaker"),
        say.gettext("On whose behalf"),
        say.gettext("Kind"),
        say.gettext("Length"),
    )
    rows = (_row(part, line, say) for line in part.lines)
    return Table(
        caption=inline(caption),
        header=tuple(inline(cell) for cell in header),
        rows=tuple(tuple(inline(cell) for cell in row) for row in rows),
        numeric=frozenset({0, 5}),
    )


def _row(part: Part, line: Line, say: Words) -> tuple[str, ...]:
    return (
        moments.number(line.place, say.tag),
        moments.isolate(moments.clock(line.start, part.sitting.zone)),
        speaker(line, say),
        terms.constituency(line.slot.constituency, say),
        terms.slot_kind(line.slot.kind, say),
        moments.isolate(moments.minutes_seconds(line.slot.seconds)),
    )


def speaker(line: Line, say: Words) -> str:
    """Who speaks, with the official name of the State; otherwise the label, or that nobody is named yet."""
    if line.person is None:
        return line.slot.label or say.gettext("to be named")
    return outcomes.speaker(line.person.label, line.person.state, say)
