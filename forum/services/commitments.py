"""The register: read it, edit an entry, bind it to another speaker, react, step its states, import what is known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from forum.domain import editions
from forum.domain.access import Permission, Target
from forum.domain.audit import Tag
from forum.domain.capture import Heard, seconds_since
from forum.domain.commitments import (
    TEXT_LIMIT,
    Commitment,
    Editorial,
    Implementation,
    Kind,
    Party,
    Source,
    Stance,
    Step,
    UnknownParty,
    UnknownSpeaker,
    View,
    Visibility,
    key_of,
    require_one_lead,
    require_step,
    view_of,
    written,
)
from forum.domain.dues import parse_due
from forum.domain.people import LANGUAGES, Constituency
from forum.domain.programme import Forum, Sitting
from forum.domain.refusals import Missing, TooLong, Unknown, UnknownChoice, UnknownLanguage
from forum.services.unit import Work, reads, writes
from forum.store import capture, commitments, people, programme
from forum.store.commitments import CommitmentRow, Filter, ReactionRow

#: a Sustainable Development Goal or one of its targets; more than these nobody serves at once
SDG, MOST_SDGS = re.compile(r"([1-9]|1[0-7])(\.([1-9][0-9]?|[a-z]))?"), 40

__all__ = ["CommitmentIn", "Entry", "EntryIn", "Filter", "Register"]


@dataclass(frozen=True, kw_only=True, slots=True)
class CommitmentIn:
    """What the edit form sends."""

    text: str
    kind: Kind
    language: str = "en"
    lead: str = ""
    partners: tuple[str, ...] = ()
    theme: str = ""
    due: str = ""
    amount: int | None = None
    currency: str = ""
    measure: str = ""
    sdgs: tuple[str, ...] = ()
    visibility: Visibility = Visibility.PARTICIPANTS
    embargo_until: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryIn:
    """An entry known from a published source: who, and what the source says of it (often no text)."""

    lead: str
    citation: str
    kind: Kind = Kind.NOT_STATED
    text: str = ""
    language: str = "en"
    theme: str = ""
    due: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Register:
    """The register as one reader may see it; `themes` are the sittings that an entry may belong to."""

    forum: Forum
    view: View
    entries: tuple[Commitment, ...]
    total: int
    leads: tuple[Party, ...]
    themes: tuple[Sitting, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One commitment with its trail; `speakers` are the turns to which it can be bound (secretariat only)."""

    forum: Forum
    view: View
    commitment: Commitment
    steps: tuple[Step, ...] = ()
    parties: tuple[Party, ...] = ()
    themes: tuple[Sitting, ...] = ()
    speakers: tuple[tuple[str, str], ...] = ()


@reads
def register(work: Work, slug: str, wanted: Filter | None = None) -> Register:
    """The register narrowed to `wanted`; leads and total are those that this reader may see."""
    forum = _seen_forum(work, slug)
    view = view_of(work.actor, forum.id)
    themes = _themes(work, forum, view)
    everything = commitments.commitments(work.db, forum.id, view, work.now)
    entries = commitments.commitments(work.db, forum.id, view, work.now, wanted) if wanted else everything
    leads = {entry.lead.key: entry.lead for entry in everything if entry.lead}
    return Register(
        forum=forum,
        view=view,
        entries=_as_published(entries, themes, view),
        total=len(everything),
        leads=tuple(leads.values()),
        themes=themes,
    )


@reads
def entry(work: Work, slug: str, key: str) -> Entry:
    """One commitment; its trail and what the forms offer only for the secretariat."""
    forum = _seen_forum(work, slug)
    view = view_of(work.actor, forum.id)
    found = commitments.commitment(work.db, forum.id, view, work.now, key)
    if found is None:
        raise Unknown(what="commitment", key=key)
    if view is not View.SECRETARIAT:
        (shown,) = _as_published([found], _themes(work, forum, view), view)
        return Entry(forum=forum, view=view, commitment=shown)
    return Entry(
        forum=forum,
        view=view,
        commitment=found,
        steps=tuple(commitments.steps(work.db, found.id)),
        parties=_offered(work, forum, found),
        themes=_themes(work, forum, view),
        speakers=_speakers(work, forum, found),
    )


