"""`forum slots` end to end: plans, names what lacks, refuses, checks, stops."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from forum.cli import main
from tests import slots_files


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(main, ["slots", *map(str, args)])


@pytest.fixture
def put(tmp_path: Path) -> Any:
    def write(document: Any, name: str = "input.json") -> Path:
        path = tmp_path / name
        path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
        return path

    return write


def small(**changes: Any) -> dict[str, Any]:
    return {**slots_files.forum(leaders=8, sittings=3, minutes=90, delegates=8), **changes}


def test_a_plan_is_made_proven_and_passes_its_own_check(put: Any, tmp_path: Path) -> None:
    problem, plan = put(small()), tmp_path / "plan.json"
    result = run(problem, "--output", plan)
    assert result.exit_code == 0, result.output
    document = json.loads(plan.read_text(encoding="utf-8"))
    assert (document["status"], document["gap"], document["seed"]) == ("optimal", 0.0, "2022")
    assert all(each["proven"] for each in document["proof"].values())
    placed = {slot["speaker"] for each in document["sittings"] for slot in each["slots"]}
    left = {each["speaker"] for each in document["shortages"]}
    assert {f"leader-{n}" for n in range(1, 9)} <= placed | left
    for each in document["sittings"]:
        assert each["allocated"]["employer"] == each["allocated"]["worker"]
    checked = run("--check", problem, plan)
    assert (checked.exit_code, json.loads(checked.stdout)) == (0, {"faults": []})


def test_the_same_file_gives_the_same_bytes_but_for_the_seconds(put: Any) -> None:
    problem = put(small())
    first, second = (json.loads(run(problem, "--workers", n).stdout) for n in ("1", "2"))
    for document in (first, second):
        del document["seconds"]
        for proof in document["proof"].values():
            del proof["first_seconds"], proof["seconds"]
    assert json.dumps(first) == json.dumps(second)


def test_every_fault_is_listed_with_its_path(put: Any) -> None:
    document = small(order="wild")
    document["speakers"][0]["zone"] = "Mars/Olympus"
    result = run(put(document))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines() == [
        'speakers[0].zone: unknown zone "Mars/Olympus"',
        "order: must be one of: draw, listed",
    ]


@pytest.mark.parametrize("text", ["", "[]", "{", '{"version": 1}', '{"version": 1, "version": 1}'])
def test_what_is_no_slots_file_is_refused(put: Any, text: str) -> None:
    result = run(put(text))
    assert result.exit_code == 2
    assert result.stderr


def test_a_sitting_that_is_too_short_is_named(put: Any) -> None:
    document = small()
    document["sittings"][1]["minutes"] = 3
    result = run(put(document))
    assert result.exit_code == 3
    answer = json.loads(result.stdout)
    assert (answer["status"], answer["reasons"][0]["sitting"]) == ("infeasible", "s2")
    assert result.stderr.startswith("s2: 3 minutes do not hold the shortest slots")


def test_shortages_are_named_and_refused_where_the_file_says_so(put: Any) -> None:
    document = small()
    document["speakers"][0]["free"] = []
    document["speakers"][1]["accommodation"] = 60
    named = run(put(document))
    assert named.exit_code == 0
    why = {each["speaker"]: each["why"] for each in json.loads(named.stdout)["shortages"]}
    assert why["leader-1"] == "not_free"
    assert why["leader-2"] in {"accommodation", "not_free"}
    refused = run(put({**document, "shortage": "refuse"}))
    assert refused.exit_code == 3
    assert "leader-1: no slot lies within the speaker’s times" in refused.stderr
    assert json.loads(refused.stdout)["status"] == "infeasible"


def test_the_table_says_who_speaks_when_and_who_does_not(put: Any) -> None:
    document = small(requests=["worker-3", "employer-3"])
    document["speakers"][0]["free"] = []
    said = run(put(document), "--format", "table").stdout
    assert said.startswith("Example forum\n\nProven: no placing of the speakers is better.\n")
    assert "Presentation" in said
    assert "leader-1: no slot lies within the speaker’s times" in said
    french = run(put(document), "--format", "table", "--lang", "fr").stdout
    assert "aucun créneau ne se situe dans les heures de l’orateur" in french


def test_the_plan_says_whether_each_sitting_fits_and_cites_the_rule(put: Any) -> None:
    problem = put(small(ruleset="ilc_adoption"))
    for each in json.loads(run(problem).stdout)["sittings"]:
        over = next(found for found in each["findings"] if found["code"] == "over_time_in_practice")
        assert (over["rule"], over["factor"], over["breaks_a_rule"]) == ("factor", "27/20", False)
        assert (over["kind"], over["nth"], over["places"]) == ("statement", 4, [2 + 2 + 5 + 4])
        assert "E/CN.6/2000/PC/9" in over["source"]
    table = run(problem, "--format", "table").stdout
    assert "1.35\u2069 times the limit, the 90 minutes end before number 4 of" in table


def test_a_plan_made_by_hand_is_checked_rule_by_rule(put: Any, tmp_path: Path) -> None:
    problem = put(small())
    run(problem, "--output", tmp_path / "plan.json")
    document = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    slots = document["sittings"][0]["slots"]
    statement = next(each for each in slots if each["constituency"] == "worker")
    statement["seconds"] += 5
    statement["speaker"] = "employer-1"
    result = run("--check", problem, put(document, "hand.json"))
    assert result.exit_code == 3
    rules = {each["rule"] for each in json.loads(result.stdout)["faults"]}
    assert {"partners", "may_not_speak"} <= rules
    table = run("--check", "--format", "table", problem, put(document, "hand.json"))
    assert "employers and workers do not have the same time" in table.stdout
    slots[0]["speaker"] = "ghost"
    wrong = run("--check", problem, put(document, "hand.json"))
    assert (wrong.exit_code, wrong.stderr) == (2, 'sittings[0].slots[0].speaker: unknown speaker "ghost"\n')


def test_the_schema_is_printed_and_wrong_use_is_told() -> None:
    assert json.loads(run("--schema").stdout)["title"] == "Slots file"
    assert run().exit_code == 2
    assert run("--check", "one.json").exit_code == 2
    missing = run("/nowhere/input.json")
    assert (missing.exit_code, missing.stderr) == (
        2,
        "/nowhere/input.json: cannot be read: No such file or directory\n",
    )


def test_interrupted_it_gives_the_best_plan_so_far(put: Any, tmp_path: Path) -> None:
    document = slots_files.forum(leaders=120, sittings=6, minutes=240, free="hours", slow=0.1)
    command = [sys.executable, "-m", "forum", "slots", put(document), "--output", tmp_path / "plan.json"]
    running = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ, "LC_ALL": "C"})
    assert running.stderr is not None
    assert running.stderr.readline()
    running.send_signal(signal.SIGINT)
    pressed = time.monotonic()
    _, said = running.communicate(timeout=30)
    assert time.monotonic() - pressed < 10
    assert running.returncode == 0
    assert said.endswith("Stopped: this is the best plan so far.\n")
    answer = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    assert answer["status"] == "feasible"
    assert answer["proof"]["leaders"]["figure"]
