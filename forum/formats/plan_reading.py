"""Reading the problem of a plan file (docs/plan-file.md), with every fault and its path."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, cast

from forum.formats.reading import MISSING, Reading, Take
from forum.i18n.catalogues import N_
from timezones.burden import COSPLIB, DEFAULT
from timezones.problem import DAY, POLICIES, Band, Mode, Person, Policy, Problem, Scale, Venue, WantedSitting

VERSIONS = (1, 2)
MOST_PEOPLE, MOST_SITTINGS, MOST_DAYS, MOST_STARTS = 20_000, 200, 366, 100_000
MOST_COST, MOST_LEDGER, MOST_HEADS, MOST_MINUTES, MOST_REPEAT_GAP = 10_000, 10**8, 10**5, 10**6, 10_000


TOO_MANY_STARTS = N_("gives more than %(limit)s starts: take a coarser grid")
#: what is said of a time that is none
MOMENT = N_("must be a time with its offset, such as 2022-02-22T13:00+01:00")


def instant_of(text: object) -> datetime | None:
    """The instant (UTC) of a time with its offset, None where the text is none or lies too far away."""
    try:
        found = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not 1971 <= found.year <= 9900:
        return None
    return found.astimezone(UTC)


class PlanReading(Reading):
    """The parts of a plan file; refused values become harmless ones.

    `has_starts`: sittings may be frozen (version 2); `is_open`: the forum's days may be left open.
    """

    def __init__(self, *, has_starts: bool = False, is_open: bool = False) -> None:
        super().__init__()
        self.has_starts, self.is_open = has_starts, is_open

    def parts(self, document: object, **more: tuple[Take, Any]) -> dict[str, Any]:
        """The values of the known keys, and of more."""
        known = {
            "version": (self.version, MISSING),
            "forum": (self.forum, MISSING),
            "burden": (self.burden, DEFAULT),
            "people": (self.several(self.person, MOST_PEOPLE), MISSING),
            "sittings": (self.several(self.sitting, MOST_SITTINGS), MISSING),
            "policy": (self.choice(*POLICIES), POLICIES[0]),
        }
        return self.fields(document, "", known | more)

    def problem(self, parts: dict[str, Any]) -> Problem:
        people, sittings = parts["people"] or [], parts["sittings"] or []
        self.unique("people", [person.id for person in people])
        self.unique("sittings", [sitting.id for sitting in sittings])
        title, venue = parts["forum"] or ("", None)
        self.references(venue, people, sittings)
        self.circles(sittings)
        return Problem(
            title=title,
            venue=venue or Venue(zone="UTC", first_day=date.min, last_day=date.min, grid_minutes=DAY),
            scale=parts["burden"],
            people=tuple(people),
            sittings=tuple(sittings),
            policy=cast(Policy, parts["policy"]),
        )

    def version(self, value: Any, path: str) -> int:
        if isinstance(value, bool) or value not in VERSIONS:
            self.fault(path, N_("must be 1 or 2"))
        return 2 if value == 2 else 1

    def forum(self, value: Any, path: str) -> tuple[str, Venue | None]:
        found = self.fields(
            value,
            path,
            {
                "title": (self.text, ""),
                "zone": (self.zone, MISSING),
                "first_day": (self.day, None if self.is_open else MISSING),
                "last_day": (self.day, None if self.is_open else MISSING),
                "venue_hours": (self.pair(self.clock), (0, DAY)),
                "grid_minutes": (self.whole(1, DAY), MISSING),
                "max_minutes_per_day": (self.whole(0, MOST_MINUTES), None),
                "min_gap_minutes": (self.whole(0, DAY), 0),
            },
        )
        if found["venue_hours"] and found["venue_hours"][0] == DAY:
            self.fault(f"{path}.venue_hours[0]", N_('must be a time from "00:00" to "23:59"'))
        if found["grid_minutes"] and DAY % found["grid_minutes"]:
            self.fault(f"{path}.grid_minutes", N_("must divide 1440, the minutes of a day"))
        return found["title"], self.venue(found, path)

    def venue(self, found: dict[str, Any], path: str) -> Venue | None:
        first, last, grid = found["first_day"], found["last_day"], found["grid_minutes"]
        if None in (first, last, grid, found["zone"], found["venue_hours"], found["min_gap_minutes"]):
            return None
        opens, closes = found["venue_hours"]
        closes += 0 if closes > opens else DAY
        days = (last - first).days + 1
        if days < 1:
            self.fault(f"{path}.last_day", N_("must not be before the first day"))
        elif days > MOST_DAYS:
            self.fault(f"{path}.last_day", N_("a forum has at most %(limit)s days"), limit=MOST_DAYS)
        elif days * (closes - opens) // grid > MOST_STARTS:
            self.fault(
                f"{path}.grid_minutes",
                N_("gives more than %(limit)s possible starting times: take a coarser grid"),
                limit=MOST_STARTS,
            )
        return Venue(
            zone=found["zone"], first_day=first, last_day=last, grid_minutes=grid, opens=opens, closes=closes,
            max_minutes_per_day=found["max_minutes_per_day"], min_gap_minutes=found["min_gap_minutes"],
        )  # fmt: skip

    def burden(self, value: Any, path: str) -> Scale:
        if isinstance(value, str):
            self.choice("cosplib")(value, path)
            return COSPLIB
        found = self.fields(
            value, path, {"bands": (self.bands, DEFAULT.bands), "rest_day": (self.whole(0, MOST_COST), 0)}
        )
        return Scale(bands=found["bands"] or DEFAULT.bands, rest_day=found["rest_day"] or 0)

    def bands(self, value: Any, path: str) -> tuple[Band, ...]:
        before = len(self.faults)
        bands = self.items(value, path, self.band)
        if len(self.faults) > before:
            return ()
        ordered = sorted(bands, key=lambda band: band.begins)
        edges = [0, *(band.ends for band in ordered)]
        if [band.begins for band in ordered] != edges[:-1] or edges[-1] != DAY:
            self.fault(path, N_("must cover 00:00 to 24:00 once"))
        return tuple(ordered)

    def band(self, value: Any, path: str) -> Band | None:
        if not isinstance(value, list) or len(value) != 3:
            self.fault(path, N_("must be a list of begin, end and cost"))
            return None
        begins, ends = (self.clock(value[index], f"{path}[{index}]") for index in (0, 1))
        cost = self.whole(0, MOST_COST)(value[2], f"{path}[2]")
        if begins is None or ends is None or cost is None:
            return None
        if ends <= begins:
            self.fault(path, N_("must end after it begins; split a band at midnight"))
        return Band(begins=begins, ends=ends, cost=cost)

    def person(self, value: Any, path: str) -> Person:
        found = self.fields(
            value,
            path,
            {
                "id": (self.name, MISSING),
                "zone": (self.zone, MISSING),
                "territory": (self.text, ""),
                "constituency": (self.text, ""),
                "region": (self.text, ""),
                "count": (self.whole(1, MOST_HEADS), 1),
                "mode": (self.choice("remote", "in_person"), "remote"),
                "ledger": (self.whole(-MOST_LEDGER, MOST_LEDGER), 0),
                "holidays": (self.truth, False),
            },
        )
        found["mode"] = cast(Mode, found["mode"])
        return Person(**found)

    def sitting(self, value: Any, path: str) -> WantedSitting:
        starts: dict[str, tuple[Take, Any]] = {"starts": (self.moments, ())} if self.has_starts else {}
        found = self.fields(
            value,
            path,
            {
                "id": (self.name, MISSING),
                "minutes": (self.whole(1, MOST_MINUTES), MISSING),
                "after": (self.names, ()),
                "people": (self.names, None),
                "awake": (self.names, ()),
                "day": (self.day, None),
                "repeat": (self.whole(1, 2), 1),
                "repeat_gap_hours": (self.pair(self.whole(0, MOST_REPEAT_GAP)), None),
                **starts,
            },
        )
        if found.get("starts") and len(set(found["starts"])) != found["repeat"]:
            self.fault(f"{path}.starts", N_("must have one start for each instance, no two alike"))
        gap = found.pop("repeat_gap_hours")
        if gap and gap[0] > gap[1]:
            self.fault(f"{path}.repeat_gap_hours", N_("the first number must not be above the second"))
        return WantedSitting(**found, repeat_gap=(gap[0] * 60, gap[1] * 60) if gap else None)

    def moment(self, value: Any, path: str) -> datetime | None:
        """An instant on a whole minute, written with its offset."""
        found = instant_of(value)
        if found is None or found.second or found.microsecond:
            self.fault(path, MOMENT)
            return None
        return found

    def moments(self, value: Any, path: str) -> tuple[datetime, ...]:
        return tuple(sorted(each for each in self.items(value, path, self.moment) if each is not None))

    def references(self, venue: Venue | None, people: list[Person], sittings: list[WantedSitting]) -> None:
        known, ids = {person.id for person in people}, {sitting.id for sitting in sittings}
        for index, sitting in enumerate(sittings):
            at = f"sittings[{index}]"
            if sitting.people == ():
                self.fault(f"{at}.people", N_("must not be empty"))
            self.known(f"{at}.people", sitting.people or (), known, N_('unknown person "%(id)s"'))
            self.known(f"{at}.awake", sitting.awake, known, N_('unknown person "%(id)s"'))
            attends = known if sitting.people is None else {*sitting.people, *(set(sitting.awake) - known)}
            self.known(f"{at}.awake", set(sitting.awake) & known, attends, N_('"%(id)s" does not attend'))
            self.known(f"{at}.after", sitting.after, ids, N_('unknown sitting "%(id)s"'))
            if sitting.day and venue and not venue.first_day <= sitting.day <= venue.last_day:
                self.fault(f"{at}.day", N_("is outside the forum's days"))

    def known(self, path: str, names: Iterable[str], known: set[str], message: str) -> None:
        for each in sorted(set(names) - known - {""}):
            self.fault(path, message, id=each)

    def circles(self, sittings: list[WantedSitting]) -> None:
        """Sittings that come after themselves: those left when all others are taken away in order."""
        left = {sitting.id: set(sitting.after) for sitting in sittings}
        while ready := [name for name, before in left.items() if not before & left.keys()]:
            for name in ready:
                del left[name]
        for index, sitting in enumerate(sittings):
            if sitting.id in left and _reaches(sitting.id, left):
                self.fault(f"sittings[{index}].after", N_("runs in a circle"))


def _reaches(start: str, before: Mapping[str, set[str]]) -> bool:
    """Does a sitting come after itself?"""
    seen: set[str] = set()
    open_ends = set(before[start])
    while open_ends:
        name = open_ends.pop()
        if name == start:
            return True
        if name in before and name not in seen:
            seen.add(name)
            open_ends |= before[name]
    return False
