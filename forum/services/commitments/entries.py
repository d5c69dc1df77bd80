"""Entries that come into the register: a captured line, or what published sources name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from forum.domain.access import Permission
from forum.domain.audit import Tag
from forum.domain.commitments import Kind, Party, View, Visibility, key_of
from forum.domain.dues import parse_due
from forum.domain.programme import Forum
from forum.services.commitments.desk import channel, checked_text, party_of, theme_of
from forum.services.unit import Work, writes
from forum.store import commitments
from forum.store.commitments import CommitmentRow


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


@writes
def import_register(work: Work, slug: str, entries: Sequence[EntryIn]) -> list[str]:
    """Enter what published sources name; an entry that stands already (same lead, kind and source) is left alone."""
    forum = work.forum(slug, Permission.CAPTURE)
    known = commitments.commitments(work.db, forum.id, View.SECRETARIAT, work.now)
    there = {(found.lead.key, found.kind, found.source.citation) for found in known if found.lead}
    added: list[str] = []
    for wanted in entries:
        lead = party_of(work, forum, wanted.lead)
        if lead and (lead.key, wanted.kind, wanted.citation) not in there:
            added.append(_enter(work, forum, wanted, lead))
    work.announce(channel(forum), keys=added)
    return added


def _enter(work: Work, forum: Forum, wanted: EntryIn, lead: Party) -> str:
    due = parse_due(wanted.due)
    row = CommitmentRow(
        forum_id=forum.id,
        number=commitments.next_number(work.db, forum.id),
        kind=wanted.kind.value,
        text=checked_text(wanted.text, "text"),
        language=wanted.language,
        theme=theme_of(work, forum, wanted.theme),
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
