"""Rows of capture: the rapporteur's lines as typed, and who may be meant by a handle."""

import datetime as dt

import sqlalchemy as sa
from sqlmodel import Field, SQLModel, col, select

from forum.domain.commitments import Party
from forum.store.engine import Db, Instant
from forum.store.people import DelegationRow, OrganizationRow


class CaptureLineRow(SQLModel, table=True):
    """A line as a rapporteur typed it; the client-made id makes sending it again safe."""

    __tablename__ = "capture_line"
    __table_args__ = (sa.UniqueConstraint("forum_id", "client_id"),)
    id: int | None = Field(default=None, primary_key=True)
    forum_id: int = Field(foreign_key="forum.id", index=True)
    sitting_id: int = Field(foreign_key="sitting.id", index=True)
    client_id: str
    author_id: int | None = Field(default=None, foreign_key="person.id")
    line: str
    kind: str
    turn: int | None = None
    speaker_id: int | None = Field(default=None, foreign_key="person.id")
    first_key_at: dt.datetime = Field(sa_type=Instant)
    saved_at: dt.datetime = Field(sa_type=Instant)
    commitment_id: int | None = Field(default=None, foreign_key="commitment.id")


def line_by_client_id(db: Db, forum_id: int, client_id: str) -> CaptureLineRow | None:
    """The line that was saved under that id, if it was."""
    query = select(CaptureLineRow).where(CaptureLineRow.forum_id == forum_id, CaptureLineRow.client_id == client_id)
    return db.exec(query).first()


def last_line(db: Db, sitting_id: int, author_id: int | None) -> CaptureLineRow | None:
    """The newest line of one author that made a commitment in a sitting: what a correction is about."""
    query = (
        select(CaptureLineRow)
        .where(CaptureLineRow.sitting_id == sitting_id, CaptureLineRow.author_id == author_id)
        .where(CaptureLineRow.kind == "commitment")
        .order_by(col(CaptureLineRow.id).desc())
    )
    return db.exec(query).first()


def lines(db: Db, sitting_id: int, *, limit: int = 200) -> list[CaptureLineRow]:
    """The newest lines of a sitting, newest first."""
    query = select(CaptureLineRow).where(CaptureLineRow.sitting_id == sitting_id)
    return list(db.exec(query.order_by(col(CaptureLineRow.id).desc()).limit(limit)))


def parties(db: Db, forum_id: int) -> dict[str, list[Party]]:
    """Handle -> who may be meant by it: key or acronym of an organization, key or State of a delegation, folded."""
    found: dict[str, list[Party]] = {}
    for row in db.exec(select(OrganizationRow).where(OrganizationRow.forum_id == forum_id)):
        party = Party(key=row.key, name=row.name, organization_id=row.id)
        for handle in {row.key.casefold(), row.acronym.casefold()} - {""}:
            found.setdefault(handle, []).append(party)
    for place in db.exec(select(DelegationRow).where(DelegationRow.forum_id == forum_id)):
        party = Party(key=place.key, state=place.state, delegation_id=place.id)
        for handle in {place.key.casefold(), (place.state or "").casefold()} - {""}:
            found.setdefault(handle, []).append(party)
    return found
