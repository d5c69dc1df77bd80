"""`forum import` and `forum export`: files in and out, exit status 2 with every fault."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from forum.domain.access import OPERATOR
from forum.domain.roster import COLUMNS
from forum.examples.global_forum_2022 import text
from forum.services import roster
from forum.services.unit import Unit
from forum.store.engine import Store
from tests.builders import EARLY, a_forum
from tests.cli.conftest import Forum

SLUG = "global-forum"
GOOD = ",".join(COLUMNS) + "\nFJ-1,,Delegate,government,FJ,,,,,,,,fj@example.org\nKE-1,,Delegate,worker,KE,,,,,,,,\n"
BAD = GOOD.replace("worker", "king").replace("FJ,,,,,,,,", "FJ,,,,,Mars/Olympus,,,")


@pytest.fixture
def store(folder: Path, forum: Forum) -> Iterator[Store]:
    """The database behind the command, with one forum in it."""
    assert forum("init").exit_code == 0
    store = Store(f"sqlite:///{folder / 'forum.sqlite'}")
    a_forum(store, SLUG)
    yield store
    store.dispose()


def keys(store: Store) -> list[str]:
    return [person.key for person in roster.export_roster(Unit(store=store, actor=OPERATOR, now=EARLY), SLUG)]


def written(folder: Path, content: str, name: str = "roster.csv") -> str:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return str(path)


def test_a_roster_is_imported_and_exported_unchanged(forum: Forum, folder: Path, store: Store) -> None:
    done = forum("import", "roster", written(folder, GOOD), "--forum", SLUG, "--json")
    assert json.loads(done.stdout) == {"new": 2, "changed": 0, "unchanged": 0, "missing": 0}
    for kind in ("csv", "xlsx"):
        output = folder / f"out.{kind}"
        assert forum("export", "roster", "--forum", SLUG, "--format", kind, "--output", str(output)).exit_code == 0
        again = forum("import", "roster", str(output), "--forum", SLUG)
        assert "2 rows change nothing." in again.stdout
    assert keys(store) == ["FJ-1", "KE-1"]


def test_checking_keeps_nothing(forum: Forum, folder: Path, store: Store) -> None:
    done = forum("import", "roster", written(folder, GOOD), "--forum", SLUG, "--check")
    assert (done.exit_code, "2 rows are new." in done.stdout, "Nothing was changed." in done.stderr) == (0, True, True)
    assert keys(store) == []


def test_every_fault_is_listed_and_nothing_kept(forum: Forum, folder: Path, store: Store) -> None:
    done = forum("import", "roster", written(folder, BAD), "--forum", SLUG)
    assert done.exit_code == 2
    first, second, last = done.stderr.splitlines()
    assert first.startswith("Row 2, column zone: “Mars/Olympus” is not a time zone.")
    assert second.startswith("Row 3, column constituency: “king” is not possible here.")
    assert last == "Faults found: 2. Nothing was changed."
    assert keys(store) == []


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        ("<html></html>", "roster.xlsx", "neither a workbook nor a CSV text"),
        ("", "roster.csv", "The file holds no table"),
        ("id,colour\n1,red\n", "roster.csv", "Row 1, column colour: The heading “colour” is not known here."),
    ],
)
def test_what_is_no_roster_is_refused(
    forum: Forum, folder: Path, store: Store, content: str, name: str, said: str
) -> None:
    done = forum("import", "roster", written(folder, content, name), "--forum", SLUG)
    assert (done.exit_code, said in done.stderr, keys(store)) == (2, True, [])


def test_an_unknown_forum_and_a_missing_file_are_wrong_use(forum: Forum, folder: Path, store: Store) -> None:
    assert forum("import", "roster", written(folder, GOOD), "--forum", "nowhere").exit_code == 2
    assert forum("import", "roster", str(folder / "nothing.csv"), "--forum", SLUG).exit_code == 2


def test_organizations_come_in_and_go_out(forum: Forum, folder: Path, store: Store) -> None:
    listed = "id,name,acronym,kind\nimf,International Monetary Fund,IMF,fund\n"
    path = written(folder, listed)
    assert "1 row is new." in forum("import", "organizations", path, "--forum", SLUG, "--check").stdout
    assert "1 row is new." in forum("import", "organizations", path, "--forum", SLUG).stdout
    done = forum("export", "organizations", "--forum", SLUG)
    assert done.stdout_bytes.decode("utf-8-sig").replace("\r\n", "\n") == listed


def test_the_shipped_roster_is_imported(forum: Forum, folder: Path, store: Store) -> None:
    rows = [line.split(",")[:4] for line in text("organizations.csv").splitlines()]
    listed = "\n".join(",".join(cells) for cells in rows)
    assert forum("import", "organizations", written(folder, listed), "--forum", SLUG).exit_code == 0
    done = forum("import", "roster", written(folder, text("roster.csv")), "--forum", SLUG)
    assert (done.exit_code, done.stderr) == (0, "")
    assert len(keys(store)) > 187 * 4
