"""What the constituencies say beside an entry."""

from __future__ import annotations

from typing import Any

from forum.domain.access import Permission
from forum.domain.audit import Tag
from forum.domain.commitments import Commitment, Stance, key_of
from forum.domain.people import Constituency
from forum.services.commitments.desk import changed, checked_text, row_of
from forum.services.unit import Work, writes
from forum.store import commitments
from forum.store.commitments import CommitmentRow, ReactionRow


@writes
def react(work: Work, slug: str, key: str, constituency: Constituency, stance: Stance, text: str = "") -> Commitment:
    """Put what a constituency says beside the commitment; who may not see the entry cannot react to it."""
    forum = work.forum(slug, Permission.REACT, constituency=constituency)
    row = row_of(work, forum, key)
    add_reaction(work, row, constituency, stance, text, None, work.actor.person_id)
    return changed(work, forum, row, None, {})


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
        text=checked_text(text, "text"),
        turn=turn,
        speaker_id=speaker_id,
        at=work.now,
        created_by=work.actor.person_id,
    )
    work.db.add(reaction)
    body: dict[str, Any] = {"constituency": constituency.value, "stance": stance.value}
    commitments.add_step(work.db, row.id or 0, "reaction", work.now, work.actor.person_id, body)
    work.audit(Tag.REACTION_RECORDED, f"commitment:{key_of(row.number)}", forum_id=row.forum_id, **body)
