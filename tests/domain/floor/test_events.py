"""Events go into the log as plain data and come back the same."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings

from forum.domain.floor import events as e
from forum.domain.floor.commands import Command
from forum.domain.floor.state import Source
from forum.domain.people import Constituency
from tests.domain.floor.test_evolve import RUNS, play


@given(RUNS)
@settings(max_examples=40, deadline=None)
def test_every_event_survives_the_log(steps: list[tuple[Command, int, int]]) -> None:
    for happened in play(steps).log:
        body = json.loads(json.dumps(e.body_of(happened.event)))
        assert e.event_of(happened.kind, body) == happened.event


def test_a_body_holds_ids_and_choices_only() -> None:
    event = e.EntryAdded(constituency=Constituency.WORKER, seconds=60, source=Source.WALK_IN, text_id=3)
    assert e.body_of(event) == {"constituency": "worker", "seconds": 60, "source": "walk-in", "text_id": 3}


def test_an_unknown_kind_is_a_fault() -> None:
    with pytest.raises(KeyError):
        e.event_of("NeverWritten", {})
