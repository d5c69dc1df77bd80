"""Rows of capture: the rapporteur's lines as typed, and who may be meant by a handle."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Field, SQLModel, col, select

from forum.domain.capture import Heard, LineKind, Logged
from forum.domain.commitments import Party, key_of
from forum.domain.floor.state import State, Turn
from forum.store import floor
from forum.store.commitments import CommitmentRow
from forum.store.engine import Db, Instant
from forum.store.people import DelegationRow, OrganizationRow, PersonRow, persons


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
    walk_in_id: int | None = Field(default=None, foreign_key="floor_text.id")
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


def logged(db: Db, rows: Sequence[CaptureLineRow], unknown: tuple[str, ...] = ()) -> list[Logged]:
    """Lines as the log shows them, with the people and the commitments that they name."""
    if not rows:
        return []
    ids = {row.speaker_id for row in rows} | {row.author_id for row in rows}
    people = {one.id: one for one in persons(db, rows[0].forum_id, col(PersonRow.id).in_(ids))}
    made = select(CommitmentRow).where(col(CommitmentRow.id).in_({row.commitment_id for row in rows}))
    keys = {row.id: key_of(row.number) for row in db.exec(made)}
    texts = floor.texts(db, rows[0].sitting_id) if any(row.walk_in_id for row in rows) else {}
    found = []
    for row in rows:
        speaker, author = people.get(row.speaker_id or 0), people.get(row.author_id or 0)
        walk_in = texts.get(row.walk_in_id or 0, {})
        found.append(
            Logged(
                id=row.id or 0,
                client_id=row.client_id,
                line=row.line,
                kind=LineKind(row.kind),
                at=row.first_key_at,
                speaker=speaker.label if speaker else walk_in.get("name") or walk_in.get("function") or "",
                speaker_state=speaker.state if speaker else walk_in.get("state") or None,
                author=author.label if author else "",
                commitment=keys.get(row.commitment_id, ""),
                unknown=unknown,
            )
        )
    return found


def heard_at(db: Db, sitting_id: int, at: dt.datetime) -> Heard:
    """Who had the floor of a sitting at that moment, by the floor's own log."""
    state = floor.state(db, sitting_id)
    turn = next((turn for turn in reversed(_turns(state)) if _holds(turn, at)), None)
    return _heard(state, turn)


def heard_in(db: Db, sitting_id: int) -> list[Heard]:
    """Everybody who had the floor of a sitting, in their order."""
    state = floor.state(db, sitting_id)
    return [_heard(state, turn) for turn in _turns(state)]


def _turns(state: State) -> tuple[Turn, ...]:
    return (*state.turns, *((state.turn,) if state.turn else ()))


def _holds(turn: Turn, at: dt.datetime) -> bool:
    return turn.started_at <= at and (turn.ended_at is None or at < turn.ended_at)


def _heard(state: State, turn: Turn | None) -> Heard:
    if turn is None:
        return Heard(opened_at=state.opened_at)
    return Heard(
        turn=turn.key,
        person_id=turn.entry.person_id,
        walk_in_id=turn.entry.text_id if turn.entry.person_id is None else None,
        capacity=turn.entry.constituency,
        started_at=turn.started_at,
        opened_at=state.opened_at,
    )


def parties(db: Db, forum_id: int) -> dict[str, list[Party]]:
    """Handle -> who may be meant by it: key or acronym of an organization, key or State of a delegation, folded.

    The delegation of an organization means the organization; the acronym of an archived one is free for others.
    """
    found: dict[str, list[Party]] = {}
    known: dict[int | None, Party] = {}
    for row in db.exec(select(OrganizationRow).where(OrganizationRow.forum_id == forum_id)):
        party = known[row.id] = Party(key=row.key, name=row.name, organization_id=row.id)
        for handle in {row.key.casefold(), "" if row.is_archived else row.acronym.casefold()} - {""}:
            found.setdefault(handle, []).append(party)
    for place in db.exec(select(DelegationRow).where(DelegationRow.forum_id == forum_id)):
        party = known.get(place.organization_id) or Party(key=place.key, state=place.state, delegation_id=place.id)
        for handle in {place.key.casefold(), (place.state or "").casefold()} - {""}:
            found.setdefault(handle, []).append(party)
    return found
