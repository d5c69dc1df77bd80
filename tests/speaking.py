"""Rulesets, sittings and speakers as tests of speaking slots need them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from forum.domain.people import TRIPARTITE
from forum.domain.speaking.rules import Limit, Odd, Ruleset, SlotKind, Stage
from forum.formats import ruleset as files


def rules(**changes: Any) -> Ruleset:
    """The ruleset of this Forum, or one like it."""
    return replace(files.shipped(), **changes)


PARTS = st.fractions(0, 1, max_denominator=60)


@st.composite
def limits(draw: st.DrawFn, grain: int) -> Limit:
    """A least and a most, whole grains, at most an hour."""
    least = draw(st.integers(1, 40))
    return Limit(least=least * grain, most=draw(st.integers(2 * least, 3 * least + 40)) * grain)


@st.composite
def rulesets(draw: st.DrawFn) -> Ruleset:
    """Any ruleset that a file may hold, with the order of blocks of this Forum."""
    grain = draw(st.integers(1, 30))
    return rules(
        reserve=draw(PARTS.filter(lambda part: part < 1)),
        discussion=draw(PARTS.filter(lambda part: part < Fraction(9, 10))),
        grain=grain,
        equal_part=draw(PARTS),
        government_weight=draw(st.integers(1, 1000)),
        partner_weight=draw(st.integers(1, 1000)),
        odd=draw(st.sampled_from(Odd)),
        limits={kind: draw(limits(grain)) for kind in SlotKind},
        order=tuple(draw(st.permutations(TRIPARTITE))),
        is_alternating=draw(st.booleans()),
    )


@st.composite
def rulesets_of_any_body(draw: st.DrawFn) -> Ruleset:
    """Any ruleset whose stages have any blocks that a file may hold, the kinds of other bodies included."""
    kinds = draw(st.permutations(SlotKind))
    left_out = draw(st.sampled_from([SlotKind.OPEN_FLOOR, SlotKind.STATEMENT]))
    chosen = [kind for kind in kinds[: draw(st.integers(1, len(kinds)))] if kind is not left_out]
    for kind, before in ((SlotKind.REACTION, SlotKind.PRESENTATION), (SlotKind.ANSWER, SlotKind.REACTION)):
        if kind in chosen and before not in chosen[: chosen.index(kind)]:
            chosen.remove(kind)
    blocks = tuple(chosen) or (SlotKind.REPORT,)
    counts = {kind: draw(st.integers(0, 12)) for kind in (SlotKind.REPORT, SlotKind.GROUP_STATEMENT)}
    return replace(draw(rulesets()), blocks=dict.fromkeys(Stage, blocks), counts=counts)


STAGES = st.sampled_from(Stage)
