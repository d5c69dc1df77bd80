"""A pytest plugin: measures coverage in each process that runs tests, never in the servers that these start.

Tracing costs more than half of a test's time, so it is on while modules are imported and while the tests of the pure
rooms run, and off for all others; FORUM_COVERAGE_ROOMS=all leaves it on.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import coverage
import pytest

#: The tests of the pure rooms, which must cover these wholly by themselves.
PURE_TESTS = tuple(str(Path(__file__).parent / name) + os.sep for name in ("timezones", "domain"))

PURE = ("timezones", "forum.domain")

_coverage: coverage.Coverage | None = None
_is_on = True


def begin() -> None:
    """Start to measure into the folder named by FORUM_COVERAGE."""
    global _coverage  # noqa: PLW0603 - one measurement per process
    _coverage = coverage.Coverage(data_file=str(Path(os.environ["FORUM_COVERAGE"]) / "data"), data_suffix=True)
    _coverage.start()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Trace the tests of the pure rooms only, unless all rooms are asked for."""
    global _is_on  # noqa: PLW0603 - one measurement per process
    is_wanted = _is_traced(item)
    if _coverage is None or is_wanted == _is_on:
        return
    _is_on = is_wanted
    if is_wanted:
        _forget()
        _coverage.start()
    else:
        _coverage.stop()


def _forget() -> None:
    """Clear what the pure rooms remember: a test that was not traced may have worked it out."""
    rooms = [module for name, module in sys.modules.items() if name.startswith(PURE)]
    for value in [value for module in rooms for value in vars(module).values()]:
        if hasattr(value, "cache_clear"):
            value.cache_clear()


def _is_traced(item: pytest.Item) -> bool:
    return os.environ.get("FORUM_COVERAGE_ROOMS") == "all" or str(item.path).startswith(PURE_TESTS)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Keep what was measured."""
    if _coverage is not None:
        _coverage.stop()
        _coverage.save()


if "FORUM_COVERAGE" in os.environ:
    begin()
