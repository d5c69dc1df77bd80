"""Pages of people: the list, one person, the roster in and out."""

from __future__ import annotations

import hashlib
import secrets
from itertools import accumulate

from flask import Blueprint, Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from forum.domain import listing
from forum.domain.access import Permission, Target, may
from forum.domain.editions import ChangedMeanwhile
from forum.domain.listing import Group
from forum.domain.people import LANGUAGES, Constituency, Mode, Person, Role
from forum.domain.refusals import Refusal, Refusals, refusal_of
from forum.domain.speaking.measures import Gender
from forum.formats import roster as files
from forum.i18n import functions, refusals, states, terms
from forum.i18n.invitations import WISHES
from forum.services import invitations, people, roster
from forum.services.roster import Imported
from forum.web import context, meanwhile, once
from forum.web.answers import STATUS
from forum.web.rendering import page

blueprint = Blueprint("people", __name__, url_prefix="/forums/<slug>")

#: persons on one page of the list; a delegation is never split
PER_PAGE = 1_000


@blueprint.get("/people")
def index(slug: str) -> str:
    """Everybody by delegation, with a search."""
    context.forum_at(slug)
    everybody = people.list_people(context.unit(slug), slug)
    wanted, constituency = request.args.get("q", "").strip(), request.args.get("constituency", "")
    found = [one for one in listing.matching(everybody, wanted, _words_of) if constituency in {"", one.constituency}]
    pages = _pages(listing.grouped(found, _order))
    number = min(max(request.args.get("page", 1, type=int), 1), len(pages))
    return page(
        "people/index.html",
        counts=listing.counts(everybody),
        found=len(found),
        groups=pages[number - 1],
        number=number,
        pages=len(pages),
        wanted=wanted,
        constituency=constituency,
        may_edit=_may_edit(slug),
        **_terms(),
    )


def _words_of(person: Person) -> str:
    """What else a person is found by: the State, constituency and region in the reader's language."""
    words, tag = context.words(), context.language()
    state = states.state_name(person.state, tag) if person.state else ""
    group, region = terms.constituency(person.constituency, words), terms.region(person.region, words)
    return f"{functions.said(person.label, words)} {state} {group} {region}"


def _order(state: str | None, organization: str) -> tuple[int, tuple[str, ...]]:
    """States first, in the order of the reader's language; then organizations; then those of neither."""
    tag = context.language()
    if state:
        return 0, states.sort_key(state, tag)
    return (1, states.collation_key(organization, tag)) if organization else (2, ())


