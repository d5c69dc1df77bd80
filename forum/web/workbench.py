"""The organizer's workbench: who bears which hour while a sitting is tried at another one; nothing is kept unasked.

What is being tried stands in the address (`?at=theme-1@2022-02-22T13:00`), so that the page works without JavaScript:
back is undo, and an address can be sent to a colleague. With JavaScript the same is computed in the browser.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from forum.domain import burden as burden_rules
from forum.domain import inputs, timetable
from forum.domain import workbench as rules
from forum.domain.access import Permission, Target, may, require
from forum.domain.programme import Sitting
from forum.domain.refusals import Kind, Refusal, UnknownChoice
from forum.domain.workbench import By, DraftChanged, Line, Move
from forum.i18n import moments, terms
from forum.i18n.refusals import sentence
from forum.services import workbench
from forum.services.workbench import Workbench
from forum.web import answers, burden, context, draft, once, strips, workbench_data, workbench_map
from forum.web.rendering import page
from forum.web.workbench_data import Named
from forum.web.workbench_map import Map
from timezones.problem import POLICIES

blueprint = Blueprint("workbench", __name__)

BENCH = "/forums/<slug>/workbench"
#: most moves that an address may carry
MOST_MOVES = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A line of the grid as it is read; `before` is its total in the draft."""

    line: Line
    named: Named
    levels: tuple[str, ...]
    before: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One number that matters, as tried and as in the draft."""

    key: str
    name: str
    value: str
    before: str


@blueprint.get(BENCH)
def show(slug: str) -> str:
    """The draft, with the moves of the address tried."""
    context.forum_at(slug)
    unit = context.unit(slug)
    require(unit.actor, Permission.SEE_DRAFT, Target(forum_id=context.forum_at(slug).id))
    try:
        return _page(workbench.trial(unit, slug, _moves(request.args)))
    except Refusal as refusal:
        if refusal.kind is Kind.FORBIDDEN:
            raise
        return _page(workbench.trial(unit, slug), refused=sentence(refusal, context.words()))


def _moves(given: MultiDict[str, str]) -> list[Move]:
    """What is being tried; of several moves of one sitting the last. Refuses what is no move."""
    found = {move.key: move for move in map(_move, given.getlist("at")[:MOST_MOVES])}
    if given.get("key"):
        key = given["key"]
        found[key] = Move(key=key, day=inputs.day(given.get("day"), "day"), clock=_clock(given.get("clock")))
    return list(found.values())


def _move(text: str) -> Move:
    key, _, when = text.partition("@")
    day, separator, clock = when.partition("T")
    if not separator:
        raise UnknownChoice(field="at", value=text, allowed="theme-1@2022-02-22T13:00")
    return Move(key=key, day=inputs.day(day, "day"), clock=_clock(clock))


def _clock(text: str | None) -> Any:
    return inputs.clock(text, "clock")


@blueprint.post(f"{BENCH}/keep")
def keep(slug: str) -> AnyResponse:
    """Put what was tried into the draft, all or nothing; a draft changed meanwhile is shown with the moves on it."""
    forum = context.forum_at(slug)
    require(context.unit(slug).actor, Permission.EDIT_PROGRAMME, Target(forum_id=forum.id))
    moves = _moves(request.form)
    try:
        with once.saved():
            _tell(len(workbench.keep(once.unit(slug), slug, moves, _begun_from(request.form))))
    except Refusal as refusal:
        if refusal.kind is Kind.FORBIDDEN:
            raise
        text = _refused_page(slug, moves, refusal)
        return Response(text, answers.STATUS[refusal.kind])
    return redirect(url_for(".show", slug=slug), 303)


def _tell(count: int) -> None:
    said = context.words().ngettext(
        "%(count)s sitting was moved in the draft.", "%(count)s sittings were moved in the draft.", count
    )
    flash(said, "done")


def _begun_from(given: MultiDict[str, str]) -> dict[str, str]:
    marks = (text.partition("@") for text in given.getlist("base")[:MOST_MOVES])
    return {key: mark for key, _, mark in marks}


def _refused_page(slug: str, moves: list[Move], refusal: Refusal) -> str:
    """What speaks against keeping, above the draft as it is now with the moves tried on it once more."""
    unit, stale = context.unit(slug), isinstance(refusal, DraftChanged)
    still = workbench.trial(unit, slug)
    there = {each.key for each in still.draft if not each.is_cancelled}
    again = workbench.trial(unit, slug, [move for move in moves if move.key in there])
    return _page(again, refused=sentence(refusal, context.words()), is_stale=stale)


def _page(found: Workbench, *, refused: str = "", is_stale: bool = False) -> str:
    view, tried = _view(), found.tried
    named = workbench_data.names(tried, view) if tried else {}
    rows, shown = _rows(found, view, named), workbench_map.at_first(tried) if tried else None
    return page(
        "workbench/show.html",
        found=found,
        tried=tried,
        refused=refused,
        is_stale=is_stale,
        may_edit=may(context.unit(found.forum.slug).actor, Permission.EDIT_PROGRAMME, Target(forum_id=found.forum.id)),
        locks=draft.locks(),
        policies={policy: context.words().gettext(terms.POLICY_NAMES[policy]) for policy in POLICIES},
        moves=changed(found),
        base=[f"{key}@{mark}" for key, mark in timetable.marks(found.draft).items()],
        figures=_figures(found),
        faults=_faults(found),
        labels=burden.labels(tried.sittings) if tried else [],
        skies=workbench_data.skies(tried) if tried else None,
        rows=_wanted(_ordered(rows, found)),
        row_count=len(rows),
        regions=workbench_data.regions(found),
        lead=workbench_data.lead(len(changed(found))),
        level_names=workbench_data.level_names(),
        levels={name: level for level, (name, _) in enumerate(workbench_data.legend(found.forum))},
        views=workbench_data.view_names(),
        legend=workbench_data.legend(found.forum),
        query={"rows": view.value, "order": request.args.get("order", ""), "q": request.args.get("q", "")},
        map=shown,
        data=_script_data(found, shown) if shown else "",
    )


def _script_data(found: Workbench, shown: Map) -> str:
    """The document for the script; no text of it can end the element that holds it."""
    document = {**workbench_data.document(found), "map": workbench_map.document(shown)}
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def _view() -> By:
    asked = request.args.get("rows", "")
    return By(asked) if asked in set(By) else By.DELEGATION


def changed(found: Workbench) -> dict[str, str]:
    """Sitting -> the hour tried, of those that stand elsewhere in the draft."""
    before = {each.key: (each.day, each.clock) for each in found.draft}
    return {
        each.key: f"{each.day}T{each.clock:%H:%M}"
        for each in found.sittings
        if each.is_timed and (each.day, each.clock) != before[each.key]
    }


def _rows(found: Workbench, view: By, named: dict[str, Named]) -> list[Row]:
    if found.tried is None:
        return []
    scale = strips.scale_of(found.forum)
    before = {line.group.id: line.total for line in rules.lines(found.before, view)} if found.before else {}
    return [
        Row(
            line=line,
            named=named[line.group.id],
            levels=tuple(burden_rules.level_name(cell.level, scale) for cell in line.cells),
            before=before.get(line.group.id, line.total),
        )
        for line in rules.lines(found.tried, view)
    ]


def _ordered(rows: list[Row], found: Workbench) -> list[Row]:
    """Dearest first over the forum, or at one sitting; or by name in the reader's language."""
    order = request.args.get("order", "")
    by_name = sorted(rows, key=lambda row: workbench_data.alphabetical(row.named))
    if order == "name":
        return by_name
    keys = [each.key for each in found.tried.sittings] if found.tried else []
    if order in keys:
        return sorted(by_name, key=lambda row: -row.line.cells[keys.index(order)].points)
    return sorted(by_name, key=lambda row: -row.line.total)


def _wanted(rows: list[Row]) -> list[Row]:
    words = request.args.get("q", "").casefold().split()
    return [row for row in rows if all(word in row.named.words for word in words)]


def _figures(found: Workbench) -> list[Figure]:
    if found.tried is None:
        return []
    tag, now = context.language(), workbench_data.figures(found.tried)
    then = workbench_data.figures(found.before) if found.before else now
    return [
        Figure(
            key=key,
            name=name,
            value=moments.number(now[key], tag),
            before=moments.number(then[key], tag),
        )
        for key, name in workbench_data.figure_names().items()
    ]


def _faults(found: Workbench) -> dict[str, list[str]]:
    held: list[Sitting] = [each for each in found.sittings if each.is_held]
    words = context.words()
    return {
        key: [sentence(fault, words) for fault in faults] for key, faults in rules.faults(found.forum, held).items()
    }
