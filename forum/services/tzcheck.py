"""Published sittings under the time zone release in use: what it moves, and publishing that anew."""

from __future__ import annotations

from dataclasses import dataclass

from forum.domain import releases as rules
from forum.domain import tzcheck
from forum.domain.access import Permission, Target
from forum.domain.programme import Forum, NothingToPublish, NotReleased, Release
from forum.services.programme import keep_release
from forum.services.unit import Work, reads, writes
from forum.store import feeds, programme


@dataclass(frozen=True, kw_only=True, slots=True)
class TimeCheck:
    """What the time zone release in use does to a forum's newest release.

    `calendars` counts the personal links that show it; public calendars show it as well.
    """

    forum: Forum
    release: Release
    shifts: tuple[tzcheck.Shift, ...]
    calendars: int


@reads
def time_checks(work: Work) -> list[TimeCheck]:
    """Every forum with a release: which sittings ahead are at another instant than when they were published."""
    work.require(Permission.RUN_JOBS, Target())
    found = ((forum, programme.latest_release(work.db, forum.id)) for forum in programme.forums(work.db))
    return [_time_check(work, forum, latest) for forum, latest in found if latest is not None]


def _time_check(work: Work, forum: Forum, latest: Release) -> TimeCheck:
    shifts = tzcheck.shifts(latest.sittings, latest.starts, work.now)
    return TimeCheck(forum=forum, release=latest, shifts=shifts, calendars=len(feeds.of_forum(work.db, forum.id)))


@writes
def reissue_times(work: Work, slug: str, *, note: str = "") -> Release:
    """Publish the release that stands once more, the sittings that a time zone release moved with SEQUENCE + 1.

    Wall times stay; the draft is not published with it. Letters go as for every move. Refuses `NotReleased`, and
    `NothingToPublish` where none moved.
    """
    forum = work.forum(slug, Permission.PUBLISH)
    latest = programme.latest_release(work.db, forum.id)
    if latest is None:
        raise NotReleased
    if not any(each.becomes for each in _time_check(work, forum, latest).shifts):
        raise NothingToPublish(number=latest.number)
    moved = rules.changes(latest, latest.sittings, work.now)
    return keep_release(work, forum, latest, tuple(rules.revise(each, work.now) for each in moved), note=note)
