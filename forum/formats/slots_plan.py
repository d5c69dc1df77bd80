"""A plan of speaking slots read back from a document, ours or made by hand, so that it can be checked."""

from __future__ import annotations

from typing import Any

from forum.domain.people import Constituency
from forum.domain.speaking.placing import Occasion
from forum.domain.speaking.request import SlotsRequest
from forum.domain.speaking.rules import SlotKind
from forum.domain.speaking.slots import Slot
from forum.domain.speaking.verify import Plans
from forum.formats.reading import MISSING, Faults, Take
from forum.formats.slots_file import MOST_SITTINGS, SlotsReading
from forum.i18n.catalogues import N_

MOST_SLOTS, MOST_SECONDS = 1_000, 24 * 3600
#: what is read of a sitting and of a slot; what else their lines say is not looked at
OF_SITTING = ("id", "slots")
OF_SLOT = ("number", "kind", "constituency", "seconds", "accommodation", "start", "reacts_to", "speaker")


def plans_of(document: object, request: SlotsRequest) -> Plans:
    """The slots of each sitting. Raises Faults."""
    reading = PlanReading(request)
    plans = reading.plans(document)
    if reading.faults:
        raise Faults(reading.faults)
    return plans


class PlanReading(SlotsReading):
    """The slots of a plan."""

    def __init__(self, wanted: SlotsRequest) -> None:
        super().__init__()
        self.occasions = {each.key: each for each in wanted.occasions}
        self.ids = {speaker.key: speaker.id for speaker in wanted.speakers}

    def plans(self, document: object) -> dict[str, tuple[Slot, ...]]:
        sittings = document.get("sittings") if isinstance(document, dict) else None
        lines = self.several(lambda each, path: (each, path), MOST_SITTINGS)(sittings, "sittings")
        return dict(filter(None, (self._of_sitting(each, path) for each, path in lines)))

    def _of_sitting(self, value: Any, path: str) -> tuple[str, tuple[Slot, ...]] | None:
        found = self.fields(_only(value, OF_SITTING), path, {"id": (self.name, MISSING), "slots": (_as_is, MISSING)})
        occasion = self.occasions.get(found["id"] or "")
        if occasion is None:
            if found["id"]:
                self.fault(f"{path}.id", N_('unknown sitting "%(id)s"'), id=found["id"])
            return None

        def one(each: Any, at: str) -> Slot:
            return self._slot(each, at, occasion)

        slots = self.items(found["slots"], f"{path}.slots", one)
        return occasion.key, tuple(slots[:MOST_SLOTS])

    def _slot(self, value: Any, path: str, occasion: Occasion) -> Slot:
        known: dict[str, tuple[Take, Any]] = {
            "number": (self.whole(1, MOST_SLOTS), MISSING),
            "kind": (self.choice(*SlotKind), MISSING),
            "constituency": (self.choice(*Constituency), MISSING),
            "seconds": (self.whole(1, MOST_SECONDS), MISSING),
            "accommodation": (self.whole(0, MOST_SECONDS), 0),
            "start": (self.moment, MISSING),
            "reacts_to": (self._number, None),
            "speaker": (self._speaker, None),
        }
        found = self.fields(_only(value, OF_SLOT), path, known)
        offset = int((found["start"] - occasion.start).total_seconds()) if found["start"] else 0
        return Slot(
            number=found["number"] or 1, kind=SlotKind(found["kind"] or SlotKind.STATEMENT), offset=offset,
            constituency=Constituency(found["constituency"] or Constituency.GOVERNMENT), seconds=found["seconds"] or 1,
            extra=found["accommodation"] or 0, reacts_to=found["reacts_to"], person_id=found["speaker"],
        )  # fmt: skip

    def _number(self, value: Any, path: str) -> int | None:
        return None if value is None else self.whole(1, MOST_SLOTS)(value, path)

    def _speaker(self, value: Any, path: str) -> int | None:
        if value is None:
            return None
        name = self.name(value, path)
        if name and name not in self.ids:
            self.fault(path, N_('unknown speaker "%(id)s"'), id=name)
        return self.ids.get(name)


def _as_is(value: Any, path: str) -> Any:
    return value


def _only(value: Any, names: tuple[str, ...]) -> Any:
    return {name: value[name] for name in names if name in value} if isinstance(value, dict) else value
