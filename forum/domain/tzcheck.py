"""What a new release of the IANA time zone database does to a published programme: wall times stay, instants move."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from forum.domain.programme import Sitting
from timezones.wallclock import SkippedTime


@dataclass(frozen=True, kw_only=True, slots=True)
class Shift:
    """A sitting at another instant than when it was published; `becomes` is None where its hour exists no more."""

    sitting: Sitting
    stood: datetime
    becomes: datetime | None


def shifts(sittings: Iterable[Sitting], starts: Mapping[str, datetime], now: datetime) -> tuple[Shift, ...]:
    """The sittings ahead that the rules in force put elsewhere. `starts`: key -> instant (UTC) when it was published.

    A sitting is ahead while its old or its new instant is; one that is cancelled is nobody's to attend.
    """
    held = (each for each in sittings if each.is_held and each.key in starts)
    found = (Shift(sitting=each, stood=starts[each.key], becomes=_start(each)) for each in held)
    return tuple(each for each in found if each.becomes != each.stood and max(each.stood, each.becomes or now) >= now)


def _start(sitting: Sitting) -> datetime | None:
    try:
        return sitting.start
    except SkippedTime:
        return None


def reissued(sittings: Iterable[Sitting], found: Iterable[Shift], now: datetime) -> tuple[Sitting, ...]:
    """The same sittings; those that shifted with SEQUENCE + 1 (RFC 5545, 3.8.7.4), so that calendars take them anew."""
    moved = {each.sitting.key for each in found if each.becomes is not None}
    return tuple(
        replace(each, sequence=each.sequence + 1, modified_at=now) if each.key in moved else each for each in sittings
    )
