"""The report: see it, choose language and format, take it along."""

from __future__ import annotations

from flask import Blueprint, abort, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from forum.domain.people import LANGUAGES
from forum.domain.refusals import UnknownLanguage
from forum.formats import report, reports
from forum.formats.html import body_of
from forum.i18n import locales
from forum.services import reports as service
from forum.web import context
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
    made = reports.write(service.gather(context.unit(slug), slug), kind, _language())
    answer = Response(made.body, content_type=made.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _language() -> str:
    """The language asked for the document, which need not be the reader's own."""
    tag = request.args.get("in") or context.language()
    if tag in LANGUAGES:
        return tag
    if request.args.get("in"):
        raise UnknownLanguage(field="in", language=tag[:40])
    return locales.DEFAULT
