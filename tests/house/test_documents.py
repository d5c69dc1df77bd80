"""The documents keep step with the program: settings, verbs, decisions, links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from forum.cli import COMMANDS
from forum.domain.access import TABLE, Predicate
from forum.settings import KNOWN

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
ROW = re.compile(r"^\| `(FORUM_\w+)` \| (?:`([^`]*)` )?\| (.+) \|$", re.MULTILINE)


def test_every_setting_is_documented_as_it_is() -> None:
    rows = {name: (default, meaning) for name, default, meaning in ROW.findall((DOCS / "deployment.md").read_text())}
    assert rows == KNOWN


def test_every_verb_is_documented_and_none_that_is_not_there() -> None:
    named = set(re.findall(r"^\| `forum ([a-z-]+)", (DOCS / "cli.md").read_text(), re.MULTILINE))
    assert named == set(COMMANDS)


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = sorted(int(path.name[:4]) for path in (DOCS / "decisions").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("document", sorted(DOCS.rglob("*.md")), ids=lambda path: str(path.relative_to(DOCS)))
def test_links_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", document.read_text())
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_the_table_of_permissions_is_the_one_in_force() -> None:
    rows = dict(re.findall(r"^\| `([a-z-]+:[a-z-]+)` \| (.+) \|$", (DOCS / "permissions.md").read_text(), re.MULTILINE))
    assert rows == {permission.value: _said(alternatives) for permission, alternatives in TABLE.items()}


def _said(alternatives: tuple[tuple[Predicate, ...], ...]) -> str:
    each = [" and ".join(holds.__name__.replace("_", " ") for holds in alternative) for alternative in alternatives]
    return " or ".join(each) or "nobody but the operator at the machine"
