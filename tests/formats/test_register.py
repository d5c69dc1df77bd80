"""The register as tables: what is written is read back row by row; nothing in a cell is a formula."""

from __future__ import annotations

import io
import json

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.domain.commitments import Party
from forum.formats import register
from forum.formats.tables import read_table
from tests.programmes import a_forum
from tests.reports import MADE, a_commitment, a_reaction, a_report

FORUM = a_forum(is_rehearsal=True)
#: what a spreadsheet cell may hold, the beginnings of formulas among it
TEXTS = st.one_of(
    st.sampled_from(["=1+1", "+49", "-1", "@SUM(A1)", "'=x", "\t=x", "a;b", 'say "no"', "two\nlines", "نص", "中文"]),
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1),
)
ENTRIES = st.lists(TEXTS, min_size=1, max_size=4).map(
    lambda texts: [a_commitment(place + 1, text=text, measure=text) for place, text in enumerate(texts)]
)


@settings(max_examples=40, deadline=None)
@given(ENTRIES)
def test_csv_and_xlsx_are_read_back_row_by_row(entries: list) -> None:  # type: ignore[type-arg]
    wanted = register.rows(FORUM, entries, MADE)
    for name, data in (
        ("register.csv", register.as_csv(FORUM, entries, MADE)),
        ("register.xlsx", register.as_xlsx(FORUM, entries, MADE)),
    ):
        table = read_table(data, name)
        assert table.header == register.header()
        assert [row.cells for row in table.rows] == wanted


@settings(max_examples=40, deadline=None)
@given(ENTRIES)
def test_json_is_read_back(entries: list) -> None:  # type: ignore[type-arg]
    read = json.loads(register.as_json(FORUM, entries, MADE))
    assert (read["forum"], read["is_rehearsal"]) == ("gf", True)
    assert [one["text"] for one in read["commitments"]] == [one.text for one in entries]


def test_no_cell_is_a_formula() -> None:
    attack = '=HYPERLINK("http://example.org","x")'
    entries = [a_commitment(text=attack, lead=Party(key="x", name="+x"), reactions=(a_reaction(text="@x"),))]
    line = register.as_csv(FORUM, entries, MADE).decode("utf-8-sig").splitlines()[1]
    assert "\"'=HYPERLINK" in line
    assert ",'+x," in line
    book = openpyxl.load_workbook(io.BytesIO(register.as_xlsx(FORUM, entries, MADE)))
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert [sheet.title for sheet in book] == ["Commitments", "Reactions"]
    assert not [c for s in book for row in s.iter_rows() for c in row if c.data_type == "n" and c.value is not None]


def test_every_fact_has_its_column() -> None:
    entries = a_report().commitments
    row = dict(zip(register.header(), register.rows(FORUM, entries, MADE)[0], strict=True))
    assert {name: row[name] for name in ("id", "lead", "partners", "due", "amount", "currency", "sdg")} == {
        "id": "C-001",
        "lead": "example-1",
        "partners": "example-2",
        "due": "2023-Q2",
        "amount": "5000000",
        "currency": "USD",
        "sdg": "1.3",
    }
    assert (row["spoken_at"], row["seconds_into_sitting"]) == ("2022-02-22T12:07:00Z", "300")
    assert (row["editorial"], row["implementation"], row["freshness"]) == ("confirmed", "unknown", "fresh")
    assert (row["record"], row["capacity"]) == ("rehearsal", "organization")
    last = dict(zip(register.header(), register.rows(a_forum(), entries, MADE)[3], strict=True))
    assert (last["text_needed"], last["source"], last["record"]) == ("yes", "F14", "forum")


def test_leads_are_named_in_full() -> None:
    def name(party: Party | None) -> str:
        row = register.rows(FORUM, [a_commitment(lead=party)], MADE)[0]
        return dict(zip(register.header(), row, strict=True))["lead_name"]

    assert name(Party(key="FJ", state="FJ")) == "Fiji"
    assert name(Party(key="x", state="XX")) == "x"
    assert name(None) == ""


def test_reactions_stand_in_their_own_sheet_and_inside_the_json() -> None:
    entries = [a_commitment(reactions=(a_reaction(),)), a_commitment(2)]
    assert register.reaction_rows(entries) == [
        (
            "C-001",
            "worker",
            "supports_with_condition",
            "Provided that floors come first.",
            "",
            "",
            "2022-02-22T14:00:00Z",
        )
    ]
    read = json.loads(register.as_json(FORUM, entries, MADE))
    assert [len(one["reactions"]) for one in read["commitments"]] == [1, 0]


def test_arabic_turns_the_columns_round() -> None:
    book = openpyxl.load_workbook(io.BytesIO(register.as_xlsx(FORUM, [a_commitment()], MADE, is_right_to_left=True)))
    assert all(sheet.sheet_view.rightToLeft for sheet in book)
