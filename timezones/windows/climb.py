"""A good plan quickly: draw plans at random, move one instance at a time to its best start.

Nothing is proven here. The search begins with what this finds, and `explain` asks the same question:
where else could this instance go, all others kept?
"""

from __future__ import annotations

import random
from itertools import combinations, cycle

import numpy as np

from timezones.burden import Bools, Ints
from timezones.windows.order import CELLS_AT_ONCE, Chosen, Order, burdens_of, comes_before, instants_of, joined
from timezones.windows.reduced import Burdens, Reduced, attended, comes_after, keeps_awake
from timezones.windows.stopping import IsOver

TRIES_PER_DRAW = 40
#: points that one round over all pairs of sittings may compare
MOST_COMPARED = 1_000_000_000


def free_starts(reduced: Reduced, chosen: Chosen, index: int, instance: int) -> Ints:
    """Starts that one instance may take when every other instance stays, its own included."""
    wanted = reduced.wanted[index]
    keep = np.ones(len(wanted.instants), dtype=np.bool_)
    load = np.zeros(int(wanted.days.max(initial=0)) + 1, dtype=np.int64)
    for other, starts in enumerate(chosen):
        theirs = reduced.wanted[other]
        for position, start in enumerate(starts):
            if (other, position) == (index, instance):
                continue
            keep &= _apart(reduced, index, other, start)
            if theirs.days[start] < len(load):
                load[theirs.days[start]] += theirs.minutes
    if reduced.cap is not None:
        keep &= load[wanted.days] + wanted.minutes <= reduced.cap
    return np.flatnonzero(keep & _twin_allows(reduced, chosen, index, instance))


def _apart(reduced: Reduced, index: int, other: int, start: int | Ints) -> Bools:
    """Starts of sitting `index` that neither overlap, crowd nor disorder the other sitting's instance.

    Of a column of starts of the other: over (start of the other, start of `index`).
    """
    wanted, theirs = reduced.wanted[index], reduced.wanted[other]
    begins, day = theirs.instants[start], theirs.days[start]
    gap = np.where(wanted.days == day, reduced.gap, 0)
    later = wanted.instants >= begins + theirs.minutes + gap
    earlier = wanted.instants + wanted.minutes + gap <= begins
    if other in wanted.before:
        return later
    if index in theirs.before:
        return earlier
    either: Bools = later | earlier
    return either


def _twin_allows(reduced: Reduced, chosen: Chosen, index: int, instance: int) -> Bools:
    """Starts that keep the distance to the other instance of a repeated sitting and who must be awake."""
    wanted = reduced.wanted[index]
    if wanted.repeat == 1 or len(chosen[index]) == 1:
        return np.ones(len(wanted.instants), dtype=np.bool_)
    keep = np.ones(len(wanted.instants), dtype=np.bool_)
    twin = chosen[index][1 - instance]
    if wanted.repeat_gap is not None:
        apart = np.abs(wanted.instants - wanted.instants[twin])
        keep &= (wanted.repeat_gap[0] <= apart) & (apart <= wanted.repeat_gap[1])
    return keep & keeps_awake(wanted, with_twin(reduced, index, twin))


def with_twin(reduced: Reduced, index: int, twin: int) -> Burdens:
    """Burdens of a repeated sitting for each start of one instance, the other being at `twin`."""
    wanted = reduced.wanted[index]
    starts = np.arange(len(wanted.instants))
    return attended(wanted, np.minimum(starts, twin), np.maximum(starts, twin))


def moved(chosen: Chosen, index: int, instance: int, start: int) -> Chosen:
    """The plan with one instance at another start."""
    starts = list(chosen[index])
    starts[instance] = start
    return (*chosen[:index], tuple(sorted(starts)), *chosen[index + 1 :])


def best_start(order: Order, chosen: Chosen, index: int, instance: int, starts: Ints) -> int | None:
    """Of these starts the best for one instance with all others kept: by the policy, then the earliest."""
    if not len(starts):
        return None
    reduced = order.reduced
    others = [burdens_of(reduced, other, theirs) for other, theirs in enumerate(chosen) if other != index]
    wanted = reduced.wanted[index]
    own = (
        Burdens(cost=wanted.cost, night=wanted.night)
        if wanted.repeat == 1
        else with_twin(reduced, index, chosen[index][1 - instance])
    )
    equal = starts[order.least_of_burdens(joined([*others, own[starts]]))]
    plans = [(instants_of(reduced, moved(chosen, index, instance, int(start))), int(start)) for start in equal]
    return min(plans)[1]


def improve(order: Order, chosen: Chosen, is_over: IsOver) -> Chosen:
    """Move one instance at a time to its best start until none gains."""
    best = order.key_of(chosen)
    while not is_over():
        before = chosen
        for index, instance in [(i, k) for i, starts in enumerate(chosen) for k in range(len(starts))]:
            start = best_start(order, chosen, index, instance, free_starts(order.reduced, chosen, index, instance))
            assert start is not None
            if is_over():
                return chosen
            chosen = moved(chosen, index, instance, start)
        key = order.key_of(chosen)
        if not comes_before(key[None], best)[0]:
            return before if comes_before(best[None], key)[0] else chosen
        best = key
    return chosen


