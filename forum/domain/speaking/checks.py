"""What the values of a ruleset owe each other: which ones the sharing of time needs, and which do not go together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from forum.domain.people import TRIPARTITE
from forum.domain.refusals import Refusal
from forum.domain.speaking.procedure import CircularPrecedence
from forum.domain.speaking.rules import (
    COUNTED_KINDS,
    SHARING_KINDS,
    Limit,
    ReactionToNothing,
    Ruleset,
    SlotKind,
    Stage,
    TwoWaysOfSharing,
    WrongRule,
)

#: kind -> the kind that comes before it in a stage
AFTER = {SlotKind.REACTION: SlotKind.PRESENTATION, SlotKind.ANSWER: SlotKind.REACTION}


def needed(blocks: Mapping[Stage, tuple[SlotKind, ...]]) -> Iterator[tuple[str, str]]:
    """(path, name) of the values without which the time of these stages cannot be shared."""
    yield from ((f"stages.{Stage.OTHER}", "blocks"), ("reserve", "value"), ("grain", "value"))
    used = {kind for kinds in blocks.values() for kind in kinds}
    for kind in SlotKind:
        if kind in used:
            yield from ((f"speakers.{kind}", "roles"), (f"limits.{kind}", "most"))
        if kind in used & COUNTED_KINDS:
            yield f"counts.{kind}", "value"
    if SlotKind.OPEN_FLOOR in used:
        yield "discussion", "value"
    if used & SHARING_KINDS:
        yield from ((path, "value") for path in ("equal_part", "odd", "order", "alternating"))
    if used & {*SHARING_KINDS, SlotKind.STATEMENT}:
        yield from (("weights", "government"), ("weights", "partner"))


def faults(ruleset: Ruleset) -> list[Refusal]:
    """What does not go together in a ruleset whose values are each right."""
    return [*_of_limits(ruleset), *_of_stages(ruleset), *_of_sharing(ruleset), *_of_procedure(ruleset)]


def _of_limits(ruleset: Ruleset) -> Iterator[Refusal]:
    for kind, limit in ruleset.limits.items():
        path, grain = f"limits.{kind}", ruleset.grain
        if limit.least > limit.most:
            yield WrongRule(field=f"{path}.least", value=str(limit.least), allowed=f"1 … {limit.most}")
        if any(seconds % grain for seconds in _lengths(limit)):
            yield WrongRule(field=path, value=", ".join(map(str, _lengths(limit))), allowed=f"n × {grain}")
        if kind is SlotKind.OPEN_FLOOR and 2 * limit.least > limit.most:
            yield WrongRule(field=f"{path}.least", value=str(limit.least), allowed=f"1 … {limit.most // 2}")
    for kind, roles in ruleset.speakers.items():
        if not roles:
            yield WrongRule(field=f"speakers.{kind}.roles", value="[]", allowed="[…]")


def _lengths(limit: Limit) -> list[int]:
    return list(dict.fromkeys((limit.least, limit.most, *limit.by.values())))


def _of_stages(ruleset: Ruleset) -> Iterator[Refusal]:
    for stage, blocks in ruleset.blocks.items():
        path = f"stages.{stage}.blocks"
        if f"stages.{stage}" not in ruleset.sources:
            continue
        if not blocks:
            yield WrongRule(field=path, value="[]", allowed=", ".join(SlotKind))
        for kind, before in AFTER.items():
            if kind in blocks and before not in blocks[: blocks.index(kind)]:
                yield ReactionToNothing(field=path)
        if {SlotKind.OPEN_FLOOR, SlotKind.STATEMENT} <= set(blocks):
            yield TwoWaysOfSharing(field=path)


def _of_sharing(ruleset: Ruleset) -> Iterator[Refusal]:
    if set(ruleset.order) != set(TRIPARTITE):
        yield WrongRule(field="order.value", value=", ".join(ruleset.order), allowed=", ".join(TRIPARTITE))
    if not ruleset.partner_weight and SHARING_KINDS & set(ruleset.kinds):
        yield WrongRule(field="weights.partner", value="0", allowed="1 … 1000")


def _of_procedure(ruleset: Ruleset) -> Iterator[Refusal]:
    procedure = ruleset.procedure
    try:
        procedure.motions_in_order()
    except CircularPrecedence as circle:
        yield CircularPrecedence(field="motions", **circle.params)
    factor = procedure.factor
    if factor and factor.least > factor.most:
        yield WrongRule(field="factor.least", value=str(factor.least), allowed=f'"1" … "{factor.most}"')
