"""Tables survive the way through a spreadsheet unchanged; what is wrong or dangerous is refused by name."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.domain import tables as faults
from forum.domain.refusals import Refusal, Refusals
from forum.formats.tables import CAPS, Caps, Sheet, Table, read_table, write_csv, write_xlsx

CELL = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"), include_characters="\n\t"), max_size=12
)
RISKY = st.sampled_from(["=1+1", "+41", "-5", "@x", "'=x", "''=x", "'plain", "\tx", "007", "1e5", "TRUE", "2022-02-22"])
ROW = st.tuples(st.from_regex(r"\A[a-z]{1,5}\Z"), CELL | RISKY, CELL | RISKY)
#: a cell of a spreadsheet knows no zone
MIDNIGHT = dt.datetime(2022, 2, 22)  # noqa: DTZ001
COLUMNS = ("id", "name", "note")


def cells(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows]


def workbook(name: str = "", body: bytes | None = None) -> bytes:
    """A good workbook, one part of which is then replaced, or left out where the body is None."""
    plain = io.BytesIO(write_xlsx([Sheet(name="A", columns=["id"], rows=[["1"]])]))
    out = io.BytesIO()
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        if body is not None:
            new.writestr(name, body)
    return out.getvalue()


def made_by_openpyxl(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def refusal(data: bytes, filename: str = "people.csv", caps: Caps = CAPS) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read_table(data, filename, caps)
    return caught.value


def faults_of(data: bytes, filename: str = "people.csv") -> list[Refusal]:
    found = refusal(data, filename)
    assert isinstance(found, Refusals)
    return found.faults


@settings(deadline=None)
@given(st.lists(ROW, min_size=1, max_size=8))
def test_csv_comes_back_unchanged(rows: list[tuple[str, ...]]) -> None:
    assert cells(read_table(write_csv(COLUMNS, rows), "a.csv")) == rows


@settings(deadline=None, max_examples=40)
@given(st.lists(ROW, min_size=1, max_size=8), st.booleans())
def test_xlsx_comes_back_unchanged(rows: list[tuple[str, ...]], is_right_to_left: bool) -> None:
    sheet = Sheet(name="People", columns=COLUMNS, rows=rows, is_right_to_left=is_right_to_left)
    assert cells(read_table(write_xlsx([sheet]), "a.xlsx")) == rows


@pytest.mark.parametrize("risky", ["=1+1", "+41", "-5", "@x", "\tx", "\rx"])
def test_csv_holds_no_cell_that_acts_as_a_formula(risky: str) -> None:
    assert f"'{risky[:1]}".encode() in write_csv(["id"], [[risky]])


def test_xlsx_holds_text_not_formulas() -> None:
    data = write_xlsx([Sheet(name="A", columns=["id"], rows=[["=1+1"], ["007"]], is_right_to_left=True)])
    page = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert [page["A2"].data_type, page["A3"].data_type, page["A3"].value] == ["s", "s", "007"]
    assert page.sheet_view.rightToLeft is True


def test_csv_bears_the_mark_that_spreadsheets_want() -> None:
    assert write_csv(["id"], []).startswith(b"\xef\xbb\xbfid")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters_of_common_spreadsheets(encoding: str, delimiter: str) -> None:
    text = f'id{delimiter}"a,;b"\r\n1{delimiter}Côte d’Ivoire\r\n'
    table = read_table(text.encode(encoding), "a.csv")
    assert (table.header, cells(table)) == (("id", "a,;b"), [("1", "Côte d’Ivoire")])


def test_rows_keep_the_numbers_of_the_spreadsheet() -> None:
    table = read_table(b'id,note\n\n1,"two\nlines"\n,\n2\n', "a.csv")
    assert [(row.number, row.cells) for row in table.rows] == [(3, ("1", "two\nlines")), (5, ("2", ""))]


def test_xlsx_values_become_text() -> None:
    data = made_by_openpyxl(["id", "a", "b", "c"], [1.0, True, MIDNIGHT, 1.5], [2, False, dt.time(9), None])
    rows = [("1", "true", "2022-02-22", "1.5"), ("2", "false", "09:00:00", "")]
    assert cells(read_table(data, "a.xlsx")) == rows


@pytest.mark.parametrize(
    ("data", "filename", "kind"),
    [
        (b"", "a.csv", faults.EmptyTable),
        (b" \n\n", "a.csv", faults.EmptyTable),
        (b"id,name\n", "a.csv", faults.EmptyTable),
        (b",,\n,\n", "a.csv", faults.EmptyTable),
        (b"<html><table><tr><td>id</td></tr></table></html>", "a.xlsx", faults.NotATable),
        (b"<html></html>", "a.csv", faults.NotATable),
        (b"id,name\n1,x\n", "a.xlsx", faults.NotATable),
        (b"%PDF-1.7", "a.csv", faults.NotATable),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "a.xlsx", faults.OldOrLockedWorkbook),
        (b"PK\x03\x04 cut short", "a.xlsx", faults.DamagedWorkbook),
        (workbook("xl/vbaProject.bin", b"x"), "a.xlsm", faults.MacroWorkbook),
        (workbook("[Content_Types].xml", b"<Types>macroEnabled</Types>"), "a.xlsx", faults.MacroWorkbook),
        (workbook("xl/workbook.xml", None), "a.xlsx", faults.DamagedWorkbook),
        (workbook("xl/workbook.xml", b"<!DOCTYPE x><x/>"), "a.xlsx", faults.DamagedWorkbook),
        (workbook("xl/workbook.xml", "<!DOCTYPE x>".encode("utf-16")), "a.xlsx", faults.DamagedWorkbook),
        (workbook("../evil.xml", b"<x/>"), "a.xlsx", faults.DamagedWorkbook),
        (workbook("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row>"), "a.xlsx", faults.DamagedWorkbook),
    ],
)  # fmt: skip
def test_files_that_are_no_table_are_refused_by_name(data: bytes, filename: str, kind: type[Refusal]) -> None:
    assert type(refusal(data, filename)) is kind


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = workbook("xl/worksheets/sheet2.xml", b" " * (CAPS.unpacked_bytes + 1))
    assert len(bomb) < 200_000
    assert refusal(bomb, "a.xlsx") == faults.UnpacksTooLarge(limit=48)


def test_a_locked_part_is_refused() -> None:
    data = bytearray(workbook())
    start = data.rindex(b"PK\x01\x02")
    data[start + 8] |= 1
    assert refusal(bytes(data), "a.xlsx") == faults.OldOrLockedWorkbook()


def test_an_oversize_file_is_refused_by_its_size() -> None:
    assert refusal(b"x" * (CAPS.file_bytes + 1)) == faults.FileTooLarge(limit=8)


def as_csv(rows: list[list[str]]) -> bytes:
    return write_csv(["id"], rows)


def as_xlsx(rows: list[list[str]]) -> bytes:
    return write_xlsx([Sheet(name="A", columns=["id"], rows=rows)])


@pytest.mark.parametrize("make", [as_csv, as_xlsx])
def test_too_many_rows_are_refused(make: Callable[[list[list[str]]], bytes]) -> None:
    caps = Caps(rows=5)
    assert len(read_table(make([["x"]] * 5), "a", caps).rows) == 5
    assert refusal(make([["x"]] * 6), "a", caps) == faults.TooManyRows(limit=5)


def test_a_far_away_row_is_refused_without_reading_all_between() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"], book.active["A60"] = "id", "1"
    buffer = io.BytesIO()
    book.save(buffer)
    assert refusal(buffer.getvalue(), "a.xlsx", Caps(rows=5)) == faults.TooManyRows(limit=5)


def test_too_many_columns_are_refused() -> None:
    header = ",".join(f"c{n}" for n in range(65))
    assert refusal(f"{header}\n1\n".encode()) == faults.TooManyColumns(limit=64)
    far = made_by_openpyxl(["id"], [*[None] * 2000, "x"])
    assert refusal(far, "a.xlsx") == faults.TooManyColumns(limit=64)


@pytest.mark.parametrize(
    ("data", "row"),
    [
        ("id,name\n1,é\n2,Côte\n".encode("latin-1"), 2),
        ("id\n1\n".encode("utf-16-le"), 1),
        (b"\xff\xfei\0d\0\n\0\x00", 2),
    ],
)
def test_a_wrong_encoding_names_the_row(data: bytes, row: int) -> None:
    assert refusal(data) == faults.WrongEncoding(row=row)


def test_every_bad_cell_is_listed_with_row_and_column() -> None:
    found = faults_of("id,name\n1,a\0b\n2,\x1b\n3,fine\n4,x,y\n5,\u202egpj.exe\n".encode())
    assert found == [
        faults.ControlCharacter(field="name", row=2, character="U+0000"),
        faults.ControlCharacter(field="name", row=3, character="U+001B"),
        faults.LongRow(field="C", row=5),
        faults.ControlCharacter(field="name", row=6, character="U+202E"),
    ]


def test_a_long_cell_is_refused() -> None:
    assert faults_of(b"id,name\n1," + b"x" * 10_001) == [faults.CellTooLong(field="name", row=2, limit=10_000)]
    assert refusal(b"id,name\n1," + b"x" * 200_000) == faults.CellTooLong(row=2, limit=10_000)


def test_a_flood_of_faults_is_cut() -> None:
    assert len(faults_of(b"id\n" + b"\0\n" * 5_000)) == 200


@pytest.mark.parametrize("text", [b'id,name\n1,"x"y\n', b'id,name\n1,"open\n'])
def test_unmatched_quotation_marks_name_the_row(text: bytes) -> None:
    assert refusal(text) == faults.UnreadableRow(row=2, limit=10_000)


def test_headings_must_be_there_and_differ() -> None:
    assert faults_of(b"id,,Name,name\n1,2,3,4\n") == [
        faults.NamelessColumn(field="B", row=1),
        faults.DuplicateColumn(field="name", row=1, column="name"),
    ]


def test_a_formula_gives_its_result_or_is_refused() -> None:
    formula = made_by_openpyxl(["id", "n"], ["a", "=1+1"], ["=2", None])
    assert faults_of(formula, "a.xlsx") == [
        faults.FormulaWithoutValue(field="B", row=2),
        faults.FormulaWithoutValue(field="A", row=3),
    ]
    sheet = zipfile.ZipFile(io.BytesIO(formula)).read("xl/worksheets/sheet1.xml")
    known = sheet.replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>").replace(b"<v/>", b"<v>2</v>")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(formula)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, known if name == "xl/worksheets/sheet1.xml" else old.read(name))
    assert cells(read_table(out.getvalue(), "a.xlsx")) == [("a", "2"), ("2", "")]


def test_an_error_value_is_refused() -> None:
    assert faults_of(made_by_openpyxl(["id"], ["#REF!"]), "a.xlsx") == [
        faults.CellError(field="A", row=2, value="#REF!")
    ]


def test_a_cell_that_no_workbook_can_hold_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="row 1"):
        write_xlsx([Sheet(name="A", columns=["id"], rows=[["x" * 40_000]])])
