"""Ruleset files (TOML): how a forum shares speaking time, each value with its source line. docs/speaking.md."""

from __future__ import annotations

import enum
import tomllib
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any, TypeVar

from forum.domain.people import TRIPARTITE, Constituency, Role
from forum.domain.refusals import Refusal, Refusals, UnknownChoice
from forum.domain.speaking.rules import (
    Limit,
    Odd,
    ReactionToNothing,
    Ruleset,
    SlotKind,
    Stage,
    WrongRule,
)

T = TypeVar("T", bound=enum.StrEnum)

#: the ruleset that a forum has where nobody chose another
DEFAULT = "this_forum"
#: longest slot that a file may allow, in seconds
LONGEST = 3600
#: values of the file that are one value with its source
SINGLE = ("reserve", "discussion", "grain", "equal_part", "odd", "order", "alternating")
TOP = {"version", "key", "title", "stages", "speakers", "limits", "weights", *SINGLE}


@cache
def shipped(name: str = DEFAULT) -> Ruleset:
    """A ruleset that is shipped; `FileNotFoundError` for a name that is not."""
    file = resources.files("forum.examples") / "rulesets" / f"{name}.toml"
    return read(file.read_text(encoding="utf-8"))


def read(text: str) -> Ruleset:
    """The ruleset that a TOML text holds. Raises `Refusals` with every fault and its path."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise Refusals([WrongRule(field="", value=str(problem), allowed="TOML 1.0")]) from problem
    return _Reading(document).ruleset()


class _Reading:
    """One file being read: collects faults, sources and open points by path."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.faults: list[Refusal] = []
        self.sources: dict[str, str] = {}
        self.open_points: list[str] = []

    def ruleset(self) -> Ruleset:
        self._only("", self.document, TOP)
        if self.document.get("version") != 1:
            self._wrong("version", self.document.get("version"), "1")
        facts = self._facts()
        self._check(facts)
        if self.faults:
            raise Refusals(self.faults)
        return Ruleset(**facts, sources=self.sources, open_points=tuple(self.open_points))

    def _facts(self) -> dict[str, Any]:
        return {
            "key": self._text("key"),
            "title": self._text("title"),
            "reserve": self._part("reserve", below_one=True),
            "discussion": self._part("discussion", below_one=True),
            "grain": self._count(self._table("grain", "value"), "grain", "value", 1, 60),
            "equal_part": self._part("equal_part"),
            "odd": self._choice("odd", self._table("odd", "value").get("value"), Odd),
            "order": self._order(),
            "is_alternating": self._flag("alternating"),
            **self._weights(),
            "limits": {kind: self._limit(kind) for kind in SlotKind},
            "blocks": {stage: self._blocks(stage) for stage in Stage},
            "speakers": {kind: self._roles(kind) for kind in SlotKind},
        }

    def _wrong(self, path: str, value: object, allowed: str) -> None:
        self.faults.append(WrongRule(field=path, value="" if value is None else str(value), allowed=allowed))

    def _only(self, path: str, table: Mapping[str, Any], known: Iterable[str]) -> None:
        for name in sorted(set(table) - set(known)):
            self._wrong(f"{path}.{name}".lstrip("."), name, ", ".join(sorted(known)))

    def _text(self, path: str) -> str:
        value = self.document.get(path)
        if not isinstance(value, str) or not value.strip():
            self._wrong(path, value, "text")
        return str(value)

    def _table(self, path: str, *names: str) -> Mapping[str, Any]:
        """The table at a path, with its source noted; empty where there is none."""
        table: Any = self.document
        for part in path.split("."):
            table = table.get(part) if isinstance(table, dict) else None
        if not isinstance(table, dict):
            self._wrong(path, table, "a table with a source")
            return {}
        self._only(path, table, {*names, "source", "open"})
        self._note_source(path, table)
        return table

    def _note_source(self, path: str, table: Mapping[str, Any]) -> None:
        source, is_open = table.get("source"), table.get("open", False)
        if not isinstance(source, str) or not source.strip():
            self._wrong(f"{path}.source", source, "text")
        if not isinstance(is_open, bool):
            self._wrong(f"{path}.open", is_open, "true, false")
        self.sources[path] = str(source)
        if is_open is True:
            self.open_points.append(path)

    def _part(self, path: str, *, below_one: bool = False) -> Fraction:
        value = self._table(path, "value").get("value")
        try:
            part = Fraction(value) if isinstance(value, str) else Fraction(-1)
        except (ValueError, ZeroDivisionError):
            part = Fraction(-1)
        if not 0 <= part <= 1 or (below_one and part == 1):
            self._wrong(f"{path}.value", value, '"0" … "1"' if not below_one else '"0" … "9/10"')
        return part

    def _count(self, table: Mapping[str, Any], path: str, name: str, least: int, most: int) -> int:
        value = table.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            self._wrong(f"{path}.{name}", value, f"{least} … {most}")
            return least
        return value

    def _choice(self, path: str, value: Any, choices: type[T]) -> T | None:
        try:
            return choices(value)
        except ValueError:
            allowed = ", ".join(choices)
            self.faults.append(UnknownChoice(field=path, value=str(value), allowed=allowed))
            return None

    def _choices(self, path: str, values: object, choices: type[T]) -> tuple[T, ...]:
        if not isinstance(values, list) or len({str(value) for value in values}) != len(values):
            self._wrong(path, values, "a list without repetition")
            return ()
        found = [self._choice(f"{path}[{number}]", value, choices) for number, value in enumerate(values)]
        return tuple(each for each in found if each is not None)

    def _flag(self, path: str) -> bool:
        value = self._table(path, "value").get("value")
        if not isinstance(value, bool):
            self._wrong(f"{path}.value", value, "true, false")
        return value is True

    def _order(self) -> tuple[Constituency, ...]:
        order = self._choices("order.value", self._table("order", "value").get("value"), Constituency)
        if set(order) != set(TRIPARTITE):
            self._wrong("order.value", ", ".join(order), ", ".join(TRIPARTITE))
        return order

    def _weights(self) -> dict[str, int]:
        table = self._table("weights", "government", "partner")
        return {f"{name}_weight": self._count(table, "weights", name, 1, 1000) for name in ("government", "partner")}

    def _limit(self, kind: SlotKind) -> Limit:
        path = f"limits.{kind.value}"
        table = self._table(path, "least", "most")
        least, most = (self._count(table, path, name, 1, LONGEST) for name in ("least", "most"))
        return Limit(least=least, most=most)

    def _blocks(self, stage: Stage) -> tuple[SlotKind, ...]:
        path = f"stages.{stage.value}"
        return self._choices(f"{path}.blocks", self._table(path, "blocks").get("blocks"), SlotKind)

    def _roles(self, kind: SlotKind) -> tuple[Role, ...]:
        path = f"speakers.{kind.value}"
        roles = self._choices(f"{path}.roles", self._table(path, "roles").get("roles"), Role)
        if not roles:
            self._wrong(f"{path}.roles", "", ", ".join(Role))
        return roles

    def _check(self, facts: Mapping[str, Any]) -> None:
        for kind, limit in facts["limits"].items():
            self._check_limit(kind, limit, facts["grain"])
        for stage, blocks in facts["blocks"].items():
            self._check_blocks(stage, blocks)

    def _check_limit(self, kind: SlotKind, limit: Limit, grain: int) -> None:
        path = f"limits.{kind.value}"
        if limit.least > limit.most:
            self._wrong(f"{path}.least", limit.least, f"1 … {limit.most}")
        if limit.least % grain or limit.most % grain:
            self._wrong(path, f"{limit.least}, {limit.most}", f"n × {grain}")
        if kind is SlotKind.OPEN_FLOOR and 2 * limit.least > limit.most:
            self._wrong(f"{path}.least", limit.least, f"1 … {limit.most // 2}")

    def _check_blocks(self, stage: Stage, blocks: tuple[SlotKind, ...]) -> None:
        needs = {SlotKind.REACTION: SlotKind.PRESENTATION, SlotKind.ANSWER: SlotKind.REACTION}
        for kind, needed in needs.items():
            if kind in blocks and needed not in blocks[: blocks.index(kind)]:
                self.faults.append(ReactionToNothing(field=f"stages.{stage.value}.blocks"))
        if not blocks:
            self._wrong(f"stages.{stage.value}.blocks", "", ", ".join(SlotKind))
