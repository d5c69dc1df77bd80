"""When a list of speakers opens and closes, and who may see what of it before it is published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from forum.domain.access import Actor, Permission, Target, may
from forum.domain.inscription.refused import (
    ListIsSettled,
    ListNotOpen,
    ListStillOpen,
    ReasonNeeded,
    SittingHasBegun,
    SittingNotHeld,
    WrongListTimes,
)
from forum.domain.inscription.values import Entry, EntryState, ListRules, ListState, Order, SpeakersList
from forum.domain.programme import Sitting


@dataclass(frozen=True, kw_only=True, slots=True)
class Draw:
    """The secret of a draw that is still to come, and the commitment to it that everybody may keep."""

    secret: str
    commitment: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Times:
    """When a list opens and closes, and how it is ordered then."""

    opens_at: datetime
    closes_at: datetime
    order: Order = Order.RULES


def require_held(sitting: Sitting) -> None:
    """Refuse a sitting without a time."""
    if not sitting.is_held:
        raise SittingNotHeld(title=sitting.title)


def check_times(opens_at: datetime, closes_at: datetime, sitting: Sitting) -> None:
    """Refuse a list that closes before it opens, or after the sitting has begun."""
    if not opens_at < closes_at <= sitting.start:
        raise WrongListTimes(field="closes", start=sitting.start, zone=sitting.zone)


def planned(listing: SpeakersList | None, sitting: Sitting, wanted: Times, now: datetime, draw: Draw) -> SpeakersList:
    """The list with these instants and this order, new where there was none; a settled one is reopened instead."""
    require_held(sitting)
    check_times(wanted.opens_at, wanted.closes_at, sitting)
    if listing is None:
        return SpeakersList(
            id=0,
            forum_id=sitting.forum_id,
            sitting_id=sitting.id,
            opens_at=wanted.opens_at,
            closes_at=wanted.closes_at,
            order=wanted.order,
            commitment=draw.commitment,
            shifted_at=now,
        )
    if listing.is_settled:
        raise ListIsSettled
    return replace(
        listing,
        opens_at=wanted.opens_at,
        closes_at=wanted.closes_at,
        order=wanted.order,
        revision=listing.revision + 1,
    )


def last_call(listing: SpeakersList, sitting: Sitting, closes_at: datetime, now: datetime) -> SpeakersList:
    """The list with its last call made: it closes then, and those who may still want to speak are told."""
    if listing.state(now) is ListState.CLOSED:
        raise ListIsSettled
    check_times(now, closes_at, sitting)
    opens_at = min(listing.opens_at, now)
    return replace(listing, opens_at=opens_at, closes_at=closes_at, last_call_at=now, revision=listing.revision + 1)


def reopened(
    listing: SpeakersList, sitting: Sitting, closes_at: datetime, now: datetime, *, reason: str, draw: Draw
) -> SpeakersList:
    """A closed list open again until then, for a reason. The old secret is known, so a new draw is committed to."""
    if not reason:
        raise ReasonNeeded(field="reason")
    if listing.state(now) is not ListState.CLOSED:
        raise ListStillOpen(closes=listing.closes_at, zone=sitting.zone)
    if now >= sitting.start:
        raise SittingHasBegun
    check_times(now, closes_at, sitting)
    return replace(
        listing,
        closes_at=closes_at,
        closed_at=None,
        handed_at=None,
        last_call_at=None,
        secret="",
        seed="",
        ids=(),
        letter="",
        commitment=draw.commitment,
        shifted_at=now,
        revision=listing.revision + 1,
    )


def require_closable(listing: SpeakersList, sitting: Sitting, now: datetime, *, reason: str) -> None:
    """Refuse to settle what is settled, what is not open yet, and to close early without a reason."""
    if listing.is_settled:
        raise ListIsSettled
    if listing.state(now) is ListState.AHEAD:
        raise ListNotOpen(opens=listing.opens_at, zone=sitting.zone)
    if listing.state(now) is ListState.OPEN and not reason:
        raise ReasonNeeded(field="reason")


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Those on the list: by the place that they were given, before that as they came."""
    on_list = [each for each in entries if each.is_on_list]
    return sorted(on_list, key=lambda each: (each.place is None, each.place or 0, each.number))


def is_seen(entry: Entry, listing: SpeakersList, rules: ListRules, actor: Actor) -> bool:
    """Whether the actor may see this entry: their own, those of their constituency, others once they are public.

    Meetings of a group are confidential: what a group drafts is never seen by others, what it has handed in only once
    the list is published, where the rules keep it back until then. What was withdrawn is for those concerned alone.
    """
    is_own = actor.person_id is not None and actor.person_id in {entry.person_id, entry.by_person_id, entry.deputy_id}
    target = Target(forum_id=listing.forum_id, constituency=entry.constituency)
    if is_own or may(actor, Permission.SEE_GROUP_LIST, target):
        return True
    return entry.state is EntryState.INSCRIBED and (listing.is_settled or not rules.is_confidential)


def hidden(entries: Sequence[Entry], seen: Iterable[Entry]) -> int:
    """How many on the list are not shown to this reader."""
    shown = {each.id for each in seen}
    return sum(each.is_on_list and each.id not in shown for each in entries)
