"""The row of pages in a forum's head: only what this reader may open, in the order of the work.

Pages that belong together fold into one entry of the row where a reader may open several of them, so that the row
stays one line for the organizer too; a reader of one of them finds it in the row itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby

from flask import current_app, request, url_for

from forum.domain.access import Permission, Target, may
from forum.domain.programme import Forum
from forum.i18n.catalogues import N_
from forum.web import context


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One link of the row, or the name of several that fold under it."""

    label: str
    address: str
    is_here: bool
    group: str = ""
    members: tuple[Entry, ...] = ()


PLANNING = N_("Planning")
THIS_FORUM = N_("This forum")

#: endpoint, label, the permission that opens it, the name under which it folds; those of one name stand together
ROW: tuple[tuple[str, str, Permission, str], ...] = (
    ("home.forum_home", N_("Home"), Permission.SEE_PROGRAMME, ""),
    ("programme.show", N_("Programme"), Permission.SEE_PROGRAMME, ""),
    ("draft.edit", N_("Draft"), Permission.SEE_DRAFT, PLANNING),
    ("workbench.show", N_("Workbench"), Permission.SEE_DRAFT, PLANNING),
    ("proposals.index", N_("Proposals"), Permission.SEE_DRAFT, PLANNING),
    ("burden.show", N_("Who bears which hour"), Permission.SEE_BURDEN, PLANNING),
    ("allocation.show", N_("Allocation"), Permission.SEE_ALLOCATION, PLANNING),
    ("consultations.index", N_("Consultations"), Permission.LIST_CONSULTATIONS, PLANNING),
    ("people.index", N_("People"), Permission.SEE_PEOPLE, ""),
    ("invitations.index", N_("Mail"), Permission.PUBLISH, ""),
    ("commitments.index", N_("Commitments"), Permission.SEE_REGISTER, ""),
    ("reports.show", N_("Report"), Permission.MAKE_REPORT, ""),
    ("calendar.subscribe", N_("My calendar"), Permission.OWN_FEED, ""),
    ("forums.edit", N_("Facts"), Permission.EDIT_FORUM, THIS_FORUM),
    ("rulesets.show", N_("Rules for speaking"), Permission.EDIT_RULES, THIS_FORUM),
    ("home.audit", N_("Changes"), Permission.SEE_AUDIT, THIS_FORUM),
)


def entries(forum: Forum) -> list[Entry]:
    """The row for this reader."""
    row: list[Entry] = []
    for group, members in groupby(_links(forum), key=lambda link: link.group):
        together = tuple(members)
        row += [_folded(group, together)] if group and len(together) > 1 else together
    return row


def _folded(group: str, members: tuple[Entry, ...]) -> Entry:
    """Several pages under one name; it is marked while one of them is open."""
    is_here = any(each.is_here for each in members)
    return replace(members[0], label=context.words().gettext(group), is_here=is_here, members=members)


def _links(forum: Forum) -> list[Entry]:
    """The pages that this reader may open."""
    actor = context.unit(forum.slug).actor
    target = Target(forum_id=forum.id, person_id=actor.person_id, is_public=not forum.is_rehearsal)
    return [
        Entry(
            label=context.words().gettext(label),
            address=url_for(name, slug=forum.slug),
            is_here=request.endpoint == name,
            group=group,
        )
        for name, label, permission, group in ROW
        if name in current_app.view_functions and may(actor, permission, target)
    ]
