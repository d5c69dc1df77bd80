from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from forum.cli import main
from forum.formats.plan_file import read_problem
from tests.timezones import brute
from timezones import fairness
from timezones.problem import Problem

REQUEST = Path(__file__).resolve().parents[2] / "forum/examples/global_forum_2022/request.json"


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(main, ["plan", *map(str, args)])


def small(**changes: Any) -> dict[str, Any]:
    document = {
        "version": 1,
        "forum": {"zone": "Europe/Zurich", "first_day": "2022-02-22", "last_day": "2022-02-22", "grid_minutes": 60},
        "people": [{"id": "FJ", "zone": "Pacific/Fiji", "region": "Asia"}, {"id": "CH", "zone": "Europe/Zurich"}],
        "sittings": [{"id": "a", "minutes": 60}, {"id": "b", "minutes": 60, "after": ["a"]}],
    }
    return {**document, **changes}


@pytest.fixture
def put(tmp_path: Path) -> Any:
    def write(document: Any, name: str = "problem.json") -> Path:
        path = tmp_path / name
        path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
        return path

    return write


def test_the_real_request_is_proven_and_reproduced(tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    result = run(REQUEST, "--output", plan)
    assert result.exit_code == 0, result.output
    document = json.loads(plan.read_text(encoding="utf-8"))
    assert (document["status"], document["bound"], document["gap"]) == ("optimal", None, 0.0)
    assert (document["summary"]["worst"], document["summary"]["heads_in_dearest_band"]) == (1590, 408)
    assert document["summary"]["mean"] == pytest.approx(944.679, abs=0.001)
    problem = read_problem(REQUEST.read_bytes())
    assert document["totals"] == brute.totals(problem, starts(problem, document))
    checked = run("--check", REQUEST, plan)
    assert checked.exit_code == 0
    again = json.loads(checked.stdout)
    assert (again["totals"], again["summary"], again["faults"]) == (document["totals"], document["summary"], [])


def starts(problem: Problem, document: dict[str, Any]) -> dict[str, Any]:
    return {line["id"]: (brute.datetime.fromisoformat(line["start"]),) for line in document["sittings"]}


def test_our_plan_is_better_than_the_held_one() -> None:
    problem = read_problem(REQUEST.read_bytes())
    ours = starts(problem, json.loads(run(REQUEST).stdout))
    clocks = ("2022-02-22T12:00", "2022-02-22T13:45", "2022-02-23T12:00", "2022-02-23T13:45", "2022-02-24T12:00")
    held = {
        sitting.id: (brute.datetime.fromisoformat(f"{clock}+00:00"),)
        for sitting, clock in zip(problem.sittings, [*clocks, "2022-02-24T13:45"], strict=True)
    }
    assert fairness.is_better(problem, ours, held)


def test_output_document(put: Any) -> None:
    document = json.loads(run(put(small())).stdout)
    assert list(document) == [
        "version", "status", "policy", "bound", "gap", "seconds", "tz_release", "sittings", "totals", "summary",
        "explain", "reasons",
    ]  # fmt: skip
    assert document["tz_release"] == "2026f"
    first = document["sittings"][0]
    assert (first["id"], first["instance"]) == ("a", 1)
    assert first["start"].endswith("Z")
    assert first["venue"].endswith("+01:00")
    assert set(document["summary"]["by_region"]) == {"Asia"}
    assert [line["id"] for line in document["explain"]] == ["a", "b"]


def test_table(put: Any) -> None:
    result = run(put(small()), "--format", "table")
    assert result.exit_code == 0
    assert "Europe/Zurich" in result.stdout
    assert "Proven" in result.stdout


def test_impossible(put: Any) -> None:
    forum = {**small()["forum"], "venue_hours": ["09:00", "10:30"]}
    result = run(put(small(forum=forum)))
    assert result.exit_code == 3
    document = json.loads(result.stdout)
    assert (document["status"], document["sittings"], document["totals"]) == ("infeasible", [], {})
    assert document["reasons"] == ["forum.venue_hours"]
    assert "forum.venue_hours" in result.stderr
    assert run(put(small(forum=forum)), "--format", "table").exit_code == 3


@pytest.mark.parametrize(
    ("sittings", "reasons"),
    [
        ([{"id": "a", "minutes": 60, "day": "2022-02-22", "awake": ["X", "Y", "Z"]}], "awake"),
        ([{"id": "a", "minutes": 1000}, {"id": "b", "minutes": 1000}], "forum.last_day"),
        ([{"id": "a", "minutes": 60, "repeat": 2, "repeat_gap_hours": [30, 40]}], "sittings[0].repeat_gap_hours"),
    ],
)
def test_reasons(put: Any, sittings: list[dict[str, Any]], reasons: str) -> None:
    people = [{"id": n, "zone": z} for n, z in (("X", "Pacific/Fiji"), ("Y", "Europe/Zurich"), ("Z", "America/Denver"))]
    bands = [["00:00", "08:00", 6], ["08:00", "18:00", 0], ["18:00", "24:00", 6]]
    result = run(put(small(people=people, sittings=sittings, burden={"bands": bands})))
    assert result.exit_code == 3, result.output
    found = json.loads(result.stdout)["reasons"]
    assert all(reasons in each for each in found)
    assert found


def test_every_fault_is_listed_with_its_path(put: Any) -> None:
    document = small(
        people=[{"id": "FJ", "zone": "Pacific/Fiji"}, {"id": "X", "zone": "Mars/Olympus", "colour": 1}],
        sittings=[{"id": "a", "minutes": "ninety"}],
    )
    result = run(put(document))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        'people[1].colour: unknown key',
        'people[1].zone: unknown zone "Mars/Olympus"',
        "sittings[0].minutes: must be a whole number",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xff\xfe{", "not UTF-8"),
        (b"{", "not JSON (line 1"),
        (b"[" * 100_000, "not JSON"),
        (b'{"version": NaN}', "not JSON"),
        (b'{"version": 1, "version": 1}', "stands twice"),
        (b"[]", "must be an object"),
    ],
)
def test_files_that_are_no_plan_files(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "problem.json"
    path.write_bytes(content)
    result = run(path)
    assert result.exit_code == 2
    assert says in result.stderr


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "problem.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(small()).encode())
    assert run(path).exit_code == 0


def test_missing_files_and_wrong_use(tmp_path: Path, put: Any) -> None:
    assert run(tmp_path / "nothing.json").exit_code == 2
    assert run().exit_code == 2
    assert run("--check", put(small())).exit_code == 2
    assert run(put(small()), "--output", tmp_path / "no" / "plan.json").exit_code == 2


def test_check_names_broken_rules(put: Any) -> None:
    problem = put(small(forum={**small()["forum"], "min_gap_minutes": 30, "max_minutes_per_day": 90}))
    lines = [{"id": "a", "start": "2022-02-22T10:00+01:00"}, {"id": "b", "start": "2022-02-22T09:00:00Z"}]
    result = run("--check", problem, put({"sittings": lines}, "plan.json"))
    assert result.exit_code == 3
    faults = json.loads(result.stdout)["faults"]
    assert any("overlap" in fault for fault in faults)
    assert any("before a is over" in fault for fault in faults)
    assert any("2022-02-22" in fault for fault in faults)
    assert run("--check", problem, put({"sittings": lines}, "plan.json"), "--format", "table").exit_code == 3


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ({}, "sittings: must be a list"),
        ({"sittings": [1]}, "sittings[0]: must be an object"),
        ({"sittings": [{"id": "z", "start": "2022-02-22T10:00Z"}]}, 'sittings[0].id: unknown sitting "z"'),
        ({"sittings": [{"id": "a", "start": "2022-02-22T10:00"}]}, "sittings[0].start: must be a time"),
        ({"sittings": [{"id": "a", "start": "noon"}]}, "sittings[0].start: must be a time"),
        ({"sittings": [{"id": "a", "start": "2022-02-22T10:00Z"}]}, '"b" needs 1 starting times and has 0'),
    ],
)
def test_a_plan_that_cannot_be_read(put: Any, document: Any, says: str) -> None:
    result = run("--check", put(small()), put(document, "plan.json"))
    assert result.exit_code == 2
    assert says in result.stderr


