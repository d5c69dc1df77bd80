"""The plan file (docs/plan-file.md): JSON to a request, with every fault and its path.

Version 1 is a problem. Version 2 may freeze sittings and ask more: the price of each policy, a published programme to
be re-planned, days to be chosen, bounds that no timetable can beat, every hour of every sitting.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any, cast

from forum.formats.plan_reading import (
    MOST_DAYS,
    MOST_HEADS,
    MOST_LEDGER,
    MOST_SITTINGS,
    MOST_STARTS,
    TOO_MANY_STARTS,
    PlanReading,
)
from forum.formats.reading import MISSING, Faults, Take, read_json
from forum.i18n.catalogues import N_
from timezones.problem import POLICIES, Policy, Problem, Starts
from timezones.questions.dates import Busy, Season
from timezones.questions.limits import Limits

MOST_CALENDARS, MOST_INTERVALS, MOST_WINDOWS = 500, 50_000, 12


@dataclass(frozen=True, kw_only=True)
class Redo:
    """A published programme that is to be brought within the rules, and what the new one must not exceed."""

    published: Starts
    frozen: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, kw_only=True)
class Dates:
    """A season in which days are sought: as many consecutive ones, the best `show` of them to be named."""

    first_day: date
    last_day: date
    days: int
    busy: tuple[Busy, ...] = ()
    show: int = 10


@dataclass(frozen=True, kw_only=True)
class Request:
    """A whole plan file. `is_open`: the forum's days are still to be chosen, those of the problem only stand in."""

    problem: Problem
    version: int = 1
    price: tuple[Policy, ...] = ()
    redo: Redo | None = None
    dates: Dates | None = None
    inside: tuple[tuple[int, int], ...] = ()
    hours: bool = False
    is_open: bool = False

    @property
    def season(self) -> Season | None:
        """Where the days are sought, on the forum's clock."""
        if self.dates is None:
            return None
        venue, dates = self.problem.venue, self.dates
        return Season(
            zone=venue.zone, first_day=dates.first_day, last_day=dates.last_day, days=dates.days,
            opens=venue.opens, closes=venue.closes,
        )  # fmt: skip

    def on(self, first_day: date) -> Request:
        """The request with its open days settled."""
        assert self.dates is not None
        last = first_day + timedelta(days=self.dates.days - 1)
        venue = replace(self.problem.venue, first_day=first_day, last_day=last)
        return replace(self, problem=replace(self.problem, venue=venue), is_open=False)


def read_request(data: bytes) -> Request:
    """A request from a file's bytes. Raises Faults."""
    return request_of(read_json(data))


def read_problem(data: bytes) -> Problem:
    """The problem of a file's bytes. Raises Faults."""
    return read_request(data).problem


def problem_of(document: object) -> Problem:
    """The problem of a parsed document. Raises Faults."""
    return request_of(document).problem


def request_of(document: object) -> Request:
    """A request from a parsed document. Raises Faults."""
    is_second = isinstance(document, dict) and document.get("version") == 2
    is_open = isinstance(document, dict) and is_second and "dates" in document and _has_no_days(document)
    reading = RequestReading(has_starts=is_second, is_open=is_open)
    request = reading.request(document, is_second=is_second)
    if reading.faults:
        raise Faults(reading.faults)
    return request


def _has_no_days(document: dict[str, Any]) -> bool:
    forum = document.get("forum")
    return isinstance(forum, dict) and not {"first_day", "last_day"} & forum.keys()


