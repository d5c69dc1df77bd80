"""The allocation of speaking time: asked by the address, answered on the page; kept by a form."""

from __future__ import annotations

from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from forum.domain.access import Permission, Target, require
from forum.domain.people import Constituency, Region
from forum.domain.programme import Forum
from forum.domain.refusals import Kind, Refusal
from forum.domain.speaking.allocation import Among, Decision, Measure, Weighing
from forum.domain.speaking.apportion import Collation, Method, TieRule, WrongClaim
from forum.domain.speaking.rules import Odd
from forum.i18n import allocations as wording
from forum.i18n import rules as rule_words
from forum.i18n import states, terms
from forum.i18n.catalogues import Words
from forum.i18n.refusals import sentence
from forum.services import allocation as service
from forum.services.allocation import Seen
from forum.web import answers, context, once
from forum.web.rendering import page

blueprint = Blueprint("allocation", __name__, url_prefix="/forums/<slug>/allocation")

#: refusals that are shown on the page itself, with what was typed
SHOWN = {Kind.WRONG, Kind.STALE, Kind.CONFLICT}


@blueprint.get("")
def show(slug: str) -> str | tuple[str, int]:
    """What the address asks, answered; nothing is kept, so that it can be sent to whoever may read it."""
    forum = context.forum_at(slug)
    seen = service.show(context.unit(slug), slug, request.args, _collation(forum))
    return _page(seen, seen.refused)


def _collation(forum: Forum) -> Collation:
    """The alphabet of the forum's working language, in which its title stands."""
    tag = forum.title_language
    return lambda key: states.collation_key(states.state_name(key, tag) if states.is_member_state(key) else key, tag)


def _page(seen: Seen, refused: Refusal | None) -> str | tuple[str, int]:
    said = sentence(_named(refused), context.words()) if refused else ""
    body = page(
        "allocation/show.html",
        seen=seen,
        answer=seen.answer,
        asked=seen.answer.asked if seen.answer else None,
        typed=request.values,
        fault={"field": refused.field or "", "said": said} if refused else None,
        address=_address(seen.forum, seen.fields),
        address_of=lambda decision: _address(seen.forum, decision.fields),
        sitting_title=lambda key: next((each.title for each in seen.sittings if each.key == key), key),
        **_wording(),
    )
    return (body, answers.STATUS[refused.kind]) if refused else body


def _named(refused: Refusal) -> Refusal:
    """The same with the claim as the reader calls it."""
    if not isinstance(refused, WrongClaim):
        return refused
    return WrongClaim(field=refused.field, **{**refused.params, "key": _name(str(refused.params["key"]))})


def _address(forum: Forum, fields: Any) -> str:
    """The address that asks the same."""
    return f"{url_for('allocation.show', slug=forum.slug)}?{urlencode(dict(fields))}"


def _name(key: str) -> str:
    """A constituency, a region or a State as the reader calls it."""
    words = context.words()
    if key in set(Constituency):
        return terms.constituency(Constituency(key), words)
    if key in set(Region):
        return terms.region(key, words)
    return states.state_name(key, words.tag) if states.is_member_state(key) else key


def _wording() -> dict[str, Any]:
    words = context.words()
    return {
        "name_of": _name,
        "words_of": lambda value: rule_words.word(value, words),
        "methods": list(Method),
        **_choices(words),
        "measures": [(each, wording.measure(each, words)) for each in Measure],
        "circles": [(each, wording.among(each, words)) for each in Among],
        "weighings": lambda among: [(each, wording.weighing(each, words)) for each in _weighings(among)],
        "rounded": lambda value: float(round(Fraction(value), 2)),
        "tie_said": lambda tie: wording.tie(tie, _name, words),
        "decision_said": _said,
    }


def _choices(words: Words) -> dict[str, list[tuple[str, str]]]:
    """The words of the rules to choose from."""
    kinds = {"method_choices": Method, "tie_choices": TieRule, "taker_choices": Odd}
    return {name: [(each.value, rule_words.word(each, words)) for each in kind] for name, kind in kinds.items()}


def _weighings(among: Among) -> list[Weighing]:
    """The rules weigh constituencies only."""
    return [each for each in Weighing if each is not Weighing.RULES or among is Among.CONSTITUENCIES]


def _said(decision: Decision) -> str:
    """Who has how much by a decision, in one line."""
    shares = ((_name(each.key), each.given) for each in decision.shares)
    return wording.shares(shares, context.words())


@blueprint.post("/keep")
def keep(slug: str) -> Response | str | tuple[str, int]:
    """Keep what the form shows as the decision of its sitting."""
    forum = context.forum_at(slug)
    require(context.unit(slug).actor, Permission.EDIT_SLOTS, Target(forum_id=forum.id))
    collation = _collation(forum)
    try:
        with once.saved(context.words().gettext("The allocation was kept.")):
            service.keep(once.unit(slug), slug, request.form, collation, basis=request.form.get("basis", ""))
    except Refusal as refused:
        if refused.kind not in SHOWN:
            raise
        return _page(service.show(context.unit(slug), slug, request.form, collation), refused)
    fields = {name: value for name, value in request.form.items() if name not in {"csrf_token", "once", "basis"}}
    return redirect(_address(forum, fields), 303)
