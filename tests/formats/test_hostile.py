"""What is said may hold the marks of any format that we write: it stays text in each of them."""

from __future__ import annotations

import io
import json
import zipfile

import lxml.etree
import lxml.html
import pypdf
import pytest

from forum.domain.reporting import ReportData
from forum.formats import reports as files
from forum.formats.tables import read_table
from forum.services import reports
from forum.store.engine import Store
from tests.registers import House

FORMULA = "=HYPERLINK(1)"
HOSTILE = (
    '#set page(fill: red) #eval("1+1") $x^2$ @ref <label> *b* `c` // /* ]]> <script>alert(1)</script> &amp; \'"'
    + "W" * 300
    + "e"
    + "\u0301" * 80
)


@pytest.fixture
def data(sqlite_store: Store) -> ReportData:
    """A report in which both were said."""
    house = House(sqlite_store)
    house.open()
    house.speak("leader-1")
    house.write(f"c joint: {HOSTILE}")
    house.write(f"c joint: {FORMULA}")
    return reports.gather(house.unit("rapporteur"), house.slug)


def made(data: ReportData, kind: str) -> bytes:
    return files.write(data, kind, "en").body


def parts(body: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_no_code_of_typst_is_run(data: ReportData) -> None:
    pages = pypdf.PdfReader(io.BytesIO(made(data, "pdf"))).pages
    said = "".join("".join(page.extract_text().split()) for page in pages)
    assert '#setpage(fill:red)#eval("1+1")$x^2$' in said


def test_word_reads_every_part_and_the_text_whole(data: ReportData) -> None:
    found = parts(made(data, "docx"))
    trees = {name: lxml.etree.fromstring(body) for name, body in found.items() if name.endswith(".xml")}
    assert HOSTILE in "".join(trees["word/document.xml"].itertext())


def test_no_script_stands_in_the_page(data: ReportData) -> None:
    tree = lxml.html.document_fromstring(made(data, "html"))
    assert tree.cssselect("script, label") == []
    assert "<script>alert(1)</script>" in tree.text_content()


def test_no_formula_stands_in_a_table(data: ReportData) -> None:
    for kind in ("csv", "xlsx"):
        assert FORMULA in str(read_table(made(data, kind), f"x.{kind}"))
    assert b"'" + FORMULA.encode() in made(data, "csv")
    assert b"," + FORMULA.encode() not in made(data, "csv")
    assert [name for name, body in parts(made(data, "xlsx")).items() if b"<f>" in body] == []


def test_data_give_it_back_unchanged(data: ReportData) -> None:
    assert [one["text"] for one in json.loads(made(data, "json"))["commitments"]] == [HOSTILE, FORMULA]
