"""What `make test` runs after the lint: every test that is not `long`, with the coverage of the pure rooms.

`timezones` and `forum.domain` must be covered wholly, branches included, by their own tests: by those alone they are
measured (`tests/measure.py`). `make coverage` measures every room by every test instead (FORUM_COVERAGE_ROOMS=all), and
takes much longer. The last line is pytest's own summary; the exit status is not 0 when a test failed or a line of the
pure rooms was not run.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import coverage

ROOT = Path(__file__).resolve().parents[1]
#: What must be covered wholly.
PURE = ("timezones/*", "forum/domain/*")
#: One more than the cores of the smallest machine: browsers and databases leave the others waiting.
PROCESSES = "3"
PYTEST = (
    *(sys.executable, "-m", "pytest", "tests", "-p", "tests.measure", "-m", "not long"),
    # in the order of tests/conftest.py, not by how many tests a file has: a journey is one test
    *("-n", PROCESSES, "--dist", "loadfile", "--no-loadscope-reorder", "--durations", "15", "--color", "auto"),
)


def run_tests(folder: str, more: list[str]) -> tuple[int, str]:
    """Run pytest; its output goes on as it comes, but for its last line, which is given back with the status."""
    last = ""
    environ = os.environ | {"FORUM_COVERAGE": folder}
    with subprocess.Popen([*PYTEST, *more], cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if last:
                print(last, flush=True)
            last = line.rstrip("\n")
    return process.returncode, last


def report(folder: str, rooms: str) -> bool:
    """Print the coverage of the rooms measured ("pure" or "all"); whether the pure ones are covered wholly."""
    measured = coverage.Coverage(data_file=str(Path(folder) / "data"), config_file=str(ROOT / "pyproject.toml"))
    measured.combine([folder])
    if rooms == "all":
        print("\nCoverage of all rooms by all tests (reported; of what runs in the processes of the tests themselves):")
        measured.report(skip_covered=True, skip_empty=True, show_missing=False)
    by = "all tests" if rooms == "all" else "their own tests"
    print(f"\nCoverage of {' and '.join(PURE)} by {by} (100 % with branches is required):")
    return measured.report(include=PURE, skip_covered=True, show_missing=True) >= 100.0


def main(more: list[str]) -> int:
    """Test, report, say the last word."""
    with tempfile.TemporaryDirectory(prefix="forum-coverage-") as folder:
        status, last = run_tests(folder, more)
        is_whole = bool(more) or report(folder, os.environ.get("FORUM_COVERAGE_ROOMS", "pure"))
    if not is_whole:
        print("\nFAILED: the pure rooms are not covered wholly; see the lines above.")
    print(last, flush=True)
    return status or (0 if is_whole else 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
