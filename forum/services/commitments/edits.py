"""An entry changed: its facts, its speaker, its states."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from forum.domain import editions
from forum.domain.access import Permission
from forum.domain.capture import Heard, seconds_since
from forum.domain.commitments import (
    Commitment,
    Editorial,
    Implementation,
    Kind,
    UnknownSpeaker,
    View,
    Visibility,
    key_of,
    require_one_lead,
    require_step,
    written,
)
from forum.domain.dues import parse_due
from forum.domain.people import LANGUAGES
from forum.domain.programme import Forum
from forum.domain.refusals import Missing, UnknownChoice, UnknownLanguage
from forum.services.commitments.desk import changed, checked_text, heard_in, parties_of, party_of, row_of, theme_of
from forum.services.unit import Work, writes
from forum.store import commitments, people
from forum.store.commitments import CommitmentRow

#: a Sustainable Development Goal or one of its targets; more than these nobody serves at once
SDG, MOST_SDGS = re.compile(r"([1-9]|1[0-7])(\.([1-9][0-9]?|[a-z]))?"), 40


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


@writes
def edit(work: Work, slug: str, key: str, wanted: CommitmentIn, *, seen: str | None = None) -> Commitment:
    """Change an entry; the version before stands in its steps. `seen`: see `editions.check`."""
    forum = work.forum(slug, Permission.EDIT_COMMITMENT)
    row = row_of(work, forum, key)
    lead, partners = party_of(work, forum, wanted.lead), parties_of(work, forum, wanted.partners)
    require_one_lead(lead, partners)
    changes = _changes(work, forum, wanted)
    _check_seen(work, row, seen, wanted)
    before = {name: _plain(getattr(row, name)) for name, value in changes.items() if getattr(row, name) != value}
    for name, value in changes.items():
        setattr(row, name, value)
    commitments.set_parties(work.db, row, lead, partners)
    return changed(work, forum, row, "edited", {"before": before})


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
    row = row_of(work, forum, key)
    speaker = people.person_by_key(work.db, forum.id, person)
    if speaker is None:
        raise UnknownSpeaker(field="person", person=person)
    before = row.speaker_id
    heard = [one for one in heard_in(work, row.sitting_id) if one.person_id == speaker.id]
    turn = heard[-1] if heard else Heard()
    row.speaker_id, row.walk_in_id, row.capacity = speaker.id, None, speaker.constituency.value
    row.turn, row.turn_seconds = turn.turn, seconds_since(turn.started_at, row.spoken_at)
    return changed(work, forum, row, "rebound", {"before": before, "after": speaker.id})


@writes
def step(work: Work, slug: str, key: str, wanted: Editorial, *, reason: str = "") -> Commitment:
    """Take the editorial state to `wanted`, where the table of steps allows it."""
    forum = work.forum(slug, Permission.EDIT_COMMITMENT)
    row = row_of(work, forum, key)
    require_step(Editorial(row.editorial), wanted)
    body: dict[str, object] = {"before": row.editorial, "after": wanted.value, "reason": checked_text(reason, "reason")}
    row.editorial = wanted.value
    return changed(work, forum, row, "editorial", body)


@writes
def report_progress(work: Work, slug: str, key: str, wanted: Implementation, *, note: str = "") -> Commitment:
    """Note what came of it; the moment of the note makes the entry fresh again."""
    forum = work.forum(slug, Permission.EDIT_COMMITMENT)
    row = row_of(work, forum, key)
    body: dict[str, object] = {"before": row.implementation, "after": wanted.value, "note": checked_text(note, "note")}
    row.implementation, row.reported_at = wanted.value, work.now
    return changed(work, forum, row, "implementation", body)


def _changes(work: Work, forum: Forum, wanted: CommitmentIn) -> dict[str, Any]:
    due = parse_due(wanted.due)
    if wanted.language not in LANGUAGES:
        raise UnknownLanguage(field="language", language=wanted.language)
    if (wanted.amount is not None) != bool(wanted.currency):
        raise Missing(field="amount" if wanted.currency else "currency")
    return {
        "text": checked_text(wanted.text, "text"),
        "kind": wanted.kind.value,
        "language": wanted.language,
        "theme": theme_of(work, forum, wanted.theme),
        "due_on": due.on,
        "due_precision": due.precision.value,
        "amount": wanted.amount,
        "currency": wanted.currency.upper(),
        "measure": checked_text(wanted.measure, "measure"),
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


def _plain(value: Any) -> object:
    return value if isinstance(value, str | int | float | bool | list | None) else str(value)
