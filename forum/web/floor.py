"""Pages of the live floor: the chair's console, the hall, the delegate's own; commands as forms, data as JSON."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from forum.domain.floor import wire
from forum.domain.floor.decide import FAR_MINUTES, minutes_away
from forum.domain.people import Constituency, Person
from forum.domain.refusals import Kind, Refusal
from forum.i18n import functions, outcomes, states
from forum.i18n.floor import ACTIONS, CAPACITIES, SOURCES
from forum.i18n.refusals import sentence
from forum.i18n.terms import MODE_NAMES, constituency
from forum.services import floor
from forum.services.floor import Watched
from forum.web import context
from forum.web.answers import STATUS, wants_json
from forum.web.readings import reading
from forum.web.rendering import page

blueprint = Blueprint("floor", __name__)

#: fields of a form that are not fields of its command
OF_THE_FORM = {"csrf_token", "command", "id", "back"}
#: refusals after which the page itself can still be shown, with the sentence on top
SHOWN_AGAIN = {Kind.STALE, Kind.CONFLICT, Kind.WRONG}
#: words of a search for a speaker that are looked at
TERMS = 4


@blueprint.get("/forums/<slug>/sittings/<key>/chair")
def chair(slug: str, key: str) -> str:
    """The chair's console."""
    context.forum_at(slug)
    seen = floor.watch(context.unit(slug), slug, key, "table", reading())
    query = request.args.get("q", "")
    found = _found(slug, query)
    return _page("floor/chair.html", seen, query=query, found=found, ends=_ends(seen), away=_away(seen))


@blueprint.get("/forums/<slug>/sittings/<key>/hall")
def hall(slug: str, key: str) -> str:
    """One thing, read from afar."""
    context.forum_at(slug)
    return _page("floor/hall.html", floor.watch(context.unit(slug), slug, key, "hall", reading()))


@blueprint.get("/forums/<slug>/sittings/<key>/floor")
def show(slug: str, key: str) -> str:
    """My turn, my time, who speaks now."""
    context.forum_at(slug)
    seen = floor.watch(context.unit(slug), slug, key, "delegate", reading())
    return _page("floor/delegate.html", seen, mine=_mine(seen))


@blueprint.get("/forums/<slug>/sittings/<key>/floor.json")
def data(slug: str, key: str) -> Response:
    """A channel's view over plain HTTP, for where no socket gets through."""
    seen = floor.watch(context.unit(slug), slug, key, request.args.get("channel", "hall"), reading())
    answer = jsonify(view=seen.view, server_time=server_time())
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.post("/forums/<slug>/sittings/<key>/floor")
def command(slug: str, key: str) -> Response | tuple[str, int]:
    """Do what a form asks; sending it twice does it once."""
    fields = {name: value for name, value in request.form.items() if name not in OF_THE_FORM}
    back = request.form.get("back", "floor.show")
    if back not in PAGES:
        abort(400)
    try:
        order = wire.checked(request.form.get("id"), request.form.get("command"), fields)
        accepted = floor.handle(context.unit(slug), slug, key, order, reading())
    except Refusal as refusal:
        if wants_json() or refusal.kind not in SHOWN_AGAIN:
            raise
        flash(sentence(refusal, context.words()), "wrong")
        return PAGES[back](slug, key), STATUS[refusal.kind]
    if wants_json():
        return jsonify(status="accepted", seq=accepted.seq)
    return redirect(url_for(back, slug=slug, key=key), 303)


#: where a form may lead back to
PAGES: dict[str, Callable[[str, str], str]] = {"floor.chair": chair, "floor.show": show}


def server_time() -> int:
    """The server's clock as the wire has it: milliseconds since 1970."""
    return int(context.now().timestamp() * 1000)


def _page(template: str, seen: Watched, **values: Any) -> str:
    return page(
        template,
        seen=seen,
        view=seen.view,
        sitting=seen.sitting,
        command_id=lambda: secrets.token_urlsafe(12),
        at=_instant,
        source=lambda name: context.words().pgettext("source of a request", SOURCES[name]),
        action=lambda kind: context.words().gettext(ACTIONS[kind]),
        capacity=lambda name: context.words().pgettext("capacity", CAPACITIES[name]) if name in CAPACITIES else "",
        mode=lambda name: context.words().pgettext("mode", MODE_NAMES[name]) if name else "",
        page_data=_page_data(seen),
        speaker=lambda label, state: outcomes.speaker(label, state, context.words()),
        constituencies=list(Constituency),
        member_states=sorted(states.member_states(), key=lambda iso2: states.state_name(iso2, context.language())),
        **values,
    )


def _page_data(seen: Watched) -> dict[str, Any]:
    """What the page's modules need to know before the first message."""
    words, tag = context.words(), context.language()
    return {
        "forum": seen.forum.slug,
        "sitting": seen.sitting.key,
        "channel": seen.channel,
        "person": seen.person.id if seen.person else None,
        "zone": context.zone(),
        "venue_zone": seen.forum.zone,
        "view": seen.view,
        "server_time": server_time(),
        "data_address": url_for("floor.data", slug=seen.forum.slug, key=seen.sitting.key, channel=seen.channel),
        "states": {iso2: states.state_name(iso2, tag) for iso2 in states.member_states()},
        "constituencies": {each.value: constituency(each, words) for each in Constituency},
        "labels": functions.table(words),
    }


def _instant(epoch_ms: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(epoch_ms / 1000, dt.UTC)


def _away(seen: Watched) -> int:
    """Whole minutes past the planned start of a sitting that is yet to open; negative before it, 0 when close to it."""
    if seen.view["phase"] != "awaited" or not seen.sitting.is_timed:
        return 0
    minutes = minutes_away(seen.sitting.start, _instant(seen.view["as_of"]))
    return minutes if abs(minutes) >= FAR_MINUTES else 0


def _ends(seen: Watched) -> dict[str, Any]:
    """When the list will have been heard, and how late that is, in whole minutes."""
    view = seen.view
    turn = view["turn"]
    left = max(0, turn["allowed_ms"] - turn["used_ms"]) if turn else 0
    last = seen.expected[-1] if seen.expected else None
    planned = last["start"] + last["seconds"] * 1000 if last else 0
    ready = max(view["as_of"] + left, planned)
    projected = ready + view["rest_ms"]
    late = (projected - view["planned_end"]) // 60_000 if view["planned_end"] else 0
    return {"ready": ready, "projected": projected, "late": max(0, late)}


def _mine(seen: Watched) -> dict[str, Any]:
    """Where the reader stands: their entry, its place on the list, whether they have the floor."""
    person_id, view = seen.person.id if seen.person else -1, seen.view
    places = [place for place, row in enumerate(view["queue"], 1) if row["person"] == person_id]
    asked = [row["entry"] for row in view["requests"] if row["person"] == person_id]
    place = places[0] if places else None
    row = view["queue"][place - 1] if place else None
    speaks = bool(view["turn"] and view["turn"]["person"] == person_id)
    return {"place": place, "row": row, "asked": asked[0] if asked else None, "speaks": speaks}


def _found(slug: str, query: str) -> list[Person]:
    terms = [(term, _states_like(term)) for term in query.split()[:TERMS]]
    return floor.find_speakers(context.unit(slug), slug, terms)


def _states_like(term: str) -> list[str]:
    """Codes of the States whose name in the reader's language, or in English, holds that word."""
    wanted, tags = term.casefold(), {context.language(), "en"}
    return [
        iso2
        for iso2 in states.member_states()
        if any(wanted in states.state_name(iso2, tag).casefold() for tag in tags)
    ]
