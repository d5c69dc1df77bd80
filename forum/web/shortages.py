"""More statements than time: the five policies side by side for a sitting, and the form that chooses one."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from forum.domain.people import TRIPARTITE, Constituency
from forum.domain.refusals import Kind, Refusal
from forum.domain.speaking.shortage import Policy
from forum.i18n import allocations as wording
from forum.i18n import functions, terms
from forum.i18n.refusals import sentence
from forum.services import slots as service
from forum.services.slots import Shortage
from forum.web import answers, context
from forum.web.rendering import page

blueprint = Blueprint("shortages", __name__, url_prefix="/forums/<slug>/sittings/<key>/shortage")

#: refusals that are shown on the page itself, with what was typed
SHOWN = {Kind.WRONG, Kind.STALE, Kind.CONFLICT}


@blueprint.get("")
def show(slug: str, key: str) -> str | tuple[str, int]:
    """What each policy would do with the sitting's list; nothing is kept."""
    context.forum_at(slug)
    found = service.shortage(context.unit(slug), slug, key, request.args)
    wrong = found.refused if found.refused and found.refused.kind is Kind.WRONG else None
    return _page(found, wrong)


def _page(found: Shortage, refused: Refusal | None) -> str | tuple[str, int]:
    words = context.words()
    said = refused or found.refused
    body = page(
        "allocation/shortage.html",
        seen=found,
        case=found.case,
        typed=request.values,
        fault={"field": said.field or "", "said": sentence(said, words)} if said else None,
        tripartite=TRIPARTITE,
        by_key={each.policy: {line.key: line for line in each.outcomes} for each in found.previews},
        totals={each.policy: {line.constituency: line for line in each.totals} for each in found.previews},
        name_of=lambda wish: _name(found, wish.key, wish.constituency),
        constituency_name=lambda value: terms.constituency(Constituency(value), words),
        policy_name=lambda value: wording.policy(value, words),
        meaning_of=lambda value: wording.meaning(value, words),
        fate_name=lambda value: wording.fate(value, words),
    )
    return (body, answers.STATUS[refused.kind]) if refused else body


def _name(found: Shortage, key: str, constituency: str) -> str:
    """A speaker as the reader calls them; a statement that was only counted by its constituency and number."""
    words = context.words()
    if key in found.speakers:
        return functions.said(found.speakers[key].label, words)
    number = key.rpartition(" ")[2]
    name = terms.constituency(Constituency(constituency), words)
    return words.pgettext("shortage", "%(name)s, no. %(number)s", name=name, number=number)


@blueprint.post("")
def settle(slug: str, key: str) -> Response | str | tuple[str, int]:
    """Give the slots to those whom the chosen policy hears."""
    context.forum_at(slug)
    found = service.shortage(context.unit(slug), slug, key, request.form)
    try:
        chosen = service.settle(context.unit(slug), slug, key, request.form, basis=request.form.get("basis", ""))
    except Refusal as refused:
        if refused.kind not in SHOWN:
            raise
        return _page(found, refused)
    flash(context.words().gettext("The slots were fitted to the time: %(policy)s.", policy=_policy(chosen)), "done")
    return redirect(url_for("slots.show", slug=slug, key=key), 303)


def _policy(chosen: Policy) -> str:
    return wording.policy(chosen, context.words())
