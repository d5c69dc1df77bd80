"""Nobody overwrites unseen what somebody else changed, and nobody is refused for what they have seen."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.domain import editions
from forum.domain.editions import ChangedMeanwhile
from forum.domain.people import Mode

KEYS = st.lists(st.text(string.ascii_lowercase), max_size=3).map(tuple)
VALUES = st.one_of(st.text(), st.none(), st.integers(), KEYS)
FACTS = st.fixed_dictionaries({"title": VALUES, "room": VALUES, "minutes": VALUES, "after": VALUES})


@given(FACTS, FACTS)
def test_whoever_saw_what_stands_may_change_anything(now: dict[str, object], wanted: dict[str, object]) -> None:
    editions.check(editions.mark(now), now, wanted)


@given(FACTS, FACTS, FACTS)
def test_nothing_unseen_is_undone(shown: dict[str, object], now: dict[str, object], wanted: dict[str, object]) -> None:
    """What is saved without refusal holds, in each field, what stands there or replaces what its writer saw."""
    try:
        editions.check(editions.mark(shown), now, wanted)
    except ChangedMeanwhile as refusal:
        fields, clashing = refusal.params["fields"], refusal.params["clashing"]
        assert isinstance(fields, tuple)
        assert isinstance(clashing, tuple)
        assert fields
        assert all(_differ(shown[name], now[name]) and _differ(now[name], wanted[name]) for name in fields)
        assert set(clashing) == {name for name in fields if _differ(shown[name], wanted[name])}
    else:
        assert not any(_differ(shown[name], now[name]) and _differ(now[name], wanted[name]) for name in now)


def _differ(one: object, other: object) -> bool:
    return editions.mark({"x": one}) != editions.mark({"x": other})


def test_the_same_form_sent_twice_is_refused_by_nobody() -> None:
    seen, wanted = editions.mark({"title": "Old"}), {"title": "New"}
    editions.check(seen, {"title": "Old"}, wanted)
    editions.check(seen, wanted, wanted)


@pytest.mark.parametrize("seen", ["", "title", "title:", "nonsense:abc title:0", ":::: :"])
def test_a_mark_that_tells_nothing_passes_for_nothing_seen(seen: str) -> None:
    with pytest.raises(ChangedMeanwhile) as caught:
        editions.check(seen, {"title": "Old"}, {"title": "New"})
    assert caught.value.params == {"fields": ("title",), "clashing": ("title",)}


def test_without_a_form_nothing_is_compared() -> None:
    editions.check(None, {"title": "Old"}, {"title": "New"})


def test_a_form_that_shows_less_is_judged_by_what_it_shows() -> None:
    """A delegate's form shows their clock alone; the organizer who renames them meanwhile is in nobody's way."""
    seen = editions.mark({"zone": "Etc/UTC", "name": "A"})
    editions.check(seen, {"zone": "Etc/UTC", "name": "B"}, {"zone": "Asia/Tokyo"})


def test_the_order_of_several_and_the_kind_of_value_make_no_difference() -> None:
    assert editions.mark({"after": ("b", "a")}) == editions.mark({"after": ["a", "b"]})
    assert editions.mark({"mode": Mode.REMOTE}) == editions.mark({"mode": "remote"})
    assert editions.mark({"room": None}) == editions.mark({"room": ""})


def test_a_mark_tells_nothing_of_what_it_marks() -> None:
    assert "secret" not in editions.mark({"title": "secret"})


@given(FACTS, FACTS)
def test_a_whole_has_one_fingerprint_of_its_own(one: dict[str, object], other: dict[str, object]) -> None:
    found = editions.fingerprint(one)
    assert re.fullmatch("[0-9a-f]{16}", found)
    assert (found == editions.fingerprint(other)) is (repr(one) == repr(other))


def test_a_fingerprint_is_made_of_any_text_and_tells_nothing() -> None:
    assert editions.fingerprint(("title", "\ud800")) != editions.fingerprint(("title", "\ud801"))
    assert "beef" not in editions.fingerprint("beef" * 9)
