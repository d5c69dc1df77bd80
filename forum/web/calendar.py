"""Calendars over HTTP: the personal feed behind its secret, the public one, single downloads, subscribing, joining."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, redirect, request, session, url_for
from werkzeug.datastructures import Headers
from werkzeug.http import http_date, is_resource_modified
from werkzeug.wrappers import Response as AnyResponse

from forum.domain.access import ANONYMOUS
from forum.domain.feeds import Feed, FeedData
from forum.domain.joining import OPENS_BEFORE, NoLinkYet, NotOpenYet, SittingCancelled, SittingOver
from forum.domain.refusals import Kind, Refusal
from forum.formats import ics
from forum.formats.calendar import compose
from forum.i18n import locales
from forum.i18n.catalogues import words
from forum.i18n.refusals import sentence
from forum.services import feeds, joining
from forum.services.unit import Unit
from forum.web import addlinks, answers, context
from forum.web.rendering import page

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

blueprint = Blueprint("calendar", __name__)

#: how long a calendar program may keep a copy without asking, in seconds
MAX_AGE = 300
#: where the secret of a new link waits, in the signed cookie, until it has been shown once
FRESH = "new_feed"


class CalendarResponse(Response):
    """A calendar; unlike other answers it repeats both validators in a 304, for programs that keep only the date."""

    def get_wsgi_headers(self, environ: WSGIEnvironment) -> Headers:
        """The headers as sent."""
        headers = super().get_wsgi_headers(environ)
        headers["Last-Modified"] = http_date(self.last_modified)
        return headers


@blueprint.get("/calendar/<token>.ics")
def personal(token: str) -> Response:
    """A person's own calendar. The secret is the only credential: no cookie is read or set, nothing is redirected."""
    unit = _nobody()
    try:
        data = feeds.feed_of(unit, token)
    except Refusal as refusal:
        return _refused(refusal)
    response = _calendar(data, _address(token))
    if data.feed is not None and data.feed.is_note_due(unit.now):
        _note_afterwards(response, unit, data.feed)
    return response


@blueprint.get("/calendar/<path:rest>")
def nothing(rest: str) -> Response:
    """Any other address below /calendar/ may hold a mistyped secret: it is not repeated in a page."""
    return _plain(404, words(_language_wished()).gettext("There is no calendar at this address."))


@blueprint.get("/forums/<slug>/programme.ics")
def public(slug: str) -> Response:
    """The published programme for anybody, in the language asked for by `?lang=`."""
    language = locales.negotiate([request.args.get("lang")], locales.offered())
    try:
        data = feeds.public_feed(_nobody(), slug, language=language)
    except Refusal as refusal:
        return _refused(refusal)
    query = f"?lang={language}" if "lang" in request.args else ""
    return _calendar(data, context.desk().settings.base_url + url_for(".public", slug=slug) + query)


@blueprint.get("/forums/<slug>/sittings/<key>.ics")
def single(slug: str, key: str) -> Response:
    """One sitting as a file to keep; it does not follow later changes."""
    context.forum_at(slug)
    language = locales.negotiate([context.language()], locales.offered())
    data = feeds.single_sitting(context.unit(slug), slug, key, language=language)
    response = _calendar(data)
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-{key}.ics"'
    return response


@blueprint.get("/forums/<slug>/subscribe")
def subscribe(slug: str) -> str:
    """The reader's calendar links; a fresh one is shown once."""
    forum = context.forum_at(slug)
    mine = feeds.own_feeds(context.unit(slug), slug)
    fresh = session.pop(FRESH, None)
    address = _address(fresh["token"]) if fresh and fresh["slug"] == slug else ""
    return page(
        "calendar/subscribe.html",
        feeds=mine,
        address=address,
        label=fresh["label"] if address else "",
        clients=addlinks.clients(address or _address("…"), forum.title),
        is_reachable=addlinks.is_reachable_from_outside(context.desk().settings.base_url),
    )


@blueprint.post("/forums/<slug>/subscribe")
def issue(slug: str) -> AnyResponse:
    """Make a link for one device and show it once."""
    context.forum_at(slug)
    token = secrets.token_urlsafe(32)
    feed = feeds.issue(context.unit(slug), slug, label=request.form.get("label", ""), token=token)
    return _show_once(slug, feed, token)


