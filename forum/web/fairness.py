"""The statement of fairness of a release: to read, to print, as PDF."""

from __future__ import annotations

from flask import Blueprint
from markupsafe import Markup
from werkzeug.wrappers import Response

from forum.formats import statement
from forum.formats.document import Inline
from forum.formats.html import inlined
from forum.services import fairness as service
from forum.web import context
from forum.web.rendering import page

blueprint = Blueprint("fairness", __name__)

ADDRESS = "/forums/<slug>/releases/<int:number>/fairness"


@blueprint.get(ADDRESS)
def show(slug: str, number: int) -> str:
    """The statement in the reader's language."""
    context.forum_at(slug)
    said = service.statement(context.unit(slug), slug, number)
    sheet = statement.sheet(said, context.language())
    return page("fairness/show.html", said=said, sheet=sheet, html=_html)


def _html(content: Inline) -> Markup:
    return Markup(inlined(content))  # noqa: S704 - every text in it is escaped by its writer


@blueprint.get(f"{ADDRESS}.pdf")
def pdf(slug: str, number: int) -> Response:
    """The same as PDF; `?lang=fr` asks for another language."""
    from forum.formats.statement_pdf import write_pdf

    context.forum_at(slug)
    said = service.statement(context.unit(slug), slug, number)
    tag = context.language()
    answer = Response(write_pdf(statement.sheet(said, tag)), content_type="application/pdf")
    mark = "-REHEARSAL" if said.forum.is_rehearsal else ""
    name = f"{said.forum.slug}-fairness-{number}-{tag}{mark}.pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
