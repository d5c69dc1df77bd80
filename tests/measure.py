"""A pytest plugin: measures coverage in each process that runs tests, never in the servers that these start."""

from __future__ import annotations

import os
from pathlib import Path

import coverage
import pytest

_coverage: coverage.Coverage | None = None


def begin() -> None:
    """Start to measure into the folder named by FORUM_COVERAGE."""
    global _coverage  # noqa: PLW0603 - one measurement per process
    _coverage = coverage.Coverage(data_file=str(Path(os.environ["FORUM_COVERAGE"]) / "data"), data_suffix=True)
    _coverage.start()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Keep what was measured."""
    if _coverage is not None:
        _coverage.stop()
        _coverage.save()


if "FORUM_COVERAGE" in os.environ:
    begin()
