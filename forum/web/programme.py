"""The published programme: as a page on the reader's clock, as data, and its releases."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from forum.domain.access import Permission, Target, may
from forum.domain.choice import Choice, offered
from forum.domain.needs import STILL_WAITS
from forum.domain.people import Role
from forum.domain.programme import Room, Sitting
from forum.domain.releases import ChangeKind
from forum.i18n import locales, moments
from forum.i18n.catalogues import N_
from forum.i18n.terms import SITTING_KIND_NAMES, pgettext_noop
from forum.services import own_calendar, programme
from forum.services.programme import Programme
from forum.web import context, strips
from forum.web.rendering import page
from forum.web.strips import Shown

ALWAYS, UNTIL_ITS_END = timedelta.max, timedelta(0)

#: label, endpoint, the permission that opens it (None: everybody), how long after its planned end it makes sense
LINKS: tuple[tuple[str, str, Permission | None, timedelta], ...] = (
    (N_("Run the floor"), "floor.chair", Permission.RUN_FLOOR, STILL_WAITS),
    (N_("Capture"), "capture.show", Permission.CAPTURE, ALWAYS),
    (N_("Join"), "calendar.join", Permission.JOIN_SITTING, UNTIL_ITS_END),
    (N_("Ask to speak"), "floor.show", Permission.REQUEST_FLOOR, UNTIL_ITS_END),
    (N_("List of speakers"), "inscription.show", Permission.SEE_SPEAKERS, UNTIL_ITS_END),
    (N_("Speaking slots"), "slots.show", Permission.SEE_SLOTS, ALWAYS),
    (N_("Save to calendar"), "calendar.single", None, ALWAYS),
)

blueprint = Blueprint("programme", __name__)

#: what a release does to a sitting, in a word
CHANGE_NAMES = {
    ChangeKind.NEW: pgettext_noop("sitting", "new"),
    ChangeKind.CANCELLED: pgettext_noop("sitting", "cancelled"),
    ChangeKind.MOVED: pgettext_noop("sitting", "moved"),
    ChangeKind.CHANGED: pgettext_noop("sitting", "changed"),
    ChangeKind.UNCHANGED: pgettext_noop("sitting", "unchanged"),
}


@blueprint.app_context_processor
def _names() -> dict[str, Any]:
    return {"change_names": {kind: context.words().pgettext("sitting", name) for kind, name in CHANGE_NAMES.items()}}


@blueprint.get("/forums/<slug>/programme")
def show(slug: str) -> str:
    """The latest release, own time first."""
    context.forum_at(slug)
    found = programme.released(context.unit(slug), slug)
    choice, every = Choice.of(request.args), _lines(found)
    is_own = "mine" in request.args and context.person(slug) is not None
    keys = own_calendar.mine(context.unit(slug), slug) if is_own else frozenset()
    lines = [line for line in every if choice.takes(line.sitting) and (not is_own or line.sitting.key in keys)]
    held = [line for line in lines if not line.sitting.is_cancelled]
    return page(
        "programme/show.html",
        found=found,
        days=strips.by_day(lines),
        count=len(held),
        nights=sum(line.level == "night" for line in held),
        changes=_seen_changes(found),
        is_mine=context.person(slug) is not None,
        is_own=is_own,
        choice=choice,
        offered=offered(line.sitting for line in every),
        kind_names={kind: context.words().pgettext("sitting", name) for kind, name in SITTING_KIND_NAMES.items()},
        language_name=lambda tag: locales.babel_locale(context.language()).languages.get(tag, tag),
    )


def _lines(found: Programme) -> list[Shown]:
    """The sittings of a release for this reader, each with what the release did to it and where it leads."""
    changes = {change.after.key: change for change in _seen_changes(found)}
    release = found.release
    lines = [
        strips.shown(found.forum, each, context.zone(), changes.get(each.key))
        for each in (release.sittings if release else ())
    ]
    return [replace(line, links=links(found.forum.slug, line.sitting)) for line in lines]


def _seen_changes(found: Programme) -> list[Any]:
    """What a release changed; the first release has nothing to compare with."""
    if found.release is None or found.release.number == 1:
        return []
    return [change for change in found.changes if change.kind is not ChangeKind.UNCHANGED]


def links(slug: str, sitting: Sitting) -> tuple[tuple[str, str], ...]:
    """(label, address) of what this reader may do with a sitting."""
    if sitting.is_cancelled:
        return ()
    over_for = context.now() - sitting.end
    found = [
        (context.words().gettext(label), strips.address(endpoint, slug=slug, key=sitting.key))
        for label, endpoint, permission, patience in LINKS
        if over_for < patience and (permission is None or _may(slug, permission))
    ]
    if Role.HALL in context.unit(slug).actor.roles:
        found.insert(
            0, (context.words().gettext("Hall display"), strips.address("floor.hall", slug=slug, key=sitting.key))
        )
    return tuple((label, address) for label, address in found if address)


def _may(slug: str, permission: Permission) -> bool:
    actor = context.unit(slug).actor
    return may(actor, permission, Target(forum_id=context.forum_at(slug).id, person_id=actor.person_id))


@blueprint.get("/forums/<slug>/programme/releases")
def releases(slug: str) -> str:
    """Every release with what it changed, newest first."""
    context.forum_at(slug)
    return page("programme/releases.html", releases=programme.releases(context.unit(slug), slug))


@blueprint.get("/forums/<slug>/programme/releases/<int:number>")
def release(slug: str, number: int) -> str:
    """The programme as one release had it."""
    context.forum_at(slug)
    found = programme.release(context.unit(slug), slug, number)
    lines = [replace(line, links=()) for line in _lines(found)]
    return page("programme/release.html", found=found, days=strips.by_day(lines), changes=_seen_changes(found))


@blueprint.get("/forums/<slug>/programme.json")
def as_json(slug: str) -> AnyResponse:
    """The latest release as data (docs/programme-json.md); a client that has it already is told so."""
    context.forum_at(slug)
    found = programme.released(context.unit(slug), slug)
    text = json.dumps(document(found), ensure_ascii=False, indent=2) + "\n"
    response = Response(text, mimetype="application/json")
    response.set_etag(hashlib.sha256(text.encode()).hexdigest()[:32])
    response.headers["Cache-Control"] = "no-cache"
    return response.make_conditional(request)


def document(found: Programme) -> dict[str, Any]:
    """The programme as plain data. It holds no link into a room: those are for participants."""
    forum, release = found.forum, found.release
    return {
        "version": 1,
        "forum": {
            "id": forum.slug,
            "title": forum.title,
            "language": forum.title_language,
            "city": forum.city,
            "zone": forum.zone,
            "first_day": forum.first_day.isoformat(),
            "last_day": forum.last_day.isoformat(),
            "is_rehearsal": forum.is_rehearsal,
        },
        "release": None
        if release is None
        else {
            "number": release.number,
            "name": release.name,
            "note": release.note,
            "published_at": _utc(release.published_at),
        },
        "sittings": [_sitting(each) for each in (release.sittings if release else ())],
    }


def _sitting(sitting: Sitting) -> dict[str, Any]:
    assert sitting.modified_at is not None
    return {
        "id": sitting.key,
        "title": sitting.title,
        "language": sitting.title_language,
        "kind": sitting.kind.value,
        "status": sitting.status.value,
        "start": _utc(sitting.start),
        "end": _utc(sitting.end),
        "minutes": sitting.minutes,
        "venue": {
            "day": str(sitting.day),
            "clock": f"{sitting.clock:%H:%M}",
            "zone": sitting.zone,
            "offset": moments.offset(sitting.start, sitting.zone),
        },
        "room": _room(sitting.room) if sitting.room else None,
        "sequence": sitting.sequence,
        "modified_at": _utc(sitting.modified_at),
    }


def _room(room: Room) -> dict[str, Any]:
    return {"id": room.key, "name": room.name, "place": room.place, "languages": list(room.languages)}


def _utc(moment: Any) -> str:
    return str(moment.strftime("%Y-%m-%dT%H:%M:%SZ"))
