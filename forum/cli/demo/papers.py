"""The files that the demonstration leaves: each made from the services' data, written, and read back by a parser."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from forum.cli.demo import example, play
from forum.cli.demo.example import REHEARSAL_SLUG, SLUG
from forum.cli.demo.stage import Stage
from forum.cli.output import keep_all
from forum.domain.commitments import Commitment
from forum.domain.programme import Forum
from forum.formats import burden_picture, calendar, ics, read_back, register, report
from forum.formats.document import Document
from forum.formats.docx import write_docx
from forum.formats.pdf import write_pdf
from forum.services import commitments, feeds, planning, programme, reports
from forum.web.programme import document

#: The sittings of the forum of 2022.
SITTINGS = 6


Maker = Callable[[Stage, str], bytes]


class Faulty(Exception):
    """A file was made and is not what it should be; the message names file and fault."""


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A file: its name, how it is made, and what must be true of it when it is read back."""

    name: str
    make: Maker
    look: Callable[[bytes], bool]


def write(stage: Stage, folder: Path, base_url: str) -> list[Path]:
    """Make all files, then write them, then read each back from the disk; raises `Faulty`, `Unreadable`."""
    keep_all({folder / paper.name: paper.make(stage, base_url) for paper in PAPERS})
    for paper in PAPERS:
        if not paper.look((folder / paper.name).read_bytes()):
            raise Faulty(stage.words.gettext("%(file)s was written, but does not say what it should", file=paper.name))
    return [folder / paper.name for paper in PAPERS]


def _programme(stage: Stage, _base_url: str) -> bytes:
    data = document(programme.released(stage.unit(), SLUG))
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def _has_sittings(data: bytes) -> bool:
    return len(read_back.plain(data)["sittings"]) == SITTINGS


def _calendar(account: str) -> Maker:
    def make(stage: Stage, base_url: str) -> bytes:
        found = feeds.feed_of_person(stage.unit(), SLUG, example.accounts()[account])
        return ics.render(calendar.compose(found, base_url=base_url))

    return make


def _has_events(data: bytes) -> bool:
    return len(read_back.calendar(data)) == SITTINGS


def _picture(stage: Stage, _base_url: str) -> bytes:
    found = planning.bearing(stage.unit(), SLUG)
    assert found.problem is not None
    drawn = burden_picture.picture(
        found.forum,
        found.problem,
        found.sittings,
        held=found.held.starts if found.held else None,
        language=stage.words.tag,
        is_proven=found.is_proven,
    )
    return drawn.encode()


def _has_every_state(data: bytes) -> bool:
    return read_back.picture(data) >= len(example.states())


def _report(kind: str, made: Callable[[Document], bytes]) -> Maker:
    def make(stage: Stage, _base_url: str) -> bytes:
        unit, language = stage.unit(now=play.over_at(stage)), stage.words.tag
        body = made(report.build(reports.gather(unit, REHEARSAL_SLUG), language))
        digest = hashlib.sha256(body).hexdigest()
        reports.note_made(unit, REHEARSAL_SLUG, kind=kind, language=language, digest=digest)
        return body

    return make


def _is_rehearsal_report(data: bytes) -> bool:
    text = read_back.document(data)
    return "REHEARSAL" in text and all(line in text for line in play.spoken_commitments())


def _register(made: Callable[[Forum, Sequence[Commitment], datetime], bytes]) -> Maker:
    def make(stage: Stage, _base_url: str) -> bytes:
        now = play.over_at(stage)
        found = commitments.register(stage.unit(now=now), REHEARSAL_SLUG)
        return made(found.forum, found.entries, now)

    return make


def _has_commitments(rows: Sequence[Any], headings: int) -> bool:
    return len(rows) - headings == len(play.spoken_commitments())


PAPERS: tuple[Paper, ...] = (
    Paper(name="programme.json", make=_programme, look=_has_sittings),
    *(
        Paper(name=f"{account}.ics", make=_calendar(account), look=_has_events)
        for account in ("delegate-FJ", "delegate-KE", "delegate-US")
    ),
    Paper(name="who-bears-which-hour.svg", make=_picture, look=_has_every_state),
    Paper(name="report.docx", make=_report("docx", write_docx), look=_is_rehearsal_report),
    Paper(name="report.pdf", make=_report("pdf", write_pdf), look=lambda data: read_back.portable(data) > 0),
    Paper(
        name="commitments.csv",
        make=_register(register.as_csv),
        look=lambda data: _has_commitments(read_back.table(data), headings=1),
    ),
    Paper(
        name="commitments.xlsx",
        make=_register(register.as_xlsx),
        look=lambda data: _has_commitments(read_back.workbook(data), headings=1),
    ),
    Paper(
        name="commitments.json",
        make=_register(register.as_json),
        look=lambda data: _has_commitments(read_back.plain(data)["commitments"], headings=0),
    ),
)
