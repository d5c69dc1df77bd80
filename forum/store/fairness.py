"""Rows of statements of fairness: the question, the proof and the figures of a release, kept as they were."""

import datetime as dt
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, select

from forum.domain.fairness import Figures, Proof, Record, restored
from forum.store.engine import Instant


class StatementRow(SQLModel, table=True):
    """What a release was made for and what was proven of it; the figures follow when they are made."""

    __tablename__ = "statement"
    release_id: int = Field(foreign_key="release.id", primary_key=True)
    question: dict[str, Any] = Field(sa_type=sa.JSON)
    proof: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON)
    figures: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON)
    tz_release: str
    made_at: dt.datetime = Field(sa_type=Instant)


def record_of(row: StatementRow) -> Record:
    """The domain value of a row."""
    proof = Proof(**{**row.proof, "locked": tuple(row.proof["locked"])}) if row.proof else None
    return Record(
        release_id=row.release_id,
        question=row.question,
        proof=proof,
        tz_release=row.tz_release,
        figures=restored(row.figures) if row.figures else None,
    )


def add(db: Session, record: Record, now: dt.datetime) -> None:
    """Keep the record of a new release."""
    proof = asdict(record.proof) if record.proof else None
    row = StatementRow(
        release_id=record.release_id,
        question=dict(record.question),
        proof=proof,
        tz_release=record.tz_release,
        made_at=now,
    )
    db.add(row)
    db.flush()


def by_release(db: Session, release_id: int) -> Record | None:
    """What was kept with a release."""
    row = db.exec(select(StatementRow).where(StatementRow.release_id == release_id)).first()
    return record_of(row) if row else None


def exists(db: Session, release_id: int) -> bool:
    """Whether something was kept with a release."""
    return db.exec(select(StatementRow.release_id).where(StatementRow.release_id == release_id)).first() is not None


def complete(db: Session, release_id: int, figures: Figures) -> None:
    """Keep the figures of a release, once."""
    row = db.exec(select(StatementRow).where(StatementRow.release_id == release_id)).one()
    if not row.figures:
        row.figures = asdict(figures)
        db.add(row)
        db.flush()
