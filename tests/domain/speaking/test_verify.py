"""Each broken rule of a plan is found; nothing is found in what the planner makes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.domain.people import Constituency, Role
from forum.domain.speaking.request import SlotsRequest
from forum.domain.speaking.rules import SlotKind, Stage
from forum.domain.speaking.slots import Slot
from forum.domain.speaking.verify import Broken, Plans, faults
from forum.formats.ruleset import SHIPPED
from forum.formats.slots_file import request_of
from forum.planning.slots import allocate
from tests import slots_files

HOUR = dt.timedelta(hours=1)


def planned(request: SlotsRequest) -> Plans:
    made = allocate(
        request.occasions, request.speakers, request.ruleset, seed=request.seed, asked=request.asked,
        regions=request.regions,
    )  # fmt: skip
    return made.slots


@cache
def example() -> tuple[SlotsRequest, Plans]:
    request = request_of(slots_files.forum(leaders=6, sittings=3, minutes=90, free="always", delegates=9))
    return request, planned(request)


@settings(deadline=None, max_examples=40)
@given(
    st.sampled_from(["parts", "hours", "always"]),
    st.integers(0, 10**6),
    st.sampled_from([0.0, 0.4]),
    st.booleans(),
    st.sampled_from(SHIPPED),
)
def test_the_planner_breaks_no_rule(free: str, seed: int, slow: float, is_asked: bool, ruleset: str) -> None:
    document = slots_files.forum(leaders=7, sittings=3, minutes=120, free=free, slow=slow, delegates=6, seed=seed)
    document["ruleset"] = ruleset
    for number, person in enumerate(document["speakers"]):
        if person["roles"] == ["delegate"] and number % 3 == 0:
            person["accommodation"] = 2 if slow else 0
            person["free"] = [["2022-02-22T06:10Z", "2022-02-23T07:05Z"]]
    if is_asked:
        document["requests"] = [each["id"] for each in document["speakers"] if "delegate" in each["roles"]][::2]
        document["regions"] = {"weights": dict.fromkeys(slots_files.REGIONS, 1)}
    request = request_of(document)
    assert faults(request, planned(request)) == []


def changed(number: int, **values: Any) -> Callable[[Slot], Slot]:
    return lambda slot: replace(slot, **values) if slot.number == number else slot


def first(kind: SlotKind, key: str = "s1") -> Slot:
    return next(slot for slot in example()[1][key] if slot.kind is kind)


def broken(change: Callable[[Slot], Slot], request: SlotsRequest | None = None) -> set[Broken]:
    known, plans = example()
    plans = {key: tuple(map(change, plan)) if key == "s1" else plan for key, plan in plans.items()}
    return {each.rule for each in faults(request or known, plans)}


def speaker_id(key: str) -> int:
    return next(each.id for each in example()[0].speakers if each.key == key)


def with_speakers(**values: Any) -> SlotsRequest:
    request = example()[0]
    return replace(request, speakers=tuple(replace(each, **values) for each in request.speakers))


def test_a_length_that_the_rules_do_not_allow() -> None:
    slot = first(SlotKind.REACTION)
    assert Broken.LENGTH in broken(changed(slot.number, seconds=3600))
    assert Broken.BUDGET in broken(changed(slot.number, seconds=3600))
    assert Broken.PARTNERS in broken(changed(_of(Constituency.WORKER).number, seconds=1))


def _of(constituency: Constituency) -> Slot:
    return next(slot for slot in example()[1]["s1"] if slot.constituency is constituency)


def test_somebody_who_may_not_speak_there() -> None:
    slot = first(SlotKind.REACTION)
    assert Broken.MAY_NOT_SPEAK in broken(changed(slot.number, person_id=speaker_id("leader-1")))
    assert Broken.MAY_NOT_SPEAK in broken(lambda each: each, with_speakers(roles=frozenset({Role.OBSERVER})))


def test_an_answer_by_another_and_a_reaction_to_nothing() -> None:
    answer = first(SlotKind.ANSWER)
    assert broken(changed(answer.number, person_id=None)) == {Broken.OTHER_ANSWERS}
    assert Broken.REACTION in broken(changed(first(SlotKind.REACTION).number, reacts_to=None))


def test_the_order_of_blocks_and_of_time() -> None:
    presentation, last = first(SlotKind.PRESENTATION), example()[1]["s1"][-1]
    assert Broken.ORDER in broken(changed(presentation.number, offset=last.offset + last.seconds))
    assert Broken.OVERLAP in broken(changed(last.number, offset=last.offset - 200))
    assert Broken.OUTSIDE in broken(changed(last.number, offset=90 * 60))
    assert Broken.OUTSIDE in broken(changed(presentation.number, offset=-1))


def test_somebody_who_is_not_free() -> None:
    request, _ = example()
    start = request.occasions[0].start
    free = ((start, start + HOUR / 2), (start + HOUR / 2, start + 72 * HOUR), (start + 80 * HOUR, start + 90 * HOUR))
    assert Broken.NOT_FREE not in broken(lambda each: each, with_speakers(free=free))
    assert Broken.NOT_FREE in broken(lambda each: each, with_speakers(free=free[1:]))
    assert Broken.NOT_FREE in broken(lambda each: each, with_speakers(free=()))


def test_somebody_who_speaks_twice() -> None:
    one, two = (slot for slot in example()[1]["s1"] if slot.kind is SlotKind.PRESENTATION)
    assert Broken.TWICE in broken(changed(two.number, person_id=one.person_id))


def test_what_was_not_asked_for() -> None:
    assert Broken.NOT_ASKED in broken(lambda each: each, with_speakers(sittings=frozenset({"s9"})))
    assert Broken.NOT_ASKED in broken(lambda each: each, replace(example()[0], asked=frozenset()))


def test_accommodation_that_is_not_given() -> None:
    assert Broken.ACCOMMODATION in broken(lambda each: each, with_speakers(accommodation=60))


def test_a_kind_that_the_stage_does_not_have() -> None:
    request, plans = example()
    other = replace(request, occasions=tuple(replace(each, stage=Stage.OTHER) for each in request.occasions))
    assert {each.rule for each in faults(other, plans)} >= {Broken.ORDER}
    assert faults(request, {}) == []


@pytest.mark.parametrize("minutes", [3, 90])
def test_sittings_that_are_too_short_are_named(minutes: int) -> None:
    request = request_of(slots_files.forum(leaders=1, sittings=3, minutes=minutes))
    assert set(request.too_short) == ({"s1", "s2", "s3"} if minutes == 3 else set())
