from __future__ import annotations

import copy
import json
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest

from forum.formats.plan_file import Redo, Request, problem_of, read_problem, request_of
from forum.formats.plan_reading import MOMENT
from forum.formats.plan_schema import schema
from forum.formats.reading import MOST_BYTES, Faults, read_json
from timezones.burden import COSPLIB, DEFAULT
from timezones.problem import POLICIES
from timezones.questions.dates import Season
from timezones.questions.limits import Limits

GOOD: dict[str, Any] = {
    "version": 1,
    "forum": {"zone": "Europe/Zurich", "first_day": "2022-02-22", "last_day": "2022-02-24", "grid_minutes": 30},
    "people": [{"id": "p", "zone": "Pacific/Fiji"}, {"id": "q", "zone": "Asia/Tokyo"}],
    "sittings": [{"id": "a", "minutes": 90}, {"id": "b", "minutes": 60}, {"id": "c", "minutes": 60}],
}


SPLIT = "burden.bands[0]: must end after it begins; split a band at midnight"
BACKWARDS = "sittings[0].repeat_gap_hours: the first number must not be above the second"


def changed(path: str, value: Any) -> dict[str, Any]:
    """The good document with one value put at a dotted path; numbers are indices."""
    document = copy.deepcopy(GOOD)
    *way, last = path.split(".")
    place: Any = document
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place.setdefault(step, {})
    place[int(last) if isinstance(place, list) else last] = value
    return document


def faults(document: Any) -> list[str]:
    with pytest.raises(Faults) as refused:
        problem_of(document)
    return [str(fault) for fault in refused.value.faults]


def test_defaults() -> None:
    problem = problem_of(GOOD)
    assert (problem.venue.opens, problem.venue.closes, problem.venue.min_gap_minutes) == (0, 1440, 0)
    assert problem.venue.max_minutes_per_day is None
    assert (problem.scale, problem.policy, problem.title) == (DEFAULT, "leximin", "")
    person, sitting = problem.people[0], problem.sittings[0]
    assert (person.count, person.mode, person.ledger, person.holidays, person.territory) == (1, "remote", 0, False, "")
    assert (sitting.people, sitting.repeat, sitting.repeat_gap, sitting.day, sitting.awake) == (None, 1, None, None, ())


def test_everything_that_a_file_may_say() -> None:
    document = copy.deepcopy(GOOD)
    document["forum"] |= {"title": "T", "venue_hours": ["20:00", "02:00"], "max_minutes_per_day": 0}
    document["burden"] = {"bands": [["12:00", "24:00", 2], ["00:00", "12:00", 1]]}
    document["people"][0] |= {"mode": "in_person", "ledger": -5, "count": 3, "holidays": True, "region": "R"}
    document["sittings"][0] |= {"after": ["b", "b"], "people": ["p"], "awake": ["p"], "day": "2022-02-24"}
    document["sittings"][0] |= {"repeat": 2, "repeat_gap_hours": [8, 16]}
    document["policy"] = "minimax"
    problem = problem_of(document)
    assert (problem.venue.opens, problem.venue.closes, problem.venue.max_minutes_per_day) == (1200, 1560, 0)
    assert [band.cost for band in problem.scale.bands] == [1, 2]
    assert problem.scale.rest_day == 0
    assert (problem.people[0].mode, problem.people[0].ledger) == ("in_person", -5)
    sitting = problem.sittings[0]
    assert (sitting.after, sitting.repeat_gap, sitting.day) == (("b",), (480, 960), date(2022, 2, 24))


