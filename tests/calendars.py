"""The programme of the Global Forum of 2022 as it was held, and forums that are hard on calendars, as plain values."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from forum.domain.feeds import FeedData, feed_data
from forum.domain.programme import Forum, Release, Room, Sitting, SittingKind, SittingStatus

PUBLISHED = dt.datetime(2022, 2, 1, 9, 30, tzinfo=dt.UTC)
REVISED = dt.datetime(2022, 1, 28, 16, 5, 7, tzinfo=dt.UTC)

GLOBAL_FORUM = Forum(
    id=1,
    slug="global-forum-2022",
    title="Global Forum for a Human-centred Recovery",
    zone="Europe/Zurich",
    city="Geneva",
    first_day=dt.date(2022, 2, 22),
    last_day=dt.date(2022, 2, 24),
)
ROOM = Room(
    id=1,
    forum_id=1,
    key="online",
    name="Online room",
    link="https://meet.example.org/secret-room",
    languages=("en", "fr", "es", "ar"),
)

HELD = [
    ("opening", "Opening", SittingKind.OPENING, 22, "13:00"),
    ("theme-1", "Theme 1", SittingKind.THEME, 22, "14:45"),
    ("theme-2", "Theme 2", SittingKind.THEME, 23, "13:00"),
    ("theme-3", "Theme 3", SittingKind.THEME, 23, "14:45"),
    ("theme-4", "Theme 4", SittingKind.THEME, 24, "13:00"),
    ("closing", "Closing", SittingKind.CLOSING, 24, "14:45"),
]


def sitting(key: str, title: str, day: dt.date, clock: str, **changes: object) -> Sitting:
    """A sitting of 90 minutes in Geneva, unless told otherwise."""
    plain = Sitting(
        id=len(key),
        forum_id=1,
        key=key,
        title=title,
        minutes=90,
        zone="Europe/Zurich",
        day=day,
        clock=dt.time.fromisoformat(clock),
        room=ROOM,
        modified_at=REVISED,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def held() -> tuple[Sitting, ...]:
    """The six sittings of 2022."""
    return tuple(sitting(k, t, dt.date(2022, 2, d), c, kind=kind) for k, t, kind, d, c in HELD)


def release(*sittings: Sitting, number: int = 1, at: dt.datetime = PUBLISHED) -> Release:
    """A release of these sittings."""
    return Release(id=number, forum_id=1, number=number, name="", published_at=at, sittings=sittings)


def data(*sittings: Sitting, language: str = "en", forum: Forum = GLOBAL_FORUM) -> FeedData:
    """What a calendar of these sittings shows; of the programme as held if none is named."""
    return feed_data(forum, release(*(sittings or held())), language=language, since=PUBLISHED)


def hard() -> tuple[Sitting, ...]:
    """Scripts, odd offsets, clock-change days, nights, cancelled and moved."""
    day = dt.date
    return (
        sitting("arabic", "الجلسة الافتتاحية: العدالة الاجتماعية للجميع، والعمل اللائق", day(2026, 3, 27), "13:00"),
        sitting("chinese", "全球论坛：以人为本的复苏" * 8, day(2026, 3, 28), "13:00", title_language="zh"),
        sitting("emoji", "Skills 🧑🏽‍🏭 and jobs; wages, \\new \\N \\, work^n", day(2026, 3, 28), "15:00"),
        sitting("spring", "The hour after the jump", day(2026, 3, 29), "03:15"),
        sitting("autumn", "Into the repeated hour", day(2026, 10, 25), "01:15", minutes=90),
        sitting("repeated", "Begins in the repeated hour", day(2026, 10, 25), "02:30"),
        sitting("night", "Over midnight", day(2026, 4, 1), "23:15"),
        sitting("kathmandu", "Three quarters", day(2026, 4, 1), "09:00", zone="Asia/Kathmandu"),
        sitting("adelaide", "Half an hour", day(2026, 4, 5), "03:30", zone="Australia/Adelaide"),
        sitting("lord-howe", "A jump of half an hour", day(2026, 10, 4), "03:00", zone="Australia/Lord_Howe"),
        sitting("chatham", "Chatham", day(2026, 9, 27), "04:00", zone="Pacific/Chatham"),
        sitting("suva", "Suva", day(2026, 4, 2), "08:00", zone="Pacific/Fiji"),
        sitting("apia", "Apia", day(2026, 4, 2), "08:00", zone="Pacific/Apia"),
        sitting("kiritimati", "Kiritimati", day(2026, 4, 2), "08:00", zone="Pacific/Kiritimati"),
        sitting("cairo", "Cairo", day(2026, 4, 24), "01:30", zone="Africa/Cairo"),
        sitting("casablanca", "Casablanca", day(2026, 3, 22), "10:00", zone="Africa/Casablanca"),
        sitting("dublin", "Dublin", day(2026, 3, 29), "02:30", zone="Europe/Dublin"),
        sitting("santiago", "Santiago", day(2026, 4, 5), "00:30", zone="America/Santiago"),
        sitting("utc", "Greenwich", day(2026, 4, 3), "12:00", zone="UTC"),
        sitting("cancelled", "Cancelled", day(2026, 4, 3), "13:00", status=SittingStatus.CANCELLED, sequence=1),
        sitting("moved", "Moved", day(2026, 4, 3), "16:00", sequence=3),
    )
