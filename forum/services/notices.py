"""Changes that people are told of: noted in the transaction that makes them, to go out by mail after a quiet time.

Called by the services that publish, delay and allocate, within their transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from forum.domain.invitations import Notice, NoticeState, SlotTime, is_past, is_soon, merged, slot_times, withdrawn
from forum.domain.programme import Forum, Release, Sitting
from forum.domain.releases import Change, ChangeKind, changes
from forum.domain.speaking.slots import Slot
from forum.services.unit import Work
from forum.store import invitations, people, programme, slots
from forum.store.slots import SlotTurnRow

#: the job that sends the letters of a notice
JOB = "send-letters"
#: what a sitting does to the speaking times in it
MOVING = frozenset({ChangeKind.MOVED, ChangeKind.CANCELLED, ChangeKind.CHANGED})


def note_release(work: Work, forum: Forum, before: Release | None, after: Release) -> None:
    """Note what a release changes, for everybody and for those who are to speak."""
    told = [each for each in changes(before, after.sittings, work.now) if each.kind is not ChangeKind.UNCHANGED]
    fresh = [_of_sitting(work, forum, each) for each in told]
    fresh += [notice for each in told if each.kind in MOVING for notice in _carried(work, forum, each)]
    _keep(work, forum, fresh, before.number if before else 0, after.number)


def _of_sitting(work: Work, forum: Forum, change: Change) -> Notice:
    return Notice(
        forum_id=forum.id,
        before=change.before,
        after=change.after,
        stood_at=change.stood_at,
        first_at=work.now,
        changed_at=work.now,
    )


def _carried(work: Work, forum: Forum, change: Change) -> list[Notice]:
    """The speaking times that move, or fall away, with their sitting."""
    given = slots.of_sitting(work.db, change.after.id)
    assert change.before is not None, "it is moved, so it was"
    return _of_slots(work, forum, (change.before, given), (change.after, given), change.stood_at)


def note_slots(work: Work, forum: Forum, sitting_id: int, before: Sequence[Slot], after: Sequence[Slot]) -> None:
    """Note what becomes of the speaking times of a sitting, as far as it is published and will be held."""
    release = programme.latest_release(work.db, forum.id)
    sitting = next((each for each in release.sittings if each.id == sitting_id), None) if release else None
    if release is None or sitting is None or sitting.is_cancelled:
        return
    fresh = _of_slots(work, forum, (sitting, before), (sitting, after))
    _keep(work, forum, fresh, release.number, release.number)


def _of_slots(
    work: Work,
    forum: Forum,
    before: tuple[Sitting, Sequence[Slot]],
    after: tuple[Sitting, Sequence[Slot]],
    stood_at: datetime | None = None,
) -> list[Notice]:
    speakers = {slot.person_id for slot in (*before[1], *after[1]) if slot.person_id is not None}
    keys = {number: each.key for number, each in people.persons_by_ids(work.db, forum.id, speakers).items()}
    was, now = slot_times(*before, keys, stood_at), slot_times(*after, keys)
    turns = _turns(work, forum, after[0], keys)
    lost = {key: was[key] for key in was if key not in now and key in turns}
    now = {key: (who, replace(time, sequence=time.sequence + _changes(turns, key))) for key, (who, time) in now.items()}
    for key, (who, time) in lost.items():
        now[key] = (who, withdrawn(time, after[0], turns[key].changed_at, turns[key].changes))
    return [_of_slot(work, forum, before[0], after[0], key, was.get(key), now[key]) for key in sorted(now)]


def _turns(work: Work, forum: Forum, sitting: Sitting, keys: Mapping[int, str]) -> dict[str, SlotTurnRow]:
    """What was taken from people and given back, by the keys of their speaking times."""
    found = (row for row in slots.turns(work.db, forum.id) if row.sitting_id == sitting.id and row.person_id in keys)
    return {f"{sitting.key}-{keys[row.person_id]}-{row.nth}": row for row in found}


def _changes(turns: Mapping[str, SlotTurnRow], key: str) -> int:
    return turns[key].changes if key in turns else 0


def _of_slot(
    work: Work,
    forum: Forum,
    before: Sitting,
    after: Sitting,
    key: str,
    was: tuple[int, SlotTime] | None,
    now: tuple[int, SlotTime],
) -> Notice:
    return Notice(
        forum_id=forum.id,
        before=before,
        after=after,
        person_id=now[0],
        slot_key=key,
        slot_before=was[1] if was else None,
        slot_after=now[1],
        first_at=work.now,
        changed_at=work.now,
    )


def _keep(work: Work, forum: Forum, fresh: Iterable[Notice], before: int, after: int) -> None:
    waiting = {(each.after.id, each.slot_key): each for each in invitations.open_notices(work.db, forum.id)}
    is_asked_for = people.wants_all(work.db, forum.id)
    for each in fresh:
        old = waiting.get((each.after.id, each.slot_key))
        notice = merged(old, each)
        if notice is None or is_past(each, work.now) or not (old or is_asked_for or _is_near(notice)):
            continue
        schedule(work, invitations.put(work.db, notice, from_release=before, to_release=after))


def _is_near(notice: Notice) -> bool:
    """Whether anybody gets it without having asked for every change."""
    return is_soon(notice, notice.due_at or notice.changed_at)


def schedule(work: Work, notice: Notice) -> None:
    """Let the letters go when they are due; an earlier job of the same notice finds that it has moved on."""
    if notice.state is NoticeState.WAITING:
        key = f"letters-{notice.id}-{notice.revision}"
        facts = {"notice": notice.id, "revision": notice.revision}
        work.enqueue(JOB, key=key, forum_id=notice.forum_id, due_at=notice.due_at, **facts)
