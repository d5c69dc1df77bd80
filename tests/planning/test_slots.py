"""Nobody in the night without a note; equals change places; leaders are kept awake; anybody can repeat the draw."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.domain.people import Constituency, Role
from forum.domain.speaking.night import is_night
from forum.domain.speaking.outline import outline
from forum.domain.speaking.placing import Allocation, Occasion, Speaker, Want
from forum.domain.speaking.rules import BudgetTooSmall, SlotKind, Stage
from forum.domain.speaking.slots import NightReason, check, seconds_of
from forum.planning.notes import noted
from forum.planning.slots import allocate, drawn
from tests.speaking import rules

ORGANIZATION, GOVERNMENT = Constituency.ORGANIZATION, Constituency.GOVERNMENT
EMPLOYER, WORKER = Constituency.EMPLOYER, Constituency.WORKER
RULES = rules()
NOON = dt.datetime(2022, 2, 22, 12, tzinfo=dt.UTC)
ZONES = ["Europe/Zurich", "Pacific/Fiji", "Africa/Nairobi", "America/Los_Angeles", "Asia/Tokyo", "Asia/Kolkata"]
ROLE_OF = {"l": Role.LEADER, "c": Role.COORDINATOR, "d": Role.DELEGATE}


def speaker(key: str, constituency: Constituency, zone: str = "Europe/Zurich", *roles: Role, **more: Any) -> Speaker:
    held = roles or (ROLE_OF[key[0]],)
    number = int(hashlib.sha256(key.encode()).hexdigest()[:6], 16) + 1
    return Speaker(id=number, key=key, constituency=constituency, zone=zone, roles=frozenset(held), **more)


def occasion(key: str, hours: int = 0, stage: Stage = Stage.THEME, **more: Any) -> Occasion:
    facts = {"minutes": 90, "start": NOON + dt.timedelta(hours=hours), "stage": stage, **more}
    return Occasion(key=key, **facts)


def groups(zone: str = "Europe/Zurich", delegates: int = 12) -> list[Speaker]:
    """For each constituency a coordinator and delegates, all in one zone."""
    return [
        person
        for name in (GOVERNMENT, EMPLOYER, WORKER)
        for person in [
            speaker(f"c-{name}", name, zone),
            *(speaker(f"d-{name}-{n}", name, zone) for n in range(delegates)),
        ]
    ]


def leaders(*zones: str) -> list[Speaker]:
    return [speaker(f"l-{n}", ORGANIZATION, zone) for n, zone in enumerate(zones)]


def by_id(speakers: list[Speaker]) -> dict[int, Speaker]:
    return {each.id: each for each in speakers}


PEOPLE = st.lists(
    st.tuples(
        st.sampled_from([ORGANIZATION, GOVERNMENT, EMPLOYER, WORKER]), st.sampled_from("lcd"), st.sampled_from(ZONES)
    ),
    max_size=25,
)


@settings(deadline=None, max_examples=60)
@given(PEOPLE, st.lists(st.integers(0, 23), min_size=1, max_size=3), st.text(max_size=4))
def test_every_plan_keeps_the_rules_and_says_who_sits_in_the_night(
    people: list[tuple[Constituency, str, str]], hours: list[int], seed: str
) -> None:
    given_ = [speaker(f"{role}{n}", name, zone) for n, (name, role, zone) in enumerate(people)]
    known = by_id(given_)
    occasions = [occasion(f"s{n}", 24 * n + hour, turn=n) for n, hour in enumerate(hours)]
    made = allocate(occasions, given_, RULES, seed=seed)
    assert made == allocate(occasions, list(reversed(given_)), RULES, seed=seed)
    presenting: Counter[int] = Counter()
    for each in occasions:
        slots = made.slots[each.key]
        check(slots, RULES, each.stage, each.minutes)
        assert seconds_of(slots, EMPLOYER) == seconds_of(slots, WORKER)
        presenter = {slot.number: slot.person_id for slot in slots if slot.kind is SlotKind.PRESENTATION}
        presenting.update(person for person in presenter.values() if person)
        for slot in slots:
            if slot.kind is SlotKind.ANSWER:
                assert slot.person_id == presenter[slot.reacts_to or 0]
            if slot.person_id is None:
                assert slot.note is None
                continue
            person = known[slot.person_id]
            assert person.constituency is slot.constituency
            assert person.roles & set(RULES.speakers[slot.kind])
            sleeps = is_night(slot.start(each.start), slot.end(each.start), person.zone)
            assert sleeps == (slot.note is not None)
            if slot.note:
                assert slot.note.zone == person.zone
                assert slot.note.local == slot.start(each.start)
    invited = {each.id for each in given_ if each.constituency is ORGANIZATION and Role.LEADER in each.roles}
    assert set(presenting) | set(made.unplaced) == invited
    assert max(presenting.values(), default=0) <= 1


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from(ZONES), min_size=3, max_size=3), st.permutations([0, 9, 16]))
def test_no_other_spread_of_leaders_keeps_more_of_them_awake(zones: list[str], hours: list[int]) -> None:
    people = leaders(*zones)
    occasions = [occasion(f"s{n}", 24 * n + hour, turn=n, minutes=30) for n, hour in enumerate(hours)]
    made = allocate(occasions, people, RULES, seed="")
    placed = {slot.person_id: key for key, slots in made.slots.items() for slot in slots if slot.person_id}
    assert set(placed.values()) == {"s0", "s1", "s2"}, "each of these sittings holds one"
    best = max(
        sum(awake_in(person, each) for person, each in zip(people, order, strict=True))
        for order in permutations(occasions)
    )
    assert (
        sum(awake_in(person, each) for person in people for each in occasions if placed[person.id] == each.key) == best
    )


def awake_in(person: Speaker, each: Occasion) -> bool:
    return not is_night(each.start, each.end, person.zone)


def test_leaders_are_spread_evenly() -> None:
    made = allocate(
        [occasion("a"), occasion("b", 2, turn=1), occasion("c", 4, turn=2)],
        leaders(*["Europe/Zurich"] * 7),
        RULES,
        seed="x",
    )
    counts = sorted(sum(slot.kind is SlotKind.PRESENTATION for slot in slots) for slots in made.slots.values())
    assert counts in ([2, 2, 3], [1, 3, 3])


def test_leaders_that_no_sitting_can_hold_are_named() -> None:
    people = leaders(*["Europe/Zurich"] * 9)
    made = allocate([occasion("a")], people, RULES, seed="x")
    assert len(made.unplaced) == 4
    assert made.unplaced == tuple(each.id for each in drawn(people, "x")[5:])
    assert allocate([occasion("z", stage=Stage.LAST)], people[:1], RULES, seed="").unplaced == (people[0].id,)


def test_a_leader_who_presents_elsewhere_is_not_placed_again() -> None:
    busy = speaker("l-busy", ORGANIZATION, turns=2)
    made = allocate([occasion("a")], [busy], RULES, seed="")
    assert all(slot.person_id is None for slot in made.slots["a"])
    assert made.unplaced == ()


def reasons(made: Allocation, key: str) -> dict[SlotKind, set[NightReason]]:
    found: dict[SlotKind, set[NightReason]] = {}
    for slot in made.slots[key]:
        if slot.note:
            found.setdefault(slot.kind, set()).add(slot.note.reason)
    return found


def test_a_leader_moves_to_the_sitting_outside_the_night() -> None:
    # 12:00 UTC is 00:00 or 01:00 in Fiji, 22:00 UTC is its morning
    made = allocate(
        [occasion("noon"), occasion("late", 10, turn=1)], leaders("Pacific/Fiji", "Europe/Zurich"), RULES, seed="x"
    )
    assert reasons(made, "noon") == {}
    assert reasons(made, "late") == {}


def test_a_leader_without_any_sitting_by_day_is_named_with_the_reason() -> None:
    made = allocate([occasion("noon")], leaders("Pacific/Fiji"), RULES, seed="x")
    assert reasons(made, "noon") == {
        kind: {NightReason.EVERY_SITTING} for kind in (SlotKind.PRESENTATION, SlotKind.ANSWER)
    }
    first = made.slots["noon"][0]
    assert first.note is not None
    assert f"{first.note.local:%a %H:%M}" == "Wed 00:00"


def test_leaders_for_whom_the_good_sitting_is_full_are_named_with_the_reason() -> None:
    people = leaders(*["Pacific/Fiji"] * 6)
    made = allocate([occasion("noon"), occasion("late", 10, turn=1)], people, RULES, seed="x")
    assert sum(slot.kind is SlotKind.PRESENTATION for slot in made.slots["late"]) == 5
    assert NightReason.OTHERS_FULL in reasons(made, "noon")[SlotKind.PRESENTATION]


def test_an_equal_who_is_awake_goes_before_one_who_is_not() -> None:
    asleep = [speaker(f"c-asleep-{n}", WORKER, "Pacific/Fiji") for n in range(5)]
    awake = speaker("c-awake", WORKER)
    made = allocate([occasion("a", stage=Stage.LAST)], [*asleep, awake], RULES, seed="seed")
    statement = next(slot for slot in made.slots["a"] if slot.constituency is WORKER)
    assert (statement.person_id, statement.note) == (awake.id, None)
    passed = drawn([*asleep, awake], "seed")[0]
    assert ({each.person_id for each in made.moved} == {passed.id}) == (passed != awake)


@pytest.mark.parametrize(("count", "reason"), [(1, NightReason.ONLY_ONE), (2, NightReason.ALL_ASLEEP)])
def test_a_group_without_anybody_awake_says_so(count: int, reason: NightReason) -> None:
    people = [speaker(f"c-{n}", WORKER, "Pacific/Fiji") for n in range(count)]
    made = allocate([occasion("a", stage=Stage.LAST)], people, RULES, seed="")
    assert reasons(made, "a") == {SlotKind.NEXT_STEPS: {reason}}


def test_a_coordinator_speaks_before_a_delegate_even_at_night() -> None:
    people = [speaker("c", WORKER, "Pacific/Fiji"), speaker("d", WORKER)]
    statement = next(
        slot
        for slot in allocate([occasion("a", stage=Stage.LAST)], people, RULES, seed="").slots["a"]
        if slot.constituency is WORKER
    )
    assert statement.person_id == people[0].id


def test_delegates_keep_their_turn_for_the_sitting_by_day() -> None:
    people = [speaker(f"d-{n}", GOVERNMENT, "Pacific/Fiji") for n in range(4)]
    people += [speaker(f"d-day-{n}", GOVERNMENT) for n in range(30)]
    both = [occasion("noon", stage=Stage.LAST), occasion("late", 10, stage=Stage.LAST, turn=1)]
    made = allocate(both, people, RULES, seed="x")
    at_noon = {slot.person_id for slot in made.slots["noon"]}
    assert at_noon.isdisjoint({each.id for each in people[:4]})
    assert reasons(made, "noon") == {}
    assert {each.sitting for each in made.moved} <= {"noon", "late"}


def test_a_delegate_whose_every_sitting_is_at_night_keeps_the_turn_with_a_note() -> None:
    people = [speaker("d-night", WORKER, "Pacific/Fiji")]
    made = allocate([occasion("a", stage=Stage.OTHER), occasion("b", 24, stage=Stage.OTHER)], people, RULES, seed="")
    assert reasons(made, "a") == {SlotKind.OPEN_FLOOR: {NightReason.EVERY_SITTING}}
    assert sum(slot.person_id is not None for slots in made.slots.values() for slot in slots) == 1


def test_where_all_who_are_left_sleep_the_first_speaks_with_a_note() -> None:
    people = [speaker("d-night", WORKER, "Pacific/Fiji")]
    occasions = [occasion("a", stage=Stage.OTHER), occasion("b", 10, stage=Stage.OTHER, is_open=False)]
    made = allocate(occasions, people, RULES, seed="")
    assert reasons(made, "a") == {SlotKind.OPEN_FLOOR: {NightReason.ALL_ASLEEP}}
    assert set(made.slots) == {"a"}


def test_nobody_speaks_twice_from_the_open_floor() -> None:
    made = allocate([occasion("a"), occasion("b", 3, turn=1)], groups(), RULES, seed="")
    speakers = Counter(
        slot.person_id for slots in made.slots.values() for slot in slots if slot.kind is SlotKind.OPEN_FLOOR
    )
    speakers.pop(None, None)
    assert max(speakers.values()) == 1


def test_the_draw_is_the_order_of_published_hashes() -> None:
    people = groups(delegates=5)
    expected = sorted(people, key=lambda each: hashlib.sha256(f"2022:{each.key}".encode()).hexdigest())
    assert drawn(reversed(people), "2022") == expected
    assert drawn(people, "2022") != drawn(people, "2023")


def test_a_sitting_that_is_too_short_is_refused() -> None:
    with pytest.raises(BudgetTooSmall):
        allocate([occasion("a", stage=Stage.LAST, minutes=5)], groups(), RULES, seed="")


def test_notes_follow_the_times() -> None:
    person = speaker("c", WORKER, "Pacific/Fiji")
    made = allocate([occasion("a", 10, stage=Stage.LAST)], [person], RULES, seed="")
    assert reasons(made, "a") == {}
    by_night = noted(made.slots["a"], NOON, {person.id: person.zone})
    found = [slot.note for slot in by_night if slot.note]
    assert [note.reason for note in found] == [NightReason.TIMES_CHANGED]
    assert noted(by_night, NOON + dt.timedelta(hours=10), {person.id: person.zone}) == made.slots["a"]
    assert all(slot.note is None for slot in noted(by_night, NOON, {}))


def test_a_leader_is_placed_while_they_are_free_and_the_shortage_of_others_is_named() -> None:
    window = ((NOON, NOON + dt.timedelta(minutes=95)),)
    people = [
        replace(each, free=window if n < 7 else ((NOON, NOON + dt.timedelta(minutes=3)),))
        for n, each in enumerate(leaders(*["Europe/Zurich"] * 8))
    ]
    made = allocate([occasion("a"), occasion("b", 3, turn=1)], people, RULES, seed="x")
    found = {each.person_id: each for each in made.shortages if each.person_id}
    never = found.pop(people[7].id)
    assert (never.why, never.sittings) == (Want.NOT_FREE, ())
    assert len(found) == 2
    assert {(each.why, each.sittings, each.places) for each in found.values()} == {(Want.FULL, ("a",), 5)}
    assert set(made.unplaced) == {never.person_id, *found}


def test_accommodation_is_on_the_clock_and_in_nobodys_share() -> None:
    slow = replace(leaders("Europe/Zurich")[0], accommodation=180)
    people = [slow, *groups(delegates=4)]
    plain = allocate([occasion("a")], [replace(slow, accommodation=0), *people[1:]], RULES, seed="x")
    made = allocate([occasion("a")], people, RULES, seed="x")
    assert [slot.seconds for slot in made.slots["a"]] == [slot.seconds for slot in plain.slots["a"]]
    assert [slot.extra for slot in made.slots["a"] if slot.extra] == [180]
    assert made.outlines["a"].entitled == plain.outlines["a"].entitled
    last = made.slots["a"][-1]
    assert last.end(NOON) <= NOON + dt.timedelta(minutes=90)


def test_a_sitting_with_minutes_set_aside_holds_more_accommodation() -> None:
    reserve = outline(RULES, Stage.THEME, minutes=90, leaders=1).reserve
    slow = replace(leaders("Europe/Zurich")[0], accommodation=reserve + 60)
    made = allocate([occasion("a")], [slow], RULES, seed="x")
    assert [each.why for each in made.shortages if each.person_id] == [Want.ACCOMMODATION]
    made = allocate([occasion("a", minutes=100, set_aside=10)], [slow], RULES, seed="x")
    assert made.unplaced == ()
    assert sum(slot.seconds for slot in made.slots["a"]) <= RULES.budget(90)


def test_a_reaction_that_nobody_can_give_is_named() -> None:
    away = replace(speaker("c-away", WORKER), free=())
    made = allocate([occasion("a", stage=Stage.LAST)], [away, speaker("c-here", GOVERNMENT)], RULES, seed="")
    found = {(each.why, each.kind, each.sitting) for each in made.shortages}
    assert found == {(Want.NOBODY_FREE, SlotKind.NEXT_STEPS, "a"), (Want.NOBODY, SlotKind.NEXT_STEPS, "a")}


def test_those_who_asked_for_the_floor_in_vain_are_named() -> None:
    people = [speaker(f"d-{n}", WORKER) for n in range(40)]
    asked = frozenset(each.id for each in people[:30])
    made = allocate([occasion("a", stage=Stage.OTHER)], people, RULES, seed="x", asked=asked)
    heard = {slot.person_id for slot in made.slots["a"] if slot.person_id}
    unheard = [each.person_id for each in made.shortages]
    assert heard | set(unheard) == asked
    order = [each.id for each in drawn(people, "x") if each.id in asked]
    assert unheard == order[len(heard) :]


def test_carried_over_then_level_then_place_go_before_the_draw() -> None:
    people = [speaker(f"l-{n}", ORGANIZATION) for n in range(9)]
    people[8] = replace(people[8], is_carried=True)
    people[7] = replace(people[7], level=0)
    people[:7] = [replace(each, level=1, place=n) for n, each in enumerate(people[:7])]
    made = allocate([occasion("a")], people, RULES, seed="x")
    presenting = [slot.person_id for slot in made.slots["a"] if slot.kind is SlotKind.PRESENTATION]
    assert presenting == [people[n].id for n in (8, 7, 0, 1, 2)]
