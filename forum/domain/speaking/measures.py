"""Who had the floor, beside who should have had it: figures of fairness for people to read, exact.

Sources: M. Gallagher, Proportionality, disproportionality and electoral systems, Electoral Studies 10 (1991), for the
index; the rest is counting.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt


class Gender(enum.StrEnum):
    """What somebody declared of themselves; nobody else does, and nothing is inferred."""

    WOMAN = "woman"
    MAN = "man"
    OTHER = "other"
    NOT_STATED = "not_stated"


@dataclass(frozen=True, kw_only=True, slots=True)
class Speech:
    """A request for the floor, in the order of the list: what it was given and, where known, what it used (seconds).

    `allocated` is 0 for a request that is not heard; `night` are the seconds of it that lie in the speaker's own night
    (`forum.domain.speaking.night`).
    """

    constituency: str
    region: str = ""
    allocated: int = 0
    used: int | None = None
    night: int = 0
    gender: Gender = Gender.NOT_STATED

    @property
    def is_heard(self) -> bool:
        """Whether it has time on the floor."""
        return self.allocated > 0 or bool(self.used)


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One constituency, region or gender. Seconds; `used` is None while nothing of it is known, `entitled` where there
    is no entitlement. `first_third` is its part of the speeches in the first third of the list."""

    key: str
    entitled: Fraction | None
    allocated: int
    used: int | None
    requests: int
    unheard: int
    first_third: Fraction
    night: int

    @property
    def ratio(self) -> Fraction | None:
        """Time had (used where known, otherwise allocated) to time due: 1 is as due; None where nothing is due."""
        if not self.entitled:
            return None
        return Fraction(self.allocated if self.used is None else self.used) / self.entitled


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """The figures of a list of speakers; Gallagher's index as its exact square, None where nothing can be compared."""

    constituencies: tuple[Line, ...]
    regions: tuple[Line, ...]
    genders: tuple[Line, ...]
    allocated_against_entitled: Fraction | None
    used_against_entitled: Fraction | None
    unheard: int
    night: int


def figures(
    speeches: Iterable[Speech],
    entitled: Mapping[str, Fraction | int],
    entitled_regions: Mapping[str, Fraction | int] | None = None,
) -> Figures:
    """All figures of a list in its order; `entitled` gives seconds by constituency, also of those who asked nothing.

    Regions have lines where somebody has one, genders where somebody declared one.
    """
    given = tuple(speeches)
    constituencies = _lines(given, lambda each: each.constituency, entitled)
    of_regions = _lines([each for each in given if each.region], lambda each: each.region, entitled_regions or {})
    is_declared = any(each.gender is not Gender.NOT_STATED for each in given)
    return Figures(
        constituencies=constituencies,
        regions=of_regions,
        genders=_lines(given, lambda each: each.gender.value, {}) if is_declared else (),
        allocated_against_entitled=_against(constituencies, lambda line: line.allocated),
        used_against_entitled=_against(constituencies, lambda line: line.used or 0),
        unheard=sum(not each.is_heard for each in given),
        night=sum(each.night for each in given),
    )


def _lines(
    speeches: Sequence[Speech], of: Callable[[Speech], str], entitled: Mapping[str, Fraction | int]
) -> tuple[Line, ...]:
    heard = [each for each in speeches if each.is_heard]
    early = heard[: -(-len(heard) // 3)]
    keys = dict.fromkeys((*entitled, *(of(each) for each in speeches)))
    return tuple(_line(key, [each for each in speeches if of(each) == key], early, of, entitled) for key in keys)


def _line(
    key: str,
    mine: Sequence[Speech],
    early: Sequence[Speech],
    of: Callable[[Speech], str],
    entitled: Mapping[str, Fraction | int],
) -> Line:
    known = [each.used for each in mine if each.used is not None]
    return Line(
        key=key,
        entitled=Fraction(entitled[key]) if key in entitled else None,
        allocated=sum(each.allocated for each in mine),
        used=sum(known) if known else None,
        requests=len(mine),
        unheard=sum(not each.is_heard for each in mine),
        first_third=Fraction(sum(of(each) == key for each in early), len(early)) if early else Fraction(0),
        night=sum(each.night for each in mine),
    )


def _against(lines: Iterable[Line], had: Callable[[Line], int]) -> Fraction | None:
    due = {line.key: line.entitled for line in lines if line.entitled is not None}
    return gallagher_squared(due, {line.key: had(line) for line in lines if line.key in due})


def gallagher_squared(due: Mapping[str, Fraction | int], had: Mapping[str, Fraction | int]) -> Fraction | None:
    """The square of Gallagher's index, in percent squared: half the sum of the squared differences of percentages.

    0 is as due, 10,000 the worst. None where nothing is due or nobody had anything.
    """
    all_due, all_had = (sum((Fraction(each) for each in side.values()), Fraction(0)) for side in (due, had))
    if not all_due or not all_had:
        return None
    keys = {*due, *had}
    apart = (100 * (Fraction(due.get(key, 0)) / all_due - Fraction(had.get(key, 0)) / all_had) for key in keys)
    return sum((each * each for each in apart), Fraction(0)) / 2


def root(square: Fraction, places: int = 1) -> Fraction:
    """The square root, rounded to so many decimal places (half up): what a page prints of an exact square."""
    scale = 10**places
    # isqrt of four times the number, halved upwards, rounds to the nearest whole
    doubled = isqrt(4 * scale * scale * square.numerator // square.denominator)
    return Fraction((doubled + 1) // 2, scale)
