"""Every sort of calendar of one forum that is hard on programs, and what each event must be read as."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from forum.domain.dues import parse_due
from forum.domain.feeds import Deadline, Feed, FeedData, SpeakingTime
from forum.domain.people import LANGUAGES
from forum.domain.programme import Forum, SittingKind
from forum.formats import ics
from forum.formats.calendar import compose
from forum.formats.ics import Item
from tests.calendars import GLOBAL_FORUM, REVISED, data, hard

BASE = "https://forum.example.org"
FORUM = replace(
    GLOBAL_FORUM,
    slug="hard",
    title="المنتدى العالمي, 全球论坛; forum",
    first_day=dt.date(2026, 3, 22),
    last_day=dt.date(2026, 10, 25),
)
LINK = Feed(id=1, person_id=1, label="Telephone", created_at=REVISED, alarm=15)


@dataclass(frozen=True, kw_only=True, order=True)
class Read:
    """What a program makes of one event; `start` and `end` in UTC, or days where there is no hour."""

    uid: str
    start: str
    end: str
    status: str
    sequence: int
    summary: str


def every_feed() -> dict[str, tuple[bytes, set[Read]]]:
    """name -> (bytes, what they say)."""
    return {name: written(found) for name, found in _all().items()}


def written(found: FeedData) -> tuple[bytes, set[Read]]:
    """A calendar as bytes and what its events say."""
    calendar = compose(found, base_url=BASE, source=f"{BASE}/calendar/x.ics")
    return ics.render(calendar), {said(item) for item in (*calendar.items, *calendar.own)}


def said(item: Item) -> Read:
    """What an event says, taken from the instants and words before they are written."""
    day = item.day
    return Read(
        uid=item.uid,
        start=f"{day:%Y%m%d}" if day else utc(item.start),
        end=f"{day + dt.timedelta(days=1):%Y%m%d}" if day else utc(item.end),
        status="CANCELLED" if item.is_cancelled else "CONFIRMED",
        sequence=item.sequence,
        summary=item.summary.text,
    )


def utc(moment: dt.datetime) -> str:
    """An instant as calendars write it."""
    return f"{moment.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def _all() -> dict[str, FeedData]:
    whole = {f"public-{language}": _data(language=language) for language in LANGUAGES}
    own = {f"delegate-{language}": _own(whole[f"public-{language}"]) for language in LANGUAGES}
    single = {f"single-{s.key}": replace(whole["public-en"], sittings=(s,)) for s in hard()}
    themes = tuple(replace(s, kind=SittingKind.THEME) for s in hard()[::2])
    return {
        **whole,
        **own,
        **single,
        "part": replace(whole["public-en"], sittings=themes),
        "details": replace(own["delegate-ar"], feed=replace(LINK, has_details=True)),
        "observer": replace(whole["public-ru"], is_observer=True),
        "rehearsal": replace(whole["public-fr"], forum=replace(FORUM, is_rehearsal=True)),
    }


def _data(*, language: str, forum: Forum = FORUM) -> FeedData:
    return data(*hard(), language=language, forum=forum)


def _own(found: FeedData) -> FeedData:
    """The same with speaking times, one taken away, and due dates, one given up."""
    dues = ((0, "2026-06-30", False), (1, "2026-12", False), (2, "2026-04-01", True))
    return replace(
        found,
        feed=LINK,
        speaking=tuple(_speaking(key, index) for index, key in enumerate(("spring", "suva", "night", "autumn"))),
        deadlines=tuple(_deadline(number, code, is_off=is_off) for number, code, is_off in dues),
    )


def _speaking(key: str, index: int) -> SpeakingTime:
    (sitting,) = (s for s in hard() if s.key == key)
    return SpeakingTime(
        key=f"slot-{index}",
        sitting=sitting,
        start=sitting.start + dt.timedelta(minutes=46),
        minutes=3.5,
        sequence=index + 2,
        modified_at=REVISED,
        is_withdrawn=key == "night",
    )


def _deadline(number: int, code: str, *, is_off: bool) -> Deadline:
    return Deadline(
        key=f"C-{number:03d}",
        text="تمويل السجل، 资助登记册; with 1,000 visits",
        text_language="ar",
        due=parse_due(code),
        sequence=number,
        modified_at=REVISED,
        is_off=is_off,
    )


def renamed(feed: bytes) -> bytes:
    """A copy in which no zone can be looked up by its name: programs must go by the definitions."""
    lines = feed.decode().replace("\r\n ", "").split("\r\n")[:-1]
    return b"".join(ics.fold(re.sub(r"^(TZID:|[A-Z]+;TZID=)", r"\1Judged/", line)) for line in lines)


def without_summaries(found: Iterable[Read]) -> set[Read]:
    """For programs that read a literal backslash before n as a line break, against RFC 5545."""
    return {replace(read, summary="") for read in found}
