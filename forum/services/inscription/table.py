"""What deciding about a list of speakers needs, loaded once: the sitting, its list, the rules, the actor's clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forum.domain.access import Permission, Target, may
from forum.domain.inscription.decide import Occasion, is_desk
from forum.domain.inscription.handover import Handover, empty_plan, handed_over
from forum.domain.inscription.lists import in_order
from forum.domain.inscription.refused import NoListYet, NotYourPerson, SittingNotHeld
from forum.domain.inscription.rules import list_rules
from forum.domain.inscription.values import Entry, ListRules, SpeakersList
from forum.domain.people import Person
from forum.domain.programme import Forum, Sitting
from forum.domain.refusals import SignInNeeded, Unknown
from forum.domain.speaking.outline import in_time_order, stage_of
from forum.domain.speaking.rules import Ruleset, Stage
from forum.services import rulesets
from forum.services.unit import Work
from forum.store import inscription, people, programme, slots


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A sitting with its list, if it has one, as the actor may know of it; `turn` is its number in time, from 0."""

    forum: Forum
    sitting: Sitting
    stage: Stage
    turn: int
    ruleset: Ruleset
    listing: SpeakersList | None

    @property
    def rules(self) -> ListRules:
        """What the rules say of the list."""
        return list_rules(self.ruleset, self.stage)

    def the_list(self) -> SpeakersList:
        """The list. Refuses `NoListYet`."""
        if self.listing is None:
            raise NoListYet
        return self.listing


def table_of(work: Work, slug: str, key: str, permission: Permission) -> Table:
    """The table of a sitting as it was published last; for who keeps the list also from the draft."""
    forum = work.forum(slug, permission)
    sittings = _sittings_seen(work, forum, key)
    sitting = next((each for each in sittings if each.key == key), None)
    if sitting is None:
        raise Unknown(what="sitting", key=key)
    listing = inscription.list_of_sitting(work.db, sitting.id)
    return _table(forum, sitting, sittings, rulesets.current(work, forum), listing)


def shared_table(work: Work, slug: str, key: str) -> Table:
    """The table for whoever may see the list; loaded once for all participants of a forum who inscribe together."""
    actor = work.actor
    alike = (actor.forum_id, actor.person_id is None, actor.is_operator, is_desk(actor))
    return work.sharing(("table", slug, key, *alike), lambda: table_of(work, slug, key, Permission.SEE_SPEAKERS))


def table_at(work: Work, forum: Forum, listing: SpeakersList) -> Table | None:
    """The table of a list as its sitting was published last; None where it was not."""
    release = work.sharing(("release", forum.id), lambda: programme.latest_release(work.db, forum.id))
    sittings = release.sittings if release else ()
    sitting = next((each for each in sittings if each.id == listing.sitting_id), None)
    if sitting is None:
        return None
    ruleset = work.sharing(("ruleset", forum.id), lambda: rulesets.current(work, forum))
    return _table(forum, sitting, sittings, ruleset, listing)


def _table(
    forum: Forum, sitting: Sitting, sittings: Sequence[Sitting], ruleset: Ruleset, listing: SpeakersList | None
) -> Table:
    held = in_time_order(sittings)
    return Table(
        forum=forum,
        sitting=sitting,
        stage=stage_of(sitting, sittings),
        turn=next((turn for turn, each in enumerate(held) if each.key == sitting.key), 0),
        ruleset=ruleset,
        listing=listing,
    )


def _sittings_seen(work: Work, forum: Forum, key: str) -> Sequence[Sitting]:
    release = programme.latest_release(work.db, forum.id)
    published = release.sittings if release else ()
    is_draft = all(each.key != key for each in published)
    if is_draft and may(work.actor, Permission.KEEP_LIST, Target(forum_id=forum.id)):
        return programme.draft(work.db, forum.id)
    return published


def occasion_of(work: Work, table: Table) -> Occasion:
    """What an entry is decided upon. Refuses `NoListYet`, `SittingNotHeld`."""
    listing = table.the_list()
    if not table.sitting.is_held:
        raise SittingNotHeld(title=table.sitting.title)
    return Occasion(listing=listing, start=table.sitting.start, rules=table.rules, now=work.now, zone=table.forum.zone)


def target_of(forum: Forum, person: Person) -> Target:
    """A person, as the permission table looks at them."""
    return Target(
        forum_id=forum.id,
        person_id=person.id,
        delegation_id=person.delegation_id,
        organization_id=person.organization_id,
        constituency=person.constituency,
    )


def require_yours(work: Work, forum: Forum, person: Person) -> None:
    """Refuse who may not act for that person: `NotYourPerson`."""
    if not may(work.actor, Permission.INSCRIBE, target_of(forum, person)):
        raise NotYourPerson(field="person") if work.actor.is_signed_in else SignInNeeded()


def person_named(work: Work, forum: Forum, key: str, field: str) -> Person:
    """The person of this forum with that id. Refuses `UnknownSpeaker`."""
    found = people.person_by_key(work.db, forum.id, key)
    if found is None:
        raise Unknown(what=field, key=key)
    return found


def entry_of(work: Work, table: Table, entry_id: int) -> tuple[Entry, Person]:
    """An entry of the list that the actor may act on, and its speaker. Refuses `Unknown`, `NotYourPerson`."""
    entry = inscription.entry(work.db, table.the_list().id, entry_id)
    speaker = people.person_by_id(work.db, table.forum.id, entry.person_id) if entry else None
    if entry is None or speaker is None:
        raise Unknown(what="entry", key=str(entry_id))
    require_yours(work, table.forum, speaker)
    return entry, speaker


def rivals_of(work: Work, table: Table, speaker: Person, claim: str) -> list[Entry]:
    """The entries of the list that have the person or the claim."""
    return inscription.like(work.db, table.the_list().id, person_id=speaker.id, claim=claim)


def speakers_of(work: Work, forum: Forum, entries: Sequence[Entry]) -> Mapping[int, Person]:
    """The speakers of entries, their deputies and who inscribed them, by number."""
    ids = {number for each in entries for number in (each.person_id, each.deputy_id, each.by_person_id) if number}
    return people.persons_by_ids(work.db, forum.id, ids) if ids else {}


def foreseen(work: Work, table: Table, entries: Sequence[Entry], persons: Mapping[int, Person]) -> Handover:
    """The sitting's slots as the list would fill them now: what makes the estimated times."""
    if not table.sitting.is_held:
        return Handover(unheard=tuple(each.id for each in in_order(entries)))
    listed = in_order(entries)
    plan = slots.of_sitting(work.db, table.sitting.id) or empty_plan(
        table.ruleset, table.stage, table.sitting.minutes, listed, table.turn
    )
    return handed_over(plan, listed, persons, table.ruleset, table.sitting.minutes)
