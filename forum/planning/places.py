"""The places of sittings, and how each suits a speaker: whether they can be there, whether it is their night."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from forum.domain.speaking.night import awake_for
from forum.planning.seating import Seating

Interval = tuple[int, int]
#: the slack of somebody who is always free, in seconds: longer than any forum
FAR = 1_000_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where somebody speaks in a sitting: their spans of speech (seconds since the epoch), the first one first."""

    spans: tuple[Interval, ...]

    @property
    def stay(self) -> Interval:
        """From their first word to their last: so long they have to be there."""
        return self.spans[0][0], max(end for _, end in self.spans)


@dataclass(frozen=True, kw_only=True, slots=True)
class Seats:
    """The places of one sitting: `layouts[n]` are those there are when n speakers are placed, `spare[n]` the seconds of
    accommodation that it can hold then. `is_fixed`: the places are the same whatever n.
    """

    key: str
    layouts: Mapping[int, tuple[Place, ...]]
    spare: Mapping[int, int]
    is_fixed: bool = False
    used: int = 0

    @property
    def most(self) -> int:
        """As many can be placed."""
        return max(self.layouts)

    @property
    def most_spare(self) -> int:
        """The most accommodation that it can hold."""
        return max(self.spare.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A speaker to be placed: times in seconds since the epoch, `free` merged and sorted (None: always)."""

    id: int
    zone: str
    free: tuple[Interval, ...] | None = None
    extra: int = 0
    sittings: frozenset[str] | None = None

    def slack(self, begin: int, end: int) -> int:
        """By how much a stay may begin earlier and end later and still be in their time; -1 where it is not."""
        if self.free is None:
            return FAR
        return max((min(begin - first, last - end) for first, last in self.free if first <= begin and end <= last),
                   default=-1)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fit:
    """How a place suits a candidate: accommodation in the sitting may shift it by `slack` seconds before they can no
    longer be there, and by `awake` before it touches their night (-1: it does).
    """

    slack: int
    awake: int


#: (number of speakers, place from 0) -> how it suits; places where the candidate cannot be are missing
Fits = Mapping[tuple[int, int], Fit]


class Question:
    """Candidates in their order of precedence, and the seats that there are for them."""

    def __init__(self, candidates: Sequence[Candidate], seats: Sequence[Seats], *, is_even: bool = True) -> None:
        self.candidates = tuple(candidates)
        self.offered = tuple(seats)
        self.is_even = is_even
        self._fits: dict[tuple[object, ...], tuple[Fits, ...]] = {}
        self._positions: dict[tuple[int, tuple[int, ...]], dict[int, int] | None] = {}
        #: for each candidate and each sitting, how the places suit
        self.fits = tuple(self._fits_of(candidate) for candidate in self.candidates)
        #: the seats without numbers of speakers that these candidates cannot make up, whoever is elsewhere
        self.seats = tuple(self._within_reach(sitting) for sitting in range(len(self.offered)))
        self._fits = {key: tuple(map(_fits_in, self.seats, row)) for key, row in self._fits.items()}
        self.fits = tuple(self._fits_of(candidate) for candidate in self.candidates)

    def _within_reach(self, sitting: int) -> Seats:
        seats = self.offered[sitting]
        if seats.is_fixed:
            return seats
        layouts = {
            count: places for count, places in seats.layouts.items() if all(self._filled(sitting, count, len(places)))
        }
        return replace(seats, layouts=layouts, spare={count: seats.spare[count] for count in layouts})

    def _filled(self, sitting: int, count: int, places: int) -> Iterator[bool]:
        """Place by place, whether it can be filled beside those before it, with anybody at all."""
        takers: list[dict[int, int]] = [{} for _ in range(places)]
        for who, row in enumerate(self.fits):
            for number, place in row[sitting]:
                if number == count:
                    takers[place][who] = 0
        seating = Seating(takers, [(0,)] * len(self.candidates))
        return (seating.seat(place) is None for place in range(places))

    def regret(self, who: int) -> int:
        """What it weighs that a candidate is worse off than another: the earlier in the order, the more."""
        return len(self.candidates) - who

    def _fits_of(self, candidate: Candidate) -> tuple[Fits, ...]:
        key = (candidate.zone, candidate.free, candidate.extra, candidate.sittings)
        if key not in self._fits:
            self._fits[key] = tuple(dict(_fits(candidate, seats)) for seats in self.offered)
        return self._fits[key]

    def positions(self, sitting: int, members: Sequence[int]) -> dict[int, int] | None:
        """Who of the members (in their order) speaks at which place: fewest in the night, then in their order.

        None where not all of them can be there.
        """
        key = sitting, tuple(members)
        if key not in self._positions:
            self._positions[key] = self._found(*key)
        return self._positions[key]

    def asleep(self, sitting: int, members: Sequence[int]) -> list[int] | None:
        """Who of the members may speak in their night; None where not all of them find a place."""
        where = self.positions(sitting, members)
        if where is None:
            return None
        count = self.seats[sitting].most if self.seats[sitting].is_fixed else len(where)
        extra = self.accommodation(where)
        return [who for who, at in where.items() if self.fits[who][sitting][count, at].awake < extra]

    def accommodation(self, members: Iterable[int]) -> int:
        """The seconds of accommodation of some candidates together."""
        return sum(self.candidates[who].extra for who in members)

    def _found(self, sitting: int, members: tuple[int, ...]) -> dict[int, int] | None:
        seats, size = self.seats[sitting], len(members)
        count = seats.most if seats.is_fixed else size
        extra = self.accommodation(members)
        if size > seats.most or extra > seats.spare.get(count, -1):
            return None
        weight = len(self.candidates) * size * (count + 1) + 1
        costs = [
            {place: self._price(who, fit, extra, place, weight) for (n, place), fit in self.fits[who][sitting].items()
             if n == count and fit.slack >= extra}
            for who in members
        ]  # fmt: skip
        seating = Seating(costs, [(0,)] * count)
        if any(seating.seat(index) is not None for index in range(size)):
            return None
        return {members[index]: place for index, place in seating.nodes().items()}

    def _price(self, who: int, fit: Fit, extra: int, place: int, weight: int) -> int:
        sleeps = fit.awake < extra
        many = len(self.candidates) ** 2 + 1
        return weight * (many + self.regret(who)) * sleeps + self.regret(who) * place


def _fits_in(seats: Seats, fits: Fits) -> Fits:
    return {at: fit for at, fit in fits.items() if at[0] in seats.layouts}


def _fits(candidate: Candidate, seats: Seats) -> Iterator[tuple[tuple[int, int], Fit]]:
    if candidate.sittings is not None and seats.key not in candidate.sittings:
        return
    layouts = {seats.most: seats.layouts[seats.most]} if seats.is_fixed else seats.layouts
    for count, places in layouts.items():
        if candidate.extra > seats.spare[count]:
            continue
        for number, place in enumerate(places):
            slack = candidate.slack(*place.stay) - seats.used
            if slack >= candidate.extra:
                awake = min(awake_for(begin, end, candidate.zone) for begin, end in place.spans) - seats.used
                yield (count, number), Fit(slack, max(-1, awake))
