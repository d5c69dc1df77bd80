"""Due dates are never more precise than what was said."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.domain.dues import NO_DUE, Due, Precision, parse_due
from forum.domain.refusals import UnknownChoice

CODES = st.one_of(
    st.integers(1900, 2999).map(str),
    st.tuples(st.integers(1900, 2999), st.integers(1, 4)).map(lambda pair: f"{pair[0]}-Q{pair[1]}"),
    st.dates(date(1900, 1, 1), date(2999, 12, 31)).map(lambda day: f"{day:%Y-%m}"),
    st.dates(date(1900, 1, 1), date(2999, 12, 31)).map(date.isoformat),
    st.just(""),
)


@given(CODES)
def test_what_was_said_is_printed_again(code: str) -> None:
    assert parse_due(code).code == code


@pytest.mark.parametrize(
    ("code", "precision", "last_day"),
    [
        ("2023", Precision.YEAR, date(2023, 12, 31)),
        ("2023-q1", Precision.QUARTER, date(2023, 3, 31)),
        ("2024-02", Precision.MONTH, date(2024, 2, 29)),
        ("2024-02-03", Precision.DAY, date(2024, 2, 3)),
    ],
)
def test_a_period_ends_on_its_last_day(code: str, precision: Precision, last_day: date) -> None:
    assert parse_due(code) == Due(precision=precision, on=last_day)


def test_nothing_said_is_no_date() -> None:
    assert parse_due("") is NO_DUE


@pytest.mark.parametrize("code", ["soon", "2023-Q5", "2023-13", "2023-00", "2023-02-30", "23", "٢٠٢٣"])
def test_anything_else_is_refused_with_the_forms_allowed(code: str) -> None:
    with pytest.raises(UnknownChoice) as refused:
        parse_due(code)
    assert refused.value.field == "due"
    assert refused.value.params["value"] == code


def test_a_date_without_precision_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="precision"):
        Due(on=date(2023, 1, 1))
