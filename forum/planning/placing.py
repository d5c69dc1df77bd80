"""Who of a list of candidates speaks in which sitting at which place, in this order of what matters:

1. as few as possible are left without a place; of those who could be, the last in the order of precedence;
2. as few as possible speak in their night; again the last in the order;
3. the sittings are even: the least sum of squares of their numbers of speakers;
4. whoever comes earlier in the order speaks in an earlier sitting; within a sitting, earlier too.

First the places are relaxed to sittings, where the whole order is a flow of least cost. If everybody then also finds a
place within their sitting, that is the answer, proven. Otherwise the plan is repaired by hand, as it were, and CP-SAT
(`forum.planning.exact`) proves or improves it as long as time allows.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from forum.domain.speaking.placing import Proof
from forum.planning.places import Question
from forum.planning.polish import Groups, polished
from forum.planning.seating import Seating

FIGURES = ("unplaced", "unplaced_regret", "nights", "night_regret", "evenness", "order")
#: a value for each figure
Values = tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """What is known so far of the figure that is being proven: its value, its bound, seconds since the start."""

    name: str
    figure: int
    bound: int
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Placement:
    """`where`: candidate -> (sitting, place), both counted from 0. `full`: for those left out, the full sittings that
    nobody could leave (see `Seating.seat`). `first`: seconds until there was a plan.
    """

    where: Mapping[int, tuple[int, int]]
    values: Values
    proof: Proof
    full: Mapping[int, frozenset[int]] = field(default_factory=dict)
    first: float = 0.0
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long a placing may go on: nothing beyond its first plan where `seconds` is 0."""

    seconds: float = 0.0
    workers: int = 1
    cancelled: Callable[[], bool] = bool
    tell: Callable[[Progress], None] = lambda _: None
    clock: Callable[[], float] = time.monotonic

    def is_over(self, begun: float) -> bool:
        """Whether a placing that began then is to end."""
        return self.cancelled() or self.clock() - begun >= self.seconds


def place(question: Question, patience: Patience | None = None) -> Placement:
    """The best placing that can be found in the time given, and how good it is known to be."""
    patience = patience or Patience()
    begun = patience.clock()
    relaxed, least, full = relax(question)
    groups = relaxed
    if not _is_whole(question, relaxed) or values_of(question, relaxed) != least:
        groups, least = by_places(question, relaxed, least)
    first = patience.clock() - begun
    proof = proof_of(values_of(question, groups), least)
    if not proof.is_proven and patience.seconds > first:
        groups = polished(question, groups, lambda: patience.is_over(begun))
        proof = proof_of(values_of(question, groups), least)
    if not proof.is_proven and not patience.is_over(begun):
        from forum.planning.exact import improved  # OR-Tools is slow to load and seldom needed

        groups, proof = improved(question, groups, least, patience, begun)
    return Placement(
        where=dict(sorted(_seated(question, groups))), values=values_of(question, groups), proof=proof, full=full,
        first=first,
        seconds=patience.clock() - begun,
    )  # fmt: skip


def proof_of(values: Values, least: Values, method: str = "flow") -> Proof:
    """Compare what was found with a bound that no placing is before."""
    for name, value, bound in zip(FIGURES, values, least, strict=True):
        if value != bound:
            return Proof(is_proven=False, figure=name, value=value, bound=min(value, bound), method=method)
    return Proof(method=method)


def relax(question: Question) -> tuple[Groups, Values, dict[int, frozenset[int]]]:
    """The best placing in sittings whose places anybody may have who suits one of them, and its values: a bound."""
    weights = _Weights(len(question.candidates), len(question.seats))
    costs = [_open_to(question, who, weights) for who in range(len(question.candidates))]
    steps = [
        [0 if seats.is_fixed or not question.is_even else (2 * taken + 1) * weights.even for taken in range(seats.most)]
        for seats in question.seats
    ]
    seating = Seating(costs, steps)
    full = {who: nodes for who in range(len(costs)) if (nodes := seating.seat(who)) is not None}
    groups = tuple(tuple(sorted(taken)) for taken in seating.taken)
    total = sum(costs[who][node] for who, node in seating.nodes().items())
    total += sum(step for taken, row in zip(groups, steps, strict=True) for step in row[: len(taken)])
    return groups, (len(full), sum(map(question.regret, full)), *weights.apart(total)), full


@dataclass(frozen=True)
class _Weights:
    """Each figure's weight in one sum, so large that no sum of the lesser figures comes up to it."""

    candidates: int
    sittings: int

    @property
    def even(self) -> int:
        return self.candidates**2 * self.sittings + 1

    @property
    def regret(self) -> int:
        return self.even * (self.candidates**2 + 1)

    @property
    def night(self) -> int:
        return self.regret * (self.candidates**2 + 1)

    def apart(self, total: int) -> Values:
        """Nights, their regret, evenness and order out of a sum."""
        nights, rest = divmod(total, self.night)
        regret, rest = divmod(rest, self.regret)
        return nights, regret, *divmod(rest, self.even)


