"""Rows of rulesets: each version that a forum has had; the newest holds."""

import datetime as dt
import tomllib
from functools import cache
from importlib import resources
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from forum.domain.speaking.document import DEFAULT, Document
from forum.domain.speaking.versions import Version
from forum.store.engine import Instant
from forum.store.people import PersonRow


class RulesetRow(SQLModel, table=True):
    """One version of a forum's ruleset; never changed, `number` counts from 1."""

    __tablename__ = "ruleset_version"
    __table_args__ = (sa.UniqueConstraint("forum_id", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    forum_id: int = Field(foreign_key="forum.id", index=True)
    number: int
    #: what made it: "adopted", "edited", "uploaded", "restored", "inherited"
    act: str
    #: what it was made of: a preset, a path of the ruleset, a file, a number
    subject: str = ""
    body: dict[str, Any] = Field(sa_type=sa.JSON)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    at: dt.datetime = Field(sa_type=Instant)


@cache
def shipped() -> Document:
    """The ruleset that a forum has where nobody chose another, as it is shipped."""
    file = resources.files("forum.examples") / "rulesets" / f"{DEFAULT}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def latest(db: Session, forum_id: int) -> Version | None:
    """The version that holds; None where the forum has chosen none."""
    return next(iter(_versions(db, forum_id, 1)), None)


def versions(db: Session, forum_id: int) -> list[Version]:
    """Every version, the newest first."""
    return _versions(db, forum_id)


def _versions(db: Session, forum_id: int, most: int | None = None) -> list[Version]:
    query = (
        select(RulesetRow, PersonRow)
        .join(PersonRow, col(PersonRow.id) == col(RulesetRow.person_id), isouter=True)
        .where(RulesetRow.forum_id == forum_id)
        .order_by(col(RulesetRow.number).desc())
        .limit(most)
    )
    return [_version_of(row, person) for row, person in db.exec(query)]


def _version_of(row: RulesetRow, person: PersonRow | None) -> Version:
    return Version(
        number=row.number,
        act=row.act,
        subject=row.subject,
        document=row.body,
        by=(person.name or person.function) if person else "",
        at=row.at,
    )


def keep(db: Session, forum_id: int, version: Version, person_id: int | None) -> None:
    """Add a version."""
    row = RulesetRow(
        forum_id=forum_id,
        number=version.number,
        act=version.act,
        subject=version.subject,
        body=dict(version.document),
        person_id=person_id,
        at=version.at,
    )
    db.add(row)
    db.flush()
