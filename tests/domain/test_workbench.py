"""The workbench's rows say what the score says; moves are kept all or none, and never over another's change."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.domain import timetable, workbench
from forum.domain.programme import (
    DayTooLong,
    GapTooShort,
    Lock,
    OutOfOrder,
    OutsideForum,
    OutsideVenueHours,
    SittingsOverlap,
)
from forum.domain.refusals import SkippedTime, Unknown
from forum.domain.workbench import By, DraftChanged, Move, NothingMoved, Timetable
from tests.programmes import FIRST_DAY, a_forum, a_sitting, as_held
from timezones.burden import DEFAULT
from timezones.fairness import score
from timezones.problem import Person, Problem, Venue, WantedSitting

FORUM = a_forum()
VENUE = Venue(zone="Europe/Zurich", first_day=FIRST_DAY, last_day=FIRST_DAY + dt.timedelta(days=2), grid_minutes=15)
PEOPLE = (
    Person(id="FJ-gov", zone="Pacific/Fiji", territory="FJ", constituency="government", region="Asia", count=2),
    Person(id="FJ-emp", zone="Pacific/Fiji", territory="FJ", constituency="employer", region="Asia"),
    Person(id="FJ-room", zone="Pacific/Fiji", territory="FJ", region="Asia", mode="in_person"),
    Person(id="US-gov", zone="America/New_York", territory="US", region="Americas", ledger=7),
    Person(id="US-LA", zone="America/Los_Angeles", territory="US", region="Americas", count=3),
    Person(id="guest", zone="Europe/Paris"),
)
STAFF = workbench.staff_rows(
    {("interpreter", "America/Toronto", "remote"): 4, ("secretariat", "Europe/Zurich", "in_person"): 2}
)
HELD = as_held()
PROBLEM = Problem(
    venue=VENUE,
    scale=DEFAULT,
    people=PEOPLE,
    sittings=tuple(WantedSitting(id=each.key, minutes=each.minutes) for each in HELD),
)
BENCH = workbench.bench(FORUM, HELD, PROBLEM, STAFF)


def test_rows_by_delegation_clock_and_ledger() -> None:
    assert {
        (group.id, group.heads, group.zone, group.is_in_room) for group in workbench.groups(BENCH, By.DELEGATION)
    } == {
        ("FJ-gov", 3, "Pacific/Fiji", False),
        ("FJ-room", 1, "Europe/Zurich", True),
        ("US-gov", 1, "America/New_York", False),
        ("US-LA", 3, "America/Los_Angeles", False),
        ("guest", 1, "Europe/Paris", False),
    }


@pytest.mark.parametrize(("by", "count"), [(By.GROUP, 6), (By.REGION, 3), (By.ZONE, 5), (By.STAFF, 2)])
def test_rows_by_what_one_chooses(by: By, count: int) -> None:
    found = workbench.lines(BENCH, by)
    assert len(found) == count
    assert [line.total for line in found] == sorted((line.total for line in found), reverse=True)
    places = sorted(place for line in found for place in line.group.rows)
    assert places == list(range(len(workbench.problem_by(BENCH, by).people)))


def test_totals_are_those_of_the_score() -> None:
    for line in workbench.lines(BENCH, By.GROUP):
        assert line.total == BENCH.score.totals[line.group.id]
        assert line.total == sum(cell.points for cell in line.cells) + (7 if line.group.id == "US-gov" else 0)


def test_a_region_is_the_mean_of_its_heads() -> None:
    by_region = {line.group.id: line for line in workbench.lines(BENCH, By.REGION)}
    assert {name: line.total for name, line in by_region.items() if name} == {
        name: group.mean for name, group in BENCH.score.by_region.items()
    }
    asia = by_region["Asia"]
    assert (asia.group.zone, asia.group.heads, asia.cells[0].night_heads) == ("", 4, 3)
    assert asia.cells[0].points == float(Fraction(3 * 540, 4))
    assert asia.cells[0].level == 2


def test_those_who_serve_are_rows_of_their_own() -> None:
    interpreters, staff = workbench.lines(BENCH, By.STAFF)
    assert (interpreters.group.constituency, interpreters.group.heads) == ("interpreter", 4)
    assert (staff.group.is_in_room, staff.total) == (True, 0)
    assert workbench.lines(workbench.bench(FORUM, HELD, PROBLEM, ()), By.STAFF) == []


@pytest.mark.parametrize(("mean", "level"), [(0, 0), (0.9, 0), (1, 1), (2.9, 1), (3, 2), (5.99, 2), (6, 3), (7, 3)])
def test_a_mean_takes_the_dearest_level_it_reaches(mean: float, level: int) -> None:
    assert workbench.level_of_mean(mean, DEFAULT) == level


def test_a_move_is_another_hour_and_nothing_else() -> None:
    found = workbench.moved(HELD, [Move(key="theme-1", day=FIRST_DAY, clock=dt.time(9, 0))])
    assert found == [HELD[0], replace(HELD[1], clock=dt.time(9, 0)), *HELD[2:]]


def test_a_move_of_nothing_or_to_an_hour_that_never_is() -> None:
    with pytest.raises(Unknown):
        workbench.moved(HELD, [Move(key="nothing", day=FIRST_DAY, clock=dt.time(9, 0))])
    with pytest.raises(SkippedTime):
        workbench.moved(HELD, [Move(key="opening", day=dt.date(2022, 3, 27), clock=dt.time(2, 30))])


@given(
    st.lists(
        st.builds(
            Move,
            key=st.sampled_from([each.key for each in HELD]),
            day=st.integers(0, 2).map(lambda days: FIRST_DAY + dt.timedelta(days=days)),
            clock=st.integers(28, 81).map(lambda quarter: dt.time(quarter // 4, quarter % 4 * 15)),
        )
    )
)
def test_kept_are_all_moves_or_none(moves: list[Move]) -> None:
    wanted = workbench.moved(HELD, moves)
    try:
        kept = workbench.kept(FORUM, HELD, moves, timetable.marks(HELD))
    except (SittingsOverlap, NothingMoved):
        return
    assert {each.key: each for each in kept}.items() <= {each.key: each for each in wanted}.items()
    after = {each.key: each for each in [*HELD, *kept]}
    assert list(after.values()) == wanted


def test_two_sittings_may_change_places() -> None:
    there, back = (
        Move(key=a.key, day=b.day or FIRST_DAY, clock=b.clock or dt.time()) for a, b in (HELD[:2], HELD[1::-1])
    )
    assert [each.key for each in workbench.kept(FORUM, HELD, [there, back], timetable.marks(HELD))] == [
        "opening", "theme-1",
    ]  # fmt: skip


def test_a_draft_that_somebody_else_changed_is_named() -> None:
    begun_from = timetable.marks(HELD)
    now = [replace(HELD[0], minutes=60), *HELD[1:5], a_sitting("new")]
    with pytest.raises(DraftChanged) as refused:
        workbench.kept(FORUM, now, [Move(key="theme-1", day=FIRST_DAY, clock=dt.time(9, 0))], begun_from)
    assert refused.value.params["sittings"] == "“closing”, “New”, “Opening”"
    assert refused.value.params["keys"] == ("closing", "new", "opening")


def test_nothing_moved_and_a_closed_venue_are_refused() -> None:
    still = Move(key="opening", day=FIRST_DAY, clock=dt.time(13, 0))
    with pytest.raises(NothingMoved):
        workbench.kept(FORUM, HELD, [still], timetable.marks(HELD))
    with pytest.raises(OutsideVenueHours):
        workbench.kept(FORUM, HELD, [replace(still, clock=dt.time(6, 0))], timetable.marks(HELD))


def test_marks_tell_what_a_move_depends_on() -> None:
    plain = a_sitting("x", after=("opening",))
    different = [
        replace(plain, clock=dt.time(9, 0)),
        replace(plain, minutes=60),
        replace(plain, lock=Lock.START),
        replace(plain, after=()),
        workbench.timetable.cancel(plain),
        a_sitting("x", None, after=("opening",)),
    ]
    assert len({timetable.marks([each])["x"] for each in [plain, *different]}) == 7
    assert timetable.marks([replace(plain, title="Another")]) == timetable.marks([plain])


@pytest.mark.parametrize(
    ("moves", "expected"),
    [
        ({"theme-1": "2022-02-22 13:30"}, {"opening": [SittingsOverlap], "theme-1": [SittingsOverlap]}),
        ({"theme-1": "2022-02-22 14:40"}, {"opening": [GapTooShort], "theme-1": [GapTooShort]}),
        ({"theme-1": "2022-02-22 05:00"}, {"theme-1": [OutsideVenueHours]}),
        ({"theme-1": "2022-02-25 09:00"}, {"theme-1": [OutsideForum]}),
        ({"theme-1": "2022-02-23 10:00"}, {"theme-1": [DayTooLong], "theme-2": [DayTooLong], "theme-3": [DayTooLong]}),
    ],
)
def test_what_is_amiss_stands_under_the_sittings_concerned(
    moves: dict[str, str], expected: dict[str, list[type]]
) -> None:
    tried = [a_sitting(each.key, moves[each.key]) if each.key in moves else each for each in HELD]
    found = workbench.faults(FORUM, tried)
    assert {key: [type(fault) for fault in faults] for key, faults in found.items() if faults} == expected


def test_an_order_broken_stands_under_both() -> None:
    tried = [HELD[0], replace(HELD[1], after=("theme-2",)), *HELD[2:]]
    found = workbench.faults(FORUM, tried)
    assert [(key, type(faults[0])) for key, faults in found.items() if faults] == [
        ("theme-1", OutOfOrder), ("theme-2", OutOfOrder),
    ]  # fmt: skip


def test_timetables_are_compared_over_the_sittings_that_all_have() -> None:
    all_six = {each.key: each.start for each in HELD}
    five = {key: start + dt.timedelta(hours=6) for key, start in all_six.items() if key != "closing"}
    one, other = Timetable(key="draft", starts=all_six), Timetable(key="7", starts=five)
    shared = workbench.common(PROBLEM, [one, other])
    assert [each.id for each in shared.sittings] == [each.key for each in HELD[:5]]
    first, second = workbench.compare(shared, [one, other])
    assert first.score == score(shared, {key: (start,) for key, start in all_six.items()})
    assert second.score.totals != first.score.totals


def test_who_gains_and_who_pays_between_two() -> None:
    one = Timetable(key="a", starts={each.key: each.start for each in HELD})
    other = Timetable(key="b", starts={each.key: each.start + dt.timedelta(hours=5) for each in HELD})
    first, second = workbench.compare(PROBLEM, [one, other])
    found = workbench.difference(PROBLEM, first, second)
    assert [by for _, by in found.gains] == sorted((by for _, by in found.gains), reverse=True)
    for place, by in found.gains:
        assert second.score.totals[PEOPLE[place].id] == first.score.totals[PEOPLE[place].id] - by
    for place, by in found.pays:
        assert second.score.totals[PEOPLE[place].id] == first.score.totals[PEOPLE[place].id] + by
    assert workbench.difference(PROBLEM, first, first) == workbench.Difference(gains=(), pays=())
