"""`forum plan` on files of version 2, and the table that says the same to people."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from forum.cli import main
from forum.formats.plan_file import problem_of
from forum.formats.terminal import width
from tests.cli.test_plan import REQUEST
from tests.timezones import brute
from timezones import fairness
from timezones.problem import POLICIES

HELD = REQUEST.with_name("held.json")


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(main, ["plan", *map(str, args)])


def small(**changes: Any) -> dict[str, Any]:
    document = {
        "version": 2,
        "forum": {
            "title": "Small", "zone": "Europe/Zurich", "first_day": "2022-02-22", "last_day": "2022-02-23",
            "grid_minutes": 60, "venue_hours": ["08:00", "20:00"],
        },
        "people": [
            {"id": "FJ", "zone": "Pacific/Fiji", "territory": "FJ", "region": "Asia and the Pacific", "count": 2},
            {"id": "CH", "zone": "Europe/Zurich", "territory": "CH", "region": "Europe and Central Asia"},
            {"id": "US", "zone": "America/New_York", "territory": "US", "region": "Americas"},
        ],
        "sittings": [{"id": "a", "minutes": 60}, {"id": "b", "minutes": 60, "after": ["a"]}],
    }  # fmt: skip
    return {**document, **changes}


@pytest.fixture
def put(tmp_path: Path) -> Any:
    def write(document: Any, name: str = "problem.json") -> Path:
        path = tmp_path / name
        path.write_bytes(document if isinstance(document, bytes) else json.dumps(document).encode())
        return path

    return write


def answered(put: Any, document: Any, *more: str | Path, status: int = 0) -> dict[str, Any]:
    result = run(put(document), *more)
    assert result.exit_code == status, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


FIRST = ["version", "status", "policy", "bound", "gap", "seconds", "tz_release", "sittings", "totals", "summary",
         "explain", "reasons"]  # fmt: skip


def test_version_2_says_what_version_1_says_and_more(put: Any) -> None:
    first, second = answered(put, small(version=1)), answered(put, small())
    assert list(first) == FIRST
    assert list(second) == [*FIRST, "clash", "relax", "together", "replan", "price", "inside", "dates"]
    for key in set(FIRST) - {"version", "seconds", "explain"}:
        assert first[key] == second[key]
    for one, two in zip(first["explain"], second["explain"], strict=True):
        assert {key: two[key] for key in one} == one
        assert (list(two["gains"]), list(two["pays"])) == (two["who_gains"], two["who_pays"])
    assert (second["replan"], second["price"], second["inside"], second["dates"]) == (None, None, [], [])


def test_the_price_of_policies(put: Any) -> None:
    found = answered(put, small(price=True))["price"]
    assert [line["policy"] for line in found["lines"]] == list(POLICIES)
    assert {line["status"] for line in found["lines"]} == {"optimal"}
    assert [trade["to"] for trade in found["trades"]] == list(POLICIES[1:])
    for line in found["lines"]:
        alone = answered(put, small(policy=line["policy"]))
        assert {key: alone["summary"][key] for key in ("worst", "mean", "sum", "jain", "heads_in_dearest_band")} == {
            key: line[key] for key in ("worst", "mean", "sum", "jain", "heads_in_dearest_band")
        }
        assert line["starts"] == {each["id"]: [each["start"]] for each in alone["sittings"]}
    without = answered(put, small(price=["minimax"]))["price"]
    assert ([line["policy"] for line in without["lines"]], without["trades"]) == (["minimax"], [])


def test_a_frozen_sitting_stays_and_every_hour_is_shown(put: Any) -> None:
    sittings = [{"id": "a", "minutes": 60, "starts": ["2022-02-22T13:05+01:00"]}, {"id": "b", "minutes": 60}]
    found = answered(put, small(sittings=sittings, hours=True))
    assert found["sittings"][0]["start"] == "2022-02-22T12:05:00Z"
    hours = {line["id"]: line["hours"] for line in found["explain"]}
    assert [hour["start"] for hour in hours["a"] if hour["now"]] == ["2022-02-22T12:05:00Z"]
    assert {rule for hour in hours["a"] if not hour["now"] for rule in hour["broken"]} >= {"start"}
    best = next(hour for hour in hours["b"] if hour["rank"] == 1)
    assert best["now"]
    assert best["change"] == 0


def test_a_published_programme_is_moved_as_little_as_can_be(put: Any) -> None:
    published = answered(put, small(policy="least_total"))["sittings"]
    worst = answered(put, small())["summary"]["worst"]
    found = answered(put, small(replan={"published": published, "frozen": [], "worst": worst}))
    assert (found["status"], found["summary"]["worst"]) == ("optimal", worst)
    assert found["replan"]["moved"] == len(found["replan"]["moves"]) == found["replan"]["least_moves"]
    assert len(found["explain"]) == 2
    kept = answered(put, small(replan={"published": published, "frozen": ["a", "b"]}))
    assert [each["start"] for each in kept["sittings"]] == [each["start"] for each in published]
    assert kept["replan"]["moves"] == []
    none = answered(put, small(replan={"published": published, "worst": worst - 1}), status=3)
    assert (none["reasons"], none["replan"]) == (["replan.worst"], None)
    assert none["clash"] == [f"nobody bears more than {worst - 1} points"]


def test_the_bound_that_no_timetable_can_beat(put: Any) -> None:
    found = answered(put, small(inside=[["07:00", "22:00"], ["22:00", "07:00"]]))["inside"]
    assert [(each["from"], each["to"], each["sittings"], each["proven"]) for each in found] == [
        ("07:00", "22:00", 2, True), ("22:00", "07:00", 2, True),
    ]  # fmt: skip
    assert all(each["at_most"] == each["reached"] for each in found)


DATES = {"first_day": "2022-02-21", "last_day": "2022-02-27", "days": 2, "show": 3}
CALENDAR = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Secret dinner\r\n"
    b"DTSTART:20220222T090000Z\r\nDTEND:20220222T100000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def test_the_best_days_of_a_season(put: Any) -> None:
    forum = {key: value for key, value in small()["forum"].items() if key not in {"first_day", "last_day"}}
    found = answered(put, small(forum=forum, dates=DATES))
    assert [block["first_day"] for block in found["dates"]] == ["2022-02-22", "2022-02-23", "2022-02-24"]
    assert found["sittings"][0]["venue"].startswith("2022-02-22")
    assert found["dates"][0]["holiday_heads"] == 0
    ics = put(CALENDAR, "busy.ics")
    later = run(put(small(forum=forum, dates=DATES)), "--busy", ics)
    assert json.loads(later.stdout)["dates"][0]["first_day"] == "2022-02-23"
    assert "Secret dinner" not in later.output
    given = answered(put, small(dates=DATES))
    assert given["sittings"][0]["venue"].startswith("2022-02-2")


def test_busy_calendars_that_cannot_be_used(put: Any, tmp_path: Path) -> None:
    assert "season" in run(put(small()), "--busy", put(CALENDAR, "busy.ics")).stderr
    wrong = run(put(small(dates=DATES)), "--busy", put(b"hello", "busy.ics"))
    assert (wrong.exit_code, "not a calendar" in wrong.stderr, "busy.ics" in wrong.stderr) == (2, True, True)
    assert run(put(small(dates=DATES)), "--busy", tmp_path / "nothing.ics").exit_code == 2


def test_what_to_relax(put: Any) -> None:
    forum = {**small()["forum"], "last_day": "2022-02-22", "max_minutes_per_day": 60}
    found = answered(put, small(forum=forum), status=3)
    assert found["clash"] == ["a day has at most 60 minutes of sittings"]
    assert found["relax"] == [
        {"path": "forum.max_minutes_per_day", "kind": "cap", "enough": True, "amount": 60,
         "said": "allow 120 minutes of sittings a day (60 more)"}
    ]  # fmt: skip
    plain = run(put(small(version=1, forum=forum)))
    assert (plain.exit_code, list(json.loads(plain.stdout))) == (3, FIRST)
    assert "  a day has at most 60 minutes of sittings\n" in plain.stderr


def test_the_real_programme_of_2022_is_moved_with_proof(tmp_path: Path) -> None:
    document = json.loads(REQUEST.read_bytes()) | {"version": 2}
    document["replan"] = {"published": json.loads(HELD.read_bytes())["sittings"], "worst": 2400}
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    found = json.loads(run(path).stdout)
    assert (found["status"], found["replan"]["moved"], found["replan"]["minutes"]) == ("optimal", 2, 660)
    problem = problem_of(document)
    starts = {line["id"]: (datetime.fromisoformat(line["start"]),) for line in found["sittings"]}
    assert found["totals"] == brute.totals(problem, starts)
    assert fairness.score(problem, starts).worst == 2400


def table(put: Any, document: Any, *more: str, status: int = 0) -> str:
    result = run(put(document), "--format", "table", *more)
    assert result.exit_code == status, result.output
    return result.stdout


def test_the_table_says_who_sits_when_who_bears_the_night_why_and_at_what_price(put: Any) -> None:
    said = table(put, small(version=1))
    found = answered(put, small(price=True))
    assert said.startswith("Small\n\nProven: no timetable is better by this policy.\n")
    for part in ("Worst total", "Mean per head", "Jain's index", "Who bears the night", "Why this hour",
                 "The price of each policy", "From this policy to", "Asia and the Pacific", "UTC"):  # fmt: skip
        assert part in said
    for line in found["price"]["lines"]:
        assert any(row.startswith(line["policy"]) and str(line["worst"]) in row for row in said.splitlines())
    for line in found["sittings"]:
        assert line["venue"][11:16] in said


def test_the_table_of_every_other_question(put: Any) -> None:
    published = answered(put, small(policy="least_total"))["sittings"]
    worst = answered(put, small())["summary"]["worst"]
    moved = table(put, small(replan={"published": published[:1], "worst": worst}, inside=[["07:00", "22:00"]]))
    assert "moves fewer sittings" in moved
    assert "published sitting" in moved
    assert "not published before" in moved
    assert "Proven: of 2 sittings no timetable gives everybody more than" in moved
    assert "Calendars that clash" in table(put, small(dates=DATES))
    only = small()["forum"] | {"venue_hours": ["08:00", "09:00"], "last_day": "2022-02-22"}
    assert "no other start is free" in table(put, small(forum=only, sittings=[{"id": "a", "minutes": 60}]))


def test_the_table_of_what_is_impossible(put: Any) -> None:
    forum = {**small()["forum"], "last_day": "2022-02-22", "max_minutes_per_day": 60}
    said = table(put, small(version=1, forum=forum), status=3)
    assert "Impossible: these rules clash." in said
    assert "a day has at most 60 minutes of sittings (forum.max_minutes_per_day)" in said
    assert "allow 120 minutes of sittings a day (60 more)" in said
    twice = [{"id": n, "minutes": 60, "repeat": 2, "repeat_gap_hours": [99, 99]} for n in "ab"]
    assert "These rules have to give way together:" in table(put, small(sittings=twice), status=3)
    published = answered(put, small())["sittings"]
    limited = table(put, small(replan={"published": published, "heads": 0, "worst": 0}), status=3)
    assert "(replan." in limited


@pytest.mark.parametrize("language", ["fr", "es", "ar", "zh", "ru", "de"])
def test_the_table_in_the_readers_language_keeps_its_columns(put: Any, language: str) -> None:
    said, english = table(put, small(), "--lang", language), table(put, small(), "--lang", "en")
    assert [line for line in said.splitlines() if "The price" in line or "Worst" in line] == []
    lines, others = said.splitlines(), english.splitlines()
    assert len(lines) == len(others)
    start = next(number for number, line in enumerate(others) if line.startswith("Sitting"))
    places = {width(line[: line.index("2022-02-2")]) for line in lines[start + 1 : start + 3]}
    assert len(places) == 1
    forum = {**small()["forum"], "last_day": "2022-02-22", "max_minutes_per_day": 60}
    assert "forum.max_minutes_per_day" in table(put, small(forum=forum), "--lang", language, status=3)


def test_days_in_the_table_bear_their_weekday(put: Any) -> None:
    assert date(2022, 2, 22).weekday() == 1
    assert "Tue 2022-02-22" in table(put, small())
    assert "mar. 2022-02-22" in table(put, small(), "--lang", "fr")
