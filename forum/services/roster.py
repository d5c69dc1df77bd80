"""Import of the roster: checked whole outside any transaction, staged in short ones, switched in one short one.

So that no writer waits for an import, most functions here are made of several transactions each; what was looked at is
looked at again inside the last one. A file that comes through the web is kept by `receive`, read and staged by a job
(`stage_upload`, or `refuse_upload` with its faults), looked at (`uploaded`) and taken over (`take_over`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from forum.domain import jobs as job_rules
from forum.domain import roster
from forum.domain.access import Permission
from forum.domain.audit import Tag
from forum.domain.jobs import Job
from forum.domain.people import Person, Role
from forum.domain.refusals import Refusal, Stale, Unknown, facts_of
from forum.domain.roster import Known, RosterChange, Row
from forum.services.unit import Unit, Work, reads, writes
from forum.store import jobs as job_store
from forum.store import people as people_store
from forum.store import staging
from forum.store.staging import Stage, Staged, StagedImportRow

#: persons staged, and bytes of a file kept, in one transaction
BATCH, PART = 250, 1024 * 1024
#: how long a preview waits for its confirmation
PATIENCE = timedelta(days=1)
KIND = "roster"
#: the kind under which the queue knows the job that checks an upload
JOB = "roster"
#: the roles of most persons
ORDINARY = frozenset({Role.DELEGATE})
#: faults, and changes of each sort, that are kept for a page to list; the counts are always whole
LISTED = 300

#: hears how much of the staging is done, from 0 to 1
Told = Callable[[float], None]


class PeopleMoved(Stale):
    """The forum's people changed after the preview was made."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """A staged roster and what it would do; nothing of it is kept yet."""

    staged: Staged
    change: RosterChange


@dataclass(frozen=True, kw_only=True, slots=True)
class Uploaded:
    """An uploaded roster as far as it has come, and the job that checks it."""

    staged: Staged
    job: Job | None

    @property
    def is_ready(self) -> bool:
        """Whether it was found right and waits for its confirmation."""
        return self.staged.stage is Stage.READY


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
    sweep(unit)
    import_id = _open(unit, slug, filename, digest)
    _fill(unit, import_id, change, look)
    return Preview(staged=uploaded(unit, slug, import_id).staged, change=change)


def receive(unit: Unit, slug: str, data: bytes, *, filename: str, digest: str, job: str) -> int:
    """Keep an uploaded file and ask a worker to read, check and stage it; gives the number of the import.

    `job` is the key of that work. The bytes are dropped once they were read, or after a day.
    """
    import_id = _open(unit, slug, filename, digest, job)
    for number, start in enumerate(range(0, len(data), PART)):
        _keep_part(unit, import_id, number, data[start : start + PART])
    _hand_over(unit, slug, import_id, job)
    return import_id


def stage_upload(
    unit: Unit, slug: str, import_id: int, rows: Sequence[Row], *, capital_zones: Mapping[str, str], told: Told
) -> bool:
    """Check a received roster whole and stage it; False where another worker is at the same.

    Raises `Refusals` with every fault, `Unknown` where the import was given up meanwhile. Done again after a crash, it
    drops what was staged by then and begins anew.
    """
    look = _look(unit, slug, capital_zones)
    change = roster.compare(roster.check(rows, look.known), look.known.persons)
    _empty(unit, import_id)
    return _fill(unit, import_id, change, look, told)


def _fill(unit: Unit, import_id: int, change: RosterChange, look: _Look, told: Told = lambda _share: None) -> bool:
    rows = _staged_rows(change, look)
    for start in range(0, len(rows), BATCH):
        told(start / len(rows))
        _stage(unit, import_id, rows[start : start + BATCH])
        unit.store.after_you()
    return _finish(unit, import_id, len(rows), _summary(change), _glance(change))


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


