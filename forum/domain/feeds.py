"""Calendar links: a secret address per person and device, and what a calendar shows of a forum."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from forum.domain.people import LANGUAGES, Person, Role
from forum.domain.programme import Forum, Release, Sitting
from forum.domain.refusals import Kind, Missing, Refusal, TooLong, UnknownLanguage

#: characters of a device label and of the client name that is kept
LABEL_LENGTH, CLIENT_LENGTH = 60, 120
#: links in use at once per person: more is a mistake or a misuse
MOST_FEEDS = 12
#: a fetch is noted at most once in this time per link; the note is a write
NOTE_EVERY = timedelta(minutes=5)
#: 256 bits in base64 without padding
TOKEN_LENGTH = 43


class FeedRevoked(Refusal):
    """This calendar link was switched off; another one may be in use."""

    kind: ClassVar[Kind] = Kind.GONE


class TooManyFeeds(Refusal):
    """The person has as many calendar links as one may have; params: limit."""

    kind: ClassVar[Kind] = Kind.CONFLICT


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """One calendar link of one person; the secret itself is not kept, only its hash."""

    id: int
    person_id: int
    label: str
    created_at: datetime
    revoked_at: datetime | None = None
    fetched_at: datetime | None = None
    fetched_by: str = ""

    @property
    def is_revoked(self) -> bool:
        """Whether it was switched off."""
        return self.revoked_at is not None

    def is_note_due(self, now: datetime) -> bool:
        """Whether a fetch at `now` is worth a write."""
        return self.fetched_at is None or now - self.fetched_at >= NOTE_EVERY


@dataclass(frozen=True, kw_only=True, slots=True)
class SpeakingTime:
    """When a person is expected to speak in a sitting: an estimate, because what comes before may run late."""

    key: str
    sitting: Sitting
    start: datetime
    minutes: float
    sequence: int = 0
    modified_at: datetime | None = None

    @property
    def end(self) -> datetime:
        """When the person is expected to have spoken."""
        return self.start + timedelta(minutes=self.minutes)


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedData:
    """What one calendar shows: a forum's newest release, in one language, perhaps one person's own times.

    The same data give the same calendar, byte for byte, in every process.
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
    feed: Feed | None = None


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
    feed: Feed | None = None,
) -> FeedData:
    """What a calendar shows; `since` is the moment that dates a calendar of a forum that has published nothing yet."""
    sittings = release.sittings if release else ()
    changes = [*(sitting.modified_at for sitting in sittings), *(time.modified_at for time in speaking)]
    moments = [release.published_at if release else since, *(moment for moment in changes if moment)]
    return FeedData(
        forum=forum,
        language=checked_language(language),
        modified_at=max(moments).replace(microsecond=0),
        sittings=sittings,
        release=release.number if release else 0,
        release_name=release.name if release else "",
        person_key=person.key if person else "",
        is_observer=person is not None and person.roles == {Role.OBSERVER},
        speaking=speaking,
        feed=feed,
    )
