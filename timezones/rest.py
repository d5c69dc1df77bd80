"""Rest days of a territory: weekends by CLDR week data, public holidays (the `holidays` package)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

THURSDAY, FRIDAY, SATURDAY, SUNDAY = 3, 4, 5, 6

#: weekends that are not Saturday and Sunday. Source: CLDR `weekData` as the pinned Babel ships it; a test holds this
#: table against every territory that Babel knows. It stands here because to load a locale for each of 187 States
#: takes a third of a second, more than all else that a plan needs before its search.
_OTHERS: dict[str, frozenset[int]] = {
    "AF": frozenset({THURSDAY, FRIDAY}),
    "IN": frozenset({SUNDAY}),
    "IR": frozenset({FRIDAY}),
    "UG": frozenset({SUNDAY}),
    **dict.fromkeys(
        ("BH", "DZ", "EG", "IL", "IQ", "JO", "KW", "LY", "OM", "QA", "SA", "SD", "SY", "YE"),
        frozenset({FRIDAY, SATURDAY}),
    ),
}


def weekend(territory: str) -> frozenset[int]:
    """Weekdays (Monday 0) of a territory's weekend; of an unknown or empty one Saturday and Sunday."""
    return _OTHERS.get(territory.upper(), frozenset({SATURDAY, SUNDAY}))


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
