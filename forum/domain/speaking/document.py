"""A ruleset as a document: which values there are by their path, each with its source line; read whole, or refused.

The document is plain data (what a TOML file or a kept version holds). A value that no source states is marked as open;
it may be left away then, unless the sharing of time cannot do without it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from forum.domain.people import TRIPARTITE, Constituency, Role
from forum.domain.refusals import Refusals
from forum.domain.speaking import checks, ordering
from forum.domain.speaking.apportion import Method, TieRule
from forum.domain.speaking.procedure import (
    Capacity,
    Factor,
    Inscriber,
    Leave,
    Level,
    Motion,
    MotionRule,
    Once,
    Paperwork,
    Procedure,
    ReplyRule,
    ReplyTime,
)
from forum.domain.speaking.rules import (
    Limit,
    Odd,
    RuleMissing,
    Ruleset,
    SlotKind,
    SourceMissing,
    Stage,
    UnknownRule,
)
from forum.domain.speaking.shapes import (
    Bands,
    By,
    Faults,
    Flag,
    Many,
    Numbers,
    One,
    Part,
    Shape,
    Whole,
    cut,
    read_text,
    wrong,
)

Document = Mapping[str, Any]

#: the ruleset that a forum has where nobody chose another, by its key
DEFAULT = "this_forum"
#: longest slot that a ruleset may allow, in seconds
LONGEST = 3600
SOURCE_LENGTH, TITLE_LENGTH = 600, 120
SECONDS = Whole(1, LONGEST, "seconds")
HOURS = Whole(0, 1000, "hours")
NONE, ALL = Fraction(0), Fraction(1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One table of a ruleset: its path, the values in it, and which of them may be left away."""

    path: str
    values: Mapping[str, Shape]
    spare: frozenset[str] = frozenset()


def _rules() -> Iterator[Rule]:
    for stage in Stage:
        yield Rule(path=f"stages.{stage}", values={"blocks": Many(SlotKind)})
    for kind in SlotKind:
        yield Rule(path=f"speakers.{kind}", values={"roles": Many(Role)})
    for kind in SlotKind:
        length: dict[str, Shape] = {"least": SECONDS, "most": SECONDS, "by": By(Capacity, SECONDS)}
        yield Rule(path=f"limits.{kind}", values=length, spare=frozenset({"least", "by"}))
    for kind in (SlotKind.REPORT, SlotKind.GROUP_STATEMENT):
        yield _one(f"counts.{kind}", Whole(0, 200, "slots"))
    yield _one("reserve", Part(NONE, ALL, is_below=True))
    yield _one("discussion", Part(NONE, ALL, is_below=True))
    yield _one("grain", Whole(1, 60, "seconds"))
    yield _one("equal_part", Part(NONE, ALL))
    yield Rule(path="weights", values={"government": Whole(1, 1000), "partner": Whole(0, 1000)})
    yield _one("odd", One(Odd))
    yield _one("order", Many(Constituency))
    yield _one("alternating", Flag())
    yield _one("method", One(Method))
    yield _one("ties", One(TieRule))
    yield from _procedure()


def _procedure() -> Iterator[Rule]:
    yield _one("ordering", Many(ordering.Rule))
    yield _one("bands", Bands(Level))
    for capacity in Capacity:
        yield _one(f"capacities.{capacity}", One(Leave))
    yield _one("once", One(Once))
    yield _one("reply.count", Whole(0, 10))
    yield _one("reply.seconds", Numbers(SECONDS, 5))
    yield _one("reply.when", One(ReplyTime))
    for motion in Motion:
        names: dict[str, Shape] = {"seconded": Flag(), "before": Many(Motion, is_ordered=False)}
        yield Rule(path=f"motions.{motion}", values=names, spare=frozenset(names))
    yield _one("inscribers", Many(Inscriber, is_ordered=False))
    for name in ("text", "video", "closes"):
        yield _one(f"paperwork.{name}", HOURS)
    yield _one("paperwork.credentials", Flag())
    multiple = Part(ALL, Fraction(5))
    yield Rule(path="factor", values={"least": multiple, "most": multiple})


