"""The placing equals trying every way, says honestly how good it is, and breaks no rule."""

from __future__ import annotations

import datetime as dt
import itertools
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.planning.places import Candidate, Place, Question, Seats
from forum.planning.placing import FIGURES, Patience, Placement, Progress, place
from forum.planning.polish import polished
from tests import placing_cases
from timezones import wallclock

DAY, HOUR, MINUTE = 86_400, 3_600, 60
MORNING = int(dt.datetime(2022, 2, 22, 6, tzinfo=dt.UTC).timestamp())
ZONES = ["Europe/Zurich", "Pacific/Fiji", "America/Los_Angeles", "Asia/Kolkata"]
LONG = Patience(seconds=30)


def seats(key: str, start: int, most: int, *, length: int = 300, spare: int = 300, **more: Any) -> Seats:
    """A sitting whose places become shorter the more speakers there are, each with an answer in the end."""
    layouts: dict[int, tuple[Place, ...]] = {0: ()}
    for count in range(1, most + 1):
        each = length * most // count
        layouts[count] = tuple(
            Place(
                spans=(
                    (start + at * each, start + (at + 1) * each),
                    (start + most * length + at * 60, start + most * length + (at + 1) * 60),
                )
            )
            for at in range(count)
        )
    return Seats(key=key, layouts=layouts, spare={n: max(0, spare - 60 * n) for n in layouts}, **more)


def fixed(key: str, start: int, most: int, *, spare: int = 120, used: int = 0) -> Seats:
    """A sitting whose places are the same however many speak."""
    places = tuple(Place(spans=((start + at * 200, start + at * 200 + 180),)) for at in range(most))
    return Seats(key=key, layouts={most: places}, spare={most: spare}, is_fixed=True, used=used)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    starts = [
        MORNING + draw(st.integers(0, 47)) * HOUR // 2 + number * DAY for number in range(draw(st.integers(1, 3)))
    ]
    is_fixed = draw(st.booleans())
    rows = []
    for number, start in enumerate(starts):
        most, spare = draw(st.integers(1, 2 if len(starts) > 2 else 3)), draw(st.sampled_from([0, 120, 300]))
        made = fixed(f"s{number}", start, most, spare=spare, used=draw(st.sampled_from([0, 60]))) if is_fixed else None
        rows.append(made or seats(f"s{number}", start, most, spare=spare))
    people = draw(st.lists(candidates(starts), max_size=5 if len(starts) < 3 else 4))
    return Question(people, rows, is_even=not is_fixed)


@st.composite
def candidates(draw: st.DrawFn, starts: list[int]) -> Candidate:
    """Somebody with times that begin or end within a sitting, or always free."""
    free = None
    if draw(st.booleans()):
        pieces = []
        for start in starts:
            if draw(st.booleans()):
                begin = start + draw(st.sampled_from([-3600, 0, 150, 300, 600]))
                pieces.append((begin, begin + draw(st.sampled_from([400, 900, 1500, 7200]))))
        free = tuple(pieces)
    asked = draw(st.sampled_from([None, None, frozenset({"s0"}), frozenset({"s1", "s2"})]))
    return Candidate(
        id=draw(st.integers(1, 10**6)), zone=draw(st.sampled_from(ZONES)), free=free,
        extra=draw(st.sampled_from([0, 0, 0, 60, 180])), sittings=asked,
    )  # fmt: skip


# --- an independent reading of the rules -----------------------------------------------------------------------------


