"""Reading the slots file: every fault with its path; the schema says the same; what was written is read again."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.domain.people import Constituency
from forum.domain.speaking import draw
from forum.formats.reading import Faults
from forum.formats.slots_file import MOST_SPEAKERS, request_of
from forum.formats.slots_plan import plans_of
from forum.formats.slots_schema import schema
from tests import slots_files

SECRET = "s" * 32


def small(**changes: Any) -> dict[str, Any]:
    return {**slots_files.forum(leaders=3, sittings=3, minutes=90, delegates=1), **changes}


def faults_of(document: Any) -> list[str]:
    with pytest.raises(Faults) as refused:
        request_of(document)
    return [str(fault) for fault in refused.value.faults]


def changed(path: str, value: Any) -> dict[str, Any]:
    """The small file with one value changed; path like `speakers.0.zone`."""
    document = copy.deepcopy(small())
    at: Any = document
    *way, last = path.split(".")
    for part in way:
        at = at[int(part)] if isinstance(at, list) else at.setdefault(part, {})
    at[int(last) if isinstance(at, list) else last] = value
    return document


def test_a_file_says_what_is_asked() -> None:
    request = request_of(small(requests=["worker-3", "government-3"], order="listed", shortage="refuse"))
    assert (request.title, request.zone, request.seed) == ("Example forum", "Europe/Zurich", "2022")
    assert [each.turn for each in request.occasions] == [0, 1, 2]
    assert request.must_place
    places = {each.key: each.place for each in request.speakers if each.place}
    assert places == {"worker-3": 1, "government-3": 2}
    assert request.asked == {each.id for each in request.speakers if each.place}
    assert {each.constituency for each in request.speakers} == set(Constituency) - {
        Constituency.OBSERVER,
        Constituency.SECRETARIAT,
    }


def test_who_is_in_the_room_is_judged_on_the_venues_clock() -> None:
    document = changed("speakers.0.mode", "in_person")
    document["speakers"][0]["zone"] = "Pacific/Fiji"
    assert request_of(document).speakers[0].zone == "Europe/Zurich"


def test_a_secret_makes_the_seed_and_must_be_the_one_that_was_committed() -> None:
    request = request_of(small(draw={"secret": SECRET, "commitment": draw.commitment(SECRET)}))
    assert request.seed == draw.seed(SECRET, [each.key for each in request.speakers])
    assert request.commitment == draw.commitment(SECRET)
    assert len(faults_of(small(draw={"secret": SECRET, "commitment": "0" * 64}))) == 1
    assert len(faults_of(small(draw={"secret": "short"}))) == 1
    assert faults_of(small(draw={"secret": SECRET, "seed": "x"})) == ["draw: must have either a secret or a seed"]


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("version", 2, "version: must be 1"),
        ("forum.zone", "Mars/Olympus", 'forum.zone: unknown zone "Mars/Olympus"'),
        ("ruleset", "house_of_cards", "ruleset: must be one of: this_forum"),
        ("sittings", [], "sittings: must not be empty"),
        ("sittings.0.start", "2022-02-22 13:00", "sittings[0].start: must be a time with its offset"),
        ("sittings.0.minutes", 0, "sittings[0].minutes: must be from 1 to 1440"),
        ("sittings.0.set_aside", 90, "sittings[0].set_aside: must be from 0 to 89"),
        ("sittings.1.id", "s1", 'sittings[1].id: the id "s1" stands twice'),
        ("sittings.1.start", "2022-02-22T06:30Z", 'sittings[1].start: begins before "s1" is over'),
        ("sittings.0.chair", "x", "sittings[0].chair: unknown key"),
        ("speakers", [], "speakers: must not be empty"),
        ("speakers.0.roles", ["king"], "speakers[0].roles[0]: must be one of: organizer"),
        ("speakers.0.roles", [], "speakers[0].roles: must not be empty"),
        ("speakers.0.constituency", "nobody", "speakers[0].constituency: must be one of: government"),
        ("speakers.0.level", -1, "speakers[0].level: must be from 0 to 100"),
        ("speakers.0.accommodation", 1.5, "speakers[0].accommodation: must be a whole number"),
        ("speakers.0.free", [["2022-02-22T10:00Z", "2022-02-22T09:00Z"]], "speakers[0].free[0]: must end after it"),
        ("speakers.0.free", [["2022-02-22T10:00Z"]], "speakers[0].free[0]: must be a list of two"),
        ("speakers.0.free", [["2022-02-22T09:00Z", "2022-02-22T10:00Z"]] * 51, "speakers[0].free: has more than 50"),
        ("speakers.0.sittings", ["s9"], 'speakers[0].sittings: unknown sitting "s9"'),
        ("speakers.1.id", "leader-1", 'speakers[1].id: the id "leader-1" stands twice'),
        ("requests", ["ghost"], 'requests[0]: unknown speaker "ghost"'),
        ("requests", ["worker-3", "worker-3"], 'requests[1]: "worker-3" stands twice'),
        ("regions", {"weights": {}}, "regions.weights: must not be empty"),
        ("regions", {"weights": []}, "regions.weights: must be an object"),
        ("regions", {"weights": {"Africa": -1}}, "regions.weights.Africa: must be from 0"),
        ("shortage", "pray", "shortage: must be one of: name, refuse"),
    ],
)  # fmt: skip
def test_each_fault_is_named_with_its_path(path: str, value: Any, said: str) -> None:
    found = faults_of(changed(path, value))
    assert any(each.startswith(said) for each in found), found


def test_all_faults_are_named_at_once() -> None:
    document = changed("speakers.0.zone", "Nowhere")
    document["sittings"][0]["minutes"] = "long"
    del document["forum"]
    assert len(faults_of(document)) == 3
    assert faults_of([]) != []
    assert faults_of("text") != []


def test_too_many_speakers_are_refused_with_the_limit() -> None:
    document = small()
    document["speakers"] = [{**document["speakers"][0], "id": f"x{n}"} for n in range(MOST_SPEAKERS + 1)]
    assert faults_of(document) == [f"speakers: has more than {MOST_SPEAKERS} entries"]


def test_a_ruleset_may_stand_in_the_file() -> None:
    import tomllib

    from forum.formats.ruleset import text_of

    whole = tomllib.loads(text_of("this_forum"))
    assert request_of(small(ruleset=whole)).ruleset == request_of(small()).ruleset
    del whole["reserve"]
    assert all(each.startswith("ruleset.reserve") for each in faults_of(small(ruleset=whole)))


def test_the_schema_is_closed_and_takes_what_is_read() -> None:
    full = small(
        requests=["worker-3"], order="listed", shortage="refuse", ruleset="this_forum",
        regions={"weights": {"Africa": 3}, "method": "dhondt", "ties": "drawn"},
    )  # fmt: skip
    full["speakers"][0] |= {"mode": "in_person", "sittings": ["s1"], "carried_over": True}
    full["speakers"][0] |= {"accommodation": 2, "region": ""}
    full["sittings"][0]["set_aside"] = 5
    request_of(full)
    known = schema()
    assert set(full) == set(known["properties"])
    for name in ("sittings", "speakers"):
        line = known["properties"][name]["items"]
        assert set(full[name][0]) == set(line["properties"])
        assert line["additionalProperties"] is False
    assert known["additionalProperties"] is False
    assert json.loads(json.dumps(schema())) == schema()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "start", "slots", "zone"]), inner)
    ),
    max_leaves=8,
)


def is_read_or_refused(read: Callable[[], object]) -> bool:
    """Whether it is either taken or refused with faults."""
    try:
        return read() is not None
    except Faults as refused:
        return bool(refused.faults)


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(list(small())), JSON)
def test_nothing_but_faults_comes_of_anything(key: str, value: Any) -> None:
    assert is_read_or_refused(lambda: request_of(small(**{key: value})))


@settings(deadline=None, max_examples=100)
@given(JSON)
def test_nothing_but_faults_comes_of_any_plan(value: Any) -> None:
    assert is_read_or_refused(lambda: plans_of({"sittings": value}, request_of(small())))
