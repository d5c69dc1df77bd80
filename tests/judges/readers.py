"""What Python's calendar libraries make of a calendar, by its own definitions of zones where they can be made to."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import icalendar
from dateutil import tz as dateutil_tz

from tests.judges.feeds import Read, utc


def by_icalendar(feed: bytes) -> set[Read]:
    """Read by icalendar; each wall time goes through the zone that it makes of the file's definition."""
    calendar = icalendar.Calendar.from_ical(feed)
    assert not calendar.errors
    zones = {str(each["tzid"]): each.to_tz(lookup_tzid=False) for each in calendar.walk("VTIMEZONE")}
    return {_event(event, zones) for event in calendar.events}


def by_dateutil(feed: bytes) -> set[Read]:
    """Framed by icalendar, each wall time read through the zone that dateutil makes of the file's definition."""
    calendar = icalendar.Calendar.from_ical(feed)
    definitions = dateutil_tz.tzical(io.StringIO(feed.decode().replace("\r\n ", "")))
    zones = {name: definitions.get(name) for name in definitions.keys()}  # noqa: SIM118 - it is no mapping
    assert set(zones) == {str(each["tzid"]) for each in calendar.walk("VTIMEZONE")}
    return {_event(event, zones) for event in calendar.events}


def _event(event: icalendar.Event, zones: dict[str, Any]) -> Read:
    end = event.get("dtend")
    return Read(
        uid=str(event["uid"]),
        start=_said(event["dtstart"], zones),
        end=_said(end, zones) if end else f"{event.end:%Y%m%d}",
        status=str(event["status"]),
        sequence=int(event["sequence"]),
        summary=str(event["summary"]),
    )


def _said(value: Any, zones: dict[str, Any]) -> str:
    """The value as written, through the definition that it names."""
    text = value.to_ical().decode()
    if re.fullmatch(r"\d{8}|\d{8}T\d{6}Z", text):
        return str(text)
    wall = dt.datetime.strptime(text, "%Y%m%dT%H%M%S").replace(tzinfo=zones[value.params["TZID"]])
    return utc(wall)
