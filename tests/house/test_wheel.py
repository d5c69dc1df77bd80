"""The product as others install it: a wheel built through the sdist, in a clean environment, from an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.long

#: One file of each kind that must travel with the code.
NEEDED = (
    "forum/_data/templates/layout.html",
    "forum/_data/translations/fr/LC_MESSAGES/messages.po",
    "forum/examples/global_forum_2022/roster.csv",
    "forum/examples/global_forum_2022/request.json",
    "forum/examples/rehearsal/sitting.json",
    "forum/i18n/states.csv",
    "forum/store/migrations/env.py",
    "forum/store/migrations/versions/0001_initial.py",
    "forum/web/static/forum.css",
    "timezones/wallclock.py",
)
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith(("FORUM_", "PYTHON", "VIRTUAL_ENV"))}


def run(*command: str | Path, cwd: Path, seconds: int = 600) -> subprocess.CompletedProcess[str]:
    """A command in a clean environment; its output is shown when it fails."""
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=CLEAN, capture_output=True, text=True, timeout=seconds
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built out of the sdist and not out of this folder."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def forum(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command `forum` in an environment made from the lock and the wheel alone."""
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder / "env", with_pip=True)
    pip = (folder / "env" / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run(*pip, "--require-hashes", "-r", ROOT / "requirements.lock", cwd=folder)
    run(*pip, "--no-deps", wheel, cwd=folder)
    return folder / "env" / "bin" / "forum"


def test_everything_travels(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert [name for name in NEEDED if name not in names] == []
    assert [name for name in names if name.endswith((".ttf", ".otf"))] != []
    assert [name for name in names if name.startswith("tests/")] == []


def test_nothing_tracked_is_left_behind(wheel: Path) -> None:
    tracked = subprocess.run(["git", "ls-files", "forum", "timezones"], cwd=ROOT, capture_output=True, text=True)
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert [name for name in tracked.stdout.split("\n") if name and name not in names and ".git" not in name] == []


def test_the_demo_runs_from_the_wheel(forum: Path, tmp_path: Path) -> None:
    run(forum, "demo", "--once", tmp_path / "out", cwd=tmp_path)
    made = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"programme.json", "report.docx", "report.pdf", "commitments.xlsx", "who-bears-which-hour.svg"} <= made