def _glance(change: RosterChange) -> dict[str, object]:
    """What a page shows of it: as many of each sort as are listed."""
    return {
        "new": [
            {
                "number": one.number,
                "key": one.key,
                "label": one.name or one.function,
                "constituency": one.constituency.value,
                "state": one.state,
                "roles": sorted(one.roles),
            }
            for one in change.new[:LISTED]
        ],
        "changed": [
            {
                "number": each.person.number,
                "key": each.before.key,
                "label": each.before.label,
                "columns": list(each.columns),
            }
            for each in change.changed[:LISTED]
        ],
        "missing": [{"key": one.key, "label": one.label} for one in change.missing[:LISTED]],
        "missing_count": len(change.missing),
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
def _open(work: Work, slug: str, filename: str, digest: str, job: str = "") -> int:
    forum = work.forum(slug, Permission.EDIT_PEOPLE)
    row = StagedImportRow(
        forum_id=forum.id,
        kind=KIND,
        filename=filename,
        digest=digest,
        account_id=work.actor.account_id,
        created_at=work.now,
        job=job,
    )
    return staging.open_import(work.db, row)


@writes
def _keep_part(work: Work, import_id: int, number: int, data: bytes) -> None:
    staging.add_part(work.db, import_id, number, data)


@writes
def _hand_over(work: Work, slug: str, import_id: int, job: str) -> None:
    forum = work.forum(slug, Permission.EDIT_PEOPLE)
    work.enqueue(JOB, key=job, forum_id=forum.id, slug=slug, import_id=import_id)


@writes
def _stage(work: Work, import_id: int, rows: Sequence[dict[str, object]]) -> None:
    _require_received(work, import_id)
    staging.add_persons(work.db, import_id, rows)


@writes
def _finish(work: Work, import_id: int, count: int, summary: dict[str, object], glance: dict[str, object]) -> bool:
    _require_received(work, import_id)
    if staging.count_persons(work.db, import_id) != count:
        return False
    staging.drop_file(work.db, import_id)
    staging.move_import(work.db, import_id, Stage.READY, summary=summary, glance=glance)
    return True


def _require_received(work: Work, import_id: int) -> None:
    if not staging.is_received(work.db, import_id):
        raise Unknown(what="import", key=import_id)


def _empty(unit: Unit, import_id: int) -> None:
    while _drop_some(unit, import_id, only_received=True):
        unit.store.after_you()


@writes
def _drop_some(work: Work, import_id: int, *, only_received: bool = False) -> bool:
    if only_received:
        _require_received(work, import_id)
    return staging.drop_persons(work.db, import_id)


@writes
def _drop_rest(work: Work, import_id: int) -> None:
    staging.drop_import(work.db, import_id)


def sweep(unit: Unit) -> int:
    """Drop, in short transactions, what is left of imports that are over or were not confirmed within a day."""
    numbers = _to_drop(unit)
    for import_id in numbers:
        while _drop_some(unit, import_id):
            unit.store.after_you()
        _drop_rest(unit, import_id)
    return len(numbers)


@reads
def _to_drop(work: Work) -> list[int]:
    return staging.to_drop(work.db, work.now - PATIENCE)


@reads
def file_of(work: Work, slug: str, import_id: int) -> tuple[str, bytes]:
    """Name and bytes of a received file. Raises `Unknown` where it was read already, or given up."""
    forum = work.forum(slug, Permission.EDIT_PEOPLE)
    _require_received(work, import_id)
    return _known(work, forum.id, import_id).filename, staging.file_of(work.db, import_id)


@writes
def refuse_upload(work: Work, slug: str, import_id: int, refusal: Refusal) -> None:
    """Keep why a received file cannot be taken over, and forget its bytes."""
    work.forum(slug, Permission.EDIT_PEOPLE)
    _require_received(work, import_id)
    staging.drop_file(work.db, import_id)
    staging.move_import(work.db, import_id, Stage.REFUSED, refusal=facts_of(refusal, LISTED))


@writes
def give_up(work: Work, slug: str, import_id: int) -> None:
    """Give an import up that was not taken over: its job stops, what it left is dropped."""
    forum = work.forum(slug, Permission.EDIT_PEOPLE)
    staged = _known(work, forum.id, import_id)
    staging.drop_file(work.db, import_id)
    staging.move_import(work.db, import_id, Stage.OVER)
    job = job_store.by_key(work.db, staged.job)
    if job is not None and not job.is_over:
        job_store.save(work.db, job_rules.cancel_asked(job, work.now))
    work.audit(Tag.JOB_CANCELLED, f"job:{staged.job}", forum_id=forum.id, kind=JOB)


@reads
def uploaded(work: Work, slug: str, import_id: int) -> Uploaded:
    """An import as far as it has come: received, refused with its faults, or ready to be taken over."""
    forum = work.forum(slug, Permission.EDIT_PEOPLE)
    staged = _known(work, forum.id, import_id)
    return Uploaded(staged=staged, job=job_store.by_key(work.db, staged.job) if staged.job else None)


def _known(work: Work, forum_id: int, import_id: int) -> Staged:
    staged = staging.staged_import(work.db, forum_id, import_id, KIND)
    if staged is None or staged.stage is Stage.OVER:
        raise Unknown(what="import", key=import_id)
    return staged


def import_roster(unit: Unit, slug: str, import_id: int, digest: str) -> Imported:
    """Take a previewed roster over, all of it or nothing, and drop what was staged. Raises as `take_over` does."""
    imported = take_over(unit, slug, import_id, digest)
    unit.store.after_you()
    sweep(unit)
    return imported


@writes
def take_over(work: Work, slug: str, import_id: int, digest: str) -> Imported:
    """Take a previewed roster over, all of it or nothing, in one short transaction.

    Raises `PeopleMoved` where the people changed since the preview, `Stale` where `digest` is not the staged file's,
    `Unknown` where nothing is staged whole. What was staged is left to `sweep`.
    """
    forum = work.forum(slug, Permission.EDIT_PEOPLE)
    staged = _known(work, forum.id, import_id)
    if staged.stage is not Stage.READY:
        raise Unknown(what="import", key=import_id)
    if staged.digest != digest:
        raise Stale
    if staging.has_moved(work.db, forum.id, import_id):
        raise PeopleMoved
    staging.switch(work.db, forum.id, import_id, work.now, staged.summary["roles_used"])
    staging.move_import(work.db, import_id, Stage.OVER)
    work.refresh_calendars(forum.id)
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
