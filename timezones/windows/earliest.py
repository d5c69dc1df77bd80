"""The last tie-break: of all plans with the best key the one with the earliest starts.

Sittings are gone through in their order. For each, every start earlier than the one it has is tried:
is there a plan with the best key that keeps all starts fixed so far and this one? The first yes
stays. What is left is the least in the order of starts, because nothing before it was possible.
"""

from __future__ import annotations

import numpy as np

from timezones.burden import Ints
from timezones.windows.labels import Pins
from timezones.windows.order import Chosen
from timezones.windows.reduced import Values, comes_after
from timezones.windows.search import Search, at_most


def earliest(search: Search, chosen: Chosen, key: Values) -> Chosen:
    """The plan of this key with the earliest starts, `chosen` being one of them. Raises OutOfTime."""
    search.shrink(at_most(key))
    wanted = search.reduced.wanted
    pins: Pins = {}
    for index, each in enumerate(wanted):
        for instance in range(each.repeat):
            held = int(each.instants[chosen[index][instance]])
            for begin in _earlier(search, pins, index, held):
                tried = {**pins, index: (*pins.get(index, ()), begin)}
                found = search.run(at_most(key), tried, any_will_do=True)
                if found is not None:
                    chosen = found
                    break
            pins[index] = (*pins.get(index, ()), int(each.instants[chosen[index][instance]]))
    return chosen


def _earlier(search: Search, pins: Pins, index: int, held: int) -> list[int]:
    """Begins before `held` that the columns still offer and the fixed sittings allow."""
    wanted = search.reduced.wanted
    before = comes_after(wanted)
    instance = len(pins.get(index, ()))
    begins = np.unique(np.concatenate([_offered(search, index, instance), np.zeros(0, dtype=np.int64)]))
    begins = begins[begins < held]
    for other, theirs in pins.items():
        length = wanted[other].minutes
        if other in before[index]:
            begins = begins[begins >= max(theirs) + length]
        if index in before[other]:
            begins = begins[begins + wanted[index].minutes <= min(theirs)]
        for begin in theirs:
            begins = begins[(begins >= begin + length) | (begins + wanted[index].minutes <= begin)]
    found: list[int] = begins.tolist()
    return found


def _offered(search: Search, index: int, instance: int) -> Ints:
    """Begins of one instance of a sitting in any column."""
    found = [np.zeros(0, dtype=np.int64)]
    for block in search.blocks:
        if block.sitting == index:
            found.append(block.begins[:, instance])
        elif block.sitting is None:
            for number, kind in enumerate(search.kinds):
                if index in kind.members:
                    found.append(block.begins[block.kinds == number])
    return np.concatenate(found)
