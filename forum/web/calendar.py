"""Calendars over HTTP: the personal feed behind its secret, the public one, single downloads, subscribing, joining."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, flash, redirect, request, session, url_for
from werkzeug.datastructures import Headers
from werkzeug.http import http_date, is_resource_modified
from werkzeug.wrappers import Response as AnyResponse

from forum.domain.access import ANONYMOUS
from forum.domain.choice import Choice
from forum.domain.feeds import ALARMS, Feed, FeedData
from forum.domain.joining import OPENS_BEFORE, NoLinkYet, NotOpenYet, SittingCancelled, SittingOver
from forum.domain.refusals import Kind, Refusal, Unknown
from forum.formats import ics
from forum.formats.calendar import compose
from forum.i18n import locales
from forum.i18n.catalogues import N_, words
from forum.i18n.refusals import sentence
from forum.services import feeds, joining
from forum.services.unit import Unit
from forum.web import addlinks, answers, context, qr, shelf, swift
from forum.web.rendering import page

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

blueprint = Blueprint("calendar", __name__)

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
    """Why there is no calendar to give: those that there are, `forum.web.swift` has given before this is asked.

    The secret is the only credential: no cookie is read or set, nothing is redirected.
    """
    return _refused(request.environ.get(swift.REFUSAL) or Unknown(what="feed"))


@blueprint.get("/calendar/<path:rest>")
def nothing(rest: str) -> Response:
    """Any other address below /calendar/ may hold a mistyped secret: it is not repeated in a page."""
    return _plain(404, words(_language_wished()).gettext("There is no calendar at this address."))


@blueprint.get("/forums/<slug>/programme.ics")
def public(slug: str) -> Response:
    """The published programme, or what is chosen of it, for anybody, in the language asked for by `?lang=`."""
    language = locales.negotiate([request.args.get("lang")], locales.offered())
    choice = Choice.of(request.args)
    asked: dict[str, Any] = {**({"lang": language} if "lang" in request.args else {}), **choice.query}
    address = context.desk().settings.base_url + url_for(".public", slug=slug, **asked)
    try:
        found = shelf.here().public(_nobody(), slug, language, choice, address)
    except Refusal as refusal:
        return _refused(refusal)
    response = _answer(found.etag, found.modified_at, lambda: found.body)
    if found.is_stale:
        response.headers["Warning"] = swift.STALE
    return response


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
def subscribe(slug: str) -> Response:
    """The reader's calendar links; a fresh one is shown once, and kept by no cache."""
    forum = context.forum_at(slug)
    shelf.here().settle()
    mine = feeds.own_feeds(context.unit(slug), slug)
    fresh = session.pop(FRESH, None)
    address = _address(fresh["token"]) if fresh and fresh["slug"] == slug else ""
    html = page(
        "calendar/subscribe.html",
        feeds=mine,
        address=address,
        label=fresh["label"] if address else "",
        picture=qr.picture(address) if address else "",
        alarms=ALARMS,
        clients=addlinks.clients(address or _address("…"), forum.title),
        is_reachable=addlinks.is_reachable_from_outside(context.desk().settings.base_url),
    )
    return Response(html, headers={"Cache-Control": "no-store"} if address else {})


@blueprint.post("/forums/<slug>/subscribe")
def issue(slug: str) -> AnyResponse:
    """Make a link for one device and show it once."""
    context.forum_at(slug)
    token = secrets.token_urlsafe(32)
    label = request.form.get("label", "")
    feed = feeds.issue(context.unit(slug), slug, label=label, token=token, **_options())
    return _show_once(slug, feed, token)


def _options() -> dict[str, Any]:
    """What a form says that a link is to hold."""
    return {"alarm": request.form.get("alarm", 0, int), "has_details": "details" in request.form}


@blueprint.post("/forums/<slug>/subscribe/<int:feed_id>")
def change(slug: str, feed_id: int) -> AnyResponse:
    """Change what a link holds; its address stays."""
    context.forum_at(slug)
    feeds.change(context.unit(slug), slug, feed_id, **_options())
    done = N_("Saved. The calendar takes it over when its program asks again.")
    flash(context.words().gettext(done), "done")
    return redirect(url_for(".subscribe", slug=slug), 303)


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
    """A calendar that nobody has written yet, with its validators."""
    calendar = compose(data, base_url=context.desk().settings.base_url, source=source)
    return _answer(ics.etag(calendar), data.modified_at, lambda: ics.render(calendar))


def _answer(tag: str, changed: datetime, body: Callable[[], bytes]) -> Response:
    """A calendar with its validators; a copy that is still right is confirmed without putting anything together."""
    is_unchanged = _is_unchanged(tag, changed)
    whole, status = (b"", 304) if is_unchanged else (body(), 200)
    response = CalendarResponse(whole, status, content_type=ics.CONTENT_TYPE)
    response.set_etag(tag)
    response.last_modified = changed
    response.headers["Cache-Control"] = f"private, max-age={swift.MAX_AGE}"
    return response


def _is_unchanged(tag: str, changed: datetime) -> bool:
    """By the tag where one is sent, otherwise by the date (RFC 9110, section 13.2.2); an unreadable date means no."""
    return not is_resource_modified(request.environ, etag=tag, last_modified=changed)


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
