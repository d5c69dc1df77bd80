"""Proposals: asked for, followed while they are computed, compared, priced, looked at, accepted."""

from __future__ import annotations

from collections.abc import Callable, Sized
from dataclasses import dataclass

from flask import Blueprint, Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from forum.domain import inputs, timetable
from forum.domain.access import Permission, Target, may, require
from forum.domain.fairness import Compared
from forum.domain.planning import Plan, Purpose
from forum.domain.refusals import Kind, Refusal, Refusals
from forum.i18n import terms
from forum.i18n.refusals import sentence
from forum.services import jobs, planning
from forum.services import proposals as service
from forum.services.proposals import Board
from forum.services.unit import Unit
from forum.web import answers, clashes, context, once, searches
from forum.web.rendering import page
from timezones.problem import POLICIES

blueprint = Blueprint("proposals", __name__)

ADDRESS = "/forums/<slug>/proposals"
#: longest search that the page offers, in seconds
LONGEST = 3600


@dataclass(frozen=True, kw_only=True, slots=True)
class Price:
    """A line of "choose the policy and see its price": figures, and what each costs against the chosen line."""

    key: str
    name: str
    line: Compared | None
    plan: Plan | None = None
    worst: int = 0
    mean: int = 0
    heads: int = 0


@blueprint.get(ADDRESS)
def index(slug: str) -> str:
    """Everything about the timetables of this draft."""
    context.forum_at(slug)
    return _index(slug)


def _index(slug: str, refused: Refusal | None = None) -> str:
    board = service.board(context.unit(slug), slug)
    against = request.args.get("against", board.forum.policy)
    prices = _prices(board, against)
    return page(
        "proposals/index.html",
        board=board,
        searches=[searches.shown(job) for job in board.searches],
        prices=prices,
        against=against if any(each.key == against and each.line for each in prices) else "",
        missing=sum(each.line is None for each in prices),
        policies={policy: terms.policy(policy, context.words()) for policy in POLICIES},
        may_edit=_may_edit(slug),
        refused=_said(refused) if refused else [],
    )


def _may_edit(slug: str) -> bool:
    return may(context.unit(slug).actor, Permission.EDIT_PROGRAMME, Target(forum_id=context.forum_at(slug).id))


def _prices(board: Board, against: str) -> list[Price]:
    """The policies in their order, then the draft and what was held; differences against one of them."""
    words, lines = context.words(), {}
    for policy, plan in board.prices.items():
        summary = plan.result["summary"]
        lines[policy] = Compared(
            name=policy, status=plan.status, worst=summary["worst"], mean=summary["mean"],
            heads=summary["heads_in_dearest_band"], jain=summary["jain"],
        )  # fmt: skip
    lines |= {each.name: each for each in board.beside}
    names: dict[str, str] = {policy: terms.policy(policy, words) for policy in POLICIES}
    names |= {"draft": words.gettext("The draft as it stands"), "held": words.gettext("As it was held")}
    base = lines.get(against)
    return [
        _price(key, name, lines.get(key), board.prices.get(key), base)
        for key, name in names.items()
        if key in lines or key in POLICIES
    ]


def _price(key: str, name: str, line: Compared | None, plan: Plan | None, base: Compared | None) -> Price:
    if line is None or base is None:
        return Price(key=key, name=name, line=line, plan=plan)
    return Price(
        key=key,
        name=name,
        line=line,
        plan=plan,
        worst=line.worst - base.worst,
        mean=round(line.mean) - round(base.mean),
        heads=line.heads - base.heads,
    )


def _said(refusal: Refusal) -> list[str]:
    faults = [*refusal.faults, refusal] if isinstance(refusal, Refusals) else [refusal]
    return [sentence(fault, context.words()) for fault in faults]


def _ask(slug: str, act: Callable[[Unit, str], object]) -> AnyResponse:
    """Ask for a search and follow it; a refusal is said on the page of the proposals."""
    require(context.unit(slug).actor, Permission.EDIT_PROGRAMME, Target(forum_id=context.forum_at(slug).id))
    key = once.name("plan")
    try:
        with once.saved():
            act(once.unit(slug), key)
    except Refusal as refusal:
        return Response(_index(slug, refusal), answers.STATUS[refusal.kind])
    return redirect(url_for(".search", slug=slug, key=key), 303)


