"""Organizations of a forum: their list in and out."""

from __future__ import annotations

from collections.abc import Sequence

from forum.domain import organizations
from forum.domain.access import Permission
from forum.domain.audit import Tag
from forum.domain.organizations import OrganizationsChange
from forum.domain.people import Organization
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
