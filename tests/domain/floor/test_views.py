"""What each role sees, and what it must not."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest

from forum.domain.floor import commands as c
from forum.domain.floor import views
from forum.domain.floor.state import Source
from forum.domain.floor.views import Roll, Speaker
from forum.domain.people import Constituency
from forum.domain.speaking.rules import SlotKind
from forum.domain.speaking.slots import Slot
from tests.domain.floor.desk import START, Desk, planned

ROLL = Roll(
    persons={
        1: Speaker(function="Employer spokesperson", organization="Example organization", mode="remote", zone="UTC"),
        2: Speaker(function="Government delegate", state="FJ", mode="remote", zone="Pacific/Fiji"),
        3: Speaker(function="Government delegate", state="KE", zone="Africa/Nairobi"),
    },
    texts={5: Speaker(name="", function="Minister", state="TG")},
)


@pytest.fixture
def desk() -> Desk:
    """The employer speaks since 66 seconds of 300; Fiji and a walk-in are next, Kenya asks."""
    desk = Desk()
    desk.open(planned(1, Constituency.EMPLOYER, 300))
    desk.give(desk.state.queue[0].key)
    desk.add(2, seconds=120)
    desk.do(c.AddWalkIn(text_id=5, constituency=Constituency.GOVERNMENT, seconds=60))
    desk.request(3)
    desk.pass_time(66)
    return desk


def test_the_hall_sees_who_how_long_and_who_is_next(desk: Desk) -> None:
    view = views.hall(desk.state, ROLL, desk.now)
    assert view["turn"]["function"] == "Employer spokesperson"
    assert (view["turn"]["used_ms"], view["turn"]["allowed_ms"], view["turn"]["running"]) == (66_000, 300_000, True)
    assert [(who["function"], who["state"]) for who in view["next"]] == [
        ("Government delegate", "FJ"),
        ("Minister", "TG"),
    ]
    assert (view["phase"], view["waiting"], view["late_minutes"]) == ("open", 2, 0)
    assert view["as_of"] == (START + dt.timedelta(seconds=66)).timestamp() * 1000


def test_before_the_opening_the_hall_sees_an_empty_floor() -> None:
    view = views.hall(Desk().state, ROLL, Desk().now)
    assert (view["turn"], view["next"], view["phase"]) == (None, [], "awaited")


def test_after_the_closing_nobody_is_promised_a_turn(desk: Desk) -> None:
    """Who was not heard stays in the record, and on the table's page."""
    desk.do(c.CloseSitting(turn=desk.state.turn.key if desk.state.turn else None))
    view = views.delegate(desk.state, ROLL, desk.now)
    assert (view["next"], view["waiting"], view["queue"], view["requests"]) == ([], 0, [], [])
    assert len(views.table(desk.state, ROLL, desk.now)["queue"]) == 2


def test_a_delegate_sees_when_their_turn_will_come(desk: Desk) -> None:
    fiji, walk_in = views.delegate(desk.state, ROLL, desk.now)["queue"]
    assert fiji["person"] == 2
    assert (fiji["wait_from_ms"], fiji["wait_ms"], fiji["wait_to_ms"]) == (10_000, 20_000, 40_000)
    assert walk_in["wait_ms"] == 20_000 + 120_000 + 20_000
    assert walk_in["wait_from_ms"] == 10_000 + 96_000 + 10_000
    assert walk_in["wait_to_ms"] == 40_000 + 162_000 + 40_000


def test_what_is_the_tables_reaches_no_other_channel(desk: Desk) -> None:
    """Where a request came from, when, from which zone: the table's alone; who asked is no hall's business."""
    table = json.dumps(views.table(desk.state, ROLL, desk.now))
    for secret in ('"source"', '"asked_at"', '"zone"', "Africa/Nairobi", '"undo"', '"used"'):
        assert secret in table
        assert secret not in json.dumps(views.hall(desk.state, ROLL, desk.now))
        assert secret not in json.dumps(views.delegate(desk.state, ROLL, desk.now))
    assert "KE" in table
    assert "KE" not in json.dumps(views.delegate(desk.state, ROLL, desk.now))


def test_the_table_sees_sources_budgets_and_the_last_action(desk: Desk) -> None:
    view = views.table(desk.state, ROLL, desk.now)
    assert [row["source"] for row in view["queue"]] == [Source.CLERK, Source.WALK_IN]
    assert view["requests"][0]["source"] == "page"
    assert {row["constituency"]: (row["used"], row["entitled"]) for row in view["used"]} == {
        "government": (0, 0),
        "employer": (66, 300),
        "worker": (0, 300),
    }
    assert view["undo"] == {"action": 5, "kind": "EntryAdded"}
    assert view["rest_ms"] == 220_000


def test_a_redacted_walk_in_is_shown_empty(desk: Desk) -> None:
    view = views.table(desk.state, replace(ROLL, texts={}), desk.now)
    assert (view["queue"][1]["function"], view["queue"][1]["constituency"]) == ("", "government")


def test_the_projected_end_counts_list_and_remaining_time(desk: Desk) -> None:
    assert views.projected_end(desk.state, desk.now) == desk.now.at + dt.timedelta(seconds=234 + 220)
    desk.pass_time(400)
    assert views.projected_end(desk.state, desk.now) == desk.now.at + dt.timedelta(seconds=220)


def test_a_late_sitting_is_offered_an_equal_limit() -> None:
    desk = Desk()
    assert views.home_limit(desk.state, desk.now) is None
    desk.open()
    assert views.home_limit(desk.state, desk.now) is None
    for person in range(30):
        desk.add(person, seconds=180)
    limit = views.home_limit(desk.state, desk.now)
    assert limit == 160
    desk.do(c.LimitRest(seconds=limit))
    assert views.home_limit(desk.state, desk.now) is None
    assert views.projected_end(desk.state, desk.now) <= START + dt.timedelta(minutes=90)


def test_where_no_limit_can_help_none_is_offered() -> None:
    desk = Desk()
    desk.open()
    desk.give(desk.add(1, seconds=3600))
    desk.add(2, seconds=3600)
    desk.pass_time(3600)
    for person in range(10, 50):
        desk.add(person, seconds=180)
    assert views.home_limit(desk.state, desk.now) is None


def test_every_channel_has_its_view() -> None:
    assert set(views.VIEWS) == {"hall", "delegate", "table"}


def test_before_the_opening_the_list_is_shown_as_planned() -> None:
    """Who is named is shown as everywhere; a slot that nobody has keeps its time and its label."""
    slots = [
        Slot(number=1, kind=SlotKind.OPENING_STATEMENT, constituency=Constituency.EMPLOYER, seconds=300, person_id=1),
        Slot(number=2, kind=SlotKind.REPLY, constituency=Constituency.WORKER, seconds=120, offset=320, label="W"),
    ]
    first, second = views.expected(slots, ROLL, START)
    assert (first["person"], first["function"], first["mode"]) == (1, "Employer spokesperson", "remote")
    assert (first["capacity"], first["seconds"], first["start"]) == ("opening_statement", 300, START.timestamp() * 1000)
    assert (second["person"], second["function"], second["label"]) == (None, "", "W")
    assert (second["constituency"], second["start"]) == ("worker", (START.timestamp() + 320) * 1000)
