"""What a consultation is about, as a table in the reader's language; what has changed of it since it was sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from forum.domain.consultation.snapshots import Difference, Line, Subject
from forum.domain.people import Constituency, Person
from forum.domain.programme import SittingKind, SittingStatus
from forum.domain.speaking.rules import SlotKind
from forum.i18n import functions, locales, moments, states, terms
from forum.i18n.catalogues import N_, Words
from forum.services.consultations import Seen
from forum.web import rendering


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A line of the table: its key, what it is called where it is spoken of, its cells."""

    key: str
    name: str
    cells: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Changed:
    """A line that is not as it was sent: (column, then, now) of each cell that differs."""

    name: str
    is_new: bool
    is_gone: bool
    cells: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Pen:
    """What the cells are written with: words, the persons by number, the reader's clock."""

    words: Words
    names: Mapping[int, Person]
    zone: str


Cell = Callable[[Line, Pen], str]
#: columns of a subject: heading, the facts that it says, how
Column = tuple[str, tuple[str, ...], Cell]


def _plain(name: str) -> Cell:
    return lambda line, _pen: str(line.facts.get(name) or "")


def _number(name: str) -> Cell:
    return lambda line, pen: moments.number(int(line.facts.get(name) or 0), pen.words.tag)


def _speaker(line: Line, pen: Pen) -> str:
    """The person where they are known, otherwise the function that was sent."""
    person = pen.names.get(int(line.facts.get("person") or 0))
    label = person.label if person else str(line.facts.get("function") or line.facts.get("label") or "")
    if not label:
        return pen.words.gettext("to be named")
    state = line.facts.get("state")
    if not state or ", " in label:
        return functions.said(label, pen.words)
    told = [functions.said(label, pen.words), states.state_name(str(state), pen.words.tag)]
    return moments.enumerated(told, pen.words.tag)


def _when(line: Line, pen: Pen) -> str:
    start = line.facts.get("start")
    if not start:
        return pen.words.gettext("no time yet")
    zone = str(line.facts["zone"])
    return moments.said(datetime.fromisoformat(str(start)), zone, rendering.city_of(zone), pen.words.tag)


def _clock(line: Line, _pen: Pen) -> str:
    zone = str(line.facts["zone"])
    return moments.isolate(moments.clock(datetime.fromisoformat(str(line.facts["start"])), zone))


def _length(line: Line, _pen: Pen) -> str:
    return moments.isolate(moments.minutes_seconds(int(line.facts.get("seconds") or 0)))


def _behalf(line: Line, pen: Pen) -> str:
    return terms.constituency(Constituency(str(line.facts["constituency"])), pen.words)


def _kind(line: Line, pen: Pen) -> str:
    return terms.slot_kind(SlotKind(str(line.facts["kind"])), pen.words)


def _sitting_kind(line: Line, pen: Pen) -> str:
    return pen.words.pgettext("sitting", terms.SITTING_KIND_NAMES[SittingKind(str(line.facts["kind"]))])


def _status(line: Line, pen: Pen) -> str:
    is_cancelled = line.facts["status"] == SittingStatus.CANCELLED.value
    return pen.words.pgettext("sitting", "cancelled") if is_cancelled else ""


def _held(line: Line, pen: Pen) -> str:
    """In the room, remotely, or both."""
    if line.facts["has_place"] and line.facts["has_link"]:
        return pen.words.gettext("in the room and remotely")
    if line.facts["has_link"]:
        return pen.words.gettext("remotely only")
    return pen.words.gettext("in the room only") if line.facts["has_place"] else pen.words.gettext("not yet known")


def _languages(line: Line, pen: Pen) -> str:
    names = locales.babel_locale(pen.words.tag).languages
    tags = str(line.facts["languages"]).split()
    return moments.enumerated([names.get(tag, tag) for tag in tags], pen.words.tag) if tags else ""


COLUMNS: dict[Subject, tuple[Column, ...]] = {
    Subject.SLOTS: (
        (N_("Position on the list"), ("place",), _number("place")),
        (N_("Sitting"), ("sitting",), _plain("sitting")),
        (N_("Estimated start"), ("start",), _clock),
        (N_("On whose behalf"), ("constituency",), _behalf),
        (N_("Speaker"), ("person", "label"), _speaker),
        (N_("Kind"), ("kind",), _kind),
        (N_("Length"), ("seconds",), _length),
    ),
    Subject.FORMAT: (
        (N_("Sitting"), ("title",), _plain("title")),
        (N_("Room"), ("room",), _plain("room")),
        (N_("How it is held"), ("has_place", "has_link"), _held),
        (N_("Interpreted into"), ("languages",), _languages),
    ),
    Subject.PRESENCE: (
        (N_("On whose behalf"), (), lambda line, pen: terms.constituency(Constituency(line.key), pen.words)),
        (N_("In the room"), ("in_person",), _number("in_person")),
        (N_("Remote"), ("remote",), _number("remote")),
    ),
    Subject.PROGRAMME: (
        (N_("Sitting"), ("title",), _plain("title")),
        (N_("Kind"), ("kind",), _sitting_kind),
        (N_("Start"), ("start",), _when),
        (N_("Minutes"), ("minutes",), _number("minutes")),
        (N_("Room"), ("room",), _plain("room")),
        (N_("Remark"), ("status",), _status),
    ),
}


def pen_of(seen: Seen, words: Words, zone: str) -> Pen:
    """The pen for one consultation."""
    return Pen(words=words, names=seen.names, zone=zone)


def columns(seen: Seen) -> tuple[Column, ...]:
    """The columns that say something: without the sitting where there is only one."""
    subject = seen.consultation.draft.subject
    is_one = len({line.facts.get("sitting") for line in seen.lines}) < 2
    return tuple(each for each in COLUMNS[subject] if not (is_one and each[1] == ("sitting",)))


def table(seen: Seen, pen: Pen) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """The headings and the rows of what was sent, or of today's state while it is a draft."""
    chosen = columns(seen)
    header = tuple(pen.words.gettext(heading) for heading, _, _ in chosen)
    return header, tuple(_row(seen, line, chosen, pen) for line in seen.lines)


def _row(seen: Seen, line: Line, chosen: tuple[Column, ...], pen: Pen) -> Row:
    cells = tuple(write(line, pen) for _, _, write in chosen)
    return Row(key=line.key, name=name_of(seen, line, pen), cells=cells)


def name_of(seen: Seen, line: Line, pen: Pen) -> str:
    """What a line is called: of a slot its place and speaker, of a sitting its title, of heads whose they are."""
    subject = seen.consultation.draft.subject
    if subject is Subject.SLOTS:
        place = moments.number(int(line.facts["place"] or 0), pen.words.tag)
        return f"{place} · {_speaker(line, pen)}"
    return COLUMNS[subject][0][2](line, pen)


def changes(seen: Seen, pen: Pen) -> list[Changed]:
    """What has changed since it was sent, line by line."""
    return [_changed(seen, each, pen) for each in seen.differences]


def _changed(seen: Seen, found: Difference, pen: Pen) -> Changed:
    before, after = found.before, found.after
    line = before or after
    assert line is not None, "a difference has one side at least"
    cells = [
        (pen.words.gettext(heading), write(before, pen), write(after, pen))
        for heading, names, write in COLUMNS[seen.consultation.draft.subject]
        if before and after and set(names) & set(found.names)
    ]
    name = name_of(seen, line, pen)
    return Changed(name=name, is_new=before is None, is_gone=after is None, cells=tuple(cells))
