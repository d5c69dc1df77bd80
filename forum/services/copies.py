"""Calendars as they were written: looked up in one step, gathered to be written anew, kept in small transactions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from forum.domain.access import Permission, Target
from forum.domain.feeds import Copy, FeedData, FeedRevoked, Look, Stamp, hash_of
from forum.domain.refusals import Unknown
from forum.services.own_calendar import materials
from forum.services.unit import Unit, Work, reads, writes
from forum.store import copies, feeds, people, programme


def look(unit: Unit, token: str) -> Look:
    """What stands behind a secret: one look at the store, outside any transaction. The secret is the credential.

    Refuses `Unknown`, `FeedRevoked`, and `Busy` where the database does not answer.
    """
    found = copies.look(unit.store, hash_of(token))
    if found is None:
        raise Unknown(what="feed")
    if found.is_revoked:
        raise FeedRevoked(what="feed")
    return found


def look_public(unit: Unit, slug: str) -> int | None:
    """How often what the calendars of a forum show has changed; None where strangers see none. Refuses `Busy`."""
    return copies.look_public(unit.store, slug)


def part(unit: Unit, name: str) -> bytes | None:
    """The middle of calendars of that name, if it is still kept. Refuses `Busy`."""
    return copies.part(unit.store, name)


@reads
def outdated(work: Work, forum_id: int, edition: str) -> list[FeedData]:
    """What each link of a forum whose copy is not current shows now; loaded in a handful of queries."""
    work.require(Permission.RUN_JOBS, Target())
    forum = next((each for each in programme.forums(work.db) if each.id == forum_id), None)
    links = feeds.of_forum(work.db, forum_id) if forum else []
    if forum is None or not links:
        return []
    found = materials(work, forum)
    persons = {person.id: person for person in people.persons(work.db, forum_id)}
    written = copies.stamps(work.db, forum_id)
    due = [
        (persons[link.person_id], link)
        for link in links
        if written.get(link.id) != (Stamp(forum=found.version, person=persons[link.person_id].revision), edition)
    ]
    return [found.of(person, link) for person, link in due]


@reads
def version(work: Work, forum_id: int) -> int:
    """How often what the forum's calendars show has changed."""
    work.require(Permission.RUN_JOBS, Target())
    return copies.version(work.db, forum_id)


@writes
def keep(work: Work, written: Iterable[Copy], parts: Mapping[str, bytes]) -> None:
    """Keep calendars as they were written, never an older one over a newer."""
    work.require(Permission.RUN_JOBS, Target())
    copies.keep(work.db, written, parts)


@writes
def prune(work: Work) -> int:
    """Forget what no calendar is made of any more; gives how many middles went."""
    work.require(Permission.RUN_JOBS, Target())
    return copies.prune(work.db)
