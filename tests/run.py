"""What `make test` runs after the lint: every test that is not `long`, with coverage.

`timezones` and `forum.domain` must be covered wholly, branches included; the other rooms are reported. The last line
is pytest's own summary; the exit status is not 0 when a test failed or a line of the pure rooms was not run.
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
    *("-n", PROCESSES, "--dist", "loadfile", "--durations", "15", "--color", "auto"),
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


def report(folder: str) -> bool:
    """Print the coverage; whether the pure rooms are covered wholly."""
    measured = coverage.Coverage(data_file=str(Path(folder) / "data"), config_file=str(ROOT / "pyproject.toml"))
    measured.combine([folder])
    print("\nCoverage of everything (reported):")
    measured.report(skip_covered=True, skip_empty=True, show_missing=False)
    print(f"\nCoverage of {' and '.join(PURE)} (100 % with branches is required):")
    return measured.report(include=PURE, skip_covered=True, show_missing=True) >= 100.0


def main(more: list[str]) -> int:
    """Test, report, say the last word."""
    with tempfile.TemporaryDirectory(prefix="forum-coverage-") as folder:
        status, last = run_tests(folder, more)
        is_whole = bool(more) or report(folder)
    if not is_whole:
        print("\nFAILED: the pure rooms are not covered wholly; see the lines above.")
    print(last, flush=True)
    return status or (0 if is_whole else 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
