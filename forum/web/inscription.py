"""The list of speakers of a sitting: read by all, inscribed on by those who may, kept by organizer and clerk."""

from __future__ import annotations

import datetime as dt
import enum
import secrets
from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from forum.domain import feeds, inputs
from forum.domain.access import Permission, Target, may, require
from forum.domain.inscription.decide import behalves
from forum.domain.inscription.values import (
    AT_THE_DESK,
    Behalf,
    BehalfKind,
    EntryState,
    ListState,
    Order,
    Presence,
    Source,
)
from forum.domain.people import LANGUAGES, Person, Role
from forum.domain.refusals import Kind, Missing, Refusal
from forum.domain.speaking.procedure import Level
from forum.formats import papers
from forum.i18n import inscriptions, locales, moments, states
from forum.i18n.refusals import sentence
from forum.services import inscription
from forum.services.inscription import EntryIn, Line, ListIn, Seen
from forum.services.inscription.entries import AmendIn
from forum.web import answers, context, instants, once
from forum.web.rendering import page

blueprint = Blueprint("inscription", __name__, url_prefix="/forums/<slug>/sittings/<key>/speakers")

#: refusals that are shown on the page itself, with what was typed
SHOWN = {Kind.WRONG, Kind.CONFLICT, Kind.STALE, Kind.TOO_LARGE}
#: longest note of where an inscription came from, and longest reason, in characters
NOTE_LENGTH = 200
#: bytes of a form's own name for one inscription
CLIENT_BYTES = 12


class Act(enum.StrEnum):
    """What may be done with an entry."""

    WITHDRAW = "withdraw"
    RESTORE = "restore"
    HAND_IN = "hand-in"
    AMEND = "amend"
    STEP_IN = "step-in"
    OFFER = "offer"
    TAKE_BACK = "take-back"
    ACCEPT = "accept"
    REMOVE_TEXT = "remove-text"


class Keeping(enum.StrEnum):
    """What who keeps the list may do with it."""

    SET = "set"
    LAST_CALL = "last-call"
    CLOSE = "close"
    REOPEN = "reopen"
    HAND_OVER = "hand-over"


@blueprint.get("")
def show(slug: str, key: str) -> str:
    """The list as this reader may see it, their own entries, and the form."""
    return _page(slug, key)


@blueprint.post("")
def inscribe(slug: str, key: str) -> Response | tuple[str, int]:
    """Put somebody on the list."""
    _require_inscriber(slug)

    def act() -> str:
        asked = _asked(request.form)
        done = inscription.inscribe(context.unit(slug), slug, key, asked)
        if not done.place:
            return context.words().gettext("The draft was kept. Only your group and the secretariat see it.")
        return context.words().gettext(
            "The inscription was kept, at place %(place)s now. A letter says so too.", place=done.place
        )

    return _done(slug, key, act, "inscribe")


def _require_inscriber(slug: str) -> None:
    """Refuse who can inscribe nobody, before anything of what they sent is read."""
    forum = context.forum_at(slug)
    actor = context.unit(slug).actor
    own = Target(
        forum_id=forum.id,
        person_id=actor.person_id,
        delegation_id=actor.delegation_id,
        organization_id=actor.organization_id,
        constituency=actor.constituency,
    )
    require(actor, Permission.INSCRIBE, own)


def _asked(form: MultiDict[str, str]) -> EntryIn:
    source = form.get("source", "")
    return EntryIn(
        client_id=inputs.text(form.get("client_id"), "client_id", limit=64, needed=True),
        person=inputs.text(form.get("person"), "person", limit=64),
        behalf=_behalf(form.get("behalf", "")),
        source=inputs.chosen(Source, source, "source") if source else None,
        note=inputs.text(form.get("note"), "note", limit=NOTE_LENGTH),
        reason=inputs.text(form.get("reason"), "reason", limit=NOTE_LENGTH),
        level=inputs.chosen(Level, form.get("level") or Level.DELEGATE.value, "level"),
        is_carried=bool(form.get("carried")),
        is_draft=bool(form.get("draft")),
        **_particulars(form),
    )


