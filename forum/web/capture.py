"""The rapporteur's page: one line, always focused; saved by script without leaving it, or by the form alone."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from forum.domain.capture import CURRENCIES, GROUPS, KINDS, STANCES, Logged
from forum.domain.people import LANGUAGES
from forum.domain.refusals import Kind, Refusal
from forum.i18n import locales, moments, outcomes
from forum.i18n.refusals import sentence
from forum.services import capture
from forum.web import context
from forum.web.answers import STATUS, wants_json
from forum.web.rendering import page

blueprint = Blueprint("capture", __name__)

#: the longest that a line may have been under way since its first key press, in milliseconds (a day offline)
LONGEST_AGE = 24 * 3600 * 1000


@blueprint.get("/forums/<slug>/sittings/<key>/capture")
def show(slug: str, key: str) -> str:
    """The line, who speaks now, the log."""
    context.forum_at(slug)
    return _page(slug, key, "")


@blueprint.get("/forums/<slug>/sittings/<key>/capture.json")
def data(slug: str, key: str) -> Response:
    """Who speaks now and the log, for the page's own script."""
    seen = capture.desk(context.unit(slug), slug, key)
    answer = jsonify(speaker=_speaker(seen), log=[_line(one, seen.forum.zone) for one in seen.log[:50]])
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.post("/forums/<slug>/sittings/<key>/capture")
def save(slug: str, key: str) -> Response | tuple[str, int]:
    """Save one line; sending it again with the same id changes nothing."""
    forum, line = context.forum_at(slug), request.form.get("line", "")
    try:
        saved = capture.capture(
            context.unit(slug),
            slug,
            key,
            line=line,
            client_id=request.form.get("client_id", ""),
            first_key_at=context.now() - _age(request.form.get("age_ms", "")),
            language=context.language() if context.language() in LANGUAGES else locales.DEFAULT,
        )
    except Refusal as refusal:
        if wants_json() or refusal.kind not in {Kind.WRONG, Kind.CONFLICT, Kind.UNKNOWN}:
            raise
        flash(sentence(refusal, context.words()), "wrong")
        return _page(slug, key, line), STATUS[refusal.kind]
    if wants_json():
        return jsonify(status="saved", line=_line(saved, forum.zone))
    return redirect(url_for("capture.show", slug=slug, key=key), 303)


def _page(slug: str, key: str, typed: str) -> str:
    seen = capture.desk(context.unit(slug), slug, key)
    return page(
        "capture/desk.html",
        seen=seen,
        sitting=seen.sitting,
        typed=typed,
        client_id=secrets.token_urlsafe(12),
        speaker=_speaker(seen),
        log=[_line(one, seen.forum.zone) for one in seen.log],
        grammar=_grammar(),
    )


def _speaker(seen: capture.Desk) -> str:
    if seen.speaker is None:
        return ""
    return outcomes.speaker(seen.speaker.label, seen.speaker.state, context.words())


def _line(one: Logged, zone: str) -> dict[str, Any]:
    words = context.words()
    return {
        "id": one.id,
        "client_id": one.client_id,
        "line": one.line,
        "kind": outcomes.name("line", one.kind, words),
        "clock": moments.clock_seconds(one.at, zone),
        "speaker": outcomes.speaker(one.speaker, one.speaker_state, words) if one.speaker else "",
        "author": one.author,
        "commitment": one.commitment,
        "address": url_for("commitments.show", slug=_slug(), key=one.commitment) if one.commitment else "",
        "unknown": list(one.unknown),
    }


def _slug() -> str:
    return str((request.view_args or {}).get("slug", ""))


def _age(value: str) -> dt.timedelta:
    """How long ago the first key was pressed, by the page's own steady clock."""
    is_number = value.isascii() and value.isdigit() and len(value) < 12
    return dt.timedelta(milliseconds=min(int(value), LONGEST_AGE) if is_number else 0)


def _grammar() -> dict[str, Any]:
    """What the chips under the line know: codes and their words in the reader's language."""
    words = context.words()
    return {
        "kinds": {code: outcomes.name("commitment", kind, words) for code, kind in KINDS.items()},
        "stances": {code: outcomes.name("stance", stance, words) for code, stance in STANCES.items()},
        "groups": list(GROUPS),
        "currencies": list(CURRENCIES),
        "lines": {kind.value: outcomes.name("line", kind, words) for kind in outcomes.LINES},
    }
