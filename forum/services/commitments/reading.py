"""The register as each may read it: the list, one entry with its trail and what its forms offer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from forum.domain.access import Permission, Target
from forum.domain.commitments import Commitment, Party, Source, Step, View, view_of
from forum.domain.programme import Forum, Sitting
from forum.domain.refusals import Unknown
from forum.services.commitments.desk import heard_in, themes_of
from forum.services.unit import Work, reads
from forum.store import capture, commitments, people
from forum.store.commitments import Filter


@dataclass(frozen=True, kw_only=True, slots=True)
class Register:
    """The register as one reader may see it; `themes` are the sittings that an entry may belong to."""

    forum: Forum
    view: View
    entries: tuple[Commitment, ...]
    total: int
    leads: tuple[Party, ...]
    themes: tuple[Sitting, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One commitment with its trail; `speakers` are the turns to which it can be bound (secretariat only)."""

    forum: Forum
    view: View
    commitment: Commitment
    steps: tuple[Step, ...] = ()
    parties: tuple[Party, ...] = ()
    themes: tuple[Sitting, ...] = ()
    speakers: tuple[tuple[str, str], ...] = ()


@reads
def register(work: Work, slug: str, wanted: Filter | None = None) -> Register:
    """The register narrowed to `wanted`; leads and total are those that this reader may see."""
    forum = _seen_forum(work, slug)
    view = view_of(work.actor, forum.id)
    themes = themes_of(work, forum, view)
    everything = commitments.commitments(work.db, forum.id, view, work.now)
    entries = commitments.commitments(work.db, forum.id, view, work.now, wanted) if wanted else everything
    leads = {entry.lead.key: entry.lead for entry in everything if entry.lead}
    return Register(
        forum=forum,
        view=view,
        entries=_as_published(entries, themes, view),
        total=len(everything),
        leads=tuple(leads.values()),
        themes=themes,
    )


@reads
def entry(work: Work, slug: str, key: str) -> Entry:
    """One commitment; its trail and what the forms offer only for the secretariat."""
    forum = _seen_forum(work, slug)
    view = view_of(work.actor, forum.id)
    found = commitments.commitment(work.db, forum.id, view, work.now, key)
    if found is None:
        raise Unknown(what="commitment", key=key)
    if view is not View.SECRETARIAT:
        (shown,) = _as_published([found], themes_of(work, forum, view), view)
        return Entry(forum=forum, view=view, commitment=shown)
    return Entry(
        forum=forum,
        view=view,
        commitment=found,
        steps=tuple(commitments.steps(work.db, found.id)),
        parties=_offered(work, forum, found),
        themes=themes_of(work, forum, view),
        speakers=_speakers(work, forum, found),
    )


def _offered(work: Work, forum: Forum, found: Commitment) -> tuple[Party, ...]:
    """Everybody who may lead or join: archived organizations only where they do so already."""
    kept = {party.key for party in (found.lead, *found.partners) if party}
    archived = {each.key for each in people.organizations(work.db, forum.id) if each.is_archived}
    meant = (party for parties in capture.parties(work.db, forum.id).values() for party in parties)
    offered = {party.key: party for party in meant if party.key not in archived - kept}
    return tuple(offered.values())


def _seen_forum(work: Work, slug: str) -> Forum:
    """The register of a published forum is public; that of a rehearsal is its participants' only."""
    forum = work.known_forum(slug)
    work.require(Permission.SEE_REGISTER, Target(forum_id=forum.id, is_public=work.is_public(forum)))
    return forum


def _as_published(entries: Sequence[Commitment], themes: Sequence[Sitting], view: View) -> tuple[Commitment, ...]:
    """The entries with their sittings called as the reader may know them."""
    if view is View.SECRETARIAT:
        return tuple(entries)
    known = {sitting.id: sitting for sitting in themes}
    return tuple(replace(one, source=_source(one.source, known.get(one.source.sitting_id or 0))) for one in entries)


def _source(source: Source, sitting: Sitting | None) -> Source:
    return replace(source, sitting=sitting.key if sitting else "", sitting_title=sitting.title if sitting else "")


def _speakers(work: Work, forum: Forum, found: Commitment) -> tuple[tuple[str, str], ...]:
    ids = dict.fromkeys(one.person_id for one in heard_in(work, found.source.sitting_id) if one.person_id)
    persons = (people.person_by_id(work.db, forum.id, person_id) for person_id in ids)
    return tuple((person.key, person.label) for person in persons if person)
