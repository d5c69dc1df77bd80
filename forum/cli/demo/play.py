"""Plays a sitting of the rehearsal: floor commands and the rapporteur's lines, each by the person whose part it is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from forum.cli.demo.example import REHEARSAL_SLUG
from forum.cli.demo.stage import Stage
from forum.domain import capture as capture_line
from forum.domain.access import Actor
from forum.domain.capture import LineKind
from forum.domain.floor import wire
from forum.domain.floor.state import Phase, Reading
from forum.examples import rehearsal
from forum.services import accounts, capture, floor, programme
from forum.services.unit import Unit

#: The clock of the rehearsal is no machine's: it runs as the script says.
BOOT = "rehearsal"
#: Orders that act on whoever has the floor.
ON_TURN = {"Stop", "Pause", "Resume", "Extend"}

Step = dict[str, Any]


@cache
def script() -> dict[str, Any]:
    """`sitting.json`."""
    found: dict[str, Any] = json.loads(rehearsal.text("sitting.json"))
    return found


def play(stage: Stage) -> None:
    """Play the whole sitting at its own hours; what was played before is not played again."""
    Player(stage=stage, key=script()["sitting"], start=_start(stage)).play(script()["steps"])


def over_at(stage: Stage) -> datetime:
    """When the sitting has been played, by its own clock or by that of the run, whichever is later."""
    return max(stage.now, _start(stage) + timedelta(seconds=script()["steps"][-1]["at"] + 60))


def spoken_commitments() -> list[str]:
    """The words of the commitments in the script, as the register will have them."""
    lines = [capture_line.parse(step["line"]) for step in script()["steps"] if "line" in step]
    return [line.text for line in lines if line.kind is LineKind.COMMITMENT]


def _start(stage: Stage) -> datetime:
    released = programme.released(stage.unit(), REHEARSAL_SLUG).release
    assert released is not None
    return next(sitting.start for sitting in released.sittings if sitting.key == script()["sitting"])


@dataclass(frozen=True, kw_only=True)
class Player:
    """Plays a sitting that starts at `start`."""

    stage: Stage
    key: str
    start: datetime

    def play(self, steps: list[Step]) -> None:
        """Take the steps in their order."""
        played = self._played_seconds()
        for number, step in enumerate(steps, start=1):
            if "line" in step:
                self._write(number, step)
            elif step["at"] > played:
                self._order(number, step)
            self.stage.progress.note(f"{number}/{len(steps)}")

    def _played_seconds(self) -> float:
        """How far an earlier run came; -1 before the sitting was opened."""
        facts = floor.since(self._unit("chair", 0), REHEARSAL_SLUG, self.key, 0)
        return max((fact.at_ms / 1000 - self.start.timestamp() for fact in facts), default=-1.0)

    def _order(self, number: int, step: Step) -> None:
        fields = self._fields(step)
        if fields is not None:
            order = wire.checked(f"rehearsal-{number:03d}", step["order"], fields)
            floor.handle(self._unit(step["by"], step["at"]), REHEARSAL_SLUG, self.key, order, self._reading(step["at"]))

    def _fields(self, step: Step) -> dict[str, Any] | None:
        """What the order says; None where it has nothing to act on (nobody asked for the floor, already listed)."""
        name, person = step["order"], step.get("person", "")
        view = self._view(step["at"])
        given: dict[str, Any] = {field: step[field] for field in ("seconds", "reason") if field in step}
        turn = view["turn"]["turn"] if view["turn"] else None
        if name == "GiveFloor":
            return {"entry": self._entry(view, person), "turn": turn}
        if name in ON_TURN or name == "CloseSitting":
            return {**given, "turn": turn}
        if name == "AcceptRequests":
            return {"entries": [row["entry"] for row in view["requests"]]} if view["requests"] else None
        if name == "AddToQueue":
            return None if self._is_listed(view, person) else {**given, "person": person}
        return given

    def _entry(self, view: dict[str, Any], person: str) -> int:
        wanted = self._actor(person).person_id
        return next(int(row["entry"]) for row in view["queue"] if row["person"] == wanted)

    def _is_listed(self, view: dict[str, Any], person: str) -> bool:
        return self._actor(person).person_id in {row["person"] for row in view["queue"]}

    def _view(self, seconds: int) -> dict[str, Any]:
        reading = self._reading(seconds)
        return floor.watch(self._unit("chair", seconds), REHEARSAL_SLUG, self.key, "table", reading).view

    def _write(self, number: int, step: Step) -> None:
        capture.capture(
            self._unit(step["by"], step["at"]),
            REHEARSAL_SLUG,
            self.key,
            line=step["line"],
            client_id=f"rehearsal-{number:03d}",
            first_key_at=self._at(step["key"]),
            language=script()["language"],
        )

    def _actor(self, person: str) -> Actor:
        return accounts.act_as(self.stage.unit(), REHEARSAL_SLUG, person)

    def _unit(self, person: str, seconds: int) -> Unit:
        return self.stage.unit(self._actor(person), self._at(seconds))

    def _at(self, seconds: int) -> datetime:
        return self.start + timedelta(seconds=seconds)

    def _reading(self, seconds: int) -> Reading:
        return Reading(at=self._at(seconds), boot_id=BOOT, monotonic_ms=seconds * 1000)


def is_over(stage: Stage) -> bool:
    """Whether the sitting of the script has been closed."""
    chair = accounts.act_as(stage.unit(), REHEARSAL_SLUG, "chair")
    reading = Reading(at=stage.now, boot_id=BOOT, monotonic_ms=10**9)
    view = floor.watch(stage.unit(chair), REHEARSAL_SLUG, script()["sitting"], "table", reading).view
    return bool(view["phase"] == Phase.CLOSED.value)
