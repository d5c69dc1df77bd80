"""Joining a sitting: rights and hour are asked at the click, so that a leaked calendar opens no room."""

from __future__ import annotations

from dataclasses import replace

from forum.domain.access import Permission
from forum.domain.joining import Door, open_door
from forum.domain.programme import Sitting
from forum.domain.refusals import Unknown
from forum.services.unit import Work, reads
from forum.store import programme


@reads
def join(work: Work, slug: str, key: str) -> Door:
    """The link of the sitting's room, for a participant, while its doors are open."""
    forum = work.forum(slug, Permission.JOIN_SITTING)
    return open_door(_released(work, forum.id, key), work.now, work.actor.roles)


@reads
def announced(work: Work, slug: str, key: str) -> Sitting:
    """The sitting as published, for whoever may see the programme."""
    forum = work.forum(slug, Permission.SEE_PROGRAMME)
    return _released(work, forum.id, key)


def _released(work: Work, forum_id: int, key: str) -> Sitting:
    """The sitting as published, with the room's link of this moment: a link may be given after the release."""
    release = programme.latest_release(work.db, forum_id)
    found = next((sitting for sitting in release.sittings if sitting.key == key), None) if release else None
    if found is None:
        raise Unknown(what="sitting", key=key)
    now = {room.id: room for room in programme.rooms(work.db, forum_id)}
    return replace(found, room=now.get(found.room.id, found.room)) if found.room else found
