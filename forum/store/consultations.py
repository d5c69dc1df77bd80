"""Rows of consultations: what is consulted about, and its steps, which are only ever added."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from forum.domain.consultation.record import Act, Consultation, Draft, Stage, Step, addressee_of
from forum.domain.consultation.snapshots import Line, Subject
from forum.store.engine import Instant


class ConsultationRow(SQLModel, table=True):
    """One consultation as it stands now."""

    __tablename__ = "consultation"
    __table_args__ = (sa.UniqueConstraint("forum_id", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    forum_id: int = Field(foreign_key="forum.id", index=True)
    number: int
    subject: str
    #: the key of the one sitting that it is about; empty for the whole forum
    sitting: str = ""
    title: str
    text: str = ""
    language: str = "en"
    addressees: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    answer_by: dt.datetime = Field(sa_type=Instant)
    stage: str = "draft"
    round: int = 0
    is_published: bool = False


class ConsultationStepRow(SQLModel, table=True):
    """One step of a consultation: append only. Who took it stands by number, with the function of that day."""

    __tablename__ = "consultation_step"
    __table_args__ = (sa.UniqueConstraint("consultation_id", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    number: int
    at: dt.datetime = Field(sa_type=Instant)
    act: str
    round: int
    person_id: int | None = Field(default=None, foreign_key="person.id")
    function: str = ""
    #: code of the group; empty for the secretariat
    behalf: str = ""
    text: str = ""
    refers_to: int | None = None
    about: str = ""
    body: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)


def _draft_of(row: ConsultationRow) -> Draft:
    return Draft(
        subject=Subject(row.subject),
        sitting=row.sitting,
        title=row.title,
        text=row.text,
        language=row.language,
        addressees=tuple(map(addressee_of, row.addressees)),
        answer_by=row.answer_by,
    )


def _step_of(row: ConsultationStepRow) -> Step:
    by = row.body.get("answer_by")
    return Step(
        number=row.number,
        at=row.at,
        act=Act(row.act),
        round=row.round,
        person_id=row.person_id,
        function=row.function,
        behalf=addressee_of(row.behalf) if row.behalf else None,
        text=row.text,
        of=row.refers_to,
        about=row.about,
        title=row.body.get("title", ""),
        lines=tuple(Line(key=key, facts=facts) for key, facts in row.body.get("lines", ())),
        answer_by=dt.datetime.fromisoformat(by) if by else None,
        silent=tuple(map(addressee_of, row.body.get("silent", ()))),
    )


def _body_of(step: Step) -> dict[str, Any]:
    said: dict[str, Any] = {"title": step.title} if step.title else {}
    if step.lines:
        said["lines"] = [[line.key, dict(line.facts)] for line in step.lines]
    if step.answer_by:
        said["answer_by"] = step.answer_by.isoformat()
    if step.silent:
        said["silent"] = [each.code for each in step.silent]
    return said


def of_forum(db: Session, forum_id: int, *conditions: Any) -> list[Consultation]:
    """The consultations of a forum with their steps, newest first."""
    query = select(ConsultationRow).where(ConsultationRow.forum_id == forum_id, *conditions)
    rows = list(db.exec(query.order_by(col(ConsultationRow.number).desc())))
    steps = _steps(db, [row.id or 0 for row in rows])
    return [
        Consultation(
            id=row.id or 0,
            forum_id=row.forum_id,
            number=row.number,
            draft=_draft_of(row),
            stage=Stage(row.stage),
            round=row.round,
            is_published=row.is_published,
            steps=tuple(steps.get(row.id or 0, ())),
        )
        for row in rows
    ]


def _steps(db: Session, ids: Sequence[int]) -> dict[int, list[Step]]:
    query = select(ConsultationStepRow).where(col(ConsultationStepRow.consultation_id).in_(ids))
    found: dict[int, list[Step]] = {}
    for row in db.exec(query.order_by(col(ConsultationStepRow.number))):
        found.setdefault(row.consultation_id, []).append(_step_of(row))
    return found


def by_number(db: Session, forum_id: int, number: int) -> Consultation | None:
    """The consultation with that number in that forum."""
    return next(iter(of_forum(db, forum_id, ConsultationRow.number == number)), None)


def add(db: Session, forum_id: int, draft: Draft) -> Consultation:
    """Keep a new draft under the next number of its forum."""
    highest = select(sa.func.max(ConsultationRow.number)).where(ConsultationRow.forum_id == forum_id)
    number = (db.exec(highest).first() or 0) + 1
    db.add(ConsultationRow(forum_id=forum_id, number=number, **_plain(draft)))
    db.flush()
    found = by_number(db, forum_id, number)
    assert found is not None
    return found


def _plain(draft: Draft) -> dict[str, Any]:
    return {
        "subject": draft.subject.value,
        "sitting": draft.sitting,
        "title": draft.title,
        "text": draft.text,
        "language": draft.language,
        "addressees": [each.code for each in draft.addressees],
        "answer_by": draft.answer_by,
    }


def save_draft(db: Session, consultation: Consultation, draft: Draft) -> None:
    """Keep what a draft says now."""
    row = db.get_one(ConsultationRow, consultation.id)
    row.sqlmodel_update(_plain(draft))
    db.add(row)
    db.flush()


def add_step(db: Session, consultation: Consultation, step: Step, stage: Stage) -> None:
    """Append a step, and the stage, round and publicity that it brings about."""
    row = db.get_one(ConsultationRow, consultation.id)
    row.stage, row.round = stage.value, step.round
    row.is_published = row.is_published or step.act is Act.PUBLISHED
    kept = ConsultationStepRow(
        consultation_id=consultation.id,
        number=step.number,
        at=step.at,
        act=step.act.value,
        round=step.round,
        person_id=step.person_id,
        function=step.function,
        behalf=step.behalf.code if step.behalf else "",
        text=step.text,
        refers_to=step.of,
        about=step.about,
        body=_body_of(step),
    )
    db.add(row)
    db.add(kept)
    db.flush()
