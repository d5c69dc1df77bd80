"""Rest days of a territory: weekends by CLDR week data (Babel), public holidays (the `holidays` package)."""

from __future__ import annotations

import pickle
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from babel import Locale, UnknownLocaleError, localedata
from babel.core import get_global

SATURDAY, SUNDAY = 5, 6


@cache
def weekend(territory: str) -> frozenset[int]:
    """Weekdays (Monday 0) of a territory's weekend; of an unknown or empty one Saturday and Sunday.

    Source: CLDR week data as Babel ships it with the territory's likely locale. Only that locale's
    own file is read, past Babel's loader: with inheritance 187 territories take a third of a second,
    and without it the loader would keep the bare data for everybody else in the process.
    """
    weeks = _week_data(territory.upper())
    first, last = weeks.get("weekend_start", SATURDAY), weeks.get("weekend_end", SUNDAY)
    return frozenset((first + step) % 7 for step in range((last - first) % 7 + 1))


def _week_data(territory: str) -> dict[str, int]:
    path = _likely_file(territory) or _file_of_parsed(territory)
    if path is None:
        return {}
    with path.open("rb") as file:
        weeks: dict[str, int] = pickle.load(file).get("week_data", {})  # noqa: S301 - a file of the package itself
    return weeks


def _likely_file(territory: str) -> Path | None:
    """The file of the likely locale where CLDR names one: Babel's parser compares every locale's name each time."""
    likely = get_global("likely_subtags").get(f"und_{territory}", "")
    language, _, rest = likely.partition("_")
    names = (likely, f"{language}_{territory}") if rest.endswith(f"_{territory}") else ()
    files = (Path(localedata.resolve_locale_filename(name)) for name in names)
    return next((file for file in files if file.is_file()), None)


def _file_of_parsed(territory: str) -> Path | None:
    try:
        locale = Locale.parse(f"und_{territory}")
    except (UnknownLocaleError, ValueError):
        return None
    return Path(localedata.resolve_locale_filename(str(locale))) if locale.territory == territory else None


@cache
def public_holidays(territory: str, year: int) -> frozenset[date]:
    """Countrywide public holidays of a year, observed days included; none where the package lacks the territory."""
    import holidays

    try:
        return frozenset(holidays.country_holidays(territory.upper(), years=year, expand=False))
    except NotImplementedError:
        return frozenset()


def rest_days(territory: str, first: date, last: date, *, with_holidays: bool = False) -> frozenset[date]:
    """Rest days of a territory from `first` to `last`, both included."""
    days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    off = weekend(territory)
    rest = {day for day in days if day.weekday() in off}
    if with_holidays and territory:
        for year in range(first.year, last.year + 1):
            rest |= {day for day in public_holidays(territory, year) if first <= day <= last}
    return frozenset(rest)