def _pages(groups: list[Group]) -> list[list[Group]]:
    ends = accumulate(len(group.persons) for group in groups)
    pages: dict[int, list[Group]] = {}
    for group, end in zip(groups, ends, strict=True):
        pages.setdefault((end - 1) // PER_PAGE, []).append(group)
    return list(pages.values()) or [[]]


def _may_edit(slug: str) -> bool:
    actor = context.unit(slug).actor
    return may(actor, Permission.EDIT_PEOPLE, Target(forum_id=actor.forum_id))


def _terms() -> dict[str, object]:
    words = context.words()
    return {
        "constituencies": list(Constituency),
        "constituency_name": lambda value: terms.constituency(value, words),
        "region_name": lambda value: terms.region(value, words),
        "role_name": lambda role: words.pgettext("role", terms.ROLE_NAMES[role]),
        "mode_name": lambda mode: words.pgettext("mode", terms.MODE_NAMES[mode]),
    }


@blueprint.get("/people/export.<any(csv, xlsx):kind>")
def export(slug: str, kind: str) -> Response:
    """The roster as a file that imports again unchanged."""
    body = files.write_roster(roster.export_roster(context.unit(slug), slug), kind)
    answer = Response(body, content_type=files.MEDIA[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{slug}-roster.{kind}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.get("/people/import")
def upload(slug: str) -> str:
    """The form that takes a file."""
    _require_edit(slug)
    return page("people/import.html", faults=[], count=0, said="")


def _require_edit(slug: str) -> None:
    context.forum_at(slug)
    people.require_edit(context.unit(slug), slug)


@blueprint.post("/people/import")
def receive(slug: str) -> AnyResponse:
    """Keep the file for a worker, which checks it; the page of the import follows."""
    _require_edit(slug)
    sent = request.files.get("file")
    data, filename = (sent.read(), sent.filename or "") if sent else (b"", "")
    try:
        files.check_size(data)
    except Refusal as refusal:
        return _faulty(refusal)
    import_id = roster.receive(
        context.unit(slug),
        slug,
        data,
        filename=filename[:200],
        digest=hashlib.sha256(data).hexdigest(),
        job=f"roster-{secrets.token_hex(8)}",
    )
    return redirect(url_for("people.preview", slug=slug, import_id=import_id), 303)


def _faulty(refusal: Refusal) -> Response:
    words = context.words()
    faults = refusal.faults if isinstance(refusal, Refusals) else []
    listed = [
        {"row": fault.params.get("row", ""), "column": fault.field or "", "said": refusals.sentence(fault, words)}
        for fault in faults[: roster.LISTED]
    ]
    count = refusal.params.get("count", 0) if faults else 0
    said = refusals.sentence(refusal, words)
    return Response(page("people/import.html", faults=listed, count=count, said=said), STATUS[refusal.kind])


@blueprint.get("/people/import/<int:import_id>")
def preview(slug: str, import_id: int) -> str | Response:
    """How far the check of a file is; then every fault, or what the file would add and change."""
    context.forum_at(slug)
    found = roster.uploaded(context.unit(slug), slug, import_id)
    if found.staged.refusal:
        return _faulty(refusal_of(found.staged.refusal))
    if not found.is_ready:
        return page("people/checking.html", staged=found.staged, job=found.job)
    glance, summary = found.staged.glance, found.staged.summary
    return page("people/preview.html", staged=found.staged, summary=summary, glance=glance, **_terms())


@blueprint.post("/people/import/<int:import_id>")
def confirm(slug: str, import_id: int) -> AnyResponse:
    """Take the staged file over."""
    digest = request.form.get("digest", "")
    with once.saved():
        _tell(roster.take_over(once.unit(slug), slug, import_id, digest))
    return redirect(url_for("people.index", slug=slug), 303)


def _tell(done: Imported) -> None:
    said = context.words().gettext(
        "The roster was taken over: %(new)s new, %(changed)s changed.", new=done.new, changed=done.changed
    )
    flash(said, "done")


@blueprint.post("/people/import/<int:import_id>/stop")
def stop(slug: str, import_id: int) -> AnyResponse:
    """Give the file up while it is checked."""
    roster.give_up(context.unit(slug), slug, import_id)
    flash(context.words().gettext("The check was stopped. Nothing was changed."), "done")
    return redirect(url_for("people.upload", slug=slug), 303)


@blueprint.get("/person/<person_key>")
def show(slug: str, person_key: str) -> str:
    """One person: where they sit on the clock, their language, their roles."""
    context.forum_at(slug)
    return _person_page(slug, people.show_person(context.unit(slug), slug, person_key), None)


def _person_page(slug: str, shown: Person, refused: Refusals | ChangedMeanwhile | None) -> str:
    listed, words = refused.faults if isinstance(refused, Refusals) else [], context.words()
    is_self = context.unit(slug).actor.person_id == shown.id
    return page(
        "people/person.html",
        shown=shown,
        facts=people.facts(shown),
        given=meanwhile.typed(refused),
        theirs=meanwhile.changed(refused),
        said=refusals.sentence(refused, words) if isinstance(refused, ChangedMeanwhile) else "",
        faults={fault.field or "": refusals.sentence(fault, words) for fault in listed},
        may_edit=_may_edit(slug),
        is_self=is_self,
        genders=[(each, terms.gender(each, words)) for each in Gender] if is_self else (),
        gender=people.own_gender(context.unit(slug), slug, shown.key) if is_self else None,
        tags=LANGUAGES,
        modes=list(Mode),
        wishes=[(wish, context.words().gettext(said)) for wish, said in WISHES.items()],
        fault=invitations.fault_of(context.unit(slug), slug, shown.key),
        roles=sorted(set(Role) - shown.roles),
        **_terms(),
    )


@blueprint.post("/person/<person_key>")
def edit(slug: str, person_key: str) -> AnyResponse:
    """Change a person; what was typed is shown again with every fault."""
    context.forum_at(slug)
    given = {column: request.form[column] for column in people.EDITABLE if column in request.form}
    try:
        people.edit_person(context.unit(slug), slug, person_key, given, seen=meanwhile.seen())
    except (Refusals, ChangedMeanwhile) as refusal:
        shown = people.show_person(context.unit(slug), slug, person_key)
        return Response(_person_page(slug, shown, refusal), STATUS[refusal.kind])
    flash(context.words().gettext("Saved."), "done")
    return redirect(url_for("people.show", slug=slug, person_key=person_key), 303)


@blueprint.post("/person/<person_key>/gender")
def declare(slug: str, person_key: str) -> AnyResponse:
    """Say one's own gender, or take it back."""
    context.forum_at(slug)
    people.declare_gender(context.unit(slug), slug, person_key, request.form.get("gender", ""))
    flash(context.words().gettext("Saved."), "done")
    return redirect(url_for("people.show", slug=slug, person_key=person_key), 303)


@blueprint.post("/person/<person_key>/roles")
def change_role(slug: str, person_key: str) -> AnyResponse:
    """Give or take one role."""
    change = people.revoke_role if request.form.get("do") == "revoke" else people.grant_role
    change(context.unit(slug), slug, person_key, request.form.get("role", ""))
    return redirect(url_for("people.show", slug=slug, person_key=person_key), 303)
