"""Typed text read into values, or refused with its field."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.domain import inputs
from forum.domain.programme import Lock
from forum.domain.refusals import Missing, Refusal, TooLong, UnknownChoice


def test_text_is_trimmed() -> None:
    assert inputs.text("  a b ", "title") == "a b"
    assert inputs.text(None, "title") == ""


def test_text_refuses_what_is_missing_or_too_long() -> None:
    with pytest.raises(Missing):
        inputs.text("  ", "title", needed=True)
    with pytest.raises(TooLong) as refused:
        inputs.text("x" * 301, "title")
    assert (refused.value.field, refused.value.params) == ("title", {"limit": 300})


@given(st.integers(-(10**9) + 1, 10**9 - 1))
def test_whole_numbers_come_back(number: int) -> None:
    assert inputs.whole(f" {number} ", "minutes") == number


@given(st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)))
def test_days_come_back(day: dt.date) -> None:
    assert inputs.day(day.isoformat(), "day") == day


@given(st.times().map(lambda clock: clock.replace(second=0, microsecond=0)))
def test_clocks_come_back(clock: dt.time) -> None:
    assert inputs.clock(f"{clock:%H:%M}", "clock") == clock


@pytest.mark.parametrize(
    ("reader", "value", "refusal"),
    [
        (inputs.whole, "ten", inputs.NotANumber),
        (inputs.whole, "1.5", inputs.NotANumber),
        (inputs.whole, "٣", inputs.NotANumber),
        (inputs.whole, "", Missing),
        (inputs.day, "22.02.2022", inputs.NotADate),
        (inputs.day, "2022-02-30", inputs.NotADate),
        (inputs.day, "0001-01-01", inputs.NotADate),
        (inputs.day, "9999-12-31", inputs.NotADate),
        (inputs.clock, "24:00", inputs.NotAClock),
        (inputs.clock, "1 pm", inputs.NotAClock),
        (inputs.link, "javascript:alert(1)", inputs.NotALink),
        (inputs.link, "https://a b", inputs.NotALink),
        (inputs.link, 'https://x/"onload', inputs.NotALink),
    ],
)
def test_nonsense_is_refused_with_its_field(reader: object, value: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal) as refused:
        reader(value, "here")  # type: ignore[operator]
    assert refused.value.field == "here"
    assert refused.value.params.get("value", value) == value


def test_links_come_back() -> None:
    assert inputs.link(" https://meet.example.org/a?b=1#c ", "link") == "https://meet.example.org/a?b=1#c"
    assert inputs.link("", "link") == ""


@pytest.mark.parametrize(
    ("odd", "named"),
    [
        ("\0", "U+0000"),
        ("a\x0bb", "U+000B"),
        ("\x7f", "U+007F"),
        ("Co\x93te", "U+0093"),
        ("\ud800", "U+D800"),
        ("\ufffe", "U+FFFE"),
        *((f"Chair{turn}", f"U+{ord(turn):04X}") for turn in "\u202a\u202b\u202c\u202d\u202e"),
        *((f"{turn}gpj.exe", f"U+{ord(turn):04X}") for turn in "\u2066\u2067\u2068\u2069"),
        ("\u2066a\u2069\u2069", "U+2069"),
        ("\u2067\u2066a\u2069", "U+2067"),
    ],
)
def test_what_no_text_has_is_named(odd: str, named: str) -> None:
    assert inputs.unusable(odd) == named
    with pytest.raises(inputs.UnusableCharacter) as refused:
        inputs.text(odd, "title")
    assert (refused.value.field, refused.value.params) == ("title", {"character": named})


TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"], exclude_characters=TURNS)))
def test_every_written_character_is_text(written: str) -> None:
    assert inputs.unusable(f"\t{written}\r\n") is None
    inputs.require_text(written)


def test_a_time_copied_from_one_of_our_pages_is_text() -> None:
    assert inputs.text("Tue \u206613:00\u2069, \u2067\u2066a\u2069\u2069 \u200f", "text").startswith("Tue")


def test_one_of_a_vocabulary() -> None:
    assert inputs.chosen(Lock, " start ", "lock") is Lock.START
    with pytest.raises(UnknownChoice) as refused:
        inputs.chosen(Lock, None, "lock")
    assert refused.value.params == {"value": "", "allowed": "none, day, start"}