def _offered(work: Work, forum: Forum, found: Commitment) -> tuple[Party, ...]:
    """Everybody who may lead or join: archived organizations only where they do so already."""
    kept = {party.key for party in (found.lead, *found.partners) if party}
    archived = {each.key for each in people.organizations(work.db, forum.id) if each.is_archived}
    meant = (party for parties in capture.parties(work.db, forum.id).values() for party in parties)
    offered = {party.key: party for party in meant if party.key not in archived - kept}
    return tuple(offered.values())


def _seen_forum(work: Work, slug: str) -> Forum:
    """The register of a published forum is public; that of a rehearsal is its participants' only."""
    forum = work.known_forum(slug)
    work.require(Permission.SEE_REGISTER, Target(forum_id=forum.id, is_public=work.is_public(forum)))
    return forum


@writes
def edit(work: Work, slug: str, key: str, wanted: CommitmentIn, *, seen: str | None = None) -> Commitment:
    """Change an entry; the version before stands in its steps. `seen`: see `editions.check`."""
    forum = work.forum(slug, Permission.EDIT_COMMITMENT)
    row = _row(work, forum, key)
    lead, partners = _party(work, forum, wanted.lead), _parties(work, forum, wanted.partners)
    require_one_lead(lead, partners)
    changes = _changes(work, forum, wanted)
    _check_seen(work, row, seen, wanted)
    before = {name: _plain(getattr(row, name)) for name, value in changes.items() if getattr(row, name) != value}
    for name, value in changes.items():
        setattr(row, name, value)
    commitments.set_parties(work.db, row, lead, partners)
    return _changed(work, forum, row, "edited", {"before": before})


def _check_seen(work: Work, row: CommitmentRow, seen: str | None, wanted: CommitmentIn) -> None:
    """Refuse `ChangedMeanwhile` where this would undo what its writer has not seen."""
    found = commitments.commitment(work.db, row.forum_id, View.SECRETARIAT, work.now, key_of(row.number))
    if found is not None:
        until = wanted.embargo_until and wanted.embargo_until.astimezone(UTC).isoformat()
        asked = {name: getattr(wanted, name) for name in CommitmentIn.__slots__}
        facts = {"due": parse_due(wanted.due).code, "currency": wanted.currency.upper(), "embargo_until": until}
        editions.check(seen, written(found), asked | facts)


@writes
def rebind(work: Work, slug: str, key: str, *, person: str) -> Commitment:
    """Bind an entry to another speaker: the person with that roster id, and their newest turn in its sitting."""
    forum = work.forum(slug, Permission.EDIT_COMMITMENT)
    row = _row(work, forum, key)
    speaker = people.person_by_key(work.db, forum.id, person)
    if speaker is None:
        raise UnknownSpeaker(field="person", person=person)
    before = row.speaker_id
    heard = [one for one in _heard_in(work, row.sitting_id) if one.person_id == speaker.id]
    turn = heard[-1] if heard else Heard()
    row.speaker_id, row.walk_in_id, row.capacity = speaker.id, None, speaker.constituency.value
    row.turn, row.turn_seconds = turn.turn, seconds_since(turn.started_at, row.spoken_at)
    return _changed(work, forum, row, "rebound", {"before": before, "after": speaker.id})


@writes
def step(work: Work, slug: str, key: str, wanted: Editorial, *, reason: str = "") -> Commitment:
    """Take the editorial state to `wanted`, where the table of steps allows it."""
    forum = work.forum(slug, Permission.EDIT_COMMITMENT)
    row = _row(work, forum, key)
    require_step(Editorial(row.editorial), wanted)
    body: dict[str, object] = {"before": row.editorial, "after": wanted.value, "reason": _text(reason, "reason")}
    row.editorial = wanted.value
    return _changed(work, forum, row, "editorial", body)


@writes
def report_progress(work: Work, slug: str, key: str, wanted: Implementation, *, note: str = "") -> Commitment:
    """Note what came of it; the moment of the note makes the entry fresh again."""
    forum = work.forum(slug, Permission.EDIT_COMMITMENT)
    row = _row(work, forum, key)
    body: dict[str, object] = {"before": row.implementation, "after": wanted.value, "note": _text(note, "note")}
    row.implementation, row.reported_at = wanted.value, work.now
    return _changed(work, forum, row, "implementation", body)


