"""The published list of speakers: to read, as a file, and taken over again from a table."""

from __future__ import annotations

from fractions import Fraction

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from forum.domain.access import Permission, Target, may
from forum.domain.people import Constituency
from forum.domain.refusals import Kind, Refusal, Refusals
from forum.domain.speaking.measures import Gender, root
from forum.formats import speakers as files
from forum.formats.tables import check_size
from forum.i18n import terms
from forum.i18n.refusals import sentence
from forum.services import slots, voices
from forum.web import context, once
from forum.web.answers import STATUS
from forum.web.rendering import page

blueprint = Blueprint("speakers", __name__, url_prefix="/forums/<slug>/speakers")

#: faults that are listed on the page
LISTED = 200
#: refusals that are shown beside the form
SHOWN = {Kind.WRONG, Kind.TOO_LARGE, Kind.STALE}


@blueprint.get("")
def show(slug: str) -> str:
    """Who speaks when, sitting by sitting; `?sitting=opening` shows one."""
    forum = context.forum_at(slug)
    wanted, say = request.args.get("sitting", ""), context.words()
    actor = context.unit(slug).actor
    return page(
        "speakers/show.html",
        found=slots.published_list(context.unit(slug), slug, wanted),
        wanted=wanted,
        kinds=files.MEDIA,
        speaker=lambda line: files.speaker(line, say),
        kind_name=lambda kind: terms.slot_kind(kind, say),
        may_edit=may(actor, Permission.EDIT_SLOTS, Target(forum_id=forum.id)),
    )


@blueprint.get("/fairness")
def fairness(slug: str) -> str:
    """Who is entitled to what, has what, used what: by constituency and region; `?sitting=opening` for one sitting."""
    context.forum_at(slug)
    wanted, say = request.args.get("sitting", ""), context.words()
    found = voices.voice(context.unit(slug), slug, wanted)
    return page(
        "speakers/fairness.html",
        found=found,
        figures=found.figures,
        index=_index_of(found.figures.allocated_against_entitled),
        used_index=_index_of(found.figures.used_against_entitled) if found.is_used else None,
        constituency_name=lambda key: terms.constituency(Constituency(key), say),
        region_name=lambda key: terms.region(key, say),
        gender_name=lambda key: terms.gender(Gender(key), say),
    )


def _index_of(square: Fraction | None) -> float | None:
    """What is printed of Gallagher's index, in percent with one decimal."""
    return None if square is None else float(root(square))


@blueprint.get("/list.<kind>")
def download(slug: str, kind: str) -> Response:
    """The list as a file; `?lang=fr` asks for another language, `?sitting=opening` for one sitting."""
    if kind not in files.MEDIA:
        abort(404)
    context.forum_at(slug)
    found = slots.published_list(context.unit(slug), slug, request.args.get("sitting", ""))
    made = files.write(found, kind, context.language(), context.now())
    answer = Response(made.body, content_type=made.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@blueprint.get("/import")
def upload(slug: str) -> str:
    """The form that takes a table."""
    _require_edit(slug)
    return page("speakers/import.html", faults=[], said="", renewal=None)


def _require_edit(slug: str) -> None:
    context.forum_at(slug)
    slots.require_list_edit(context.unit(slug), slug)


@blueprint.post("/import")
def receive(slug: str) -> Response:
    """Check the table whole: every fault, or what it would change. Nothing is kept yet."""
    _require_edit(slug)
    sent = request.files.get("file")
    data, name = (sent.read(), sent.filename or "") if sent else (b"", "")
    try:
        check_size(data)
        rows = files.read(data, name)
        renewal = slots.preview_list(context.unit(slug), slug, rows)
    except Refusal as refusal:
        return _faulty(refusal)
    text = files.rows_as_csv(rows).decode("utf-8-sig")
    return Response(page("speakers/import.html", faults=[], said="", renewal=renewal, text=text))


def _faulty(refusal: Refusal) -> Response:
    if refusal.kind not in SHOWN:
        raise refusal
    words = context.words()
    several = refusal.faults if isinstance(refusal, Refusals) else []
    faults = [
        {"row": fault.params.get("row", ""), "column": fault.field or "", "said": sentence(fault, words)}
        for fault in several[:LISTED]
    ]
    body = page("speakers/import.html", faults=faults, said=sentence(refusal, words), renewal=None)
    return Response(body, STATUS[refusal.kind])


@blueprint.post("/import/confirm")
def confirm(slug: str) -> AnyResponse:
    """Take the table over that was looked at."""
    _require_edit(slug)
    said = context.words().gettext("The list was taken over.")
    try:
        rows = files.read(request.form.get("table", "").encode(), "")
        with once.saved(said):
            slots.take_list(once.unit(slug), slug, rows, basis=request.form.get("basis", ""))
    except Refusal as refusal:
        return _faulty(refusal)
    return redirect(url_for(".show", slug=slug), 303)
