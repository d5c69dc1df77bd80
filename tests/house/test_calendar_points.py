"""docs/calendar.md names a test for each point of the checklist, and each test that it names is there."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROWS = re.findall(r"^\| ([\d–, ]+) \| (.+) \| (.+) \|$", (ROOT / "docs/calendar.md").read_text("utf-8"), re.MULTILINE)
FILES = (
    "tests/domain/test_answers.py",
    "tests/domain/test_invitations.py",
    "tests/formats/test_calendar.py",
    "tests/formats/test_ics.py",
    "tests/formats/test_itip.py",
    "tests/jobs/test_invitations.py",
    "tests/services/test_feeds.py",
    "tests/web/test_calendar.py",
    "tests/web/test_shelf.py",
    "tests/web/test_swift.py",
)


def numbers(cell: str) -> list[int]:
    found: list[int] = []
    for part in cell.split(","):
        first, _, last = part.strip().partition("–")
        found.extend(range(int(first), int(last or first) + 1))
    return found


def test_every_point_stands_in_the_table_once() -> None:
    assert [number for cell, _, _ in ROWS for number in numbers(cell)] == list(range(1, 34))


def test_what_has_no_test_says_why() -> None:
    without = [what for _, what, test in ROWS if test == "–"]
    assert [what for what in without if "later" not in what and "does not apply" not in what] == []


@pytest.mark.parametrize("pattern", sorted(set(re.findall(r"test_[\w]+\*?(?=`)", " ".join(row[2] for row in ROWS)))))
def test_every_test_that_is_named_is_there(pattern: str) -> None:
    names = [name for file in FILES for name in re.findall(r"^def (test_\w+)", (ROOT / file).read_text("utf-8"), re.M)]
    assert [name for name in names if fnmatch(name, pattern)]