def test_cosplib() -> None:
    assert problem_of(changed("burden", "cosplib")).scale == COSPLIB


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("version", 3, "version: must be 1 or 2"),
        ("version", True, "version: must be 1 or 2"),
        ("extra", 1, "extra: unknown key"),
        ("forum", [], "forum: must be an object"),
        ("forum.colour", 1, "forum.colour: unknown key"),
        ("forum.title", 1, "forum.title: must be text"),
        ("forum.zone", "CEST", 'forum.zone: unknown zone "CEST"'),
        ("forum.zone", 1, "forum.zone: must be text"),
        ("forum.first_day", "22.02.2022", "forum.first_day: must be a date such as 2022-02-22"),
        ("forum.first_day", "2022-02-30", "forum.first_day: must be a date such as 2022-02-22"),
        ("forum.first_day", "1066-10-14", "forum.first_day: must be in the years 1973 to 9000"),
        ("forum.last_day", "2022-02-21", "forum.last_day: must not be before the first day"),
        ("forum.last_day", "2024-02-21", "forum.last_day: a forum has at most 366 days"),
        ("forum.grid_minutes", 7, "forum.grid_minutes: must divide 1440, the minutes of a day"),
        ("forum.grid_minutes", 0, "forum.grid_minutes: must be from 1 to 1440"),
        ("forum.grid_minutes", 1.5, "forum.grid_minutes: must be a whole number"),
        ("forum.grid_minutes", True, "forum.grid_minutes: must be a whole number"),
        ("forum.venue_hours", ["07:00"], "forum.venue_hours: must be a list of two"),
        ("forum.venue_hours", ["7:00", "22:00"], 'forum.venue_hours[0]: must be a time from "00:00" to "24:00"'),
        ("forum.venue_hours", ["24:00", "02:00"], 'forum.venue_hours[0]: must be a time from "00:00" to "23:59"'),
        ("burden", "cheap", "burden: must be one of: cosplib"),
        ("burden.bands", 1, "burden.bands: must be a list"),
        ("burden.bands", [["00:00", "12:00", 1]], "burden.bands: must cover 00:00 to 24:00 once"),
        ("burden.bands", [["22:00", "06:00", 1]], SPLIT),
        ("burden.bands", [["00:00", "24:00"]], "burden.bands[0]: must be a list of begin, end and cost"),
        ("burden.bands", [["00:00", "24:00", -1]], "burden.bands[0][2]: must be from 0 to 10000"),
        ("people", [], "people: must not be empty"),
        ("people", {}, "people: must be a list"),
        ("people.0", 5, "people[0]: must be an object"),
        ("people.0", {"zone": "UTC"}, "people[0].id: is missing"),
        ("people.0.id", "", "people[0].id: must not be empty"),
        ("people.0.id", "q", 'people[1].id: the id "q" stands twice'),
        ("people.0.mode", "asleep", "people[0].mode: must be one of: remote, in_person"),
        ("people.0.count", 0, "people[0].count: must be from 1 to 100000"),
        ("people.0.holidays", 1, "people[0].holidays: must be true or false"),
        ("sittings", [], "sittings: must not be empty"),
        ("sittings.0.people", [], "sittings[0].people: must not be empty"),
        ("sittings.0.people", ["z"], 'sittings[0].people: unknown person "z"'),
        ("sittings.0.awake", ["z"], 'sittings[0].awake: unknown person "z"'),
        ("sittings.0.after", ["z"], 'sittings[0].after: unknown sitting "z"'),
        ("sittings.0.after", ["a"], "sittings[0].after: runs in a circle"),
        ("sittings.0.day", "2022-02-25", "sittings[0].day: is outside the forum's days"),
        ("sittings.0.repeat", 3, "sittings[0].repeat: must be from 1 to 2"),
        ("sittings.0.repeat_gap_hours", [9, 8], BACKWARDS),
        ("policy", "fair", "policy: must be one of: leximin, minimax, least_total, fewest_hurt, region_leximin"),
        ("policy", [], "policy: must be one of: leximin, minimax, least_total, fewest_hurt, region_leximin"),
    ],
)  # fmt: skip
def test_one_fault(path: str, value: Any, expected: str) -> None:
    assert faults(changed(path, value)) == [expected]


def test_a_person_who_must_be_awake_attends() -> None:
    document = changed("sittings.0.people", ["p"])
    document["sittings"][0]["awake"] = ["q"]
    assert faults(document) == ['sittings[0].awake: "q" does not attend']


def test_a_circle_names_its_members_only() -> None:
    document = changed("sittings.0.after", ["b"])
    document["sittings"][1]["after"] = ["a"]
    document["sittings"][2]["after"] = ["a"]
    assert faults(document) == ["sittings[0].after: runs in a circle", "sittings[1].after: runs in a circle"]


def test_too_many_starts_have_a_remedy() -> None:
    document = changed("forum.last_day", "2022-12-31")
    document["forum"]["grid_minutes"] = 1
    assert faults(document) == [
        "forum.grid_minutes: gives more than 100000 possible starting times: take a coarser grid"
    ]


def test_too_many_sittings() -> None:
    document = changed("sittings", [{"id": str(number), "minutes": 5} for number in range(201)])
    assert faults(document) == ["sittings: has more than 200 entries"]


