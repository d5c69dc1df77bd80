"""Entries of a list of speakers: made by the speaker or for them, changed, withdrawn, restored."""

from __future__ import annotations

from dataclasses import dataclass

from forum.domain.access import Permission
from forum.domain.audit import Tag
from forum.domain.inscription import decide
from forum.domain.inscription.decide import Amendment
from forum.domain.inscription.values import OWN, Behalf, BehalfKind, Entry, Presence, Source, Wanted
from forum.domain.people import Person
from forum.domain.refusals import Unknown
from forum.domain.speaking.procedure import Level
from forum.services.inscription.effects import acknowledge, moved, rename
from forum.services.inscription.table import (
    Table,
    entry_of,
    occasion_of,
    person_named,
    require_yours,
    rivals_of,
    shared_table,
    table_of,
)
from forum.services.unit import Work, writes_in_turn, writes_together
from forum.store import inscription, people


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryIn:
    """What a form of inscription says; persons by their ids in the roster, the actor where `person` is empty."""

    client_id: str
    person: str = ""
    behalf: Behalf = OWN
    aligned: tuple[str, ...] = ()
    language: str = "en"
    presence: Presence = Presence.REMOTE
    deputy: str = ""
    source: Source | None = None
    note: str = ""
    reason: str = ""
    video: str = ""
    level: Level = Level.DELEGATE
    is_carried: bool = False
    is_draft: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Changed:
    """An entry as it was kept and its place on the list; 0 where it is not on it."""

    entry: Entry
    place: int = 0


def turn(slug: str, key: str, *_args: object, **_kwargs: object) -> str:
    """What is done on one list is done one after another."""
    return f"speakers/{slug}/{key}"


@writes_together(turn)
def inscribe(work: Work, slug: str, key: str, asked: EntryIn) -> Changed:
    """Put a speaker on the list, or the draft of a group beside it; the same form again changes nothing.

    Refuses what `forum.domain.inscription.decide.inscribe` refuses, `NotYourPerson`, `Unknown`, `NoListYet`.
    """
    table = shared_table(work, slug, key)
    wanted, occasion = _wanted(work, table, asked), occasion_of(work, table)
    claim = table.rules.claim(wanted.speaker, wanted.behalf)
    alike = inscription.like(
        work.db, occasion.listing.id, client_id=asked.client_id, person_id=wanted.speaker.id, claim=claim
    )
    same = next((each for each in alike if each.client_id == asked.client_id), None)
    number = inscription.next_number(work.db, occasion.listing.id)
    entry = decide.inscribe(occasion, wanted, work.actor, same=same, rivals=alike, number=number)
    if entry is not same:
        entry = inscription.add_entry(work.db, entry)
        _note(work, table, Tag.INSCRIBED, entry)
    return _kept(work, entry)


def _wanted(work: Work, table: Table, asked: EntryIn) -> Wanted:
    speaker = (
        person_named(work, table.forum, asked.person, "person")
        if asked.person
        else people.person_by_id(work.db, table.forum.id, work.actor.person_id or 0)
    )
    if speaker is None:
        raise Unknown(what="person", key=asked.person)
    require_yours(work, table.forum, speaker)
    return Wanted(
        speaker=speaker,
        deputy=_deputy(work, table, asked.deputy),
        client_id=asked.client_id,
        behalf=_behalf(asked.behalf, speaker),
        aligned=asked.aligned,
        language=asked.language,
        presence=asked.presence,
        source=asked.source,
        note=asked.note,
        reason=asked.reason,
        video=asked.video,
        level=asked.level,
        is_carried=asked.is_carried,
        is_draft=asked.is_draft,
    )


def _behalf(asked: Behalf, speaker: Person) -> Behalf:
    """The constituency and the region are the speaker's own where the form names none."""
    own = {BehalfKind.CONSTITUENCY: speaker.constituency.value, BehalfKind.REGION: speaker.region}
    return asked if asked.name else Behalf(kind=asked.kind, name=own.get(asked.kind, ""))


def _deputy(work: Work, table: Table, key: str) -> Person | None:
    return person_named(work, table.forum, key, "deputy") if key else None


