"""More statements than time: what each policy would do with a sitting's list, and the one that is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from forum.domain import editions, inputs
from forum.domain.access import Permission
from forum.domain.audit import Tag
from forum.domain.inscription.lists import in_order
from forum.domain.inscription.refused import ListStillOpen
from forum.domain.inscription.values import SpeakersList
from forum.domain.people import TRIPARTITE, Person
from forum.domain.programme import Forum, Sitting
from forum.domain.refusals import Kind, Refusal, Stale
from forum.domain.speaking import fitting
from forum.domain.speaking import slots as rules
from forum.domain.speaking.fitting import Case, NothingToFit
from forum.domain.speaking.outline import stage_of
from forum.domain.speaking.rules import Ruleset, SlotKind
from forum.domain.speaking.shortage import Policy, Preview, Wish
from forum.domain.speaking.slots import Slot
from forum.services.notices import note_slots
from forum.services.rulesets import current
from forum.services.slots.desk import Desk, basis_of, desk_of
from forum.services.slots.edits import renoted
from forum.services.unit import Work, reads, writes
from forum.store import inscription, slots

#: longest reason
REASON_LENGTH = 300


@dataclass(frozen=True, kw_only=True, slots=True)
class Shortage:
    """A sitting whose list asks for more than there is: every policy side by side; `refused` where that is not known.

    `source` says where the list is from: `list`, `slots` or `typed`. `basis` marks what the reader saw.
    """

    forum: Forum
    sittings: tuple[Sitting, ...]
    sitting: Sitting
    source: str
    case: Case | None
    previews: tuple[Preview, ...]
    speakers: Mapping[str, Person]
    refused: Refusal | None
    basis: str

    @property
    def may_settle(self) -> bool:
        """Whether a policy can be chosen: the list is of persons, not of numbers that were typed."""
        return self.case is not None and self.source != "typed"


@reads
def shortage(work: Work, slug: str, key: str, fields: Mapping[str, str]) -> Shortage:
    """The five policies on a sitting's list; nothing is kept."""
    return _shortage(work, work.forum(slug, Permission.EDIT_SLOTS), key, fields)


def _shortage(work: Work, forum: Forum, key: str, fields: Mapping[str, str]) -> Shortage:
    desk, ruleset = desk_of(work, forum), current(work, forum)
    sitting = desk.sitting(key)
    listing = inscription.list_of_sitting(work.db, sitting.id)
    source = _source(fields, listing)
    case, speakers, refused = None, dict[str, Person](), None
    try:
        kind = fitting.kind_of(ruleset, stage_of(sitting, desk.sittings))
        speakers = _speakers(work, desk, sitting, listing, kind) if source != "typed" else {}
        case = _case(desk, sitting, ruleset, kind, fields, speakers, listing)
    except Refusal as fault:
        if fault.kind not in {Kind.WRONG, Kind.CONFLICT}:
            raise
        refused = fault
    previews = tuple(case.preview(policy) for policy in Policy) if case else ()
    return Shortage(
        forum=forum,
        sittings=desk.sittings,
        sitting=sitting,
        source=source,
        case=case,
        previews=previews,
        speakers=speakers,
        refused=refused,
        basis=editions.fingerprint((basis_of(desk.plan(sitting)), [each.outcomes for each in previews])),
    )


def _source(fields: Mapping[str, str], listing: SpeakersList | None) -> str:
    if any(fields.get(f"asks.{each.value}", "").strip() for each in TRIPARTITE):
        return "typed"
    return "list" if listing else "slots"


def _speakers(
    work: Work, desk: Desk, sitting: Sitting, listing: SpeakersList | None, kind: SlotKind
) -> dict[str, Person]:
    """Who asks for a statement of their own, in the order of the list; without a list, who has a slot."""
    by_id = {person.id: person for person in desk.persons}
    if listing:
        entries = in_order(inscription.entries(work.db, listing.id))
        ids = [each.person_id for each in entries if not each.behalf.is_of_group]
    else:
        ids = [slot.person_id for slot in desk.plan(sitting) if slot.kind is kind and slot.person_id]
    found = (by_id[each] for each in ids if each in by_id)
    return {person.key: person for person in found if person.constituency in TRIPARTITE}


def _case(
    desk: Desk,
    sitting: Sitting,
    ruleset: Ruleset,
    kind: SlotKind,
    fields: Mapping[str, str],
    speakers: Mapping[str, Person],
    listing: SpeakersList | None,
) -> Case:
    limit, minutes = ruleset.limit(kind), fitting.number_of(fields, "minutes", fitting.MOST_MINUTES)
    wishes = fitting.typed(fields, ruleset, kind) or tuple(
        Wish(key=key, constituency=person.constituency.value, seconds=limit.most, least=limit.least)
        for key, person in speakers.items()
    )
    if not wishes:
        raise NothingToFit
    planned = fitting.supplies_of(desk.plan(sitting), kind)
    supplies = fitting.shared_supplies(minutes, ruleset) if minutes else planned
    drawn = listing.seed if listing else ""
    seed = drawn or inputs.text(fields.get("seed"), "seed", limit=80) or desk.forum.slug
    return Case(kind=kind, wishes=wishes, supplies=supplies, seed=seed, grain=ruleset.grain)


@writes
def settle(work: Work, slug: str, key: str, fields: Mapping[str, str], *, basis: str) -> Policy:
    """Give the sitting's slots to those whom the chosen policy hears; calendars, letters and the floor follow.

    Refuses `Stale`, `ListStillOpen`, `Missing` without a reason, `NothingToFit`, and what breaks the rules.
    """
    forum = work.forum(slug, Permission.EDIT_SLOTS)
    policy = inputs.chosen(Policy, fields.get("policy"), "policy")
    reason = inputs.text(fields.get("reason"), "reason", limit=REASON_LENGTH, needed=True)
    found = _shortage(work, forum, key, fields)
    if found.case is None or not found.may_settle:
        raise found.refused or NothingToFit()
    listing = inscription.list_of_sitting(work.db, found.sitting.id)
    if listing and not listing.is_settled:
        raise ListStillOpen(closes=listing.closes_at, zone=forum.zone)
    if found.basis != basis:
        raise Stale
    preview = next(each for each in found.previews if each.policy is policy)
    _keep(work, found, preview)
    unheard = {each.key: each.fate.value for each in preview.unheard}
    facts = {"policy": policy.value, "reason": reason, "seed": found.case.seed, "unheard": unheard}
    work.audit(Tag.SHORTAGE_SETTLED, f"sitting:{key}", forum_id=forum.id, **facts)
    return policy


def _keep(work: Work, found: Shortage, preview: Preview) -> tuple[Slot, ...]:
    assert found.case is not None, "only what could be previewed is kept"
    forum, sitting = found.forum, found.sitting
    desk, ruleset = desk_of(work, forum), current(work, forum)
    before = desk.plan(sitting)
    ids = {key: person.id for key, person in found.speakers.items()}
    after = fitting.fitted(before, found.case, preview, ids, ruleset, sitting.minutes)
    rules.check(after, ruleset, stage_of(sitting, desk.sittings), sitting.minutes)
    # nobody was named by hand: the notes are those that the times alone give
    kept = slots.keep(work.db, sitting.id, renoted(desk, sitting, after, after), work.now)
    note_slots(work, forum, sitting.id, before, kept)
    work.announce(f"programme:{forum.id}", kind="slots", sitting=sitting.key)
    work.refresh_calendars(forum.id)
    return kept
