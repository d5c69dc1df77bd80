"""The statement of fairness: one tagged page in every language, by region and delegation, honest about its proof."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from forum.domain.fairness import Figures, Proof, restored
from forum.domain.people import LANGUAGES
from forum.formats import statement
from forum.formats.document import plain
from forum.formats.statement import Sheet, hours_of, share_level
from forum.formats.statement_pdf import write_pdf
from tests.statements import a_statement
from timezones.burden import COSPLIB, DEFAULT

PROVEN = Proof(policy="leximin", status="optimal")


def section(sheet: Sheet, name: str) -> str:
    found = next(each for each in sheet.sections if each.id == name)
    return " ".join(plain(line) for line in found.before)


def rows(sheet: Sheet, name: str) -> list[list[str]]:
    grid = next(each for each in sheet.sections if each.id == name).grid
    assert grid is not None
    return [[plain(cell.content) for cell in row] for row in grid.rows]


@pytest.mark.parametrize("tag", LANGUAGES)
def test_one_tagged_page_in_every_language(tag: str) -> None:
    sheet = statement.sheet(a_statement(proof=PROVEN), tag)
    assert "⟨" not in repr(sheet)
    made = write_pdf(sheet)
    read = PdfReader(BytesIO(made))
    assert len(read.pages) == 1
    catalogue = read.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert str(catalogue["/Lang"]).startswith(tag)
    assert read.metadata is not None
    assert read.metadata.title == sheet.title
    assert b"pdfuaid" in made or b"pdfuaid" in bytes(catalogue["/Metadata"].get_data())
    assert made == write_pdf(sheet)


def test_who_sits_when_on_the_venues_clock_and_in_utc() -> None:
    found = rows(statement.sheet(a_statement(), "en"), "sittings")
    assert [row[2:5] for row in found][:2] == [
        ["Tuesday 22 February", "07:00–08:30", "06:00–07:30"],
        ["Tuesday 22 February", "20:30–22:00", "19:30–21:00"],
    ]
    assert [row[5] for row in found] == ["144", "220", "144", "76", "48", "220"]


def test_who_bears_the_night_by_region_and_by_delegation_only() -> None:
    sheet = statement.sheet(a_statement(), "en")
    said = section(sheet, "bearers")
    assert "408 of 748 delegates" in said
    assert "23:00–06:00" in said
    assert "4 worst-off delegations bear 1,590 points per person each: Japan, Palau, Republic of Korea" in said
    table = rows(sheet, "bearers")
    assert table[0] == ["Asia and the Pacific", "144", "1,355", "1,590", "144", "0", "100", "0", "48", "48", "100"]
    assert sum(int(row[4]) for row in table) == 408
    assert "Asia/Tokyo" not in repr(sheet)
    assert "Pacific/Palau" not in repr(sheet)


def test_what_was_proven_and_within_which_rules() -> None:
    said = section(statement.sheet(a_statement(proof=PROVEN), "en"), "proof")
    assert "Proven: no timetable within the rules below comes before this one." in said
    assert "between 07:00 and 22:00 in Geneva, starting every 15 minutes, 15 minutes apart" in said
    assert "more than 240 minutes" in said
    locked = replace(PROVEN, locked=("opening",))
    assert "was kept at a day or hour fixed before" in section(
        statement.sheet(a_statement(proof=locked), "en"), "proof"
    )


def test_an_open_proof_says_bound_and_gap_and_no_proof_claims_nothing() -> None:
    open_ended = Proof(policy="minimax", status="feasible", bound=1500.0, gap=0.057)
    said = section(statement.sheet(a_statement(proof=open_ended), "en"), "proof")
    assert "below 1,500; this one lies at most 5.7% above" in said
    assert "Proven" not in said
    said = section(statement.sheet(a_statement(), "en"), "proof")
    assert "Nothing was proven" in said
    assert "The rule" not in said


def test_what_was_traded() -> None:
    sheet = statement.sheet(a_statement(proof=PROVEN), "en")
    assert rows(sheet, "trade") == [
        ["This release", "1,590", "945", "408", "0.964"],
        ["The least burden in all", "3,240", "427", "92", "0.939"],
        ["As it was held", "3,240", "433", "88", "0.935"],
    ]
    assert "worst-off delegation -1,650 points, average +518 points, delegates at night +316" in section(sheet, "trade")


def test_a_comparison_that_waits_is_said() -> None:
    waiting = statement.sheet(a_statement(is_complete=False), "fr")
    assert "en cours de calcul" in section(waiting, "trade")
    assert next(each for each in waiting.sections if each.id == "trade").grid is None


def test_a_rehearsal_is_marked_on_the_page() -> None:
    made = write_pdf(statement.sheet(a_statement(is_rehearsal=True), "en"))
    assert "REHEARSAL" in PdfReader(BytesIO(made)).pages[0].extract_text()


def test_a_long_list_of_worst_off_delegations_is_cut() -> None:
    said = a_statement()
    many = ("JP", "KR", "PW", "TL", "FJ", "NZ", "AU", "KI", "TO", "WS", "TV")
    cut = replace(said, figures=replace(said.figures, worst_off=many))
    assert section(statement.sheet(cut, "en"), "bearers").endswith("Republic of Korea, Samoa, and 3 more.")


def test_a_sitting_whose_day_is_another_in_utc_says_so() -> None:
    said = a_statement()
    first = said.release.sittings[0]
    late = replace(first, clock=first.clock.replace(hour=0))  # type: ignore[union-attr]
    moved = replace(said, release=replace(said.release, sittings=(late, *said.release.sittings[1:])), is_latest=False)
    sheet = statement.sheet(moved, "en")
    assert rows(sheet, "sittings")[0][4] == "Mon 23:00–00:30"
    assert "A newer release has taken its place." in plain(sheet.subtitle)


def test_stretches_of_one_price_join_over_midnight() -> None:
    assert hours_of(DEFAULT, -1) == ["23:00–06:00"]
    assert hours_of(DEFAULT, 1) == ["07:00–09:00", "18:00–21:00"]
    assert hours_of(COSPLIB, -1) == ["23:00–07:00"]


def test_the_shade_is_the_share() -> None:
    assert [share_level(heads, 9) for heads in (0, 1, 3, 4, 6, 7, 9)] == [
        "day", "early", "early", "late", "late", "night", "night",
    ]  # fmt: skip
    assert share_level(0, 0) == "day"


def test_figures_survive_being_kept() -> None:
    import json
    from dataclasses import asdict

    figures: Figures = a_statement().figures
    assert restored(json.loads(json.dumps(asdict(figures)))) == figures
