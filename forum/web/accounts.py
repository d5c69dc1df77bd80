"""Pages of signing in and out, and of the reader's own language and zone."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from flask import Blueprint, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from forum.domain.people import LANGUAGES
from forum.domain.refusals import Refusal
from forum.i18n.refusals import sentence
from forum.services import accounts
from forum.web import context
from forum.web.answers import refused
from forum.web.rendering import page

blueprint = Blueprint("accounts", __name__)

CODE_DIGITS = 6


def draw_secrets() -> accounts.Secrets:
    """A fresh link token and code."""
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    return accounts.Secrets(token=secrets.token_urlsafe(32), code=code)


def safe_path(wish: str | None) -> str:
    """A path of our own to go on to; anything else becomes the front page."""
    try:
        parts = urlsplit(wish or "")
    except ValueError:  # such as an address of IPv6 that does not close
        return "/"
    is_ours = not parts.scheme and not parts.netloc and parts.path.startswith("/") and "\\" not in (wish or "")
    return (wish or "/") if is_ours and not parts.path.startswith("//") else "/"


def _client() -> str:
    return request.user_agent.string


def _remember(login_token: str) -> None:
    chosen = {name: session[name] for name in ("language", "zone") if name in session}
    session.clear()
    session.update(chosen)
    session[context.LOGIN] = login_token
    session.permanent = True


@blueprint.get("/sign-in")
def sign_in() -> str:
    """Ask for the address."""
    return page("accounts/sign_in.html", next=safe_path(request.args.get("next")))


@blueprint.post("/sign-in")
def send_link() -> Response | str:
    """Send link and code; the answer does not tell whether the address is known."""
    email, next_path = request.form.get("email", ""), safe_path(request.form.get("next"))
    drawn = draw_secrets()
    link = context.desk().settings.base_url + url_for("accounts.open_link", token=drawn.token)
    accounts.ask_for_link(context.unit(), email, drawn, next_path=next_path, link=link, language=context.language())
    session["signing_in"] = email
    return redirect(url_for("accounts.enter_code", next=next_path), 303)


@blueprint.get("/sign-in/code")
def enter_code() -> str:
    """Ask for the 6-digit code of the mail."""
    return page("accounts/code.html", email=session.get("signing_in", ""), next=safe_path(request.args.get("next")))


@blueprint.post("/sign-in/code")
def use_code() -> Response | tuple[str, int]:
    """Sign in by code."""
    email, code = request.form.get("email", ""), request.form.get("code", "")
    token = secrets.token_urlsafe(32)
    answer = accounts.use_code(context.unit(), email, code, token, client=_client())
    if isinstance(answer, Refusal):
        fault = sentence(answer, context.words())
        return page("accounts/code.html", email=email, next=safe_path(request.form.get("next")), fault=fault), 422
    _remember(token)
    return redirect(safe_path(answer.next_path), 303)


@blueprint.get("/sign-in/<token>")
def open_link(token: str) -> str:
    """Show a button; looking never spends the link, because mail scanners open links."""
    accounts.look_at_link(context.unit(), token, is_loopback=context.is_loopback())
    return page("accounts/open.html", token=token)


@blueprint.post("/sign-in/<token>")
def use_link(token: str) -> Response:
    """Spend the link and sign this browser in."""
    login_token = secrets.token_urlsafe(32)
    link = accounts.use_link(context.unit(), token, login_token, client=_client(), is_loopback=context.is_loopback())
    _remember(login_token)
    return redirect(safe_path(link.next_path), 303)


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End this browser's login."""
    token = session.pop(context.LOGIN, None)
    if token:
        accounts.sign_out(context.unit(), token)
    return redirect("/", 303)


@blueprint.post("/preferences")
def prefer() -> Response:
    """Keep the language or zone chosen in the head of a page."""
    language, zone = request.form.get("language") or None, request.form.get("zone") or None
    if language and language in context.offered_languages() and language not in LANGUAGES:
        session["language"] = language  # a pseudo-locale is never kept with the account
        return redirect(safe_path(request.form.get("next")), 303)
    try:
        accounts.prefer(context.unit(), language=language, zone=zone)
    except Refusal as refusal:
        return refused(refusal)
    session.update({name: value for name, value in (("language", language), ("zone", zone)) if value})
    g.pop("language", None)
    return redirect(safe_path(request.form.get("next")), 303)
