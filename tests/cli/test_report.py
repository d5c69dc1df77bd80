"""`forum report`: every format is made and read back; wrong input writes nothing."""

from __future__ import annotations

import io
import json
from pathlib import Path

import docx
import lxml.html
import pypdf
import pytest

from forum.formats.tables import read_table
from forum.store.engine import Store
from tests.cli.conftest import Forum
from tests.registers import House


@pytest.fixture
def filled(forum: Forum, folder: Path) -> Forum:
    forum("init")
    store = Store(f"sqlite:///{folder / 'forum.sqlite'}")
    house = House(store, is_rehearsal=True)
    house.open()
    house.speak("leader-1")
    house.write("c joint: We shall double it due:2023")
    store.dispose()
    return forum


def words_of(kind: str, data: bytes) -> str:
    """What a reader of that format finds in it."""
    if kind == "docx":
        return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs)
    if kind == "pdf":
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
    if kind == "html":
        return str(lxml.html.document_fromstring(data).text_content())
    if kind == "json":
        return str(json.loads(data))
    return str(read_table(data, f"register.{kind}"))


@pytest.mark.parametrize("kind", ["docx", "pdf", "html", "xlsx", "csv", "json"])
def test_every_format_carries_the_commitment(filled: Forum, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"out.{kind}"
    result = filled("report", "--forum", "test-forum", "--format", kind, "--lang", "en", "--output", str(path))
    assert (result.exit_code, result.stdout) == (0, "")
    assert "We shall double it" in words_of(kind, path.read_bytes())


def test_json_tells_what_was_written(filled: Forum, tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    result = filled("report", "--forum", "test-forum", "--lang", "ar", "--output", str(path), "--json")
    assert json.loads(result.stdout) == {
        "file": str(path),
        "bytes": path.stat().st_size,
        "commitments": 1,
        "language": "ar",
    }


@pytest.mark.parametrize(
    "arguments",
    [["--forum", "nowhere"], ["--forum", "test-forum", "--lang", "tlh"], ["--forum", "test-forum", "--format", "akn"]],
)
def test_wrong_input_writes_nothing(filled: Forum, tmp_path: Path, arguments: list[str]) -> None:
    path = tmp_path / "out.docx"
    result = filled("report", *arguments, "--output", str(path))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr
    assert not path.exists()
