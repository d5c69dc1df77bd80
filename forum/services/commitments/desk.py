"""What reading and writing the register share: the row of an entry, parties, themes, what was heard."""

from __future__ import annotations

from collections.abc import Sequence

from forum.domain.audit import Tag
from forum.domain.capture import Heard
from forum.domain.commitments import TEXT_LIMIT, Commitment, Party, UnknownParty, View, key_of, view_of
from forum.domain.programme import Forum, Sitting
from forum.domain.refusals import TooLong, Unknown, UnknownChoice
from forum.services.unit import Work
from forum.store import capture, commitments, programme
from forum.store.commitments import CommitmentRow


def channel(forum: Forum) -> str:
    """Where changes of a forum's register are told; keys only, so that nothing hidden is told."""
    return f"commitments:{forum.id}"


def row_of(work: Work, forum: Forum, key: str) -> CommitmentRow:
    """The row of an entry that this actor may see. Refuses `Unknown`."""
    view = view_of(work.actor, forum.id)
    seen = commitments.commitment(work.db, forum.id, view, work.now, key)
    row = commitments.row_by_key(work.db, forum.id, key)
    if row is None or seen is None:
        raise Unknown(what="commitment", key=key)
    return row


def changed(work: Work, forum: Forum, row: CommitmentRow, kind: str | None, body: dict[str, object]) -> Commitment:
    """Keep a changed row with its step, audit entry and announcement; gives the entry as it is now."""
    row.version += 1
    work.db.add(row)
    work.db.flush()
    if kind:
        commitments.add_step(work.db, row.id or 0, kind, work.now, work.actor.person_id, body)
        work.audit(Tag.COMMITMENT_EDITED, f"commitment:{key_of(row.number)}", forum_id=forum.id, kind=kind, **body)
    work.announce(channel(forum), keys=[key_of(row.number)])
    found = commitments.commitment(work.db, forum.id, View.SECRETARIAT, work.now, key_of(row.number))
    assert found is not None
    return found


def party_of(work: Work, forum: Forum, handle: str) -> Party | None:
    """The one party that a handle means; None for none. Refuses `UnknownParty`."""
    if not handle:
        return None
    meant = capture.parties(work.db, forum.id).get(handle.casefold(), [])
    if len(meant) != 1:
        raise UnknownParty(field="lead", handle=handle)
    return meant[0]


def parties_of(work: Work, forum: Forum, handles: Sequence[str]) -> tuple[Party, ...]:
    """The parties that these handles mean, each once. Refuses `UnknownParty`."""
    found = (party_of(work, forum, handle) for handle in handles)
    return tuple(dict.fromkeys(party for party in found if party))


def theme_of(work: Work, forum: Forum, key: str) -> str:
    """The key of the sitting that is the theme; empty for none. Refuses `UnknownChoice`."""
    keys = [sitting.key for sitting in programme.draft(work.db, forum.id)]
    if key and key not in keys:
        raise UnknownChoice(field="theme", value=key, allowed=", ".join(keys))
    return key


def themes_of(work: Work, forum: Forum, view: View) -> tuple[Sitting, ...]:
    """The sittings that the reader may know of: those of the draft for the secretariat, else as they were published."""
    if view is View.SECRETARIAT:
        return tuple(programme.draft(work.db, forum.id))
    release = programme.latest_release(work.db, forum.id)
    return release.sittings if release else ()


def heard_in(work: Work, sitting_id: int | None) -> list[Heard]:
    """Who had the floor in a sitting, in order; nobody without one."""
    return capture.heard_in(work.db, sitting_id) if sitting_id else []


def checked_text(text: str, field: str) -> str:
    """The text without spaces around it. Refuses `TooLong`."""
    plain = text.strip()
    if len(plain) > TEXT_LIMIT:
        raise TooLong(field=field, limit=TEXT_LIMIT)
    return plain
