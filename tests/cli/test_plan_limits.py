"""`forum plan` on what is too much, too little, wrong or stopped: a clear message or a plan, in bounded memory."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytz

from forum.cli.patience import Patience
from forum.formats.plan_file import problem_of
from tests.cli.test_plan import run
from timezones import rules

#: what one command may use, in bytes (20,000 people need about 80 MB)
MOST_MEMORY = 600 * 2**20
#: seconds beyond the time limit for starting, the last steps and writing, on a machine that does other things too
SLACK = 15.0
PEAK = re.compile(r"VmHWM:\s+(\d+) kB")
#: what a command runs in to write down its own peak: the kernel's count for a child begins with its parent's
SELF_MEASURED = """
import atexit, os, runpy, sys
peak = os.environ["PEAK"]
atexit.register(lambda: open(peak, "w").write(open("/proc/self/status").read()))
sys.argv[0] = "forum"
runpy.run_module("forum", run_name="__main__")
"""


def request(people: int = 200, sittings: int = 6, days: int = 3, **forum: Any) -> dict[str, Any]:
    first = date(2022, 2, 22)
    zones = pytz.common_timezones
    return {
        "version": 1,
        "forum": {
            "zone": "Europe/Zurich", "first_day": str(first), "last_day": str(first + timedelta(days=days - 1)),
            "grid_minutes": 30, "venue_hours": ["07:00", "22:00"], "max_minutes_per_day": 400, "min_gap_minutes": 15,
            **forum,
        },
        "people": [{"id": f"p{n}", "zone": zones[n % len(zones)], "ledger": n % 7 * 10} for n in range(people)],
        "sittings": [{"id": f"s{n}", "minutes": 90} for n in range(sittings)],
    }  # fmt: skip


def tight() -> dict[str, Any]:
    """Two days to be filled to the minute: nobody finds a timetable in a second."""
    document = request(people=3, sittings=0, days=2, venue_hours=["00:00", "24:00"], min_gap_minutes=0, grid_minutes=1)
    document["forum"]["max_minutes_per_day"] = 1439
    document["sittings"] = [{"id": f"s{n}", "minutes": 47} for n in range(61)]
    return document


@dataclass(frozen=True, kw_only=True)
class Ended:
    status: int
    memory: int
    seconds: float
    said: str
    plan: dict[str, Any]


def planned(folder: Path, document: dict[str, Any], *more: str, stop_after: float | None = None) -> Ended:
    """The command as a process of its own; stopped (Ctrl-C) some seconds after its first sign of life."""
    problem, output, peak = folder / "problem.json", folder / "plan.json", folder / "peak"
    problem.write_text(json.dumps(document), encoding="utf-8")
    command = [sys.executable, "-c", SELF_MEASURED, "plan", str(problem), "--output", str(output), *more]
    clean = {**os.environ, "LANG": "en", "PEAK": str(peak)}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=clean) as process:
        assert process.stderr is not None
        began = time.monotonic()
        if stop_after is not None:
            select.select([process.stderr], [], [], 3)
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(stop_after)
            began = time.monotonic()
            process.send_signal(signal.SIGINT)
        said = process.stderr.read()
        process.wait()
    return Ended(
        status=process.returncode,
        memory=int(PEAK.findall(peak.read_text())[0]) * 1024,
        seconds=time.monotonic() - began,
        said=said,
        plan=json.loads(output.read_text(encoding="utf-8")) if output.exists() else {},
    )


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(request(people=20_000), id="20,000 people"),
        pytest.param(request(sittings=60, days=15), id="60 sittings"),
        pytest.param(request(grid_minutes=1), id="a grid of one minute"),
    ],
)
def test_what_is_large_ends_with_a_plan_in_time_and_memory(tmp_path: Path, document: dict[str, Any]) -> None:
    found = planned(tmp_path, document, "--time-limit", "2")
    assert found.status == 0, found.said
    assert found.plan["status"] in {"optimal", "feasible"}
    assert found.memory < MOST_MEMORY
    assert found.seconds < 2 + SLACK
    problem = problem_of(document)
    starts = {line["id"]: (datetime.fromisoformat(line["start"]),) for line in found.plan["sittings"]}
    assert rules.broken_rules(problem, starts) == []


@pytest.mark.parametrize(
    ("document", "says"),
    [
        (request(people=0), "people: must not be empty"),
        (request(sittings=0), "sittings: must not be empty"),
        (request(people=20_001), "people: has more than 20000 entries"),
        (request(sittings=201), "sittings: has more than 200 entries"),
        (request(days=367), "forum.last_day: a forum has at most 366 days"),
        (request(days=300, grid_minutes=1), "forum.grid_minutes: gives more than 100000 possible starting times"),
        (request(zone="Mars/Olympus"), 'forum.zone: unknown zone "Mars/Olympus"'),
        (request(people=2000, sittings=200, days=90, grid_minutes=1), "take a coarser grid or fewer days"),
    ],
)
def test_what_is_wrong_or_too_much_is_refused_with_a_remedy(tmp_path: Path, document: Any, says: str) -> None:
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    result = run(path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert says in result.stderr


@pytest.mark.parametrize("seconds", [0.2, 3.0])
def test_stopped_it_keeps_the_best_plan_so_far(tmp_path: Path, seconds: float) -> None:
    found = planned(tmp_path, request(sittings=60, days=15), stop_after=seconds)
    assert (found.status, found.plan["status"], found.plan["explain"]) == (0, "feasible", [])
    assert "Stopped: this is the best plan so far." in found.said
    assert "Why each hour was chosen is left out, to stop at once." in found.said
    assert found.seconds < 2


def test_stopped_with_nothing_found_it_says_so(tmp_path: Path) -> None:
    found = planned(tmp_path, tight(), stop_after=0.2)
    assert (found.status, found.plan) == (4, {})
    assert "Stopped before any timetable was found." in found.said
    assert found.seconds < 2


def test_the_table_stops_too(tmp_path: Path) -> None:
    found = planned(tmp_path, request(sittings=60, days=15), "--format", "table", stop_after=0.5)
    assert (found.status, found.plan["status"]) == (0, "feasible")
    assert found.seconds < 3


def test_a_second_interrupt_ends_the_command() -> None:
    patience = Patience(seconds=60)
    before = signal.getsignal(signal.SIGINT)
    with patience.interruptible():
        signal.raise_signal(signal.SIGINT)
        assert (patience.is_interrupted, patience.left, patience.is_over()) == (True, 0.0, True)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before
