"""The whole placing as one model for CP-SAT, asked figure by figure: for what the flow over sittings cannot settle.

A boolean says how many speakers a sitting has; one per candidate and place says who is there. Candidates who suit every
place of a sitting alike are only counted there, so that it does not matter who of them sits where. The search is
interleaved: what it finds once it ends does not depend on the number of workers, nor on the machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

from ortools.sat.python import cp_model

from forum.domain.speaking.placing import Proof
from forum.planning.places import Question
from forum.planning.placing import FIGURES, Patience, Progress, Values, proof_of, values_of
from forum.planning.polish import Groups

#: how often the wish to stop is looked for, in seconds
POLL = 0.05
#: the part of the time left that a figure may take while others wait
SHARE = 0.6
#: the first figure of each pair that is asked together
PAIRS = (0, 2, 4)


def improved(
    question: Question, groups: Groups, least: Values, patience: Patience, begun: float
) -> tuple[Groups, Proof]:
    """A placing no worse than `groups`, and its proof; `least` bounds the figures in their order."""
    return _Search(question, groups, least, patience, begun).run()


class _Search:
    """One search under way: the best placing, and the bound of its figures."""

    def __init__(self, question: Question, groups: Groups, least: Values, patience: Patience, begun: float) -> None:
        self.question, self.best, self.least, self.patience, self.begun = question, groups, least, patience, begun
        self.scale = Scale(len(question.candidates), len(question.seats))

    def run(self) -> tuple[Groups, Proof]:
        bounds: list[int] = []
        is_settled = True
        model = Model(self.question, self.scale)
        for number in PAIRS:
            bound = self.scale.joined(self.least, number) if is_settled else 0
            bound = self._least(model, number, bound)
            value = self._value(number)
            is_settled = is_settled and bound == value
            bounds += self.scale.apart(bound, number)
            model.keep(number, value)
        return self.best, proof_of(values_of(self.question, self.best), tuple(bounds), "cp-sat")

    def _value(self, number: int) -> int:
        return self.scale.joined(values_of(self.question, self.best), number)

    def _least(self, model: Model, number: int, bound: int) -> int:
        """Look for less than is known of a pair of figures; gives the bound that is proven."""
        left = self.patience.seconds - (self.patience.clock() - self.begun)
        value = self._value(number)
        if value == bound or left <= 0 or self.patience.cancelled():
            return bound
        model.hint(self.best)
        asking = _Asking(self, number, value, bound)
        proven = asking.ask(model, left if number == PAIRS[-1] else left * SHARE)
        for groups in asking.found:
            self.best = min(self.best, groups, key=lambda each: values_of(self.question, each))
        return min(max(bound, proven), self._value(number))


@dataclass(frozen=True)
class Scale:
    """How a pair of figures stands in one whole number."""

    candidates: int
    sittings: int

    def unit(self, number: int) -> int:
        """How much the first figure of a pair outweighs the second."""
        return self.candidates**2 * (self.sittings if number == PAIRS[-1] else 1) + 1

    def joined(self, values: Values, number: int) -> int:
        """The pair that begins with figure `number`, as one number."""
        return values[number] * self.unit(number) + values[number + 1]

    def apart(self, joined: int, number: int) -> Values:
        """The pair again."""
        return divmod(joined, self.unit(number))


class _Asking:
    """One question put to the solver: what it finds on the way, and when it is to stop."""

    def __init__(self, search: _Search, number: int, value: int, bound: int) -> None:
        self.search, self.number, self.value, self.bound = search, number, value, bound
        self.found: list[Groups] = []

    def ask(self, model: Model, seconds: float) -> int:
        """The least that is proven of the pair of figures."""
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = max(1, self.search.patience.workers)
        solver.parameters.interleave_search = True
        solver.parameters.random_seed = 1
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.catch_sigint_signal = False
        solver.best_bound_callback = self._bounded
        status = self._solved(solver, model.asking(self.number, self.bound, self.value))
        if status in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            self.found.append(model.groups(solver))
        if status == cp_model.UNKNOWN:
            return self.bound
        return self.value if status == cp_model.INFEASIBLE else round(solver.best_objective_bound)

    def _bounded(self, bound: float) -> None:
        self.bound = max(self.bound, round(bound))

    def _solved(self, solver: cp_model.CpSolver, question: cp_model.CpModel) -> Any:
        patience, told = self.search.patience, 0.0
        with ThreadPoolExecutor(max_workers=1) as pool:
            running = pool.submit(solver.solve, question)
            try:
                while wait([running], timeout=POLL).not_done and not patience.cancelled():
                    seconds = patience.clock() - self.search.begun
                    if seconds - told > 1:
                        told = seconds
                        self._tell(seconds)
            finally:  # also when this thread was interrupted: nobody would wait for the solver any more
                while not running.done():
                    solver.stop_search()
                    wait([running], timeout=POLL)
        return running.result()

    def _tell(self, seconds: float) -> None:
        scale = self.search.scale
        figure, bound = (scale.apart(each, self.number)[0] for each in (self.value, self.bound))
        told = Progress(name=FIGURES[self.number], figure=figure, bound=min(figure, bound), seconds=seconds)
        self.search.patience.tell(told)


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """That a candidate speaks in a sitting: at a place (number of speakers, place), or at any (None)."""

    said: Any
    who: int
    sitting: int
    at: tuple[int, int] | None
    sleeps: bool
    #: accommodation in the sitting that the choice bears
    bears: int


class Model:
    """Variables and rules; `keep` adds what is settled of the figures."""

    def __init__(self, question: Question, scale: Scale) -> None:
        self.model = cp_model.CpModel()
        self.question, self.scale = question, scale
        self.counts = [
            {count: self.model.new_bool_var("") for count in self._sizes(sitting)}
            for sitting in range(len(question.seats))
        ]
        self.choices = [self._choices(sitting) for sitting in range(len(question.seats))]
        self.by_candidate: list[list[Choice]] = [[] for _ in question.candidates]
        for choice in (each for row in self.choices for each in row):
            self.by_candidate[choice.who].append(choice)
        for row in self.by_candidate:
            self.model.add_at_most_one([choice.said for choice in row])
        for sitting in range(len(question.seats)):
            self._fill(sitting)
        self.goals = {0: self._unplaced(), 2: self._nights(), 4: self._order()}

    def keep(self, number: int, value: int) -> None:
        """From now on a pair of figures is no greater."""
        self.model.add(self.goals[number] <= value)

    def asking(self, number: int, bound: int, value: int) -> cp_model.CpModel:
        """The question for the least of a pair of figures, from `bound` to `value`."""
        asked = self.model.clone()
        asked.add_linear_constraint(self.goals[number], bound, value)
        asked.minimize(self.goals[number])
        return asked

    def hint(self, groups: Groups) -> None:
        """Begin from a placing that is known."""
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        for sitting, members in enumerate(groups):
            places = self.question.positions(sitting, members) or {}
            extra = sum(self.question.candidates[who].extra for who in members)
            size = self.question.seats[sitting].most if self.question.seats[sitting].is_fixed else len(members)
            for count, said in self.counts[sitting].items():
                self.model.add_hint(said, count == size)
            for choice in self.choices[sitting]:
                at = (size, places[choice.who]) if choice.who in places else None
                is_awake = at is not None and self.question.fits[choice.who][sitting][at].awake >= extra
                is_here = at is not None and choice.at in {None, at} and choice.sleeps != is_awake
                self.model.add_hint(choice.said, is_here)

    def groups(self, solver: cp_model.CpSolver) -> Groups:
        """The placing that the solver found."""
        return tuple(
            tuple(sorted(choice.who for choice in row if solver.boolean_value(choice.said))) for row in self.choices
        )

    def _sizes(self, sitting: int) -> list[int]:
        seats = self.question.seats[sitting]
        return [seats.most] if seats.is_fixed else sorted({0, *seats.layouts})

    def _choices(self, sitting: int) -> list[Choice]:
        extras = [
            candidate.extra
            for candidate, fits in zip(self.question.candidates, self.question.fits, strict=True)
            if fits[sitting]
        ]
        most = min(sum(extras), self.question.seats[sitting].most_spare)
        return [
            choice for who in range(len(self.question.candidates)) for choice in self._choices_of(who, sitting, most)
        ]

    def _choices_of(self, who: int, sitting: int, most: int) -> Iterator[Choice]:
        """The choices of one candidate in a sitting that may come to hold `most` seconds of accommodation."""
        fits, own = self.question.fits[who][sitting], self.question.candidates[who].extra
        is_anywhere = len(fits) == sum(self._sizes(sitting)) and all(fit.slack >= most for fit in fits.values())
        if is_anywhere and all(fit.awake >= most for fit in fits.values()):
            yield self._choice(who, sitting, None, most)
        elif is_anywhere and all(fit.awake < own for fit in fits.values()):
            yield self._choice(who, sitting, None, most, sleeps=True)
        else:
            for at, fit in fits.items():
                if fit.awake >= own:
                    yield self._choice(who, sitting, at, min(fit.awake, fit.slack))
                if fit.awake < min(most, fit.slack):
                    yield self._choice(who, sitting, at, fit.slack, sleeps=True)

    def _choice(
        self, who: int, sitting: int, at: tuple[int, int] | None, bears: int, *, sleeps: bool = False
    ) -> Choice:
        said = self.model.new_bool_var("")
        return Choice(said=said, who=who, sitting=sitting, at=at, sleeps=sleeps, bears=bears)

    def _fill(self, sitting: int) -> None:
        """One number of speakers, nobody at a place of another number, no more accommodation than all can bear."""
        seats, counts, row = self.question.seats[sitting], self.counts[sitting], self.choices[sitting]
        self.model.add_exactly_one(counts.values())
        takers: dict[tuple[int, int], list[Any]] = {}
        for choice in row:
            if choice.at is not None:
                takers.setdefault(choice.at, []).append(choice.said)
        for (count, _), own in takers.items():
            self.model.add(sum(own) <= counts[count])
        there = sum(choice.said for choice in row)
        places = sum(count * said for count, said in counts.items())
        self.model.add(there <= places if seats.is_fixed else there == places)
        self._accommodate(sitting)

    def _accommodate(self, sitting: int) -> None:
        seats, row = self.question.seats[sitting], self.choices[sitting]
        extras = {choice.who: self.question.candidates[choice.who].extra for choice in row}
        if not any(extras.values()):
            return
        extra = sum(extras[choice.who] * choice.said for choice in row)
        self.model.add(extra <= sum(seats.spare[count] * said for count, said in self.counts[sitting].items()))
        for choice in row:
            if choice.bears < sum(extras.values()):
                self.model.add(extra <= choice.bears).only_enforce_if(choice.said)

    def _unplaced(self) -> Any:
        return sum(
            (self.scale.unit(0) + self.question.regret(who)) * (1 - sum(choice.said for choice in row))
            for who, row in enumerate(self.by_candidate)
        )

    def _nights(self) -> Any:
        return sum(
            (self.scale.unit(2) + self.question.regret(choice.who)) * choice.said
            for row in self.choices
            for choice in row
            if choice.sleeps
        )

    def _order(self) -> Any:
        even = sum(
            count**2 * said
            for counts, seats in zip(self.counts, self.question.seats, strict=True)
            for count, said in counts.items()
            if self.question.is_even and not seats.is_fixed
        )
        order = sum(
            self.question.regret(choice.who) * choice.sitting * choice.said for row in self.choices for choice in row
        )
        return even * self.scale.unit(4) + order