def _particulars(form: MultiDict[str, str]) -> dict[str, Any]:
    """What may be changed later too."""
    language = form.get("language") or LANGUAGES[0]
    return {
        "aligned": tuple(sorted({each.strip().upper() for each in form.getlist("aligned") if each.strip()})),
        "language": feeds.checked_language(language),
        "presence": inputs.chosen(Presence, form.get("presence") or Presence.REMOTE.value, "presence"),
        "deputy": inputs.text(form.get("deputy"), "deputy", limit=64),
        "video": inputs.link(form.get("video"), "video"),
    }


def _behalf(value: str) -> Behalf:
    """ "group:EU" as on whose behalf; the service fills in the speaker's own constituency and region."""
    kind, _, name = inputs.text(value, "behalf").partition(":")
    return Behalf(kind=inputs.chosen(BehalfKind, kind or BehalfKind.OWN.value, "behalf"), name=name)


@blueprint.post("/<int:entry_id>")
def act(slug: str, key: str, entry_id: int) -> Response | tuple[str, int]:
    """One of the acts on an entry, named by its button."""
    _require_inscriber(slug)
    verb = request.form.get("do", "")
    run = ACTS[inputs.chosen(Act, verb, "do")]
    return _done(slug, key, lambda: run(slug, key, entry_id), f"entry-{entry_id}")


def _other(field: str) -> int:
    return inputs.whole(request.form.get(field), field)


def _withdraw(slug: str, key: str, entry_id: int) -> str:
    done = inscription.withdraw(context.unit(slug), slug, key, entry_id)
    if done.entry.state is EntryState.DROPPED:
        return context.words().gettext("The draft was dropped.")
    return context.words().gettext("The inscription was withdrawn. You can restore it while the list is open.")


def _restore(slug: str, key: str, entry_id: int) -> str:
    done = inscription.restore(context.unit(slug), slug, key, entry_id)
    return context.words().gettext("The inscription is on the list again, at place %(place)s now.", place=done.place)


def _hand_in(slug: str, key: str, entry_id: int) -> str:
    done = inscription.hand_in(context.unit(slug), slug, key, entry_id)
    return context.words().gettext("The draft is on the list now, at place %(place)s.", place=done.place)


def _amend(slug: str, key: str, entry_id: int) -> str:
    asked = AmendIn(revision=_other("revision"), **_particulars(request.form))
    inscription.amend(context.unit(slug), slug, key, entry_id, asked)
    return context.words().gettext("The inscription was changed.")


def _step_in(slug: str, key: str, entry_id: int) -> str:
    inscription.step_in(context.unit(slug), slug, key, entry_id)
    return context.words().gettext("The deputy speaks now, at the same place.")


def _offer(slug: str, key: str, entry_id: int) -> str:
    inscription.offer_swap(context.unit(slug), slug, key, entry_id, _other("other"))
    return context.words().gettext("The place was offered. The places change once the other agrees.")


def _take_back(slug: str, key: str, entry_id: int) -> str:
    inscription.take_back_offer(context.unit(slug), slug, key, entry_id)
    return context.words().gettext("The offer no longer stands.")


def _accept(slug: str, key: str, entry_id: int) -> str:
    done = inscription.accept_swap(context.unit(slug), slug, key, entry_id, _other("other"))
    return context.words().gettext("The places were exchanged; this is place %(place)s now.", place=done.place)


def _remove_text(slug: str, key: str, entry_id: int) -> str:
    inscription.remove_paper(context.unit(slug), slug, key, entry_id)
    return context.words().gettext("The text was taken away.")


ACTS: Mapping[Act, Callable[[str, str, int], str]] = {
    Act.WITHDRAW: _withdraw,
    Act.RESTORE: _restore,
    Act.HAND_IN: _hand_in,
    Act.AMEND: _amend,
    Act.STEP_IN: _step_in,
    Act.OFFER: _offer,
    Act.TAKE_BACK: _take_back,
    Act.ACCEPT: _accept,
    Act.REMOVE_TEXT: _remove_text,
}


