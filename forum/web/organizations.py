"""Pages of organizations: the list by full name, one added, changed or archived by form."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from forum.domain.access import Permission, Target, may, require
from forum.domain.editions import ChangedMeanwhile
from forum.domain.organizations import COLUMNS, LIMITS, facts, shared_acronyms
from forum.domain.refusals import Kind, Refusal, Refusals
from forum.i18n import states
from forum.i18n.refusals import sentence
from forum.services import organizations
from forum.web import context, meanwhile, once
from forum.web.answers import STATUS
from forum.web.rendering import page

blueprint = Blueprint("organizations", __name__, url_prefix="/forums/<slug>/organizations")


@blueprint.get("")
def index(slug: str) -> str:
    """Every organization by its full name, with a form for one more."""
    context.forum_at(slug)
    return _list_page(slug, None)


@blueprint.post("")
def add(slug: str) -> AnyResponse:
    """Add an organization; every fault is said beside its field."""
    _require_edit(slug)
    try:
        with once.saved(context.words().gettext("Saved.")):
            organizations.put_organization(once.unit(slug), slug, _given(), is_new=True)
    except Refusals as refused:
        return Response(_list_page(slug, refused), STATUS[_kind(refused)])
    return redirect(url_for(".index", slug=slug), 303)


@blueprint.get("/<key>")
def show(slug: str, key: str) -> str:
    """One organization to be changed."""
    context.forum_at(slug)
    return _one_page(slug, key, None)


@blueprint.post("/<key>")
def edit(slug: str, key: str) -> AnyResponse:
    """Change an organization; its id stays."""
    _require_edit(slug)
    try:
        given = _given() | {"id": key}
        organizations.put_organization(context.unit(slug), slug, given, is_new=False, seen=meanwhile.seen())
    except (Refusals, ChangedMeanwhile) as refused:
        return Response(_one_page(slug, key, refused), STATUS[_kind(refused)])
    flash(context.words().gettext("Saved."), "done")
    return redirect(url_for(".index", slug=slug), 303)


@blueprint.post("/<key>/<any(archive, restore):verb>")
def archive(slug: str, key: str, verb: str) -> AnyResponse:
    """Offer it no longer, or again."""
    _require_edit(slug)
    organizations.archive_organization(context.unit(slug), slug, key, is_archived=verb == "archive")
    return redirect(url_for(".index", slug=slug), 303)


def _require_edit(slug: str) -> None:
    found = context.forum_at(slug)
    require(context.unit(slug).actor, Permission.EDIT_PEOPLE, Target(forum_id=found.id))


def _given() -> dict[str, str]:
    return {column: request.form.get(column, "") for column in COLUMNS}


def _kind(refused: Refusals | ChangedMeanwhile) -> Kind:
    faults = refused.faults if isinstance(refused, Refusals) else []
    return faults[0].kind if len(faults) == 1 else refused.kind


def _list_page(slug: str, refused: Refusals | None) -> str:
    found, tag = organizations.list_organizations(context.unit(slug), slug), context.language()
    actor = context.unit(slug).actor
    return page(
        "organizations/index.html",
        listed=sorted(found, key=lambda each: (each.is_archived, states.collation_key(each.name, tag))),
        shared=shared_acronyms(found),
        may_edit=may(actor, Permission.EDIT_PEOPLE, Target(forum_id=actor.forum_id)),
        **_form(dict.fromkeys(COLUMNS, ""), refused),
    )


def _one_page(slug: str, key: str, refused: Refusals | ChangedMeanwhile | None) -> str:
    found = organizations.show_organization(context.unit(slug), slug, key)
    given = {"id": found.key, "name": found.name, "acronym": found.acronym, "kind": found.kind}
    return page("organizations/one.html", one=found, facts=facts(found), **_form(given, refused))


def _form(given: dict[str, str], refused: Refusals | ChangedMeanwhile | None) -> dict[str, Any]:
    faults: list[Refusal] = refused.faults if isinstance(refused, Refusals) else []
    return {
        "given": given | meanwhile.typed(refused).to_dict(),
        "theirs": meanwhile.changed(refused),
        "said": sentence(refused, context.words()) if isinstance(refused, ChangedMeanwhile) else "",
        "faults": {fault.field or "": sentence(fault, context.words()) for fault in faults},
        "limits": {"id": 64, **LIMITS},
    }
