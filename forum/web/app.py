"""The application: settings, blueprints, headers, one mapping from refusals to answers."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from flask import Flask, Response, g, request
from flask_compress import Compress
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from forum import settings as settings_module
from forum.services.unit import Store, open_store
from forum.settings import Settings
from forum.web import answers, characters, context, logs, rendering, shelf, swift

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: module of each noun's pages; each has a `blueprint`
PAGES = (
    "accounts",
    "allocation",
    "burden",
    "calendar",
    "capture",
    "commitments",
    "comparison",
    "consultations",
    "draft",
    "fairness",
    "floor",
    "forums",
    "home",
    "inscription",
    "invitations",
    "organizations",
    "people",
    "programme",
    "proposals",
    "reports",
    "rulesets",
    "shortages",
    "slots",
    "speakers",
    "workbench",
)

#: uploads and forms larger than this are refused before they are read (a roster of 5,000 people is below 2 MB)
MAX_BODY = 8 * 1024 * 1024

Clock = Callable[[], dt.datetime]


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What the edge works with, kept at `app.extensions["forum"]`."""

    settings: Settings
    store: Store
    clock: Clock


def create_app(settings: Settings, store: Store | None = None, clock: Clock | None = None) -> Flask:
    """The Flask application upon a database that is there and migrated."""
    app = Flask("forum.web", template_folder=str(settings_module.folder("templates")), static_folder="static")
    app.config.update(
        SECRET_KEY=settings.secret_key(),
        SESSION_COOKIE_NAME="forum",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_secure,
        PERMANENT_SESSION_LIFETIME=dt.timedelta(days=30),
        MAX_CONTENT_LENGTH=MAX_BODY,
        MAX_FORM_MEMORY_SIZE=MAX_BODY,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        COMPRESS_MIMETYPES=["text/html", "text/css", "text/javascript", "application/json", "image/svg+xml"],
        COMPRESS_MIN_SIZE=1024,
    )
    clock = clock or (lambda: dt.datetime.now(dt.UTC))
    app.extensions["forum"] = Desk(settings=settings, store=store or open_store(settings.database_url), clock=clock)
    _put_in_front(app)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    CSRFProtect(app)
    characters.attach(app)
    Compress(app)
    rendering.attach(app)
    answers.attach(app)
    logs.attach()
    _guard(app)
    for noun in PAGES:
        app.register_blueprint(import_module(f"forum.web.{noun}").blueprint)
    import_module("forum.web.sockets").attach(app)
    if not settings.trusted_proxies:
        app.wsgi_app = _unforwarded(app.wsgi_app)  # type: ignore[method-assign,assignment]
    return app


def _put_in_front(app: Flask) -> None:
    """Let people's calendars be answered before the application."""
    desk: Desk = app.extensions["forum"]
    app.wsgi_app = swift.Swift(app.wsgi_app, desk.store, shelf.attach(app), desk.clock)  # type: ignore[method-assign]


def _unforwarded(application: WSGIApplication) -> WSGIApplication:
    """Without what a visitor says of a proxy: Engine.IO would take another site's pages for ours."""

    def run(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        for name in ("HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PROTO"):
            if environ.pop(name, None) is not None:
                environ[context.IS_FORWARDED] = True
        return application(environ, start_response)

    return run


def _guard(app: Flask) -> None:
    @app.before_request
    def draw_nonce() -> None:
        g.nonce = secrets.token_urlsafe(16)

    @app.after_request
    def set_headers(response: Response) -> Response:
        policy = (
            "default-src 'self'; img-src 'self' data:; "
            f"style-src 'self' 'nonce-{g.get('nonce', '')}'; "
            "frame-ancestors 'none'; form-action 'self'; base-uri 'none'"
        )
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if request.is_secure:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if response.mimetype == "text/html":
            response.headers.setdefault("Cache-Control", "private, no-cache")
            response.vary.update(["Accept-Language", "Cookie"])
        return response
