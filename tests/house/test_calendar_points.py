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
    "tests/domain/test_releases.py",
    "tests/formats/test_calendar.py",
    "tests/formats/test_ics.py",
    "tests/formats/test_itip.py",
    "tests/jobs/test_invitations.py",
    "tests/jobs/test_tz_letters.py",
    "tests/judges/test_letters.py",
    "tests/judges/test_programs.py",
    "tests/judges/test_python.py",
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


def names() -> list[str]:
    return [name for file in FILES for name in re.findall(r"^def (test_\w+)", (ROOT / file).read_text("utf-8"), re.M)]


def borne(name: str) -> set[int]:
    """The numbers that the name of a test bears: test_05_06_..., test_01_to_04_..."""
    found = re.match(r"test_((?:\d\d_(?:to_)?)+)", name)
    if found is None:
        return set()
    return set(numbers(found[1].strip("_").replace("_to_", "–").replace("_", ",")))


def test_each_point_has_a_test_whose_name_bears_its_number() -> None:
    assert set().union(*map(borne, names())) == set(range(1, 34))


def test_the_numbers_of_a_name_are_read() -> None:
    assert borne("test_01_to_04_x") == {1, 2, 3, 4}
    assert borne("test_12_14_17_a_moved") == {12, 14, 17}
    assert borne("test_a_28") == borne("test_2022_was") == set()


@pytest.mark.parametrize(("cell", "tests"), [(cell, tests) for cell, _, tests in ROWS])
def test_each_row_names_a_test_for_each_of_its_points(cell: str, tests: str) -> None:
    patterns = re.findall(r"test_[\w]+\*?(?=`)", tests)
    found = set().union(*(borne(name) for name in names() for pattern in patterns if fnmatch(name, pattern)))
    assert set(numbers(cell)) <= found


@pytest.mark.parametrize("pattern", sorted(set(re.findall(r"test_[\w]+\*?(?=`)", " ".join(row[2] for row in ROWS)))))
def test_every_test_that_is_named_is_there(pattern: str) -> None:
    assert [name for name in names() if fnmatch(name, pattern)]
