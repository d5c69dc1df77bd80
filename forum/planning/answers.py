"""What a placing means for the speakers: who is in which sitting, who changed, who is left out and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from forum.domain.speaking.night import seconds
from forum.domain.speaking.placing import Moved, Shortage, Speaker, Want
from forum.domain.speaking.rules import SlotKind
from forum.planning.places import Candidate, Interval, Question
from forum.planning.placing import Placement


def candidate_of(speaker: Speaker) -> Candidate:
    """The speaker as one to be placed, their times joined where they touch."""
    free = None if speaker.free is None else tuple(_joined((seconds(a), seconds(b)) for a, b in speaker.free))
    return Candidate(
        id=speaker.id, zone=speaker.zone, free=free, extra=speaker.accommodation, sittings=speaker.sittings
    )


def _joined(pieces: Iterable[Interval]) -> Iterator[Interval]:
    held: Interval | None = None
    for begin, end in sorted(pieces):
        if held and begin <= held[1]:
            held = held[0], max(held[1], end)
            continue
        if held:
            yield held
        held = begin, end
    if held:
        yield held


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A question about speakers in their order of precedence, and the placing found for it."""

    speakers: Sequence[Speaker]
    question: Question
    found: Placement

    def members(self, sitting: int) -> dict[int, Speaker]:
        """The speakers of a sitting by their place, in the order of places."""
        here = {place: self.speakers[who] for who, (at, place) in self.found.where.items() if at == sitting}
        return dict(sorted(here.items()))

    def shortages(self, kind: SlotKind) -> Iterator[Shortage]:
        """Who is left out, in the order of precedence, and why."""
        for who, speaker in enumerate(self.speakers):
            if who not in self.found.where:
                yield self._shortage(who, speaker, kind)

    def _shortage(self, who: int, speaker: Speaker, kind: SlotKind) -> Shortage:
        seats = [each for each in self.question.offered if speaker.sittings is None or each.key in speaker.sittings]
        fits = [at for at, row in enumerate(self.question.fits[who]) if row]
        if fits:
            full = sorted(self.found.full.get(who) or fits)
            names = tuple(self.question.seats[at].key for at in full)
            places = sum(self.question.seats[at].most for at in full)
            return Shortage(why=Want.FULL, kind=kind, person_id=speaker.id, sittings=names, places=places)
        if not any(each.most for each in seats):
            return Shortage(why=Want.NO_SITTING, kind=kind, person_id=speaker.id)
        lacks = speaker.accommodation > max(each.most_spare for each in seats if each.most)
        why = Want.ACCOMMODATION if lacks else Want.NOT_FREE
        return Shortage(why=why, kind=kind, person_id=speaker.id)

    def moved(self) -> Iterator[Moved]:
        """Who speaks by day, while somebody later in the order has a place in a sitting that is their night."""
        for who, (sitting, _) in self.found.where.items():
            for other, fits in enumerate(self.question.fits[who]):
                later = any(at == other and each > who for each, (at, _) in self.found.where.items())
                if other != sitting and later and fits and all(fit.awake < 0 for fit in fits.values()):
                    yield Moved(person_id=self.speakers[who].id, sitting=self.question.seats[other].key)
                    break
