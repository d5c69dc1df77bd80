"""The row of pages in a forum's head: only what this reader may open, in the order of the work."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, request, url_for

from forum.domain.access import Permission, Target, may
from forum.domain.programme import Forum
from forum.i18n.catalogues import N_
from forum.web import context


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One link of the row."""

    label: str
    address: str
    is_here: bool


#: endpoint, label, the permission that opens it
ROW: tuple[tuple[str, str, Permission], ...] = (
    ("home.forum_home", N_("Home"), Permission.SEE_PROGRAMME),
    ("programme.show", N_("Programme"), Permission.SEE_PROGRAMME),
    ("draft.edit", N_("Draft"), Permission.SEE_DRAFT),
    ("workbench.show", N_("Workbench"), Permission.SEE_DRAFT),
    ("proposals.index", N_("Proposals"), Permission.SEE_DRAFT),
    ("burden.show", N_("Who bears which hour"), Permission.SEE_BURDEN),
    ("people.index", N_("People"), Permission.SEE_PEOPLE),
    ("invitations.index", N_("Mail"), Permission.PUBLISH),
    ("commitments.index", N_("Commitments"), Permission.SEE_REGISTER),
    ("reports.show", N_("Report"), Permission.MAKE_REPORT),
    ("calendar.subscribe", N_("My calendar"), Permission.OWN_FEED),
    ("forums.edit", N_("Facts"), Permission.EDIT_FORUM),
    ("home.audit", N_("Changes"), Permission.SEE_AUDIT),
)


def entries(forum: Forum) -> list[Entry]:
    """The links for this reader."""
    actor = context.unit(forum.slug).actor
    target = Target(forum_id=forum.id, person_id=actor.person_id, is_public=not forum.is_rehearsal)
    return [
        Entry(label=context.words().gettext(label), address=url_for(name, slug=forum.slug), is_here=_is_here(name))
        for name, label, permission in ROW
        if name in current_app.view_functions and may(actor, permission, target)
    ]


def _is_here(name: str) -> bool:
    return request.endpoint == name
