"""Import of the roster: checked whole outside any transaction, staged in short ones, switched in one short one.

So that no writer waits for an import, `preview_import` and `import_roster` are made of several transactions each; what
was looked at is looked at again inside the last one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from forum.domain import roster
from forum.domain.access import Permission
from forum.domain.audit import Tag
from forum.domain.people import Person, Role
from forum.domain.refusals import Stale, Unknown
from forum.domain.roster import Known, RosterChange, Row
from forum.services.unit import Unit, Work, reads, writes
from forum.store import people as people_store
from forum.store import staging
from forum.store.staging import Staged, StagedImportRow

#: persons staged in one transaction
BATCH = 250
#: how long a preview waits for its confirmation
PATIENCE = timedelta(days=1)
KIND = "roster"
#: the roles of most persons
ORDINARY = frozenset({Role.DELEGATE})


class PeopleMoved(Stale):
    """The forum's people changed after the preview was made."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """A staged roster and what it would do; nothing of it is kept yet."""

    staged: Staged
    change: RosterChange


@dataclass(frozen=True, kw_only=True, slots=True)
class Imported:
    """What an import did, in persons."""

    new: int
    changed: int
    unchanged: int


@dataclass(frozen=True, kw_only=True, slots=True)
class _Look:
    """The forum as an import sees it before it begins."""

    forum_id: int
    known: Known
    organizations: dict[str, int]


def check_import(unit: Unit, slug: str, rows: Sequence[Row], *, capital_zones: Mapping[str, str]) -> RosterChange:
    """What a roster would do; nothing is written at all. Raises `Refusals` with every fault."""
    look = _look(unit, slug, capital_zones)
    return roster.compare(roster.check(rows, look.known), look.known.persons)


def preview_import(
    unit: Unit, slug: str, rows: Sequence[Row], *, filename: str, digest: str, capital_zones: Mapping[str, str]
) -> Preview:
    """Check a roster whole and stage it. Raises `Refusals` with every fault; the forum's people stay as they are.

    `digest` is the hash of the file's bytes: the confirmation must name it. `capital_zones` gives the zone of each
    Member State's capital.
    """
    look = _look(unit, slug, capital_zones)
    change = roster.compare(roster.check(rows, look.known), look.known.persons)
    for stale in _abandoned(unit):
        _drop(unit, stale)
    import_id = _open(unit, slug, filename, digest, _summary(change))
    staged_rows = _staged_rows(change, look)
    for start in range(0, len(staged_rows), BATCH):
        _stage(unit, import_id, staged_rows[start : start + BATCH])
        unit.store.after_you()
    return preview(unit, slug, import_id)


def _summary(change: RosterChange) -> dict[str, object]:
    """What the audit trail will say: whom it changes, and every role beyond that of a delegate."""
    touched = [*change.new, *(each.person for each in change.changed)]
    return {
        "new": len(change.new),
        "changed": [each.before.key for each in change.changed],
        "unchanged": len(change.unchanged),
        "roles": {each.key: ";".join(sorted(each.roles)) for each in touched if each.roles != ORDINARY},
        "roles_used": sorted({role.value for each in touched for role in each.roles}),
    }


def _staged_rows(change: RosterChange, look: _Look) -> list[dict[str, object]]:
    before = {person.key.casefold(): person for person in look.known.persons}
    ordered = [
        *((person, True) for person in change.new),
        *((each.person, True) for each in change.changed),
        *((person, False) for person in change.unchanged),
    ]
    return [
        staging.values_of(person, before.get(person.key.casefold()), look.organizations, is_changed=is_changed)
        for person, is_changed in sorted(ordered, key=lambda pair: pair[0].number)
    ]


@reads
def _look(work: Work, slug: str, capital_zones: Mapping[str, str]) -> _Look:
    forum = work.forum(slug, Permission.EDIT_PEOPLE)
    organizations = {each.key: each.id for each in people_store.organizations(work.db, forum.id)}
    known = Known(
        capital_zones=capital_zones,
        organizations={key.casefold(): key for key in organizations},
        persons=people_store.persons(work.db, forum.id),
    )
    return _Look(forum_id=forum.id, known=known, organizations=organizations)


@writes
def _open(work: Work, slug: str, filename: str, digest: str, summary: dict[str, object]) -> int:
    forum = work.forum(slug, Permission.EDIT_PEOPLE)
    row = StagedImportRow(
        forum_id=forum.id,
        kind=KIND,
        filename=filename,
        digest=digest,
        account_id=work.actor.account_id,
        created_at=work.now,
        summary=summary,
    )
    return staging.open_import(work.db, row)


@writes
def _stage(work: Work, import_id: int, rows: Sequence[dict[str, object]]) -> None:
    staging.add_persons(work.db, import_id, rows)


@reads
def _abandoned(work: Work) -> list[int]:
    return staging.abandoned(work.db, work.now - PATIENCE)


@writes
def _drop_some(work: Work, import_id: int) -> bool:
    return staging.drop_some(work.db, import_id)


def _drop(unit: Unit, import_id: int) -> None:
    while _drop_some(unit, import_id):
        unit.store.after_you()


@reads
def preview(work: Work, slug: str, import_id: int) -> Preview:
    """A staged roster beside the people as they are now."""
    forum = work.forum(slug, Permission.EDIT_PEOPLE)
    staged = _waiting(work, forum.id, import_id)
    incoming = staging.staged_persons(work.db, import_id)
    return Preview(staged=staged, change=roster.compare(incoming, people_store.persons(work.db, forum.id)))


def _waiting(work: Work, forum_id: int, import_id: int) -> Staged:
    staged = staging.staged_import(work.db, forum_id, import_id, KIND)
    if staged is None:
        raise Unknown(what="import", key=import_id)
    return staged


def import_roster(unit: Unit, slug: str, import_id: int, digest: str) -> Imported:
    """Take a previewed roster over, all of it or nothing.

    Raises `PeopleMoved` where the people changed since the preview, `Stale` where `digest` is not the staged file's.
    """
    imported = _switch(unit, slug, import_id, digest)
    unit.store.after_you()
    _drop(unit, import_id)
    return imported


@writes
def _switch(work: Work, slug: str, import_id: int, digest: str) -> Imported:
    forum = work.forum(slug, Permission.EDIT_PEOPLE)
    staged = _waiting(work, forum.id, import_id)
    if staged.digest != digest:
        raise Stale
    if staging.has_moved(work.db, forum.id, import_id):
        raise PeopleMoved
    staging.switch(work.db, forum.id, import_id, work.now, staged.summary["roles_used"])
    staging.close_import(work.db, import_id)
    body = {"filename": staged.filename, "digest": staged.digest, **staged.summary}
    work.audit(Tag.ROSTER_IMPORTED, f"forum:{forum.slug}", forum_id=forum.id, **body)
    return Imported(
        new=staged.summary["new"], changed=len(staged.summary["changed"]), unchanged=staged.summary["unchanged"]
    )


@reads
def export_roster(work: Work, slug: str) -> list[Person]:
    """Every person of a forum, as an export writes them."""
    forum = work.forum(slug, Permission.EDIT_PEOPLE)
    return people_store.persons(work.db, forum.id)
