"""What sharing 500 slots among 187 States costs by each method, and what follows from it; rows for `bench_slots`."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from forum.domain.regions import REGION_OF
from forum.domain.speaking.apportion import Claim, Method, TieRule, Ties, apportion, mixed
from forum.domain.speaking.carry import carried, released
from forum.domain.speaking.draw import drawn, seed

SLOTS = 500
#: milliseconds of processor time that one allocation may take
MOST_MS = 10.0
RUNS = 30


@dataclass(frozen=True, kw_only=True)
class Row:
    """One measured case: milliseconds of processor time, median and worst of some runs.

    `target` is for the worst (None: no target).
    """

    case: str
    median: float
    worst: float
    target: float | None
    is_exact: bool

    @property
    def is_met(self) -> bool:
        """Whether every unit was somebody's and no run took too long."""
        return self.is_exact and (self.target is None or self.worst <= self.target)


def rows() -> list[Row]:
    """Every method on the plain case, then floors with caps and ties by draw, release, carrying over, and the draw."""
    claims = _claims()
    bounded = [Claim(key=each.key, weight=each.weight, floor=1, cap=6) for each in claims]
    tied = [Claim(key=each.key, weight=1) for each in claims]
    asked = {each.key: number % 7 for number, each in enumerate(claims)}
    found = []
    for method in Method:
        found += [
            _row(f"{method.value}: weights of any size", lambda m=method: _sum(apportion(SLOTS, claims, m))),
            _row(f"{method.value}: floor 1, cap 6", lambda m=method: _sum(apportion(SLOTS, bounded, m))),
            _row(f"{method.value}: all 187 tie, by draw", lambda m=method: _sum(apportion(SLOTS, tied, m, ties=DRAWN))),
            _row(f"{method.value}: mixed rule", lambda m=method: _sum(apportion(SLOTS, mixed(claims, HALF), m))),
        ]
    first = carried(SLOTS, claims, Method.SAINTE_LAGUE).accounts
    return [
        *found,
        _row("release until demand ends", lambda: _released(claims, asked), target=None),
        _row("second sitting, debts carried", lambda: _carried(claims, first), target=None),
        _row("draw of 1,000", lambda: len(drawn(IDS, seed("x" * 32, IDS))) - len(IDS) + SLOTS, target=None),
    ]


HALF = Fraction(1, 2)
DRAWN = Ties(rule=TieRule.DRAWN, seed="s")
IDS = [f"entry-{number}" for number in range(1000)]


def _claims() -> list[Claim]:
    """The Member States with weights from one to billions that no short fraction ties, the same in every run."""
    return [Claim(key=key, weight=pow(3, number, 2**31 - 1)) for number, key in enumerate(sorted(REGION_OF), start=5)]


def _sum(found: object) -> int:
    return sum(found.seats.values()) + found.left  # type: ignore[attr-defined]


def _released(claims: list[Claim], asked: dict[str, int]) -> int:
    return _sum(released(SLOTS, claims, Method.SAINTE_LAGUE, asked))


def _carried(claims: list[Claim], accounts: tuple) -> int:
    return _sum(carried(SLOTS, claims, Method.SAINTE_LAGUE, accounts).apportionment)


def _row(case: str, once: Callable[[], int], target: float | None = MOST_MS) -> Row:
    took, sums = [], set()
    for _ in range(RUNS):
        begun = time.process_time()
        sums.add(once())
        took.append((time.process_time() - begun) * 1000)
    return Row(case=case, median=statistics.median(took), worst=max(took), target=target, is_exact=sums == {SLOTS})


def main() -> bool:
    """Print the rows; True where every target was met."""
    found = rows()
    for row in found:
        said = "" if row.target is None else f" (at most {row.target:.0f}: {'met' if row.is_met else 'MISSED'})"
        print(f"{row.case}: median {row.median:.2f} ms, worst {row.worst:.2f} ms{said}")
    return all(row.is_met for row in found)
