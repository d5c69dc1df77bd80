"""Placing 120 leaders in the sittings of three days, by the cold command; rows for `bench_slots`."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import slots_files

ROOT = Path(__file__).resolve().parents[2]
LEADERS, LIMIT, WORKERS = 120, 60, 2
#: sittings of the three days, and minutes of each
SHAPES = {6: 240, 12: 150, 30: 90}
#: for how long the leaders are free, and the part of them who need accommodation
TIMES = {
    "days": ("days", 0.0),
    "eight hours, one in twenty with accommodation": ("parts", 0.05),
    "two to eight hours": ("hours", 0.0),
}
#: seconds to the first plan, and the gap where it is not proven after LIMIT seconds
FIRST, GAP = 2.0, 0.05


@dataclass(frozen=True, kw_only=True)
class Row:
    """One measured case: seconds from the start of the command to its first plan and to its end, what was proven."""

    case: str
    first: float
    final: float
    left: int
    status: str
    figure: str
    gap: float

    @property
    def is_met(self) -> bool:
        """Whether the first plan came in time, and the last one is proven or nearly so."""
        return self.first <= FIRST and self.gap <= GAP


def rows() -> Iterator[Row]:
    """Every number of sittings with every sort of availability."""
    with tempfile.TemporaryDirectory() as folder:
        for name, (free, slow) in TIMES.items():
            for sittings, minutes in SHAPES.items():
                document = slots_files.forum(leaders=LEADERS, sittings=sittings, minutes=minutes, free=free, slow=slow)
                yield _row(Path(folder), f"{sittings} sittings of {minutes} minutes, {name}", document)


def _row(folder: Path, case: str, document: dict[str, Any]) -> Row:
    path = folder / "input.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    command = [sys.executable, "-m", "forum", "slots", str(path), "--time-limit", str(LIMIT), "--workers", str(WORKERS)]
    begun = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
    seconds = time.perf_counter() - begun
    answer = json.loads(done.stdout)
    leaders = answer["proof"]["leaders"]
    return Row(
        case=case, first=seconds - leaders["seconds"] + leaders["first_seconds"], final=seconds,
        left=sum(each["kind"] == "presentation" for each in answer["shortages"]), status=answer["status"],
        figure=leaders["figure"] or "", gap=leaders["gap"],
    )  # fmt: skip
