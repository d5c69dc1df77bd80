"""The document tree: what must stay whole stays whole, what is in another language says so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.formats.document import (
    ARABIC_LETTERS,
    Item,
    LabelledLine,
    Paragraph,
    Run,
    Table,
    bare,
    inline,
    letter,
    plain,
    spans,
    spoken,
    with_footnote,
    woven,
)
from forum.i18n.catalogues import FALLBACK_CLOSE, FALLBACK_OPEN
from forum.i18n.moments import isolate


@pytest.mark.parametrize(
    "symbol",
    [
        "GB.344/INS/7",
        "GB.346/INS/17/1",
        "GB.331/INS/PV/Draft",
        "GB.344/PV",
        "GB.343/INS/3/2(Rev.1)",
        "ILC.109/Record No. 8C",
    ],
)
def test_document_symbols_stay_whole(symbol: str) -> None:
    assert inline(f"See {symbol}, please") == (
        Run(text="See "),
        Run(text=symbol, is_whole=True),
        Run(text=", please"),
    )


def test_isolated_clocks_stay_whole_and_lose_their_marks() -> None:
    assert inline(f"at {isolate('13:00–14:30')}.") == (
        Run(text="at "),
        Run(text="13:00–14:30", is_whole=True),
        Run(text="."),
    )


def test_a_fallback_is_english_and_marked_once() -> None:
    inner = f"{FALLBACK_OPEN}captured{FALLBACK_CLOSE}"
    runs = inline(f"نص {FALLBACK_OPEN}State: {inner}, at {isolate('13:00')}{FALLBACK_CLOSE} نص")
    assert [run.language for run in runs] == [None, "en", "en", "en", "en", "en", None]
    assert plain(runs).count("ᴱᴺ") == 1
    assert plain(runs).startswith("نص State: captured, at 13:00")
    assert bare(f"{FALLBACK_OPEN}Report{FALLBACK_CLOSE}") == "Report"


def test_spans_begin_and_end_where_the_language_changes() -> None:
    content = (Run(text="a"), Run(text="b", language="en"), Run(text="c", language="en"), Run(text="d", language="fr"))
    assert [(opens, closes) for _, opens, closes in spans(content)] == [
        (False, False),
        (True, False),
        (False, True),
        (True, True),
    ]


def test_words_keep_their_own_language() -> None:
    assert [run.language for run in spoken("Bonjour", "fr", "ar")] == ["fr"]
    assert [run.language for run in spoken("Bonjour", "fr", "fr")] == [None]


@given(st.text(st.characters(exclude_characters="\u2066\u2068\u2069", exclude_categories=["Cs"])))
def test_no_word_is_lost(text: str) -> None:
    assert plain(inline(text)) == text


@pytest.mark.parametrize(
    ("position", "tag", "label"),
    [
        (0, "en", "(a)"),
        (25, "fr", "z)"),
        (26, "en", "(aa)"),
        (1, "ru", "b)"),
        (26, "de", "aa)"),
        (1, "ar", "(ب)"),
        (2, "zh", "(c)"),
    ],
)
def test_letters(position: int, tag: str, label: str) -> None:
    assert letter(position, tag) == label
    assert len(set(ARABIC_LETTERS)) == 28


def test_a_footnote_hangs_on_the_last_run() -> None:
    assert [run.footnote for run in with_footnote(inline("a GB.344/PV b"), "1")] == [None, None, "1"]
    assert with_footnote((), "1") == ()


def test_a_paragraph_holds_its_list() -> None:
    item = Item(label="(a)", content=inline("x"), items=(Item(label="(i)", content=inline("y")),))
    assert Paragraph(content=inline("z"), items=(item,)).items[0].items[0].label == "(i)"


def test_woven_runs_keep_their_kind() -> None:
    made = woven("%(lead)s : %(text)s.", lead=inline("A", is_bold=True), text=spoken("你好", "zh", "fr"))
    assert plain(made) == "A : 你好."
    assert [(run.is_bold, run.language) for run in made] == [(True, None), (False, None), (False, "zh"), (False, None)]


def test_columns_weigh_what_they_hold_within_bounds() -> None:
    cells = ("C-001", "国" * 10, "x" * 99)
    table = Table(caption=(), header=tuple(map(inline, "abc")), rows=(tuple(map(inline, cells)),))
    assert table.weights == (7, 20, 30)
    assert table.is_small
    assert not Table(caption=(), header=(inline("a"),), rows=((inline("b"),),) * 13).is_small


@pytest.mark.parametrize(("label", "space"), [("Date:", " "), ("日期：", "")])
def test_a_wide_colon_brings_its_own_space(label: str, space: str) -> None:
    assert LabelledLine(label=label, content=()).space == space
