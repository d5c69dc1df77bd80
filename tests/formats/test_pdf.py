"""PDF: tagged, titled, in its language, with our fonts only; a missing glyph is named, text is never code."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pypdf
import pytest

from forum.domain.people import LANGUAGES
from forum.domain.reporting import MissingFont, MissingGlyphs
from forum.formats import report, typefaces
from forum.formats.document import Paragraph, Table, inline
from forum.formats.pdf import write_pdf
from tests.programmes import a_forum
from tests.reports import MADE, a_commitment, a_report


def read(tag: str = "en", **changes: Any) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(write_pdf(report.build(a_report(**changes), tag))))


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_language_is_tagged_titled_and_named(tag: str) -> None:
    reader = read(tag)
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"].split("-")[0] == tag
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Report of the Global Forum (rehearsal)" or tag != "en"
    assert b"pdfuaid" in root["/Metadata"].get_data()


def test_headings_tables_and_header_cells_are_in_the_structure() -> None:
    kinds: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for each in node:
                walk(each)
        elif isinstance(node, dict):
            kinds.append(str(node.get("/S", "")))
            walk(node.get("/K", []))

    reader = read()
    root: Any = reader.trailer["/Root"]
    walk(root["/StructTreeRoot"]["/K"])
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/L", "/LI", "/Caption"} <= set(kinds)


def test_the_words_are_there_and_the_mark_is_on_every_page() -> None:
    reader = read()
    pages = [page.extract_text() for page in reader.pages]
    assert len(pages) > 3
    assert all("REHEARSAL" in page for page in pages)
    assert "Proposals and commitments" in "".join(pages)
    assert all("REHEARSAL" not in page.extract_text() for page in read(forum=a_forum()).pages)


def test_only_our_fonts_are_inside() -> None:
    names = set()
    for page in read("ar").pages:
        resources: Any = page["/Resources"]
        names |= {str(font.get_object()["/BaseFont"]).split("+")[-1] for font in resources["/Font"].values()}
    assert names
    assert all(name.startswith("NotoSans") for name in names), names


def test_text_is_never_code() -> None:
    attack = '#panic("no") $x^2$ *bold* \\ @label <tag> {{ 1 }} "'
    reader = read(commitments=(a_commitment(text=attack),))
    words = "".join("".join(page.extract_text() for page in reader.pages).split())
    assert "".join(attack.split()) in words


def test_a_missing_glyph_is_named() -> None:
    with pytest.raises(MissingGlyphs) as refused:
        read(commitments=(a_commitment(text="ሰላም 🎉"),))
    assert "ሰ (U+1230)" in str(refused.value.params["glyphs"])
    assert "U+1F389" in str(refused.value.params["glyphs"])


def test_many_missing_glyphs_are_cut_short() -> None:
    with pytest.raises(MissingGlyphs) as refused:
        typefaces.require_glyphs([chr(0x1200 + place) for place in range(40)])
    assert str(refused.value.params["glyphs"]).endswith(" …")
    assert str(refused.value.params["glyphs"]).count("U+") == typefaces.MOST_NAMED


def test_a_missing_font_file_is_named(tmp_path: Any) -> None:
    with pytest.raises(MissingFont) as refused:
        typefaces.require_files(tmp_path)
    assert refused.value.params["name"] == "NotoSans-Regular.ttf"
    typefaces.require_files()


@pytest.mark.parametrize(
    "sample",
    [
        "Français œuvré ÿ",
        "¿Señor?",
        "العربية ٠١٢ لا",
        "简体中文，“引号”——汉字",
        "Русский ёж",
        "Größe Straße",
        "▶ ᴱᴺ – … €",
    ],
)
def test_the_seven_languages_have_their_glyphs(sample: str) -> None:
    typefaces.require_glyphs([sample])


def test_marks_of_direction_need_no_glyph() -> None:
    typefaces.require_glyphs(["\u2066\u2069\u200e\u200f\u2068\n\t\u00a0\u202f"])


def test_every_language_starts_with_its_own_face() -> None:
    for tag, family in (("ar", "Noto Sans Arabic"), ("zh", "Noto Sans SC"), ("ru", "Noto Sans")):
        families = typefaces.families_for(tag)
        assert families[0] == family
        assert set(families) == set(typefaces.FAMILIES)


def test_a_moment_may_have_microseconds() -> None:
    assert read(made_at=MADE.replace(microsecond=7)).pages


def pages_after(lines: int) -> list[str]:
    """The pages of a document in which a long table follows so many lines of text."""
    cells = tuple((inline(f"row {number}"), inline("x")) for number in range(20))
    table = Table(caption=inline("Caption of it"), header=(inline("Head"), inline("Other")), rows=cells)
    whole = report.build(a_report(), "en")
    text = tuple(Paragraph(content=inline(f"line {number}")) for number in range(lines))
    reader = pypdf.PdfReader(io.BytesIO(write_pdf(replace(whole, blocks=(*text, table)))))
    return [page.extract_text() for page in reader.pages]


def test_a_table_title_never_stands_alone_at_the_foot_of_a_page() -> None:
    places = set()
    for lines in range(14, 26):
        (place,) = [number for number, page in enumerate(pages_after(lines)) if "Caption of it" in page]
        assert "row 0" in pages_after(lines)[place], lines
        places.add(place)
    assert places == {0, 1}
