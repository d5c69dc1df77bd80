"""What follows from a change of a list: letters, calendars, and the slots where it was handed over already."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from forum.domain.inscription.handover import exchanged, renamed
from forum.domain.inscription.values import Entry
from forum.domain.people import Mode
from forum.domain.programme import Forum
from forum.domain.speaking.slots import Slot
from forum.planning.notes import noted
from forum.services.inscription.table import Table
from forum.services.notices import note_slots
from forum.services.unit import Work
from forum.store import copies, people, slots

#: the job that writes to those whom an entry concerns
LETTER_JOB = "acknowledge"


def acknowledge(work: Work, forum: Forum, entry: Entry) -> None:
    """Have the speaker, and who inscribed them, told by letter; the worker writes it, so that nobody waits for it."""
    work.enqueue(LETTER_JOB, forum=forum.slug, entry=entry.id, revision=entry.revision)


def moved(work: Work, table: Table) -> None:
    """Calendars of this forum may show other times now; each is written anew when it is asked for."""
    work.sharing(("outdated", table.sitting.id), lambda: copies.outdate(work.db, sitting_id=table.sitting.id))


def rename(work: Work, table: Table, person_id: int, successor: int | None) -> None:
    """Put another, or nobody, into the slot of a person, where the list was handed over."""
    if table.the_list().handed_at is not None:
        rewrite(work, table, lambda plan: renamed(plan, person_id, successor))


def exchange(work: Work, table: Table, one: int, other: int) -> None:
    """Change the places of two persons in the slots, where the list was handed over."""
    if table.the_list().handed_at is not None:
        rewrite(work, table, lambda plan: exchanged(plan, one, other, table.sitting.minutes))


def rewrite(work: Work, table: Table, change: Callable[[Sequence[Slot]], tuple[Slot, ...]]) -> tuple[Slot, ...]:
    """Keep another plan of the sitting, with its night notes; mail, calendars and the floor's queue follow."""
    before = slots.of_sitting(work.db, table.sitting.id)
    changed = change(before)
    ids = {slot.person_id for slot in changed if slot.person_id}
    persons = people.persons_by_ids(work.db, table.forum.id, ids) if ids else {}
    zones = {n: each.zone if each.mode is Mode.REMOTE else table.forum.zone for n, each in persons.items()}
    after = slots.keep(work.db, table.sitting.id, tuple(noted(changed, table.sitting.start, zones)), work.now)
    note_slots(work, table.forum, table.sitting.id, before, after)
    work.announce(f"programme:{table.forum.id}", kind="slots", sitting=table.sitting.key)
    work.refresh_calendars(table.forum.id)
    return after