def improve_pairs(order: Order, chosen: Chosen, is_over: IsOver) -> Chosen:
    """Move two sittings at a time to their best starts until none gains; sittings held twice stay where they are.

    Where there are too many pairs of starts to compare, nothing is done.
    """
    reduced = order.reduced
    pairs = list(combinations([wanted.index for wanted in reduced.wanted if wanted.repeat == 1], 2))
    width = len(reduced.heads) + len(reduced.base)
    sizes = [len(reduced.wanted[one].instants) * len(reduced.wanted[two].instants) for one, two in pairs]
    if sum(sizes) * width > MOST_COMPARED:
        return chosen
    best, waiting = order.key_of(chosen), len(pairs)
    for one, two in cycle(pairs):
        if is_over() or not waiting:
            break
        found = _best_pair(order, chosen, one, two)
        key = order.key_of(found)
        waiting -= 1
        if comes_before(key[None], best)[0]:
            chosen, best, waiting = found, key, len(pairs)
    return chosen


def _best_pair(order: Order, chosen: Chosen, one: int, two: int) -> Chosen:
    """The plan with two sittings at their best starts together, all others kept."""
    reduced = order.reduced
    others: Chosen = tuple(() if index in {one, two} else starts for index, starts in enumerate(chosen))
    first, second = _free_pairs(reduced, others, one, two)
    ours, theirs = reduced.wanted[one], reduced.wanted[two]
    kept = [burdens_of(reduced, index, starts) for index, starts in enumerate(others) if starts]
    best, at_once = order.key_of(chosen), max(1, CELLS_AT_ONCE // (len(reduced.heads) + len(reduced.base)))
    for begin in range(0, len(first), at_once):
        some = slice(begin, begin + at_once)
        both = Burdens(
            cost=ours.cost[first[some]] + theirs.cost[second[some]],
            night=ours.night[first[some]] | theirs.night[second[some]],
        )
        place = begin + int(order.least_of_burdens(joined([*kept, both]))[0])
        found = moved(moved(chosen, one, 0, int(first[place])), two, 0, int(second[place]))
        key = order.key_of(found)
        if comes_before(key[None], best)[0]:
            chosen, best = found, key
    return chosen


def _free_pairs(reduced: Reduced, others: Chosen, one: int, two: int) -> tuple[Ints, Ints]:
    """Starts of two sittings, pair by pair, that they may take together beside the others."""
    ours, theirs = reduced.wanted[one], reduced.wanted[two]
    first, second = free_starts(reduced, others, one, 0), free_starts(reduced, others, two, 0)
    keep = _apart(reduced, one, two, second[:, None])[:, first]
    if reduced.cap is not None:
        load = np.zeros(int(ours.days.max(initial=0)) + 1, dtype=np.int64)
        for each, starts in zip(reduced.wanted, others, strict=True):
            for start in starts:
                if each.days[start] < len(load):
                    load[each.days[start]] += each.minutes
        is_full = load[ours.days[first]] + ours.minutes + theirs.minutes > reduced.cap
        keep &= ~(is_full & (ours.days[first] == theirs.days[second][:, None]))
    places = np.nonzero(keep)
    return first[places[1]], second[places[0]]


def draw(reduced: Reduced, dice: random.Random, is_over: IsOver) -> Chosen | None:
    """A random plan that keeps every rule, or None when no try did (there is always one)."""
    closed = comes_after(reduced.wanted)
    for number in range(TRIES_PER_DRAW):
        if number and is_over():
            break
        tried = _try(reduced, _random_order(closed, dice), dice)
        if tried is not None:
            return tried
    return None


def _try(reduced: Reduced, order: list[int], dice: random.Random) -> Chosen | None:
    """Place the sittings in this order; None when one finds no room."""
    chosen: Chosen = tuple(() for _ in reduced.wanted)
    for index in order:
        placed = _place(reduced, chosen, index, dice)
        if placed is None:
            return None
        chosen = placed
    return chosen


def _random_order(closed: list[frozenset[int]], dice: random.Random) -> list[int]:
    """Hardest first: many that come before or after, then by chance."""
    return sorted(range(len(closed)), key=lambda index: (len(closed[index]), dice.random()))


def _place(reduced: Reduced, chosen: Chosen, index: int, dice: random.Random) -> Chosen | None:
    """Put all instances of one sitting at random free starts; room is left before it for the others."""
    for instance in range(reduced.wanted[index].repeat):
        chosen = (*chosen[:index], (*chosen[index], 0), *chosen[index + 1 :])
        free = free_starts(reduced, chosen, index, instance)
        if not len(free):
            return None
        reach = len(free) if dice.random() < 0.5 else max(1, len(free) // 3)
        chosen = moved(chosen, index, instance, int(free[dice.randrange(reach)]))
    return chosen


def climb(order: Order, seed: int, tries: int, is_over: IsOver, begin: Chosen | None = None) -> Chosen | None:
    """The best of several improved draws, by the policy and then the earliest starts.

    None when already the first draw finds no room: to try on is slower than to let the solver settle it.
    """
    dice = random.Random(seed)  # noqa: S311
    plans = [improve(order, begin, is_over)] if begin else []
    for number in range(tries):
        if number and is_over():
            break
        drawn = draw(order.reduced, dice, is_over)
        if drawn is not None:
            plans.append(improve(order, drawn, is_over))
        elif not plans:
            break
    if not plans:
        return None
    return min(plans, key=lambda plan: (tuple(order.key_of(plan).tolist()), instants_of(order.reduced, plan)))
