"""People's calendars, answered before the application: most requests of a year are a program asking for news.

Whatever is no current calendar (an unknown secret, one that was switched off, another method) goes on to the
application, which says why in words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from werkzeug.http import http_date, is_resource_modified

from forum.domain.access import ANONYMOUS
from forum.domain.feeds import TOKEN_LENGTH
from forum.domain.refusals import Refusal
from forum.formats.ics import CONTENT_TYPE
from forum.services.unit import Store, Unit
from forum.web.shelf import Found, Shelf

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

BEFORE, AFTER = "/calendar/", ".ics"
#: how long a calendar program may keep a copy without asking, in seconds
MAX_AGE = 300
#: said of a calendar that could not be written anew and is given as it was (RFC 7234, section 5.5)
STALE = '110 - "Response is Stale"'
#: where the application finds why there was no calendar to give
REFUSAL = "forum.refusal"
#: of every answer
PLAIN = (
    ("Cache-Control", f"private, max-age={MAX_AGE}"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)


class Swift:
    """The application with the calendars of people's links in front of it."""

    def __init__(self, application: WSGIApplication, store: Store, shelf: Shelf, clock: Callable[[], datetime]) -> None:
        self._application, self._store, self._shelf, self._clock = application, store, shelf, clock

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """One request."""
        path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
        if path.startswith(BEFORE) and path.endswith(AFTER) and method in {"GET", "HEAD"}:
            token = path[len(BEFORE) : -len(AFTER)]
            if len(token) == TOKEN_LENGTH and token.isascii():
                unit = Unit(store=self._store, actor=ANONYMOUS, now=self._clock())
                try:
                    found = self._shelf.fetch(unit, token)
                except Refusal as refusal:
                    environ[REFUSAL] = refusal
                else:
                    self._shelf.note(found.feed_id, unit.now, environ.get("HTTP_USER_AGENT", ""))
                    return self._answer(environ, start_response, found, token)
        return self._application(environ, start_response)

    def _answer(
        self, environ: WSGIEnvironment, start_response: StartResponse, found: Found, token: str
    ) -> Iterable[bytes]:
        headers = [
            ("ETag", f'"{found.etag}"'),
            ("Last-Modified", http_date(found.modified_at)),
            *PLAIN,
            *([("Warning", STALE)] if found.is_stale else []),
            *([("Strict-Transport-Security", "max-age=31536000")] if environ["wsgi.url_scheme"] == "https" else []),
        ]
        if not _is_modified(environ, found):
            start_response("304 NOT MODIFIED", headers)
            return []
        body = found.body(token)
        start_response("200 OK", [*headers, ("Content-Type", CONTENT_TYPE), ("Content-Length", str(len(body)))])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _is_modified(environ: WSGIEnvironment, found: Found) -> bool:
    """By the tag where one is sent, otherwise by the date (RFC 9110, section 13.2.2); an unreadable date means yes."""
    if environ.get("HTTP_IF_NONE_MATCH") == f'"{found.etag}"':
        return False
    return is_resource_modified(environ, etag=found.etag, last_modified=found.modified_at)