class RequestReading(PlanReading):
    """The parts of a plan file of either version."""

    def request(self, document: object, *, is_second: bool) -> Request:
        more: dict[str, tuple[Take, Any]] = {
            "price": (self.price, ()),
            "replan": (self.redo, None),
            "dates": (self.dates, None),
            "inside": (self.windows, ()),
            "hours": (self.truth, False),
        }
        parts = self.parts(document, **(more if is_second else {}))
        problem = self.problem(self._stood_in(parts) if self.is_open else parts)
        if not is_second:
            return Request(problem=problem)
        self._match(problem, parts["replan"])
        self._fits(problem, parts["dates"])
        return Request(
            problem=problem, version=2, price=parts["price"], redo=parts["replan"], dates=parts["dates"],
            inside=tuple(each for each in parts["inside"] if each), hours=parts["hours"], is_open=self.is_open,
        )  # fmt: skip

    def _stood_in(self, parts: dict[str, Any]) -> dict[str, Any]:
        """Days that are still open: the first of the season stand in for them, and no sitting may name one."""
        for index, sitting in enumerate(parts["sittings"] or []):
            if sitting.day or sitting.starts:
                where = "day" if sitting.day else "starts"
                self.fault(f"sittings[{index}].{where}", N_("needs the days of the forum"))
        return parts

    def _fits(self, problem: Problem, dates: Dates | None) -> None:
        """A forum of as many days as are sought has no more starts than may be."""
        venue = problem.venue
        if dates and dates.days * (venue.closes - venue.opens) // venue.grid_minutes > MOST_STARTS:
            self.fault("forum.grid_minutes", TOO_MANY_STARTS, limit=MOST_STARTS)

    def venue(self, found: dict[str, Any], path: str) -> Any:
        return super().venue(found | self._open_days if self.is_open else found, path)

    @property
    def _open_days(self) -> dict[str, date]:
        return {"first_day": date(2000, 1, 1), "last_day": date(2000, 1, 1)}

    def price(self, value: Any, path: str) -> tuple[Policy, ...]:
        if isinstance(value, bool):
            return POLICIES if value else ()
        names = self.items(value, path, self.choice(*POLICIES))
        return tuple(cast(Policy, each) for each in dict.fromkeys(names))

    def windows(self, value: Any, path: str) -> list[Any]:
        if isinstance(value, list) and len(value) > MOST_WINDOWS:
            self.fault(path, N_("has more than %(limit)s entries"), limit=MOST_WINDOWS)
            return []
        return self.items(value, path, self.pair(self.clock))

    def redo(self, value: Any, path: str) -> Redo:
        found = self.fields(
            value,
            path,
            {
                "published": (self.published, MISSING),
                "frozen": (self.names, ()),
                "worst": (self.whole(-MOST_LEDGER, 10 * MOST_LEDGER), None),
                "mean": (self.whole(-MOST_LEDGER, 10 * MOST_LEDGER), None),
                "heads": (self.whole(0, MOST_HEADS * 20_000), None),
            },
        )
        mean = None if found["mean"] is None else Fraction(found["mean"])
        limits = Limits(worst=found["worst"], mean=mean, heads=found["heads"])
        return Redo(published=found["published"] or {}, frozen=found["frozen"], limits=limits)

    def published(self, value: Any, path: str) -> Starts:
        starts: dict[str, tuple[datetime, ...]] = {}
        lines = value if isinstance(value, list) and len(value) <= 4 * MOST_SITTINGS else None
        for index, line in enumerate(self.items(lines, path, lambda each, at: each)):
            # any plan's `sittings` may be put here: what else their lines say is not looked at
            line = {key: line[key] for key in ("id", "start") if key in line} if isinstance(line, dict) else line
            known: dict[str, tuple[Take, Any]] = {"id": (self.name, MISSING), "start": (self.moment, MISSING)}
            found = self.fields(line, f"{path}[{index}]", known)
            if found["id"] and found["start"]:
                starts[found["id"]] = tuple(sorted((*starts.get(found["id"], ()), found["start"])))
        return starts

    def _match(self, problem: Problem, redo: Redo | None) -> None:
        """Frozen sittings are known, and published with all their instances."""
        for name in redo.frozen if redo else ():
            wanted = next((each for each in problem.sittings if each.id == name), None)
            if wanted is None:
                self.fault("replan.frozen", N_('unknown sitting "%(id)s"'), id=name)
            elif redo and len(redo.published.get(name, ())) != wanted.repeat:
                params = {"id": name, "wanted": wanted.repeat, "found": len(redo.published.get(name, ()))}
                self.fault("replan.published", N_('"%(id)s" needs %(wanted)s starts and has %(found)s'), **params)

    def dates(self, value: Any, path: str) -> Dates | None:
        found = self.fields(
            value,
            path,
            {
                "first_day": (self.day, MISSING),
                "last_day": (self.day, MISSING),
                "days": (self.whole(1, MOST_DAYS), MISSING),
                "show": (self.whole(1, MOST_DAYS), 10),
                "busy": (self.calendars, ()),
            },
        )
        first, last, days = found["first_day"], found["last_day"], found["days"]
        if None in (first, last, days, found["show"]):
            return None
        length = (last - first).days + 1
        if length < days:
            self.fault(f"{path}.last_day", N_("the season has %(length)s days and %(days)s are wanted"),
                       length=max(0, length), days=days)  # fmt: skip
        elif length > 2 * MOST_DAYS:
            self.fault(f"{path}.last_day", N_("a season has at most %(limit)s days"), limit=2 * MOST_DAYS)
        else:
            return Dates(first_day=first, last_day=last, days=days, busy=tuple(found["busy"]), show=found["show"])
        return None

    def calendars(self, value: Any, path: str) -> list[Busy]:
        found = self.items(value, path, self.busy)
        if len(found) > MOST_CALENDARS or sum(map(len, found)) > MOST_INTERVALS:
            self.fault(path, N_("has more than %(limit)s entries"), limit=MOST_CALENDARS)
            return []
        return found

    def busy(self, value: Any, path: str) -> Busy:
        pairs = self.items(value, path, self.pair(self.moment))
        for index, pair in enumerate(pairs):
            if pair and pair[1] <= pair[0]:
                self.fault(f"{path}[{index}]", N_("must end after it begins"))
        return tuple(each for each in pairs if each)
