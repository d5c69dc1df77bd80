"""Proposals: the planner's answers beside each other, who asked for them, what they cost, what they would move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from forum.domain import fairness
from forum.domain import planning as rules
from forum.domain import question as asking
from forum.domain.access import Permission
from forum.domain.fairness import Compared
from forum.domain.jobs import Job
from forum.domain.planning import HELD, Plan, Purpose
from forum.domain.programme import Forum, NotReleased, Release, Sitting
from forum.domain.refusals import Refusal, Unknown
from forum.services.unit import Work, reads, writes
from forum.store import jobs, people, planning, programme
from timezones.fairness import score
from timezones.problem import Problem

#: kinds under which the queue knows the jobs
PLAN, PRICE, REPLAN = "plan", "price", "replan"
KINDS = (PLAN, PRICE, REPLAN)


@dataclass(frozen=True, kw_only=True, slots=True)
class Board:
    """Everything about the timetables of a forum's draft.

    `prices` are the newest answers of each policy to the draft's question; `beside` the draft itself and what was held,
    for the same people; `names` who asked, by person; `fingerprint` that of the draft's question.
    """

    forum: Forum
    release: Release | None
    plans: tuple[Plan, ...]
    searches: tuple[Job, ...]
    prices: Mapping[str, Plan]
    beside: tuple[Compared, ...]
    names: Mapping[int, str]
    fingerprint: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """One plan over the draft as it is: the sittings that it moves, and what has changed since it was asked for."""

    forum: Forum
    plan: Plan
    draft: tuple[Sitting, ...]
    moves: tuple[tuple[Sitting, Sitting], ...]
    faults: tuple[Refusal, ...]
    asked_by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Republish:
    """What a re-plan starts from: the draft's question, the published starts, the sittings that stay."""

    problem: Problem
    published: Mapping[str, Sitting]
    frozen: frozenset[str]


@reads
def board(work: Work, slug: str) -> Board:
    """The proposals of a forum."""
    forum = work.forum(slug, Permission.SEE_DRAFT)
    problem = _problem(work, forum)
    mark = rules.fingerprint(asking.document_of(problem)) if problem else ""
    plans = planning.plans(work.db, forum.id, purposes=(Purpose.PLAN, Purpose.REPLAN))
    searches = jobs.running(work.db, forum.id, KINDS)
    asked = {plan.asked_by for plan in plans} | {job.person_id for job in searches}
    return Board(
        forum=forum,
        release=programme.latest_release(work.db, forum.id),
        plans=tuple(plans),
        searches=tuple(searches),
        prices=planning.answers(work.db, forum.id, mark),
        beside=_beside(work, forum, problem) if problem else (),
        names=_names(work, forum, {each for each in asked if each is not None}),
        fingerprint=mark,
    )


def _problem(work: Work, forum: Forum) -> Problem | None:
    heads, groups = people.heads(work.db, forum.id), people.delegations(work.db, forum.id)
    try:
        return asking.problem_of(forum, heads, groups, programme.draft(work.db, forum.id))
    except asking.NothingToPlan:
        return None


def _beside(work: Work, forum: Forum, problem: Problem) -> tuple[Compared, ...]:
    found = []
    draft = asking.starts_of(programme.draft(work.db, forum.id))
    if all(wanted.id in draft for wanted in problem.sittings):
        found.append(fairness.compared("draft", "given", score(problem, draft)))
    held = fairness.held_starts(planning.held(work.db, forum.id), problem)
    if held is not None:
        found.append(fairness.compared(HELD, "given", score(problem, held)))
    return tuple(found)


def _names(work: Work, forum: Forum, wanted: set[int]) -> dict[int, str]:
    found = (people.person_by_id(work.db, forum.id, each) for each in wanted)
    return {person.id: person.label for person in found if person is not None}


@reads
def proposal(work: Work, slug: str, plan_id: int) -> Proposal:
    """One plan with what accepting it would move. Refuses `Unknown`."""
    forum = work.forum(slug, Permission.SEE_DRAFT)
    plan = planning.by_id(work.db, forum.id, plan_id)
    if plan is None or plan.policy == HELD:
        raise Unknown(what="plan", key=plan_id)
    draft, problem = programme.draft(work.db, forum.id), _problem(work, forum)
    now = asking.document_of(problem) if problem else {"forum": {}}
    faults = rules.changes_since(plan.request, now, {each.key: each.title for each in draft})
    moved = {each.key: each for each in rules.placed(plan, draft)} if plan.is_usable else {}
    return Proposal(
        forum=forum,
        plan=plan,
        draft=tuple(draft),
        moves=tuple((each, moved[each.key]) for each in draft if each.key in moved),
        faults=tuple(faults),
        asked_by=_names(work, forum, {plan.asked_by or 0}).get(plan.asked_by or 0, ""),
    )


@writes
def request_prices(work: Work, slug: str, key: str, seconds: int) -> str:
    """Ask what every policy would cost; gives the key under which the job can be followed and cancelled."""
    return _request(work, slug, PRICE, key, seconds)


@writes
def request_replan(work: Work, slug: str, key: str, seconds: int) -> str:
    """Ask what must change of the published programme, as little as possible. Refuses `NotReleased`."""
    forum = work.forum(slug, Permission.EDIT_PROGRAMME)
    if not programme.is_published(work.db, forum.id):
        raise NotReleased
    return _request(work, slug, REPLAN, key, seconds)


def _request(work: Work, slug: str, kind: str, key: str, seconds: int) -> str:
    forum = work.forum(slug, Permission.EDIT_PROGRAMME)
    if _problem(work, forum) is None:
        raise asking.NothingToPlan
    work.enqueue(kind, key=key, forum_id=forum.id, slug=slug, seconds=seconds)
    return key


@reads
def priced(work: Work, slug: str, problem: Problem) -> set[str]:
    """The policies of which a proven answer to this question is known."""
    forum = work.forum(slug, Permission.EDIT_PROGRAMME)
    known = planning.answers(work.db, forum.id, rules.fingerprint(asking.document_of(problem)))
    return {policy for policy, plan in known.items() if plan.status == "optimal"}


@reads
def republish(work: Work, slug: str) -> Republish:
    """What a re-plan starts from: sittings that have begun stay; a lock says itself where its sitting stays."""
    forum = work.forum(slug, Permission.EDIT_PROGRAMME)
    latest, problem = programme.latest_release(work.db, forum.id), _problem(work, forum)
    if latest is None:
        raise NotReleased
    if problem is None:
        raise asking.NothingToPlan
    published = {each.key: each for each in fairness.held_in_order(latest.sittings)}
    begun = {wanted.id for wanted in problem.sittings if wanted.id in published and not wanted.starts}
    frozen = frozenset(key for key in begun if published[key].start <= work.now)
    return Republish(problem=problem, published=published, frozen=frozen)