def _seconds() -> int:
    text = request.form.get("seconds", "")
    return min(LONGEST, max(1, inputs.whole(text, "seconds"))) if text else planning.TIME_LIMIT


@blueprint.post(f"{ADDRESS}/plan")
def ask(slug: str) -> AnyResponse:
    """Ask for a timetable by one policy."""
    policy = request.form.get("policy")
    return _ask(slug, lambda unit, key: planning.request_plan(unit, slug, key, policy, _seconds()))


@blueprint.post(f"{ADDRESS}/prices")
def price(slug: str) -> AnyResponse:
    """Ask what every policy would cost."""
    return _ask(slug, lambda unit, key: service.request_prices(unit, slug, key, _seconds()))


@blueprint.post(f"{ADDRESS}/replan")
def replan(slug: str) -> AnyResponse:
    """Ask what must change of the published programme, as little as possible."""
    return _ask(slug, lambda unit, key: service.request_replan(unit, slug, key, _seconds()))


@blueprint.get(f"{ADDRESS}/searches/<key>")
def search(slug: str, key: str) -> str:
    """A search while it runs, and what came of it; `?part=1` gives the moving part alone."""
    require(context.unit(slug).actor, Permission.SEE_DRAFT, Target(forum_id=context.forum_at(slug).id))
    job = jobs.follow(context.unit(slug), slug, key)
    template = "proposals/part.html" if request.args.get("part") else "proposals/search.html"
    return page(template, found=searches.shown(job), may_edit=_may_edit(slug))


@blueprint.post(f"{ADDRESS}/searches/<key>/cancel")
def cancel(slug: str, key: str) -> AnyResponse:
    """Stop a search; the best timetable so far is kept."""
    require(context.unit(slug).actor, Permission.EDIT_PROGRAMME, Target(forum_id=context.forum_at(slug).id))
    jobs.cancel(context.unit(slug), slug, key)
    return redirect(url_for(".search", slug=slug, key=key), 303)


@blueprint.get(f"{ADDRESS}/<int:plan_id>")
def show(slug: str, plan_id: int) -> str:
    """One proposal: what it is worth, what it would move, what has changed since."""
    context.forum_at(slug)
    return _show(slug, plan_id)


def _show(slug: str, plan_id: int, refused: Refusal | None = None) -> str:
    found = service.proposal(context.unit(slug), slug, plan_id)
    titles = {each.key: each.title for each in found.draft}
    is_impossible = found.plan.status == "infeasible"
    return page(
        "proposals/show.html",
        found=found,
        plan=found.plan,
        is_replan=found.plan.purpose is Purpose.REPLAN,
        policy=terms.policy(found.plan.policy, context.words()),
        clashes=clashes.rules(found.forum, found.plan, titles) if is_impossible else [],
        changes=clashes.changes(found.forum, found.plan, titles) if is_impossible else [],
        faults=[sentence(fault, context.words()) for fault in found.faults],
        seen=[f"{key}@{mark}" for key, mark in timetable.marks(found.draft).items()],
        may_edit=_may_edit(slug),
        refused=_said(refused) if refused else [],
    )


@blueprint.post(f"{ADDRESS}/<int:plan_id>/accept")
def accept(slug: str, plan_id: int) -> AnyResponse:
    """Take a proposal's times over into the draft; what has changed since the page was read is named."""
    require(context.unit(slug).actor, Permission.EDIT_PROGRAMME, Target(forum_id=context.forum_at(slug).id))
    seen = {key: mark for key, _, mark in (text.partition("@") for text in request.form.getlist("seen"))}
    try:
        with once.saved():
            _tell(planning.accept_plan(once.unit(slug), slug, plan_id, seen))
    except Refusal as refusal:
        if refusal.kind is Kind.UNKNOWN:
            raise
        return Response(_show(slug, plan_id, refusal), answers.STATUS[refusal.kind])
    return redirect(url_for("draft.edit", slug=slug) + "#publish", 303)


def _tell(moved: Sized) -> None:
    said = context.words().ngettext(
        "The draft has the times of the plan: %(count)s sitting moved. Look at it, then publish.",
        "The draft has the times of the plan: %(count)s sittings moved. Look at them, then publish.",
        len(moved),
    )
    flash(said, "done")
