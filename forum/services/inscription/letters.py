"""What those on a list are told by letter: their place and estimated time, now and once the list is closed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from forum.domain.access import Permission, Target
from forum.domain.inscription.lists import in_order
from forum.domain.inscription.values import Entry, EntryState, Source, SpeakersList
from forum.domain.people import Person
from forum.domain.programme import Forum, Sitting
from forum.domain.refusals import Unknown
from forum.services.inscription.effects import LETTER_JOB
from forum.services.inscription.table import foreseen, speakers_of, table_of
from forum.services.unit import Work, reads, writes
from forum.store import inscription, programme

#: letters that one transaction hands to the queue
BATCH = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What a letter about an entry says: place, estimated time, whether a place is offered; and to whom it goes."""

    forum: Forum
    sitting: Sitting
    listing: SpeakersList
    entry: Entry
    place: int
    start: datetime | None
    speaker: Person
    readers: tuple[Person, ...]
    is_offered: bool = False

    @property
    def template(self) -> str:
        """Which letter is written."""
        if self.is_offered:
            return "place-offered"
        closed = "closed-" if self.listing.is_settled else ""
        return f"{closed}inscribed" if self.start is not None else f"{closed}inscribed-without-time"


@reads
def acknowledgement(work: Work, slug: str, entry_id: int, revision: int) -> Told | None:
    """What to write of an entry now; None where it is not on the list any more, or has changed since."""
    work.require(Permission.RUN_JOBS, Target())
    entry = inscription.entry_alone(work.db, entry_id)
    forum = programme.forum_by_slug(work.db, slug)
    if entry is None or forum is None:
        raise Unknown(what="entry", key=str(entry_id))
    if not entry.is_on_list or entry.revision != revision:
        return None
    key = inscription.sitting_key(work.db, entry.list_id)
    table = table_of(work, slug, key, Permission.SEE_SPEAKERS)
    entries = inscription.entries(work.db, entry.list_id)
    persons = speakers_of(work, forum, entries)
    found = foreseen(work, table, entries, persons)
    return Told(
        forum=forum,
        sitting=table.sitting,
        listing=table.the_list(),
        entry=entry,
        place=[each.id for each in in_order(entries)].index(entry.id) + 1,
        start=found.start_of(entry.id, table.sitting.start),
        speaker=persons[entry.person_id],
        is_offered=any(each.swap_with == entry.id for each in entries if each.is_on_list),
        readers=_readers(entry, persons.get(entry.person_id), persons.get(entry.by_person_id or 0)),
    )


def _readers(entry: Entry, speaker: Person | None, by: Person | None) -> tuple[Person, ...]:
    """The speaker, and who inscribed them, but for the desk; each address once."""
    is_desk = entry.source in {Source.PAPER, Source.MAIL, Source.HAND}
    wanted: Iterable[Person | None] = (speaker,) if is_desk else (speaker, by)
    found = {each.email.casefold(): each for each in wanted if each is not None and each.email}
    return tuple(found.values())


@writes
def post(work: Work, told: Told, base_url: str) -> int:
    """Hand the letters of an entry to the queue, each once however often the work is begun; gives how many."""
    work.require(Permission.RUN_JOBS, Target())
    link = f"{base_url.rstrip('/')}/forums/{told.forum.slug}/sittings/{told.sitting.key}/speakers"
    for reader in told.readers:
        facts = {"name": {"label": told.speaker.label}, "title": told.sitting.title, "forum": told.forum.title}
        if told.start is not None:
            facts["moment"] = {"instant": told.start.isoformat(), "zone": reader.zone, "state": reader.state}
        work.enqueue(
            "send-mail",
            key=f"inscribed-{told.entry.id}-{told.entry.revision}-{reader.id}-{told.listing.revision}",
            forum_id=told.forum.id,
            to=reader.email,
            language=reader.language,
            template=told.template,
            values={**facts, "place": told.place, "link": link},
        )
    return len(told.readers)


@writes
def tell_some(work: Work, slug: str, list_id: int, after: int) -> int:
    """Have some of those on a list told of it, those with an id after that one; gives the last, 0 when all are told."""
    work.require(Permission.RUN_JOBS, Target())
    on_list = [each for each in inscription.entries(work.db, list_id) if each.state is EntryState.INSCRIBED]
    some = sorted((each for each in on_list if each.id > after), key=lambda each: each.id)[:BATCH]
    for each in some:
        work.enqueue(LETTER_JOB, forum=slug, entry=each.id, revision=each.revision)
    return some[-1].id if some else 0
