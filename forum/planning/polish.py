"""A placing made better by hand, as it were: one speaker moved to another sitting, or two who change places."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

from forum.planning.places import Question

#: members of each sitting
Groups = tuple[tuple[int, ...], ...]
#: the members of two sittings
Pair = tuple[tuple[int, ...], tuple[int, ...]]
#: so many may move on, one for the other, to let somebody in
CHAIN = 4


def polished(question: Question, groups: Groups, is_over: Callable[[], bool]) -> Groups:
    """The placing after all changes that make it better, until none does or time is over.

    First those who are left out come in, where somebody can move on for them; then places are changed.
    """
    sets = list(groups)
    is_better = True
    while is_better and not is_over():
        is_better = _let_in(question, sets, is_over)
        for first, second in combinations(range(len(sets)), 2):
            if is_over():
                break
            better = _better(question, first, second, (sets[first], sets[second]))
            if better is not None:
                (sets[first], sets[second]), is_better = better, True
    return tuple(sets)


def _let_in(question: Question, sets: list[tuple[int, ...]], is_over: Callable[[], bool]) -> bool:
    """Let those come in who are left out, in the order of precedence; says whether anybody did."""
    seated = {who for members in sets for who in members}
    came = False
    for who in range(len(question.candidates)):
        if who not in seated and not is_over():
            came = _comes_in(question, sets, who) or came
    return came


def _comes_in(question: Question, sets: list[tuple[int, ...]], who: int) -> bool:
    """Put somebody into a sitting where others can move on for them, or in the place of one later in the order."""
    if _moved_on(question, sets, who, {who}, CHAIN):
        return True
    swaps = [(sitting, member) for sitting in _open_to(question, who) for member in sets[sitting] if member > who]
    for sitting, member in sorted(swaps, key=lambda swap: -swap[1]):
        changed = _with(_without(sets[sitting], member), who)
        if question.positions(sitting, changed) is not None:
            sets[sitting] = changed
            return True
    return False


def _moved_on(question: Question, sets: list[tuple[int, ...]], who: int, tried: set[int], chain: int) -> bool:
    """Put somebody where there is room, or where a member makes room who finds another sitting in the same way."""
    for sitting in _open_to(question, who):
        if question.positions(sitting, _with(sets[sitting], who)) is not None:
            sets[sitting] = _with(sets[sitting], who)
            return True
    for sitting in _open_to(question, who) if chain else ():
        for member in sets[sitting]:
            before, changed = sets[sitting], _with(_without(sets[sitting], member), who)
            if member in tried or question.positions(sitting, changed) is None:
                continue
            tried.add(member)
            sets[sitting] = changed
            if _moved_on(question, sets, member, tried, chain - 1):
                return True
            sets[sitting] = before
    return False


def _open_to(question: Question, who: int) -> list[int]:
    return [sitting for sitting, fits in enumerate(question.fits[who]) if fits]


def _better(question: Question, first: int, second: int, pair: Pair) -> Pair | None:
    """The best single change between two sittings, None where none is better than what there is."""
    worth = _worth(question, first, second, pair)
    assert worth is not None
    found = None
    for changed in _changes(question, first, second, pair):
        its = _worth(question, first, second, changed)
        if its is not None and its < worth:
            worth, found = its, changed
    return found


def _changes(question: Question, first: int, second: int, pair: Pair) -> Iterator[Pair]:
    """Every move of one speaker from one of two sittings to the other, every swap of two who suit both."""
    here = [who for who in pair[0] if question.fits[who][second]]
    there = [who for who in pair[1] if question.fits[who][first]]
    for who in here:
        yield _without(pair[0], who), _with(pair[1], who)
    for other in there:
        yield _with(pair[0], other), _without(pair[1], other)
    for who in here:
        for other in there:
            yield _with(_without(pair[0], who), other), _with(_without(pair[1], other), who)


def _without(members: tuple[int, ...], who: int) -> tuple[int, ...]:
    return tuple(each for each in members if each != who)


def _with(members: tuple[int, ...], who: int) -> tuple[int, ...]:
    return tuple(sorted((*members, who)))


def _worth(question: Question, first: int, second: int, pair: Pair) -> tuple[int, ...] | None:
    """Nights, their regret, evenness and order of two sittings, the less the better; None where a place lacks."""
    order = sum(question.regret(who) * at for at, members in zip((first, second), pair, strict=True) for who in members)
    even = sum(len(members) ** 2 for members in pair) if question.is_even else 0
    asleep = [question.asleep(at, members) for at, members in zip((first, second), pair, strict=True)]
    if asleep[0] is None or asleep[1] is None:
        return None
    sleepers = asleep[0] + asleep[1]
    return len(sleepers), sum(map(question.regret, sleepers)), even, order
