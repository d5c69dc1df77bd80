"""A sitting as a reader sees it: on their own clock, as a strip of their day, with what it costs them in a word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import current_app, url_for

from forum.domain import burden
from forum.domain.programme import Forum, Sitting
from forum.domain.releases import Change, ChangeKind
from forum.i18n import moments
from timezones.burden import DEFAULT
from timezones.problem import Scale


@dataclass(frozen=True, kw_only=True, slots=True)
class Band:
    """A stretch of the day's strip, in minutes, with the name of its level."""

    begin: int
    minutes: int
    level: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A sitting on one reader's clock; `parts` lie on the strip, `level` names its dearest minute for that reader."""

    sitting: Sitting
    zone: str
    bands: tuple[Band, ...]
    parts: tuple[tuple[int, int], ...]
    level: str
    change: Change | None = None
    links: tuple[tuple[str, str], ...] = ()

    @property
    def day(self) -> date:
        """The reader's day on which it starts."""
        return moments.local_day(self.sitting.start, self.zone)

    @property
    def is_moved(self) -> bool:
        """Whether the release moved it."""
        return self.change is not None and self.change.kind is ChangeKind.MOVED

    @property
    def is_new(self) -> bool:
        """Whether a later release added it."""
        return self.change is not None and self.change.kind is ChangeKind.NEW


def scale_of(forum: Forum) -> Scale:
    """What an hour costs in this forum."""
    return replace(DEFAULT, rest_day=forum.rest_day_points)


def bands(scale: Scale) -> tuple[Band, ...]:
    """The day from midnight to midnight."""
    return tuple(
        Band(
            begin=band.begins,
            minutes=band.ends - band.begins,
            level=burden.level_name(burden.level_at(band.begins, scale), scale),
        )
        for band in scale.bands
    )


def shown(forum: Forum, sitting: Sitting, zone: str, change: Change | None = None) -> Shown:
    """One sitting for a reader in `zone`."""
    scale = scale_of(forum)
    return Shown(
        sitting=sitting,
        zone=zone,
        bands=bands(scale),
        parts=burden.parts_of_day(sitting.start, sitting.minutes, zone),
        level=burden.level_name(burden.level(sitting.start, sitting.minutes, zone, scale), scale),
        change=change,
    )


def by_day(lines: Iterable[Shown]) -> list[tuple[date, list[Shown]]]:
    """The sittings under the days on which they start for the reader, in the order of the clock."""
    days: dict[date, list[Shown]] = {}
    for line in sorted(lines, key=lambda each: each.sitting.start):
        days.setdefault(line.day, []).append(line)
    return list(days.items())


def address(endpoint: str, **values: Any) -> str | None:
    """The address of a page, or None where this application does not have it."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None
