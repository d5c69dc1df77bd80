"""Lists of speakers: when they open and close, the last call, the draw, the order handed over to the slots."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from forum.domain.access import Permission, Target
from forum.domain.audit import Tag
from forum.domain.inscription import lists as rules
from forum.domain.inscription.lists import Draw, Times, in_order
from forum.domain.inscription.refused import ListStillOpen, NothingToHandOver, SittingHasBegun
from forum.domain.inscription.settle import Alphabet, Ranking, settled
from forum.domain.inscription.values import ListState, Order, SpeakersList
from forum.domain.people import Role
from forum.domain.speaking import draw
from forum.services.inscription.effects import moved, rewrite
from forum.services.inscription.entries import turn
from forum.services.inscription.table import Table, foreseen, speakers_of, table_of
from forum.services.unit import Work, writes_in_turn
from forum.store import inscription, people

#: the jobs that close a list when its time is over, that tell everybody on it, that send the last call
CLOSE_JOB, TELL_JOB, MAIL_JOB = "close-list", "tell-list", "send-mail"
#: whom a last call reaches by letter: those who inscribe others; everybody else sees it on their page
CALLED = (Role.COORDINATOR, Role.FOCAL_POINT, Role.AIDE)


@dataclass(frozen=True, kw_only=True, slots=True)
class ListIn:
    """What the form of a list says; `secret` is that of the draw, made by the edge, used where one is needed."""

    opens_at: datetime
    closes_at: datetime
    secret: str
    order: Order = Order.RULES


def _draw(secret: str) -> Draw:
    return Draw(secret=secret, commitment=draw.commitment(secret))


@writes_in_turn(turn)
def set_list(work: Work, slug: str, key: str, asked: ListIn) -> SpeakersList:
    """Say when the list opens and closes, and how it is ordered; the commitment to its draw is published with it.

    Refuses `WrongListTimes`, `SittingNotHeld`, `ListIsSettled`.
    """
    table = table_of(work, slug, key, Permission.KEEP_LIST)
    wanted = Times(opens_at=asked.opens_at, closes_at=asked.closes_at, order=asked.order)
    listing = rules.planned(table.listing, table.sitting, wanted, work.now, _draw(asked.secret))
    kept = inscription.keep_list(work.db, listing, secret="" if table.listing else asked.secret)
    _note(work, table, Tag.LIST_SET, kept, order=kept.order.value)
    return kept


def _note(work: Work, table: Table, tag: Tag, listing: SpeakersList, **facts: object) -> None:
    """Leave the trail of a list, with its instants and its commitment, and have it closed in time."""
    times = {"opens": listing.opens_at.isoformat(), "closes": listing.closes_at.isoformat()}
    subject = f"sitting:{table.sitting.key}/speakers"
    work.audit(tag, subject, forum_id=table.forum.id, commitment=listing.commitment, **times, **facts)
    if not listing.is_settled:
        job = f"{CLOSE_JOB}-{listing.id}-{listing.revision}"
        facts = {"forum": table.forum.slug, "sitting": table.sitting.key, "revision": listing.revision}
        work.enqueue(CLOSE_JOB, key=job, forum_id=table.forum.id, due_at=listing.closes_at, **facts)
    work.announce(f"programme:{table.forum.id}", kind="speakers", sitting=table.sitting.key)


@writes_in_turn(turn)
def last_call(work: Work, slug: str, key: str, closes_at: datetime, *, link: str) -> SpeakersList:
    """Make the last call: the list closes then; who inscribes others is told by letter, everybody on their page."""
    table = table_of(work, slug, key, Permission.KEEP_LIST)
    listing = rules.last_call(table.the_list(), table.sitting, closes_at, work.now)
    kept = inscription.keep_list(work.db, listing)
    _note(work, table, Tag.LIST_LAST_CALL, kept)
    for person in people.persons_of_roles(work.db, table.forum.id, CALLED):
        if person.email:
            moment = {"instant": kept.closes_at.isoformat(), "zone": person.zone, "state": person.state}
            values = {"forum": table.forum.title, "title": table.sitting.title, "moment": moment, "link": link}
            work.enqueue(MAIL_JOB, to=person.email, language=person.language, template="last-call", values=values)
    return kept


@writes_in_turn(turn)
def close(work: Work, slug: str, key: str, alphabet: Alphabet, *, reason: str = "") -> SpeakersList:
    """Close the list and publish its order, with the secret and the seed of the draw; before its time with a reason."""
    table = table_of(work, slug, key, Permission.KEEP_LIST)
    rules.require_closable(table.the_list(), table.sitting, work.now, reason=reason)
    return _settle(work, table, alphabet, reason)


@writes_in_turn(turn)
def close_due(work: Work, slug: str, key: str, revision: int, alphabet: Alphabet) -> bool:
    """Close the list whose time is over; False where it was closed, reopened or given another time meanwhile."""
    work.require(Permission.RUN_JOBS, Target())
    table = table_of(work, slug, key, Permission.KEEP_LIST)
    listing = table.listing
    if listing is None or listing.is_settled or listing.revision != revision:
        return False
    if listing.state(work.now) is not ListState.CLOSED:
        return False
    _settle(work, table, alphabet, "")
    return True


def _settle(work: Work, table: Table, alphabet: Alphabet, reason: str) -> SpeakersList:
    listing = table.the_list()
    entries = in_order(inscription.entries(work.db, listing.id))
    done = settled(
        listing,
        entries,
        speakers_of(work, table.forum, entries),
        secret=inscription.secret_of(work.db, listing.id),
        by=Ranking(ruleset=table.ruleset, stage=table.stage, turn=table.turn, alphabet=alphabet),
        now=work.now,
    )
    inscription.settle(work.db, listing.id, done.order, work.now)
    kept = inscription.keep_list(work.db, done.listing)
    facts = {"secret": kept.secret, "seed": kept.seed, "letter": kept.letter, "reason": reason}
    _note(work, table, Tag.LIST_CLOSED, kept, **{name: value for name, value in facts.items() if value})
    work.enqueue(TELL_JOB, forum=table.forum.slug, list=kept.id)
    moved(work, table)
    work.refresh_calendars(table.forum.id)
    return kept


@writes_in_turn(turn)
def reopen(work: Work, slug: str, key: str, closes_at: datetime, *, reason: str, secret: str) -> SpeakersList:
    """Open a closed list again, for a reason. The old secret is published, so a new draw is committed to."""
    table = table_of(work, slug, key, Permission.KEEP_LIST)
    before = table.the_list()
    listing = rules.reopened(before, table.sitting, closes_at, work.now, reason=reason, draw=_draw(secret))
    inscription.settle(work.db, before.id, (), work.now)
    kept = inscription.keep_list(work.db, listing, secret=secret)
    _note(work, table, Tag.LIST_REOPENED, kept, reason=reason)
    moved(work, table)
    return kept


@writes_in_turn(turn)
def hand_over(work: Work, slug: str, key: str) -> tuple[int, int]:
    """Give the sitting's slots to the speakers of its closed list, in order; calendars and the floor's queue follow.

    Gives how many have a slot and how many find none. Again: the same, for those who came late. Refuses
    `ListStillOpen`, `NothingToHandOver`.
    """
    work.forum(slug, Permission.EDIT_SLOTS)
    table = table_of(work, slug, key, Permission.KEEP_LIST)
    listing = table.the_list()
    _require_handable(work, table, listing)
    entries = inscription.entries(work.db, listing.id)
    found = foreseen(work, table, entries, speakers_of(work, table.forum, entries))
    if not found.slot_of:
        raise NothingToHandOver
    rewrite(work, table, lambda _before: found.slots)
    inscription.keep_list(work.db, replace(listing, handed_at=work.now, revision=listing.revision + 1))
    facts = {"slots": len(found.slot_of), "unheard": list(found.unheard), "seed": listing.seed}
    work.audit(Tag.LIST_HANDED_OVER, f"sitting:{key}/speakers", forum_id=table.forum.id, **facts)
    return len(found.slot_of), len(found.unheard)


def _require_handable(work: Work, table: Table, listing: SpeakersList) -> None:
    if not listing.is_settled:
        raise ListStillOpen(closes=listing.closes_at, zone=table.forum.zone)
    if work.now >= table.sitting.start:
        raise SittingHasBegun
