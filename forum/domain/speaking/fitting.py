"""Too many statements for a sitting: what is asked for, what there is for each constituency, and the plan that fits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from forum.domain.people import TRIPARTITE, Constituency
from forum.domain.refusals import Kind, Refusal, UnknownChoice
from forum.domain.speaking.rules import Ruleset, SlotKind, Stage
from forum.domain.speaking.shares import share
from forum.domain.speaking.shortage import Policy, Preview, Wish, preview_within
from forum.domain.speaking.slots import PARTNERS, Slot, timed

#: kinds in which individuals speak, of which a stage has one
OF_INDIVIDUALS = (SlotKind.STATEMENT, SlotKind.OPEN_FLOOR)
#: most statements of one constituency that are typed, most minutes
MOST_TYPED, MOST_MINUTES = 500, 1440


class NothingToFit(Refusal):
    """The sitting has no statements by individuals, or nobody asks for one."""

    kind = Kind.CONFLICT


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A list that asks for time, in its order, and the seconds that each constituency has for it."""

    kind: SlotKind
    wishes: tuple[Wish, ...]
    supplies: Mapping[str, int]
    seed: str
    grain: int

    @property
    def asked(self) -> int:
        """Seconds that are asked for at the full limits."""
        return sum(wish.seconds for wish in self.wishes)

    @property
    def supply(self) -> int:
        """Seconds that there are."""
        return sum(self.supplies.values())

    @property
    def is_short(self) -> bool:
        """Whether a constituency asks for more than its share."""
        asked = {name: sum(wish.seconds for wish in self.wishes if wish.constituency == name) for name in self.names}
        return any(seconds > self.supplies.get(name, 0) for name, seconds in asked.items())

    @property
    def names(self) -> set[str]:
        """The constituencies that ask."""
        return {wish.constituency for wish in self.wishes}

    def preview(self, policy: Policy) -> Preview:
        """What a policy would do, each constituency within its own share."""
        return preview_within(policy, self.wishes, self.supplies, seed=self.seed, grain=self.grain)


def kind_of(ruleset: Ruleset, stage: Stage) -> SlotKind:
    """The kind of the statements by individuals. Refuses `NothingToFit` where a stage has none."""
    found = next((kind for kind in OF_INDIVIDUALS if kind in ruleset.blocks[stage]), None)
    if found is None:
        raise NothingToFit
    return found


def supplies_of(plan: Sequence[Slot], kind: SlotKind) -> dict[str, int]:
    """The seconds that each constituency has in the slots of that kind."""
    return {
        each.value: sum(slot.seconds for slot in plan if slot.kind is kind and slot.constituency is each)
        for each in TRIPARTITE
    }


def shared_supplies(minutes: int, ruleset: Ruleset) -> dict[str, int]:
    """So many minutes, shared among the constituencies by the rules of the forum."""
    shared = share(minutes * 60 // ruleset.grain, ruleset)
    return {each.value: shared.of(each) * ruleset.grain for each in TRIPARTITE}


def typed(fields: Mapping[str, str], ruleset: Ruleset, kind: SlotKind) -> tuple[Wish, ...]:
    """As many statements of each constituency as `asks.<constituency>` says, in turn. Refuses `UnknownChoice`."""
    limit = ruleset.limit(kind)
    numbers = {each.value: number_of(fields, f"asks.{each.value}", MOST_TYPED) or 0 for each in TRIPARTITE}
    return tuple(
        Wish(key=f"{name} {place}", constituency=name, seconds=limit.most, least=limit.least)
        for place in range(1, max(numbers.values()) + 1)
        for name, number in numbers.items()
        if place <= number
    )


def number_of(fields: Mapping[str, str], name: str, most: int) -> int | None:
    """A whole number of a field; None where it is empty. Refuses `UnknownChoice`."""
    text = fields.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) <= most):
        raise UnknownChoice(field=name, value=text[:40], allowed=f"0 … {most}")
    return int(text)


def fitted(
    plan: Sequence[Slot], case: Case, preview: Preview, speakers: Mapping[str, int], ruleset: Ruleset, minutes: int
) -> tuple[Slot, ...]:
    """The plan with a slot for everybody whom the policy hears, in the order of the list, where those statements stood.

    Where employers and workers would differ, the one with less has a slot without a name for the rest: its time stays
    its own. Refuses `NothingToFit` where the plan has no such statements, or nobody is heard.
    """
    old = [slot for slot in plan if slot.kind is case.kind]
    heard = [each for each in preview.outcomes if each.after]
    if not old or not heard:
        raise NothingToFit
    numbers = _numbers(plan, old)
    named = [
        Slot(
            number=next(numbers),
            kind=case.kind,
            constituency=Constituency(each.constituency),
            seconds=each.after,
            person_id=speakers.get(each.key),
        )
        for each in heard
    ]
    fresh = (*named, *_levelling(plan, named, case.kind, ruleset, numbers))
    first = plan.index(old[0])
    others = [slot for slot in plan if slot.kind is not case.kind]
    at = sum(slot.kind is not case.kind for slot in plan[:first])
    return timed((*others[:at], *fresh, *others[at:]), minutes)


def _numbers(plan: Sequence[Slot], old: Sequence[Slot]) -> Iterator[int]:
    """The numbers that become free, then new ones."""
    yield from (slot.number for slot in old)
    yield from count(max(slot.number for slot in plan) + 1)


def _levelling(
    plan: Sequence[Slot], named: Sequence[Slot], kind: SlotKind, ruleset: Ruleset, numbers: Iterator[int]
) -> Iterator[Slot]:
    """Slots without a name for the social partner that has less, none longer than the rules allow."""
    kept = [*(slot for slot in plan if slot.kind is not kind), *named]
    has = {each: sum(slot.seconds for slot in kept if slot.constituency is each) for each in PARTNERS}
    less = min(PARTNERS, key=lambda each: has[each])
    rest = max(has.values()) - has[less]
    while rest:
        seconds = min(rest, ruleset.limit(kind).most)
        yield Slot(number=next(numbers), kind=kind, constituency=less, seconds=seconds)
        rest -= seconds