def _one(path: str, shape: Shape) -> Rule:
    return Rule(path=path, values={"value": shape})


#: every table that a ruleset may hold, by its path, in the order in which it is shown and written
RULES: Mapping[str, Rule] = {rule.path: rule for rule in _rules()}
#: tables of tables: their names may stand at the top of a document
GROUPS = {path.partition(".")[0] for path in RULES if "." in path}
TOP = {"version", "key", "title", *GROUPS, *(path for path in RULES if "." not in path)}


def tables(document: Document) -> dict[str, Mapping[str, Any]]:
    """The tables that the document holds, by path, in the order in which they are shown."""
    found = {path: _at(document, path) for path in RULES}
    return {path: table for path, table in found.items() if isinstance(table, Mapping)}


def _at(document: Document, path: str) -> Any:
    table: Any = document
    for part in path.split("."):
        table = table.get(part) if isinstance(table, Mapping) else None
    return table


def with_table(document: Document, path: str, table: Mapping[str, Any] | None) -> dict[str, Any]:
    """The document with another table at that path, or without any."""
    head, _, tail = path.partition(".")
    rest = with_table(document.get(head) or {}, tail, table) if tail else table
    changed = {name: value for name, value in document.items() if name != head}
    return {**changed, head: rest} if rest else changed


def ruleset(document: Document) -> Ruleset:
    """The ruleset that a document holds. Raises `Refusals` with every fault and its path."""
    return _Reading(document).ruleset()


