"""Due dates as they are spoken: a day, a month, a quarter, a year, or none; never more precise than what was said."""

from __future__ import annotations

import calendar
import enum
import re
from dataclasses import dataclass
from datetime import date

from forum.domain.refusals import UnknownChoice


class Precision(enum.StrEnum):
    """How much of a date was said."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    NONE = "none"


_FORM = re.compile(
    r"(?P<year>[12][0-9]{3})(?:-(?:q(?P<quarter>[1-4])|(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?))?", re.IGNORECASE
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """A due date: `on` is the last day of the period that was said, None where none was said."""

    precision: Precision = Precision.NONE
    on: date | None = None

    def __post_init__(self) -> None:
        if (self.precision is Precision.NONE) != (self.on is None):
            raise ValueError("a date needs a precision, and a precision a date")

    @property
    def code(self) -> str:
        """What `parse_due` reads: "2023", "2023-Q2", "2023-05", "2023-05-12", "" for none."""
        if self.on is None:
            return ""
        year = f"{self.on.year:04d}"
        return {
            Precision.YEAR: year,
            Precision.QUARTER: f"{year}-Q{(self.on.month - 1) // 3 + 1}",
            Precision.MONTH: f"{year}-{self.on.month:02d}",
            Precision.DAY: self.on.isoformat(),
        }[self.precision]


#: No date was said.
NO_DUE = Due()


def parse_due(code: str) -> Due:
    """The due date that `code` says; raises `UnknownChoice` for anything but the forms of `Due.code`."""
    if not code:
        return NO_DUE
    found = _FORM.fullmatch(code)
    if found is None:
        raise _unknown(code)
    year, *rest = found.group("year", "quarter", "month", "day")
    try:
        return _due(int(year), *(int(part) if part is not None else None for part in rest))
    except (ValueError, calendar.IllegalMonthError) as problem:
        raise _unknown(code) from problem


def _due(year: int, quarter: int | None, month: int | None, day: int | None) -> Due:
    if month is not None and day is not None:
        return Due(precision=Precision.DAY, on=date(year, month, day))
    if month is not None:
        return Due(precision=Precision.MONTH, on=_last_day(year, month))
    if quarter is not None:
        return Due(precision=Precision.QUARTER, on=_last_day(year, quarter * 3))
    return Due(precision=Precision.YEAR, on=date(year, 12, 31))


def _last_day(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _unknown(code: str) -> UnknownChoice:
    return UnknownChoice(field="due", value=code, allowed="2023, 2023-Q2, 2023-05, 2023-05-12")
