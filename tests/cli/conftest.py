"""What the tests of the command line share: a data folder, and `forum` as a person runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from forum.cli import main

Forum = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder that is not there yet."""
    return tmp_path / "data"


@pytest.fixture
def forum(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Forum:
    """The command `forum` upon that folder, in this process; environment by keyword."""
    for name in list(os.environ):
        if name.startswith(("FORUM_", "LC_")) or name == "LANG":
            monkeypatch.delenv(name)

    def run(*arguments: str, **environ: str) -> Result:
        given: dict[str, str | None] = {"FORUM_DATA": str(folder), **environ}
        return CliRunner().invoke(main, arguments, env=given, prog_name="forum")

    return run


def started(folder: Path, *arguments: str, **environ: str) -> subprocess.Popen[str]:
    """The command `forum` as a process of its own."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("FORUM_")}
    return subprocess.Popen(
        [sys.executable, "-m", "forum", *arguments],
        env=clean | {"FORUM_DATA": str(folder)} | environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