class _Reading:
    """One document being read: collects faults, values, sources and open points by path."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.faults: Faults = []
        self.found: dict[str, dict[str, Any]] = {}
        self.sources: dict[str, str] = {}
        self.open_points: list[str] = []

    def ruleset(self) -> Ruleset:
        self._check_names()
        title, key = (self._head(name) for name in ("title", "key"))
        for path, table in tables(self.document).items():
            self._table(RULES[path], table)
        blocks = self._blocks()
        for path, name in checks.needed(blocks):
            self._need(path, name)
        made = self._made(key, title, blocks)
        self.faults += checks.faults(made)
        if self.faults:
            raise Refusals(self.faults)
        return made

    def _check_names(self) -> None:
        self._only("", self.document, TOP)
        if self.document.get("version") != 1:
            wrong(self.faults, "version", self.document.get("version"), "1")
        for group in sorted(GROUPS & set(self.document)):
            known = {path.partition(".")[2] for path in RULES if path.startswith(f"{group}.")}
            held = self.document[group]
            if isinstance(held, Mapping):
                self._only(f"{group}.", held, known)
                self._no_tables(f"{group}.", {name: held[name] for name in known & set(held)})
            else:
                wrong(self.faults, group, held, f"[{group}.{min(known)}]")
        self._no_tables("", {name: self.document[name] for name in set(RULES) & set(self.document)})

    def _only(self, path: str, table: Mapping[str, Any], known: Collection[str]) -> None:
        for name in sorted(set(table) - set(known)):
            self.faults.append(UnknownRule(field=f"{path}{cut(name)}", allowed=", ".join(sorted(known))))

    def _no_tables(self, path: str, held: Mapping[str, Any]) -> None:
        """Note what stands where a table with its source should."""
        for name, table in sorted(held.items()):
            if not isinstance(table, Mapping):
                wrong(self.faults, f"{path}{name}", table, f"[{path}{name}]")

    def _head(self, name: str) -> str:
        found = read_text(self.document.get(name), TITLE_LENGTH, name, self.faults)
        if found is None:
            self.faults.append(RuleMissing(field=name))
        return found or ""

    def _table(self, rule: Rule, table: Mapping[str, Any]) -> None:
        path = rule.path
        self._only(f"{path}.", table, {*rule.values, "source", "open"})
        source = read_text(table.get("source"), SOURCE_LENGTH, f"{path}.source", self.faults)
        if source is None:
            self.faults.append(SourceMissing(field=f"{path}.source"))
        is_open = Flag().read(table.get("open", False), f"{path}.open", self.faults)
        self.sources[path] = source or ""
        if is_open:
            self.open_points.append(path)
        self.found[path] = {}
        for name in [each for each in rule.values if each in table]:
            known = len(self.faults)
            value = rule.values[name].read(table[name], f"{path}.{name}", self.faults)
            if len(self.faults) == known:
                self.found[path][name] = value
        if not is_open:
            for name in sorted(set(rule.values) - rule.spare - set(table)):
                self.faults.append(RuleMissing(field=f"{path}.{name}"))

    def _blocks(self) -> dict[Stage, tuple[SlotKind, ...]]:
        """The blocks of each stage; a stage that is not there is as other sittings are."""
        other = self.value(f"stages.{Stage.OTHER}", "blocks", ())
        return {stage: self.value(f"stages.{stage}", "blocks", other) for stage in Stage}

    def _need(self, path: str, name: str) -> None:
        table = _at(self.document, path)
        if table is None:
            self.faults.append(RuleMissing(field=path))
        elif path in self.open_points and name not in table:
            self.faults.append(RuleMissing(field=f"{path}.{name}"))

    def value(self, path: str, name: str = "value", default: Any = None) -> Any:
        """A value as it was read, or the default where there is none."""
        return self.found.get(path, {}).get(name, default)

    def _each(self, group: str, words: Any, name: str = "value") -> dict[Any, Any]:
        """word -> value, of the tables of one group that have it."""
        held = {word: self.value(f"{group}.{word}", name) for word in words}
        return {word: value for word, value in held.items() if value is not None}

    def _made(self, key: str, title: str, blocks: Mapping[Stage, tuple[SlotKind, ...]]) -> Ruleset:
        return Ruleset(
            key=key,
            title=title,
            reserve=self.value("reserve", default=NONE),
            discussion=self.value("discussion", default=NONE),
            grain=self.value("grain", default=1),
            equal_part=self.value("equal_part", default=NONE),
            government_weight=self.value("weights", "government", 1),
            partner_weight=self.value("weights", "partner", 0),
            odd=self.value("odd", default=Odd.RESERVE),
            limits={kind: self._limit(kind) for kind in self._each("limits", SlotKind, "most")},
            blocks=blocks,
            speakers=self._each("speakers", SlotKind, "roles"),
            order=self.value("order", default=TRIPARTITE),
            is_alternating=self.value("alternating", default=False),
            counts=self._each("counts", SlotKind),
            method=self.value("method", default=Method.LARGEST_REMAINDER),
            ties=self.value("ties", default=TieRule.AS_LISTED),
            procedure=self._procedure(),
            sources=self.sources,
            open_points=tuple(self.open_points),
        )

    def _limit(self, kind: SlotKind) -> Limit:
        path = f"limits.{kind}"
        most = self.value(path, "most")
        return Limit(least=self.value(path, "least", most), most=most, by=self.value(path, "by", {}))

    def _procedure(self) -> Procedure:
        factor = self.found.get("factor", {})
        motions = [motion for motion in Motion if f"motions.{motion}" in self.found]
        return Procedure(
            ordering=self.value("ordering", default=()),
            bands=self.value("bands", default=()),
            capacities=self._each("capacities", Capacity),
            once=self.value("once"),
            reply=ReplyRule(
                count=self.value("reply.count"),
                seconds=self.value("reply.seconds", default=()),
                when=self.value("reply.when"),
            ),
            motions={motion: self._motion(motion) for motion in motions},
            inscribers=self.value("inscribers", default=()),
            paperwork=Paperwork(
                text=self.value("paperwork.text"),
                video=self.value("paperwork.video"),
                closes=self.value("paperwork.closes"),
                needs_credentials=self.value("paperwork.credentials", default=False),
            ),
            factor=Factor(least=factor["least"], most=factor["most"]) if len(factor) == 2 else None,
        )

    def _motion(self, motion: Motion) -> MotionRule:
        path = f"motions.{motion}"
        return MotionRule(is_seconded=self.value(path, "seconded"), before=self.value(path, "before", ()))


def differences(before: Document, after: Document) -> list[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
    """(path, table before, table after) of each table that differs; an empty table is one that is not there."""
    old, new = tables(before), tables(after)
    return [(path, old.get(path, {}), new.get(path, {})) for path in RULES if old.get(path, {}) != new.get(path, {})]