def test_schema_is_json_and_closed() -> None:
    schema = json.loads(run("--schema").stdout)
    assert schema["additionalProperties"] is False
    assert set(schema["properties"]) == {"version", "forum", "burden", "people", "sittings", "policy"}
    assert json.loads(run("--schema", "2").stdout)["properties"]["version"] == {"const": 2}
    assert run("--schema", "3").exit_code == 2


def test_the_zone_and_hash_seed_of_the_machine_change_nothing(put: Any) -> None:
    path = put(small())
    plans = []
    for zone, seed in (("Pacific/Fiji", "1"), ("America/Los_Angeles", "2")):
        environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-m", "forum", "plan", str(path), "--workers", seed]
        done = subprocess.run(command, capture_output=True, env=environment, check=True)
        plans.append({name: each for name, each in json.loads(done.stdout).items() if name != "seconds"})
    assert plans[0] == plans[1]


def test_out_of_time_with_nothing_found(put: Any) -> None:
    forum = {**small()["forum"], "last_day": "2022-02-23", "grid_minutes": 1, "max_minutes_per_day": 1439}
    sittings = [{"id": f"s{number}", "minutes": 47} for number in range(61)]
    result = run(put(small(forum=forum, sittings=sittings)), "--time-limit", "0.001")
    assert result.exit_code == 4
    assert "Time ran out" in result.stderr
