"""The statement of fairness of a release: kept when it is published, completed by a job, shown to who sees the release.

Publishing keeps the question only, which is quick; what needs the planner is done by the job `fairness`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from forum.domain import fairness as rules
from forum.domain import planning as plans
from forum.domain import question as asking
from forum.domain.access import Permission
from forum.domain.fairness import Figures, Record, Statement
from forum.domain.planning import Plan
from forum.domain.programme import Forum, Release
from forum.domain.refusals import Unknown
from forum.services.unit import Work, reads, writes
from forum.store import fairness, people, planning, programme
from timezones.release import release_in_use

#: the kind under which the queue knows the job
JOB = "fairness"


@dataclass(frozen=True, kw_only=True, slots=True)
class Open:
    """A statement whose figures wait to be compared and kept; `known` are plans that answer the same question."""

    statement: Statement
    known: Mapping[str, Plan]
    held: Plan | None


def keep_record(work: Work, forum: Forum, release: Release, plan: Plan | None) -> None:
    """Keep with a new release what it was made for; nothing where nobody must attend or nothing is held."""
    heads, groups = people.heads(work.db, forum.id), people.delegations(work.db, forum.id)
    sittings = rules.held_in_order(release.sittings)
    try:
        question = asking.document_of(asking.problem_of(forum, heads, groups, sittings))
    except asking.NothingToPlan:
        return
    record = Record(
        release_id=release.id,
        question=question,
        proof=rules.proof_of(plan, question, sittings),
        tz_release=release_in_use().tzdata,
    )
    fairness.add(work.db, record, work.now)
    work.enqueue(JOB, slug=forum.slug, number=release.number)


@reads
def statement(work: Work, slug: str, number: int) -> Statement:
    """The statement of one release, for whoever may see that release. Refuses `Unknown`."""
    forum = programme.forum_by_slug(work.db, slug)
    is_public = forum is not None and not forum.is_rehearsal and programme.is_published(work.db, forum.id)
    forum = work.forum(slug, Permission.SEE_BURDEN, is_public=is_public)
    return _statement(work, forum, number)


def _statement(work: Work, forum: Forum, number: int) -> Statement:
    release = programme.release_by_number(work.db, forum.id, number)
    record = fairness.by_release(work.db, release.id) if release else None
    if release is None or record is None:
        raise Unknown(what="statement", key=number)
    latest = programme.latest_release(work.db, forum.id)
    return rules.statement(forum, release, record, is_latest=latest is not None and latest.number == number)


@reads
def to_complete(work: Work, slug: str, number: int) -> Open:
    """A statement with all that its figures can be compared with. Refuses `Unknown`."""
    forum = work.forum(slug, Permission.EDIT_PROGRAMME)
    found = _statement(work, forum, number)
    mark = plans.fingerprint(asking.document_of(found.problem))
    return Open(
        statement=found,
        known=planning.answers(work.db, forum.id, mark),
        held=planning.held(work.db, forum.id),
    )


@writes
def keep_figures(work: Work, slug: str, number: int, figures: Figures) -> None:
    """Keep the figures of a release, once: what was stated is not changed."""
    forum = work.forum(slug, Permission.EDIT_PROGRAMME)
    release = programme.release_by_number(work.db, forum.id, number)
    if release is None:
        raise Unknown(what="release", key=number)
    fairness.complete(work.db, release.id, figures)
