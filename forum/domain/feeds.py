"""Calendar links: a secret address per person and device, and what a calendar shows of a forum.

A link's calendar is kept written (`Copy`): most fetches are answered from one look at the store.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from forum.domain.dues import Due
from forum.domain.people import LANGUAGES, Person, Role
from forum.domain.programme import Forum, Release, Sitting
from forum.domain.refusals import Kind, Missing, Refusal, TooLong, UnknownChoice, UnknownLanguage

#: characters of a device label and of the client name that is kept
LABEL_LENGTH, CLIENT_LENGTH = 60, 120
#: links in use at once per person: more is a mistake or a misuse
MOST_FEEDS = 12
#: a fetch is noted at most once in this time per link; the note is a write
NOTE_EVERY = timedelta(minutes=5)
#: 256 bits in base64 without padding
TOKEN_LENGTH = 43
#: minutes before the start at which a program may ring, where the person wants it
ALARMS = (5, 15, 30, 60)
#: who has a due date in their own calendar, of those whom the lead of a commitment sends
KEEPS_PROMISES = frozenset({Role.DELEGATE, Role.LEADER, Role.COORDINATOR})


class FeedRevoked(Refusal):
    """This calendar link was switched off; another one may be in use."""

    kind: ClassVar[Kind] = Kind.GONE


class TooManyFeeds(Refusal):
    """The person has as many calendar links as one may have; params: limit."""

    kind: ClassVar[Kind] = Kind.CONFLICT


@dataclass(frozen=True, kw_only=True, slots=True)
class Stamp:
    """How the data of a calendar stand: the forum's count of changes, and the person's."""

    forum: int = 0
    person: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """One calendar link of one person; the secret itself is not kept, only its hash.

    `alarm` are minutes before a start at which the program is to ring, 0 for never; `has_details` asks for the parts of
    RFC 9073, which some programs refuse; `changed_at` is when either was changed after the link was made.
    """

    id: int
    person_id: int
    label: str
    created_at: datetime
    revoked_at: datetime | None = None
    fetched_at: datetime | None = None
    fetched_by: str = ""
    alarm: int = 0
    has_details: bool = False
    changed_at: datetime | None = None

    @property
    def is_revoked(self) -> bool:
        """Whether it was switched off."""
        return self.revoked_at is not None

    def is_note_due(self, now: datetime) -> bool:
        """Whether a fetch at `now` is worth a write."""
        return self.fetched_at is None or now - self.fetched_at >= NOTE_EVERY


@dataclass(frozen=True, kw_only=True, slots=True)
class SpeakingTime:
    """When a person is expected to speak in a sitting: an estimate, because what comes before may run late.

    One that was taken away again stays, marked, so that no calendar keeps it as it was.
    """

    key: str
    sitting: Sitting
    start: datetime
    minutes: float
    sequence: int = 0
    modified_at: datetime | None = None
    is_withdrawn: bool = False

    @property
    def end(self) -> datetime:
        """When the person is expected to have spoken."""
        return self.start + timedelta(minutes=self.minutes)


@dataclass(frozen=True, kw_only=True, slots=True)
class Deadline:
    """What a person's State or organization promised for a day; `key` is its name in the register."""

    key: str
    text: str
    text_language: str
    due: Due
    sequence: int
    modified_at: datetime
    is_off: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedData:
    """What one calendar shows: a forum's newest release, in one language, perhaps one person's own times.

    The same data give the same calendar, byte for byte, in every process. `good_until` is the moment from which it may
    show something else without anybody changing anything: an embargo ends.
    """

    forum: Forum
    language: str
    modified_at: datetime
    sittings: tuple[Sitting, ...] = ()
    release: int = 0
    release_name: str = ""
    person_key: str = ""
    is_observer: bool = False
    speaking: tuple[SpeakingTime, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    feed: Feed | None = None
    stamp: Stamp = Stamp()
    good_until: datetime | None = None

    @property
    def alarm(self) -> int:
        """Minutes before a start at which the program is to ring; 0 for never."""
        return self.feed.alarm if self.feed else 0

    @property
    def has_details(self) -> bool:
        """Whether the parts of RFC 9073 are wanted."""
        return self.feed is not None and self.feed.has_details


@dataclass(frozen=True, kw_only=True, slots=True)
class Copy:
    """A link's calendar as it was written, without its secret address: that is put in when it is asked for.

    `part` names the middle, which many calendars have alike and which is kept once.
    """

    feed_id: int
    stamp: Stamp
    edition: str
    etag: str
    modified_at: datetime
    head: bytes
    part: str
    own: bytes
    good_until: datetime | None = None

    def is_current(self, stamp: Stamp, edition: str, now: datetime) -> bool:
        """Whether it still shows what would be written now."""
        is_good = self.good_until is None or now < self.good_until
        return is_good and self.stamp == stamp and self.edition == edition


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """What one look at the store finds behind a secret: the link, how its data stand now, its copy if there is one."""

    feed_id: int
    is_revoked: bool
    stamp: Stamp
    copy: Copy | None = None


def hash_of(token: str) -> str:
    """What is kept of a secret: its SHA-256. Unsalted, because the secret has 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def checked_label(label: str) -> str:
    """The device label as it is kept. Refuses an empty and an overlong one."""
    clean = one_line(label)
    if not clean:
        raise Missing(field="label")
    if len(clean) > LABEL_LENGTH:
        raise TooLong(field="label", limit=LABEL_LENGTH)
    return clean


def checked_language(language: str) -> str:
    """The language, if it is one of those offered."""
    if language not in LANGUAGES:
        raise UnknownLanguage(field="language", language=language)
    return language


def checked_alarm(minutes: int) -> int:
    """Minutes before a start at which to ring, or 0 for never; only those that are offered."""
    if minutes and minutes not in ALARMS:
        raise UnknownChoice(field="alarm", value=str(minutes), allowed=", ".join(map(str, (0, *ALARMS))))
    return minutes


def one_line(text: str) -> str:
    """The printable characters on one line, blanks collapsed: what a client says of itself is not trusted."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def require_room_for_one_more(feeds: list[Feed]) -> None:
    """Refuse a further link beyond the limit."""
    if sum(not feed.is_revoked for feed in feeds) >= MOST_FEEDS:
        raise TooManyFeeds(limit=MOST_FEEDS)


def feed_data(
    forum: Forum,
    release: Release | None,
    *,
    language: str,
    since: datetime,
    person: Person | None = None,
    speaking: tuple[SpeakingTime, ...] = (),
    deadlines: tuple[Deadline, ...] = (),
    feed: Feed | None = None,
    stamp: Stamp = Stamp(),
    good_until: datetime | None = None,
) -> FeedData:
    """What a calendar shows; `since` is the moment that dates a calendar of a forum that has published nothing yet."""
    sittings = release.sittings if release else ()
    moments = [
        release.published_at if release else since,
        *changes(sittings),
        *(time.modified_at for time in speaking),
        *(deadline.modified_at for deadline in deadlines),
        person.changed_at if person else None,
        feed.changed_at if feed else None,
    ]
    return FeedData(
        forum=forum,
        language=checked_language(language),
        modified_at=max(moment for moment in moments if moment).replace(microsecond=0),
        sittings=sittings,
        release=release.number if release else 0,
        release_name=release.name if release else "",
        person_key=person.key if person else "",
        is_observer=person is not None and person.roles == {Role.OBSERVER},
        speaking=speaking,
        deadlines=deadlines,
        feed=feed,
        stamp=stamp,
        good_until=good_until,
    )


def changes(sittings: Iterable[Sitting]) -> Iterable[datetime | None]:
    """When each sitting was changed last."""
    return (sitting.modified_at for sitting in sittings)
