"""The list of speakers as CSV, DOCX and PDF: round trip exact, formulas guarded, every language and direction."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.domain.people import LANGUAGES, Constituency, Person
from forum.domain.programme import Release
from forum.domain.refusals import Refusals, UnknownChoice, UnknownLanguage
from forum.domain.speaking import listed
from forum.domain.speaking.lists import Line, Part, SpeakersList
from forum.domain.speaking.outline import outline
from forum.domain.speaking.rules import Stage
from forum.formats import read_back, speakers
from forum.formats.html import body_of
from tests.programmes import a_forum, a_sitting
from tests.speaking import rules

NOW = dt.datetime(2022, 2, 22, 9, tzinfo=dt.UTC)
FIJI = Person(
    id=7, forum_id=1, key="fji-w1", name="", function="Workers' delegate, Fiji", state="FJ", zone="Pacific/Fiji",
    constituency=Constituency.WORKER,
)  # fmt: skip
SITTING = a_sitting("theme-1")
SLOTS = outline(rules(), Stage.THEME, minutes=90, leaders=1).slots


def a_list(person: Person | None = FIJI, label: str = "", **changes: object) -> SpeakersList:
    lines = tuple(
        Line(
            place=place,
            slot=replace(slot, person_id=person.id if person else None, label=label),
            start=slot.start(SITTING.start),
            end=slot.end(SITTING.start),
            zone="Europe/Zurich",
            person=person,
        )
        for place, slot in enumerate(SLOTS, start=1)
    )
    release = Release(id=1, forum_id=1, number=3, name="", published_at=NOW, sittings=(SITTING,))
    facts = {"forum": a_forum(), "release": release, "parts": (Part(sitting=SITTING, lines=lines),), **changes}
    return SpeakersList(**facts)  # type: ignore[arg-type]


def test_the_table_comes_back_as_it_was_written() -> None:
    written = speakers.as_csv(a_list())
    rows = speakers.read(written, "list.csv")
    assert speakers.rows_as_csv(rows) == written
    assert [row.number for row in rows] == list(range(2, len(SLOTS) + 2))
    assert rows[0].cells["person"] == "fji-w1"
    assert rows[0].cells["starts_at"].endswith("Z")


@given(st.text(st.characters(exclude_categories=["C"], exclude_characters="\u2028\u2029"), max_size=40).map(str.strip))
def test_any_label_comes_back_and_none_is_a_formula(label: str) -> None:
    written = speakers.as_csv(a_list(None, label))
    assert {row.cells["label"] for row in speakers.read(written, "list.csv")} == {label}
    cells = {row["label"] for row in csv.DictReader(io.StringIO(written.decode("utf-8-sig")))}
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)


def test_what_follows_from_the_rest_may_be_left_out_and_nothing_else() -> None:
    rows = speakers.read(speakers.as_csv(a_list()), "list.csv")
    kept = [name for name in listed.COLUMNS if name not in listed.TOLD]
    text = "\r\n".join([",".join(kept), *(",".join(row.cells[name] for name in kept) for row in rows)])
    assert len(speakers.read(text.encode(), "list.csv")) == len(rows)
    with pytest.raises(Refusals):
        speakers.read(text.replace("seconds", "minutes").encode(), "list.csv")


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_document_is_in_the_reader_s_language(tag: str) -> None:
    made = speakers.document(a_list(), tag, NOW)
    text = body_of(made)
    assert made.direction == ("rtl" if tag == "ar" else "ltr")
    assert "13:" in text
    assert "Workers' delegate" not in text or tag == "en"
    assert "\u1d31\u1d3a" not in text


def test_names_of_states_are_the_official_ones() -> None:
    turkey = replace(FIJI, function="Workers' delegate", state="TR")
    assert "Türkiye" in body_of(speakers.document(a_list(turkey), "en", NOW))


@pytest.mark.parametrize("tag", ["en", "ar", "zh"])
def test_docx_and_pdf_are_written(tag: str) -> None:
    docx = speakers.write(a_list(), "docx", tag, NOW)
    assert docx.name == f"gf-speakers-{tag}.docx"
    assert str(len(SLOTS)) in read_back.document(docx.body)
    pdf = speakers.write(a_list(), "pdf", tag, NOW)
    assert pdf.body.startswith(b"%PDF")


def test_a_rehearsal_and_an_empty_list_say_what_they_are() -> None:
    found = a_list(forum=a_forum(is_rehearsal=True), parts=(), release=None)
    assert speakers.write(found, "csv", "en", NOW).name == "gf-speakers-REHEARSAL.csv"
    text = body_of(speakers.document(found, "en", NOW))
    assert "REHEARSAL" in text
    assert "No list of speakers has been published yet." in text


def test_who_is_not_named_yet() -> None:
    assert "to be named" in body_of(speakers.document(a_list(None), "en", NOW))
    assert "A guest" in body_of(speakers.document(a_list(None, "A guest"), "en", NOW))


def test_other_formats_and_languages_are_refused() -> None:
    with pytest.raises(UnknownChoice):
        speakers.write(a_list(), "odt", "en", NOW)
    with pytest.raises(UnknownLanguage):
        speakers.write(a_list(), "pdf", "xx", NOW)
