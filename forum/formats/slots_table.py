"""A plan of speaking slots as a table for people, in a terminal and in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from forum.domain.speaking.linter import Code
from forum.domain.speaking.placing import Allocation, Occasion, Proof, Shortage, Want
from forum.domain.speaking.request import SlotsRequest
from forum.domain.speaking.rules import BudgetTooSmall
from forum.domain.speaking.slots import Slot
from forum.domain.speaking.verify import Broken, Fault
from forum.formats.plan_words import isolated, start_said
from forum.formats.slots_answer import findings
from forum.formats.terminal import rows
from forum.i18n.catalogues import N_, Words
from forum.i18n.linter import said
from forum.i18n.terms import constituency, night_reason, slot_kind
from timezones.wallclock import local

PROVEN = N_("Proven: no placing of the speakers is better.")
OPEN = N_("Found, not proven: %(part)s, %(figure)s is %(value)s and at least %(bound)s (gap %(gap)s %%).")
WANTS = {
    Want.NO_SITTING: N_("%(speaker)s: no sitting has slots in which this speaker may speak"),
    Want.NOT_FREE: N_("%(speaker)s: no slot lies within the speaker’s times"),
    Want.FULL: N_("%(speaker)s: the sittings that suit are full (%(sittings)s; places: %(places)s)"),
    Want.ACCOMMODATION: N_("%(speaker)s: no sitting holds so many minutes more; set minutes aside in one"),
    Want.NOBODY: N_("%(sitting)s, slot %(number)s: nobody may speak in it"),
    Want.NOBODY_FREE: N_("%(sitting)s, slot %(number)s: nobody who may speak in it is free then"),
}
TOO_SHORT = N_("%(sitting)s: %(minutes)s minutes do not hold the shortest slots; %(short)s seconds are missing")
FOUND = N_("%(sitting)s: %(said)s (rule: %(rule)s)")
#: rule -> what is said of the slot, the speaker or the sitting that breaks it
BROKEN = {
    Broken.MAY_NOT_SPEAK: N_("the speaker may not speak in such a slot"),
    Broken.NOT_FREE: N_("the slot does not lie within the speaker’s times"),
    Broken.NOT_ASKED: N_("the speaker did not ask for it"),
    Broken.TWICE: N_("the speaker has another slot already"),
    Broken.OTHER_ANSWERS: N_("who presented has to answer"),
    Broken.OVERLAP: N_("the slot begins before the one ahead of it is over"),
    Broken.OUTSIDE: N_("the slot does not lie within the sitting"),
    Broken.LENGTH: N_("the slot is shorter or longer than the rules allow"),
    Broken.ORDER: N_("the rules put such a slot earlier"),
    Broken.REACTION: N_("the slot reacts to no presentation of the sitting"),
    Broken.PARTNERS: N_("employers and workers do not have the same time"),
    Broken.BUDGET: N_("the slots exceed the speaking time of the sitting"),
    Broken.ACCOMMODATION: N_("the minutes more are not those that the speaker needs"),
}


def table_of(request: SlotsRequest, found: Allocation, words: Words) -> str:
    """What is proven, the slots of each sitting, who has none and why."""
    parts = [
        [request.title] if request.title else [],
        list(_proofs(found, words)),
        *(_sitting(request, occasion, found.slots[occasion.key], words) for occasion in request.occasions),
        [*_findings(request, found, words)],
        [shortage_said(key_of(request, each), each, words) for each in found.shortages],
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _findings(request: SlotsRequest, found: Allocation, words: Words) -> Iterator[str]:
    """What the linter says of each sitting, with the rule; values that are merely open stay in the ruleset."""
    for occasion in request.occasions:
        for finding in findings(request, found, occasion):
            if finding.code is not Code.OPEN_VALUES:
                yield words.gettext(FOUND, sitting=occasion.key, said=said(finding, words), rule=finding.path)


def _proofs(found: Allocation, words: Words) -> Iterator[str]:
    if all(proof.is_proven for proof in found.proofs.values()):
        yield words.gettext(PROVEN)
    for name, proof in found.proofs.items():
        if not proof.is_proven:
            yield _open(name, proof, words)


def _open(name: str, proof: Proof, words: Words) -> str:
    return words.gettext(
        OPEN, part=name, figure=proof.figure, value=proof.value, bound=proof.bound, gap=f"{proof.gap * 100:.1f}"
    )


def _sitting(request: SlotsRequest, occasion: Occasion, slots: Iterable[Slot], words: Words) -> list[str]:
    head = f"{occasion.key}  {start_said(occasion.start, request.zone, words.tag)}  {request.zone}"
    return [head, *(f"  {line}" for line in rows([_line(request, occasion, slot, words) for slot in slots]))]


def _line(request: SlotsRequest, occasion: Occasion, slot: Slot, words: Words) -> list[str]:
    """The venue's clock, minutes, kind, constituency, speaker, the speaker's clock, the note."""
    start, speaker = slot.start(occasion.start), request.by_id.get(slot.person_id or 0)
    return [
        _clock(local(start, request.zone), words),
        isolated(f"{(slot.seconds + slot.extra) // 60}:{(slot.seconds + slot.extra) % 60:02}", words.tag),
        slot_kind(slot.kind, words),
        constituency(slot.constituency, words),
        speaker.key if speaker else "-",
        f"{_clock(local(start, speaker.zone), words)} {speaker.zone}" if speaker else "",
        night_reason(slot.note.reason, words) if slot.note else "",
    ]


def _clock(moment: datetime, words: Words) -> str:
    return isolated(f"{moment:%H:%M:%S}", words.tag)


def shortage_said(speaker: str, each: Shortage, words: Words) -> str:
    """A speaker without a slot, or a slot without a speaker, and why."""
    return words.gettext(
        WANTS[each.why], speaker=speaker, sitting=each.sitting, number=each.number,
        sittings=", ".join(each.sittings), places=each.places,
    )  # fmt: skip


def key_of(request: SlotsRequest, each: Shortage) -> str:
    """The id of the speaker that lacks a slot, empty where a slot lacks a speaker."""
    speaker = request.by_id.get(each.person_id or 0)
    return speaker.key if speaker else ""


def too_short_said(request: SlotsRequest, key: str, refused: BudgetTooSmall, words: Words) -> str:
    """A sitting that is too short for any plan."""
    minutes = next(each.minutes for each in request.occasions if each.key == key)
    return words.gettext(TOO_SHORT, sitting=key, minutes=minutes, short=refused.params["short"])


def fault_said(fault: Fault, words: Words) -> str:
    """A broken rule, after the sitting, the slot and the speaker."""
    where = [fault.sitting, str(fault.number) if fault.number else "", fault.speaker]
    return f"{', '.join(filter(None, where))}: {words.gettext(BROKEN[fault.rule])}"
