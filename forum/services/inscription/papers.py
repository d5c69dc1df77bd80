"""The text of a statement for the interpreters: handed in, read by those who may, taken away."""

from __future__ import annotations

import hashlib

from forum.domain.access import Permission, may
from forum.domain.audit import Tag
from forum.domain.inscription.refused import SittingHasBegun
from forum.domain.inscription.values import Paper, dues
from forum.domain.refusals import Unknown
from forum.services.inscription.entries import turn
from forum.services.inscription.table import entry_of, occasion_of, table_of, target_of
from forum.services.unit import Work, reads, writes_in_turn
from forum.store import inscription, people


@writes_in_turn(turn)
def keep_paper(work: Work, slug: str, key: str, entry_id: int, *, kind: str, name: str, data: bytes) -> Paper:
    """Keep the text of an entry in place of an earlier one; `kind` is what its bytes are, not what it is called.

    After the time by which texts are due it is kept too, and marked as late.
    """
    table = table_of(work, slug, key, Permission.SEE_SPEAKERS)
    entry, _speaker = entry_of(work, table, entry_id)
    occasion = occasion_of(work, table)
    if work.now >= occasion.start:
        raise SittingHasBegun
    due = dues(occasion.rules, occasion.start).text
    paper = Paper(
        entry_id=entry.id,
        kind=kind,
        name=name,
        size=len(data),
        digest=hashlib.sha256(data).hexdigest(),
        at=work.now,
        is_late=due is not None and work.now > due,
    )
    inscription.keep_paper(work.db, paper, data)
    facts = {"entry": entry.id, "kind": kind, "size": paper.size, "digest": paper.digest}
    work.audit(Tag.PAPER_KEPT, f"sitting:{key}/speakers", forum_id=table.forum.id, **facts)
    return paper


@writes_in_turn(turn)
def remove_paper(work: Work, slug: str, key: str, entry_id: int) -> None:
    """Take the text of an entry away. Refuses `Unknown` where there is none."""
    table = table_of(work, slug, key, Permission.SEE_SPEAKERS)
    entry_of(work, table, entry_id)
    if not inscription.drop_paper(work.db, entry_id):
        raise Unknown(what="text", key=str(entry_id))
    work.audit(Tag.PAPER_REMOVED, f"sitting:{key}/speakers", forum_id=table.forum.id, entry=entry_id)


@reads
def paper(work: Work, slug: str, key: str, entry_id: int) -> tuple[Paper, bytes]:
    """The text of an entry with its bytes. For who may not read it there is none (`Unknown`)."""
    table = table_of(work, slug, key, Permission.SEE_SPEAKERS)
    entry = inscription.entry(work.db, table.the_list().id, entry_id)
    speaker = people.person_by_id(work.db, table.forum.id, entry.person_id) if entry else None
    found = inscription.papers(work.db, [entry_id]).get(entry_id)
    if speaker is None or found is None or not may(work.actor, Permission.READ_PAPER, target_of(table.forum, speaker)):
        raise Unknown(what="text", key=str(entry_id))
    return found, inscription.paper_bytes(work.db, entry_id)
