"""One allocation as somebody asks for it: what is shared, among whom, by which rule; its result; what was kept."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from forum.domain.people import Constituency
from forum.domain.refusals import Refusal
from forum.domain.speaking.apportion import (
    Apportionment,
    Claim,
    Collation,
    Groups,
    Method,
    TieRule,
    Ties,
    apportion,
    mixed,
    quotas,
)
from forum.domain.speaking.carry import Account, Carried, Released, carried, released
from forum.domain.speaking.slots import PARTNERS


class Measure(enum.StrEnum):
    """What is shared: statements of one length, or minutes."""

    SEATS = "seats"
    MINUTES = "minutes"


class Among(enum.StrEnum):
    """Who shares."""

    CONSTITUENCIES = "constituencies"
    REGIONS = "regions"
    STATES = "states"


class Weighing(enum.StrEnum):
    """Where the weights come from."""

    RULES = "rules"
    DELEGATIONS = "delegations"
    TYPED = "typed"


class NoWeight(Refusal):
    """All weights are 0, and no part is shared equally: nobody has a claim to anything."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What is asked: `seats` units among `claims`, whose weights stand as given.

    `equal_part` is that of the mixed rule, `odd` the key that takes what is too little for employers and workers
    together (empty: the reserve), `demand` what each claim asks for; a claim that is not in it takes what it is given.
    """

    measure: Measure
    among: Among
    seats: int
    claims: tuple[Claim, ...]
    method: Method
    sitting: str = ""
    weighing: Weighing = Weighing.TYPED
    equal_part: Fraction = Fraction(0)
    ties: TieRule = TieRule.AS_LISTED
    seed: str = ""
    odd: str = ""
    demand: Mapping[str, int] | None = None

    @property
    def equal(self) -> Groups:
        """Who can never differ: employers and workers."""
        return [PARTNERS] if self.among is Among.CONSTITUENCIES else []


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What comes of it: exact shares, all methods side by side, what earlier sittings change, what is released."""

    asked: Asked
    quotas: Mapping[str, Fraction]
    by_method: Mapping[Method, Apportionment]
    accounts: Mapping[str, Account]
    carried: Carried | None
    released: Released | None

    @property
    def made(self) -> Apportionment:
        """The allocation by the chosen method; with the debts of earlier sittings where there are any."""
        return self.carried.apportionment if self.carried else self.by_method[self.asked.method]

    @property
    def given(self) -> Mapping[str, int]:
        """What each claim has in the end: after the release, where a demand was named."""
        return self.released.seats if self.released else self.made.seats

    @property
    def left(self) -> int:
        """What nobody has."""
        return self.released.left if self.released else self.made.left

    @property
    def partners(self) -> int | None:
        """What employers and workers were granted, each; None where they do not share."""
        return self.made.seats[Constituency.EMPLOYER] if self.asked.equal else None

    @property
    def facts(self) -> tuple[object, ...]:
        """What tells this answer from another one, for the mark of a form."""
        shares = tuple((key, str(self.quotas[key]), self.made.seats[key], self.given[key]) for key in self.quotas)
        asked = self.asked
        return asked.sitting, asked.measure.value, asked.among.value, asked.seats, asked.method.value, shares


def answered(asked: Asked, accounts: Iterable[Account] = (), *, collation: Collation = str) -> Answer:
    """Share by every method, and by the chosen one with the debts and the demand.

    Refuses `NoWeight`, `FloorsTooHigh`, `WrongClaim`.
    """
    claims = _claims(asked)
    ties = Ties(rule=asked.ties, seed=asked.seed, collation=collation)
    odd = asked.odd or None
    by_method = {
        method: apportion(asked.seats, claims, method, ties=ties, equal=asked.equal, odd=odd) for method in Method
    }
    past = [each for each in accounts if each.entitled or each.received]
    with_debts = (
        carried(asked.seats, claims, asked.method, past, ties=ties, equal=asked.equal, odd=odd) if past else None
    )
    made = with_debts.apportionment if with_debts else by_method[asked.method]
    return Answer(
        asked=asked,
        quotas=quotas(asked.seats, claims, equal=asked.equal),
        by_method=by_method,
        accounts={each.key: each for each in past},
        carried=with_debts,
        released=_released(asked, claims, made, ties) if asked.demand is not None else None,
    )


def _claims(asked: Asked) -> tuple[Claim, ...]:
    """The claims with the weights of the mixed rule."""
    if not asked.equal_part and not any(each.weight for each in asked.claims):
        raise NoWeight(field="weights")
    return mixed(asked.claims, asked.equal_part) if asked.equal_part else asked.claims


def _released(asked: Asked, claims: Sequence[Claim], made: Apportionment, ties: Ties) -> Released:
    """What is not used goes to those who still ask; who named no demand takes what they have, and no more."""
    demand = {**made.seats, **(asked.demand or {})}
    odd = asked.odd or None
    return released(asked.seats, claims, asked.method, demand, ties=ties, equal=asked.equal, odd=odd, first=made)


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """One line of what was kept: its exact share, what it was granted, what it has after the release."""

    key: str
    quota: Fraction
    seats: int
    given: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """An allocation that was kept: who decided what, when; `fields` asks the same again. Versions are never changed."""

    number: int
    sitting: str
    measure: Measure
    among: Among
    method: Method
    seats: int
    left: int
    shares: tuple[Share, ...]
    fields: Mapping[str, str]
    at: datetime
    by: str = ""


def decided(answer: Answer, fields: Mapping[str, str], *, number: int, at: datetime) -> Decision:
    """The answer as it is kept."""
    asked = answer.asked
    shares = (
        Share(key=key, quota=quota, seats=answer.made.seats[key], given=answer.given[key])
        for key, quota in answer.quotas.items()
    )
    return Decision(
        number=number,
        sitting=asked.sitting,
        measure=asked.measure,
        among=asked.among,
        method=asked.method,
        seats=asked.seats,
        left=answer.left,
        shares=tuple(shares),
        fields=fields,
        at=at,
    )


def held(decisions: Iterable[Decision]) -> dict[tuple[str, Measure, Among], Decision]:
    """The decisions that hold: of each sitting, unit and circle the newest."""
    newest: dict[tuple[str, Measure, Among], Decision] = {}
    for each in sorted(decisions, key=lambda decision: decision.number):
        newest[each.sitting, each.measure, each.among] = each
    return newest


def accounts(decisions: Iterable[Decision], earlier: Sequence[str], measure: Measure, among: Among) -> list[Account]:
    """What each claim was due and granted in the earlier sittings, by the decisions that hold.

    What was released changes no account: who left time unused is not owed it, and who took it owes nothing.
    """
    holding = held(decisions)
    found: dict[str, Account] = {}
    for sitting in earlier:
        decision = holding.get((sitting, measure, among))
        for share in decision.shares if decision else ():
            had = found.get(share.key, Account(key=share.key))
            found[share.key] = Account(
                key=share.key, entitled=had.entitled + share.quota, received=had.received + share.seats
            )
    return list(found.values())
