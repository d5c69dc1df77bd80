"""The calendars of people's links as a web process gives them out: looked up, written where needed, noted afterwards.

A copy in the store that is current is given as it stands: one look, no forum loaded, nothing written. One that is not
is written anew for this answer and kept afterwards. Where that fails, the old one is given: a calendar program that is
answered with an error switches the feed off.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from flask import Flask, current_app

from forum.domain.access import OPERATOR
from forum.domain.choice import EVERYTHING, Choice
from forum.domain.feeds import NOTE_EVERY, Copy, FeedRevoked, Look, hash_of
from forum.domain.refusals import Busy, Refusal
from forum.formats import ics
from forum.formats.calendar import compose
from forum.formats.copies import Writer, edition
from forum.services import copies, feeds
from forum.services.unit import Store, Unit

log = logging.getLogger(__name__)

#: how many middles, and how many whole answers for when the database is away, a process remembers
PARTS, ANSWERS = 64, 2048
#: how many parts of programmes, as calendars for everybody
VIEWS = 256
#: seconds after which what was fetched and written is kept in the store, many at once
KEEP_AFTER = 5.0
EXTENSION = "shelf"
K = TypeVar("K")
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A calendar to give out; `body(token)` puts it together with its own address."""

    copy: Copy
    middle: bytes
    base_url: str
    is_stale: bool = False

    @property
    def feed_id(self) -> int:
        """Whose it is."""
        return self.copy.feed_id

    @property
    def etag(self) -> str:
        """Its strong validator."""
        return self.copy.etag

    @property
    def modified_at(self) -> datetime:
        """When what it shows was changed last."""
        return self.copy.modified_at

    def body(self, token: str) -> bytes:
        """The calendar, following the address with that secret."""
        source = f"{self.base_url}/calendar/{token}.ics"
        return ics.joined(self.copy.head, self.middle, self.copy.own, source=source)


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A calendar for everybody, as it was written at that count of changes."""

    etag: str
    modified_at: datetime
    body: bytes
    version: int
    is_stale: bool = False


class Shelf:
    """What one web process knows of calendars; all of it can be lost at any moment."""

    def __init__(self, store: Store, clock: Callable[[], datetime], base_url: str) -> None:
        self._store, self._clock, self._base_url = store, clock, base_url
        self._edition = edition(base_url)
        self._lock = threading.Lock()
        self._parts: OrderedDict[str, bytes] = OrderedDict()
        self._answers: OrderedDict[str, Copy] = OrderedDict()
        self._shown: OrderedDict[tuple[str, str, Choice, str], Shown] = OrderedDict()
        self._written: dict[int, tuple[Copy, bytes]] = {}
        self._fetches: dict[int, tuple[datetime, str]] = {}
        self._noted: dict[int, datetime] = {}
        self._timer: threading.Timer | None = None

    def fetch(self, unit: Unit, token: str) -> Found:
        """The calendar behind a secret. Refuses `Unknown`, `FeedRevoked`; `Busy` only where no copy is remembered."""
        try:
            look = copies.look(unit, token)
        except FeedRevoked:
            self._answers.pop(hash_of(token), None)
            raise
        except Busy:
            return self._remembered(token)
        except Refusal:
            raise
        except Exception:
            log.exception("a calendar could not be looked up")
            return self._remembered(token)
        copy = look.copy
        if copy is not None and copy.is_current(look.stamp, self._edition, unit.now):
            found = self._found(unit, copy)
            if found is not None:
                self._remember(token, copy)
                return found
        return self._anew(unit, token, look)

    def public(self, unit: Unit, slug: str, language: str, choice: Choice, address: str) -> Shown:
        """A part of a forum's programme as a calendar for everybody; written once for each state of the programme.

        Refuses what `public_feed` refuses; as `fetch`, it gives what it gave before where that cannot be written anew.
        """
        key = (slug, language, choice, address)
        last = self._shown.get(key)
        try:
            version = copies.look_public(unit, slug)
            if last is not None and version is not None and last.version == version:
                return last
            data = feeds.public_feed(unit, slug, language=language, choice=choice)
            calendar = compose(data, base_url=self._base_url, source=address)
            found = Shown(
                etag=ics.etag(calendar),
                modified_at=data.modified_at,
                body=ics.render(calendar),
                version=data.stamp.forum,
            )
        except Exception as problem:
            if last is None or (isinstance(problem, Refusal) and not isinstance(problem, Busy)):
                raise
            log.exception("the calendar of %s could not be written anew: it is given as it was", slug)
            return replace(last, is_stale=True)
        if data.sittings or choice == EVERYTHING:
            self._put(self._shown, key, found, VIEWS)
        return found

    def _found(self, unit: Unit, copy: Copy) -> Found | None:
        """The copy with its middle, at hand or from the store; None where that was forgotten meanwhile."""
        middle = self._parts.get(copy.part)
        if middle is None:
            middle = copies.part(unit, copy.part)
            if middle is None:
                return None
            self._put(self._parts, copy.part, middle, PARTS)
        return Found(copy=copy, middle=middle, base_url=self._base_url)

    def _anew(self, unit: Unit, token: str, look: Look) -> Found:
        """The calendar written for this answer; as it was, with a line in the log, where that fails."""
        try:
            writer = Writer(self._base_url)
            copy = writer.write(feeds.feed_of(unit, token))
        except Exception as problem:
            old = self._found(unit, look.copy) if look.copy is not None else None
            if old is None or (isinstance(problem, Refusal) and not isinstance(problem, Busy)):
                raise
            log.exception("calendar link %s could not be written anew: its copy is given as it was", look.feed_id)
            return replace(old, is_stale=True)
        middle = writer.parts[copy.part]
        self._put(self._parts, copy.part, middle, PARTS)
        self._remember(token, copy)
        with self._lock:
            self._written[copy.feed_id] = (copy, middle)
        self._settle_later()
        return Found(copy=copy, middle=middle, base_url=self._base_url)

    def _remembered(self, token: str) -> Found:
        """The last answer, while the database is away."""
        copy = self._answers.get(hash_of(token))
        middle = self._parts.get(copy.part) if copy is not None else None
        if copy is None or middle is None:
            raise Busy
        log.warning("the database does not answer: calendar link %s is given as it was", copy.feed_id)
        return Found(copy=copy, middle=middle, base_url=self._base_url, is_stale=True)

    def _remember(self, token: str, copy: Copy) -> None:
        self._put(self._answers, hash_of(token), copy, ANSWERS)

    def _put(self, where: OrderedDict[K, T], key: K, value: T, most: int) -> None:
        with self._lock:
            where[key] = value
            if len(where) > most:
                where.popitem(last=False)

    def note(self, feed_id: int, at: datetime, client: str) -> None:
        """A calendar was fetched: kept a little later, with others; no fetch waits for it, nor fails with it."""
        with self._lock:
            last = self._noted.get(feed_id)
            if last is not None and at - last < NOTE_EVERY:
                return
            self._noted[feed_id] = at
            self._fetches[feed_id] = (at, client)
        self._settle_later()

    def settle(self) -> None:
        """Keep now what was fetched and written; where the database is busy it is dropped, and done with the next."""
        with self._lock:
            fetches, written = self._fetches, self._written
            self._fetches, self._written, self._timer = {}, {}, None
        unit = Unit(store=self._store, actor=OPERATOR, now=self._clock())
        try:
            if written:
                parts = {copy.part: middle for copy, middle in written.values()}
                copies.keep(unit, [copy for copy, _middle in written.values()], parts)
            if fetches:
                feeds.note_fetches(unit, fetches)
        except Exception as problem:
            log.warning("%s fetches of calendars were not noted: %s", len(fetches), type(problem).__name__)

    def _settle_later(self) -> None:
        with self._lock:
            if self._timer is None:
                self._timer = threading.Timer(KEEP_AFTER, self.settle)
                self._timer.daemon = True
                self._timer.start()


def attach(app: Flask) -> Shelf:
    """Give the application its shelf."""
    desk = app.extensions["forum"]
    found = Shelf(desk.store, desk.clock, desk.settings.base_url)
    app.extensions[EXTENSION] = found
    return found


def here() -> Shelf:
    """The shelf of this application."""
    found: Shelf = current_app.extensions[EXTENSION]
    return found