def test_all_faults_at_once_in_the_order_of_the_file() -> None:
    document = {"version": 1, "forum": {"zone": "X"}, "people": [{"id": 1}], "sittings": [{"id": "a", "minutes": -1}]}
    assert faults(document) == [
        'forum.zone: unknown zone "X"', "forum.first_day: is missing", "forum.last_day: is missing",
        "forum.grid_minutes: is missing", "people[0].id: must be text", "people[0].zone: is missing",
        "sittings[0].minutes: must be from 1 to 1000000",
    ]  # fmt: skip


def test_bytes_to_a_problem() -> None:
    assert read_problem(json.dumps(GOOD).encode()) == problem_of(GOOD)


def test_a_file_that_is_too_large() -> None:
    with pytest.raises(Faults, match="larger than"):
        read_json(b" " * (MOST_BYTES + 1))


@pytest.mark.parametrize("content", [b"1" * 5000, b'{"a": Infinity}', b""])
def test_what_is_no_json(content: bytes) -> None:
    with pytest.raises(Faults, match="not JSON"):
        read_json(content)


FROZEN = {"id": "a", "minutes": 90, "starts": ["2022-02-22T13:00+01:00"]}
SECOND = {**GOOD, "version": 2}
DATES = {"first_day": "2022-01-10", "last_day": "2022-01-20", "days": 3}


def second(**more: Any) -> dict[str, Any]:
    return {**copy.deepcopy(SECOND), **more}


def open_days(**more: Any) -> dict[str, Any]:
    forum = {key: value for key, value in GOOD["forum"].items() if key not in {"first_day", "last_day"}}
    return second(forum=forum, dates=DATES, **more)


@pytest.mark.parametrize(
    ("key", "value"), [("price", True), ("replan", {}), ("dates", DATES), ("inside", []), ("hours", True)]
)
def test_version_1_knows_no_question_beside_the_plan(key: str, value: Any) -> None:
    assert faults({**GOOD, key: value}) == [f"{key}: unknown key"]
    assert faults(changed("sittings.0.starts", [])) == ["sittings[0].starts: unknown key"]


def test_version_2_without_questions_is_the_same_problem() -> None:
    assert problem_of(SECOND) == problem_of(GOOD)
    request = request_of(SECOND)
    assert request == Request(problem=problem_of(GOOD), version=2)
    assert (request_of(GOOD).version, request.season) == (1, None)


def test_every_question_of_version_2() -> None:
    busy = [[["2022-01-12T09:00Z", "2022-01-12T10:00+00:30"]]]
    published = [
        {"id": "a", "start": "2022-02-22T13:00+01:00", "end": "x"},
        {"id": "gone", "start": "2022-02-22T12:00Z"},
    ]
    found = request_of(
        second(
            sittings=[FROZEN, {"id": "b", "minutes": 60}],
            price=["minimax", "leximin", "minimax"],
            inside=[["07:00", "22:00"]],
            hours=True,
            replan={"published": published, "frozen": ["a"], "worst": 10, "mean": 5, "heads": 3},
            dates={**DATES, "show": 2, "busy": busy},
        )
    )
    noon = datetime(2022, 2, 22, 12, tzinfo=UTC)
    assert found.problem.sittings[0].starts == (noon,)
    assert (found.price, found.inside, found.hours, found.is_open) == (
        ("minimax", "leximin"),
        ((420, 1320),),
        True,
        False,
    )
    assert found.redo == Redo(
        published={"a": (noon,), "gone": (noon,)}, frozen=("a",), limits=Limits(worst=10, mean=Fraction(5), heads=3)
    )
    assert found.dates is not None
    assert found.dates.busy == (((datetime(2022, 1, 12, 9, tzinfo=UTC), datetime(2022, 1, 12, 9, 30, tzinfo=UTC)),),)
    assert found.season == Season(zone="Europe/Zurich", first_day=date(2022, 1, 10), last_day=date(2022, 1, 20), days=3)
    assert request_of(second(price=True)).price == POLICIES
    assert request_of(second(price=False)).price == ()


