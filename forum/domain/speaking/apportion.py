"""Seats or minutes among claims, exactly: four methods, floors, caps, groups that are always equal, every tie named.

Integers and fractions only. A claim's *quota* is its exact share; a *method* makes whole units of the quotas. Claims of
an equal group (employers, workers) are served together or not at all, so that they cannot differ; what is too little
for the whole group is the odd unit, which goes to the declared taker or stays in the reserve. docs/speaking.md has
formulas and sources.
"""

from __future__ import annotations

import enum
import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm
from typing import Any

from forum.domain.refusals import Refusal
from forum.domain.speaking.draw import lot

#: what makes names comparable in a language (the edge knows its alphabet): name -> sort key
Collation = Callable[[str], Any]
#: keys whose claims are always equal, such as employer and worker
Groups = Sequence[Sequence[str]]


class Method(enum.StrEnum):
    """How whole units are made of exact shares."""

    LARGEST_REMAINDER = "largest_remainder"
    DHONDT = "dhondt"
    SAINTE_LAGUE = "sainte_lague"
    HUNTINGTON_HILL = "huntington_hill"


#: methods by which nobody loses a unit when there is one more to share (equal groups: but for the odd unit)
MONOTONE = frozenset({Method.DHONDT, Method.SAINTE_LAGUE, Method.HUNTINGTON_HILL})


class TieRule(enum.StrEnum):
    """Who goes first where claims tie for the last units."""

    AS_LISTED = "as_listed"
    ALPHABET = "alphabet"
    DRAWN = "drawn"
    RESERVE = "reserve"


class FloorsTooHigh(Refusal):
    """The floors together exceed what there is to share; params: needed, seats."""


