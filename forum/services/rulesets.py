"""The ruleset of a forum: which one holds, who changed what; every version is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from forum.domain import editions
from forum.domain.access import Permission, Target, may
from forum.domain.audit import Tag
from forum.domain.programme import Forum
from forum.domain.refusals import Unknown
from forum.domain.speaking import document, versions
from forum.domain.speaking.document import Document
from forum.domain.speaking.rules import Ruleset
from forum.domain.speaking.versions import Act, Version
from forum.services.unit import Work, reads, writes
from forum.store import rulesets


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """The ruleset that holds in a forum; `number` is 0 where it is the shipped one, which nobody has chosen."""

    forum: Forum
    number: int
    document: Document
    ruleset: Ruleset
    versions: tuple[Version, ...]
    may_edit: bool


def current(work: Work, forum: Forum) -> Ruleset:
    """The ruleset that holds in a forum, for services that plan by it."""
    return document.ruleset(_document(work, forum)[1])


def number(work: Work, forum: Forum) -> int:
    """Which version holds; 0 for the shipped one. For fingerprints of what was planned."""
    return _document(work, forum)[0]


def _document(work: Work, forum: Forum) -> tuple[int, Document]:
    held = rulesets.latest(work.db, forum.id)
    return (held.number, held.document) if held else (0, rulesets.shipped())


@reads
def held(work: Work, slug: str) -> Held:
    """The ruleset of a forum with every version that it has had."""
    forum = _readable(work, slug)
    number, body = _document(work, forum)
    return Held(
        forum=forum,
        number=number,
        document=body,
        ruleset=document.ruleset(body),
        versions=tuple(rulesets.versions(work.db, forum.id)),
        may_edit=may(work.actor, Permission.EDIT_RULES, Target(forum_id=forum.id)),
    )


@reads
def version(work: Work, slug: str, wanted: int) -> tuple[Version, Document]:
    """A version, and the document before it. Refuses `Unknown`."""
    forum = _readable(work, slug)
    found = _find(work, forum, wanted)
    before = next((each.document for each in rulesets.versions(work.db, forum.id) if each.number < wanted), None)
    return found, before or rulesets.shipped()


def _readable(work: Work, slug: str) -> Forum:
    forum = work.known_forum(slug)
    work.require(Permission.SEE_RULES, Target(forum_id=forum.id, is_public=work.is_public(forum)))
    return forum


def _find(work: Work, forum: Forum, wanted: int) -> Version:
    found = next((each for each in rulesets.versions(work.db, forum.id) if each.number == wanted), None)
    if found is None:
        raise Unknown(what="version", key=wanted)
    return found


@writes
def put(work: Work, slug: str, body: Document, act: Act, subject: str, *, seen: int | None = None) -> int:
    """Make a whole document the ruleset: a preset that is adopted, or an uploaded file; gives its number.

    `seen` is the version that its author saw. Raises `Refusals` with every fault, `Stale`.
    """
    forum = work.forum(slug, Permission.EDIT_RULES)
    document.ruleset(body)
    return _keep(work, forum, body, act, subject, seen)


@writes
def restore(work: Work, slug: str, wanted: int, *, seen: int | None = None) -> int:
    """Make an earlier version hold again, as a new one; gives its number. Refuses `Unknown`, `Stale`."""
    forum = work.forum(slug, Permission.EDIT_RULES)
    return _keep(work, forum, _find(work, forum, wanted).document, Act.RESTORED, str(wanted), seen)


@writes
def edit(work: Work, slug: str, path: str, wanted: Mapping[str, Any], *, seen: str | None = None) -> int:
    """Change the values of one rule, its source, whether it is open; gives the number of the version that holds.

    `seen`: see `editions.check`. Raises `Refusals` with every fault, `Unknown`, `ChangedMeanwhile`.
    """
    forum = work.forum(slug, Permission.EDIT_RULES)
    _, before = _document(work, forum)
    now = versions.facts(before, path)
    asked = {name: wanted.get(name, False if name == "open" else None) for name in now}
    editions.check(seen, versions.marked(now), versions.marked(asked))
    return _keep(work, forum, versions.with_values(before, path, wanted), Act.EDITED, path, None)


def _keep(work: Work, forum: Forum, body: Document, act: Act, subject: str, seen: int | None) -> int:
    """Keep the document as the next version, unless it says what the one that holds says."""
    number, before = _document(work, forum)
    changed = [path for path, _, _ in document.differences(before, body)]
    if not changed and all(before[name] == body[name] for name in ("key", "title")):
        return number
    if seen is not None:
        versions.check_seen(seen, number)
    after = Version(number=number + 1, act=act, subject=subject, document=body, at=work.now)
    rulesets.keep(work.db, forum.id, after, work.actor.person_id)
    facts = {"version": after.number, "act": act.value, "of": subject, "changed": changed}
    work.audit(Tag.RULES_CHANGED, f"forum:{forum.slug}", forum_id=forum.id, **facts)
    work.announce(f"programme:{forum.id}", kind="rules")
    return after.number


def inherit(work: Work, source: Forum, heir: Forum) -> None:
    """Let a forum that is made of another one begin with its ruleset."""
    found = rulesets.latest(work.db, source.id)
    if found is not None:
        first = replace(found, number=1, act=Act.INHERITED, subject=source.slug, at=work.now)
        rulesets.keep(work.db, heir.id, first, None)
