"""The tables of the report: participation, speaking time, reactions, programme, speakers, register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from forum.domain import reporting
from forum.domain.commitments import Commitment, Fact, Stance, facts
from forum.domain.people import Constituency
from forum.domain.reporting import Group, ReportData, SittingHeld, Statement
from forum.formats.document import Inline, Table, inline, spoken
from forum.i18n import moments, outcomes, terms
from forum.i18n.catalogues import Words


def _table(
    caption: str, header: Iterable[str], rows: Iterable[Iterable[str | Inline]], numeric: Iterable[int]
) -> Table:
    return Table(
        caption=inline(caption),
        header=tuple(inline(cell) for cell in header),
        rows=tuple(tuple(inline(cell) if isinstance(cell, str) else cell for cell in row) for row in rows),
        numeric=frozenset(numeric),
    )


def participation(data: ReportData, say: Words, *, by_region: bool) -> Table:
    """Heads by constituency or region, in the room and remote."""
    counted = data.participation
    groups = counted.by_region if by_region else counted.by_constituency
    first = say.gettext("Region") if by_region else say.gettext("Constituency")
    header = (
        first,
        say.gettext("In the room"),
        say.gettext("Remote"),
        say.gettext("Persons"),
        say.gettext("Member States"),
    )
    caption = say.gettext("Participants by region") if by_region else say.gettext("Participants by constituency")
    rows = [_group_row(group, say, by_region=by_region) for group in groups]
    return _table(caption, header, rows, range(1, 5))


def _group_row(group: Group, say: Words, *, by_region: bool) -> tuple[str, ...]:
    name = terms.region(group.key, say) if by_region else terms.constituency(Constituency(group.key), say)
    numbers = (group.in_person, group.remote, group.persons, group.states)
    return (name, *(moments.number(value, say.tag) for value in numbers))


def speaking_time(data: ReportData, say: Words) -> Table:
    """Seconds entitled and used by constituency."""
    header = (say.gettext("Constituency"), say.gettext("Statements"), say.gettext("Entitled"), say.gettext("Used"))
    rows = [
        (
            terms.constituency(row.constituency, say),
            moments.number(row.statements, say.tag),
            _time(row.entitled),
            _time(row.used),
        )
        for row in reporting.speaking_time(data.sittings)
    ]
    return _table(say.gettext("Speaking time in minutes and seconds"), header, rows, range(1, 4))


def stances(data: ReportData, say: Words) -> Table:
    """How often each constituency took each stance."""
    found = reporting.stances((*data.agreed, *data.unconfirmed))
    header = (say.gettext("Constituency"), *(outcomes.name("stance", stance, say) for stance in Stance))
    rows = [
        (terms.constituency(group, say), *(moments.number(row.get(stance, 0), say.tag) for stance in Stance))
        for group, row in found.items()
    ]
    return _table(say.gettext("Reactions to commitments by constituency"), header, rows, range(1, len(Stance) + 1))


def programme(data: ReportData, say: Words, city: str) -> Table:
    """The sittings as planned and as held."""
    header = (
        say.gettext("Sitting"),
        say.pgettext("sitting", "Planned"),
        say.pgettext("sitting", "Held"),
        say.gettext("Statements"),
    )
    rows = [_sitting_row(sitting, say, city) for sitting in data.sittings]
    return _table(say.gettext("Programme as planned and as held"), header, rows, [3])


def _sitting_row(sitting: SittingHeld, say: Words, city: str) -> tuple[str | Inline, ...]:
    planned = held = "–"
    if sitting.planned_start and sitting.planned_end:
        planned = moments.capital(moments.held(sitting.planned_start, sitting.planned_end, sitting.zone, city, say.tag))
    if sitting.is_cancelled:
        held = say.pgettext("sitting", "cancelled")
    elif sitting.opened_at and sitting.closed_at:
        held = moments.capital(moments.held(sitting.opened_at, sitting.closed_at, sitting.zone, city, say.tag))
    title = spoken(sitting.title, sitting.title_language, say.tag)
    return (title, planned, held, moments.number(len(sitting.statements), say.tag))


def speakers(data: ReportData, say: Words, city: str) -> Table:
    """Every statement from the floor, with its seconds."""
    header = (
        say.gettext("Sitting"),
        say.gettext("Speaker"),
        say.gettext("Constituency"),
        say.gettext("From"),
        say.gettext("Time used"),
    )
    rows = [_statement_row(sitting, statement, say) for sitting in data.sittings for statement in sitting.statements]
    caption = say.gettext("Statements from the floor, times of %(city)s", city=city)
    return _table(caption, header, rows or [("–", "–", "–", "–", "–")], [3, 4])


def _statement_row(sitting: SittingHeld, statement: Statement, say: Words) -> tuple[str | Inline, ...]:
    return (
        spoken(sitting.title, sitting.title_language, say.tag),
        outcomes.speaker(statement.speaker, statement.state, say),
        terms.constituency(statement.constituency, say),
        moments.isolate(moments.clock(statement.started_at, sitting.zone)),
        _time(statement.seconds),
    )


def register(data: ReportData, say: Words, paragraph_of: Mapping[str, int]) -> Table:
    """Every entry with its state, and the paragraph that tells of it."""
    header = (
        say.gettext("No."),
        say.gettext("Lead"),
        say.gettext("Kind"),
        say.gettext("Due"),
        say.pgettext("register", "State of the wording"),
        say.gettext("Paragraph"),
    )
    listed = (*data.agreed, *data.unconfirmed, *data.without_text)
    rows = [_entry_row(one, say, paragraph_of) for one in sorted(listed, key=lambda one: one.number)]
    return _table(say.gettext("All entries of the register"), header, rows or [("–",) * 6], [5])


def _entry_row(one: Commitment, say: Words, paragraph_of: Mapping[str, int]) -> tuple[str, ...]:
    where = paragraph_of.get(one.key, paragraph_of.get("without-text", 0))
    state = [outcomes.name("editorial", one.editorial, say)]
    if Fact.TEXT_NEEDED in facts(one):
        state.append(outcomes.name("fact", Fact.TEXT_NEEDED, say))
    return (
        moments.isolate(one.key),
        outcomes.party(one.lead, say),
        outcomes.name("commitment", one.kind, say),
        outcomes.due(one.due, say) if one.due.on else "–",
        moments.enumerated(state, say.tag),
        str(where),
    )


def _time(seconds: int) -> str:
    return moments.isolate(moments.minutes_seconds(seconds))
