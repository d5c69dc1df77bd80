"""Writes people's calendars, many of them quickly: what they have alike is written once."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

from forum.domain.feeds import Copy, FeedData
from forum.formats import ics
from forum.formats.calendar import compose, opening
from forum.i18n import catalogues, locales


@cache
def edition(base_url: str) -> str:
    """What calendars hang upon beside their data: our way of writing, the words, the time zones, our own address."""
    words = [catalogues.path_of(tag).read_bytes() for tag in locales.offered()]
    return ics.validator(base_url.encode(), *words)[:16]


class Writer:
    """Writes the calendars of one forum from one state of its data."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        #: name -> bytes of each middle that was written
        self.parts: dict[str, bytes] = {}
        self._names: dict[Any, str] = {}

    def write(self, data: FeedData) -> Copy:
        """One link's calendar; its middle is among `parts`."""
        assert data.feed is not None, "only a link's calendar is kept"
        calendar = opening(data, base_url=self.base_url)
        first, last, name = ics.head(calendar), ics.own(calendar), self._name(data)
        return Copy(
            feed_id=data.feed.id,
            stamp=data.stamp,
            edition=edition(self.base_url),
            etag=ics.validator(first, name.encode(), last),
            modified_at=data.modified_at,
            good_until=data.good_until,
            head=first,
            part=name,
            own=last,
        )

    def _name(self, data: FeedData) -> str:
        """The middle that this calendar has alike with others: by release, language, role and what was asked for."""
        asked = (data.alarm, data.has_details, data.feed.changed_at if data.feed else None)
        alike = (data.forum.id, data.release, data.language, data.is_observer, asked)
        if alike not in self._names:
            body = self._middle(data)
            self._names[alike] = hashlib.sha256(body).hexdigest()
            self.parts[self._names[alike]] = body
        return self._names[alike]

    def _middle(self, data: FeedData) -> bytes:
        return ics.shared(compose(data, base_url=self.base_url))