class WrongClaim(Refusal):
    """A claim that cannot take part: `field` names the value at fault; params: key, value, allowed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """Who shares, by what weight (0 or more), with at least `floor` and at most `cap` units."""

    key: str
    weight: Fraction | int
    floor: int = 0
    cap: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Ties:
    """The declared rule for ties; `seed` is that of a draw, `collation` the alphabet."""

    rule: TieRule = TieRule.AS_LISTED
    seed: str = ""
    collation: Collation = str

    def precedence(self, keys: Iterable[str]) -> list[str]:
        """The keys, who goes first first."""
        if self.rule is TieRule.ALPHABET:
            return sorted(keys, key=self.collation)
        if self.rule is TieRule.DRAWN:
            return sorted(keys, key=lambda key: lot(key, self.seed))
        return list(keys)


@dataclass(frozen=True, kw_only=True, slots=True)
class Tie:
    """`keys` have the same right to the last `seats` units; the declared rule gave them `to` (nobody: the reserve)."""

    keys: tuple[str, ...]
    seats: int
    to: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Apportionment:
    """Units by key; `left` stay in the reserve, `odd` were too few for an equal group whose turn it was."""

    seats: Mapping[str, int]
    left: int = 0
    ties: tuple[Tie, ...] = ()
    odd: int = 0


@dataclass(slots=True)
class _Unit:
    """A claim, or the claims of an equal group; `weight`, `floor`, `cap` and `seats` are those of one member."""

    keys: tuple[str, ...]
    weight: int
    floor: int
    cap: int
    seats: int = 0

    @property
    def size(self) -> int:
        return len(self.keys)


def mixed(claims: Iterable[Claim], equal_part: Fraction) -> tuple[Claim, ...]:
    """The claims by the mixed rule: equal_part / k + (1 - equal_part) x weight / sum of weights, for k claims.

    Source: European Parliament, Rules of Procedure (2023), Rule 171: one part of the time equally among the groups, one
    by their size. Where all weights are 0 only the equal part counts.
    """
    given = tuple(claims)
    whole = sum((Fraction(claim.weight) for claim in given), Fraction(0)) or Fraction(1)
    by_weight = (1 - equal_part) / whole
    return tuple(replace(each, weight=equal_part / len(given) + by_weight * each.weight) for each in given)


def quotas(seats: int, claims: Iterable[Claim], *, equal: Groups = ()) -> dict[str, Fraction]:
    """The exact share of each claim: in proportion to the weights, never outside floor and cap.

    Members of an equal group have the mean of their weights. They sum to `seats`, or to less where caps (or weights of
    0) leave something over. Refuses `FloorsTooHigh`, `WrongClaim`.
    """
    units, shared = _units(seats, tuple(claims), equal)
    rest, weight = _level(units, shared)
    return {
        key: min(max(Fraction(rest * unit.weight, weight), Fraction(unit.floor)), Fraction(unit.cap))
        for unit in units
        for key in unit.keys
    }


def apportion(
    seats: int,
    claims: Iterable[Claim],
    method: Method,
    *,
    ties: Ties | None = None,
    equal: Groups = (),
    odd: str | None = None,
) -> Apportionment:
    """Share `seats` whole units among the claims; what is handed out and what is left sum to `seats`.

    `ties` is the declared rule (as listed, if None), `equal` the groups whose members cannot differ, `odd` the key that
    takes what is too little for a whole group (None: the reserve). By Huntington-Hill everybody with a weight has one
    unit before anybody has two, the heaviest first. Refuses `FloorsTooHigh`, `WrongClaim`.
    """
    given = tuple(claims)
    units, shared = _units(seats, given, equal)
    taker = _taker(units, odd)
    if method is Method.LARGEST_REMAINDER:
        left, waiting = _by_remainder(units, shared)
    else:
        left, waiting = _by_divisors(units, shared, method)
    found, left, too_few = _settled(waiting, left, ties or Ties())
    if taker:
        taken = min(too_few, taker.cap - taker.seats)
        taker.seats += taken
        left -= taken
    got = {key: unit.seats for unit in units for key in unit.keys}
    in_order = {claim.key: got[claim.key] for claim in given}
    return Apportionment(seats=in_order, left=seats - shared + left, ties=found, odd=too_few)


def _units(seats: int, claims: Sequence[Claim], equal: Groups) -> tuple[list[_Unit], int]:
    """The claims as units, in the order of their first members, and how much of `seats` they can take at most."""
    by_key = {claim.key: claim for claim in claims}
    _check(claims, by_key, equal)
    group_of = {key: tuple(group) for group in equal for key in group}
    members = dict.fromkeys(group_of.get(claim.key, (claim.key,)) for claim in claims)
    # the mean weight of a group is a whole number too, in units of 1/scale
    scale = lcm(*(claim.weight.denominator for claim in claims)) * lcm(*(len(group) for group in equal))
    units = [_unit([by_key[key] for key in keys], scale, seats) for keys in members]
    needed = sum(unit.size * unit.floor for unit in units)
    if needed > seats:
        raise FloorsTooHigh(field="seats", needed=needed, seats=seats)
    return units, min(seats, sum(unit.size * (unit.cap if unit.weight else unit.floor) for unit in units))


def _unit(members: Sequence[Claim], scale: int, seats: int) -> _Unit:
    """One unit of its members: the highest floor and the lowest cap hold for all of them."""
    floor = max(claim.floor for claim in members)
    caps = [claim.cap for claim in members if claim.cap is not None]
    if caps and floor > min(caps):
        raise WrongClaim(field="floor", key=members[0].key, value=floor, allowed=f"0 ... {min(caps)}")
    whole = sum(claim.weight.numerator * (scale // claim.weight.denominator) for claim in members)
    cap = min(max(seats, floor), *caps) if caps else max(seats, floor)
    return _Unit(tuple(claim.key for claim in members), whole // len(members), floor, cap)


def _check(claims: Sequence[Claim], by_key: Mapping[str, Claim], equal: Groups) -> None:
    for claim in claims:
        if claim.weight < 0:
            raise WrongClaim(field="weight", key=claim.key, value=str(claim.weight), allowed="0, 1, 2 ...")
        if claim.floor < 0:
            raise WrongClaim(field="floor", key=claim.key, value=claim.floor, allowed="0, 1, 2 ...")
    keys = [claim.key for claim in claims]
    grouped = [key for group in equal for key in group]
    for key in (*_doubled(keys), *_doubled(grouped), *(key for key in grouped if key not in by_key)):
        raise WrongClaim(field="key", key=key, value=key, allowed="1 x")


def _doubled(keys: Iterable[str]) -> Iterator[str]:
    return (key for key, times in Counter(keys).items() if times > 1)


def _taker(units: Iterable[_Unit], odd: str | None) -> _Unit | None:
    """The unit that takes the odd ones; nobody of an equal group can."""
    if odd is None:
        return None
    for unit in units:
        if unit.keys == (odd,):
            return unit
    raise WrongClaim(field="odd", key=odd, value=odd, allowed="1 x")


def _level(units: Iterable[_Unit], shared: int) -> tuple[int, int]:
    """(a, b) so that every member's quota is weight x a/b, held between its floor and its cap.

    Found by fixing, again and again, those below their floors or those above their caps, whichever weigh more.
    """
    free = [unit for unit in units if unit.weight]
    rest = shared - sum(unit.size * unit.floor for unit in units if not unit.weight)
    weight = sum(unit.size * unit.weight for unit in free)
    if not free:
        return 0, 1
    while True:
        low = [(unit, unit.floor, unit.floor * weight - rest * unit.weight) for unit in free]
        high = [(unit, unit.cap, rest * unit.weight - unit.cap * weight) for unit in free]
        lack, over = (sum(unit.size * max(by, 0) for unit, _, by in side) for side in (low, high))
        if lack == over:
            return rest, weight
        for unit, bound, by in low if lack > over else high:
            if by > 0:
                rest, weight = rest - unit.size * bound, weight - unit.size * unit.weight
        free = [unit for unit, _, by in (low if lack > over else high) if by <= 0]


def _by_remainder(units: Sequence[_Unit], shared: int) -> tuple[int, list[_Unit]]:
    """Whole quotas, then one unit more by the size of what was cut off (Hamilton, Hare-Niemeyer)."""
    rest, weight = _level(units, shared)
    for unit in units:
        unit.seats = min(max(rest * unit.weight // weight, unit.floor), unit.cap)

    def cut_off(unit: _Unit) -> tuple[bool, int] | None:
        """What is cut off; nothing where floor or cap decide, and less than nothing after one unit for it."""
        remainder = rest * unit.weight - unit.seats * weight
        return (False, remainder) if remainder > 0 and unit.seats < unit.cap else None

    return _award(units, shared, cut_off)


def _by_divisors(units: Sequence[_Unit], shared: int, method: Method) -> tuple[int, list[_Unit]]:
    """One unit after the other to whoever has the highest claim (D'Hondt, Sainte-Lague, Huntington-Hill).

    The first units are those that everybody has anyway: of these methods' seats none is below the whole part of the
    quota in a house that is smaller by one seat a claim.
    """
    floors, members = sum(unit.size * unit.floor for unit in units), sum(unit.size for unit in units)
    rest, weight = _level(units, max(shared - members, floors))
    for unit in units:
        unit.seats = min(max(rest * unit.weight // weight, unit.floor), unit.cap)
    shift = 2 * (2 * (shared + 1) ** 2).bit_length()

    def claim(unit: _Unit) -> tuple[bool, int] | None:
        return _claim(unit, method, shift) if unit.weight and unit.seats < unit.cap else None

    return _award(units, shared, claim)


def _claim(unit: _Unit, method: Method, shift: int) -> tuple[bool, int]:
    """How strong a claim to one more unit is, as a whole number that orders claims exactly.

    Two different fractions with divisors below 2^(shift/2) differ by more than 2^-shift, so that their multiples by
    2^shift, rounded down, differ as well, and equal ones are equal. Huntington-Hill compares squares: weight^2 /
    (seats x (seats + 1)), a first seat before any second one.
    """
    seats = unit.seats
    if method is Method.DHONDT:
        return False, (unit.weight << shift) // (seats + 1)
    if method is Method.SAINTE_LAGUE:
        return False, (unit.weight << shift) // (2 * seats + 1)
    if not seats:
        return True, unit.weight
    return False, (unit.weight**2 << shift) // (seats * (seats + 1))


def _award(
    units: Sequence[_Unit], shared: int, claim: Callable[[_Unit], tuple[bool, int] | None]
) -> tuple[int, list[_Unit]]:
    """Serve the strongest claim again and again: (units left, those whose turn it was and who do not all fit)."""
    left = shared - sum(unit.size * unit.seats for unit in units)
    heap: list[tuple[bool, int, int]] = []

    def enter(place: int) -> None:
        if strength := claim(units[place]):
            heapq.heappush(heap, (not strength[0], -strength[1], place))

    for place in range(len(units)):
        enter(place)
    while left and heap:
        first = [heapq.heappop(heap)]
        while heap and heap[0][:2] == first[0][:2]:
            first.append(heapq.heappop(heap))
        served = [units[place] for *_, place in first]
        if sum(unit.size for unit in served) > left:
            return left, served
        for unit, (*_, place) in zip(served, first, strict=True):
            unit.seats += 1
            left -= unit.size
            enter(place)
    return left, []


def _settled(waiting: Sequence[_Unit], left: int, ties: Ties) -> tuple[tuple[Tie, ...], int, int]:
    """Serve those whose turn it was by the declared rule: (ties, units that nobody has, how many of them are odd).

    A whole group that fits goes before those it ties with, so that as little as possible is odd.
    """
    if len(waiting) < 2:
        return (), left, left if waiting else 0
    keys = tuple(key for unit in waiting for key in unit.keys)
    if ties.rule is TieRule.RESERVE:
        return (Tie(keys=keys, seats=left),), left, 0
    rank = {key: place for place, key in enumerate(ties.precedence(keys))}
    seats = left
    served: list[str] = []
    for unit in sorted(waiting, key=lambda each: (-each.size, min(rank[key] for key in each.keys))):
        if unit.size <= left:
            unit.seats += 1
            left -= unit.size
            served += unit.keys
    return (Tie(keys=keys, seats=seats, to=tuple(served)),), left, left
