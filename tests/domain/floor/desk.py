"""A floor to play on: commands in, log and state out, on a clock that only the test moves."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from forum.domain.access import ANONYMOUS, Actor
from forum.domain.floor import commands as c
from forum.domain.floor.commands import Command, PlannedEntry
from forum.domain.floor.decide import decide
from forum.domain.floor.events import Happened
from forum.domain.floor.evolve import evolve
from forum.domain.floor.state import Reading, State
from forum.domain.people import Constituency

START = dt.datetime(2022, 2, 22, 12, 0, tzinfo=dt.UTC)
END = START + dt.timedelta(minutes=90)


@dataclass
class Desk:
    """A sitting at which things are done one after another."""

    state: State = field(default_factory=State)
    log: list[Happened] = field(default_factory=list)
    now: Reading = field(default_factory=lambda: Reading(at=START, boot_id="boot-1", monotonic_ms=1_000_000))

    def pass_time(self, seconds: float) -> None:
        """Let both clocks go on."""
        ms = int(seconds * 1000)
        self.now = Reading(
            at=self.now.at + dt.timedelta(milliseconds=ms),
            boot_id=self.now.boot_id,
            monotonic_ms=self.now.monotonic_ms + ms,
        )

    def restart_machine(self) -> None:
        """Another run of the machine: its monotonic clock begins anew."""
        self.now = Reading(at=self.now.at, boot_id=self.now.boot_id + "'", monotonic_ms=7)

    def do(self, command: Command, actor: Actor = ANONYMOUS) -> int:
        """Decide and keep; gives the seq of the first event."""
        events = decide(self.state, command, actor=actor, reading=self.now)
        first = self.state.seq + 1
        for part, event in enumerate(events):
            happened = Happened(seq=self.state.seq + 1, event=event, reading=self.now, part=part)
            self.log.append(happened)
            self.state = evolve(self.state, happened)
        return first

    def open(self, *planned: PlannedEntry) -> None:
        """Open the sitting."""
        budget = tuple((entry.constituency, entry.seconds) for entry in planned)
        self.do(c.OpenSitting(planned_start=START, planned_end=END, entries=planned, budget=budget))

    def add(self, person_id: int, constituency: Constituency = Constituency.GOVERNMENT, seconds: int = 120) -> int:
        """Put a person onto the list; gives the key of the entry."""
        return self.do(c.AddToQueue(person_id=person_id, constituency=constituency, seconds=seconds))

    def request(self, person_id: int, constituency: Constituency = Constituency.GOVERNMENT) -> int:
        """Ask for the floor as that person; gives the key of the entry."""
        return self.do(c.RequestFloor(person_id=person_id, constituency=constituency), Actor(person_id=person_id))

    def give(self, entry: int) -> int:
        """Give the floor to an entry; gives the key of the turn."""
        turn = self.state.turn
        self.do(c.GiveFloor(entry=entry, turn=turn.key if turn else None))
        assert self.state.turn is not None
        return self.state.turn.key

    def undo(self) -> None:
        """Take the last action back."""
        self.do(c.Undo(action=self.state.steps[-1].action))

    @property
    def queue(self) -> list[int | None]:
        """The persons on the list, in order."""
        return [entry.person_id for entry in self.state.queue]


def planned(slot_id: int, constituency: Constituency, seconds: int = 300, person_id: int | None = None) -> PlannedEntry:
    """A planned slot."""
    return PlannedEntry(slot_id=slot_id, constituency=constituency, seconds=seconds, person_id=person_id or slot_id)
