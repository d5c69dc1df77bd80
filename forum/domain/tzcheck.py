"""What a new release of the IANA time zone database does to a published programme: wall times stay, instants move."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from forum.domain.programme import Release, Sitting
from timezones.wallclock import Gap, resolve


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
    assert sitting.day is not None
    assert sitting.clock is not None
    outcome = resolve(sitting.day, sitting.clock, sitting.zone)
    return None if isinstance(outcome, Gap) else outcome.instant


def stood(release: Release | None, now: datetime) -> dict[str, datetime]:
    """Where the sittings of a release that the rules in force put elsewhere stood when it was published, by key."""
    found = shifts(release.sittings, release.starts, now) if release else ()
    return {each.sitting.key: each.stood for each in found if each.stood != each.sitting.start}
