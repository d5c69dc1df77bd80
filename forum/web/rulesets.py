"""The rules for speaking of a forum: each value with its source, changed by forms and files, every version kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from forum.domain.access import Permission, Target, require
from forum.domain.refusals import Kind, Refusal, Refusals, Unknown
from forum.domain.speaking import document, linter, versions
from forum.domain.speaking.rules import Stage
from forum.domain.speaking.versions import Act
from forum.formats import ruleset as files
from forum.i18n import linter as findings
from forum.i18n import rules as names
from forum.i18n.refusals import sentence
from forum.services import rulesets
from forum.services.rulesets import Held
from forum.web import context, meanwhile, ruleset_forms
from forum.web.answers import STATUS
from forum.web.rendering import page

blueprint = Blueprint("rulesets", __name__, url_prefix="/forums/<slug>/rules")

#: most faults of a file that are listed
LISTED = 100
#: longest sitting and most statements that the calculator takes
MOST = 1440
SHOWN = {Kind.WRONG, Kind.STALE, Kind.TOO_LARGE}


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A rule as the page shows it: what it is called, what it says, where that stands, whether it is open."""

    path: str
    name: str
    said: list[tuple[str, str]]
    source: str
    is_open: bool


@blueprint.get("")
def show(slug: str) -> str:
    """Every value with its source, the calculator, the presets, the versions."""
    return _page(slug)


def _page(slug: str, refused: Refusal | None = None) -> str:
    context.forum_at(slug)
    held, words = rulesets.held(context.unit(slug), slug), context.words()
    faults = refused.faults if isinstance(refused, Refusals) else []
    return page(
        "rulesets/show.html",
        held=held,
        sections=_sections(document.tables(held.document)),
        missing=_missing(held),
        presets=[(name, files.shipped(name).title) for name in files.SHIPPED],
        act_said=lambda version: names.act(version.act, version.subject, words),
        said=sentence(refused, words) if refused else "",
        faults=[(fault.field or "", sentence(fault, words)) for fault in faults[:LISTED]],
        more=max(0, len(faults) - LISTED),
        **_reckoned(held),
    )


def _sections(tables: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, str, list[Line]]]:
    """(key, heading, rules) in the order of the headings."""
    words = context.words()
    order = list(names.HEADINGS)
    paths = sorted(tables, key=lambda path: order.index(names.heading_of(path)))
    return [
        (heading, words.gettext(names.HEADINGS[heading]), [_line(path, tables[path]) for path in group])
        for heading, group in groupby(paths, names.heading_of)
    ]


def _line(path: str, table: Mapping[str, Any]) -> Line:
    words = context.words()
    return Line(
        path=path,
        name=names.name(path, words),
        said=ruleset_forms.said(path, table, words),
        source=table.get("source", ""),
        is_open=table.get("open", False),
    )


def _missing(held: Held) -> list[tuple[str, list[tuple[str, str]]]]:
    """(heading, (path, name) ...) of the rules that this ruleset does not have."""
    words, tables = context.words(), document.tables(held.document)
    absent = [path for path in document.RULES if path not in tables]
    order = list(names.HEADINGS)
    absent.sort(key=lambda path: order.index(names.heading_of(path)))
    return [
        (words.gettext(names.HEADINGS[heading]), [(path, names.name(path, words)) for path in group])
        for heading, group in groupby(absent, names.heading_of)
    ]


def _reckoned(held: Held) -> dict[str, Any]:
    """What the calculator was asked, and whether such a sitting fits."""
    words = context.words()
    stages = [stage for stage in Stage if f"stages.{stage}" in held.ruleset.sources]
    asked = {name: _number(name, default) for name, default in (("minutes", 90), ("groups", -1), ("individuals", 0))}
    stage = next((each for each in stages if each.value == request.args.get("stage")), stages[-1])
    groups = None if asked["groups"] < 0 else asked["groups"]
    found = linter.reckon(
        held.ruleset, stage, minutes=asked["minutes"], groups=groups, individuals=asked["individuals"]
    )
    return {
        "asked": {**asked, "groups": "" if groups is None else groups, "stage": stage},
        "found": found,
        "stages": [(each.value, names.word(each, words)) for each in stages],
        "multiple": lambda value: findings.multiple(value, words.tag),
        "factor_source": held.ruleset.sources.get("factor", ""),
    }


def _number(name: str, default: int) -> int:
    """A figure of the calculator, within bounds; the default where it is none."""
    typed = request.args.get(name, "").strip()
    return min(int(typed), MOST) if typed.isascii() and typed.isdigit() and len(typed) < 6 else default