def test_open_days_are_settled_later() -> None:
    found = request_of(open_days())
    assert found.is_open
    settled = found.on(date(2022, 1, 17))
    assert (settled.is_open, settled.problem.venue.last_day) == (False, date(2022, 1, 19))
    assert not request_of(second(dates=DATES)).is_open


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (
            second(sittings=[{**FROZEN, "repeat": 2}]),
            ["sittings[0].starts: must have one start for each instance, no two alike"],
        ),
        (second(sittings=[{**FROZEN, "starts": ["2022-02-22T13:00:30Z"]}]), [f"sittings[0].starts[0]: {MOMENT}"]),
        (second(sittings=[{**FROZEN, "starts": ["noon", 5]}]), [f"sittings[0].starts[{n}]: {MOMENT}" for n in (0, 1)]),
        (second(price="all"), ["price: must be a list"]),
        (second(price=["fairest"]), [f"price[0]: must be one of: {', '.join(POLICIES)}"]),
        (second(inside=[["07:00"]]), ["inside[0]: must be a list of two"]),
        (second(inside=[["07:00", "22:00"]] * 13), ["inside: has more than 12 entries"]),
        (second(hours=1), ["hours: must be true or false"]),
        (second(replan={}), ["replan.published: is missing"]),
        (second(replan={"published": [{"id": "a"}]}), ["replan.published[0].start: is missing"]),
        (second(replan={"published": [5]}), ["replan.published[0]: must be an object"]),
        (second(replan={"published": {}}), ["replan.published: must be a list"]),
        (second(replan={"published": [], "frozen": ["z"]}), ['replan.frozen: unknown sitting "z"']),
        (second(replan={"published": [], "frozen": ["a"]}), ['replan.published: "a" needs 1 starts and has 0']),
        (second(replan={"published": [], "mean": 1.5}), ["replan.mean: must be a whole number"]),
        (second(replan={"published": [], "median": 1}), ["replan.median: unknown key"]),
        (second(dates={}), [f"dates.{key}: is missing" for key in ("first_day", "last_day", "days")]),
        (second(dates={**DATES, "days": 12}), ["dates.last_day: the season has 11 days and 12 are wanted"]),
        (second(dates={**DATES, "last_day": "2021-01-01"}), ["dates.last_day: the season has 0 days and 3 are wanted"]),
        (second(dates={**DATES, "last_day": "2025-01-01"}), ["dates.last_day: a season has at most 732 days"]),
        (
            second(dates={**DATES, "busy": [[["2022-01-12T09:00Z", "2022-01-12T09:00Z"]]]}),
            ["dates.busy[0][0]: must end after it begins"],
        ),
        (second(dates={**DATES, "busy": [[["2022-01-12T09:00Z"]]]}), ["dates.busy[0][0]: must be a list of two"]),
        (second(dates={**DATES, "busy": [[]] * 501}), ["dates.busy: has more than 500 entries"]),
        (
            open_days(sittings=[{"id": "a", "minutes": 60, "day": "2022-01-11"}]),
            ["sittings[0].day: is outside the forum's days", "sittings[0].day: needs the days of the forum"],
        ),
        (open_days(sittings=[FROZEN]), ["sittings[0].starts: needs the days of the forum"]),
        (
            second(forum={"zone": "UTC", "grid_minutes": 30}),
            ["forum.first_day: is missing", "forum.last_day: is missing"],
        ),
        (
            second(forum={"zone": "UTC", "grid_minutes": 30, "first_day": "2022-01-11"}, dates=DATES),
            ["forum.last_day: is missing"],
        ),
        (second(forum=5, dates=DATES), ["forum: must be an object"]),
    ],
)
def test_faults_of_version_2(document: Any, expected: list[str]) -> None:
    assert sorted(faults(document)) == sorted(expected)


def test_a_season_of_many_days_has_as_many_starts_as_a_forum_may() -> None:
    document = open_days()
    document["forum"]["grid_minutes"] = 1
    document["dates"] = {**DATES, "last_day": "2022-12-31", "days": 100}
    assert faults(document) == ["forum.grid_minutes: gives more than 100000 starts: take a coarser grid"]


def test_the_schema_of_each_version_takes_what_is_read_and_closes_the_rest() -> None:
    first, latest = schema(1), schema(2)
    assert set(latest["properties"]) - set(first["properties"]) == {"price", "replan", "dates", "inside", "hours"}
    assert set(latest["properties"]["sittings"]["items"]["properties"]) - set(
        first["properties"]["sittings"]["items"]["properties"]
    ) == {"starts"}
    assert (first["properties"]["version"], latest["properties"]["version"]) == ({"const": 1}, {"const": 2})
    assert (first["additionalProperties"], latest["additionalProperties"]) == (False, False)
    assert latest["properties"]["forum"]["required"] == ["zone", "grid_minutes"]
