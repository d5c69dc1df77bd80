"""Moments as a form sends them: a wall time at the venue."""

from __future__ import annotations

import datetime as dt

from forum.domain import inputs
from forum.domain.refusals import SkippedTime, UnknownChoice
from timezones import wallclock


def instant(value: str, zone: str, field: str) -> dt.datetime | None:
    """The instant of a wall time such as 2022-02-22T13:00; None for nothing. Refuses `UnknownChoice`, `SkippedTime`."""
    if not value:
        return None
    try:
        moment = dt.datetime.fromisoformat(value).replace(tzinfo=None)
        inputs.day(f"{moment.date()}", field)
    except (ValueError, inputs.NotADate):
        raise UnknownChoice(field=field, value=value[:40], allowed="2022-02-22T13:00") from None
    try:
        return wallclock.instant_of(moment.date(), moment.time(), zone)
    except wallclock.SkippedTime:
        raise SkippedTime(field=field, day=moment.date(), clock=f"{moment:%H:%M}", zone=zone) from None
