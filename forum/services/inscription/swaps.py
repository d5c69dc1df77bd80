"""Places on a closed list, changed by consent of both; a deputy who steps in."""

from __future__ import annotations

from forum.domain.access import Permission
from forum.domain.audit import Tag
from forum.domain.inscription import decide
from forum.domain.inscription.refused import NotYourPerson
from forum.domain.inscription.values import Entry
from forum.domain.refusals import Unknown
from forum.services.inscription.effects import acknowledge, exchange, moved, rename
from forum.services.inscription.entries import Changed, turn
from forum.services.inscription.table import Table, entry_of, occasion_of, table_of
from forum.services.unit import Work, writes_in_turn
from forum.store import inscription


def _other(work: Work, table: Table, entry_id: int) -> Entry:
    found = inscription.entry(work.db, table.the_list().id, entry_id)
    if found is None:
        raise Unknown(what="entry", key=str(entry_id))
    return found


def _audit(work: Work, table: Table, tag: Tag, **facts: object) -> None:
    work.audit(tag, f"sitting:{table.sitting.key}/speakers", forum_id=table.forum.id, **facts)


@writes_in_turn(turn)
def offer_swap(work: Work, slug: str, key: str, entry_id: int, other_id: int) -> Changed:
    """Offer the place of an entry to another; that one may consent or decline."""
    table = table_of(work, slug, key, Permission.SEE_SPEAKERS)
    mine, _speaker = entry_of(work, table, entry_id)
    other = _other(work, table, other_id)
    entry = decide.offer_swap(occasion_of(work, table), mine, other)
    inscription.save_entries(work.db, [entry])
    _audit(work, table, Tag.SWAP_OFFERED, entry=entry.id, other=other.id)
    acknowledge(work, table.forum, other)
    return Changed(entry=entry)


@writes_in_turn(turn)
def take_back_offer(work: Work, slug: str, key: str, entry_id: int) -> Changed:
    """Take an offer back, or decline it: whoever acts for either of the two may."""
    table = table_of(work, slug, key, Permission.SEE_SPEAKERS)
    offering = _other(work, table, entry_id)
    entry_of(work, table, offering.id if _is_yours(work, table, offering.id) else offering.swap_with or 0)
    entry = decide.take_back_offer(occasion_of(work, table), offering)
    inscription.save_entries(work.db, [entry])
    _audit(work, table, Tag.SWAP_DECLINED, entry=entry.id, other=offering.swap_with)
    return Changed(entry=entry)


def _is_yours(work: Work, table: Table, entry_id: int) -> bool:
    try:
        entry_of(work, table, entry_id)
    except (NotYourPerson, Unknown):
        return False
    return True


@writes_in_turn(turn)
def accept_swap(work: Work, slug: str, key: str, entry_id: int, other_id: int) -> Changed:
    """Consent: the entry and the one that offered it a place change places, in the slots too."""
    table = table_of(work, slug, key, Permission.SEE_SPEAKERS)
    mine, _speaker = entry_of(work, table, entry_id)
    one, two = decide.swap(occasion_of(work, table), mine, _other(work, table, other_id))
    inscription.save_entries(work.db, [one, two])
    _audit(work, table, Tag.SWAPPED, entry=one.id, other=two.id)
    exchange(work, table, one.person_id, two.person_id)
    _settled(work, table, one, two)
    return Changed(entry=one, place=inscription.place_of(work.db, one))


@writes_in_turn(turn)
def step_in(work: Work, slug: str, key: str, entry_id: int) -> Changed:
    """The deputy speaks in the speaker's place, in the slots too."""
    table = table_of(work, slug, key, Permission.SEE_SPEAKERS)
    before, _speaker = entry_of(work, table, entry_id)
    rivals = inscription.like(work.db, before.list_id, person_id=before.deputy_id or 0)
    entry = decide.step_in(occasion_of(work, table), before, rivals)
    inscription.save_entries(work.db, [entry])
    _audit(work, table, Tag.DEPUTY_STEPPED_IN, entry=entry.id, person=entry.person_id)
    rename(work, table, before.person_id, entry.person_id)
    _settled(work, table, entry)
    return Changed(entry=entry, place=inscription.place_of(work.db, entry))


def _settled(work: Work, table: Table, *entries: Entry) -> None:
    inscription.shift(work.db, entries[0].list_id, work.now)
    moved(work, table)
    for each in entries:
        acknowledge(work, table.forum, each)
