"""What a claim does not use is released by the same rule; what it is owed is carried to the next sitting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from forum.domain.speaking.apportion import Apportionment, Claim, Groups, Method, Ties, apportion, quotas


@dataclass(frozen=True, kw_only=True, slots=True)
class Released:
    """Demand served round by round: `granted` is what was offered in all rounds, `seats` what is used of it."""

    seats: Mapping[str, int]
    granted: Mapping[str, int]
    left: int
    rounds: tuple[Apportionment, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """What a claim was due so far, exactly, and what it received; their difference is carried over."""

    key: str
    entitled: Fraction = Fraction(0)
    received: int = 0

    @property
    def debt(self) -> Fraction:
        """Units that are still owed to the claim; negative where it had more than its due."""
        return self.entitled - self.received


@dataclass(frozen=True, kw_only=True, slots=True)
class Carried:
    """One sitting's units, and the accounts after it."""

    apportionment: Apportionment
    accounts: tuple[Account, ...]


def released(
    seats: int,
    claims: Iterable[Claim],
    method: Method,
    demand: Mapping[str, int],
    *,
    ties: Ties | None = None,
    equal: Groups = (),
    odd: str | None = None,
    first: Apportionment | None = None,
) -> Released:
    """Share `seats`, then what is not used of it among those who still ask, until nobody asks or nothing is left.

    Every round is the same rule over what was granted in the round before and is not used; what a rule left in the
    reserve stays there. Floors hold in the first round, caps over all of them. An equal group takes part while all its
    members still ask, so that what is granted to them never differs; a member that uses less than its part does so
    itself. `first` stands for the first round where something else decided it, such as debts. Refuses `FloorsTooHigh`,
    `WrongClaim`.
    """
    given = asking = tuple(claims)
    granted, used = dict.fromkeys((each.key for each in given), 0), dict.fromkeys((each.key for each in given), 0)
    rounds: list[Apportionment] = []
    unused = seats
    while not rounds or (asking and unused):
        keys = {each.key for each in asking}
        groups = [group for group in equal if not rounds or keys.issuperset(group)]
        taker = odd if not rounds or odd in keys else None
        by_rule = None if rounds else first
        rounds.append(by_rule or apportion(unused, asking, method, ties=ties, equal=groups, odd=taker))
        unused = 0
        for key, number in rounds[-1].seats.items():
            granted[key] += number
            taken = min(number, max(demand.get(key, 0) - used[key], 0))
            used[key] += taken
            unused += number - taken
        asking = _asking(given, granted, used, demand, equal)
    return Released(seats=used, granted=granted, left=seats - sum(used.values()), rounds=tuple(rounds))


def _asking(
    claims: Sequence[Claim],
    granted: Mapping[str, int],
    used: Mapping[str, int],
    demand: Mapping[str, int],
    equal: Groups,
) -> tuple[Claim, ...]:
    """Who takes part in the next round: they want more than they have, their cap allows it, their group does so too."""
    wanting = {
        each.key
        for each in claims
        if demand.get(each.key, 0) > used[each.key] and (each.cap is None or granted[each.key] < each.cap)
    }
    for group in equal:
        if not wanting.issuperset(group):
            wanting -= set(group)
    return tuple(
        replace(each, floor=0, cap=None if each.cap is None else each.cap - granted[each.key])
        for each in claims
        if each.key in wanting
    )


def carried(
    seats: int,
    claims: Iterable[Claim],
    method: Method,
    accounts: Iterable[Account] = (),
    *,
    ties: Ties | None = None,
    equal: Groups = (),
    odd: str | None = None,
) -> Carried:
    """Share one sitting's `seats` so that all sittings together are shared as they should be.

    The rule is applied to all units so far and these, by what each claim is due of all of them; nobody gives back what
    it received. So whoever had the odd unit, a tie or a rounding in their favour waits, and whoever had not is next.
    Accounts of claims that are absent stay as they are. Refuses `FloorsTooHigh`, `WrongClaim`.
    """
    given = tuple(claims)
    past = {each.key: each for each in accounts}
    before = {each.key: past.get(each.key, Account(key=each.key)) for each in given}
    due = quotas(seats, given, equal=equal)
    after = {key: replace(each, entitled=each.entitled + due[key]) for key, each in before.items()}
    house = seats + sum(each.received for each in before.values())
    whole = apportion(
        house, (_on_account(each, after[each.key]) for each in given), method, ties=ties, equal=equal, odd=odd
    )
    now = {key: number - before[key].received for key, number in whole.seats.items()}
    paid = {key: replace(each, received=whole.seats[key]) for key, each in after.items()}
    return Carried(apportionment=replace(whole, seats=now), accounts=tuple({**past, **paid}.values()))


def _on_account(claim: Claim, account: Account) -> Claim:
    """The claim over all sittings: by what it is due of all of them, its bounds beyond what it received."""
    cap = None if claim.cap is None else claim.cap + account.received
    return Claim(key=claim.key, weight=account.entitled, floor=claim.floor + account.received, cap=cap)
