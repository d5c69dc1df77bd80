"""What refusals say: days as the reader writes them."""

import datetime as dt

import pytest

from forum.domain.forums import DaysReversed
from forum.domain.programme import OutsideForum, SittingsOverlap
from forum.i18n.catalogues import words
from forum.i18n.refusals import located, sentence

DAY = dt.date(2022, 2, 22)


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("en", "Tuesday 22 February 2022"),
        ("fr", "mardi 22 février 2022"),
        ("ar", "الثلاثاء، 22 فبراير 2022"),
        ("zh", "2022年2月22日星期二"),
    ],
)
def test_a_refusal_says_a_day_as_the_reader_does(tag: str, said: str) -> None:
    refusal = SittingsOverlap(field="clock", title="Opening", other="Theme 1", day=DAY, clock="13:00")
    told = sentence(refusal, words(tag))
    assert said in told
    assert "13:00" in told
    assert "2022-02-22" not in told


def test_every_day_of_a_sentence_is_said_so() -> None:
    told = sentence(DaysReversed(first=DAY, last=DAY - dt.timedelta(days=1)), words("en"))
    assert told == "The last day, Monday 21 February 2022, comes before the first, Tuesday 22 February 2022."


def test_a_fault_in_a_table_says_where_it_stands() -> None:
    found = DaysReversed(field="first", row=3, first=DAY, last=DAY)
    assert located(found, words("en")).startswith("Row 3, column first: The last day, Tuesday")


@pytest.mark.parametrize(
    ("tag", "begins"), [("ru", "Вторник, 22 февраля"), ("fr", "Le mardi 22 février"), ("en", "Tuesday")]
)
def test_a_day_that_begins_a_refusal_has_its_capital(tag: str, begins: str) -> None:
    refusal = OutsideForum(field="day", day=DAY, first=DAY, last=DAY)
    assert sentence(refusal, words(tag)).startswith(begins)
