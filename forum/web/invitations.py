"""Mail about changes: what waits (for the organizer), whether I come, what I have seen (for everybody)."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from forum.domain.invitations import Notice, Verb
from forum.domain.refusals import Missing
from forum.formats import letters
from forum.i18n import invitations as wording
from forum.i18n.catalogues import N_
from forum.services import invitations
from forum.web import context, once
from forum.web.rendering import page

blueprint = Blueprint("invitations", __name__, url_prefix="/forums/<slug>")

#: what was done, said once
DONE = {
    Verb.HOLD: N_("The letters are held back until you let them go."),
    Verb.WAIT: N_("The letters go when their time comes."),
    Verb.SEND: N_("The letters are going out."),
    Verb.DROP: N_("No letter goes out about this change."),
}
#: a letter is shown as its reader sees it: with its own style, and nothing else
LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; form-action 'none'; base-uri 'none'"
)


@blueprint.get("/mail")
def index(slug: str) -> str:
    """What waits to be told, what went out, whom mail does not reach, who comes."""
    context.forum_at(slug)
    words = context.words()
    return page(
        "invitations/index.html",
        desk=invitations.desk(context.unit(slug), slug),
        said_of=said_of,
        answer_names={each: words.gettext(said) for each, said in wording.ANSWERS.items()},
        state_names={each: words.gettext(said) for each, said in wording.LETTER_STATES.items()},
        is_mail_set=context.desk().settings.smtp_url is not None,
    )


def said_of(notice: Notice) -> str:
    """What happened, in the reader's language."""
    return wording.sentence(notice, context.words()).splitlines()[0]


@blueprint.post("/mail/<int:notice_id>")
def decide(slug: str, notice_id: int) -> AnyResponse:
    """Hold, free, send at once or drop the letters of a change."""
    context.forum_at(slug)
    verb, revision = request.form.get("do", ""), request.form.get("revision", type=int)
    with once.saved(context.words().gettext(DONE[Verb(verb)]) if verb in set(Verb) else ""):
        invitations.decide(once.unit(slug), slug, notice_id, verb, revision=revision or 0)
    return redirect(url_for(".index", slug=slug), 303)


@blueprint.get("/mail/<int:notice_id>/letter")
def letter(slug: str, notice_id: int) -> Response:
    """One letter as its first reader in a language will see it; `?as=text` without marks."""
    context.forum_at(slug)
    tag = request.args.get("language", "en")
    bundle = invitations.preview(context.unit(slug), slug, notice_id, tag)
    said = wording.letter(bundle, bundle.letters[0], context.desk().settings.base_url)
    if request.args.get("as") == "text":
        text = f"{said.subject}\n\n{letters.plain(said)}"
        return Response(text, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})
    headers = {"Content-Security-Policy": LETTER_POLICY, "Cache-Control": "no-store"}
    return Response(letters.html(said), headers=headers)


@blueprint.get("/answers")
def answers(slug: str) -> str:
    """Whether I come to each sitting."""
    context.forum_at(slug)
    own = invitations.own_answers(context.unit(slug), slug)
    words = context.words()
    choices = [(each.value, words.gettext(said)) for each, said in wording.ANSWERS.items()]
    return page(
        "invitations/answers.html",
        own=own,
        choices=choices,
        open_count=sum(not each.answer for each in own),
        names=dict(choices),
    )


@blueprint.post("/answers")
def answer(slug: str) -> AnyResponse:
    """Keep what I say of each sitting."""
    context.forum_at(slug)
    wanted = {name.removeprefix("sitting-"): text for name, text in request.form.items() if name.startswith("sitting-")}
    count = invitations.answer(context.unit(slug), slug, wanted)
    if count:
        flash(context.words().gettext("Saved. The secretariat sees how many come."), "done")
    return redirect(url_for(".answers", slug=slug), 303)


@blueprint.post("/seen")
def seen(slug: str) -> AnyResponse:
    """I have seen what changed."""
    context.forum_at(slug)
    invitations.mark_seen(context.unit(slug), slug, _moment(request.form.get("until", "")))
    return redirect(url_for("home.forum_home", slug=slug), 303)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as problem:
        raise Missing(field="until") from problem
    if moment.tzinfo is None:
        raise Missing(field="until")
    return moment
