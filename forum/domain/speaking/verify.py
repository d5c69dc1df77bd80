"""Whether a plan of speaking slots, ours or made by hand, breaks a rule of the request that it answers.

It looks at each rule by itself and shares nothing with the planner but the vocabulary.
"""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from forum.domain.speaking.placing import Occasion, Speaker
from forum.domain.speaking.request import SlotsRequest
from forum.domain.speaking.rules import LEADERS_KINDS, OFFICERS_KINDS, SINGLE_KINDS, SlotKind
from forum.domain.speaking.slots import PARTNERS, Slot, seconds_of


class Broken(enum.StrEnum):
    """A rule that a plan breaks."""

    MAY_NOT_SPEAK = "may_not_speak"
    NOT_FREE = "not_free"
    NOT_ASKED = "not_asked"
    TWICE = "twice"
    OTHER_ANSWERS = "other_answers"
    OVERLAP = "overlap"
    OUTSIDE = "outside"
    LENGTH = "length"
    ORDER = "order"
    REACTION = "reaction"
    PARTNERS = "partners"
    BUDGET = "budget"
    ACCOMMODATION = "accommodation"


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """A broken rule: in which sitting, at which slot (0: the sitting as a whole), by whom."""

    rule: Broken
    sitting: str
    number: int = 0
    speaker: str = ""


Plans = Mapping[str, tuple[Slot, ...]]


def faults(request: SlotsRequest, plans: Plans) -> list[Fault]:
    """Every broken rule of a plan, sitting by sitting; `plans` by the key of a sitting."""
    found = [
        fault for occasion in request.occasions for fault in _of_sitting(request, occasion, plans.get(occasion.key, ()))
    ]
    return [*found, *_twice(request, plans)]


def _of_sitting(request: SlotsRequest, occasion: Occasion, slots: tuple[Slot, ...]) -> Iterator[Fault]:
    yield from _whole(request, occasion, slots)
    yield from _in_order(request, occasion, slots)
    presenting = {slot.number: slot.person_id for slot in slots if slot.kind is SlotKind.PRESENTATION}
    for slot in slots:
        speaker = request.by_id.get(slot.person_id or 0)
        for rule in _of_slot(request, occasion, slot, presenting):
            yield Fault(rule=rule, sitting=occasion.key, number=slot.number, speaker=speaker.key if speaker else "")
        if speaker:
            own = [each for each in slots if each.person_id == speaker.id and slot.kind in LEADERS_KINDS] or [slot]
            for rule in _of_speaker(request, occasion, slot, own, speaker):
                yield Fault(rule=rule, sitting=occasion.key, number=slot.number, speaker=speaker.key)


def _whole(request: SlotsRequest, occasion: Occasion, slots: tuple[Slot, ...]) -> Iterator[Fault]:
    """Employers as workers; no more than the sitting holds."""
    employers, workers = (seconds_of(slots, partner) for partner in PARTNERS)
    if employers != workers:
        yield Fault(rule=Broken.PARTNERS, sitting=occasion.key)
    if sum(slot.seconds for slot in slots) > request.ruleset.budget(occasion.shared):
        yield Fault(rule=Broken.BUDGET, sitting=occasion.key)


def _in_order(request: SlotsRequest, occasion: Occasion, slots: tuple[Slot, ...]) -> Iterator[Fault]:
    """Block after block, one slot after another, all within the sitting."""
    blocks = request.ruleset.blocks[occasion.stage]
    reached, ends = -1, occasion.start
    for slot in sorted(slots, key=lambda each: each.offset):
        kind = SlotKind.REACTION if slot.kind is SlotKind.ANSWER else slot.kind
        at = blocks.index(kind) if kind in blocks else -1
        if at < 0 or at < reached:
            yield Fault(rule=Broken.ORDER, sitting=occasion.key, number=slot.number)
        if slot.start(occasion.start) < ends:
            yield Fault(rule=Broken.OVERLAP, sitting=occasion.key, number=slot.number)
        if slot.offset < 0 or slot.end(occasion.start) > occasion.end:
            yield Fault(rule=Broken.OUTSIDE, sitting=occasion.key, number=slot.number)
        reached, ends = max(reached, at), max(ends, slot.end(occasion.start))


def _of_slot(
    request: SlotsRequest, occasion: Occasion, slot: Slot, presenting: Mapping[int, int | None]
) -> Iterator[Broken]:
    limit = request.ruleset.limits.get(slot.kind)
    if limit is None or not limit.least <= slot.seconds <= limit.most:
        yield Broken.LENGTH
    if slot.kind in {SlotKind.REACTION, SlotKind.ANSWER} and slot.reacts_to not in presenting:
        yield Broken.REACTION
    if slot.kind is SlotKind.ANSWER and slot.person_id != presenting.get(slot.reacts_to or 0):
        yield Broken.OTHER_ANSWERS


def _of_speaker(
    request: SlotsRequest, occasion: Occasion, slot: Slot, own: list[Slot], speaker: Speaker
) -> Iterator[Broken]:
    is_theirs = speaker.constituency is slot.constituency or slot.kind in OFFICERS_KINDS
    if not is_theirs or not speaker.roles & set(request.ruleset.roles(slot.kind)):
        yield Broken.MAY_NOT_SPEAK
    begin = min(each.start(occasion.start) for each in own)
    end = max(each.end(occasion.start) for each in own)
    if not _is_free(speaker, begin, end):
        yield Broken.NOT_FREE
    if slot.kind is not SlotKind.ANSWER and slot.extra != speaker.accommodation:
        yield Broken.ACCOMMODATION
    if slot.kind in SINGLE_KINDS | LEADERS_KINDS and occasion.key not in (speaker.sittings or {occasion.key}):
        yield Broken.NOT_ASKED
    if slot.kind in SINGLE_KINDS and request.asked is not None and speaker.id not in request.asked:
        yield Broken.NOT_ASKED


def _is_free(speaker: Speaker, begin: datetime, end: datetime) -> bool:
    """Whether somebody's times, joined where they touch, cover a stay."""
    if speaker.free is None:
        return True
    reached = begin
    for first, last in sorted(speaker.free):
        if first <= reached:
            reached = max(reached, last)
    return reached >= end


def _twice(request: SlotsRequest, plans: Plans) -> Iterator[Fault]:
    """Nobody presents twice; from the open floor nobody speaks who has another slot."""
    spoken = Counter(
        slot.person_id
        for plan in plans.values()
        for slot in plan
        if slot.person_id and slot.kind is not SlotKind.ANSWER
    )
    for key, plan in plans.items():
        for slot in plan:
            is_once = slot.kind in SINGLE_KINDS or slot.kind is SlotKind.PRESENTATION
            if slot.person_id and is_once and spoken[slot.person_id] > 1:
                speaker = request.by_id[slot.person_id].key
                yield Fault(rule=Broken.TWICE, sitting=key, number=slot.number, speaker=speaker)
