"""Which sitting takes which slot of its kind, so that `after` holds.

Slots are gone through in time order; a sitting may take a slot when all that must come before it
are over. Sittings that differ in nothing else are tried in one order only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from timezones.windows.order import Chosen
from timezones.windows.reduced import Reduced, comes_after


@dataclass(frozen=True, kw_only=True, order=True)
class Slot:
    """A time taken: it begins at an instant, at index `start` of any of the sittings that may take it."""

    begin: int
    start: int
    may_take: tuple[int, ...]


#: sitting -> begins that it must have (ascending, maybe not all of them)
Pins = dict[int, tuple[int, ...]]


class Labels:
    """Gives slots to sittings for one reduced problem."""

    def __init__(self, reduced: Reduced) -> None:
        self._repeats = [wanted.repeat for wanted in reduced.wanted]
        self._before = comes_after(reduced.wanted)
        after = [frozenset(j for j, before in enumerate(self._before) if i in before) for i in range(len(self._before))]
        self._likeness = list(zip(self._before, after, strict=True))
        self.has_order = any(self._before)

    def assign(self, slots: Sequence[Slot], pins: Pins) -> Chosen | None:
        """Starts of each sitting when the slots are taken lawfully, else None. Slots may be a first part."""
        ordered = sorted(slots)
        taken: list[int] = []
        hopeless: set[tuple[int, frozenset[int]]] = set()
        if not self._take(ordered, pins, taken, hopeless):
            return None
        starts: list[list[int]] = [[] for _ in self._repeats]
        for slot, sitting in zip(ordered, taken, strict=True):
            starts[sitting].append(slot.start)
        return tuple(tuple(each) for each in starts)

    def _take(self, slots: list[Slot], pins: Pins, taken: list[int], hopeless: set[tuple[int, frozenset[int]]]) -> bool:
        if len(taken) == len(slots):
            return True
        state = (len(taken), frozenset(taken))
        if state in hopeless:
            return False
        for sitting in self._candidates(slots[len(taken)], pins, taken):
            taken.append(sitting)
            if self._take(slots, pins, taken, hopeless):
                return True
            taken.pop()
        hopeless.add(state)
        return False

    def _candidates(self, slot: Slot, pins: Pins, taken: list[int]) -> list[int]:
        """Sittings that may take the slot now; of alike ones the first only."""
        found: list[int] = []
        seen: set[object] = set()
        pinned = [i for i in slot.may_take if slot.begin in pins.get(i, ())]
        for sitting in pinned or slot.may_take:
            held = taken.count(sitting)
            wants = pins.get(sitting, ())
            if held >= self._repeats[sitting] or (held < len(wants) and wants[held] != slot.begin):
                continue
            alike = sitting if wants else self._likeness[sitting]
            if alike not in seen and self._is_ready(sitting, taken):
                seen.add(alike)
                found.append(sitting)
        return found

    def _is_ready(self, sitting: int, taken: list[int]) -> bool:
        return all(taken.count(other) == self._repeats[other] for other in self._before[sitting])
