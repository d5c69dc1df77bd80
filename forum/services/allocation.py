"""Sharing seats or minutes: asked by parameters and answered without keeping anything, until somebody keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from forum.domain import editions
from forum.domain.access import Permission, Target, may
from forum.domain.audit import Tag
from forum.domain.people import TRIPARTITE, Delegation, Region
from forum.domain.programme import Forum, Sitting
from forum.domain.refusals import Kind, Refusal, Stale, Unknown
from forum.domain.regions import REGION_OF
from forum.domain.speaking import allocation, asking
from forum.domain.speaking.allocation import Among, Answer, Asked, Decision
from forum.domain.speaking.apportion import Collation
from forum.domain.speaking.asking import Offer
from forum.domain.speaking.carry import Account
from forum.domain.speaking.outline import in_time_order
from forum.services.rulesets import current
from forum.services.unit import Work, reads, writes
from forum.store import allocation as stored
from forum.store import people, programme, slots


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """An allocation as a reader sees it; where the question is at fault, `refused` stands instead of an answer."""

    forum: Forum
    sittings: tuple[Sitting, ...]
    sitting: Sitting | None
    offer: Offer
    fields: Mapping[str, str]
    answer: Answer | None
    refused: Refusal | None
    decisions: tuple[Decision, ...]
    may_keep: bool

    @property
    def basis(self) -> str:
        """The mark of the figures that the reader sees."""
        return editions.fingerprint(self.answer.facts) if self.answer else ""


@reads
def show(work: Work, slug: str, fields: Mapping[str, str], collation: Collation) -> Seen:
    """The answer to what the fields ask; nothing is kept. Refuses `Unknown` for a sitting that the reader has not."""
    return _seen(work, work.forum(slug, Permission.SEE_ALLOCATION), fields, collation)


def _seen(work: Work, forum: Forum, fields: Mapping[str, str], collation: Collation) -> Seen:
    may_keep = may(work.actor, Permission.EDIT_SLOTS, Target(forum_id=forum.id))
    sittings = _sittings(work, forum, may_keep)
    sitting = _chosen(sittings, fields.get("sitting", ""))
    offer = _offer(work, forum, sittings, sitting, asking.circle(fields), collation)
    decisions = stored.of_forum(work.db, forum.id)
    answer, refused = None, None
    try:
        asked = asking.read(fields, offer)
        answer = allocation.answered(asked, _accounts(sittings, decisions, asked), collation=collation)
    except Refusal as fault:
        if fault.kind is not Kind.WRONG:
            raise
        refused = fault
    return Seen(
        forum=forum,
        sittings=tuple(sittings),
        sitting=sitting,
        offer=offer,
        fields=asking.kept(fields, offer.counts) | (asking.explicit(answer.asked) if answer else {}),
        answer=answer,
        refused=refused,
        decisions=tuple(each for each in decisions if may_keep or _is_seen(each, sittings)),
        may_keep=may_keep,
    )


def _sittings(work: Work, forum: Forum, may_see_draft: bool) -> Sequence[Sitting]:
    """The sittings with a time, in its order: the draft's, or to coordinators the published ones."""
    if may_see_draft:
        found: Iterable[Sitting] = programme.draft(work.db, forum.id)
    else:
        release = programme.latest_release(work.db, forum.id)
        found = release.sittings if release else ()
    return [each for each in in_time_order(found) if each.is_timed]


def _is_seen(decision: Decision, sittings: Iterable[Sitting]) -> bool:
    return decision.sitting in {"", *(each.key for each in sittings)}


def _chosen(sittings: Iterable[Sitting], key: str) -> Sitting | None:
    """The sitting of that key; None for the whole forum."""
    if not key.strip():
        return None
    found = next((each for each in sittings if each.key == key.strip()), None)
    if found is None:
        raise Unknown(what="sitting", key=key)
    return found


def _offer(
    work: Work, forum: Forum, sittings: Iterable[Sitting], sitting: Sitting | None, among: Among, collation: Collation
) -> Offer:
    ruleset = current(work, forum)
    wanted = [sitting] if sitting else list(sittings)
    plans = slots.of_forum(work.db, forum.id)
    statements = (slot for each in wanted for slot in plans.get(each.id, ()) if slot.constituency in TRIPARTITE)
    return Offer(
        ruleset=ruleset,
        among=among,
        counts=_counts(work, forum, among, collation),
        sitting=sitting.key if sitting else "",
        minutes=min(sum(ruleset.budget(each.minutes) for each in wanted) // 60, asking.MOST),
        statements=sum(1 for _ in statements),
        seed=forum.slug,
    )


def _counts(work: Work, forum: Forum, among: Among, collation: Collation) -> dict[str, int]:
    """How many delegations each of those who share has, in the order in which they are listed."""
    delegations = people.delegations(work.db, forum.id)
    if among is Among.CONSTITUENCIES:
        members = {(each.constituency, each.delegation_id) for each in people.persons(work.db, forum.id)}
        return {
            key.value: sum(constituency is key and bool(delegation) for constituency, delegation in members)
            for key in TRIPARTITE
        }
    if among is Among.REGIONS:
        regions = [_region(each) for each in delegations]
        return {region.value: regions.count(region.value) for region in Region}
    return dict.fromkeys(sorted({each.state for each in delegations if each.state}, key=collation), 1)


def _region(delegation: Delegation) -> str:
    return delegation.region or REGION_OF.get(delegation.state or "", "")


def _accounts(sittings: Iterable[Sitting], decisions: Iterable[Decision], asked: Asked) -> Sequence[Account]:
    """What the sittings before the one that is asked about leave owing; the forum as a whole owes nothing."""
    keys = [each.key for each in sittings]
    earlier = keys[: keys.index(asked.sitting)] if asked.sitting in keys else []
    return allocation.accounts(decisions, earlier, asked.measure, asked.among)


@writes
def keep(work: Work, slug: str, fields: Mapping[str, str], collation: Collation, *, basis: str) -> int:
    """Keep the allocation as the decision of its sitting; gives its number.

    `basis` is the mark of the figures that were seen. Refuses `Stale` where they would be other ones now, and what
    makes the question wrong.
    """
    forum = work.forum(slug, Permission.EDIT_SLOTS)
    seen = _seen(work, forum, fields, collation)
    if seen.answer is None:
        raise seen.refused or Stale()
    if seen.basis != basis:
        raise Stale
    number = max((each.number for each in seen.decisions), default=0) + 1
    decision = allocation.decided(seen.answer, seen.fields, number=number, at=work.now)
    stored.keep(work.db, forum.id, decision, work.actor.person_id)
    facts = {"number": number, "method": decision.method.value, "unit": decision.measure.value, "of": decision.seats}
    shares = {each.key: each.given for each in decision.shares}
    subject = f"sitting:{decision.sitting}" if decision.sitting else f"forum:{forum.slug}"
    work.audit(Tag.ALLOCATION_KEPT, subject, forum_id=forum.id, **facts, left=decision.left, shares=shares)
    return number