@writes
def react(work: Work, slug: str, key: str, constituency: Constituency, stance: Stance, text: str = "") -> Commitment:
    """Put what a constituency says beside the commitment; who may not see the entry cannot react to it."""
    forum = work.forum(slug, Permission.REACT, constituency=constituency)
    row = _row(work, forum, key)
    add_reaction(work, row, constituency, stance, text, None, work.actor.person_id)
    return _changed(work, forum, row, None, {})


@writes
def import_register(work: Work, slug: str, entries: Sequence[EntryIn]) -> list[str]:
    """Enter what published sources name; an entry that stands already (same lead, kind and source) is left alone."""
    forum = work.forum(slug, Permission.CAPTURE)
    known = commitments.commitments(work.db, forum.id, View.SECRETARIAT, work.now)
    there = {(found.lead.key, found.kind, found.source.citation) for found in known if found.lead}
    added: list[str] = []
    for wanted in entries:
        lead = _party(work, forum, wanted.lead)
        if lead and (lead.key, wanted.kind, wanted.citation) not in there:
            added.append(_enter(work, forum, wanted, lead))
    work.announce(channel(forum), keys=added)
    return added


def add_reaction(
    work: Work,
    row: CommitmentRow,
    constituency: Constituency,
    stance: Stance,
    text: str,
    turn: int | None,
    speaker_id: int | None,
) -> None:
    """Keep a reaction with its step and audit entry; the caller has authorised."""
    reaction = ReactionRow(
        commitment_id=row.id or 0,
        constituency=constituency.value,
        stance=stance.value,
        text=_text(text, "text"),
        turn=turn,
        speaker_id=speaker_id,
        at=work.now,
        created_by=work.actor.person_id,
    )
    work.db.add(reaction)
    body: dict[str, Any] = {"constituency": constituency.value, "stance": stance.value}
    commitments.add_step(work.db, row.id or 0, "reaction", work.now, work.actor.person_id, body)
    work.audit(Tag.REACTION_RECORDED, f"commitment:{key_of(row.number)}", forum_id=row.forum_id, **body)


def channel(forum: Forum) -> str:
    """Where changes of a forum's register are told; keys only, so that nothing hidden is told."""
    return f"commitments:{forum.id}"


def _row(work: Work, forum: Forum, key: str) -> CommitmentRow:
    view = view_of(work.actor, forum.id)
    seen = commitments.commitment(work.db, forum.id, view, work.now, key)
    row = commitments.row_by_key(work.db, forum.id, key)
    if row is None or seen is None:
        raise Unknown(what="commitment", key=key)
    return row


def _changed(work: Work, forum: Forum, row: CommitmentRow, kind: str | None, body: dict[str, object]) -> Commitment:
    row.version += 1
    work.db.add(row)
    work.db.flush()
    if kind:
        commitments.add_step(work.db, row.id or 0, kind, work.now, work.actor.person_id, body)
        work.audit(Tag.COMMITMENT_EDITED, f"commitment:{key_of(row.number)}", forum_id=forum.id, kind=kind, **body)
    work.announce(channel(forum), keys=[key_of(row.number)])
    found = commitments.commitment(work.db, forum.id, View.SECRETARIAT, work.now, key_of(row.number))
    assert found is not None
    return found


def _changes(work: Work, forum: Forum, wanted: CommitmentIn) -> dict[str, Any]:
    due = parse_due(wanted.due)
    if wanted.language not in LANGUAGES:
        raise UnknownLanguage(field="language", language=wanted.language)
    if (wanted.amount is not None) != bool(wanted.currency):
        raise Missing(field="amount" if wanted.currency else "currency")
    return {
        "text": _text(wanted.text, "text"),
        "kind": wanted.kind.value,
        "language": wanted.language,
        "theme": _theme(work, forum, wanted.theme),
        "due_on": due.on,
        "due_precision": due.precision.value,
        "amount": wanted.amount,
        "currency": wanted.currency.upper(),
        "measure": _text(wanted.measure, "measure"),
        "sdgs": _sdgs(wanted.sdgs),
        "visibility": wanted.visibility.value,
        "embargo_until": wanted.embargo_until,
    }


