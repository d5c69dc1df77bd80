"""HTML of the tree: what was said is text, never markup; languages and directions are marked."""

from __future__ import annotations

from typing import Any

import lxml.html
import pytest

from forum.domain.refusals import UnknownChoice, UnknownLanguage
from forum.formats import report, reports
from forum.formats.document import plain
from forum.formats.html import body_of, write_html
from tests.programmes import a_forum
from tests.reports import a_commitment, a_report


def tree(tag: str = "en", **changes: Any) -> Any:
    return lxml.html.document_fromstring(write_html(report.build(a_report(**changes), tag)))


def test_every_numbered_paragraph_is_there() -> None:
    document = report.build(a_report(), "en")
    shown = {p.get("id"): " ".join(p.text_content().split()) for p in tree().cssselect(".report-paragraph")}
    for paragraph in document.paragraphs():
        wanted = " ".join(f"{paragraph.number}.{plain(paragraph.content)}".split())
        assert shown[f"p-{paragraph.id}"].removesuffix("1").startswith(wanted.removesuffix("1"))


def test_what_was_said_is_never_markup() -> None:
    attack = '<script>alert(1)</script>&amp;"'
    page = tree(commitments=(a_commitment(text=attack),))
    assert page.cssselect("script") == []
    assert attack in page.text_content()


def test_languages_and_directions_are_marked() -> None:
    page = tree("ar")
    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
    assert page.cssselect("span[lang=zh][dir=ltr]")
    assert page.cssselect("bdi.whole[dir=ltr]")
    assert tree().cssselect("span[lang=ar][dir=rtl]")


def test_one_heading_of_first_rank_and_header_cells() -> None:
    page = tree()
    assert len(page.cssselect("h1")) == 1
    assert all(table.cssselect("thead th[scope=col]") for table in page.cssselect("table"))
    assert "<h2>" in body_of(report.build(a_report(), "en"), top=2)


def test_the_footnote_is_reached() -> None:
    page = tree()
    (link,) = page.cssselect("sup a")
    assert page.cssselect(link.get("href"))


def test_names_of_files_tell_a_rehearsal() -> None:
    assert reports.write(a_report(), "html", "fr").name == "gf-report-fr-REHEARSAL.html"
    assert reports.write(a_report(forum=a_forum()), "csv", "fr").name == "gf-commitments.csv"


@pytest.mark.parametrize(("kind", "tag", "refusal"), [("akn", "en", UnknownChoice), ("docx", "tlh", UnknownLanguage)])
def test_unknown_formats_and_languages_are_refused(kind: str, tag: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        reports.write(a_report(), kind, tag)
