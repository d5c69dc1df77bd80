"""Fixtures of journeys: a browser for each module of tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.chromium import chromium

# Seconds, not sleeps: what a machine busy with other tests may take until a page shows what it should.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    """A headless Chromium."""
    with chromium() as browser:
        yield browser