def _sdgs(codes: Sequence[str]) -> list[str]:
    """The goals and targets, each once."""
    for at, code in enumerate(codes):
        if at >= MOST_SDGS or not SDG.fullmatch(code):
            raise UnknownChoice(field="sdgs", value=code[:40], allowed="1, 1.3, 17.b")
    return list(dict.fromkeys(codes))


def _enter(work: Work, forum: Forum, wanted: EntryIn, lead: Party) -> str:
    due = parse_due(wanted.due)
    row = CommitmentRow(
        forum_id=forum.id,
        number=commitments.next_number(work.db, forum.id),
        kind=wanted.kind.value,
        text=_text(wanted.text, "text"),
        language=wanted.language,
        theme=_theme(work, forum, wanted.theme),
        due_on=due.on,
        due_precision=due.precision.value,
        citation=wanted.citation,
        visibility=Visibility.PUBLIC.value,
        created_at=work.now,
        created_by=work.actor.person_id,
    )
    keep_new(work, row, lead, (), {"citation": wanted.citation})
    return key_of(row.number)


def keep_new(
    work: Work, row: CommitmentRow, lead: Party | None, partners: Sequence[Party], body: dict[str, Any]
) -> None:
    """Save a new row with its parties, first step and audit entry; the caller has authorised."""
    work.db.add(row)
    work.db.flush()
    commitments.set_parties(work.db, row, lead, partners)
    work.db.add(row)
    commitments.add_step(work.db, row.id or 0, "captured", work.now, work.actor.person_id, body)
    work.audit(Tag.COMMITMENT_CAPTURED, f"commitment:{key_of(row.number)}", forum_id=row.forum_id, **body)


def _party(work: Work, forum: Forum, handle: str) -> Party | None:
    if not handle:
        return None
    meant = capture.parties(work.db, forum.id).get(handle.casefold(), [])
    if len(meant) != 1:
        raise UnknownParty(field="lead", handle=handle)
    return meant[0]


def _parties(work: Work, forum: Forum, handles: Sequence[str]) -> tuple[Party, ...]:
    found = (_party(work, forum, handle) for handle in handles)
    return tuple(dict.fromkeys(party for party in found if party))


def _theme(work: Work, forum: Forum, key: str) -> str:
    keys = [sitting.key for sitting in programme.draft(work.db, forum.id)]
    if key and key not in keys:
        raise UnknownChoice(field="theme", value=key, allowed=", ".join(keys))
    return key


def _themes(work: Work, forum: Forum, view: View) -> tuple[Sitting, ...]:
    """The sittings that the reader may know of: those of the draft for the secretariat, else as they were published."""
    if view is View.SECRETARIAT:
        return tuple(programme.draft(work.db, forum.id))
    release = programme.latest_release(work.db, forum.id)
    return release.sittings if release else ()


def _as_published(entries: Sequence[Commitment], themes: Sequence[Sitting], view: View) -> tuple[Commitment, ...]:
    """The entries with their sittings called as the reader may know them."""
    if view is View.SECRETARIAT:
        return tuple(entries)
    known = {sitting.id: sitting for sitting in themes}
    return tuple(replace(one, source=_source(one.source, known.get(one.source.sitting_id or 0))) for one in entries)


def _source(source: Source, sitting: Sitting | None) -> Source:
    return replace(source, sitting=sitting.key if sitting else "", sitting_title=sitting.title if sitting else "")


def _heard_in(work: Work, sitting_id: int | None) -> list[Heard]:
    return capture.heard_in(work.db, sitting_id) if sitting_id else []


def _speakers(work: Work, forum: Forum, found: Commitment) -> tuple[tuple[str, str], ...]:
    ids = dict.fromkeys(one.person_id for one in _heard_in(work, found.source.sitting_id) if one.person_id)
    persons = (people.person_by_id(work.db, forum.id, person_id) for person_id in ids)
    return tuple((person.key, person.label) for person in persons if person)


def _text(text: str, field: str) -> str:
    plain = text.strip()
    if len(plain) > TEXT_LIMIT:
        raise TooLong(field=field, limit=TEXT_LIMIT)
    return plain


def _plain(value: Any) -> object:
    return value if isinstance(value, str | int | float | bool | list | None) else str(value)
