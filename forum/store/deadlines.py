"""What was promised until when, for the calendars of those who promised it."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col, select

from forum.domain.commitments import SEEN_FROM, Editorial, Implementation, View
from forum.domain.commitments import key_of as commitment_key
from forum.domain.dues import Due, Precision
from forum.domain.feeds import Deadline
from forum.store.commitments import CommitmentRow, StepRow
from forum.store.engine import Db


@dataclass(frozen=True, kw_only=True)
class Promised:
    """A commitment with a due date, for the calendars of those whom its lead sends: a delegation or an organization."""

    delegation_id: int | None
    organization_id: int | None
    hidden_until: dt.datetime | None
    deadline: Deadline


def promised(db: Db, forum_id: int) -> list[Promised]:
    """Every commitment with a due date that participants may see, now or after its embargo, by number."""
    seen = [visibility.value for visibility, least in SEEN_FROM.items() if least <= View.PARTICIPANT]
    last = sa.func.max(col(StepRow.id)).label("last")
    newest = sa.select(col(StepRow.commitment_id), last).group_by(col(StepRow.commitment_id)).subquery()
    query = (
        select(CommitmentRow, StepRow)
        .join(newest, newest.c.commitment_id == col(CommitmentRow.id), isouter=True)
        .join(StepRow, col(StepRow.id) == newest.c.last, isouter=True)
        .where(CommitmentRow.forum_id == forum_id, col(CommitmentRow.due_on).is_not(None))
        .where(col(CommitmentRow.visibility).in_(seen))
        .order_by(col(CommitmentRow.number))
    )
    return [_promised(row, step) for row, step in db.exec(query)]


def _promised(row: CommitmentRow, step: StepRow | None) -> Promised:
    moments = [row.created_at, *([step.at] if step else []), *([row.embargo_until] if row.embargo_until else [])]
    deadline = Deadline(
        key=commitment_key(row.number),
        text=row.text,
        text_language=row.language,
        due=Due(precision=Precision(row.due_precision), on=row.due_on),
        sequence=row.version,
        modified_at=max(moments),
        is_off=row.editorial == Editorial.WITHDRAWN or row.implementation == Implementation.DISCONTINUED,
    )
    return Promised(
        delegation_id=row.lead_delegation_id,
        organization_id=row.lead_organization_id,
        hidden_until=row.embargo_until,
        deadline=deadline,
    )
