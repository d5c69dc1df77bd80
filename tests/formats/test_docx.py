"""DOCX: schema order, direction, language, headings; what stands in the tree is read back."""

from __future__ import annotations

import io
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
from docx.oxml.ns import qn
from lxml import etree

from forum.domain.people import LANGUAGES
from forum.formats import report
from forum.formats.document import plain
from forum.formats.docx import LRM, RLM, write_docx
from forum.formats.docx_xml import ORDER, WORD_LANGUAGES, element, ordered, place, text_run, value
from tests.programmes import a_forum
from tests.reports import a_report

DIRECTIONS = str.maketrans("", "", LRM + RLM)


def made(tag: str = "en", **changes: Any) -> bytes:
    return write_docx(report.build(a_report(**changes), tag))


def opened(tag: str = "en", **changes: Any) -> Any:
    return docx.Document(io.BytesIO(made(tag, **changes)))


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("part", ["word/document.xml", "word/footnotes.xml", "word/styles.xml", "word/header1.xml"])
def test_children_stand_in_the_order_of_the_schema(tag: str, part: str) -> None:
    with zipfile.ZipFile(io.BytesIO(made(tag))) as package:
        tree = etree.fromstring(package.read(part))
    seen = 0
    for name, order in ORDER.items():
        ranks = {qn(child): rank for rank, child in enumerate(order)}
        for parent in tree.iter(qn(name)):
            present = [ranks[child.tag] for child in parent if child.tag in ranks]
            assert present == sorted(present), etree.tostring(parent)
            seen += 1
    assert seen


def test_every_numbered_paragraph_is_read_back_with_its_number_and_bookmark() -> None:
    tree = report.build(a_report(), "en")
    word = opened()
    texts = [paragraph.text.translate(DIRECTIONS) for paragraph in word.paragraphs]
    for paragraph in tree.paragraphs():
        assert f"{paragraph.number}.\t{plain(paragraph.content)}" in texts
    names = [mark.get(qn("w:name")) for mark in word.element.body.iter(qn("w:bookmarkStart"))]
    assert len(names) == len(set(names))
    assert "p_C_001" in names


def test_headings_tables_and_properties() -> None:
    word = opened()
    heads = [one.text for one in word.paragraphs if one.style.name == "Heading 1"]
    assert heads[:2] == ["Purpose of the document", "▶ Introduction"]
    assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in word.tables)
    assert word.tables[0].cell(1, 0).text == "Governments"
    assert (word.core_properties.title, word.core_properties.language) == (
        "Report of the Global Forum (rehearsal)",
        "en-GB",
    )


def test_the_mark_stands_in_the_header_of_a_rehearsal_only() -> None:
    assert "REHEARSAL" in opened().sections[0].header.paragraphs[0].text
    assert "REHEARSAL" not in opened(forum=a_forum()).sections[0].header.paragraphs[0].text


def test_arabic_runs_from_right_to_left() -> None:
    word = opened("ar")
    body = word.element.body
    assert body.sectPr.find(qn("w:bidi")) is not None
    assert all(paragraph._p.pPr.find(qn("w:bidi")) is not None for paragraph in word.paragraphs)
    assert all(table._tbl.tblPr.find(qn("w:bidiVisual")) is not None for table in word.tables)
    arabic = [run for run in body.iter(qn("w:r")) if "سنعمل" in run.text]
    assert arabic
    assert all(run.find(qn("w:rPr")).find(qn("w:rtl")) is not None for run in arabic)
    assert all(run.find(qn("w:rPr")).find(qn("w:lang")).get(qn("w:bidi")) == "ar-SA" for run in arabic)


def test_a_symbol_in_arabic_is_kept_left_to_right() -> None:
    runs = [run for run in opened("ar").element.body.iter(qn("w:r")) if "GB.344/INS/7" in run.text]
    assert runs
    for run in runs:
        assert run.find(qn("w:rPr")).find(qn("w:rtl")) is None
    alone = [run.text for run in runs]
    assert any(text == f"{RLM}{LRM}GB.344/INS/7{LRM}{RLM}" for text in alone)


def test_arabic_words_in_an_english_report_are_marked() -> None:
    (run,) = [one for one in opened().element.body.iter(qn("w:r")) if "سنعمل" in one.text]
    properties = run.find(qn("w:rPr"))
    assert properties.find(qn("w:rtl")) is not None
    assert run.text.startswith(LRM + RLM)


def test_the_footnote_is_a_real_one() -> None:
    with zipfile.ZipFile(io.BytesIO(made())) as package:
        notes = etree.fromstring(package.read("word/footnotes.xml"))
        assert b"footnotes.xml" in package.read("[Content_Types].xml")
    assert "GB.343/INS/3/2, paragraph 39." in "".join(notes.itertext())
    ids = [note.get(qn("w:id")) for note in notes]
    (reference,) = opened().element.body.iter(qn("w:footnoteReference"))
    assert reference.get(qn("w:id")) in ids


def test_a_second_mark_of_a_name_replaces_the_first() -> None:
    properties = ordered("w:rPr", [value("w:sz", "20"), element("w:b")])
    place(properties, value("w:sz", "22"), "w:rPr")
    assert [child.tag for child in properties] == [qn("w:b"), qn("w:sz")]
    assert properties[1].get(qn("w:val")) == "22"


def test_tabs_stay_tabs() -> None:
    assert [child.tag for child in text_run("1.\tx")] == [qn("w:t"), qn("w:tab"), qn("w:t")]
    assert set(WORD_LANGUAGES) == set(LANGUAGES)


@pytest.mark.long
@pytest.mark.parametrize("tag", ["en", "ar", "zh"])
def test_libreoffice_opens_and_renders_it(tag: str, tmp_path: Path) -> None:
    path = tmp_path / f"report-{tag}.docx"
    path.write_bytes(made(tag))
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    reader = pypdf.PdfReader(path.with_suffix(".pdf"))
    text = "".join(page.extract_text() for page in reader.pages)
    assert len(reader.pages) >= 5
    assert "GB.343/INS/3/2" in text
    assert "13:02–14:28" in text.translate(DIRECTIONS)


def kept(row: Any) -> bool:
    """Whether every paragraph of a row stays with what follows."""
    return all(paragraph.paragraph_format.keep_with_next for cell in row.cells for paragraph in cell.paragraphs)


def test_a_table_title_never_stands_alone_and_no_row_is_cut() -> None:
    word = opened()
    captions = [paragraph for paragraph in word.paragraphs if paragraph.style.name == "Caption"]
    assert len(captions) == len(word.tables)
    assert all(paragraph.paragraph_format.keep_with_next for paragraph in captions)
    for table in word.tables:
        assert kept(table.rows[0])
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_a_small_table_stays_on_one_page() -> None:
    (first, *_) = opened().tables
    assert [kept(row) for row in first.rows] == [True] * (len(first.rows) - 1) + [False]


def test_the_head_of_a_page_is_one_line_at_its_end() -> None:
    header = opened().sections[0].header.paragraphs[0]
    assert "\t" not in header.text
    assert header._p.pPr.find(qn("w:jc")).get(qn("w:val")) == "end"
    assert opened("ar").styles["Title"].element.rPr.find(qn("w:bCs")) is not None


def test_columns_are_as_wide_as_what_they_hold() -> None:
    register = opened().tables[-1]
    widths = [int(column.get(qn("w:w"))) for column in register._tbl.tblGrid.iter(qn("w:gridCol"))]
    assert widths[0] < widths[1]
    assert sum(widths) <= 9072
