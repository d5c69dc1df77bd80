"""The documents keep step with the program: settings, verbs, decisions, links."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from forum.cli import COMMANDS
from forum.domain.access import TABLE, Predicate
from forum.settings import KNOWN

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
DOCUMENTS = [*sorted(DOCS.rglob("*.md")), ROOT / "README.md", ROOT / "CHANGELOG.md"]
#: Folders of one machine and addresses of package registries (split, so that this file does not name them).
NOWHERE = re.compile(r"(?<![\w./])/(?:wo" r"rk|ro" r"ot)\b|py" r"pi\.org|files\.python" r"hosted|registry\.npm" r"js")
TEMPORARY = re.compile(r"(?<![\w.])/t" r"mp/")
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


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", document.read_text())
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_every_document_is_reached_from_the_index() -> None:
    reached, ahead = set(), [DOCS / "README.md"]
    while ahead:
        document = ahead.pop()
        reached.add(document)
        links = re.findall(r"\]\((?!https?:)([^)#\s]+)", document.read_text())
        targets = {(document.parent / link).resolve() for link in links}
        ahead += [each for target in targets for each in _documents_of(target) if each not in reached]
    assert [str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md") if path not in reached] == []


def _documents_of(target: Path) -> list[Path]:
    if target.is_dir():
        return sorted(target.glob("*.md"))
    return [target] if target.suffix == ".md" and DOCS in target.parents else []


def test_every_proof_that_is_named_is_there() -> None:
    tables = "".join(page.read_text() for page in sorted(DOCS.glob("done*.md")))
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", tables)
    assert len(named) > 80
    found = {path: (ROOT / path).read_text() if (ROOT / path).exists() else "" for path, _ in named}
    assert [(path, test) for path, test in named if (f"def {test}(" if test else "def ") not in found[path]] == []


def test_pictures_are_small_and_shown() -> None:
    shown = "".join(path.read_text() for path in DOCUMENTS)
    pictures = sorted((DOCS / "pictures").glob("*.png"))
    assert pictures
    assert [
        path.name for path in pictures if path.stat().st_size > 200_000 or f"pictures/{path.name})" not in shown
    ] == []


def test_no_file_names_a_machine_or_a_package_registry() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    own = [name for name in listed if "/vendor/" not in name and not name.endswith(".lock")]
    assert "README.md" in own
    assert [(name, found) for name in own if (found := _places(ROOT / name, NOWHERE))] == []
    documents = [name for name in own if name.endswith(".md")]
    assert [(name, found) for name in documents if (found := _places(ROOT / name, TEMPORARY))] == []


def test_a_machine_path_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "read.md").write_text(
        "see /" + "work/main, https://py" + "pi.org/simple and /t" + "mp/x; not /working/"
    )
    assert len(_places(tmp_path / "read.md", NOWHERE)) == 2
    assert len(_places(tmp_path / "read.md", TEMPORARY)) == 1
    (tmp_path / "font.ttf").write_bytes(b"\x00\xff/ro" + b"ot/x")
    assert _places(tmp_path / "font.ttf", NOWHERE) == []


def _places(path: Path, what: re.Pattern[str]) -> list[str]:
    """What a text file says that it should not; a file that is no text says nothing."""
    try:
        return what.findall(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        return []


def test_the_table_of_permissions_is_the_one_in_force() -> None:
    rows = dict(re.findall(r"^\| `([a-z-]+:[a-z-]+)` \| (.+) \|$", (DOCS / "permissions.md").read_text(), re.MULTILINE))
    assert rows == {permission.value: _said(alternatives) for permission, alternatives in TABLE.items()}


def _said(alternatives: tuple[tuple[Predicate, ...], ...]) -> str:
    each = [" and ".join(holds.__name__.replace("_", " ") for holds in alternative) for alternative in alternatives]
    return " or ".join(each) or "nobody but the operator at the machine"
