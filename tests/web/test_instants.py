"""Moments typed into forms: of the forum's clock, or refused by the field that they stand in."""

from __future__ import annotations

import datetime as dt

import pytest

from forum.domain.refusals import UnknownChoice
from forum.web.instants import instant


def test_a_typed_moment_is_of_the_clock_it_was_typed_by() -> None:
    assert instant("2022-02-22T13:00", "Europe/Zurich", "at") == dt.datetime(2022, 2, 22, 12, 0, tzinfo=dt.UTC)
    assert instant("", "Europe/Zurich", "at") is None


@pytest.mark.parametrize("odd", ["0001-01-01T00:00", "9999-12-31T23:59", "soon"])
@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York"])
def test_a_moment_at_the_ends_of_the_calendar_is_refused(odd: str, zone: str) -> None:
    with pytest.raises(UnknownChoice) as refused:
        instant(odd, zone, "embargo_until")
    assert refused.value.field == "embargo_until"
