"""Rows of mail about changes: notices, the letters of each, the answers of people."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel, col, select

from forum.domain.answers import Answer, Given
from forum.domain.invitations import Method, Notice, NoticeState, SlotTime
from forum.domain.letters import Letter, LetterState
from forum.domain.programme import Release, Sitting
from forum.store import programme
from forum.store.engine import Db, Instant


class NoticeRow(SQLModel, table=True):
    """One change that is told; `slot_key` is empty where it is the sitting itself that changes."""

    __tablename__ = "notice"
    id: int | None = Field(default=None, primary_key=True)
    forum_id: int = Field(foreign_key="forum.id", index=True)
    sitting_id: int = Field(foreign_key="sitting.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    slot_key: str = ""
    #: the release that people knew before (0: the sitting was in none) and the one that is told of
    from_release: int
    to_release: int
    slot_before: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON)
    slot_after: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON)
    first_at: dt.datetime = Field(sa_type=Instant)
    changed_at: dt.datetime = Field(sa_type=Instant)
    due_at: dt.datetime | None = Field(default=None, sa_type=Instant)
    #: waiting, held, sending, sent, dropped
    state: str = Field(index=True)
    revision: int
    begun_at: dt.datetime | None = Field(default=None, sa_type=Instant)


class LetterRow(SQLModel, table=True):
    """One person's letter of a notice: unique, so that it is written once however often the work is begun."""

    __tablename__ = "letter"
    __table_args__ = (sa.UniqueConstraint("notice_id", "person_id"),)
    id: int | None = Field(default=None, primary_key=True)
    notice_id: int = Field(foreign_key="notice.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    address: str
    method: str
    sequence: int
    #: waiting, sent, refused, failed
    state: str = "waiting"
    tries: int = 0
    due_at: dt.datetime | None = Field(default=None, sa_type=Instant)
    #: what the mail server said, where it did not take it
    fault: str = ""
    ended_at: dt.datetime | None = Field(default=None, sa_type=Instant)


class AnswerRow(SQLModel, table=True):
    """Whether a person comes to a sitting."""

    __tablename__ = "answer"
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    sitting_id: int = Field(foreign_key="sitting.id", primary_key=True)
    answer: str
    answered_at: dt.datetime = Field(sa_type=Instant)
    #: when the sitting was to be held as the person knew it
    starts_at: dt.datetime = Field(sa_type=Instant)
    ends_at: dt.datetime = Field(sa_type=Instant)
    via: str = "page"


def put(db: Db, notice: Notice, *, from_release: int, to_release: int) -> Notice:
    """Keep a notice, new or changed; what it was compared with first stays."""
    row = db.get(NoticeRow, notice.id) if notice.id else None
    if row is None:
        row = NoticeRow(**_plain(notice), from_release=from_release, to_release=to_release)
    else:
        row.sqlmodel_update({**_plain(notice), "to_release": to_release})
    db.add(row)
    db.flush()
    assert row.id is not None
    return _with_id(notice, row.id)


def _with_id(notice: Notice, number: int) -> Notice:
    return Notice(**{name: getattr(notice, name) for name in Notice.__slots__} | {"id": number})


def _plain(notice: Notice) -> dict[str, Any]:
    return {
        "forum_id": notice.forum_id,
        "sitting_id": notice.after.id,
        "person_id": notice.person_id,
        "slot_key": notice.slot_key,
        "slot_before": _slot_plain(notice.slot_before),
        "slot_after": _slot_plain(notice.slot_after),
        "first_at": notice.first_at,
        "changed_at": notice.changed_at,
        "due_at": notice.due_at,
        "state": notice.state.value,
        "revision": notice.revision,
        "begun_at": notice.begun_at,
    }


def _slot_plain(time: SlotTime | None) -> dict[str, Any] | None:
    return {**asdict(time), "start": time.start.isoformat()} if time else None


def _slot_of(kept: dict[str, Any] | None) -> SlotTime | None:
    return SlotTime(**{**kept, "start": dt.datetime.fromisoformat(kept["start"])}) if kept else None


def save(db: Db, notice: Notice) -> None:
    """Keep a decision: what it compares stays."""
    names = ("due_at", "revision", "begun_at")
    values = {name: getattr(notice, name) for name in names} | {"state": notice.state.value}
    db.connection().execute(sa.update(NoticeRow).where(col(NoticeRow.id) == notice.id).values(**values))
    db.expire_all()


def notices(db: Db, forum_id: int, *conditions: Any, limit: int = 1000) -> list[Notice]:
    """Notices of a forum, newest first."""
    query = select(NoticeRow).where(NoticeRow.forum_id == forum_id, *conditions)
    rows = db.exec(query.order_by(col(NoticeRow.changed_at).desc(), col(NoticeRow.id).desc()).limit(limit)).all()
    numbers = {number for row in rows for number in (row.from_release, row.to_release)}
    releases = {number: programme.release_by_number(db, forum_id, number) for number in numbers}
    return [_notice_of(row, releases) for row in rows]


def _notice_of(row: NoticeRow, releases: dict[int, Release | None]) -> Notice:
    told, known = releases[row.to_release], releases[row.from_release]
    after = _sitting_in(told, row.sitting_id)
    assert after is not None, "a notice tells of a release"
    plain = row.model_dump(exclude={"sitting_id", "from_release", "to_release", "slot_before", "slot_after", "state"})
    return Notice(
        **plain,
        before=_sitting_in(known, row.sitting_id),
        after=after,
        stood_at=_stood_at(after, known, told),
        slot_before=_slot_of(row.slot_before),
        slot_after=_slot_of(row.slot_after),
        state=NoticeState(row.state),
    )


def _stood_at(after: Sitting, known: Release | None, told: Release | None) -> dt.datetime | None:
    """Where people knew it, if the rules by which that was published are others than those in force."""
    before, start = _sitting_in(known, after.id), known.starts.get(after.key) if known else None
    is_told = told is not None and told.starts.get(after.key) == after.start
    return start if before is not None and is_told and start != before.start else None


def _sitting_in(release: Release | None, sitting_id: int) -> Sitting | None:
    return next((each for each in release.sittings if each.id == sitting_id), None) if release else None


def open_notices(db: Db, forum_id: int) -> list[Notice]:
    """What waits or is held."""
    return notices(db, forum_id, col(NoticeRow.state).in_([NoticeState.WAITING.value, NoticeState.HELD.value]))


def changed_since(db: Db, forum_id: int, since: dt.datetime | None, limit: int = 50) -> list[Notice]:
    """What has changed after that moment and was not undone, newest first."""
    later = [col(NoticeRow.changed_at) > since] if since else []
    return notices(db, forum_id, col(NoticeRow.state) != NoticeState.DROPPED.value, *later, limit=limit)


def notice(db: Db, forum_id: int, number: int) -> Notice | None:
    """The notice with that number, if of that forum."""
    return next(iter(notices(db, forum_id, NoticeRow.id == number)), None)


def forum_of_notice(db: Db, number: int) -> int | None:
    """The forum of a notice."""
    row = db.get(NoticeRow, number)
    return row.forum_id if row else None


def letter_of(row: LetterRow) -> Letter:
    """The domain value of a row."""
    plain = row.model_dump(exclude={"id", "method", "state"})
    return Letter(**plain, id=row.id or 0, method=Method(row.method), state=LetterState(row.state))


def add_letters(db: Db, letters: Sequence[Letter]) -> int:
    """Keep those letters that are not there yet; gives how many were new."""
    if not letters:
        return 0
    number = letters[0].notice_id
    query = select(LetterRow.person_id).where(LetterRow.notice_id == number)
    there = set(db.exec(query.where(col(LetterRow.person_id).in_([each.person_id for each in letters]))))
    fresh = [_letter_plain(each) for each in letters if each.person_id not in there]
    if fresh:
        db.connection().execute(sa.insert(LetterRow), fresh)
    return len(fresh)


def _letter_plain(letter: Letter) -> dict[str, Any]:
    plain = {name: getattr(letter, name) for name in Letter.__slots__ if name != "id"}
    return plain | {"method": letter.method.value, "state": letter.state.value}


def letters(db: Db, *conditions: Any, limit: int = 10_000) -> list[Letter]:
    """Letters, oldest first."""
    return [
        letter_of(row) for row in db.exec(select(LetterRow).where(*conditions).order_by(col(LetterRow.id)).limit(limit))
    ]


def waiting_letters(db: Db, notice_id: int, now: dt.datetime, limit: int) -> list[Letter]:
    """Letters of a notice that may be handed over now."""
    is_due = sa.or_(col(LetterRow.due_at).is_(None), col(LetterRow.due_at) <= now)
    state = col(LetterRow.state) == LetterState.WAITING.value
    return letters(db, LetterRow.notice_id == notice_id, state, is_due, limit=limit)


def next_due(db: Db, notice_id: int) -> dt.datetime | None:
    """When the first letter of a notice that was put off is tried again; None where all have ended."""
    waiting = (LetterRow.notice_id == notice_id, LetterRow.state == LetterState.WAITING.value)
    query = select(LetterRow).where(*waiting, col(LetterRow.due_at).is_not(None))
    row = db.exec(query.order_by(col(LetterRow.due_at)).limit(1)).first()
    return row.due_at if row else None


def give_up(db: Db, notice_id: int, fault: str, at: dt.datetime) -> None:
    """End the letters of a notice that still wait."""
    waiting = (col(LetterRow.notice_id) == notice_id, col(LetterRow.state) == LetterState.WAITING.value)
    values = {"state": LetterState.FAILED.value, "fault": fault, "due_at": None, "ended_at": at}
    db.connection().execute(sa.update(LetterRow).where(*waiting).values(**values))


def letter_to(db: Db, notice_id: int, person_id: int) -> Letter | None:
    """The letter of a notice to a person."""
    return next(iter(letters(db, LetterRow.notice_id == notice_id, LetterRow.person_id == person_id)), None)


def save_letter(db: Db, letter: Letter) -> None:
    """Keep what became of a letter."""
    values = {name: getattr(letter, name) for name in ("tries", "due_at", "fault", "ended_at")}
    change = sa.update(LetterRow).where(col(LetterRow.id) == letter.id)
    db.connection().execute(change.values(**values, state=letter.state.value))


def counts(db: Db, forum_id: int) -> dict[int, dict[LetterState, int]]:
    """How many letters of each notice of a forum stand where."""
    query = (
        sa.select(col(LetterRow.notice_id), col(LetterRow.state), sa.func.count())
        .join(NoticeRow, col(NoticeRow.id) == col(LetterRow.notice_id))
        .where(col(NoticeRow.forum_id) == forum_id)
        .group_by(col(LetterRow.notice_id), col(LetterRow.state))
    )
    found: dict[int, dict[LetterState, int]] = {}
    for number, state, count in db.connection().execute(query):
        found.setdefault(number, {})[LetterState(state)] = count
    return found


def unreached(db: Db, forum_id: int) -> dict[int, Letter]:
    """By person: the newest letter, where the mailbox did not take it."""
    newest = (
        sa.select(sa.func.max(col(LetterRow.id)))
        .join(NoticeRow, col(NoticeRow.id) == col(LetterRow.notice_id))
        .where(col(NoticeRow.forum_id) == forum_id, col(LetterRow.state) != LetterState.WAITING.value)
        .group_by(col(LetterRow.person_id))
    )
    lost = [LetterState.REFUSED.value, LetterState.FAILED.value]
    found = letters(db, col(LetterRow.id).in_(newest), col(LetterRow.state).in_(lost))
    return {each.person_id: each for each in found}


def invited(db: Db, sitting_id: int, slot_key: str, address: str) -> Letter | None:
    """The newest letter about a sitting, or about one speaking time in it, that went to an address."""
    query = (
        select(LetterRow)
        .join(NoticeRow, col(NoticeRow.id) == LetterRow.notice_id)
        .where(NoticeRow.sitting_id == sitting_id, NoticeRow.slot_key == slot_key)
        .where(sa.func.lower(LetterRow.address) == address.lower(), LetterRow.state == LetterState.SENT.value)
        .order_by(col(LetterRow.id).desc())
    )
    row = db.exec(query).first()
    return letter_of(row) if row else None


def put_answer(db: Db, given: Given) -> None:
    """Keep an answer in the place of an earlier one."""
    plain = {name: getattr(given, name) for name in Given.__slots__} | {"answer": given.answer.value}
    row = db.get(AnswerRow, (given.person_id, given.sitting_id)) or AnswerRow(**plain)
    row.sqlmodel_update(plain)
    db.add(row)
    db.flush()


def take_answer_back(db: Db, person_id: int, sitting_id: int) -> None:
    """Forget an answer."""
    row = db.get(AnswerRow, (person_id, sitting_id))
    if row is not None:
        db.delete(row)
        db.flush()


def answers(db: Db, sitting_ids: Iterable[int], person_ids: Collection[int] | None = None) -> list[Given]:
    """The answers for some sittings, of everybody or of some."""
    query = select(AnswerRow).where(col(AnswerRow.sitting_id).in_(list(sitting_ids)))
    if person_ids is not None:
        query = query.where(col(AnswerRow.person_id).in_(person_ids))
    return [Given(**row.model_dump(exclude={"answer"}), answer=Answer(row.answer)) for row in db.exec(query)]


def answer_counts(db: Db, sittings: Iterable[Sitting]) -> dict[int, tuple[dict[Answer, int], int]]:
    """By sitting: how many people gave which answer for its time as it is, and how many for another time."""
    known = {each.id: (each.start, each.end) for each in sittings}
    columns = [col(getattr(AnswerRow, name)) for name in ("sitting_id", "starts_at", "ends_at", "answer")]
    counted = [*columns, sa.func.count()]
    query = sa.select(*counted).where(columns[0].in_(list(known))).group_by(*columns)
    found: dict[int, tuple[dict[Answer, int], int]] = {}
    for sitting_id, start, end, answer, count in db.connection().execute(query):
        current, before = found.setdefault(sitting_id, ({}, 0))
        if (start, end) == known[sitting_id]:
            current[Answer(answer)] = count
        else:
            found[sitting_id] = (current, before + count)
    return found
