"""Speaking slots: allocation, placing, inscription; writes `docs/slots-benchmark.md`."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from tests.benchmarks import machine, slot_allocation, slot_placing

PAGE = Path(__file__).parents[2] / "docs" / "slots-benchmark.md"
#: with `rows()` like those of `slot_allocation`: what it costs to take in inscriptions
INSCRIPTIONS = "tests.benchmarks.slot_inscriptions"
MEASURED = ("case", "median, ms", "worst, ms", "at most, ms", "met")
PLACED = ("case", "first plan, s", "end, s", "left without a slot", "status", "gap", "met")

PLACING = """\
The cold command `forum slots` with two workers, seconds by the wall from its start to the first plan and to its end.
Targets: {first:.0f} s; within {limit} s proven, or a gap of at most {gap:.0%}, that of the first figure that is not
proven (`docs/slots-file.md`). Leaders are free on some days, for eight to ten hours of them, or for two to eight:
the shorter, the more they have only some places of a sitting, since they stay from their presentation to their answer.
"""

#: a line, and whether what it tells is as it should be
Line = tuple[str, bool]


def main() -> bool:
    """Measure everything, print the page as it grows, write it; say whether every target was met."""
    lines: list[str] = []
    results: list[bool] = []
    for line, is_met in _page():
        print(line, flush=True)
        lines.append(line)
        results.append(is_met)
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return all(results)


def _page() -> Iterator[Line]:
    yield from _said(
        "# How quickly speaking slots are shared",
        "",
        f"Written by `make bench-slots` on {dt.datetime.now(dt.UTC):%Y-%m-%d}.",
        f"{machine.description()}. Load of the machine when it began: {os.getloadavg()[0]:.1f}.",
        "",
        "## Allocation: 500 slots among 187 States",
        "",
        "Milliseconds of processor time; every unit is somebody's, in rationals.",
        "",
    )
    yield from _measured(slot_allocation.rows())
    yield from _said(
        "",
        f"## Placing: {slot_placing.LEADERS} leaders in three days",
        "",
        *PLACING.format(first=slot_placing.FIRST, limit=slot_placing.LIMIT, gap=slot_placing.GAP).splitlines(),
        "",
        _row(*PLACED),
        "|---" * len(PLACED) + "|",
    )
    for each in slot_placing.rows():
        gap = "proven" if not each.figure else f"{each.gap:.1%} of {each.figure}"
        cells = (
            each.case,
            f"{each.first:.2f}",
            f"{each.final:.1f}",
            str(each.left),
            each.status,
            gap,
            _yes(each.is_met),
        )
        yield _row(*cells), each.is_met
    if find_spec(INSCRIPTIONS):
        yield from _said("", "## Inscription: 1,000 in the last minute", "")
        yield from _measured(import_module(INSCRIPTIONS).rows())


def _measured(rows: list[slot_allocation.Row]) -> Iterator[Line]:
    yield from _said(_row(*MEASURED), "|---" * len(MEASURED) + "|")
    for each in rows:
        limit = "" if each.target is None else f"{each.target:.0f}"
        yield _row(each.case, f"{each.median:.2f}", f"{each.worst:.2f}", limit, _yes(each.is_met)), each.is_met


def _said(*lines: str) -> Iterator[Line]:
    return ((line, True) for line in lines)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _yes(is_met: bool) -> str:
    return "yes" if is_met else "NO"
