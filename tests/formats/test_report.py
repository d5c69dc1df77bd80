"""The report's tree: Governing Body layout, one numbering, cross-references that are right, nothing invented."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from forum.domain.commitments import Editorial
from forum.domain.people import LANGUAGES
from forum.domain.reporting import Header
from forum.formats import report
from forum.formats.document import (
    Annex,
    Block,
    Document,
    DraftDecision,
    Heading,
    LabelledLine,
    Paragraph,
    Table,
    plain,
)
from tests.programmes import a_forum
from tests.reports import a_commitment, a_reaction, a_report, a_sitting_held

GOLDEN = Path(__file__).parent / "golden" / "report.en.txt"


def outline(document: Document) -> str:
    """The tree as text, for people to compare."""
    head = document.masthead
    lines = [head.body, head.session, head.section, head.code, head.item, plain(head.title), plain(head.subtitle)]
    lines += [f"{line.label} {plain(line.content)}" for line in head.dates]
    for block in document.blocks:
        lines += _shown(block)
    lines += [f"footnote {identity}: {plain(content)}" for identity, content in document.footnotes]
    return "\n".join(lines) + "\n"


def _shown(block: Block) -> list[str]:
    if isinstance(block, Heading):
        return ["", f"{'#' * block.level} {'▶ ' if block.has_mark else ''}{plain(block.content)}"]
    if isinstance(block, LabelledLine):
        return [f"{block.label} {plain(block.content)}"]
    if isinstance(block, Table):
        rows = [block.header, *block.rows]
        return [f"table: {plain(block.caption)}", *("  | " + " | ".join(map(plain, row)) for row in rows)]
    if isinstance(block, Annex):
        return ["", plain(block.title), *(line for one in block.blocks for line in _shown(one))]
    paragraph = block.paragraph if isinstance(block, DraftDecision) else block
    number = f"{paragraph.number}. " if paragraph.number else ""
    items = [f"   {item.label} {plain(item.content)}" for item in paragraph.items]
    return [f"{number}{plain(paragraph.content)}", *items]


def test_the_tree_is_the_one_that_was_read_and_approved() -> None:
    made = outline(report.build(a_report(), "en"))
    if os.environ.get("WRITE_GOLDEN"):
        GOLDEN.write_text(made, encoding="utf-8")
    assert made == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("tag", LANGUAGES)
def test_paragraphs_are_numbered_through_the_whole(tag: str) -> None:
    document = report.build(a_report(), tag)
    assert [paragraph.number for paragraph in document.paragraphs()] == list(range(1, 20))
    ids = [paragraph.id for paragraph in document.paragraphs()]
    assert len(set(ids)) == len(ids)
    assert document.direction == ("rtl" if tag == "ar" else "ltr")


def test_the_draft_decision_is_the_last_paragraph_and_bold() -> None:
    document = report.build(a_report(), "en")
    (decision,) = [block for block in document.blocks if isinstance(block, DraftDecision)]
    assert decision.paragraph == list(document.paragraphs())[-1]
    assert all(run.is_bold for run in decision.paragraph.content)
    assert f"paragraph {decision.paragraph.number}" in outline(document)


def test_a_commitment_is_a_paragraph_with_speaker_sitting_and_time() -> None:
    document = report.build(a_report(), "en")
    (told,) = [plain(one.content) for one in document.paragraphs() if one.id == "C-001"]
    for fact in (
        "Example organization 1:",
        "Representative",
        "Universal social protection",
        "Tuesday 22 February 2022, 13:07 (Geneva, UTC+01:00)",
    ):
        assert fact in told


def test_the_register_points_to_its_paragraphs() -> None:
    document = report.build(a_report(), "en")
    numbers = {one.id: one.number for one in document.paragraphs()}
    (table,) = [block.blocks[0] for block in document.blocks if isinstance(block, Annex)][-1:]
    assert isinstance(table, Table)
    shown = {plain(row[0]): plain(row[-1]) for row in table.rows}
    assert shown["C-001"] == str(numbers["C-001"])
    assert shown["C-004"] == str(numbers["without-text"])


def test_unconfirmed_stands_apart_and_withdrawn_nowhere() -> None:
    data = a_report(
        commitments=(a_commitment(1, text="first"), a_commitment(2, text="taken back", editorial=Editorial.WITHDRAWN))
    )
    made = outline(report.build(data, "en"))
    assert "Confirmed by the organizations\n" not in made
    assert made.index("Captured, not yet confirmed") < made.index("first")
    assert "taken back" not in made
    assert "No reaction of a constituency" in made


def test_only_a_rehearsal_is_marked() -> None:
    assert report.build(a_report(), "en").mark == "REHEARSAL"
    assert report.build(a_report(forum=a_forum()), "en").mark == ""


def test_what_the_office_knows_replaces_what_is_to_be_completed() -> None:
    header = Header(body="Council", session="12th Session", item="Second item", section="Policy", code="POL")
    head = report.build(a_report(header=header), "en").masthead
    assert (head.body, head.session, head.item) == ("Council", "12th Session", "Second item")
    assert (head.section, head.code) == ("Policy", "POL")
    assert report.build(a_report(), "en").masthead.code == "INS"


def test_each_labelled_line_says_what_was_written_in_its_own_language() -> None:
    lines = {name: f"écrit pour {name}" for name in report.LABELS}
    plain = outline(report.build(a_report(), "en"))
    document = report.build(a_report(header=Header(language="fr", **lines)), "en")
    made = outline(document)
    for said in lines.values():
        assert said in made
        assert said not in plain
    assert "To be completed by the Office." in plain
    assert "To be completed by the Office." not in made
    labelled = [block for block in document.blocks if isinstance(block, LabelledLine)]
    assert [line.content[0].language for line in labelled] == ["fr"] * 8


def test_sittings_without_time_or_cancelled_or_open_say_so() -> None:
    data = a_report(
        sittings=(
            a_sitting_held(key="a", is_cancelled=True),
            a_sitting_held(key="b", planned_start=None, planned_end=None, opened_at=None, closed_at=None),
            a_sitting_held(key="c", closed_at=None, notes=()),
        ),
        fairness=None,
    )
    made = outline(report.build(data, "en"))
    assert "This sitting was cancelled." in made
    assert "This sitting has no time yet." in made
    assert "its floor has not been closed yet" in made
    assert "chosen by the policy" not in made


def test_reactions_are_lettered_under_their_commitment() -> None:
    one = a_commitment(reactions=(a_reaction(), a_reaction(id=2, text="")), editorial=Editorial.CONFIRMED)
    (told,) = [p for p in report.build(a_report(commitments=(one,)), "en").paragraphs() if p.id == "C-001"]
    assert [item.label for item in told.items] == ["(a)", "(b)"]
    assert plain(told.items[0].content) == "Workers: supports with a condition. Provided that floors come first."
    assert isinstance(told, Paragraph)


def test_the_same_facts_give_the_same_tree() -> None:
    assert report.build(a_report(), "ar") == report.build(a_report(), "ar")


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_mark_of_a_section_points_at_its_text(tag: str) -> None:
    document = report.build(a_report(), tag)
    assert document.section_mark == ("◀" if tag == "ar" else "▶")


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("en", "The register of the forum holds 1 entry: 1 confirmed by the organization itself"),
        ("ar", "الملحق الأول: البرنامج"),
        ("zh", "附件一：实际举行的日程"),
        ("fr", "Annexe I\u202f: Programme réalisé"),
    ],
)
def test_one_entry_and_the_annexes_are_said_in_the_language(tag: str, said: str) -> None:
    entry = a_commitment(editorial=Editorial.CONFIRMED)
    assert said in outline(report.build(a_report(commitments=(entry,)), tag))
