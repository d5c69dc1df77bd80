"""Organizations of a forum: their list in and out, and each by form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from forum.domain import editions, organizations
from forum.domain.access import Permission
from forum.domain.audit import Tag
from forum.domain.organizations import OrganizationsChange
from forum.domain.people import Organization
from forum.domain.refusals import Unknown
from forum.domain.roster import Row
from forum.services.unit import Work, reads, writes
from forum.store import people as people_store


@reads
def check_organizations(work: Work, slug: str, rows: Sequence[Row]) -> OrganizationsChange:
    """What a list would do; nothing is written. Raises `Refusals` with every fault."""
    forum = work.forum(slug, Permission.EDIT_PEOPLE)
    existing = people_store.organizations(work.db, forum.id)
    return organizations.compare(organizations.check(rows, existing), existing)


@writes
def import_organizations(work: Work, slug: str, rows: Sequence[Row]) -> OrganizationsChange:
    """Add and change organizations, all rows or none; a list is short enough for one transaction."""
    forum = work.forum(slug, Permission.EDIT_PEOPLE)
    existing = people_store.organizations(work.db, forum.id)
    change = organizations.compare(organizations.check(rows, existing), existing)
    people_store.put_organizations(work.db, forum.id, (*change.new, *change.changed))
    work.audit(
        Tag.ROSTER_IMPORTED,
        f"forum:{forum.slug}",
        forum_id=forum.id,
        organizations_new=[each.key for each in change.new],
        organizations_changed=[each.key for each in change.changed],
    )
    return change


@reads
def list_organizations(work: Work, slug: str) -> list[Organization]:
    """The organizations of a forum by name."""
    forum = work.forum(slug, Permission.SEE_PEOPLE)
    return people_store.organizations(work.db, forum.id)


@reads
def show_organization(work: Work, slug: str, key: str) -> Organization:
    """One organization. Refuses `Unknown`."""
    forum = work.forum(slug, Permission.EDIT_PEOPLE)
    return _find(people_store.organizations(work.db, forum.id), key)


@writes
def put_organization(
    work: Work, slug: str, given: Mapping[str, str], *, is_new: bool, seen: str | None = None
) -> Organization:
    """Add an organization, or change the one with that id. Raises `Refusals` with every fault, `Unknown`.

    `seen`: see `editions.check`.
    """
    forum = work.forum(slug, Permission.EDIT_PEOPLE)
    existing = people_store.organizations(work.db, forum.id)
    before = None if is_new else _find(existing, given.get("id", ""))
    found = organizations.check_one(given, existing, is_new=is_new)
    if before is not None:
        editions.check(seen, organizations.facts(before), organizations.facts(found))
    people_store.put_organizations(work.db, forum.id, [found])
    after = _find(people_store.organizations(work.db, forum.id), found.key)
    names = ("name", "acronym", "kind")
    changes = {each: [getattr(before, each, ""), getattr(after, each)] for each in names}
    _note(work, after, **{name: pair for name, pair in changes.items() if pair[0] != pair[1]})
    return after


@writes
def archive_organization(work: Work, slug: str, key: str, *, is_archived: bool) -> Organization:
    """Offer an organization no longer, or again; people and commitments that name it keep it. Refuses `Unknown`."""
    forum = work.forum(slug, Permission.EDIT_PEOPLE)
    found = _find(people_store.organizations(work.db, forum.id), key)
    if found.is_archived != is_archived:
        people_store.archive_organization(work.db, found.id, is_archived=is_archived)
        _note(work, found, is_archived=[found.is_archived, is_archived])
    return found


def _find(existing: Sequence[Organization], key: str) -> Organization:
    found = next((each for each in existing if each.key == key), None)
    if found is None:
        raise Unknown(what="organization", key=key)
    return found


def _note(work: Work, found: Organization, **changes: object) -> None:
    work.audit(Tag.ORGANIZATION_EDITED, f"organization:{found.key}", forum_id=found.forum_id, **changes)
