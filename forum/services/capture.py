"""Live capture: a rapporteur's line becomes a record, bound to who had the floor at its first key press."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from forum.domain.access import Permission
from forum.domain.audit import Tag
from forum.domain.capture import Heard, Line, LineKind, Logged, Resolved, parse, resolve, seconds_since
from forum.domain.commitments import (
    TEXT_LIMIT,
    ClientIdReused,
    Kind,
    NothingToCorrect,
    NothingToReactTo,
    Party,
    UnknownCommitment,
    key_of,
)
from forum.domain.people import Person
from forum.domain.programme import Forum, Sitting
from forum.domain.refusals import Missing, TooLong, Unknown
from forum.services import commitments as register
from forum.services.unit import Work, reads, writes
from forum.store import capture as rows
from forum.store import commitments, people, programme
from forum.store.capture import CaptureLineRow
from forum.store.commitments import CommitmentRow

#: Longest id that a client may make for a line.
CLIENT_ID_LIMIT = 64


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """What the rapporteur's page shows: the sitting, who speaks now, the log, newest first."""

    forum: Forum
    sitting: Sitting
    speaker: Person | None
    heard: Heard
    log: tuple[Logged, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """Everything that a line inherits: sitting, first key press, who had the floor, who writes, in which language."""

    forum: Forum
    sitting: Sitting
    at: datetime
    heard: Heard
    speaker: Person | None
    language: str


@reads
def desk(work: Work, slug: str, sitting_key: str) -> Desk:
    """The rapporteur's page of one sitting."""
    forum = work.forum(slug, Permission.CAPTURE)
    sitting = _sitting(work, forum, sitting_key)
    moment = _moment(work, forum, sitting, work.now, "")
    log = tuple(rows.logged(work.db, rows.lines(work.db, sitting.id)))
    return Desk(forum=forum, sitting=sitting, speaker=moment.speaker, heard=moment.heard, log=log)


@writes
def capture(
    work: Work,
    slug: str,
    sitting_key: str,
    *,
    line: str,
    client_id: str,
    first_key_at: datetime | None = None,
    language: str = "en",
) -> Logged:
    """Save one line. The same client id with the same line gives the first result again; with another it is refused."""
    forum = work.forum(slug, Permission.CAPTURE)
    sitting = _sitting(work, forum, sitting_key)
    text = _checked(line, client_id)
    known = rows.line_by_client_id(work.db, forum.id, client_id)
    if known is not None:
        if (known.line, known.sitting_id, known.author_id) != (text, sitting.id, work.actor.person_id):
            raise ClientIdReused(client_id=client_id)
        return rows.logged(work.db, [known])[0]
    moment = _moment(work, forum, sitting, min(first_key_at or work.now, work.now), language)
    found = _resolved(work, forum, parse(text))
    commitment = _kept(work, moment, found)
    row = _line_row(work, moment, text, client_id, found.line.kind, commitment)
    work.announce(register.channel(forum), keys=[key_of(commitment.number)] if commitment else [], sitting=sitting.id)
    return rows.logged(work.db, [row], found.unknown)[0]


def _checked(line: str, client_id: str) -> str:
    text = line.strip()
    if not text:
        raise Missing(field="line")
    if len(text) > TEXT_LIMIT:
        raise TooLong(field="line", limit=TEXT_LIMIT)
    if not client_id:
        raise Missing(field="client_id")
    if len(client_id) > CLIENT_ID_LIMIT:
        raise TooLong(field="client_id", limit=CLIENT_ID_LIMIT)
    return text


def _sitting(work: Work, forum: Forum, key: str) -> Sitting:
    sitting = programme.sitting_by_key(work.db, forum.id, key)
    if sitting is None:
        raise Unknown(what="sitting", key=key)
    return sitting


def _moment(work: Work, forum: Forum, sitting: Sitting, at: datetime, language: str) -> Moment:
    heard = rows.heard_at(work.db, sitting.id, at)
    speaker = people.person_by_id(work.db, forum.id, heard.person_id) if heard.person_id else None
    return Moment(forum=forum, sitting=sitting, at=at, heard=heard, speaker=speaker, language=language)


def _resolved(work: Work, forum: Forum, line: Line) -> Resolved:
    themes = {sitting.key for sitting in programme.draft(work.db, forum.id)}
    return resolve(line, rows.parties(work.db, forum.id), themes)


def _kept(work: Work, moment: Moment, found: Resolved) -> CommitmentRow | None:
    """Do what the line says; decisions, actions, topics and summaries stand in the log alone."""
    if found.line.kind is LineKind.COMMITMENT:
        return _new(work, moment, found)
    if found.line.kind is LineKind.REACTION:
        return _reaction(work, moment, found.line)
    if found.line.kind is LineKind.CORRECTION:
        return _correction(work, moment, found.line)
    return None


def _new(work: Work, moment: Moment, found: Resolved) -> CommitmentRow:
    line, heard = found.line, moment.heard
    row = CommitmentRow(
        forum_id=moment.forum.id,
        number=commitments.next_number(work.db, moment.forum.id),
        kind=(line.commitment_kind or Kind.NOT_STATED).value,
        text=line.text,
        language=moment.language,
        theme=line.theme or (moment.sitting.key if moment.sitting.kind.value == "theme" else ""),
        due_on=line.due.on,
        due_precision=line.due.precision.value,
        amount=line.amount,
        currency=line.currency,
        sdgs=list(line.sdgs),
        sitting_id=moment.sitting.id,
        turn=heard.turn,
        speaker_id=heard.person_id,
        walk_in_id=heard.walk_in_id,
        capacity=heard.capacity.value if heard.capacity else None,
        spoken_at=moment.at,
        sitting_seconds=_seconds(heard.opened_at, moment),
        turn_seconds=seconds_since(heard.started_at, moment.at),
        created_at=work.now,
        created_by=work.actor.person_id,
    )
    lead = found.lead or _own_party(work, moment)
    partners = [partner for partner in found.partners if partner != lead]
    register.keep_new(work, row, lead, partners, {"sitting": moment.sitting.key})
    return row


def _seconds(opened_at: datetime | None, moment: Moment) -> int | None:
    start = opened_at or (moment.sitting.start if moment.sitting.is_timed else None)
    return seconds_since(start, moment.at)


def _own_party(work: Work, moment: Moment) -> Party | None:
    """Whom the speaker speaks for: their organization, otherwise the delegation of their State."""
    speaker = moment.speaker
    if speaker is None:
        return None
    meant = (party for parties in rows.parties(work.db, moment.forum.id).values() for party in parties)
    wanted = (speaker.organization_id, None) if speaker.organization_id else (None, speaker.delegation_id)
    return next((party for party in meant if (party.organization_id, party.delegation_id) == wanted), None)


def _reaction(work: Work, moment: Moment, line: Line) -> CommitmentRow:
    row = (
        commitments.row_by_key(work.db, moment.forum.id, line.target)
        if line.target
        else commitments.latest_row(work.db, moment.forum.id, moment.sitting.id)
    )
    if row is None:
        raise UnknownCommitment(field="line", number=line.target) if line.target else NothingToReactTo(field="line")
    assert line.constituency is not None
    assert line.stance is not None
    heard = moment.heard
    register.add_reaction(work, row, line.constituency, line.stance, line.text, heard.turn, heard.person_id)
    row.version += 1
    work.db.add(row)
    return row


def _correction(work: Work, moment: Moment, line: Line) -> CommitmentRow:
    last = rows.last_line(work.db, moment.sitting.id, work.actor.person_id)
    row = work.db.get(CommitmentRow, last.commitment_id) if last else None
    if row is None or line.old not in row.text:
        raise NothingToCorrect(field="line", old=line.old)
    before, row.text = row.text, row.text.replace(line.old, line.new)
    row.version += 1
    work.db.add(row)
    commitments.add_step(work.db, row.id or 0, "edited", work.now, work.actor.person_id, {"before": {"text": before}})
    work.audit(Tag.COMMITMENT_EDITED, f"commitment:{key_of(row.number)}", forum_id=row.forum_id, before=before)
    return row


def _line_row(
    work: Work, moment: Moment, text: str, client_id: str, kind: LineKind, commitment: CommitmentRow | None
) -> CaptureLineRow:
    row = CaptureLineRow(
        forum_id=moment.forum.id,
        sitting_id=moment.sitting.id,
        client_id=client_id,
        author_id=work.actor.person_id,
        line=text,
        kind=kind.value,
        turn=moment.heard.turn,
        speaker_id=moment.heard.person_id,
        walk_in_id=moment.heard.walk_in_id,
        first_key_at=moment.at,
        saved_at=work.now,
        commitment_id=commitment.id if commitment else None,
    )
    work.db.add(row)
    work.db.flush()
    return row
