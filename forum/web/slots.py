"""The speaking slots of a sitting: read by everybody there, allocated and edited by organizer and clerk."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from forum.domain.access import Permission, Target, may, require
from forum.domain.people import TRIPARTITE, Constituency
from forum.domain.refusals import Kind, Missing, Refusal, UnknownChoice
from forum.formats.slots_table import shortage_said
from forum.i18n import functions, terms
from forum.i18n import linter as findings
from forum.i18n import rules as names
from forum.i18n.refusals import sentence
from forum.services import consultations, slots
from forum.services.slots import SlotIn, SpeakingPlan
from forum.web import answers, context, once
from forum.web.rendering import page

blueprint = Blueprint("slots", __name__, url_prefix="/forums/<slug>/sittings/<key>/slots")

#: longest seed of a draw
SEED_LENGTH = 80
#: so many of those without a slot are named after an allocation
MOST_NAMED = 8
#: refusals that are shown on the page itself, with what was typed
SHOWN = {Kind.WRONG, Kind.CONFLICT, Kind.STALE}


@blueprint.get("")
def show(slug: str, key: str) -> str:
    """Who speaks when, on the venue's clock and on their own."""
    return _page(slug, key)


@blueprint.post("/allocate")
def allocate(slug: str, key: str) -> Response | tuple[str, int]:
    """Allocate this sitting, or the whole forum."""
    _forum_to_edit(slug)
    is_forum = request.form.get("scope") == "forum"
    try:
        proposal = slots.propose(
            context.unit(slug),
            slug,
            seed=request.form.get("seed", "").strip()[:SEED_LENGTH] or slug,
            sitting_key=None if is_forum else key,
            may_replace=bool(request.form.get("replace")),
        )
        slots.accept(context.unit(slug), slug, proposal)
    except Refusal as refusal:
        return _shown(slug, key, refusal)
    _tell(proposal)
    return _back(slug, key)


def _forum_to_edit(slug: str) -> None:
    """Refuse who may not edit before anything of what they sent is read."""
    forum = context.forum_at(slug)
    require(context.unit(slug).actor, Permission.EDIT_SLOTS, Target(forum_id=forum.id))


def _tell(proposal: slots.Proposal) -> None:
    say = context.words()
    sittings = len(proposal.plans)
    flash(
        say.ngettext(
            "The slots of %(count)s sitting were allocated.",
            "The slots of %(count)s sittings were allocated.",
            sittings,
        ),
        "done",
    )
    if moved := len({each.person_id for each in proposal.moved}):
        flash(
            say.ngettext(
                "%(count)s speaker was moved out of their night.",
                "%(count)s speakers were moved out of their night.",
                moved,
            ),
            "done",
        )
    if unplaced := len(proposal.unplaced):
        flash(
            say.ngettext(
                "%(count)s leader found no place: lengthen a sitting, or add one.",
                "%(count)s leaders found no place: lengthen a sitting, or add one.",
                unplaced,
            ),
            "wrong",
        )
    for label, shortage in proposal.left[:MOST_NAMED]:
        flash(shortage_said(functions.said(label, say), shortage, say), "wrong")


@blueprint.post("/<int:number>")
def edit(slug: str, key: str, number: int) -> Response | tuple[str, int]:
    """Change one slot."""
    _forum_to_edit(slug)
    try:
        change = _said(request.form)
        basis = request.form.get("basis", "")
        said = context.words().gettext("The slot was changed; employers and workers still have the same time.")
        with once.saved(said):
            slots.edit(once.unit(slug), slug, key, number, change, basis=basis)
    except Refusal as refusal:
        return _shown(slug, key, refusal, number)
    return _back(slug, key)


def _said(form: MultiDict[str, str]) -> SlotIn:
    return SlotIn(
        seconds=_whole(form, "seconds"),
        place=_whole(form, "place"),
        person_key=form.get("person", "").strip(),
        label=form.get("label", ""),
    )


def _whole(form: MultiDict[str, str], name: str) -> int:
    text = form.get(name, "").strip()
    if not text:
        raise Missing(field=name)
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise UnknownChoice(field=name, value=text, allowed="1, 2, 3 …")
    return int(text)


@blueprint.post("/clear")
def clear(slug: str, key: str) -> Response:
    """Forget the slots of this sitting."""
    _forum_to_edit(slug)
    slots.clear(context.unit(slug), slug, key)
    flash(context.words().gettext("The slots of this sitting were cleared."), "done")
    return _back(slug, key)


def _back(slug: str, key: str) -> Response:
    return redirect(url_for("slots.show", slug=slug, key=key), 303)


def _shown(slug: str, key: str, refusal: Refusal, number: int | None = None) -> tuple[str, int]:
    """The page with the refusal on it and the form as it was sent; other refusals have pages of their own."""
    if refusal.kind not in SHOWN:
        raise refusal
    fault = {"number": number, "field": refusal.field, "said": sentence(refusal, context.words()), "form": request.form}
    return _page(slug, key, fault), answers.STATUS[refusal.kind]


def _page(slug: str, key: str, fault: dict[str, Any] | None = None) -> str:
    context.forum_at(slug)
    seen = slots.plan(context.unit(slug), slug, key)
    say = context.words()
    return page(
        "slots/show.html",
        seen=seen,
        rules=seen.ruleset,
        shares=_shares(seen),
        fault=fault,
        may_consult=_may_consult(slug),
        consultation=consultations.on_slots(context.unit(slug), slug, key),
        kind_name=lambda kind: terms.slot_kind(kind, say),
        constituency_name=lambda value: terms.constituency(value, say),
        findings=[(finding, findings.said(finding, say)) for finding in seen.findings],
        rule_name=lambda path: names.full_name(path, say),
        night_reason=lambda reason: terms.night_reason(reason, say),
    )


def _may_consult(slug: str) -> bool:
    return may(context.unit(slug).actor, Permission.RUN_CONSULTATION, Target(forum_id=context.forum_at(slug).id))


def _shares(seen: SpeakingPlan) -> list[tuple[Constituency, int | None, int]]:
    """(constituency, entitled seconds, planned seconds) of those who share the sitting."""
    entitled = seen.outline
    rows = [(each, entitled.entitled.of(each) if entitled else None, seen.seconds_of(each)) for each in TRIPARTITE]
    leaders = seen.seconds_of(Constituency.ORGANIZATION)
    if leaders:
        rows.insert(0, (Constituency.ORGANIZATION, entitled.leaders if entitled else None, leaders))
    return rows
