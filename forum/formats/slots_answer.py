"""What the planner of slots says: a JSON document (docs/slots-file.md)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

from forum.domain.people import TRIPARTITE, Constituency
from forum.domain.speaking import linter
from forum.domain.speaking.linter import Finding
from forum.domain.speaking.outline import Outline
from forum.domain.speaking.placing import Allocation, Moved, Occasion, Proof, Quota, Shortage
from forum.domain.speaking.request import SlotsRequest
from forum.domain.speaking.rules import BudgetTooSmall
from forum.domain.speaking.slots import Slot, seconds_of
from forum.formats.plan_document import utc
from timezones.release import release_in_use
from timezones.wallclock import local

OPTIMAL, FEASIBLE, INFEASIBLE, UNKNOWN = "optimal", "feasible", "infeasible", "unknown"


def status_of(request: SlotsRequest, found: Allocation) -> str:
    """How good the answer is; where every speaker must have a slot, whether that is impossible or still unknown."""
    proofs = found.proofs.values()
    if request.must_place and any(each.person_id for each in found.shortages):
        is_open = any(each.figure == "unplaced" and not each.bound for each in proofs)
        return UNKNOWN if is_open else INFEASIBLE
    return OPTIMAL if all(each.is_proven for each in proofs) else FEASIBLE


def answer_document(request: SlotsRequest, found: Allocation, seconds: float) -> dict[str, Any]:
    """The whole answer."""
    return {
        **_head(request, status_of(request, found), seconds),
        "gap": max((each.gap for each in found.proofs.values()), default=0.0),
        "proof": {name: _proof(each) for name, each in found.proofs.items()},
        "sittings": [_sitting(request, found, each) for each in request.occasions],
        "constituencies": _constituencies(found),
        "regions": [_quota(each) for each in found.quotas],
        "shortages": [_shortage(request, each) for each in found.shortages],
        "moved": [_moved(request, each) for each in found.moved],
        "reasons": [],
    }


def impossible_document(request: SlotsRequest, reasons: Mapping[str, BudgetTooSmall], seconds: float) -> dict[str, Any]:
    """The answer where sittings are too short for any plan."""
    keys = {each.key: each for each in request.occasions}
    return {
        **_head(request, INFEASIBLE, seconds),
        "gap": 0.0,
        "proof": {},
        "sittings": [],
        "constituencies": {},
        "regions": [],
        "shortages": [],
        "moved": [],
        "reasons": [
            {"sitting": key, "minutes": keys[key].minutes, **refused.params} for key, refused in reasons.items()
        ],
    }


def _head(request: SlotsRequest, status: str, seconds: float) -> dict[str, Any]:
    return {
        "version": 1,
        "status": status,
        "ruleset": request.ruleset.key,
        "seed": request.seed,
        "commitment": request.commitment,
        "tz_release": release_in_use().tzdata,
        "seconds": round(seconds, 3),
    }


def _proof(proof: Proof) -> dict[str, Any]:
    return {
        "proven": proof.is_proven,
        "method": proof.method,
        "figure": proof.figure or None,
        "value": None if proof.is_proven else proof.value,
        "bound": None if proof.is_proven else proof.bound,
        "gap": proof.gap,
        "first_seconds": round(proof.first, 3),
        "seconds": round(proof.seconds, 3),
    }


def _sitting(request: SlotsRequest, found: Allocation, occasion: Occasion) -> dict[str, Any]:
    outline, slots = found.outlines[occasion.key], found.slots[occasion.key]
    return {
        "id": occasion.key,
        "stage": occasion.stage.value,
        "start": utc(occasion.start),
        "end": utc(occasion.end),
        "venue": _clock(local(occasion.start, request.zone)),
        "entitled": _entitled(outline),
        "allocated": {each.value: seconds_of(slots, each) for each in Constituency if seconds_of(slots, each)},
        "accommodation": sum(slot.extra for slot in slots),
        "reserve": occasion.minutes * 60 - sum(slot.seconds + slot.extra for slot in slots),
        "slots": [_slot(request, occasion, slot) for slot in slots],
        "findings": [_finding(request, each) for each in findings(request, found, occasion)],
    }


def findings(request: SlotsRequest, found: Allocation, occasion: Occasion) -> tuple[Finding, ...]:
    """What the linter says of a sitting's list: whether it fits, and which rules it breaks."""
    slots = found.slots[occasion.key]
    keys = {slot.number: request.by_id[slot.person_id].key for slot in slots if slot.person_id}
    speakers = {number: linter.Speaker(key=key) for number, key in keys.items()}
    return linter.lint(request.ruleset, occasion.stage, slots, minutes=occasion.minutes, speakers=speakers)


def _finding(request: SlotsRequest, finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code.value,
        "breaks_a_rule": finding.is_fault,
        "rule": finding.path,
        "source": request.ruleset.sources[finding.path],
        "places": list(finding.places),
        **{name: str(each) if isinstance(each, Fraction) else each for name, each in finding.params.items()},
    }


def _entitled(outline: Outline) -> dict[str, int]:
    shares = {each.value: outline.entitled.of(each) for each in TRIPARTITE}
    leaders = {Constituency.ORGANIZATION.value: outline.leaders} if outline.leaders else {}
    return {**shares, **leaders}


def _slot(request: SlotsRequest, occasion: Occasion, slot: Slot) -> dict[str, Any]:
    speaker = request.by_id.get(slot.person_id or 0)
    start = slot.start(occasion.start)
    return {
        "number": slot.number,
        "kind": slot.kind.value,
        "constituency": slot.constituency.value,
        "seconds": slot.seconds,
        "accommodation": slot.extra,
        "start": utc(start),
        "end": utc(slot.end(occasion.start)),
        "reacts_to": slot.reacts_to,
        "speaker": speaker.key if speaker else None,
        "local": _clock(local(start, speaker.zone)) if speaker else None,
        "night": slot.note.reason.value if slot.note else None,
    }


def _clock(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _constituencies(found: Allocation) -> dict[str, dict[str, int]]:
    """Over the forum: the seconds that each has a right to, and those that somebody is named for."""
    return {name: figures for name, figures in _over_all(found) if any(figures.values())}


def _over_all(found: Allocation) -> Iterator[tuple[str, dict[str, int]]]:
    for each in Constituency:
        entitled = sum(_entitled(outline).get(each.value, 0) for outline in found.outlines.values())
        slots = [slot for plan in found.slots.values() for slot in plan if slot.constituency is each]
        named = sum(slot.seconds for slot in slots if slot.person_id)
        allocated = sum(slot.seconds for slot in slots)
        nights = sum(slot.note is not None for slot in slots)
        yield each.value, {"entitled": entitled, "allocated": allocated, "named": named, "nights": nights}


def _quota(quota: Quota) -> dict[str, Any]:
    return {
        "kind": quota.kind.value,
        "entitled": dict(quota.entitled),
        "granted": dict(quota.granted),
        "ties": [{"regions": list(tie.keys), "statements": tie.seats, "to": list(tie.to)} for tie in quota.ties],
    }


def _shortage(request: SlotsRequest, each: Shortage) -> dict[str, Any]:
    speaker = request.by_id.get(each.person_id or 0)
    return {
        "why": each.why.value,
        "kind": each.kind.value,
        "speaker": speaker.key if speaker else None,
        "sitting": each.sitting or None,
        "number": each.number or None,
        "sittings": list(each.sittings),
        "places": each.places,
    }


def _moved(request: SlotsRequest, each: Moved) -> dict[str, Any]:
    return {"speaker": request.by_id[each.person_id].key, "sitting": each.sitting}
