"""Rows of allocations that were kept: each decision with its figures, never changed."""

import datetime as dt
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from forum.domain.speaking.allocation import Among, Decision, Measure, Share
from forum.domain.speaking.apportion import Method
from forum.store.engine import Instant
from forum.store.people import PersonRow


class AllocationRow(SQLModel, table=True):
    """One decision; `number` counts those of the forum from 1, the newest of a sitting holds."""

    __tablename__ = "allocation"
    __table_args__ = (sa.UniqueConstraint("forum_id", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    forum_id: int = Field(foreign_key="forum.id", index=True)
    number: int
    #: the key of the sitting; empty for the whole forum
    sitting: str = ""
    measure: str
    among: str
    method: str
    seats: int
    rest: int = 0
    #: [key, exact share as "a/b", granted, in the end], in the order of the claims
    shares: list[Any] = Field(default_factory=list, sa_type=sa.JSON)
    #: the parameters that ask the same again
    fields: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    at: dt.datetime = Field(sa_type=Instant)


def of_forum(db: Session, forum_id: int) -> list[Decision]:
    """Every decision of a forum, the newest first."""
    query = (
        select(AllocationRow, PersonRow)
        .join(PersonRow, col(PersonRow.id) == col(AllocationRow.person_id), isouter=True)
        .where(AllocationRow.forum_id == forum_id)
        .order_by(col(AllocationRow.number).desc())
    )
    return [_decision_of(row, person) for row, person in db.exec(query)]


def _decision_of(row: AllocationRow, person: PersonRow | None) -> Decision:
    shares = (
        Share(key=key, quota=Fraction(quota), seats=seats, given=given) for key, quota, seats, given in row.shares
    )
    return Decision(
        number=row.number,
        sitting=row.sitting,
        measure=Measure(row.measure),
        among=Among(row.among),
        method=Method(row.method),
        seats=row.seats,
        left=row.rest,
        shares=tuple(shares),
        fields=row.fields,
        at=row.at,
        by=(person.name or person.function) if person else "",
    )


def keep(db: Session, forum_id: int, decision: Decision, person_id: int | None) -> None:
    """Add a decision."""
    row = AllocationRow(
        forum_id=forum_id,
        number=decision.number,
        sitting=decision.sitting,
        measure=decision.measure.value,
        among=decision.among.value,
        method=decision.method.value,
        seats=decision.seats,
        rest=decision.left,
        shares=[[each.key, str(each.quota), each.seats, each.given] for each in decision.shares],
        fields=dict(decision.fields),
        person_id=person_id,
        at=decision.at,
    )
    db.add(row)
    db.flush()
