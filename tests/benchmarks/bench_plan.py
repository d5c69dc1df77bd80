"""The planner beside a plain CP-SAT model, case by case; writes `docs/plan-benchmark.md`.

Ours is the cold command `forum plan` in a process of its own, with the whole order of the policy proven. M is the plain
model's build and its proof of the min-max alone. Runs of both take turns and the smaller time of each counts, because
the machine may have other work.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from forum.examples import global_forum_2022 as example
from forum.formats.plan_file import problem_of
from tests.benchmarks import burden_table, machine, workbench_moves
from tests.benchmarks.plain_model import Solved, solve
from tests.plan_cases import CASES, by_policy
from timezones.problem import POLICIES

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "plan-benchmark.md"
PLAIN_LIMIT, OURS_LIMIT, RUNS = 60.0, 60.0, 2


@dataclass(frozen=True, kw_only=True)
class Goal:
    """What a case is called on the page and what it may take: ratios to M, and seconds whatever M is."""

    title: str
    target: float | None = None
    ambition: float | None = None
    guard: float | None = None


GOALS = {
    "request": Goal(title="the 2022 request (561 rows, six sittings, grid 15)", target=1.0, ambition=0.6, guard=2),
    "any_hour": Goal(title="any hour (00:00-24:00, grid 30)", target=0.25, ambition=0.10, guard=4),
    "given_twice": Goal(title="one theme given twice (grid 30, cap 270)", target=3, ambition=1.5, guard=4),
    "own_people": Goal(title="each theme with its own people, at random (grid 30)", target=3, ambition=1.5, guard=6),
    "own_regions": Goal(title="each theme with its own people, by region (grid 30)", target=3, ambition=1.5, guard=6),
    "twelve_sittings": Goal(title="12 sittings of 90 minutes over 5 days", target=0.6, ambition=0.25, guard=6),
    "twelve_days": Goal(title="12 fixed days x 180 minutes", target=4, ambition=1.5, guard=8),
}
#: what to know where a target is missed
REASONS = {
    "twelve_days": "the halves are too many, so CP-SAT proves some four groups of levels of the whole order one after"
    " the other, where the plain model proves the first alone; half a second is the start of Python and OR-Tools",
}
LONG_CASE = "twelve_at_any_hour"
HEADS = (
    "case", "ours, s", "(processor)", "status", "worst", "M, s", "(processor)", "ours / M",
    "target", "ambition", "guard, s", "target met", "guard met",
)  # fmt: skip
POLICY_GUARD, CHECK_LIMIT, TABLE_LIMIT, MOVE_LIMIT = 2.0, 1.5, 0.1, 0.1


@dataclass(frozen=True, kw_only=True)
class Ours:
    """What the command answered, and the seconds that it took from its start to its end: by the wall, of processors."""

    seconds: float
    processor: float
    status: str
    worst: int
    bound: float
    gap: float


def main() -> bool:
    """Measure all cases, print the page as it grows, write it; say whether every target and guard was met."""
    lines: list[str] = []
    results: list[bool] = []
    for line, is_met in _page():
        print(line, flush=True)
        lines.append(line)
        results.append(is_met)
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return all(results)


def _page() -> Iterator[tuple[str, bool]]:
    """The lines of the page, each with whether what it tells is as it should be."""
    for line in _opening():
        yield line, True
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        missed = []
        for name, goal in GOALS.items():
            line, is_met = _case(place, name, goal)
            yield line, is_met
            missed += [] if is_met else [name]
        yield "", True
        for name in missed:
            yield f"Missed: {GOALS[name].title}: {REASONS.get(name, 'see the load')}.", True
        for line in ("", "## Sixty seconds", ""):
            yield line, True
        yield _long_case(place)
        for line in (
            "",
            "## Other commands and policies",
            "",
            "| what | seconds | at most | met |",
            "|---|---|---|---|",
        ):
            yield line, True
        yield from _rest(place)


def _opening() -> list[str]:
    return [
        "# How quickly plans are proven",
        "",
        f"Written by `make bench-plan` on {dt.datetime.now(dt.UTC):%Y-%m-%d}.",
        f"{machine.description()}. Load of the machine when it began: {os.getloadavg()[0]:.1f}.",
        "",
        "*Ours* is the cold command `forum plan`, from its start to its end, with the whole order of the policy",
        "proven. *M* is a plain CP-SAT model's build and proof of the least dearest total alone",
        "(`tests/benchmarks/plain_model.py`: one boolean per sitting instance and start, two workers, no hints,",
        f"no symmetry breaking; stopped after {PLAIN_LIMIT:.0f} s). Both run in turns, {RUNS} times;",
        "the smaller time counts. The processor seconds of ours tell what a quiet machine would take:",
        "beside other work the wall clock says more, for both.",
        "",
        f"| {' | '.join(HEADS)} |",
        "|---" * len(HEADS) + "|",
    ]


def _case(place: Path, name: str, goal: Goal) -> tuple[str, bool]:
    path = _written(place, name, CASES[name]())
    ours, plain = _in_turns(path)
    ratio = ours.seconds / plain.seconds
    assert goal.target is not None
    assert goal.ambition is not None
    assert goal.guard is not None
    proven = ours.status == "optimal"
    target, guard = proven and ratio <= goal.target, proven and ours.seconds <= goal.guard
    sign, relation = ("", "") if plain.proven else ("> ", "< ")
    line = (
        f"| {goal.title} | {ours.seconds:.2f} | {ours.processor:.2f} | {ours.status} | {ours.worst} "
        f"| {sign}{plain.seconds:.2f} | {plain.processor:.2f} "
        f"| {relation}{ratio:.2f} | {goal.target} | {goal.ambition}{' (met)' if ratio <= goal.ambition else ''} "
        f"| {goal.guard:.0f} | {_said(target)} | {_said(guard)} |"
    )
    return line, target and guard


def _long_case(place: Path) -> tuple[str, bool]:
    path = _written(place, LONG_CASE, CASES[LONG_CASE]())
    ours = _ours(path)
    plain = _plain(path)
    met = ours.worst <= plain.worst and ours.bound >= plain.bound and ours.gap <= 0.05
    line = (
        f"12 sittings over 5 days, any hour, grid 15, cap 300, {OURS_LIMIT:.0f} s allowed: ours {ours.status} after "
        f"{ours.seconds:.1f} s, worst {ours.worst}, bound {ours.bound:.0f}, gap {ours.gap:.1%}; the plain model after "
        f"{plain.seconds:.1f} s: worst {plain.worst:.0f}, bound {plain.bound:.0f}. Target (no worse on both, gap "
        f"at most 5 %): {_said(met)}."
    )
    return line, met


def _rest(place: Path) -> Iterator[tuple[str, bool]]:
    for policy in POLICIES[1:]:
        ours = min((_ours(_written(place, policy, by_policy(policy))) for _ in range(RUNS)), key=lambda o: o.seconds)
        met = ours.status == "optimal" and ours.seconds <= POLICY_GUARD
        yield (
            _line(f"{policy}, the 2022 request (processor {ours.processor:.2f})", ours.seconds, POLICY_GUARD, met),
            met,
        )
    seconds, processor = min(_check(place) for _ in range(RUNS))
    yield (
        _line(f"`forum plan --check` (processor {processor:.2f})", seconds, CHECK_LIMIT, seconds <= CHECK_LIMIT),
        seconds <= CHECK_LIMIT,
    )
    table = burden_table.measured()
    met = table.seconds <= TABLE_LIMIT and not table.mismatches
    differ = f"{table.mismatches} of {table.checked} cells differ from plain conversion"
    said = f"burden table of {table.zones} zones, 4 weeks, 15 minutes ({differ})"
    yield _line(said, table.seconds, TABLE_LIMIT, met), met
    yield _moves()


def _moves() -> tuple[str, bool]:
    """What one waits for in the workbench: the longest of twelve moves, with the median beside it."""
    times = [each / 1000 for each in workbench_moves.measured()]
    met = times[-1] <= MOVE_LIMIT
    said = f"a move in the workbench until all figures of 561 rows are shown, longest of 12 (median {times[6]:.3f})"
    return f"| {said} | {times[-1]:.3f} | {MOVE_LIMIT} | {_said(met)} |", met


def _line(what: str, seconds: float, limit: float, is_met: bool) -> str:
    return f"| {what} | {seconds:.2f} | {limit} | {_said(is_met)} |"


def _said(is_met: bool) -> str:
    return "yes" if is_met else "NO"


def _written(place: Path, name: str, file: Any) -> Path:
    path = place / f"{name}.json"
    path.write_text(json.dumps(file), encoding="utf-8")
    return path


def _in_turns(path: Path) -> tuple[Ours, Solved]:
    """Ours and the plain model, in turns; a plain model that was stopped once is not tried again."""
    ours, plain = [], []
    for _ in range(RUNS):
        ours.append(_ours(path))
        if not plain or plain[-1].proven:
            plain.append(_plain(path))
    return min(ours, key=lambda each: each.seconds), min(plain, key=lambda each: each.seconds)


def _ours(path: Path) -> Ours:
    arguments = ["plan", str(path), "--time-limit", str(OURS_LIMIT), "--workers", "2"]
    document, seconds, processor = _timed(arguments)
    worst = document["summary"]["worst"]
    bound = worst if document["bound"] is None else float(document["bound"])
    return Ours(
        seconds=seconds, processor=processor, status=document["status"], worst=worst, bound=bound, gap=document["gap"]
    )


def _plain(path: Path) -> Solved:
    return solve(problem_of(json.loads(path.read_text(encoding="utf-8"))), PLAIN_LIMIT)


def _check(place: Path) -> tuple[float, float]:
    held = place / "held.json"
    held.write_bytes(example.shipped("held.json").read_bytes())
    return _timed(["plan", "--check", str(_written(place, "request", CASES["request"]())), str(held)])[1:]


def _timed(arguments: list[str]) -> tuple[Any, float, float]:
    """What the command prints, and its seconds by the wall and of processors."""
    begun, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "forum", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
    seconds, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    return json.loads(done.stdout), seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
