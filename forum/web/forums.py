"""The facts of a forum as a page: title, place, days, hours, the planner's rules; and another forum made beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from forum.domain import inputs
from forum.domain.access import Permission, Target, require
from forum.domain.forums import EDITABLE, facts
from forum.domain.people import LANGUAGES
from forum.domain.programme import Forum
from forum.domain.refusals import Refusal, Refusals
from forum.i18n import locales, terms
from forum.i18n.refusals import sentence
from forum.services import forums
from forum.web import context, meanwhile, once
from forum.web.answers import STATUS
from forum.web.rendering import page
from timezones.problem import POLICIES

blueprint = Blueprint("forums", __name__)

#: grids that the form offers; any other that divides the day can stand already
GRIDS = (5, 10, 15, 20, 30, 60)


def _optional(value: str | None, field: str) -> int | None:
    return inputs.whole(value, field) if (value or "").strip() else None


#: field -> how it is read
READERS: dict[str, Callable[[str | None, str], object]] = {
    **dict.fromkeys(EDITABLE, inputs.text),
    **dict.fromkeys(("first_day", "last_day"), inputs.day),
    **dict.fromkeys(("grid_minutes", "gap_minutes", "rest_day_points"), inputs.whole),
    "cap_minutes": _optional,
}


@blueprint.get("/forums/<slug>/facts")
def edit(slug: str) -> str:
    """The facts with what rests on them."""
    context.forum_at(slug)
    return _edit_page(slug, None)


@blueprint.post("/forums/<slug>/facts")
def save(slug: str) -> AnyResponse:
    """Change the facts; every fault is said beside its field, with what was typed."""
    found = _allowed(slug, Permission.EDIT_FORUM)
    try:
        forums.edit(context.unit(slug), slug, _asked(found), seen=meanwhile.seen())
    except Refusal as refusal:
        return Response(_edit_page(slug, refusal), STATUS[refusal.kind])
    flash(context.words().gettext("Saved."), "done")
    return redirect(url_for(".edit", slug=slug), 303)


@blueprint.get("/forums/<slug>/new")
def new(slug: str) -> str:
    """The form of another forum, with the place and rules of this one to begin with."""
    return _new_page(_allowed(slug, Permission.CREATE_FORUM), None)


@blueprint.post("/forums/<slug>/new")
def create(slug: str) -> AnyResponse:
    """Make the forum, and lead its organizer to it."""
    found, words = _allowed(slug, Permission.CREATE_FORUM), context.words()
    try:
        asked = replace(_asked(found), slug=inputs.text(request.form.get("slug"), "slug"))
        said = words.gettext("The forum was made, and you are its organizer. What it needs next stands below.")
        with once.saved(said):
            forums.create_beside(once.unit(slug), slug, asked)
    except Refusal as refusal:
        return Response(_new_page(found, refusal), STATUS[refusal.kind])
    return redirect(url_for("home.forum_home", slug=asked.slug), 303)


def _allowed(slug: str, permission: Permission) -> Forum:
    """The forum, once the permission was asked: nobody learns from a form's faults what is not theirs."""
    found = context.forum_at(slug)
    require(context.unit(slug).actor, permission, Target(forum_id=found.id))
    return found


def _asked(found: Forum) -> Forum:
    """The facts of the form. Raises `Refusals` with every one that cannot be read."""
    facts: dict[str, Any] = {}
    faults: list[Refusal] = []
    for name, read in READERS.items():
        try:
            facts[name] = read(request.form.get(name), name)
        except Refusal as fault:
            faults.append(fault)
    if faults:
        raise Refusals(faults)
    return replace(found, **facts)


def _edit_page(slug: str, refused: Refusal | None) -> str:
    seen = forums.facts(context.unit(slug), slug)
    warnings = [sentence(fault, context.words()) for fault in seen.warnings]
    return page("forums/edit.html", seen=seen, warnings=warnings, **_form(seen.forum, refused))


def _new_page(found: Forum, refused: Refusal | None) -> str:
    shown = _form(replace(found, slug="", title=""), refused)
    if refused is None:
        shown["given"] |= {"first_day": "", "last_day": ""}
    return page("forums/new.html", **shown)


def _form(shown: Forum, refused: Refusal | None) -> dict[str, Any]:
    """What the fields show: what was typed after a refusal, else the facts, each with its fault."""
    words = context.words()
    given = {name: getattr(shown, name) for name in ("slug", *EDITABLE)}
    faults = refused.faults if isinstance(refused, Refusals) else [refused] if refused else []
    return {
        "given": given | meanwhile.typed(refused).to_dict(),
        "facts": facts(shown),
        "theirs": meanwhile.changed(refused),
        "faults": {fault.field or "": sentence(fault, words) for fault in faults},
        "said": sentence(refused, words) if refused else "",
        "own_languages": [(tag, locales.language(tag).own_name) for tag in LANGUAGES],
        "policies": {policy: words.gettext(terms.POLICY_NAMES[policy]) for policy in POLICIES},
        "grids": [(each, each) for each in sorted({*GRIDS, shown.grid_minutes})],
    }
