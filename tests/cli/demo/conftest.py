"""The demonstration, set up once for all its tests, at a fixed moment; each step is done twice on the way."""

from __future__ import annotations

import datetime as dt
import io
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from forum.cli.demo import card, example, stage
from forum.cli.demo.stage import STEPS, Stage
from forum.cli.progress import Progress
from forum.i18n.catalogues import words
from forum.store.engine import Store

#: The run of the demonstration: a Monday, 03:30 in Geneva.
RUN = dt.datetime(2026, 11, 23, 2, 30, tzinfo=dt.UTC)


def stage_in(folder: Path, store: Store, now: dt.datetime = RUN) -> Stage:
    """A stage upon `store` with secrets that can be told apart."""
    numbers = itertools.count()
    return Stage(
        store=store,
        now=now,
        words=words("en"),
        progress=Progress(len(STEPS), io.StringIO()),
        keys=card.keys(folder, example.accounts(), lambda: f"secret-{next(numbers):02d}-{'x' * 40}"),
    )


@pytest.fixture(scope="session")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The stage after every step was done, and done again."""
    folder = tmp_path_factory.mktemp("demo")
    store = Store(f"sqlite:///{folder / 'forum.sqlite'}")
    setting = stage_in(folder, store)
    for _title, step in STEPS:
        step(setting)
        step(setting)
    stage.set_up(setting)
    yield setting
    store.dispose()
