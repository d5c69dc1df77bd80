"""Pages of the register: public list with filters in the address, one entry with its trail and forms, files."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Blueprint, abort, flash, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from forum.domain.access import Permission, Target, may
from forum.domain.commitments import (
    STEPS,
    Commitment,
    Editorial,
    Implementation,
    Kind,
    Party,
    Stance,
    View,
    Visibility,
    facts,
    freshness,
    meter,
    written,
)
from forum.domain.people import LANGUAGES, TRIPARTITE, Constituency
from forum.domain.programme import Forum
from forum.domain.refusals import Kind as RefusalKind
from forum.domain.refusals import Refusal, UnknownChoice
from forum.formats import register as files
from forum.i18n import locales, moments, outcomes, states
from forum.i18n.refusals import sentence
from forum.services import commitments
from forum.services.commitments import CommitmentIn, Entry, Filter
from forum.web import context, meanwhile, once
from forum.web.answers import STATUS
from forum.web.instants import instant
from forum.web.rendering import page

blueprint = Blueprint("commitments", __name__)

Choice = TypeVar("Choice", bound=enum.StrEnum)

#: refusals after which the entry is shown again, with the sentence on top and what was typed
SHOWN_AGAIN = {RefusalKind.WRONG, RefusalKind.CONFLICT, RefusalKind.STALE}
#: what the address may narrow the register by
FILTERS = ("q", "lead", "theme", "kind", "state", "progress")
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


@blueprint.get("/forums/<slug>/commitments")
def index(slug: str) -> str:
    """The register."""
    context.forum_at(slug)
    wanted = _filter(request.args)
    seen = commitments.register(context.unit(slug), slug, wanted)
    query = urlencode([(name, value) for name, value in request.args.items() if name in FILTERS and value])
    leads = [(party.key, name) for party, name in _named(seen.leads)]
    return _page("commitments/index.html", seen=seen, leads=leads, wanted=wanted, asked=request.args, query=query)


@blueprint.get("/forums/<slug>/commitments.<ending>")
def export(slug: str, ending: str) -> Response:
    """The register as a file: exactly what this reader sees on the page, filters included."""
    if ending not in MEDIA:
        abort(404)
    context.forum_at(slug)
    seen = commitments.register(context.unit(slug), slug, _filter(request.args))
    answer = Response(_file(ending, seen.forum, seen.entries), mimetype=None, content_type=MEDIA[ending])
    mark = "-REHEARSAL" if seen.forum.is_rehearsal else ""
    answer.headers["Content-Disposition"] = f'attachment; filename="{slug}-commitments{mark}.{ending}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.get("/forums/<slug>/commitments/<key>")
def show(slug: str, key: str) -> str:
    """One entry."""
    context.forum_at(slug)
    return _entry_page(commitments.entry(context.unit(slug), slug, key))


@blueprint.post("/forums/<slug>/commitments/<key>")
def act(slug: str, key: str) -> Response | tuple[str, int]:
    """Do what one of the entry's forms asks."""
    forum = context.forum_at(slug)
    todo = ACTS.get(request.form.get("do", ""))
    if todo is None:
        abort(400)
    try:
        with once.saved():
            todo(forum, key, request.form)
    except Refusal as refusal:
        if refusal.kind not in SHOWN_AGAIN:
            raise
        flash(sentence(refusal, context.words()), "wrong")
        seen = commitments.entry(context.unit(slug), slug, key)
        return _entry_page(seen, refusal), STATUS[refusal.kind]
    return redirect(url_for("commitments.show", slug=slug, key=key), 303)


def _edit(forum: Forum, key: str, form: MultiDict[str, str]) -> None:
    amount = form.get("amount", "").strip()
    if amount and not (amount.isascii() and amount.isdigit() and len(amount) <= 18):
        raise UnknownChoice(field="amount", value=amount, allowed="0–999999999999999999")
    wanted = CommitmentIn(
        text=form.get("text", ""),
        kind=_choice(Kind, form, "kind"),
        language=form.get("language", "en"),
        lead=form.get("lead", ""),
        partners=tuple(form.getlist("partners")),
        theme=form.get("theme", ""),
        due=form.get("due", "").strip(),
        amount=int(amount) if amount else None,
        currency=form.get("currency", "").strip().upper()[:3],
        measure=form.get("measure", ""),
        sdgs=tuple(form.get("sdgs", "").replace(",", " ").split()),
        visibility=_choice(Visibility, form, "visibility"),
        embargo_until=instant(form.get("embargo_until", ""), forum.zone, "embargo_until"),
    )
    commitments.edit(once.unit(forum.slug), forum.slug, key, wanted, seen=meanwhile.seen())


def _step(forum: Forum, key: str, form: MultiDict[str, str]) -> None:
    wanted = _choice(Editorial, form, "state")
    commitments.step(once.unit(forum.slug), forum.slug, key, wanted, reason=form.get("reason", ""))


