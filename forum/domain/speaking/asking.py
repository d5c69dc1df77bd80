"""An allocation asked by the parameters of an address: read, checked, and filled up from the rules of the forum."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeVar

from forum.domain import inputs
from forum.domain.people import Constituency
from forum.domain.refusals import Missing, UnknownChoice
from forum.domain.speaking.allocation import Among, Asked, Measure, Weighing
from forum.domain.speaking.apportion import Claim, Method, TieRule
from forum.domain.speaking.rules import Odd, Ruleset

#: most units that are shared, most digits of a weight
MOST, DIGITS = 10_000, 9
#: fields of the whole question
FIELDS = (
    "sitting", "unit", "n", "among", "weights", "method", "equal_part", "ties", "seed", "odd", "floor", "cap", "lines",
)  # fmt: skip
#: fields of one claim: "weight.government"; in `lines` they stand in this order after the key
OF_CLAIM = ("weight", "floor", "cap", "asks")
#: what stands in a line where nothing is said
NOTHING = "-"
#: longest text of a seed, and of the lines
SEED_LENGTH, LINES_LENGTH = 80, 8000

_NUMBER = re.compile(r"([0-9]{1,9})(?:/([0-9]{1,4})|[.,]([0-9]{1,4}))?")

Word = TypeVar("Word", bound=enum.StrEnum)


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """What is there to ask about: who shares with how many delegations each, in their order, and how much there is.

    `minutes` may be planned in the sitting; `statements` are those that its slots have now (0: none yet),
    `seed` is the usual seed of a draw.
    """

    ruleset: Ruleset
    among: Among
    counts: Mapping[str, int]
    sitting: str = ""
    minutes: int = 0
    statements: int = 0
    seed: str = ""


def circle(fields: Mapping[str, str]) -> Among:
    """Who shares, as far as that can be read: constituencies unless the fields name others."""
    value = fields.get("among", "").strip()
    return Among(value) if value in set(Among) else Among.CONSTITUENCIES


def kept(fields: Mapping[str, str], keys: Mapping[str, int]) -> dict[str, str]:
    """The fields that mean something, without the empty ones: what a decision keeps and an address bears."""
    known = [*FIELDS, *(f"{name}.{key}" for key in keys for name in OF_CLAIM)]
    return {name: fields[name].strip() for name in known if fields.get(name, "").strip()}


def explicit(asked: Asked) -> dict[str, str]:
    """The fields of the whole question with nothing left to the rules, so that its address asks the same tomorrow."""
    said = {
        "unit": asked.measure.value,
        "n": str(asked.seats),
        "among": asked.among.value,
        "weights": asked.weighing.value,
        "method": asked.method.value,
        "equal_part": str(asked.equal_part),
        "ties": asked.ties.value,
        "seed": asked.seed,
    }
    if asked.among is not Among.CONSTITUENCIES:
        return said
    return {**said, "odd": (Odd.GOVERNMENT if asked.odd else Odd.RESERVE).value}


def read(fields: Mapping[str, str], offer: Offer) -> Asked:
    """What is asked; what is not said is as the rules of the forum have it.

    Refuses `Missing`, `UnknownChoice`, `TooLong`, `UnusableCharacter`; each names its field.
    """
    rules = offer.ruleset
    measure = _word(Measure, fields, "unit", Measure.MINUTES)
    among = _word(Among, fields, "among", offer.among)
    weighing = _word(Weighing, fields, "weights", usual_weighing(among))
    rows = dict(_lines(fields, offer)) if among is Among.STATES else dict(_cells(fields, offer))
    claims = tuple(_claim(key, rows.get(key, {}), fields, offer, weighing) for key in offer.counts)
    demand = {
        key: _whole(row["asks"], f"asks.{key}", 0, MOST) for key, row in rows.items() if row.get("asks", "").strip()
    }
    return Asked(
        sitting=offer.sitting,
        measure=measure,
        among=among,
        weighing=weighing,
        seats=_seats(fields, offer, measure),
        claims=claims,
        method=_word(Method, fields, "method", rules.method),
        equal_part=_part(fields, rules.equal_part if among is Among.CONSTITUENCIES else Fraction(0)),
        ties=_word(TieRule, fields, "ties", rules.ties),
        seed=inputs.text(fields.get("seed"), "seed", limit=SEED_LENGTH) or offer.seed,
        odd=_odd(fields, offer, among),
        demand=demand or None,
    )


def usual_weighing(among: Among) -> Weighing:
    """The rules weigh constituencies; of regions and States the delegations are counted."""
    return Weighing.RULES if among is Among.CONSTITUENCIES else Weighing.DELEGATIONS


def weight_by_rules(key: str, ruleset: Ruleset) -> int:
    """The weight of a constituency by the rules; a region or a State has none but 1."""
    if key == Constituency.GOVERNMENT:
        return ruleset.government_weight
    return ruleset.partner_weight if key in {Constituency.EMPLOYER, Constituency.WORKER} else 1


def _word(kind: type[Word], fields: Mapping[str, str], name: str, usual: Word) -> Word:
    return inputs.chosen(kind, fields[name], name) if fields.get(name, "").strip() else usual


def _whole(text: str, field: str, least: int, most: int) -> int:
    found = text.strip()
    if not (re.fullmatch(r"[0-9]{1,9}", found) and least <= int(found) <= most):
        raise UnknownChoice(field=field, value=found[:40], allowed=f"{least} … {most}")
    return int(found)


def _number(text: str, field: str) -> Fraction:
    """A whole number, a decimal or a fraction, 0 or more."""
    found = _NUMBER.fullmatch(text.strip())
    if not found or (found[2] and not int(found[2])):
        raise UnknownChoice(field=field, value=text.strip()[:40], allowed="0, 1, 2.5, 1/3 …")
    whole, below, decimals = found.groups()
    if decimals:
        return Fraction(f"{whole}.{decimals}")
    return Fraction(int(whole), int(below or 1))


def _part(fields: Mapping[str, str], usual: Fraction) -> Fraction:
    text = fields.get("equal_part", "").strip()
    if not text:
        return usual
    part = _number(text, "equal_part")
    if part > 1:
        raise UnknownChoice(field="equal_part", value=text[:40], allowed="0 … 1")
    return part


def _seats(fields: Mapping[str, str], offer: Offer, measure: Measure) -> int:
    """How much is shared; if that is not said, the minutes or the statements that the sitting has."""
    usual = offer.minutes if measure is Measure.MINUTES else offer.statements
    text = fields.get("n", "").strip() or (str(usual) if usual else "")
    if not text:
        raise Missing(field="n")
    return _whole(text, "n", 1, MOST)


def _odd(fields: Mapping[str, str], offer: Offer, among: Among) -> str:
    """Who takes the odd unit: the governments, or nobody; only constituencies have odd ones."""
    if among is not Among.CONSTITUENCIES:
        return ""
    taker = _word(Odd, fields, "odd", offer.ruleset.odd)
    return Constituency.GOVERNMENT.value if taker is Odd.GOVERNMENT else ""


def _cells(fields: Mapping[str, str], offer: Offer) -> Iterator[tuple[str, dict[str, str]]]:
    """What is said of each claim in fields of its own."""
    for key in offer.counts:
        yield key, {name: fields.get(f"{name}.{key}", "") for name in OF_CLAIM}


def _lines(fields: Mapping[str, str], offer: Offer) -> Iterator[tuple[str, dict[str, str]]]:
    """What is said of some claims, a line each: key, weight, floor, cap, demand; "-" where nothing is said."""
    seen: set[str] = set()
    for line in inputs.text(fields.get("lines"), "lines", limit=LINES_LENGTH).splitlines():
        key, *values = line.replace(";", " ").split() or [""]
        if not key:
            continue
        if key not in offer.counts or key in seen or len(values) > len(OF_CLAIM):
            raise UnknownChoice(field="lines", value=line.strip()[:40], allowed="FJ 3 1 - 5")
        seen.add(key)
        yield key, {name: "" if value == NOTHING else value for name, value in zip(OF_CLAIM, values, strict=False)}


def _claim(key: str, row: Mapping[str, str], fields: Mapping[str, str], offer: Offer, weighing: Weighing) -> Claim:
    floor, cap = (row.get(name, "").strip() or fields.get(name, "").strip() for name in ("floor", "cap"))
    claim = Claim(key=key, weight=_weight(key, row, offer, weighing))
    if floor:
        claim = replace(claim, floor=_whole(floor, f"floor.{key}", 0, MOST))
    return replace(claim, cap=_whole(cap, f"cap.{key}", 0, MOST)) if cap else claim


def _weight(key: str, row: Mapping[str, str], offer: Offer, weighing: Weighing) -> Fraction | int:
    typed = row.get("weight", "").strip()
    if weighing is Weighing.TYPED and typed:
        return _number(typed, f"weight.{key}")
    if weighing is Weighing.DELEGATIONS:
        return offer.counts[key]
    return weight_by_rules(key, offer.ruleset)
