"""The front page, the home of a forum by role, health."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, jsonify, redirect, url_for
from werkzeug.wrappers import Response

from forum.domain.people import Role
from forum.domain.programme import Forum, Sitting
from forum.services import accounts, home, invitations
from forum.web import context, programme, strips
from forum.web.invitations import said_of
from forum.web.rendering import page

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def front() -> str | Response:
    """What this is, the published forums, and the reader's own."""
    who = context.account()
    mine = accounts.memberships(context.unit(), who.id) if who else []
    beside = next((each.forum for each in mine if Role.ORGANIZER in each.person.roles), None)
    return page("home/front.html", mine=mine, beside=beside, forums=accounts.public_forums(context.unit()))


@blueprint.get("/forums/<slug>/")
def forum_home(slug: str) -> str | Response:
    """What is now, what is next, what needs me."""
    forum = context.forum_at(slug)
    if context.person(slug) is None:
        return redirect(url_for("programme.show", slug=slug), 303)
    seen = home.overview(context.unit(slug), forum.slug)
    lines = {s.key: _line(forum, s) for s in (*seen.now, *filter(None, [seen.next]), *seen.later)}
    new = invitations.unread(context.unit(slug), forum.slug)
    return page("home/forum.html", seen=seen, lines=lines, new=new, said_of=said_of)


def _line(forum: Forum, sitting: Sitting) -> strips.Shown:
    return replace(strips.shown(forum, sitting, context.zone()), links=programme.links(forum.slug, sitting))


@blueprint.get("/forums/<slug>/changes")
def audit(slug: str) -> str:
    """Who changed what, newest first."""
    forum = context.forum_at(slug)
    return page("home/changes.html", changes=home.changes(context.unit(slug), forum.slug))


@blueprint.get("/health")
def health() -> tuple[Response, int]:
    """200 when the database answers."""
    is_well = home.is_healthy(context.unit())
    return jsonify(status="ok" if is_well else "database"), 200 if is_well else 503