def is_asleep(candidate: Candidate, places: Place, shift: int) -> bool:
    """Minute by minute on the wall clock: 23:00 to 06:00 is night."""
    for begin, end in places.spans:
        for minute in range((begin - shift) // MINUTE, -(-(end + shift) // MINUTE)):
            hour = wallclock.local(dt.datetime.fromtimestamp(minute * MINUTE, dt.UTC), candidate.zone).hour
            if hour >= 23 or hour < 6:
                return True
    return False


def may_stay(candidate: Candidate, at: Place, shift: int) -> bool:
    begin, end = min(b for b, _ in at.spans) - shift, max(e for _, e in at.spans) + shift
    return candidate.free is None or any(first <= begin and end <= last for first, last in candidate.free)


def arrangements(question: Question, sitting: int, members: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Every way to give the members of a sitting places that break no rule."""
    row = question.seats[sitting]
    count = row.most if row.is_fixed else len(members)
    extra = sum(question.candidates[who].extra for who in members)
    if len(members) > row.most or extra > row.spare[count]:
        return
    for way in itertools.permutations(range(count), len(members)):
        if all(
            may_stay(question.candidates[who], row.layouts[count][at], extra + row.used)
            and row.key in (question.candidates[who].sittings or {row.key})
            for who, at in zip(members, way, strict=True)
        ):
            yield way


def sleepers(question: Question, sitting: int, members: tuple[int, ...], way: tuple[int, ...]) -> list[int]:
    row = question.seats[sitting]
    count = row.most if row.is_fixed else len(members)
    shift = row.used + sum(question.candidates[who].extra for who in members)
    return [
        who
        for who, at in zip(members, way, strict=True)
        if is_asleep(question.candidates[who], row.layouts[count][at], shift)
    ]


def best_values(question: Question) -> tuple[int, ...]:
    """The least figures over every way to place everybody, one after another."""
    size, rank = len(question.candidates), lambda who: len(question.candidates) - who
    known: dict[tuple[int, tuple[int, ...]], tuple[int, int] | None] = {}

    def nights(sitting: int, members: tuple[int, ...]) -> tuple[int, int] | None:
        if (sitting, members) not in known:
            ways = [sleepers(question, sitting, members, way) for way in arrangements(question, sitting, members)]
            known[sitting, members] = min(((len(s), sum(map(rank, s))) for s in ways), default=None)
        return known[sitting, members]

    found = []
    for way in itertools.product((None, *range(len(question.seats))), repeat=size):
        groups = [tuple(who for who in range(size) if way[who] == at) for at in range(len(question.seats))]
        slept = [nights(at, members) for at, members in enumerate(groups)]
        if None in slept:
            continue
        left = [who for who in range(size) if way[who] is None]
        even = sum(len(members) ** 2 for members, row in zip(groups, question.seats, strict=True) if not row.is_fixed)
        found.append((
            len(left), sum(map(rank, left)), sum(n for n, _ in filter(None, slept)),
            sum(r for _, r in filter(None, slept)), even * question.is_even,
            sum(rank(who) * at for who, at in enumerate(way) if at is not None),
        ))  # fmt: skip
    return min(found)


def faults(question: Question, found: Placement) -> list[str]:
    """Every broken rule of a placing; its figures counted anew."""
    broken = []
    sleeping: list[int] = []
    for sitting, row in enumerate(question.seats):
        members = tuple(who for who, (at, _) in found.where.items() if at == sitting)
        way = tuple(found.where[who][1] for who in members)
        if way not in set(arrangements(question, sitting, members)):
            broken.append(f"{row.key}: {members} at {way}")
        else:
            sleeping += sleepers(question, sitting, members, way)
    left = len(question.candidates) - len(found.where)
    if (left, len(sleeping)) != (found.values[0], found.values[2]):
        broken.append(f"{left} left, {len(sleeping)} asleep, said {found.values}")
    return broken


def holds(question: Question) -> None:
    quick, found = place(question), place(question, LONG)
    best = best_values(question)
    assert faults(question, quick) == []
    assert faults(question, found) == []
    assert found.proof.is_proven
    assert found.values == best
    assert quick.values >= best
    if quick.proof.is_proven:
        assert quick.values == best
    else:
        number = FIGURES.index(quick.proof.figure)
        assert quick.values[:number] == best[:number]
        assert quick.proof.bound <= best[number] <= quick.proof.value == quick.values[number]


@settings(deadline=None, max_examples=100)
@given(questions())
def test_placing_equals_brute_force(question: Question) -> None:
    holds(question)


@pytest.mark.long
@settings(deadline=None, max_examples=2000)
@given(questions())
def test_placing_equals_brute_force_two_thousand_times(question: Question) -> None:
    holds(question)


@settings(deadline=None, max_examples=25)
@given(questions())
def test_polishing_never_makes_it_worse(question: Question) -> None:
    from forum.planning.placing import relax, repaired, values_of

    first = repaired(question, relax(question)[0])
    better = polished(question, first, lambda: False)
    assert values_of(question, better) <= values_of(question, first)
    assert polished(question, better, lambda: False) == better
    assert polished(question, first, lambda: True) == first


# --- one thing at a time ---------------------------------------------------------------------------------------------


def test_who_leaves_early_speaks_first() -> None:
    early = Candidate(id=1, zone="UTC", free=((MORNING, MORNING + 1000),))
    question = Question([Candidate(id=2, zone="UTC"), early], [fixed("s0", MORNING + 4 * HOUR, 2)])
    assert place(question).where == {0: (0, 0)}
    question = Question([Candidate(id=2, zone="UTC"), early], [fixed("s0", MORNING, 2)])
    assert place(question).where == {0: (0, 0), 1: (0, 1)}
    hurried = Candidate(id=1, zone="UTC", free=((MORNING, MORNING + 190),))
    question = Question([Candidate(id=2, zone="UTC"), hurried], [fixed("s0", MORNING, 2)])
    assert place(question).where == {0: (0, 1), 1: (0, 0)}


def test_accommodation_counts_for_all_who_must_be_free_around_it() -> None:
    tight = Candidate(id=1, zone="UTC", free=((MORNING, MORNING + 180),))
    slow = Candidate(id=2, zone="UTC", extra=120)
    both = place(Question([tight, slow], [fixed("s0", MORNING, 2)]), LONG)
    assert both.where == {0: (0, 0)}
    assert both.proof.is_proven
    apart = place(Question([tight, slow], [fixed("s0", MORNING, 2), fixed("s1", MORNING + HOUR, 2)]), LONG)
    assert apart.where == {0: (0, 0), 1: (1, 0)}


def test_more_accommodation_than_a_sitting_holds_finds_no_place() -> None:
    slow = Candidate(id=2, zone="UTC", extra=121)
    found = place(Question([slow], [fixed("s0", MORNING, 2)]), LONG)
    assert (found.where, found.values[0], found.full) == ({}, 1, {0: frozenset()})


def test_those_left_out_know_which_sittings_are_full() -> None:
    here = [Candidate(id=n, zone="UTC", sittings=frozenset({"s0"})) for n in range(3)]
    found = place(Question([*here, Candidate(id=9, zone="UTC")], [fixed("s0", MORNING, 2), fixed("s1", MORNING, 2)]))
    assert found.full == {2: frozenset({0})}
    assert set(found.where) == {0, 1, 3}


def test_full_sittings_that_the_night_cuts_through_are_proven_at_once() -> None:
    people = [Candidate(id=n, zone="Europe/Zurich") for n in range(6)]
    found = place(Question(people, [seats("s0", MORNING + 16 * HOUR - 700, 4)]))
    assert (found.proof.is_proven, found.values[0], found.values[2]) == (True, 2, 4)
    assert found.proof.method == "flow"


def test_where_every_place_is_taken_the_nights_are_proven_at_once() -> None:
    late = MORNING + 15 * HOUR + 1200  # 21:20 UTC: 22:20 in Zurich, 23:00 within the sitting
    people = [Candidate(id=n, zone="UTC" if n < 2 else "Europe/Zurich") for n in range(12)]
    question = Question(people, [seats("s0", late, 4, length=900), seats("s1", MORNING, 4)])
    found = place(question)
    assert (found.proof.is_proven, found.proof.method) == (True, "flow")
    assert (found.values[0], found.values[2]) == (4, 2)


def test_a_search_that_is_stopped_gives_the_best_so_far_honestly_labelled() -> None:
    question = placing_cases.question(120, 6, 20, slow=0.1, seed=4)
    told: list[Progress] = []
    found = place(question, Patience(seconds=60, cancelled=lambda: bool(told), tell=told.append))
    assert not found.proof.is_proven
    assert found.proof.figure in FIGURES
    assert found.proof.bound < found.proof.value
    assert 0 < found.proof.gap < 1
    assert all(each.bound <= each.figure and each.name in FIGURES for each in told)
    assert found.first <= found.seconds


def test_a_search_without_time_gives_its_first_plan() -> None:
    question = placing_cases.question(120, 6, 20, slow=0.1, seed=4)
    found = place(question, Patience(seconds=60, cancelled=lambda: True))
    assert found.values == place(question).values
    assert not found.proof.is_proven


def test_the_same_question_has_the_same_answer_whatever_the_workers() -> None:
    small = placing_cases.question(30, 6, 4, slow=0.5, seed=3)
    assert not place(small).proof.is_proven
    one, two = (place(small, Patience(seconds=60, workers=workers)) for workers in (1, 2))
    assert one.proof.is_proven
    assert one.proof.method == "cp-sat"
    assert (one.where, one.values) == (two.where, two.values)


def test_the_solver_is_loaded_only_where_it_is_needed() -> None:
    code = "import sys, forum.planning.slots, forum.services.slots; sys.exit('ortools' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
