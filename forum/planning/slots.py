"""Who speaks in which slot: leaders over sittings, constituencies by band and draw, nobody silently in their night.

Everything is decided by the input and a seed: the order of a draw is that of SHA-256("seed:key"), so that anybody can
compute it again. Night is the dearest band of the product's own burden scale, on the speaker's own clock where they
are remote, on the venue's where they are in the room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from forum.domain.people import Constituency, Role
from forum.domain.speaking import draw
from forum.domain.speaking.night import is_night
from forum.domain.speaking.outline import Outline, leaders_that_fit, outline
from forum.domain.speaking.rules import LEADERS_KINDS, OFFICERS_KINDS, SINGLE_KINDS, Ruleset, SlotKind, Stage
from forum.domain.speaking.slots import NightNote, NightReason, Slot
from timezones import wallclock

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Speaker:
    """Somebody who may speak; `zone` is the clock that counts for them, `turns` their slots in other sittings."""

    id: int
    key: str
    constituency: Constituency
    zone: str
    roles: frozenset[Role]
    turns: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Occasion:
    """A sitting as the placing of speakers sees it; `turn` counts the sittings of the forum from 0.

    `is_open` says that it is to be planned now; the others are where somebody could speak instead.
    """

    key: str
    start: datetime
    minutes: int
    stage: Stage
    turn: int = 0
    is_open: bool = True

    @property
    def end(self) -> datetime:
        """When it ends."""
        return self.start + self.minutes * MINUTE


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """Somebody whose turn it was in a sitting that lies in their night, and who keeps it for another one."""

    person_id: int
    sitting: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Allocation:
    """The plans by sitting, who was moved out of the night, and which leaders no sitting can hold."""

    slots: Mapping[str, tuple[Slot, ...]]
    outlines: Mapping[str, Outline]
    moved: tuple[Moved, ...] = ()
    unplaced: tuple[int, ...] = ()


def drawn(speakers: Iterable[Speaker], seed: str) -> list[Speaker]:
    """The speakers in the order of the draw."""
    return sorted(speakers, key=lambda each: draw.lot(each.key, seed))


def noted(slots: Iterable[Slot], start: datetime, zones: Mapping[int, str]) -> tuple[Slot, ...]:
    """The slots, each with a note where its speaker sits in the night, and without one where not.

    A reason given before is kept; where there is none, the times have changed since the plan was made.
    """
    return tuple(_with_note(slot, start, zones) for slot in slots)


def _with_note(slot: Slot, start: datetime, zones: Mapping[int, str], reason: NightReason | None = None) -> Slot:
    zone = zones.get(slot.person_id or 0)
    begins, ends = slot.start(start), slot.end(start)
    if zone is None or not is_night(begins, ends, zone):
        return replace(slot, note=None)
    given = reason or (slot.note.reason if slot.note else NightReason.TIMES_CHANGED)
    return replace(slot, note=NightNote(reason=given, zone=zone, local=wallclock.local(begins, zone)))


def allocate(occasions: Sequence[Occasion], speakers: Iterable[Speaker], ruleset: Ruleset, *, seed: str) -> Allocation:
    """Plan every open sitting of `occasions` (all sittings of the forum, in the order of time).

    Refuses `BudgetTooSmall` where a sitting cannot hold even the shortest slots of its stage.
    """
    placing = _Placing(occasions, drawn(speakers, seed), ruleset)
    present, unplaced = placing.leaders_by_sitting()
    for occasion in occasions:
        if occasion.is_open:
            placing.plan(occasion, present.get(occasion.key, []))
    return Allocation(
        slots=placing.plans,
        outlines=placing.outlines,
        moved=tuple(dict.fromkeys(placing.moved)),
        unplaced=tuple(unplaced),
    )


@dataclass
class _Placing:
    """One allocation under way."""

    occasions: Sequence[Occasion]
    speakers: Sequence[Speaker]
    ruleset: Ruleset
    plans: dict[str, tuple[Slot, ...]] = field(default_factory=dict)
    outlines: dict[str, Outline] = field(default_factory=dict)
    moved: list[Moved] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.turns = {speaker.id: speaker.turns for speaker in self.speakers}
        self.zones = {speaker.id: speaker.zone for speaker in self.speakers}

    def band(self, speaker: Speaker, kind: SlotKind) -> int | None:
        """The speaker's level for a kind of slot, 0 first; None where the rules do not let them speak in it."""
        levels = [level for level, role in enumerate(self.ruleset.roles(kind)) if role in speaker.roles]
        return min(levels, default=None)

    def leaders_by_sitting(self) -> tuple[dict[str, list[Speaker]], list[int]]:
        """Which leaders present in which open sitting: as many as can be outside their night, evenly spread."""
        room = {
            each.key: leaders_that_fit(self.ruleset, each.stage, each.minutes)
            for each in self.occasions
            if each.is_open
        }
        room = {key: places for key, places in room.items() if places}
        leaders = [
            speaker
            for speaker in self.speakers
            if speaker.constituency is Constituency.ORGANIZATION
            and self.band(speaker, SlotKind.PRESENTATION) is not None
            and not speaker.turns
        ]
        even = -(-len(leaders) // len(room)) if room else 0
        seats = _Seats(leaders, list(room), self.is_awake_in)
        seats.fill({key: min(places, even) for key, places in room.items()})
        seats.fill(room)
        unplaced = seats.fill_the_rest(room)
        return {key: [leaders[index] for index in sorted(seats.taken[key])] for key in room}, unplaced

    def is_awake_in(self, speaker: Speaker, key: str) -> bool:
        """Whether the whole sitting lies outside the speaker's night."""
        occasion = next(each for each in self.occasions if each.key == key)
        return not is_night(occasion.start, occasion.end, speaker.zone)

    def plan(self, occasion: Occasion, leaders: Sequence[Speaker]) -> None:
        """Fill one sitting, slot by slot in the order of time."""
        drawn_up = outline(
            self.ruleset, occasion.stage, minutes=occasion.minutes, leaders=len(leaders), turn=occasion.turn
        )
        presenting = self._presenting(occasion, drawn_up, leaders)
        filled: list[Slot] = []
        for slot in drawn_up.slots:
            if slot.kind in LEADERS_KINDS:
                filled.append(self._lead(occasion, slot, presenting[slot.reacts_to or slot.number], leaders))
            else:
                filled.append(self._group(occasion, slot))
        self.plans[occasion.key], self.outlines[occasion.key] = tuple(filled), drawn_up

    def _presenting(self, occasion: Occasion, drawn_up: Outline, leaders: Sequence[Speaker]) -> dict[int, Speaker]:
        """Who presents in which slot: equals change places so that as many as possible are awake."""
        slots = {str(slot.number): slot for slot in drawn_up.slots if slot.kind is SlotKind.PRESENTATION}

        def is_awake(speaker: Speaker, number: str) -> bool:
            return not self._sleeps(speaker, occasion, slots[number])

        seats = _Seats(leaders, list(slots), is_awake)
        one_each = dict.fromkeys(slots, 1)
        seats.fill(one_each)
        seats.fill_the_rest(one_each)
        return {int(number): leaders[index] for number, taken in seats.taken.items() for index in taken}

    def _lead(self, occasion: Occasion, slot: Slot, speaker: Speaker, leaders: Sequence[Speaker]) -> Slot:
        elsewhere = self._awake_elsewhere(speaker, occasion, SlotKind.PRESENTATION)
        alone = slot.kind is SlotKind.ANSWER or len(leaders) == 1
        reason = NightReason.ONLY_ONE if alone else NightReason.ALL_ASLEEP
        if not elsewhere:
            reason = NightReason.EVERY_SITTING
        elif slot.kind is SlotKind.PRESENTATION:
            reason = NightReason.OTHERS_FULL
        return self._given(occasion, slot, speaker, reason)

    def _group(self, occasion: Occasion, slot: Slot) -> Slot:
        """A slot of a constituency: best band, fewest turns, draw; an equal who is awake goes before one who is not."""
        candidates = self._candidates(slot)
        if not candidates:
            return slot
        if slot.kind in SINGLE_KINDS:
            return self._from_the_floor(occasion, slot, candidates)
        best = self.band(candidates[0], slot.kind)
        equals = [each for each in candidates if self.band(each, slot.kind) == best]
        awake = [each for each in equals if not self._sleeps(each, occasion, slot)]
        if awake:
            if equals[0] is not awake[0]:
                self.moved.append(Moved(person_id=equals[0].id, sitting=occasion.key))
            return self._given(occasion, slot, awake[0], None)
        reason = NightReason.ONLY_ONE if len(equals) == 1 else NightReason.ALL_ASLEEP
        return self._given(occasion, slot, equals[0], reason)

    def _candidates(self, slot: Slot) -> list[Speaker]:
        """Who may take a constituency's slot: as an individual nobody twice, otherwise in turn."""
        ranked: list[tuple[tuple[int, int], Speaker]] = []
        for speaker in self.speakers:
            band = self.band(speaker, slot.kind)
            turns = self.turns[speaker.id]
            is_theirs = speaker.constituency is slot.constituency or slot.kind in OFFICERS_KINDS
            if is_theirs and band is not None:
                ranked.append(((band, turns), speaker))
        if slot.kind in SINGLE_KINDS:
            ranked = [entry for entry in ranked if not entry[0][1]]
        return [speaker for _, speaker in sorted(ranked, key=lambda entry: entry[0])]

    def _from_the_floor(self, occasion: Occasion, slot: Slot, candidates: Sequence[Speaker]) -> Slot:
        """The first by band and draw who is awake, or for whom every sitting lies in the night (with a note)."""
        passed: list[Speaker] = []
        for speaker in candidates:
            if not self._sleeps(speaker, occasion, slot):
                self.moved += [Moved(person_id=each.id, sitting=occasion.key) for each in passed]
                return self._given(occasion, slot, speaker, None)
            if not self._awake_elsewhere(speaker, occasion, slot.kind):
                self.moved += [Moved(person_id=each.id, sitting=occasion.key) for each in passed]
                return self._given(occasion, slot, speaker, NightReason.EVERY_SITTING)
            passed.append(speaker)
        return self._given(occasion, slot, candidates[0], NightReason.ALL_ASLEEP)

    def _awake_elsewhere(self, speaker: Speaker, occasion: Occasion, kind: SlotKind) -> bool:
        return any(
            self.is_awake_in(speaker, each.key)
            for each in self.occasions
            if each.key != occasion.key and kind in self.ruleset.blocks[each.stage]
        )

    def _sleeps(self, speaker: Speaker, occasion: Occasion, slot: Slot) -> bool:
        return is_night(slot.start(occasion.start), slot.end(occasion.start), speaker.zone)

    def _given(self, occasion: Occasion, slot: Slot, speaker: Speaker, reason: NightReason | None) -> Slot:
        self.turns[speaker.id] += 1
        return _with_note(replace(slot, person_id=speaker.id), occasion.start, self.zones, reason)


class _Seats:
    """Speakers to seats so that as many as possible are awake: augmenting paths, in the speakers' order.

    The set that is seated awake is the best one in that order: nobody is left out for somebody further back.
    """

    def __init__(
        self, speakers: Sequence[Speaker], seats: Sequence[str], is_awake: Callable[[Speaker, str], bool]
    ) -> None:
        self.taken: dict[str, set[int]] = {seat: set() for seat in seats}
        self.waiting = list(range(len(speakers)))
        self.open_to = [[seat for seat in seats if is_awake(speaker, seat)] for speaker in speakers]
        self.ids = [speaker.id for speaker in speakers]

    def fill(self, room: Mapping[str, int]) -> None:
        """Seat as many of those who wait as fit, each where they are awake."""
        self.waiting = [index for index in self.waiting if not self._seat(index, room, set())]

    def _seat(self, index: int, room: Mapping[str, int], tried: set[str]) -> bool:
        for seat in sorted(self.open_to[index], key=lambda name: len(self.taken[name])):
            if seat in tried:
                continue
            tried.add(seat)
            if len(self.taken[seat]) < room[seat] or self._make_room(seat, room, tried):
                self.taken[seat].add(index)
                return True
        return False

    def _make_room(self, seat: str, room: Mapping[str, int], tried: set[str]) -> bool:
        for other in sorted(self.taken[seat]):
            if self._seat(other, room, tried):
                self.taken[seat].remove(other)
                return True
        return False

    def fill_the_rest(self, room: Mapping[str, int]) -> list[int]:
        """Seat those who wait where there is room, the emptiest first; gives the ids of those who find none."""
        unplaced: list[int] = []
        for index in self.waiting:
            free = [seat for seat in self.taken if len(self.taken[seat]) < room[seat]]
            if free:
                self.taken[min(free, key=lambda name: len(self.taken[name]))].add(index)
            else:
                unplaced.append(self.ids[index])
        self.waiting = []
        return unplaced