@blueprint.post("/forums/<slug>/subscribe/<int:feed_id>/reissue")
def reissue(slug: str, feed_id: int) -> AnyResponse:
    """Replace a link by one with another address, and show it once."""
    context.forum_at(slug)
    token = secrets.token_urlsafe(32)
    feed = feeds.reissue(context.unit(slug), slug, feed_id, token=token)
    return _show_once(slug, feed, token)


@blueprint.post("/forums/<slug>/subscribe/<int:feed_id>/revoke")
def revoke(slug: str, feed_id: int) -> AnyResponse:
    """Switch a link off."""
    context.forum_at(slug)
    feeds.revoke(context.unit(slug), slug, feed_id)
    return redirect(url_for(".subscribe", slug=slug), 303)


@blueprint.get("/forums/<slug>/sittings/<key>/join")
def join(slug: str, key: str) -> AnyResponse:
    """Into the room, if one may and it is time; otherwise a page that says why not yet."""
    context.forum_at(slug)
    try:
        door = joining.join(context.unit(slug), slug, key)
    except (NotOpenYet, NoLinkYet, SittingCancelled, SittingOver) as refusal:
        sitting = joining.announced(context.unit(slug), slug, key)
        said = sentence(refusal, context.words())
        opens = sitting.start - OPENS_BEFORE
        html = page("calendar/join.html", sitting=sitting, opens=opens, said=said, reason=refusal.code)
        is_waiting = isinstance(refusal, NotOpenYet | NoLinkYet)
        return Response(html, 200 if is_waiting else answers.STATUS[refusal.kind])
    response = redirect(door.link, 303)
    response.headers["Cache-Control"] = "no-store"
    return response


def _nobody() -> Unit:
    """The unit of a request whose cookies are not looked at."""
    return Unit(store=context.desk().store, actor=ANONYMOUS, now=context.now())


def _address(token: str) -> str:
    return f"{context.desk().settings.base_url}/calendar/{token}.ics"


def _show_once(slug: str, feed: Feed, token: str) -> AnyResponse:
    session[FRESH] = {"slug": slug, "token": token, "label": feed.label}
    return redirect(url_for(".subscribe", slug=slug), 303)


def _calendar(data: FeedData, source: str = "") -> Response:
    """The calendar with its validators; a copy that is still right is confirmed without rendering anything."""
    calendar = compose(data, base_url=context.desk().settings.base_url, source=source)
    tag, changed = ics.etag(calendar), data.modified_at
    is_unchanged = _is_unchanged(tag, changed)
    body, status = (b"", 304) if is_unchanged else (ics.render(calendar), 200)
    response = CalendarResponse(body, status, content_type=ics.CONTENT_TYPE)
    response.set_etag(tag)
    response.last_modified = changed
    response.headers["Cache-Control"] = f"private, max-age={MAX_AGE}"
    return response


def _is_unchanged(tag: str, changed: datetime) -> bool:
    """By the tag where one is sent, otherwise by the date (RFC 9110, section 13.2.2); an unreadable date means no."""
    return not is_resource_modified(request.environ, etag=tag, last_modified=changed)


def _note_afterwards(response: Response, unit: Unit, feed: Feed) -> None:
    """Keep who fetched it once the answer is out: the reader never waits for a write, nor fails with it."""
    client, logger = request.user_agent.string, current_app.logger

    def note() -> None:
        try:
            feeds.note_fetch(unit, feed.id, client=client)
        except Refusal:
            logger.warning("the fetch of calendar link %s was not noted: the database is busy", feed.id)

    response.call_on_close(note)


def _refused(refusal: Refusal) -> Response:
    """Unknown and not public are the same to a stranger; no body that a program could take for a calendar."""
    status = answers.STATUS[Kind.UNKNOWN if refusal.kind is Kind.FORBIDDEN else refusal.kind]
    say = words(_language_wished())
    if refusal.kind is Kind.GONE:
        return _plain(status, sentence(refusal, say))
    return _plain(status, say.gettext("There is no calendar at this address."))


def _plain(status: int, text: str) -> Response:
    response = Response(text + "\n", status, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response


def _language_wished() -> str:
    return locales.negotiate(request.accept_languages.values(), locales.offered())
