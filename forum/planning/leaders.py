"""Leaders of invited organizations over the sittings: each presents once, and answers the reactions to it."""

from __future__ import annotations

from collections.abc import Iterator

from forum.domain.people import Constituency
from forum.domain.speaking.night import seconds
from forum.domain.speaking.outline import Outline, leaders_that_fit
from forum.domain.speaking.placing import Occasion, Speaker
from forum.domain.speaking.rules import SlotKind
from forum.domain.speaking.slots import NightReason, Slot
from forum.planning.draft import Draft
from forum.planning.places import Interval, Place, Seats


def place_leaders(draft: Draft) -> None:
    """Place the leaders who present nowhere yet, and draw up every open sitting with as many as it has."""
    leaders = [
        each for each in draft.ranked(SlotKind.PRESENTATION, Constituency.ORGANIZATION) if not draft.turns[each.id]
    ]
    stages = [each for each in draft.open if SlotKind.PRESENTATION in draft.ruleset.blocks[each.stage]]
    answer = draft.solve("leaders", leaders, [_seats(draft, each) for each in stages], is_even=True)
    members = {each.key: list(answer.members(at).values()) for at, each in enumerate(stages)}
    for occasion in draft.open:
        here = members.get(occasion.key, [])
        draft.outlines[occasion.key] = draft.outlined(occasion, len(here))
        _name(draft, occasion, here)
    draft.moved += answer.moved()
    draft.shortages += answer.shortages(SlotKind.PRESENTATION)


def _seats(draft: Draft, occasion: Occasion) -> Seats:
    """The places of a sitting with one leader, two, ... as many as it can hold at the shortest."""
    most = leaders_that_fit(draft.ruleset, occasion.stage, occasion.shared)
    layouts: dict[int, tuple[Place, ...]] = {0: ()}
    spare = {0: 0}
    for number in range(1, most + 1):
        made = draft.outlined(occasion, number)
        layouts[number] = tuple(Place(spans=_spans(occasion, own)) for own in _exchanges(made))
        spare[number] = draft.spare(occasion, made)
    return Seats(key=occasion.key, layouts=layouts, spare=spare)


def _exchanges(made: Outline) -> Iterator[tuple[Slot, ...]]:
    """Each leader's slots: the presentation, and the answer where the rules have one."""
    for slot in made.slots:
        if slot.kind is SlotKind.PRESENTATION:
            yield slot, *(each for each in made.slots if each.kind is SlotKind.ANSWER and each.reacts_to == slot.number)


def _spans(occasion: Occasion, slots: tuple[Slot, ...]) -> tuple[Interval, ...]:
    return tuple((seconds(slot.start(occasion.start)), seconds(slot.end(occasion.start))) for slot in slots)


def _name(draft: Draft, occasion: Occasion, leaders: list[Speaker]) -> None:
    for own, speaker in zip(_exchanges(draft.outlines[occasion.key]), leaders, strict=True):
        stay = Place(spans=_spans(occasion, own)).stay
        for slot in own:
            draft.give(occasion, slot, speaker, _reason(draft, occasion, slot, speaker, len(leaders)), stay)


def _reason(draft: Draft, occasion: Occasion, slot: Slot, speaker: Speaker, leaders: int) -> NightReason:
    """Why a leader speaks there if it is their night."""
    if not draft.is_awake_elsewhere(speaker, occasion, SlotKind.PRESENTATION):
        return NightReason.EVERY_SITTING
    if slot.kind is SlotKind.PRESENTATION:
        return NightReason.OTHERS_FULL
    return NightReason.ONLY_ONE
