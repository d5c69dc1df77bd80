"""What needs a person now: the short list at the top of each home, most urgent first."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from forum.domain.people import Constituency, Role

#: How long before its start a sitting asks for its chair.
DOORS_OPEN = timedelta(minutes=30)
#: How long a sitting that nobody opened still waits for its chair after its planned start; no other can be live.
STILL_WAITS = timedelta(hours=18)


class NeedKind(enum.StrEnum):
    """One kind of thing to do; the order is the order of urgency."""

    RUN_FLOOR = "run-floor"
    CAPTURE = "capture"
    FOLLOW = "follow"
    OPEN_FLOOR = "open-floor"
    SPEAK = "speak"
    INSCRIBE = "inscribe"
    INSCRIBED = "inscribed"
    IMPORT_PEOPLE = "import-people"
    ADD_SITTINGS = "add-sittings"
    PLACE_SITTINGS = "place-sittings"
    PUBLISH = "publish"
    PUBLISH_CHANGES = "publish-changes"
    CONSULT = "consult"
    SETTLE = "settle"
    ALLOCATE_SLOTS = "allocate-slots"
    FIND_TEXTS = "find-texts"
    REACT = "react"
    MAKE_REPORT = "make-report"
    SEE_OUTCOME = "see-outcome"
    SUBSCRIBE = "subscribe"


@dataclass(frozen=True, kw_only=True, slots=True)
class Need:
    """One thing to do; `sitting` is the key of the sitting that it concerns, `count` how many, `at` when."""

    kind: NeedKind
    sitting: str = ""
    title: str = ""
    count: int = 0
    at: datetime | None = None
    #: of an inscription: when its list closes
    closes: datetime | None = None
    is_urgent: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Upcoming:
    """A sitting that is neither cancelled nor over, as the needs see it."""

    key: str
    title: str
    start: datetime
    is_live: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What the needs are decided from."""

    roles: frozenset[Role]
    constituency: Constituency
    now: datetime
    people: int
    sittings: tuple[Upcoming, ...]
    untimed: int
    without_slots: int
    is_published: bool
    is_draft_ahead: bool
    has_feed: bool
    own_slot: Need | None = None
    lists: tuple[Need, ...] = ()
    texts_needed: int = 0
    unanswered: int = 0
    #: consultations that wait for this person's group, and those that wait for the organizer
    consulted: int = 0
    to_settle: int = 0
    is_over: bool = False
    is_draft_empty: bool = False


def needs(facts: Facts) -> tuple[Need, ...]:
    """Everything that needs this person now, most urgent first."""
    order = list(NeedKind)
    found = (need for rule in RULES for need in rule(facts))
    return tuple(sorted(found, key=lambda need: order.index(need.kind)))


def _live(facts: Facts) -> Iterator[Need]:
    if facts.roles & {Role.CHAIR, Role.VICE_CHAIR, Role.CLERK}:
        kind = NeedKind.RUN_FLOOR
    elif Role.RAPPORTEUR in facts.roles:
        kind = NeedKind.CAPTURE
    else:
        kind = NeedKind.FOLLOW
    return (Need(kind=kind, sitting=s.key, title=s.title) for s in facts.sittings if s.is_live)


def _soon(facts: Facts) -> Iterator[Need]:
    if facts.roles & {Role.CHAIR, Role.VICE_CHAIR, Role.CLERK}:
        for sitting in facts.sittings:
            if not sitting.is_live and sitting.start - DOORS_OPEN <= facts.now:
                yield Need(kind=NeedKind.OPEN_FLOOR, sitting=sitting.key, title=sitting.title, at=sitting.start)


def _own_slot(facts: Facts) -> Iterator[Need]:
    if facts.own_slot:
        yield facts.own_slot


def _inscribing(facts: Facts) -> Iterator[Need]:
    """Lists of speakers that are open for the person, or on which they wait; the one that closes first before."""
    yield from sorted(facts.lists, key=lambda need: need.closes or facts.now)


def _organizing(facts: Facts) -> Iterator[Need]:
    if Role.ORGANIZER not in facts.roles:
        return
    if facts.people <= 1:
        yield Need(kind=NeedKind.IMPORT_PEOPLE)
    if facts.is_draft_empty:
        yield Need(kind=NeedKind.ADD_SITTINGS)
    elif facts.untimed:
        yield Need(kind=NeedKind.PLACE_SITTINGS, count=facts.untimed)
    elif not facts.is_published:
        yield Need(kind=NeedKind.PUBLISH)
    elif facts.is_draft_ahead:
        yield Need(kind=NeedKind.PUBLISH_CHANGES)
    if facts.to_settle:
        yield Need(kind=NeedKind.SETTLE, count=facts.to_settle)
    if facts.is_published and facts.without_slots and not facts.is_over:
        yield Need(kind=NeedKind.ALLOCATE_SLOTS, count=facts.without_slots)


def _reporting(facts: Facts) -> Iterator[Need]:
    if Role.RAPPORTEUR in facts.roles and facts.texts_needed:
        yield Need(kind=NeedKind.FIND_TEXTS, count=facts.texts_needed)


def _over(facts: Facts) -> Iterator[Need]:
    """After the last sitting: the report for those who hand it in, the outcome for everybody else."""
    if not facts.is_over or Role.HALL in facts.roles:
        return
    if facts.roles & {Role.RAPPORTEUR, Role.ORGANIZER}:
        yield Need(kind=NeedKind.MAKE_REPORT)
    yield Need(kind=NeedKind.SEE_OUTCOME)


def _consulted(facts: Facts) -> Iterator[Need]:
    if Role.COORDINATOR in facts.roles and facts.consulted:
        yield Need(kind=NeedKind.CONSULT, count=facts.consulted)


def _reacting(facts: Facts) -> Iterator[Need]:
    if Role.COORDINATOR in facts.roles and facts.unanswered:
        yield Need(kind=NeedKind.REACT, count=facts.unanswered)


def _subscribing(facts: Facts) -> Iterator[Need]:
    if facts.is_published and not facts.has_feed and not facts.is_over and Role.HALL not in facts.roles:
        yield Need(kind=NeedKind.SUBSCRIBE)


RULES: tuple[Callable[[Facts], Iterator[Need]], ...] = (
    _live,
    _soon,
    _own_slot,
    _inscribing,
    _organizing,
    _reporting,
    _over,
    _consulted,
    _reacting,
    _subscribing,
)
