"""How much time each constituency has: whole grains, exact fractions, employers and workers equal by construction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from forum.domain.people import TRIPARTITE, Constituency
from forum.domain.speaking.apportion import Claim, Ties, apportion, mixed, quotas
from forum.domain.speaking.rules import BudgetTooSmall, Odd, Ruleset, SlotKind
from forum.domain.speaking.slots import PARTNERS


@dataclass(frozen=True, kw_only=True, slots=True)
class Shares:
    """Time of the governments, of either social partner, and what nobody has; there is one figure for both partners."""

    government: int
    partner: int
    left: int = 0

    def of(self, constituency: Constituency) -> int:
        """The share of one of the three constituencies."""
        return self.government if constituency is Constituency.GOVERNMENT else self.partner


def share(pot: int, ruleset: Ruleset, *, floor: int = 0) -> Shares:
    """Share `pot` grains, each constituency having at least `floor`.

    A constituency's part is equal_part / 3 + (1 - equal_part) x weight / sum of weights (the mixed rule of the European
    Parliament's Rule 171), rounded down; the odd grains go where the ruleset says. `pot` is at least 3 x `floor`.
    """
    assert pot >= 3 * floor >= 0, "the outline asks for no more than there is"
    due = quotas(pot, _claims(ruleset, floor), equal=[PARTNERS])
    government, partner = int(due[Constituency.GOVERNMENT]), int(due[Constituency.EMPLOYER])
    left = pot - government - 2 * partner
    if ruleset.odd is Odd.GOVERNMENT:
        return Shares(government=government + left, partner=partner)
    return Shares(government=government, partner=partner, left=left)


def lengths(units: int, counts: Mapping[SlotKind, int], ruleset: Ruleset) -> dict[SlotKind, int]:
    """The length in grains of one slot of each counted kind, so that all of them fit into `units`.

    All at their longest where that fits; otherwise each the same part of the way from its shortest to its longest,
    rounded down. Refuses `BudgetTooSmall` where not even the shortest fit.
    """
    least = {kind: _grains(ruleset.limits[kind].least, ruleset) for kind in counts}
    range_ = {kind: _grains(ruleset.limits[kind].most, ruleset) - least[kind] for kind in counts}
    needed = sum(least[kind] * count for kind, count in counts.items())
    if needed > units:
        grain = ruleset.grain
        short, leaders = (needed - units) * grain, counts.get(SlotKind.PRESENTATION, 0)
        raise BudgetTooSmall(needed=needed * grain, budget=units * grain, short=short, leaders=leaders)
    whole = sum(range_[kind] * count for kind, count in counts.items())
    part = min(Fraction(1), Fraction(units - needed, whole)) if whole else Fraction(1)
    return {kind: least[kind] + int(part * range_[kind]) for kind in counts}


def seats(count: int, ruleset: Ruleset) -> Shares:
    """Share `count` statements of one length in the same parts, by the method of the ruleset, the partners together.

    One statement that the partners cannot share goes where the ruleset sends odd time.
    """
    odd = Constituency.GOVERNMENT if ruleset.odd is Odd.GOVERNMENT else None
    ties = Ties(rule=ruleset.ties)
    made = apportion(count, _claims(ruleset), ruleset.method, ties=ties, equal=[PARTNERS], odd=odd)
    government, partner = made.seats[Constituency.GOVERNMENT], made.seats[Constituency.EMPLOYER]
    return Shares(government=government, partner=partner, left=made.left)


def _claims(ruleset: Ruleset, floor: int = 0) -> tuple[Claim, ...]:
    """The three constituencies by the mixed rule."""
    weights = (ruleset.government_weight, ruleset.partner_weight, ruleset.partner_weight)
    claims = (Claim(key=key, weight=weight, floor=floor) for key, weight in zip(TRIPARTITE, weights, strict=True))
    return mixed(claims, ruleset.equal_part)


def _grains(seconds: int, ruleset: Ruleset) -> int:
    return seconds // ruleset.grain


def statements(time: int, ruleset: Ruleset) -> list[int]:
    """`time` grains as statements from the open floor: as few as the longest allows, equal but for one grain.

    Empty where it is less than the shortest statement (then the time goes to the chair's reserve).
    """
    limit = ruleset.limits[SlotKind.OPEN_FLOOR]
    least, most = _grains(limit.least, ruleset), _grains(limit.most, ruleset)
    if time < least:
        return []
    count = -(-time // most)
    return [time // count + (number < time % count) for number in range(count)]
