"""Rows of reports: what the Office has said of the document itself."""

import datetime as dt
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel

from forum.domain.reporting import Header
from forum.store.engine import Instant


class ReportHeaderRow(SQLModel, table=True):
    """The header lines of a forum's report; a line that is not named is empty."""

    __tablename__ = "report_header"
    forum_id: int = Field(foreign_key="forum.id", primary_key=True)
    lines: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    changed_at: dt.datetime = Field(sa_type=Instant)


def header(db: Session, forum_id: int) -> Header:
    """The header of a forum's report; all lines empty where nobody has written one."""
    row = db.get(ReportHeaderRow, forum_id)
    known = {name: value for name, value in row.lines.items() if name in Header.__slots__} if row else {}
    return Header(**known)


def save_header(db: Session, forum_id: int, written: Header, now: dt.datetime) -> None:
    """Keep the header of a forum's report."""
    row = db.get(ReportHeaderRow, forum_id) or ReportHeaderRow(forum_id=forum_id, changed_at=now)
    row.lines, row.changed_at = asdict(written), now
    db.add(row)
    db.flush()
