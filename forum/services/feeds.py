"""Calendar links: issue, list, revoke, reissue; what a calendar shows; who fetched it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from forum.domain.access import Permission, Target, require
from forum.domain.audit import Tag
from forum.domain.choice import EVERYTHING, Choice
from forum.domain.feeds import (
    CLIENT_LENGTH,
    TOKEN_LENGTH,
    Feed,
    FeedData,
    FeedRevoked,
    Stamp,
    checked_alarm,
    checked_label,
    feed_data,
    hash_of,
    one_line,
    require_room_for_one_more,
)
from forum.domain.people import Person
from forum.domain.programme import Forum
from forum.domain.refusals import Unknown
from forum.services.own_calendar import materials
from forum.services.unit import Work, reads, writes
from forum.store import copies, feeds, people, programme


@writes
def issue(work: Work, slug: str, *, label: str, token: str, alarm: int = 0, has_details: bool = False) -> Feed:
    """Make a calendar link for the acting person. `token` is the secret that the edge drew; only its hash is kept.

    `alarm`: minutes before each start at which the program is to ring; `has_details`: with the parts of RFC 9073.
    """
    forum, person_id = _own(work, slug)
    require_room_for_one_more(feeds.of_person(work.db, person_id))
    options = {"alarm": checked_alarm(alarm), "has_details": has_details}
    return _add(work, forum, person_id, checked_label(label), token, **options)


@reads
def own_feeds(work: Work, slug: str) -> list[Feed]:
    """The acting person's links that are in use, oldest first."""
    _, person_id = _own(work, slug)
    return [feed for feed in feeds.of_person(work.db, person_id) if not feed.is_revoked]


@writes
def revoke(work: Work, slug: str, feed_id: int) -> None:
    """Switch one of the acting person's links off; calendars that use it are told that it is gone."""
    forum, person_id = _own(work, slug)
    _revoke(work, forum, _mine(work, person_id, feed_id))


@writes
def change(work: Work, slug: str, feed_id: int, *, alarm: int = 0, has_details: bool = False) -> Feed:
    """Let one of the acting person's links ring, or hold the parts of RFC 9073, from now on; its address stays."""
    forum, person_id = _own(work, slug)
    feed = _mine(work, person_id, feed_id)
    if (checked_alarm(alarm), has_details) != (feed.alarm, feed.has_details):
        feeds.change(work.db, feed.id, work.now, alarm=alarm, has_details=has_details)
        facts = {"label": feed.label, "alarm": alarm, "has_details": has_details}
        work.audit(Tag.FEED_CHANGED, f"feed:{feed.id}", forum_id=forum.id, **facts)
    return _mine(work, person_id, feed_id)


@writes
def reissue(work: Work, slug: str, feed_id: int, *, token: str) -> Feed:
    """Replace a link by one with a new secret and the same label, in one step."""
    forum, person_id = _own(work, slug)
    old = _mine(work, person_id, feed_id)
    _revoke(work, forum, old)
    return _add(work, forum, person_id, old.label, token, alarm=old.alarm, has_details=old.has_details)


@reads
def feed_of(work: Work, token: str) -> FeedData:
    """What the calendar behind a secret shows. The secret is the credential; the person's own rights decide."""
    found = feeds.by_hash(work.db, hash_of(token))
    if found is None:
        raise Unknown(what="feed")
    feed, slug = found
    if feed.is_revoked:
        raise FeedRevoked(what="feed")
    forum = programme.forum_by_slug(work.db, slug)
    assert forum is not None, "the link's person belongs to it"
    person = people.person_by_id(work.db, forum.id, feed.person_id)
    assert person is not None, "the link refers to them"
    return _personal(work, forum, person, feed=feed)


@reads
def feed_of_person(work: Work, slug: str, person_key: str, *, language: str | None = None) -> FeedData:
    """A person's calendar for the operator at the machine."""
    forum = programme.forum_by_slug(work.db, slug)
    person = people.person_by_key(work.db, forum.id, person_key) if forum else None
    if forum is None or person is None:
        raise Unknown(what="person" if forum else "forum", key=person_key if forum else slug)
    work.require(Permission.OWN_FEED, Target(forum_id=forum.id, person_id=person.id))
    return _personal(work, forum, person, language=language)


@reads
def public_feed(work: Work, slug: str, *, language: str, choice: Choice = EVERYTHING) -> FeedData:
    """The newest release as a calendar for anybody who may see it; there is none before the first release.

    It is dated by the whole programme, also where a choice is shown: what was taken out of it must be noticed.
    """
    data = _published(work, slug, language)
    return replace(data, sittings=tuple(filter(choice.takes, data.sittings)))


@reads
def single_sitting(work: Work, slug: str, key: str, *, language: str) -> FeedData:
    """The same with one sitting only."""
    data = _published(work, slug, language)
    sittings = tuple(sitting for sitting in data.sittings if sitting.key == key)
    if not sittings:
        raise Unknown(what="sitting", key=key)
    return replace(data, sittings=sittings)


@writes
def note_fetches(work: Work, fetches: Mapping[int, tuple[datetime, str]]) -> int:
    """Keep when and by which client calendars were fetched; at most one write per link in five minutes.

    `fetches`: link -> (moment, client). Asks for no permission: whoever calls it has been shown the secrets. Gives how
    many were kept.
    """
    noted = 0
    for feed_id, (at, client) in fetches.items():
        feed = feeds.by_id(work.db, feed_id)
        if feed is not None and not feed.is_revoked and feed.is_note_due(at):
            feeds.note_fetch(work.db, feed_id, one_line(client)[:CLIENT_LENGTH], at)
            noted += 1
    return noted


def _published(work: Work, slug: str, language: str) -> FeedData:
    forum = work.known_forum(slug)
    stamp = Stamp(forum=copies.version(work.db, forum.id))
    release = programme.latest_release(work.db, forum.id)
    if release is None:
        raise Unknown(what="forum", key=slug)
    work.require(Permission.SEE_PROGRAMME, Target(forum_id=forum.id, is_public=not forum.is_rehearsal))
    return feed_data(forum, release, language=language, since=release.published_at, stamp=stamp)


def _own(work: Work, slug: str) -> tuple[Forum, int]:
    forum = work.forum(slug, Permission.OWN_FEED, person_id=work.actor.person_id)
    if work.actor.person_id is None:
        raise Unknown(what="person")
    return forum, work.actor.person_id


def _mine(work: Work, person_id: int, feed_id: int) -> Feed:
    feed = feeds.by_id(work.db, feed_id)
    if feed is None or feed.person_id != person_id or feed.is_revoked:
        raise Unknown(what="feed", key=feed_id)
    return feed


def _add(work: Work, forum: Forum, person_id: int, label: str, token: str, **options: Any) -> Feed:
    assert len(token) >= TOKEN_LENGTH, "a secret of 256 bits"
    feed = feeds.add(work.db, person_id, label, hash_of(token), work.now, **options)
    work.audit(Tag.FEED_ISSUED, f"feed:{feed.id}", forum_id=forum.id, label=label)
    return feed


def _revoke(work: Work, forum: Forum, feed: Feed) -> None:
    feeds.revoke(work.db, feed.id, work.now)
    work.audit(Tag.FEED_REVOKED, f"feed:{feed.id}", forum_id=forum.id, label=feed.label)


def _personal(
    work: Work, forum: Forum, person: Person, *, language: str | None = None, feed: Feed | None = None
) -> FeedData:
    require(people.actor_of(person), Permission.SEE_PROGRAMME, Target(forum_id=forum.id))
    return materials(work, forum, person.id).of(person, feed, language=language)