def _open_to(question: Question, who: int, weights: _Weights) -> dict[int, int]:
    """The sittings with a place for a candidate, and what it costs there at the least."""
    found = {}
    regret, extra = question.regret(who), question.candidates[who].extra
    for sitting, fits in enumerate(question.fits[who]):
        if fits:
            sleeps = all(fit.awake < extra for fit in fits.values())
            found[sitting] = sleeps * (weights.night + regret * weights.regret) + regret * sitting
    return found


def _is_whole(question: Question, groups: Groups) -> bool:
    return all(question.positions(sitting, members) is not None for sitting, members in enumerate(groups))


def by_places(question: Question, relaxed: Groups, least: Values) -> tuple[Groups, Values]:
    """A first plan where sittings alone do not tell, and a bound.

    It is the better one of what comes of the relaxed groups, and of as many places as can be taken. Where all places of
    all sittings are, and nobody needs accommodation, no placing has other places, so that this one is the best.
    """
    filled = at_least_cost(question)
    is_full = sum(map(len, filled)) == sum(seats.most for seats in question.seats)
    if is_full and not any(candidate.extra for candidate in question.candidates):
        return filled, values_of(question, filled)
    begun = repaired(question, relaxed), repaired(question, filled)
    return min(begun, key=lambda groups: values_of(question, groups)), least


def at_least_cost(question: Question) -> Groups:
    """Who has a place where every sitting has as many as it can: as many as can be, the fewest in their night."""
    nodes = [(sitting, place) for sitting, seats in enumerate(question.seats) for place in range(seats.most)]
    number = {at: node for node, at in enumerate(nodes)}
    most = len(question.candidates) ** 2 * len(question.seats) + 1
    costs = [
        {
            number[sitting, place]: sleeps * most * (len(question.candidates) + question.regret(who))
            + question.regret(who) * sitting
            for sleeps, sitting, place in _open_places(question, who)
        }
        for who in range(len(question.candidates))
    ]
    seating = Seating(costs, [(0,)] * len(nodes))
    for who in range(len(costs)):
        seating.seat(who)
    groups: list[list[int]] = [[] for _ in question.seats]
    for who, node in seating.nodes().items():
        groups[nodes[node][0]].append(who)
    return tuple(tuple(sorted(members)) for members in groups)


def _open_places(question: Question, who: int) -> Iterator[tuple[bool, int, int]]:
    """Whether it is their night, the sitting, the place: of those open to a candidate in full sittings."""
    for sitting, fits in enumerate(question.fits[who]):
        for (count, place), fit in fits.items():
            if count == question.seats[sitting].most:
                yield fit.awake < question.candidates[who].extra, sitting, place


def repaired(question: Question, groups: Groups) -> Groups:
    """Everybody at a place: who finds none in the sitting is tried in the others, in the order of precedence."""
    sets = [_that_fit(question, sitting, members) for sitting, members in enumerate(groups)]
    seated = {who for members in sets for who in members}
    for who in range(len(question.candidates)):
        if who not in seated:
            _try(question, sets, who)
    return tuple(tuple(sorted(members)) for members in sets)


def _that_fit(question: Question, sitting: int, members: Sequence[int]) -> list[int]:
    """As many members as find a place together: the last in the order leaves whose leaving is enough, or the last."""
    kept = list(members)
    while question.positions(sitting, kept) is None:
        without = ([each for each in kept if each != who] for who in reversed(kept))
        kept = next((rest for rest in without if question.positions(sitting, rest) is not None), kept[:-1])
    return kept


def _try(question: Question, sets: list[list[int]], who: int) -> None:
    """Put a candidate where a place is found, awake rather than not, with few rather than with many."""
    options = []
    for sitting, fits in enumerate(question.fits[who]):
        asleep = question.asleep(sitting, sorted([*sets[sitting], who])) if fits else None
        if asleep is not None:
            options.append((len(asleep), len(sets[sitting]) * question.is_even, sitting))
    if options:
        sets[min(options)[2]].append(who)


def _seated(question: Question, groups: Groups) -> Iterable[tuple[int, tuple[int, int]]]:
    for sitting, members in enumerate(groups):
        for who, at in (question.positions(sitting, members) or {}).items():
            yield who, (sitting, at)


def values_of(question: Question, groups: Groups) -> Values:
    """The figures of a placing, in the order of what matters."""
    seated = {who for members in groups for who in members}
    left = [who for who in range(len(question.candidates)) if who not in seated]
    asleep = [who for sitting, members in enumerate(groups) for who in question.asleep(sitting, members) or ()]
    elastic = [len(members) for members, seats in zip(groups, question.seats, strict=True) if not seats.is_fixed]
    return (
        len(left),
        sum(map(question.regret, left)),
        len(asleep),
        sum(map(question.regret, asleep)),
        sum(size**2 for size in elastic) if question.is_even else 0,
        sum(question.regret(who) * sitting for sitting, members in enumerate(groups) for who in members),
    )
