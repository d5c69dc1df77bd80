"""The workbench: the draft tried at other hours, kept all at once or not at all, compared with other timetables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forum.domain import question as asking
from forum.domain import workbench as rules
from forum.domain.access import Permission
from forum.domain.audit import Tag
from forum.domain.planning import Plan
from forum.domain.programme import Forum, Release, Sitting
from forum.domain.workbench import Bench, Move
from forum.services.unit import Work, reads, writes
from forum.store import people, planning, programme
from timezones.problem import Problem


@dataclass(frozen=True, kw_only=True, slots=True)
class Workbench:
    """The draft as it is and as it is tried; `before` and `tried` are None while no sitting has a time or nobody must
    attend."""

    forum: Forum
    draft: tuple[Sitting, ...]
    sittings: tuple[Sitting, ...]
    before: Bench | None
    tried: Bench | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Timetables:
    """What can be compared: the draft, the release that stands, what was held, and the plans, newest first."""

    forum: Forum
    problem: Problem | None
    draft: tuple[Sitting, ...]
    release: Release | None
    held: Plan | None
    plans: tuple[Plan, ...]


@reads
def trial(work: Work, slug: str, moves: Sequence[Move] = ()) -> Workbench:
    """The draft with some sittings tried at other hours. Refuses `Unknown`, `SkippedTime`."""
    forum = work.forum(slug, Permission.SEE_DRAFT)
    draft = programme.draft(work.db, forum.id)
    tried = rules.moved(draft, moves)
    return Workbench(
        forum=forum,
        draft=tuple(draft),
        sittings=tuple(tried),
        before=_bench(work, forum, draft),
        tried=_bench(work, forum, tried),
    )


def _bench(work: Work, forum: Forum, sittings: Sequence[Sitting]) -> Bench | None:
    timed = [each for each in sittings if each.is_held]
    problem = _problem(work, forum, timed)
    staff = rules.staff_rows(people.staff_heads(work.db, forum.id))
    return rules.bench(forum, timed, problem, staff) if problem else None


def _problem(work: Work, forum: Forum, sittings: Sequence[Sitting]) -> Problem | None:
    heads, groups = people.heads(work.db, forum.id), people.delegations(work.db, forum.id)
    try:
        return asking.problem_of(forum, heads, groups, sittings)
    except asking.NothingToPlan:
        return None


@writes
def keep(work: Work, slug: str, moves: Sequence[Move], begun_from: Mapping[str, str]) -> list[Sitting]:
    """Put the sittings of the draft at the hours tried, all of them or none; gives those that moved.

    `begun_from` are the marks of the draft that the moves began from (`forum.domain.timetable.marks`). Refuses what
    `forum.domain.workbench.kept` refuses.
    """
    forum = work.forum(slug, Permission.EDIT_PROGRAMME)
    draft = programme.draft(work.db, forum.id)
    found = rules.kept(forum, draft, moves, begun_from)
    programme.save_sittings(work.db, found, work.now)
    before = {each.key: each for each in draft}
    for each in found:
        changes = {name: [_said(before[each.key], name), _said(each, name)] for name in ("day", "clock")}
        work.audit(Tag.SITTING_MOVED, f"sitting:{each.key}", forum_id=forum.id, **changes)
        work.announce(f"programme:{forum.id}", kind="draft", sitting=each.key)
    return found


def _said(sitting: Sitting, name: str) -> str | None:
    value = getattr(sitting, name)
    if value is None:
        return None
    return f"{value:%H:%M}" if name == "clock" else str(value)


@reads
def timetables(work: Work, slug: str) -> Timetables:
    """Everything that can be compared with the draft, and the question about its people."""
    forum = work.forum(slug, Permission.SEE_DRAFT)
    draft = programme.draft(work.db, forum.id)
    return Timetables(
        forum=forum,
        problem=_problem(work, forum, [each for each in draft if not each.is_cancelled]),
        draft=tuple(draft),
        release=programme.latest_release(work.db, forum.id),
        held=planning.held(work.db, forum.id),
        plans=tuple(each for each in planning.plans(work.db, forum.id) if each.is_usable),
    )