@blueprint.post("/<int:entry_id>/text")
def keep_text(slug: str, key: str, entry_id: int) -> Response | tuple[str, int]:
    """Hand in the text of a statement for the interpreters."""
    _require_inscriber(slug)

    def run() -> str:
        sent = request.files.get("text")
        data = sent.stream.read(papers.LARGEST + 1) if sent else b""
        kind = papers.kind_of(data)
        name = papers.name_of(sent.filename or "" if sent else "", kind)
        kept = inscription.keep_paper(context.unit(slug), slug, key, entry_id, kind=kind, name=name, data=data)
        if kept.is_late:
            return context.words().gettext("The text was kept. It came late: the interpreters may not have it.")
        return context.words().gettext("The text was kept for the interpreters.")

    return _done(slug, key, run, f"entry-{entry_id}")


@blueprint.get("/<int:entry_id>/text")
def text(slug: str, key: str, entry_id: int) -> Response:
    """The text of a statement, to be kept, never to be opened in the browser."""
    context.forum_at(slug)
    paper, data = inscription.paper(context.unit(slug), slug, key, entry_id)
    answer = Response(data, content_type=papers.MEDIA[paper.kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{paper.name}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.post("/keep")
def keep(slug: str, key: str) -> Response | tuple[str, int]:
    """One of the acts of who keeps the list, named by its button."""
    forum = context.forum_at(slug)
    require(context.unit(slug).actor, Permission.KEEP_LIST, Target(forum_id=forum.id))
    verb = request.form.get("do", "")
    run = KEEPING[inputs.chosen(Keeping, verb, "do")]
    return _done(slug, key, lambda: run(slug, key), f"keep-{verb}")


def _instant(slug: str, name: str) -> Any:
    """A moment of the form, on the clock of the venue."""
    found = instants.instant(request.form.get(name, ""), context.forum_at(slug).zone, name)
    if found is None:
        raise Missing(field=name)
    return found


def _reason() -> str:
    return inputs.text(request.form.get("reason"), "reason", limit=NOTE_LENGTH)


def _set(slug: str, key: str) -> str:
    asked = ListIn(
        opens_at=_instant(slug, "opens"),
        closes_at=_instant(slug, "closes"),
        order=inputs.chosen(Order, request.form.get("order"), "order"),
        secret=secrets.token_hex(32),
    )
    inscription.set_list(once.unit(slug), slug, key, asked)
    return context.words().gettext("The times of the list were set; the commitment to its draw is published.")


def _last_call(slug: str, key: str) -> str:
    link = url_for("inscription.show", slug=slug, key=key, _external=True)
    inscription.last_call(once.unit(slug), slug, key, _instant(slug, "closes"), link=link)
    return context.words().gettext("The last call was made. Coordinators, focal points and aides get a letter.")


def _close(slug: str, key: str) -> str:
    alphabet = inscriptions.alphabet()
    inscription.close(once.unit(slug), slug, key, alphabet, reason=_reason())
    return context.words().gettext("The list was closed; its order, the secret and the seed are published.")


def _reopen(slug: str, key: str) -> str:
    closes, drawn = _instant(slug, "closes"), secrets.token_hex(32)
    inscription.reopen(once.unit(slug), slug, key, closes, reason=_reason(), secret=drawn)
    return context.words().gettext("The list is open again, with a new draw.")


def _hand_over(slug: str, key: str) -> str:
    heard, unheard = inscription.hand_over(once.unit(slug), slug, key)
    say = context.words()
    if unheard:
        flash(
            say.ngettext(
                "%(count)s speaker finds no slot: lengthen the sitting, or carry them over.",
                "%(count)s speakers find no slot: lengthen the sitting, or carry them over.",
                unheard,
            ),
            "wrong",
        )
    return say.ngettext("%(count)s speaker has a slot now.", "%(count)s speakers have slots now.", heard)


KEEPING: Mapping[Keeping, Callable[[str, str], str]] = {
    Keeping.SET: _set,
    Keeping.LAST_CALL: _last_call,
    Keeping.CLOSE: _close,
    Keeping.REOPEN: _reopen,
    Keeping.HAND_OVER: _hand_over,
}


def _done(slug: str, key: str, run: Callable[[], str], where: str) -> Response | tuple[str, int]:
    """Do it and come back; or the page with the refusal beside the form as it was sent."""
    try:
        with once.saved():
            flash(run(), "done")
    except Refusal as refusal:
        if refusal.kind not in SHOWN:
            raise
        if "zone" in refusal.params:
            refusal.params["zone"] = context.zone()
        fault = {
            "where": where,
            "field": refusal.field,
            "said": sentence(refusal, context.words()),
            "form": request.form,
        }
        return _page(slug, key, fault), answers.STATUS[refusal.kind]
    return redirect(url_for("inscription.show", slug=slug, key=key), 303)


def _page(slug: str, key: str, fault: dict[str, Any] | None = None) -> str:
    forum = context.forum_at(slug)
    seen = inscription.show(context.unit(slug), slug, key)
    say = context.words()
    return page(
        "inscription/show.html",
        seen=seen,
        fault=fault,
        typed=fault["form"] if fault and fault["where"] == "inscribe" else MultiDict(),
        client_id=secrets.token_hex(CLIENT_BYTES),
        is_open=seen.state is ListState.OPEN,
        own_behalves=_own_behalves(slug),
        groups=[(f"group:{name}", name) for name in sorted({name for each in seen.candidates for name in each.groups})],
        deputies=_deputies(seen.candidates, context.person(slug)),
        states=_member_states(),
        languages_spoken=LANGUAGES,
        sources=AT_THE_DESK,
        levels=list(Level),
        orders=list(Order),
        presences=list(Presence),
        say=inscriptions.Sayings(say),
        language_name=lambda tag: locales.language(tag).own_name,
        aligned_names=lambda codes: moments.listed(
            [states.state_name(code, context.language()) for code in codes], context.language()
        ),
        opened=_opened(slug, seen, fault),
        is_coordinator=_has(slug, Role.COORDINATOR),
        may_ever=_has(slug, Role.DELEGATE, Role.LEADER, Role.COORDINATOR),
        usual_closing=_usual_closing(seen),
        may_slots=may(context.unit(slug).actor, Permission.EDIT_SLOTS, Target(forum_id=forum.id)),
        wall=lambda instant: instant.astimezone(ZoneInfo(forum.zone)).strftime("%Y-%m-%dT%H:%M"),
    )


def _opened(slug: str, seen: Seen, fault: dict[str, Any] | None) -> list[Line]:
    """The entries whose forms are shown: the reader's own, the one asked for, the one whose form was refused."""
    person, asked = context.person(slug), request.args.get("entry", type=int)
    refused = fault["where"] if fault else ""
    return [
        line
        for line in seen.own
        if (person and line.speaker.id == person.id) or line.entry.id == asked or refused == f"entry-{line.entry.id}"
    ]


def _has(slug: str, *roles: Role) -> bool:
    person = context.person(slug)
    return person is not None and bool(person.roles & set(roles))


def _usual_closing(seen: Seen) -> dt.datetime:
    """When a list closes where nobody says otherwise; soon, where that is over."""
    if not seen.sitting.is_timed:
        return context.now()
    usual = seen.sitting.start - seen.usual_closing
    return usual if usual > context.now() else seen.sitting.start


def _own_behalves(slug: str) -> list[tuple[str, Behalf]]:
    """The groups for which the reader may speak, each with its code in the form."""
    person = context.person(slug)
    own = behalves(person) if person else ()
    return [(f"{each.kind.value}:{each.name}", each) for each in own if each.is_of_group]


def _deputies(candidates: tuple[Person, ...], reader: Person | None) -> list[Person]:
    """Those of the reader's own delegation and constituency, for the field of the deputy."""
    if reader is None:
        return []
    return [each for each in candidates if each.delegation_id == reader.delegation_id and each.id != reader.id]


def _member_states() -> list[tuple[str, str]]:
    """(code, name) of the Member States, in the order of the reader's language."""
    tag = context.language()
    return [(code, states.state_name(code, tag)) for code in states.in_order(states.member_states(), tag)]
