"""An allocation under way: who is in which slot so far, what accommodation that took, who was found no slot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from forum.domain.people import Constituency
from forum.domain.speaking.night import is_night
from forum.domain.speaking.outline import Outline, outline
from forum.domain.speaking.placing import Allocation, Moved, Occasion, Proof, Quota, Regions, Shortage, Speaker, Want
from forum.domain.speaking.rules import Ruleset, SlotKind
from forum.domain.speaking.slots import NightReason, Slot, timed
from forum.planning.answers import Answer, candidate_of
from forum.planning.notes import with_note
from forum.planning.places import FAR, Interval, Question, Seats
from forum.planning.placing import Patience, place


@dataclass
class Draft:
    """`speakers` stand in the order of the draw. `asked`: who asked for the open floor (None: nobody was asked)."""

    occasions: Sequence[Occasion]
    speakers: Sequence[Speaker]
    ruleset: Ruleset
    patience: Patience
    asked: frozenset[int] | None = None
    regions: Regions | None = None
    outlines: dict[str, Outline] = field(default_factory=dict)
    moved: list[Moved] = field(default_factory=list)
    shortages: list[Shortage] = field(default_factory=list)
    #: individuals without a slot in one kind, who may have one in another
    left: list[Shortage] = field(default_factory=list)
    proofs: dict[str, Proof] = field(default_factory=dict)
    quotas: list[Quota] = field(default_factory=list)
    #: sitting and number of a slot -> its speaker, and why they speak there if it is their night
    given: dict[tuple[str, int], tuple[Speaker, NightReason]] = field(default_factory=dict)
    #: sitting -> seconds of accommodation in it, and how many all who are named there can bear
    spent: dict[str, int] = field(default_factory=dict)
    borne: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.turns = {speaker.id: speaker.turns for speaker in self.speakers}
        self.open = [each for each in self.occasions if each.is_open]
        self.begun = self.patience.clock()

    def band(self, speaker: Speaker, kind: SlotKind) -> int | None:
        """The speaker's band for a kind of slot, 0 first; None where the rules do not let them speak in it."""
        bands = [band for band, role in enumerate(self.ruleset.roles(kind)) if role in speaker.roles]
        return min(bands, default=None)

    def ranked(self, kind: SlotKind, constituency: Constituency | None) -> list[Speaker]:
        """Who may speak in slots of a kind, in the order of precedence: carried over, band, level, place, draw.

        `constituency` None: whatever constituency they are of.
        """
        may = [
            (not speaker.is_carried, band, speaker.level, speaker.place, number)
            for number, speaker in enumerate(self.speakers)
            if constituency in {None, speaker.constituency} and (band := self.band(speaker, kind)) is not None
        ]
        return [self.speakers[entry[-1]] for entry in sorted(may)]

    def outlined(self, occasion: Occasion, leaders: int) -> Outline:
        """The empty plan of a sitting; minutes that are set aside are spread over it like the chair's reserve."""
        made = outline(self.ruleset, occasion.stage, minutes=occasion.shared, leaders=leaders, turn=occasion.turn)
        return replace(made, slots=timed(made.slots, occasion.minutes))

    def spare(self, occasion: Occasion, made: Outline) -> int:
        """The seconds of accommodation that a sitting with this plan can still hold beside its slots."""
        held = occasion.minutes * 60 - sum(slot.seconds for slot in made.slots)
        spent = self.spent.get(occasion.key, 0)
        return max(0, min(held, self.borne.get(occasion.key, FAR)) - spent)

    def solve(self, name: str, speakers: Sequence[Speaker], seats: Sequence[Seats], *, is_even: bool) -> Answer:
        """Place speakers in the order given, in the time that is left."""
        question = Question([candidate_of(each) for each in speakers], seats, is_even=is_even)
        left = max(0.0, self.patience.seconds - (self.patience.clock() - self.begun))
        found = place(question, replace(self.patience, seconds=left))
        self.proofs[name] = replace(found.proof, first=found.first, seconds=found.seconds)
        return Answer(speakers=tuple(speakers), question=question, found=found)

    def give(self, occasion: Occasion, slot: Slot, speaker: Speaker, reason: NightReason, stay: Interval) -> None:
        """Name the speaker of a slot; `stay` is how long they must be there."""
        self.given[occasion.key, slot.number] = speaker, reason
        self.turns[speaker.id] += 1
        slack = candidate_of(speaker).slack(*stay)
        self.borne[occasion.key] = min(slack, self.borne.get(occasion.key, FAR))
        if slot.kind is not SlotKind.ANSWER:
            self.spent[occasion.key] = self.spent.get(occasion.key, 0) + speaker.accommodation

    def finished(self) -> Allocation:
        """What has come of it."""
        zones = {speaker.id: speaker.zone for speaker in self.speakers}
        self.shortages += self._unheard()
        return Allocation(
            slots={each.key: tuple(self._slots(each, zones)) for each in self.open},
            outlines=self.outlines,
            moved=tuple(dict.fromkeys(self.moved)),
            unplaced=tuple(
                each.person_id for each in self.shortages if each.person_id and each.kind is SlotKind.PRESENTATION
            ),
            shortages=tuple(self.shortages),
            proofs=self.proofs,
            quotas=tuple(self.quotas),
        )

    def _unheard(self) -> Iterator[Shortage]:
        """Those who asked for the floor and have no slot of any kind, each once: the kind that came nearest."""
        nearest: dict[int | None, Shortage] = {}
        for each in self.left:
            known = nearest.get(each.person_id)
            if known is None or known.why is Want.NO_SITTING:
                nearest[each.person_id] = each
        yield from (each for who, each in nearest.items() if self.asked is not None and not self.turns[who or 0])

    def _slots(self, occasion: Occasion, zones: dict[int, str]) -> Iterator[Slot]:
        """The slots of a sitting with their speakers, times and notes."""
        plan = [self._named(occasion, slot) for slot in self.outlines[occasion.key].slots]
        for slot in timed(plan, occasion.minutes):
            held = self.given.get((occasion.key, slot.number))
            yield with_note(slot, occasion.start, zones, held[1]) if held else slot

    def _named(self, occasion: Occasion, slot: Slot) -> Slot:
        held = self.given.get((occasion.key, slot.number))
        if held is None:
            return slot
        extra = held[0].accommodation if slot.kind is not SlotKind.ANSWER else 0
        return replace(slot, person_id=held[0].id, extra=extra)

    def sleeps(self, speaker: Speaker, occasion: Occasion, slot: Slot) -> bool:
        """Whether a slot lies in the speaker's night."""
        return is_night(slot.start(occasion.start), slot.end(occasion.start), speaker.zone)

    def is_awake_elsewhere(self, speaker: Speaker, occasion: Occasion, kind: SlotKind) -> bool:
        """Whether another sitting with such slots lies wholly outside the speaker's night."""
        return any(
            not is_night(each.start, each.end, speaker.zone)
            for each in self.occasions
            if each.key != occasion.key and kind in self.ruleset.blocks[each.stage]
        )
