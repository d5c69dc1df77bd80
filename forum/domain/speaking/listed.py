"""The list of speakers as a table: checked whole, row by row, against the slots that it was made from.

A row is a slot, by the key of its sitting and its number. Order (`place`), length, speaker and label can be changed;
`kind`, `on_behalf` and `reacts_to` must stay; what is derived (`TOLD`) is not read. A list that was exported imports
again unchanged. Every fault names row and column; one fault refuses the whole file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from forum.domain import inputs
from forum.domain.people import Person
from forum.domain.refusals import Refusal, Refusals
from forum.domain.roster import Row
from forum.domain.speaking import slots as rules
from forum.domain.speaking.rules import LEADERS_KINDS, Ruleset, SlotKind, Stage, WrongSlotLength, WrongSpeaker
from forum.domain.speaking.slots import Slot

COLUMNS = (
    "sitting", "place", "slot", "starts_at", "seconds", "kind", "on_behalf", "person", "speaker", "state",
    "organization", "label", "reacts_to",
)  # fmt: skip
#: columns that follow from the others, for whoever reads the table; they may be left out
TOLD = frozenset({"starts_at", "speaker", "state", "organization"})
#: longest label of a slot without a person
LABEL_LENGTH = 120


class UnknownSlot(Refusal):
    """The sitting has no slot of that number; params: value, row."""


class UnknownSitting(Refusal):
    """No sitting with slots has that key; params: value, row."""


class DuplicateSlot(Refusal):
    """The slot, or the place, stands in an earlier row too; params: value, first, row."""


class SlotMissing(Refusal):
    """The table names a sitting, but not all of its slots; params: slots, row (the first of that sitting)."""


class FixedCell(Refusal):
    """What a slot is for cannot be changed by the table; params: value, stands, row."""


class UnknownRosterId(Refusal):
    """Nobody of the forum has that id; params: value, row."""


class LabelBesidePerson(Refusal):
    """A label stands where a person is named already; params: row."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A row that could be read; `row` is its number in the file."""

    row: int
    sitting: str
    place: int
    slot: int
    seconds: int
    cells: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What the rows are held against: the ruleset, who may speak in a slot, and everybody by id."""

    ruleset: Ruleset
    may_speak: Callable[[Person, Slot], bool]
    persons: Mapping[str, Person]


def read(rows: Iterable[Row]) -> tuple[Entry, ...]:
    """The rows with their numbers read. Raises `Refusals`."""
    faults: list[Refusal] = []
    entries = [_entry(row, faults) for row in rows]
    if faults:
        raise Refusals(faults)
    return tuple(entries)


def _entry(row: Row, faults: list[Refusal]) -> Entry:
    numbers = {name: _whole(row, name, faults) for name in ("place", "slot", "seconds")}
    cells = {name: row.cells.get(name, "").strip() for name in COLUMNS}
    return Entry(row=row.number, sitting=cells["sitting"], cells=cells, **numbers)


def _whole(row: Row, name: str, faults: list[Refusal]) -> int:
    try:
        return inputs.whole(row.cells.get(name), name)
    except Refusal as fault:
        faults.append(_in_row(fault, row.number, name))
        return 0


def _in_row(fault: Refusal, row: int, field: str | None = None) -> Refusal:
    return type(fault)(field=field or fault.field, **{**fault.params, "row": row})


def by_sitting(entries: Iterable[Entry], keys: Iterable[str]) -> dict[str, list[Entry]]:
    """The rows of each sitting. Raises `Refusals` where one names none that is known."""
    known, found = set(keys), dict[str, list[Entry]]()
    faults: list[Refusal] = []
    for entry in entries:
        found.setdefault(entry.sitting, []).append(entry)
        if entry.sitting not in known:
            faults.append(UnknownSitting(field="sitting", value=entry.sitting, row=entry.row))
    if faults:
        raise Refusals(faults)
    return found


def applied(
    plan: Sequence[Slot], entries: Sequence[Entry], known: Known, stage: Stage, minutes: int
) -> tuple[Slot, ...]:
    """The plan of a sitting as its rows want it; the same plan where they change nothing. Raises `Refusals`."""
    faults = [*_identities(plan, entries)]
    if faults:
        raise Refusals(faults)
    ordered = sorted(entries, key=lambda entry: entry.place)
    wanted = tuple(_slot(rules.find(plan, entry.slot), entry, known, faults) for entry in ordered)
    faults.extend(_answers(wanted, ordered))
    if not faults and _bare(wanted) != _bare(plan):
        faults.extend(_whole_plan(wanted, known.ruleset, stage, minutes, entries[0].row))
    if faults:
        raise Refusals(sorted(faults, key=_place))
    if _bare(wanted) == _bare(plan):
        return tuple(plan)
    return rules.timed(wanted, minutes)


def _place(fault: Refusal) -> tuple[int, int]:
    row = fault.params.get("row")
    return (row if isinstance(row, int) else 0, COLUMNS.index(fault.field) if fault.field in COLUMNS else 0)


def _bare(plan: Iterable[Slot]) -> list[tuple[object, ...]]:
    return [(slot.number, slot.seconds, slot.person_id, slot.label) for slot in plan]


def _identities(plan: Sequence[Slot], entries: Sequence[Entry]) -> Iterable[Refusal]:
    """Every slot of the sitting once, every place once."""
    there = {slot.number for slot in plan}
    first: dict[tuple[str, int], int] = {}
    for entry in entries:
        if entry.slot not in there:
            yield UnknownSlot(field="slot", value=entry.slot, row=entry.row)
        for field, value in (("slot", entry.slot), ("place", entry.place)):
            row = first.setdefault((field, value), entry.row)
            if row != entry.row:
                yield DuplicateSlot(field=field, value=value, first=row, row=entry.row)
    missing = sorted(there - {entry.slot for entry in entries})
    if missing:
        yield SlotMissing(field="slot", slots=" ".join(map(str, missing)), row=entries[0].row)


def _slot(slot: Slot, entry: Entry, known: Known, faults: list[Refusal]) -> Slot:
    """The slot as its row wants it; what is wrong with the row goes to `faults`."""
    person, label = known.persons.get(entry.cells["person"]), entry.cells["label"]
    faults.extend(_faults(slot, entry, known, person))
    changed = replace(slot, seconds=entry.seconds, person_id=person.id if person else None, label=label)
    return replace(changed, is_fixed=True) if _bare([changed]) != _bare([slot]) else slot


def _faults(slot: Slot, entry: Entry, known: Known, person: Person | None) -> Iterable[Refusal]:
    for field, stands in fixed(slot).items():
        if entry.cells[field] != stands:
            yield FixedCell(field=field, value=entry.cells[field], stands=stands, row=entry.row)
    limit = known.ruleset.limit(slot.kind)
    if entry.seconds != slot.seconds and not limit.least <= entry.seconds <= limit.most:
        facts = {"seconds": entry.seconds, "least": limit.least, "most": limit.most}
        yield WrongSlotLength(field="seconds", row=entry.row, **facts)
    if entry.cells["person"] and person is None:
        yield UnknownRosterId(field="person", value=entry.cells["person"], row=entry.row)
    if person is not None and person.id != slot.person_id and not known.may_speak(person, slot):
        yield _wrong_speaker(slot, entry)
    yield from _label_faults(entry)


def _label_faults(entry: Entry) -> Iterable[Refusal]:
    if entry.cells["label"] and entry.cells["person"]:
        yield LabelBesidePerson(field="label", row=entry.row)
    try:
        inputs.text(entry.cells["label"], "label", limit=LABEL_LENGTH)
    except Refusal as fault:
        yield _in_row(fault, entry.row)


def _wrong_speaker(slot: Slot, entry: Entry) -> Refusal:
    facts = {"kind": slot.kind.value, "constituency": slot.constituency.value}
    return WrongSpeaker(field="person", row=entry.row, **facts)


def fixed(slot: Slot) -> dict[str, str]:
    """The cells of a slot that say what it is for."""
    reacts_to = "" if slot.reacts_to is None else str(slot.reacts_to)
    return {"kind": slot.kind.value, "on_behalf": slot.constituency.value, "reacts_to": reacts_to}


def _answers(wanted: Sequence[Slot], entries: Sequence[Entry]) -> Iterable[Refusal]:
    """Who presents also answers."""
    speaker = {slot.number: slot.person_id for slot in wanted}
    for slot, entry in zip(wanted, entries, strict=True):
        is_answer = slot.kind in LEADERS_KINDS and slot.kind is not SlotKind.PRESENTATION
        if is_answer and slot.reacts_to in speaker and slot.person_id != speaker[slot.reacts_to]:
            yield _wrong_speaker(slot, entry)


def _whole_plan(wanted: Sequence[Slot], ruleset: Ruleset, stage: Stage, minutes: int, row: int) -> Iterable[Refusal]:
    try:
        rules.check(wanted, ruleset, stage, minutes)
    except Refusal as fault:
        yield _in_row(fault, row)
