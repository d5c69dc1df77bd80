"""Rows of the planner: timetables that it made, or that were held, with request, proof and figures."""

import datetime as dt
from collections.abc import Collection
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from forum.domain.planning import Plan, Purpose
from forum.store.engine import Instant


class PlanRow(SQLModel, table=True):
    """A timetable that the planner made, with its request, its proof and its figures (plan-file documents)."""

    __tablename__ = "plan"
    __table_args__ = (sa.UniqueConstraint("job", "policy"),)
    id: int | None = Field(default=None, primary_key=True)
    forum_id: int = Field(foreign_key="forum.id", index=True)
    policy: str
    status: str
    request: dict[str, Any] = Field(sa_type=sa.JSON)
    result: dict[str, Any] = Field(sa_type=sa.JSON)
    created_at: dt.datetime = Field(sa_type=Instant)
    created_by: int | None = None
    accepted_at: dt.datetime | None = Field(default=None, sa_type=Instant)
    #: plan, price, replan
    purpose: str = "plan"
    job: str | None = None
    asked_by: int | None = None
    asked_at: dt.datetime | None = Field(default=None, sa_type=Instant)
    fingerprint: str = Field(default="", index=True)


def plan_of(row: PlanRow) -> Plan:
    """The domain value of a row."""
    return Plan(**row.model_dump(exclude={"id", "purpose"}), id=row.id or 0, purpose=Purpose(row.purpose))


def add(db: Session, plan: Plan) -> Plan:
    """Keep a new plan; gives it with its id."""
    plain = asdict(plan)
    del plain["id"]
    row = PlanRow(**plain)
    db.add(row)
    db.flush()
    return plan_of(row)


def by_id(db: Session, forum_id: int, plan_id: int) -> Plan | None:
    """The plan with that number, if of that forum."""
    row = db.exec(select(PlanRow).where(PlanRow.forum_id == forum_id, PlanRow.id == plan_id)).first()
    return plan_of(row) if row else None


def plans(db: Session, forum_id: int, *, limit: int = 20, purposes: Collection[Purpose] = tuple(Purpose)) -> list[Plan]:
    """The plans of a forum made for one of these purposes, newest first; the timetable held is not one of them."""
    wanted = col(PlanRow.purpose).in_([purpose.value for purpose in purposes])
    query = select(PlanRow).where(PlanRow.forum_id == forum_id, PlanRow.policy != "held", wanted)
    return [plan_of(row) for row in db.exec(query.order_by(col(PlanRow.id).desc()).limit(limit))]


def made_by(db: Session, job: str) -> list[Plan]:
    """The plans that a job has kept so far."""
    query = select(PlanRow).where(PlanRow.job == job).order_by(col(PlanRow.id))
    return [plan_of(row) for row in db.exec(query)]


def answers(db: Session, forum_id: int, fingerprint: str) -> dict[str, Plan]:
    """The newest usable answer of each policy to one question; an optimal one before any other."""
    query = select(PlanRow).where(PlanRow.forum_id == forum_id, PlanRow.fingerprint == fingerprint)
    found = [plan_of(row) for row in db.exec(query.where(PlanRow.policy != "held"))]
    known = [each for each in found if each.is_usable and each.purpose is not Purpose.REPLAN]
    return {each.policy: each for each in sorted(known, key=lambda each: (each.status == "optimal", each.id))}


def held(db: Session, forum_id: int) -> Plan | None:
    """The timetable as it was held, where one was given."""
    query = select(PlanRow).where(PlanRow.forum_id == forum_id, PlanRow.policy == "held")
    row = db.exec(query.order_by(col(PlanRow.id).desc())).first()
    return plan_of(row) if row else None


def mark_accepted(db: Session, plan_id: int, at: dt.datetime) -> None:
    """Note that the draft took over this plan's times."""
    db.connection().execute(sa.update(PlanRow).where(col(PlanRow.id) == plan_id).values(accepted_at=at))
    db.expire_all()


def last_accepted(db: Session, forum_id: int) -> Plan | None:
    """The plan that the draft took over last."""
    query = select(PlanRow).where(PlanRow.forum_id == forum_id, col(PlanRow.accepted_at).is_not(None))
    row = db.exec(query.order_by(col(PlanRow.accepted_at).desc(), col(PlanRow.id).desc())).first()
    return plan_of(row) if row else None
