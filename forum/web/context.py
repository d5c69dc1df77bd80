"""What a request brings: its account, its actor in a forum, its language and its zone."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import current_app, g, request, session

from forum.domain.access import ANONYMOUS, Actor
from forum.domain.accounts import Account
from forum.domain.people import Person
from forum.domain.programme import Forum
from forum.i18n import catalogues, locales
from forum.services import accounts
from forum.services.unit import Unit
from timezones import zones

if TYPE_CHECKING:
    from forum.web.app import Desk

#: where the login token lies in the signed cookie
LOGIN = "login"


def desk() -> Desk:
    """Settings, store and clock of this application."""
    found: Desk = current_app.extensions["forum"]
    return found


def now() -> dt.datetime:
    """The moment of this request: the same for all of it."""
    if "now" not in g:
        g.now = desk().clock()
    moment: dt.datetime = g.now
    return moment


def _plain_unit(actor: Actor = ANONYMOUS) -> Unit:
    return Unit(store=desk().store, actor=actor, now=now())


def account() -> Account | None:
    """Who is signed in in this browser."""
    if "account" not in g:
        token = session.get(LOGIN)
        g.account = accounts.account_signed_in(_plain_unit(), token) if token else None
    found: Account | None = g.account
    return found


def membership(slug: str) -> accounts.Membership | None:
    """Who this browser's account is in that forum."""
    known: dict[str, accounts.Membership | None] = g.setdefault("memberships", {})
    if slug not in known:
        who = account()
        known[slug] = accounts.membership(_plain_unit(), who.id, slug) if who else None
    return known[slug]


def person(slug: str) -> Person | None:
    """The person that the reader is in that forum."""
    found = membership(slug)
    return found.person if found else None


def unit(slug: str | None = None) -> Unit:
    """The unit of this request, with the actor as seen in that forum."""
    found = membership(slug) if slug else None
    if found:
        return _plain_unit(found.actor)
    who = account()
    return _plain_unit(Actor(account_id=who.id) if who else ANONYMOUS)


def forum_at(slug: str) -> Forum:
    """The forum of this address, as far as this reader may know of it; kept for the page's head."""
    g.forum = accounts.forum_seen(unit(slug), slug)
    found: Forum = g.forum
    return found


def offered_languages() -> tuple[str, ...]:
    """The tags that this application offers."""
    return locales.offered(with_pseudo=desk().settings.has_pseudo_locales)


def language() -> str:
    """The reader's language: asked for in the address, chosen before, the account's, the browser's, English."""
    if "language" not in g:
        who = account()
        wishes = [request.args.get("lang"), session.get("language"), who.language if who else None]
        here = person(g.forum.slug) if "forum" in g else None
        if here and not (who and who.language):
            wishes.append(here.language)
        wishes.extend(request.accept_languages.values())
        g.language = locales.negotiate(wishes, offered_languages())
    tag: str = g.language
    return tag


def words() -> catalogues.Words:
    """The words of the reader's language."""
    return catalogues.words(language())


def zone() -> str:
    """The reader's zone: asked for, chosen before, the person's, the account's, the forum's own."""
    here = person(g.forum.slug) if "forum" in g else None
    who = account()
    candidates = (
        request.args.get("zone"),
        session.get("zone"),
        here.zone if here else None,
        who.zone if who else None,
        g.forum.zone if "forum" in g else None,
    )
    return next((name for name in candidates if name and zones.is_known(name)), "Etc/UTC")


def has_own_zone() -> bool:
    """Whether the reader's zone is known, not merely the forum's."""
    here = person(g.forum.slug) if "forum" in g else None
    who = account()
    return bool(request.args.get("zone") or session.get("zone") or here or (who and who.zone))


#: addresses and names of this machine for itself
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
#: what proxies add to a request
OF_PROXIES = ("Forwarded", "Via", "X-Forwarded-For", "X-Real-IP")
#: where the application notes that it took such headers away
IS_FORWARDED = "forum.is_forwarded"


def is_loopback() -> bool:
    """Whether the visitor sits at this machine, through no proxy.

    A proxy on this machine need not say that it is one: then the name by which it was called tells, and HTTP/1.0, which
    nginx speaks unless told otherwise and no browser does.
    """
    settings = desk().settings
    names = {request.remote_addr, urlsplit(f"//{request.host}").hostname, urlsplit(settings.base_url).hostname}
    is_direct = not settings.trusted_proxies and request.environ.get("SERVER_PROTOCOL") != "HTTP/1.0"
    is_forwarded = IS_FORWARDED in request.environ or any(name in request.headers for name in OF_PROXIES)
    return is_direct and names <= LOOPBACK and not is_forwarded
