"""The figures of the published list: due, had, used; a gender is its owner's to say and nobody's to see."""

from __future__ import annotations

import pytest

from forum.domain.people import TRIPARTITE
from forum.domain.refusals import Forbidden, SignInNeeded, Unknown, UnknownChoice
from forum.domain.speaking.measures import Gender
from forum.services import people, roster, slots, voices
from forum.store import people as people_store
from forum.store.audit import entries
from forum.store.engine import Store
from tests.registers import SLUG, House


@pytest.fixture
def house(store: Store) -> House:
    house = House(store)
    organizer = house.unit("organizer")
    slots.accept(organizer, SLUG, slots.propose(organizer, SLUG, seed="1"))
    return house


def test_due_and_allocated_by_constituency(house: House) -> None:
    found = voices.voice(house.unit(None), SLUG)
    lines = {line.key: line for line in found.figures.constituencies}
    assert {each.value for each in TRIPARTITE} <= set(lines)
    assert lines["employer"].entitled == lines["worker"].entitled
    assert lines["employer"].allocated == lines["worker"].allocated
    assert found.figures.allocated_against_entitled is not None
    assert not found.is_used
    assert [each.key for each in found.sittings] == ["opening", "theme-1"]


def test_one_sitting_is_less_than_all(house: House) -> None:
    whole, one = (voices.voice(house.unit(None), SLUG, key).figures for key in ("", "opening"))
    assert 0 < one.constituencies[0].allocated < whole.constituencies[0].allocated
    with pytest.raises(Unknown):
        voices.voice(house.unit(None), SLUG, "nowhere")


def test_what_the_floor_used(house: House) -> None:
    house.open()
    house.give(0)
    house.give(0, after=90)
    found = voices.voice(house.unit("fji-g1"), SLUG, "opening")
    used = {line.key: line.used for line in found.figures.constituencies}
    assert found.is_used
    assert max(seconds or 0 for seconds in used.values()) == 90


def test_a_gender_is_said_by_oneself_and_shown_to_nobody_else(house: House) -> None:
    people.declare_gender(house.unit("fji-w1"), SLUG, "fji-w1", "woman")
    assert people.own_gender(house.unit("fji-w1"), SLUG, "fji-w1") is Gender.WOMAN
    for who in ("organizer", "chair", "fji-g1"):
        with pytest.raises(Forbidden):
            people.own_gender(house.unit(who), SLUG, "fji-w1")
        with pytest.raises(Forbidden):
            people.declare_gender(house.unit(who), SLUG, "fji-w1", "man")
    with pytest.raises(SignInNeeded):
        people.own_gender(house.unit(None), SLUG, "fji-w1")
    with pytest.raises(UnknownChoice):
        people.declare_gender(house.unit("fji-w1"), SLUG, "fji-w1", "inferred")
    with house.store.reading() as db:
        told = entries(db, house.forum_id)[0]
    assert (told.subject, "woman" in str(told.body)) == ("person:fji-w1", False)
    assert "woman" not in str(roster.export_roster(house.unit("organizer"), SLUG))
    assert "woman" not in str(voices.voice(house.unit("organizer"), SLUG)).casefold()


def test_what_is_taken_back_is_gone(house: House) -> None:
    for said in ("woman", "other", "not_stated"):
        people.declare_gender(house.unit("fji-w1"), SLUG, "fji-w1", said)
    with house.store.reading() as db:
        assert people_store.genders(db, house.forum_id) == {}
    assert people.own_gender(house.unit("fji-w1"), SLUG, "fji-w1") is Gender.NOT_STATED
