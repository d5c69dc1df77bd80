"""Why this hour: for each instance the best other start, who would gain by it and who would pay."""

from __future__ import annotations

from timezones.burden import to_instant
from timezones.problem import Alternative
from timezones.windows.climb import best_start, free_starts, moved
from timezones.windows.order import Chosen, Order, total_of
from timezones.windows.stopping import IsOver


def alternatives(order: Order, chosen: Chosen, is_cancelled: IsOver) -> tuple[Alternative, ...]:
    """A line per instance, in the order of sittings; no line at all when cancelled before the last."""
    found: list[Alternative] = []
    for index, starts in enumerate(chosen):
        for instance in range(len(starts)):
            if is_cancelled():
                return ()
            found.append(_alternative(order, chosen, index, instance))
    return tuple(found)


def _alternative(order: Order, chosen: Chosen, index: int, instance: int) -> Alternative:
    reduced = order.reduced
    sitting = reduced.problem.sittings[index].id
    free = free_starts(reduced, chosen, index, instance)
    start = best_start(order, chosen, index, instance, free[free != chosen[index][instance]])
    if start is None:
        return Alternative(id=sitting, instance=instance + 1, next_best=None)
    other = total_of(reduced, moved(chosen, index, instance, start)).cost[0]
    change = (other - total_of(reduced, chosen).cost[0])[reduced.class_of_row].tolist()
    names = [person.id for person in reduced.problem.people]
    return Alternative(
        id=sitting,
        instance=instance + 1,
        next_best=to_instant(int(reduced.wanted[index].instants[start])),
        who_gains=tuple(name for name, points in zip(names, change, strict=True) if points < 0),
        who_pays=tuple(name for name, points in zip(names, change, strict=True) if points > 0),
    )
