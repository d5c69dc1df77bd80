"""More demand than supply: the five published policies side by side, with who gains and who loses by each.

Sources (universal periodic review, as upr-info.org reports it): limits cut to two minutes when 58 States had inscribed
(Afghanistan, fifth session); the time divided among all who inscribe (Canada's proposal, fourth session); twenty
minutes at 1.5 minutes each, so thirteen drawn by lot (modalities of 2012); unread statements posted in writing (fourth
session). That the unheard go first in the next sitting is usual; no source is named for it.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from forum.domain.speaking.apportion import Claim, quotas
from forum.domain.speaking.draw import drawn


class Policy(enum.StrEnum):
    """What is done where not everybody can be heard at the full limit."""

    CUT = "cut"
    EQUAL = "equal"
    DRAW = "draw"
    WRITTEN = "written"
    CARRY_OVER = "carry_over"


class Fate(enum.StrEnum):
    """What becomes of an entry."""

    FULL = "full"
    SHORTER = "shorter"
    UNHEARD = "unheard"
    WRITTEN = "written"
    CARRIED_OVER = "carried_over"


#: what becomes of those who are not heard
REST = {Policy.WRITTEN: Fate.WRITTEN, Policy.CARRY_OVER: Fate.CARRIED_OVER}


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """An inscription that wants `seconds`, by its limit; `least` is the shortest that the rules let it have."""

    key: str
    constituency: str
    seconds: int
    least: int = 1
    region: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """One entry under a policy; seconds: `before`, if the list is simply read until time is up, and `after`, by it."""

    key: str
    constituency: str
    before: int
    after: int
    fate: Fate

    @property
    def gain(self) -> int:
        """Seconds won by the policy; negative: lost."""
        return self.after - self.before


@dataclass(frozen=True, kw_only=True, slots=True)
class Total:
    """A constituency under a policy, in seconds; `unheard` counts its entries that are not heard in this sitting."""

    constituency: str
    asked: int
    before: int
    after: int
    entries: int
    unheard: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """What a policy would do: outcomes in the order of the list, totals, seconds that stay with the chair."""

    policy: Policy
    outcomes: tuple[Outcome, ...]
    totals: tuple[Total, ...]
    left: int

    @property
    def gainers(self) -> tuple[Outcome, ...]:
        """Who has more than if the list were read until time is up."""
        return tuple(each for each in self.outcomes if each.gain > 0)

    @property
    def losers(self) -> tuple[Outcome, ...]:
        """Who has less."""
        return tuple(each for each in self.outcomes if each.gain < 0)

    @property
    def unheard(self) -> tuple[Outcome, ...]:
        """Who is not heard in this sitting, whatever becomes of them."""
        return tuple(each for each in self.outcomes if not each.after)


def is_short(wishes: Iterable[Wish], supply: int) -> bool:
    """Whether the list asks for more seconds than there are."""
    return sum(wish.seconds for wish in wishes) > supply


def previews(wishes: Iterable[Wish], supply: int, *, seed: str, grain: int = 1) -> tuple[Preview, ...]:
    """All five policies on one list, in its order; `supply` in seconds, cut lengths in whole grains."""
    given = tuple(wishes)
    return tuple(preview(policy, given, supply, seed=seed, grain=grain) for policy in Policy)


def preview(policy: Policy, wishes: Iterable[Wish], supply: int, *, seed: str, grain: int = 1) -> Preview:
    """One policy on one list, in its order.

    CUT shortens all limits in the same proportion, EQUAL gives all the same time (what somebody does not need is shared
    again); both hear everybody unless not even the shortest slots fit, then the last of the list are not heard. DRAW
    hears in the order of the draw those who fit at their full limit, WRITTEN and CARRY_OVER in the order of the list.
    """
    given = tuple(wishes)
    before = _read_out(given, supply)
    after = _BY_POLICY[policy](given, supply, seed, grain) if is_short(given, supply) else before
    rest = REST.get(policy, Fate.UNHEARD)
    outcomes = tuple(
        Outcome(
            key=wish.key,
            constituency=wish.constituency,
            before=before.get(wish.key, 0),
            after=after.get(wish.key, 0),
            fate=_fate(wish, after.get(wish.key, 0), rest),
        )
        for wish in given
    )
    return Preview(policy=policy, outcomes=outcomes, totals=_totals(given, outcomes), left=supply - sum(after.values()))


def preview_within(
    policy: Policy, wishes: Iterable[Wish], supplies: Mapping[str, int], *, seed: str, grain: int = 1
) -> Preview:
    """One policy on one list, each constituency within the seconds of its own share: nobody pays for another's list.

    So where employers and workers have the same share, no policy takes from one for the other. A constituency without
    a share is not heard.
    """
    given = tuple(wishes)
    names = dict.fromkeys((*supplies, *(wish.constituency for wish in given)))
    each = {name: preview(policy, _of(given, name), supplies.get(name, 0), seed=seed, grain=grain) for name in names}
    outcomes = {outcome.key: outcome for found in each.values() for outcome in found.outcomes}
    return Preview(
        policy=policy,
        outcomes=tuple(outcomes[wish.key] for wish in given),
        totals=tuple(total for found in each.values() for total in found.totals),
        left=sum(found.left for found in each.values()),
    )


def _of(wishes: Iterable[Wish], constituency: str) -> list[Wish]:
    return [wish for wish in wishes if wish.constituency == constituency]


def _fate(wish: Wish, seconds: int, rest: Fate) -> Fate:
    if not seconds:
        return rest
    return Fate.FULL if seconds == wish.seconds else Fate.SHORTER


def _read_out(wishes: Sequence[Wish], supply: int) -> dict[str, int]:
    """The list at its full limits until somebody does not fit: nobody is passed over for being longer."""
    heard: dict[str, int] = {}
    for wish in wishes:
        if wish.seconds > supply:
            break
        heard[wish.key] = wish.seconds
        supply -= wish.seconds
    return heard


def _fitting(wishes: Sequence[Wish], supply: int) -> Sequence[Wish]:
    """As many from the front of the list as fit at their shortest."""
    fitting: list[Wish] = []
    for wish in wishes:
        supply -= wish.least
        if supply < 0:
            break
        fitting.append(wish)
    return fitting


def _leveled(wishes: Sequence[Wish], supply: int, grain: int, weight: Callable[[Wish], int]) -> dict[str, int]:
    """Seconds in proportion to a weight, between the shortest and the full limit, in whole grains."""
    fitting = _fitting(wishes, supply)
    claims = [Claim(key=each.key, weight=weight(each), floor=each.least, cap=each.seconds) for each in fitting]
    due = quotas(supply, claims)
    return {each.key: _in_grains(due[each.key], each, grain) for each in fitting}


def _in_grains(seconds: Fraction, wish: Wish, grain: int) -> int:
    """Rounded down to grains, but neither below the shortest nor off a limit that was reached."""
    whole = int(seconds) if seconds == wish.seconds else int(seconds // grain) * grain
    return max(whole, wish.least)


def _cut(wishes: Sequence[Wish], supply: int, _: str, grain: int) -> dict[str, int]:
    return _leveled(wishes, supply, grain, lambda wish: wish.seconds)


def _equal(wishes: Sequence[Wish], supply: int, _: str, grain: int) -> dict[str, int]:
    return _leveled(wishes, supply, grain, lambda wish: 1)


def _draw(wishes: Sequence[Wish], supply: int, seed: str, _: int) -> dict[str, int]:
    by_key = {wish.key: wish for wish in wishes}
    return _read_out([by_key[key] for key in drawn(by_key, seed)], supply)


def _in_list_order(wishes: Sequence[Wish], supply: int, _: str, __: int) -> dict[str, int]:
    return _read_out(wishes, supply)


_BY_POLICY: Mapping[Policy, Callable[[Sequence[Wish], int, str, int], dict[str, int]]] = {
    Policy.CUT: _cut,
    Policy.EQUAL: _equal,
    Policy.DRAW: _draw,
    Policy.WRITTEN: _in_list_order,
    Policy.CARRY_OVER: _in_list_order,
}


def _totals(wishes: Sequence[Wish], outcomes: Sequence[Outcome]) -> tuple[Total, ...]:
    totals: dict[str, Total] = {}
    for wish, outcome in zip(wishes, outcomes, strict=True):
        name = wish.constituency
        had = totals.get(name, Total(constituency=name, asked=0, before=0, after=0, entries=0, unheard=0))
        totals[name] = Total(
            constituency=name,
            asked=had.asked + wish.seconds,
            before=had.before + outcome.before,
            after=had.after + outcome.after,
            entries=had.entries + 1,
            unheard=had.unheard + (not outcome.after),
        )
    return tuple(totals.values())
