"""The follow-up report: everything it says, gathered in one read."""

from __future__ import annotations

from collections.abc import Mapping

from forum.domain import editions, reporting
from forum.domain.access import Permission
from forum.domain.audit import Tag
from forum.domain.capture import LineKind, parse, show
from forum.domain.commitments import View
from forum.domain.floor.state import Turn
from forum.domain.floor.views import Roll
from forum.domain.planning import Plan, proves
from forum.domain.programme import Forum, Sitting
from forum.domain.releases import as_planned
from forum.domain.reporting import Fairness, Header, Note, ReportData, SittingHeld, Statement
from forum.services.unit import Work, reads, writes
from forum.store import capture, commitments, floor, people, planning, programme, reports

#: lines of the log that the report tells by themselves
TOLD = (LineKind.TOPIC, LineKind.SUMMARY, LineKind.DECISION, LineKind.ACTION)


@reads
def gather(work: Work, slug: str) -> ReportData:
    """The facts of the report. What is embargoed or for the secretariat alone takes no part in it."""
    forum = work.forum(slug, Permission.MAKE_REPORT)
    release = programme.latest_release(work.db, forum.id)
    sittings = release.sittings if release else tuple(programme.draft(work.db, forum.id))
    published = programme.releases(work.db, forum.id)
    return ReportData(
        forum=forum,
        made_at=work.now,
        participation=reporting.participation(people.persons(work.db, forum.id)),
        sittings=tuple(_held(work, forum, sitting, as_planned(published, sitting)) for sitting in sittings),
        commitments=tuple(commitments.commitments(work.db, forum.id, View.PARTICIPANT, work.now)),
        fairness=_fairness(planning.last_accepted(work.db, forum.id), sittings, forum),
        release=release.number if release else None,
        header=reports.header(work.db, forum.id),
    )


@writes
def edit_header(work: Work, slug: str, asked: Mapping[str, str], *, seen: str | None = None) -> Header:
    """Keep what the Office says of the document itself. Raises `Refusals`; `seen`: see `editions.check`."""
    forum = work.forum(slug, Permission.MAKE_REPORT)
    before, after = reports.header(work.db, forum.id), reporting.check_header(asked)
    editions.check(seen, reporting.facts(before), reporting.facts(after))
    changes = {name: getattr(after, name) for name in Header.__slots__ if getattr(after, name) != getattr(before, name)}
    if changes:
        reports.save_header(work.db, forum.id, after, work.now)
        work.audit(Tag.REPORT_HEADER_EDITED, f"forum:{forum.slug}", forum_id=forum.id, **changes)
    return after


@writes
def note_made(work: Work, slug: str, *, kind: str, language: str, digest: str) -> None:
    """Put into the trail that a file of the report has left: format, language and SHA-256 of what was handed out.

    The file is written between two short transactions, `gather` and this one, so that no lock is held meanwhile.
    """
    forum = work.forum(slug, Permission.MAKE_REPORT)
    work.audit(Tag.REPORT_MADE, f"report:{kind}", forum_id=forum.id, language=language, sha256=digest)


def _held(work: Work, forum: Forum, sitting: Sitting, planned: Sitting) -> SittingHeld:
    state = floor.state(work.db, sitting.id)
    roll = floor.roll(work.db, forum.id, sitting.id, [turn.entry for turn in state.turns])
    return SittingHeld(
        key=sitting.key,
        title=sitting.title,
        title_language=sitting.title_language,
        zone=sitting.zone,
        planned_start=planned.start if planned.is_timed else None,
        planned_end=planned.end if planned.is_timed else None,
        opened_at=state.opened_at,
        closed_at=state.closed_at,
        is_cancelled=sitting.is_cancelled,
        statements=tuple(_statement(turn, roll) for turn in state.turns),
        notes=_notes(work, sitting),
        entitled=state.entitled,
    )


def _statement(turn: Turn, roll: Roll) -> Statement:
    who = roll.speaker(turn.entry)
    return Statement(
        turn=turn.key,
        speaker=who.name or who.function,
        constituency=turn.entry.constituency,
        started_at=turn.started_at,
        seconds=turn.used_ms // 1000,
        state=who.state,
        organization=who.organization,
        is_charged=turn.entry.is_charged,
    )


def _notes(work: Work, sitting: Sitting) -> tuple[Note, ...]:
    lines = reversed(capture.logged(work.db, capture.lines(work.db, sitting.id, limit=10_000)))
    return tuple(
        Note(id=line.id, kind=line.kind, text=_words(line.line), speaker=line.speaker, state=line.speaker_state)
        for line in lines
        if line.kind in TOLD
    )


def _words(line: str) -> str:
    """The words of a line without its code; an action keeps its handles and date, which stand nowhere else."""
    parsed = parse(line)
    return show(parsed).partition(" ")[2] if parsed.kind is LineKind.ACTION and parsed.lead else parsed.text


def _fairness(plan: Plan | None, sittings: tuple[Sitting, ...], forum: Forum) -> Fairness | None:
    """The figures of the plan, if these sittings stand where it put them; a moved timetable has other figures."""
    if plan is None or plan.starts != {each.key: each.start for each in sittings if each.is_held}:
        return None
    summary = plan.result["summary"]
    return Fairness(
        policy=plan.policy,
        is_proven=proves(plan, sittings, forum),
        worst=summary["worst"],
        mean=summary["mean"],
        jain=summary["jain"],
        heads_in_dearest_band=summary["heads_in_dearest_band"],
        worst_rows=tuple(summary["worst_ids"]),
    )
