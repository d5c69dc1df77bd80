"""The report: see it, choose language and format, take it along."""

from __future__ import annotations

import hashlib

from flask import Blueprint, abort, flash, redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from forum.domain.editions import ChangedMeanwhile
from forum.domain.people import LANGUAGES
from forum.domain.refusals import Refusals, UnknownLanguage
from forum.domain.reporting import HEADER_LIMIT, facts
from forum.formats import report, reports
from forum.formats.html import body_of
from forum.i18n import locales
from forum.i18n.refusals import sentence
from forum.services import reports as service
from forum.web import context, meanwhile
from forum.web.answers import STATUS
from forum.web.rendering import page

blueprint = Blueprint("reports", __name__)


@blueprint.get("/forums/<slug>/report")
def show(slug: str) -> str:
    """The report as it stands now."""
    context.forum_at(slug)
    tag, data = _language(), service.gather(context.unit(slug), slug)
    document = report.build(data, tag)
    return page(
        "reports/show.html",
        data=data,
        tag=tag,
        shown=locales.language(tag),
        own_names=[(each, locales.language(each).own_name) for each in LANGUAGES],
        formats=reports.DOCUMENTS,
        body=Markup(body_of(document, top=2)),  # noqa: S704 - every text in it is escaped by its writer
    )


@blueprint.get("/forums/<slug>/report.<kind>")
def download(slug: str, kind: str) -> Response:
    """The report as a file."""
    if kind not in reports.DOCUMENTS:
        abort(404)
    context.forum_at(slug)
    tag = _language()
    made = reports.write(service.gather(context.unit(slug), slug), kind, tag)
    digest = hashlib.sha256(made.body).hexdigest()
    service.note_made(context.unit(slug), slug, kind=kind, language=tag, digest=digest)
    answer = Response(made.body, content_type=made.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.get("/forums/<slug>/report/header")
def header(slug: str) -> str:
    """The lines that only the Office can fill in."""
    context.forum_at(slug)
    return _header_page(slug, None)


@blueprint.post("/forums/<slug>/report/header")
def save_header(slug: str) -> Response:
    """Keep them; every fault is said beside its field."""
    context.forum_at(slug)
    try:
        service.edit_header(context.unit(slug), slug, request.form, seen=meanwhile.seen())
    except (Refusals, ChangedMeanwhile) as refused:
        return Response(_header_page(slug, refused), STATUS[refused.kind], content_type="text/html; charset=utf-8")
    flash(context.words().gettext("Saved."), "done")
    return redirect(url_for(".show", slug=slug), 303)


def _header_page(slug: str, refused: Refusals | ChangedMeanwhile | None) -> str:
    written, words = facts(service.gather(context.unit(slug), slug).header), context.words()
    listed = refused.faults if isinstance(refused, Refusals) else []
    return page(
        "reports/header.html",
        facts=written,
        given=written | meanwhile.typed(refused).to_dict(),
        theirs=meanwhile.changed(refused),
        said=sentence(refused, words) if isinstance(refused, ChangedMeanwhile) else "",
        faults={fault.field: sentence(fault, words) for fault in listed},
        labels={name: words.gettext(label) for name, label in report.LABELS.items()},
        usual={"related": report.MANDATE, "code": report.CODE},
        limit=HEADER_LIMIT,
        own_names=[(each, locales.language(each).own_name) for each in LANGUAGES],
    )


def _language() -> str:
    """The language asked for the document, which need not be the reader's own."""
    tag = request.args.get("in") or context.language()
    if tag in LANGUAGES:
        return tag
    if request.args.get("in"):
        raise UnknownLanguage(field="in", language=tag[:40])
    return locales.DEFAULT
