"""The slots of the constituencies: statements and reactions by band and in turn, the open floor by list or draw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from forum.domain.people import Constituency
from forum.domain.speaking.apportion import Claim
from forum.domain.speaking.carry import released
from forum.domain.speaking.night import is_night, seconds
from forum.domain.speaking.placing import Moved, Occasion, Quota, Regions, Shortage, Speaker, Want
from forum.domain.speaking.rules import LEADERS_KINDS, OFFICERS_KINDS, SINGLE_KINDS, SlotKind
from forum.domain.speaking.slots import NightReason, Slot
from forum.planning.answers import candidate_of
from forum.planning.draft import Draft
from forum.planning.places import Interval, Place, Seats


def place_groups(draft: Draft, occasion: Occasion) -> None:
    """Name the officers who report and who states and reacts for each constituency, in the order of time."""
    for slot in draft.outlines[occasion.key].slots:
        if slot.kind not in LEADERS_KINDS | SINGLE_KINDS:
            _place_group(draft, occasion, slot)


def _place_group(draft: Draft, occasion: Occasion, slot: Slot) -> None:
    """Best band, fewest turns, draw; an equal who is awake goes before one who is not."""
    eligible = draft.ranked(slot.kind, None if slot.kind in OFFICERS_KINDS else slot.constituency)
    free = [each for each in eligible if _can_be_there(draft, occasion, slot, each)]
    if slot.kind in OFFICERS_KINDS:
        free = _of_another_office(draft, occasion, slot, free) or free
    if not free:
        why = Want.NOBODY_FREE if eligible else Want.NOBODY
        draft.shortages.append(Shortage(why=why, kind=slot.kind, sitting=occasion.key, number=slot.number))
        return
    best = draft.band(free[0], slot.kind)
    equals = [each for each in free if draft.band(each, slot.kind) == best]
    equals.sort(key=lambda each: draft.turns[each.id])
    awake = [each for each in equals if not draft.sleeps(each, occasion, slot)]
    chosen = (awake or equals)[0]
    if awake and equals[0] is not chosen:
        draft.moved.append(Moved(person_id=equals[0].id, sitting=occasion.key))
    reason = NightReason.ONLY_ONE if len(equals) == 1 else NightReason.ALL_ASLEEP
    draft.give(occasion, slot, chosen, reason, _span(occasion, slot))


def _of_another_office(draft: Draft, occasion: Occasion, slot: Slot, speakers: Sequence[Speaker]) -> list[Speaker]:
    """The officers whose office has not reported in that sitting yet: after the Chairperson the Reporter."""
    given = (speaker for (key, _number), (speaker, _reason) in draft.given.items() if key == occasion.key)
    heard = {draft.band(each, slot.kind) for each in given}
    return [each for each in speakers if draft.band(each, slot.kind) not in heard]


def _can_be_there(draft: Draft, occasion: Occasion, slot: Slot, speaker: Speaker) -> bool:
    """Whether a speaker is free for a slot, wherever accommodation shifts it, and theirs can be held."""
    if speaker.accommodation > draft.spare(occasion, draft.outlines[occasion.key]):
        return False
    shift = draft.spent.get(occasion.key, 0) + speaker.accommodation
    return candidate_of(speaker).slack(*_span(occasion, slot)) >= shift


def _span(occasion: Occasion, slot: Slot) -> Interval:
    return seconds(slot.start(occasion.start)), seconds(slot.end(occasion.start))


def place_individuals(draft: Draft, kind: SlotKind, constituency: Constituency) -> None:
    """Name who speaks as an individual for a constituency in all sittings; nobody who has a slot already."""
    slots = {each.key: _statements(draft, each, kind, constituency) for each in draft.open}
    here = [each for each in draft.open if slots[each.key]]
    if not here and draft.asked is None:
        return
    seats = [_seats(draft, each, slots[each.key]) for each in here]
    speakers = [each for each in draft.ranked(kind, constituency) if _speaks(draft, each)]
    later = {each.id for each in speakers if _keeps_the_turn(draft, each, here, kind)}
    speakers.sort(key=lambda each: each.id in later)
    if draft.regions and constituency is Constituency.GOVERNMENT:
        speakers = _by_region(draft, draft.regions, kind, speakers, sum(map(len, slots.values())))
    answer = draft.solve(f"{kind.value}.{constituency.value}", speakers, seats, is_even=False)
    for at, occasion in enumerate(here):
        for place, speaker in answer.members(at).items():
            slot = slots[occasion.key][place]
            draft.give(occasion, slot, speaker, _reason(draft, occasion, speaker, here, kind), _span(occasion, slot))
    draft.moved += answer.moved()
    draft.left += answer.shortages(kind)


def _by_region(
    draft: Draft, regions: Regions, kind: SlotKind, speakers: Sequence[Speaker], places: int
) -> list[Speaker]:
    """The speakers, those within their region's part of the places first; the others may have what is not used."""
    claims = [Claim(key=region, weight=weight) for region, weight in regions.weights.items()]
    asking = Counter(speaker.region for speaker in speakers)
    found = released(places, claims, regions.method, dict.fromkeys(regions.weights, 0) | asking, ties=regions.ties)
    first = found.rounds[0] if found.rounds else None
    draft.quotas.append(
        Quota(
            kind=kind, entitled=dict(first.seats) if first else {}, granted=dict(found.seats),
            ties=tuple(tie for each in found.rounds for tie in each.ties),
        )
    )  # fmt: skip
    left = Counter(found.seats)
    beyond: list[Speaker] = []
    within: list[Speaker] = []
    for speaker in speakers:
        (within if left[speaker.region] > 0 else beyond).append(speaker)
        left[speaker.region] -= 1
    return within + beyond


def _speaks(draft: Draft, speaker: Speaker) -> bool:
    return not draft.turns[speaker.id] and (draft.asked is None or speaker.id in draft.asked)


def _statements(draft: Draft, occasion: Occasion, kind: SlotKind, constituency: Constituency) -> list[Slot]:
    slots = draft.outlines[occasion.key].slots
    return [slot for slot in slots if slot.kind is kind and slot.constituency is constituency]


def _seats(draft: Draft, occasion: Occasion, slots: Sequence[Slot]) -> Seats:
    places = tuple(Place(spans=(_span(occasion, slot),)) for slot in slots)
    spare = draft.spare(occasion, draft.outlines[occasion.key])
    return Seats(
        key=occasion.key, layouts={len(places): places}, spare={len(places): spare}, is_fixed=True,
        used=draft.spent.get(occasion.key, 0),
    )  # fmt: skip


def _keeps_the_turn(draft: Draft, speaker: Speaker, here: Sequence[Occasion], kind: SlotKind) -> bool:
    """Whether all sittings that are planned now lie in the speaker's night, and another one does not."""
    if not here or not all(is_night(each.start, each.end, speaker.zone) for each in here):
        return False
    return draft.is_awake_elsewhere(speaker, here[0], kind)


def _reason(
    draft: Draft, occasion: Occasion, speaker: Speaker, here: Sequence[Occasion], kind: SlotKind
) -> NightReason:
    """Why somebody speaks as an individual there if it is their night."""
    if not draft.is_awake_elsewhere(speaker, occasion, kind):
        return NightReason.EVERY_SITTING
    planned = any(not is_night(each.start, each.end, speaker.zone) for each in here if each.key != occasion.key)
    return NightReason.OTHERS_FULL if planned else NightReason.ALL_ASLEEP