def _progress(forum: Forum, key: str, form: MultiDict[str, str]) -> None:
    wanted = _choice(Implementation, form, "implementation")
    commitments.report_progress(once.unit(forum.slug), forum.slug, key, wanted, note=form.get("note", ""))


def _rebind(forum: Forum, key: str, form: MultiDict[str, str]) -> None:
    commitments.rebind(once.unit(forum.slug), forum.slug, key, person=form.get("person", ""))


def _react(forum: Forum, key: str, form: MultiDict[str, str]) -> None:
    constituency, stance = _choice(Constituency, form, "constituency"), _choice(Stance, form, "stance")
    commitments.react(once.unit(forum.slug), forum.slug, key, constituency, stance, form.get("text", ""))


#: what a form may ask for
ACTS: dict[str, Callable[[Forum, str, MultiDict[str, str]], None]] = {
    "edit": _edit,
    "step": _step,
    "progress": _progress,
    "rebind": _rebind,
    "react": _react,
}


def _entry_page(seen: Entry, refused: Refusal | None = None) -> str:
    actor, one = context.unit(seen.forum.slug).actor, seen.commitment
    groups = [
        group
        for group in TRIPARTITE
        if may(actor, Permission.REACT, Target(forum_id=seen.forum.id, constituency=group))
    ]
    edited = request.form.get("do") == "edit"
    typed, alone = meanwhile.typed(refused), meanwhile.left_alone(refused)
    is_typed = edited and "partners" not in alone
    chosen = typed.getlist("partners") if is_typed else [each.key for each in one.partners]
    may_edit = may(actor, Permission.EDIT_COMMITMENT, Target(forum_id=seen.forum.id))
    return _page(
        "commitments/entry.html",
        seen=seen,
        one=one,
        written=written(one),
        typed=typed if edited else None,
        theirs=meanwhile.changed(refused) if edited else None,
        alone=alone,
        groups=groups,
        offered=_offered(seen.parties),
        chosen=chosen,
        may_edit=may_edit and seen.view is View.SECRETARIAT,
        next_states=STEPS[one.editorial],
        lists={"kinds": Kind, "visibilities": Visibility, "stances": Stance, "progress": Implementation},
        own_names=[(tag, locales.language(tag).own_name) for tag in LANGUAGES],
    )


def _offered(parties: Iterable[Party]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Who may lead or join, as the reader looks for them: (group, its (id, name) in the order of the names)."""
    words = context.words()
    named = _named(parties)
    groups = {words.gettext("Organizations"): False, words.gettext("Member States"): True}
    return [
        (said, [(party.key, name) for party, name in named if bool(party.state) is of_states])
        for said, of_states in groups.items()
    ]


def _named(parties: Iterable[Party]) -> list[tuple[Party, str]]:
    """Parties with their names, in the order of the reader's language."""
    words = context.words()
    named = [(party, outcomes.party(party, words)) for party in parties]
    return sorted(named, key=lambda pair: states.collation_key(pair[1], words.tag))


def _page(template: str, **values: Any) -> str:
    words = context.words()
    return page(
        template,
        called=lambda listed, value: outcomes.name(listed, value, words),
        party=lambda value: outcomes.party(value, words),
        speaker=lambda label, state: outcomes.speaker(label, state, words),
        due=lambda value: outcomes.due(value, words),
        money=lambda amount, currency: outcomes.money(amount, currency, words),
        names=lambda parties: moments.listed([outcomes.party(each, words) for each in parties], words.tag),
        facts=facts,
        freshness=lambda one: freshness(one, context.now()),
        meter=meter,
        kinds=Kind,
        editorials=Editorial,
        implementations=Implementation,
        **values,
    )


def _filter(asked: MultiDict[str, str]) -> Filter | None:
    """The filter in the address; an unknown value is refused, none at all is None."""
    wanted = Filter(
        theme=asked.get("theme", ""),
        lead=asked.get("lead", ""),
        kind=_choice(Kind, asked, "kind") if asked.get("kind") else None,
        editorial=_choice(Editorial, asked, "state") if asked.get("state") else None,
        implementation=_choice(Implementation, asked, "progress") if asked.get("progress") else None,
        search=asked.get("q", "").strip()[:200],
    )
    return None if wanted == Filter() else wanted


def _choice(kind: type[Choice], form: MultiDict[str, str], name: str) -> Choice:
    value = form.get(name, "")
    try:
        return kind(value)
    except ValueError:
        raise UnknownChoice(field=name, value=value[:40], allowed=", ".join(kind)) from None


def _file(kind: str, forum: Forum, entries: tuple[Commitment, ...]) -> bytes:
    if kind == "csv":
        return files.as_csv(forum, entries, context.now())
    if kind == "json":
        return files.as_json(forum, entries, context.now())
    is_rtl = locales.language(context.language()).direction == "rtl"
    return files.as_xlsx(forum, entries, context.now(), is_right_to_left=is_rtl)
