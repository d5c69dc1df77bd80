"""Consultations: the list, one of them with its trace, and the forms of organizer and coordinators."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from forum.domain import inputs
from forum.domain.access import Permission, Target, may
from forum.domain.consultation import rules
from forum.domain.consultation.record import STEPS, Act, Addressee, Draft, addressee_of
from forum.domain.consultation.snapshots import Subject
from forum.domain.people import LANGUAGES
from forum.domain.programme import Forum
from forum.domain.refusals import Kind, Missing, Refusal, UnknownChoice
from forum.i18n import consultations as wording
from forum.i18n import locales
from forum.i18n.catalogues import N_
from forum.i18n.refusals import sentence
from forum.services import consultations as service
from forum.services.consultations import Glance, Offer
from forum.web import consulted, context, meanwhile, once
from forum.web.answers import STATUS
from forum.web.instants import instant
from forum.web.rendering import city_of, page

blueprint = Blueprint("consultations", __name__, url_prefix="/forums/<slug>/consultations")

#: refusals after which the page is shown again, with the sentence on it and what was typed
SHOWN = {Kind.WRONG, Kind.CONFLICT, Kind.STALE}
#: what the page says when something was done
DONE = {
    "send": N_("It was sent to the coordinators."),
    "answer": N_("Your group’s answer was recorded."),
    "settle": N_("The proposal was answered."),
    "close": N_("The consultation was closed."),
    "publish": N_("The result can be read by everybody who can read the programme."),
    "edit": N_("Saved."),
}


@blueprint.get("")
def index(slug: str) -> str:
    """The consultations that this reader may see."""
    forum = context.forum_at(slug)
    found = service.index(context.unit(slug), slug)
    return page("consultation/index.html", found=found, may_run=_may_run(forum), **_wording(forum))


def _may_run(forum: Forum) -> bool:
    return may(context.unit(forum.slug).actor, Permission.RUN_CONSULTATION, Target(forum_id=forum.id))


def _wording(forum: Forum) -> dict[str, Any]:
    words, city = context.words(), city_of(forum.zone)
    return {
        "subject_name": lambda value: wording.subject(value, words),
        "act_name": lambda value: wording.act(value, words),
        "position_name": lambda value: wording.position(value, words),
        "group_name": lambda value: wording.group(value, words),
        "group_names": lambda values: wording.groups(values, words),
        "status_of": lambda found: wording.status(found, words, forum.zone, city),
    }


@blueprint.get("/new")
def new(slug: str) -> str:
    """The form of a new consultation; `?subject=slots&sitting=opening` fills it in."""
    context.forum_at(slug)
    return _form(service.offer(context.unit(slug), slug), MultiDict(request.args))


def _form(offer: Offer, typed: MultiDict[str, str], refused: Refusal | None = None) -> str:
    return page(
        "consultation/new.html",
        offer=offer,
        given=typed,
        chosen=typed.getlist("addressees") if refused else [each.code for each in offer.addressees if not each.group],
        fault=_fault(refused),
        subjects=list(Subject),
        own_names=_own_names(),
        **_wording(offer.forum),
    )


def _own_names() -> list[tuple[str, str]]:
    return [(tag, locales.language(tag).own_name) for tag in LANGUAGES]


def _fault(refused: Refusal | None) -> dict[str, str] | None:
    if refused is None:
        return None
    words = context.words()
    return {"field": refused.field or "", "said": sentence(_named(refused), words)}


def _named(refused: Refusal) -> Refusal:
    """The same with its groups as the reader calls them."""
    codes = refused.params.get("groups", refused.params.get("group"))
    if not codes:
        return refused
    listed = codes if isinstance(codes, tuple) else (codes,)
    said = wording.groups([addressee_of(str(code)) for code in listed], context.words())
    return type(refused)(field=refused.field, **{**refused.params, "groups": said, "group": said})


@blueprint.post("/new")
def create(slug: str) -> AnyResponse:
    """Begin a consultation."""
    forum = context.forum_at(slug)
    offer = service.offer(context.unit(slug), slug)
    try:
        with once.saved(context.words().gettext("Saved.")):
            service.draft(once.unit(slug), slug, _read(request.form, forum))
    except Refusal as refused:
        if refused.kind is not Kind.WRONG:
            raise
        return Response(_form(offer, request.form, refused), STATUS[refused.kind])
    newest = service.index(context.unit(slug), slug)[0].consultation.number
    return redirect(url_for(".show", slug=slug, number=newest), 303)


def _read(form: MultiDict[str, str], forum: Forum) -> Draft:
    """What an organizer writes. Refuses each field at fault by its name."""
    by = instant(form.get("answer_by", ""), forum.zone, "answer_by")
    if by is None:
        raise Missing(field="answer_by")
    return Draft(
        subject=inputs.chosen(Subject, form.get("subject"), "subject"),
        sitting=form.get("sitting", ""),
        title=form.get("title", ""),
        text=form.get("text", ""),
        language=form.get("language", context.language()),
        addressees=tuple(_addressee(code) for code in form.getlist("addressees")),
        answer_by=by,
    )


def _addressee(code: str) -> Addressee:
    try:
        return addressee_of(code)
    except ValueError:
        raise UnknownChoice(field="addressees", value=code[:40], allowed="government, employer, worker") from None


@blueprint.get("/<int:number>")
def show(slug: str, number: int) -> str:
    """One consultation: what was sent, where the groups stand, the trace of every step."""
    context.forum_at(slug)
    return _page(slug, number)


def _page(slug: str, number: int, refused: Refusal | None = None) -> str:
    seen = service.show(context.unit(slug), slug, number)
    pen = consulted.pen_of(seen, context.words(), context.zone())
    header, rows = consulted.table(seen, pen)
    one = seen.consultation
    return page(
        "consultation/show.html",
        seen=seen,
        one=one,
        header=header,
        rows=rows,
        line_names={row.key: row.name for row in rows},
        changes=consulted.changes(seen, pen),
        facts=rules.facts(one.draft),
        fault=_fault(refused),
        typed=meanwhile.typed(refused),
        theirs=meanwhile.changed(refused),
        did=request.endpoint.partition(".")[2] if refused and request.endpoint else "",
        may_send=Act.SENT in STEPS[one.stage],
        is_late=context.now() >= one.answer_by,
        offer=seen.offer,
        subjects=list(Subject),
        own_names=_own_names(),
        **_wording(seen.forum),
    )


def _done(slug: str, number: int, what: str) -> AnyResponse:
    flash(context.words().gettext(DONE[what]), "done")
    return redirect(url_for(".show", slug=slug, number=number), 303)


def _again(slug: str, number: int, refused: Refusal) -> AnyResponse:
    """The page with the refusal on it; other refusals have pages of their own."""
    if refused.kind not in SHOWN:
        raise refused
    return Response(_page(slug, number, refused), STATUS[refused.kind])


def _link(slug: str, number: int) -> str:
    return context.desk().settings.base_url + url_for(".show", slug=slug, number=number)


@blueprint.post("/<int:number>")
def edit(slug: str, number: int) -> AnyResponse:
    """Change what is to be sent."""
    forum = context.forum_at(slug)
    service.offer(context.unit(slug), slug)
    try:
        service.edit(context.unit(slug), slug, number, _read(request.form, forum), seen=meanwhile.seen())
    except Refusal as refused:
        return _again(slug, number, refused)
    return _done(slug, number, "edit")


@blueprint.post("/<int:number>/send")
def send(slug: str, number: int) -> AnyResponse:
    """Send it, or another round of it, to the coordinators."""
    context.forum_at(slug)
    try:
        service.send(context.unit(slug), slug, number, seen=_whole("seen"), link=_link(slug, number))
    except Refusal as refused:
        return _again(slug, number, refused)
    return _done(slug, number, "send")


def _whole(name: str) -> int:
    """A number that a form carries by itself; one that was tampered with fits nothing."""
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


@blueprint.post("/<int:number>/answer")
def answer(slug: str, number: int) -> AnyResponse:
    """Agree, object, propose or comment on behalf of a group."""
    context.forum_at(slug)
    form = request.form
    try:
        service.answer(
            context.unit(slug),
            slug,
            number,
            form.get("do", ""),
            behalf=form.get("behalf", ""),
            round_=_whole("round"),
            text=form.get("text", ""),
            about=form.get("about", ""),
        )
    except Refusal as refused:
        return _again(slug, number, refused)
    return _done(slug, number, "answer")


@blueprint.post("/<int:number>/settle")
def settle(slug: str, number: int) -> AnyResponse:
    """Answer a proposal."""
    context.forum_at(slug)
    form = request.form
    try:
        service.settle(context.unit(slug), slug, number, _whole("of"), form.get("do", ""), form.get("text", ""))
    except Refusal as refused:
        return _again(slug, number, refused)
    return _done(slug, number, "settle")


@blueprint.post("/<int:number>/close")
def close(slug: str, number: int) -> AnyResponse:
    """End it: agreed, or noted without agreement."""
    context.forum_at(slug)
    said, seen = request.form.get("text", ""), _whole("seen")
    wanted, link = request.form.get("do", ""), _link(slug, number)
    try:
        service.close(context.unit(slug), slug, number, wanted, seen=seen, text=said, link=link)
    except Refusal as refused:
        return _again(slug, number, refused)
    return _done(slug, number, "close")


@blueprint.post("/<int:number>/publish")
def publish(slug: str, number: int) -> AnyResponse:
    """Let everybody read the result."""
    context.forum_at(slug)
    try:
        service.publish(context.unit(slug), slug, number)
    except Refusal as refused:
        return _again(slug, number, refused)
    return _done(slug, number, "publish")


@blueprint.app_context_processor
def _for_templates() -> dict[str, Any]:
    """What the page of slots says of the consultation on them."""

    def said(forum: Forum, found: Glance) -> str:
        return wording.status(found.consultation, context.words(), forum.zone, city_of(forum.zone))

    return {"consultation_status": said}