@blueprint.get("/ruleset.toml")
def download(slug: str) -> Response:
    """The ruleset that holds, as a file that can be uploaded again."""
    context.forum_at(slug)
    held = rulesets.held(context.unit(slug), slug)
    answer = Response(files.write(held.document), content_type="application/toml; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{slug}-rules.toml"'
    return answer


@blueprint.post("/adopt")
def adopt(slug: str) -> AnyResponse:
    """Copy a preset."""
    _to_edit(slug)
    name = request.form.get("preset", "")
    if name not in files.SHIPPED:
        raise Unknown(what="preset", key=name)
    return _put(slug, lambda: files.parse(files.text_of(name)), Act.ADOPTED, files.shipped(name).title)


@blueprint.post("/upload")
def upload(slug: str) -> AnyResponse:
    """Take a file over, or list every fault of it."""
    _to_edit(slug)
    sent = request.files.get("file")
    body = sent.stream.read(files.LARGEST + 1) if sent else b""
    name = (sent.filename or "")[-80:] if sent else ""
    return _put(slug, lambda: files.parse_bytes(body), Act.UPLOADED, name)


def _to_edit(slug: str) -> None:
    """Refuse who may not edit before anything of what they sent is read."""
    forum = context.forum_at(slug)
    require(context.unit(slug).actor, Permission.EDIT_RULES, Target(forum_id=forum.id))


def _put(slug: str, read: Any, act: Act, subject: str) -> AnyResponse:
    try:
        rulesets.put(context.unit(slug), slug, read(), act, subject, seen=_seen())
    except Refusal as refusal:
        if refusal.kind not in SHOWN:
            raise
        return Response(_page(slug, refusal), STATUS[refusal.kind])
    return _done(slug)


def _seen() -> int:
    """The version that the form showed."""
    typed = request.form.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else -1


def _done(slug: str, anchor: str | None = None) -> AnyResponse:
    flash(context.words().gettext("Saved. Sittings that have slots keep them until they are allocated anew."), "done")
    return redirect(url_for(".show", slug=slug, _anchor=anchor), 303)


@blueprint.get("/values/<path>")
def value(slug: str, path: str) -> str:
    """One rule to be changed, with its source."""
    _to_edit(slug)
    return _value_page(slug, path, None)


@blueprint.post("/values/<path>")
def save(slug: str, path: str) -> AnyResponse:
    """Change one rule; every fault is said, with what was typed."""
    _to_edit(slug)
    if path not in document.RULES:
        raise Unknown(what="rule", key=path)
    try:
        wanted = {} if request.form.get("remove") else ruleset_forms.asked(path, request.form)
        rulesets.edit(context.unit(slug), slug, path, wanted, seen=meanwhile.seen())
    except Refusal as refusal:
        if refusal.kind not in SHOWN:
            raise
        return Response(_value_page(slug, path, refusal), STATUS[refusal.kind])
    return _done(slug, names.heading_of(path))


def _value_page(slug: str, path: str, refused: Refusal | None) -> str:
    held, words = rulesets.held(context.unit(slug), slug), context.words()
    facts = versions.facts(held.document, path)
    faults = refused.faults if isinstance(refused, Refusals) else [refused] if refused else []
    theirs = dict(_theirs(path, facts)) if meanwhile.changed(refused) else {}
    return page(
        "rulesets/value.html",
        held=held,
        path=path,
        name=names.full_name(path, words),
        fields=ruleset_forms.fields(path, facts, words),
        facts=facts,
        marked=versions.marked(facts),
        typed=meanwhile.typed(refused),
        left=meanwhile.left_alone(refused),
        theirs=theirs,
        changed=meanwhile.changed(refused),
        is_there=path in held.ruleset.sources,
        said=sentence(refused, words) if refused else "",
        faults=[((fault.field or "").removeprefix(f"{path}."), sentence(fault, words)) for fault in faults],
    )


def _theirs(path: str, facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What stands now of each value, in words: for who is told that it was changed meanwhile."""
    words, shapes = context.words(), document.RULES[path].values
    table = {name: each for name, each in facts.items() if each is not None}
    lines = [(name, ruleset_forms.said(path, {name: table[name]}, words)) for name in shapes if name in table]
    return [(name, said[0][1]) for name, said in lines] + [("source", str(table.get("source", "–")))]


@blueprint.get("/versions/<int:number>")
def version(slug: str, number: int) -> str:
    """A version, and what it changed."""
    context.forum_at(slug)
    found, before = rulesets.version(context.unit(slug), slug, number)
    words = context.words()
    changes = [
        (names.full_name(path, words), _line(path, old) if old else None, _line(path, new) if new else None)
        for path, old, new in document.differences(before, found.document)
    ]
    held = rulesets.held(context.unit(slug), slug)
    said = names.act(found.act, found.subject, words)
    return page("rulesets/version.html", found=found, said=said, changes=changes, held=held)


@blueprint.post("/versions/<int:number>/restore")
def restore(slug: str, number: int) -> AnyResponse:
    """Make an earlier version hold again, as a new one."""
    _to_edit(slug)
    rulesets.restore(context.unit(slug), slug, number, seen=_seen())
    return _done(slug, "versions")
