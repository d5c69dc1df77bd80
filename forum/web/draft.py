"""The organizer's draft: sittings and rooms by form, plans asked for and accepted, the next release published."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from forum.domain import inputs, timetable
from forum.domain.access import Permission, Target, may, require
from forum.domain.jobs import Job
from forum.domain.people import LANGUAGES
from forum.domain.planning import Outdated
from forum.domain.programme import Lock, SittingKind
from forum.domain.refusals import Kind, Refusal, Refusals
from forum.i18n import locales, terms
from forum.i18n.refusals import sentence
from forum.services import jobs, planning, programme
from forum.services.programme import RoomIn, SittingIn
from forum.services.unit import Unit
from forum.web import answers, context, meanwhile, once, strips
from forum.web.rendering import page
from timezones.problem import POLICIES

blueprint = Blueprint("draft", __name__)

EDIT = "/forums/<slug>/programme/edit"


@blueprint.get(EDIT)
def edit(slug: str) -> str:
    """The draft with everything that can be done to it."""
    context.forum_at(slug)
    return _edit_page(slug)


def _edit_page(slug: str, refused: Refusal | None = None, tried: str = "") -> str:
    """The page; after a refusal with the fault said and the form `tried` open with what was typed."""
    unit = context.unit(slug)
    draft, proposals = programme.draft(unit, slug), planning.proposals(unit, slug)
    words = context.words()
    return page(
        "draft/edit.html",
        draft=draft,
        proposals=proposals,
        job=_job(unit, slug),
        changes={change.after.key: change for change in draft.changes},
        lines={each.key: strips.shown(draft.forum, each, draft.forum.zone) for each in draft.sittings if each.is_timed},
        blocking=[sentence(fault, words) for fault in draft.blocking],
        warnings=[sentence(fault, words) for fault in draft.warnings],
        refused=_said(refused) if refused else [],
        tried=tried,
        typed=meanwhile.typed(refused),
        theirs=meanwhile.changed(refused),
        alone=meanwhile.left_alone(refused),
        described=timetable.described,
        placed=timetable.placed,
        room_facts=programme.room_facts,
        locks=locks(),
        kinds={kind: words.pgettext("sitting", name) for kind, name in terms.SITTING_KIND_NAMES.items()},
        policies={policy: words.gettext(terms.POLICY_NAMES[policy]) for policy in POLICIES},
        interpreted=[locales.language(tag) for tag in LANGUAGES],
    )


def locks() -> dict[str, str]:
    """What is said of a sitting that the planner must keep where it is."""
    words = context.words()
    return {
        Lock.DAY.value: words.gettext("keeps its day when planned"),
        Lock.START.value: words.gettext("keeps its day and hour when planned"),
    }


def _said(refusal: Refusal) -> list[str]:
    faults = refusal.faults if isinstance(refusal, Refusals) else [refusal]
    if isinstance(refusal, Outdated):
        faults = [*faults, refusal]
    return [sentence(fault, context.words()) for fault in faults]


def _job(unit: Unit, slug: str) -> Job | None:
    """The planning job that the address names, where there is one."""
    key = request.args.get("job", "")
    return jobs.follow(unit, slug, key) if key else None


def _done(
    slug: str,
    tried: str,
    act: Callable[[Unit], object],
    said: str,
    permission: Permission = Permission.EDIT_PROGRAMME,
) -> AnyResponse:
    """Do it and show the draft again; a refusal is said on the page, with the form as it was typed.

    The permission is asked before the form is read, so that nobody learns from a form's faults what is not theirs.
    """
    require(context.unit(slug).actor, permission, Target(forum_id=context.forum_at(slug).id))
    try:
        with once.saved(said):
            act(once.unit(slug))
    except Refusal as refusal:
        if not _sees_draft(slug) or (refusal.kind is Kind.UNKNOWN and refusal.field is None):
            raise
        return Response(_edit_page(slug, refusal, tried), answers.STATUS[refusal.kind])
    if not _sees_draft(slug):
        return redirect(url_for("programme.show", slug=slug) + f"#{tried}", 303)
    return redirect(url_for(".edit", slug=slug) + f"#{tried}", 303)


def _sees_draft(slug: str) -> bool:
    """A chair may delay a sitting without seeing the draft."""
    return may(context.unit(slug).actor, Permission.SEE_DRAFT, Target(forum_id=context.forum_at(slug).id))


@blueprint.post(f"{EDIT}/sittings")
def add_sitting(slug: str) -> AnyResponse:
    """Add a sitting, still without a time."""
    said = context.words().gettext("The sitting was added. Give it a time, or plan the forum.")
    return _done(slug, "add", lambda unit: programme.add_sitting(unit, slug, _sitting_in()), said)


@blueprint.post(f"{EDIT}/sittings/<key>")
def edit_sitting(slug: str, key: str) -> AnyResponse:
    """Change what a sitting is."""
    said = context.words().gettext("The sitting was changed in the draft.")

    def act(unit: Unit) -> None:
        programme.edit_sitting(unit, slug, key, _sitting_in(), seen=meanwhile.seen())

    return _done(slug, f"change-{key}", act, said)


def _sitting_in() -> SittingIn:
    form = request.form
    return SittingIn(
        title=inputs.text(form.get("title"), "title", needed=True),
        title_language=inputs.text(form.get("title_language"), "title_language") or "en",
        minutes=inputs.whole(form.get("minutes"), "minutes"),
        kind=inputs.chosen(SittingKind, form.get("kind"), "kind"),
        room=inputs.text(form.get("room"), "room"),
        after=tuple(form.getlist("after")),
    )


@blueprint.post(f"{EDIT}/sittings/<key>/move")
def move(slug: str, key: str) -> AnyResponse:
    """Another day and hour at the venue."""

    def act(unit: Unit) -> None:
        day, clock = inputs.day(request.form.get("day"), "day"), inputs.clock(request.form.get("clock"), "clock")
        programme.move_sitting(unit, slug, key, day, clock, seen=meanwhile.seen())

    return _done(slug, f"sitting-{key}", act, context.words().gettext("The sitting was moved in the draft."))


@blueprint.post(f"{EDIT}/sittings/<key>/<any(cancel, restore):verb>")
def change(slug: str, key: str, verb: str) -> AnyResponse:
    """Cancel a sitting, or take that back."""
    acts: dict[str, Callable[[Unit], object]] = {
        "cancel": lambda unit: programme.cancel_sitting(unit, slug, key),
        "restore": lambda unit: programme.restore_sitting(unit, slug, key),
    }
    words = context.words()
    said = {
        "cancel": words.gettext("The sitting is cancelled in the draft. Publish it, so that everybody knows."),
        "restore": words.gettext("The sitting was restored in the draft."),
    }
    return _done(slug, f"sitting-{key}", acts[verb], said[verb])


@blueprint.post(f"{EDIT}/sittings/<key>/lock")
def lock(slug: str, key: str) -> AnyResponse:
    """Keep a sitting on its day or at its start when the forum is planned, or let it go."""
    words = context.words()
    said = {
        Lock.NONE.value: words.gettext("The sitting may be planned at any time."),
        Lock.DAY.value: words.gettext("The sitting will keep its day when the forum is planned."),
        Lock.START.value: words.gettext("The sitting will keep its day and hour when the forum is planned."),
    }
    kept = request.form.get("lock", "")

    def act(unit: Unit) -> None:
        programme.lock_sitting(unit, slug, key, inputs.chosen(Lock, kept, "lock"))

    answer = _done(slug, f"sitting-{key}", act, said.get(kept, ""))
    if answer.status_code == 303 and request.form.get("back") == "workbench":
        bench = url_for("workbench.show", slug=slug, at=request.form.getlist("at"))
        answer.headers["Location"] = f"{bench}#sitting-{key}"
    return answer


@blueprint.post(f"{EDIT}/sittings/<key>/delay")
def delay(slug: str, key: str) -> AnyResponse:
    """A late start, published at once."""

    def act(unit: Unit) -> None:
        programme.delay_sitting(unit, slug, key, inputs.whole(request.form.get("minutes"), "minutes"))

    said = context.words().gettext("The delay was published at once; what follows on the day moved just enough.")
    return _done(slug, f"late-{key}", act, said, Permission.DELAY_SITTING)


@blueprint.post(f"{EDIT}/rooms")
def add_room(slug: str) -> AnyResponse:
    """Add a room."""
    said = context.words().gettext("The room was added.")
    key = request.form.get("key")
    return _done(slug, "new-room", lambda unit: programme.put_room(unit, slug, _room_in(key), is_new=True), said)


@blueprint.post(f"{EDIT}/rooms/<key>")
def edit_room(slug: str, key: str) -> AnyResponse:
    """Change a room."""
    said = context.words().gettext("The room was changed. Readers see it with the next release.")

    def act(unit: Unit) -> None:
        programme.put_room(unit, slug, _room_in(key), is_new=False, seen=meanwhile.seen())

    return _done(slug, f"room-{key}", act, said)


def _room_in(key: str | None) -> RoomIn:
    form = request.form
    capacity = inputs.text(form.get("capacity"), "capacity")
    return RoomIn(
        key=inputs.text(key, "key", limit=40, needed=True),
        name=inputs.text(form.get("name"), "name", needed=True),
        place=inputs.text(form.get("place"), "place"),
        link=inputs.link(form.get("link"), "link"),
        capacity=inputs.whole(capacity, "capacity") if capacity else None,
        languages=tuple(form.getlist("languages")),
    )


@blueprint.post(f"{EDIT}/publish")
def publish(slug: str) -> AnyResponse:
    """Publish the draft as the next release."""

    def act(unit: Unit) -> None:
        name = inputs.text(request.form.get("name"), "name")
        note = inputs.text(request.form.get("note"), "note", limit=2000)
        programme.publish(unit, slug, name=name, note=note)

    said = context.words().gettext("The programme is published. Every calendar that follows it will show it.")
    return _done(slug, "publish", act, said, Permission.PUBLISH)


@blueprint.post(f"{EDIT}/plan")
def plan(slug: str) -> AnyResponse:
    """Ask the planner for a timetable; the page then follows the job."""
    key = once.name("plan")
    policy = request.form.get("policy")
    said = context.words().gettext("The planner has been asked.")
    answer = _done(slug, "plan", lambda unit: planning.request_plan(unit, slug, key, policy), said)
    if answer.status_code == 303:
        answer.headers["Location"] = url_for(".edit", slug=slug, job=key) + "#plan"
    return answer


@blueprint.post(f"{EDIT}/plan/<key>/cancel")
def cancel_plan(slug: str, key: str) -> AnyResponse:
    """Stop the search."""
    said = context.words().gettext("The search will stop.")
    return _done(slug, "plan", lambda unit: jobs.cancel(unit, slug, key), said)


@blueprint.post(f"{EDIT}/plans/<int:plan_id>/accept")
def accept(slug: str, plan_id: int) -> AnyResponse:
    """Take a plan's times over into the draft."""
    said = context.words().gettext("The draft has the times of the plan. Look at them, then publish.")
    return _done(slug, "plan", lambda unit: planning.accept_plan(unit, slug, plan_id), said)