def _note(work: Work, table: Table, tag: Tag, entry: Entry, **facts: object) -> None:
    """The trail of an entry: who, for whom, through whom; what a group drafts leaves no trail that others read."""
    where = {"source": entry.source.value, "person": entry.person_id, **facts}
    if entry.reason:
        where["reason"] = entry.reason
    if tag is Tag.INSCRIBED and not entry.is_on_list:
        where = {"draft": True}
    work.audit(tag, f"sitting:{table.sitting.key}/speakers", forum_id=table.forum.id, entry=entry.id, **where)
    if entry.is_on_list:
        acknowledge(work, table.forum, entry)
        moved(work, table)


def _kept(work: Work, entry: Entry) -> Changed:
    return Changed(entry=entry, place=inscription.place_of(work.db, entry) if entry.is_on_list else 0)


@writes_in_turn(turn)
def hand_in(work: Work, slug: str, key: str, entry_id: int) -> Changed:
    """Put the draft of a group on the list."""
    table = table_of(work, slug, key, Permission.SEE_SPEAKERS)
    entry, speaker = entry_of(work, table, entry_id)
    rivals = rivals_of(work, table, speaker, entry.claim)
    number = inscription.next_number(work.db, entry.list_id)
    entry = decide.hand_in(occasion_of(work, table), entry, speaker, work.actor, rivals, number)
    inscription.save_entries(work.db, [entry])
    _note(work, table, Tag.INSCRIBED, entry)
    return _kept(work, entry)


@writes_in_turn(turn)
def withdraw(work: Work, slug: str, key: str, entry_id: int) -> Changed:
    """Take an entry back, until the sitting begins; its slot, if it has one, is free again."""
    table = table_of(work, slug, key, Permission.SEE_SPEAKERS)
    before, _speaker = entry_of(work, table, entry_id)
    entry = decide.withdraw(occasion_of(work, table), before)
    inscription.save_entries(work.db, [entry])
    work.audit(
        Tag.INSCRIPTION_WITHDRAWN, f"sitting:{table.sitting.key}/speakers", forum_id=table.forum.id, entry=entry.id
    )
    if before.is_on_list:
        rename(work, table, before.person_id, None)
        inscription.shift(work.db, entry.list_id, work.now)
        moved(work, table)
    return Changed(entry=entry)


@writes_in_turn(turn)
def restore(work: Work, slug: str, key: str, entry_id: int) -> Changed:
    """Undo a withdrawal while the list is open: the entry has its old place among those who came."""
    table = table_of(work, slug, key, Permission.SEE_SPEAKERS)
    entry, speaker = entry_of(work, table, entry_id)
    rivals = rivals_of(work, table, speaker, entry.claim)
    entry = decide.restore(occasion_of(work, table), entry, speaker, work.actor, rivals)
    inscription.save_entries(work.db, [entry])
    inscription.shift(work.db, entry.list_id, work.now)
    _note(work, table, Tag.INSCRIPTION_RESTORED, entry)
    return _kept(work, entry)


@dataclass(frozen=True, kw_only=True, slots=True)
class AmendIn:
    """What the form of an entry says; `revision` is the one that it shows."""

    revision: int
    aligned: tuple[str, ...] = ()
    language: str = "en"
    presence: Presence = Presence.REMOTE
    deputy: str = ""
    video: str = ""


@writes_in_turn(turn)
def amend(work: Work, slug: str, key: str, entry_id: int, asked: AmendIn) -> Changed:
    """Change the particulars of an entry. Refuses `Stale` where somebody else changed it meanwhile."""
    table = table_of(work, slug, key, Permission.SEE_SPEAKERS)
    before, speaker = entry_of(work, table, entry_id)
    wanted = Amendment(
        aligned=asked.aligned,
        language=asked.language,
        presence=asked.presence,
        deputy=_deputy(work, table, asked.deputy),
        video=asked.video,
    )
    entry = decide.amend(occasion_of(work, table), before, speaker, wanted, revision=asked.revision)
    inscription.save_entries(work.db, [entry])
    subject = f"sitting:{table.sitting.key}/speakers"
    work.audit(Tag.INSCRIPTION_CHANGED, subject, forum_id=table.forum.id, entry=entry.id, deputy=entry.deputy_id)
    return _kept(work, entry)
