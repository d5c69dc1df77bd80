"""Ruleset files (TOML): the rules of a body, each value with its source line. docs/speaking.md."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from forum.domain.refusals import Kind, Refusal, Refusals
from forum.domain.speaking import document
from forum.domain.speaking.document import DEFAULT, Document
from forum.domain.speaking.rules import Ruleset

#: every ruleset that is shipped, in the order in which they are offered
SHIPPED = (
    DEFAULT,
    "ilo_governing_body",
    "ilc_plenary",
    "ilc_adoption",
    "un_general_debate",
    "human_rights_council",
)
#: largest file that is read, in bytes; those shipped have about 8 kB
LARGEST = 100_000


class RulesetTooLarge(Refusal):
    """The file is larger than any ruleset; params: limit (kB)."""

    kind = Kind.TOO_LARGE


class NotToml(Refusal):
    """The text is no TOML, or no UTF-8; params: line, column (0 where they are not known)."""


def text_of(name: str) -> str:
    """The text of a ruleset that is shipped; `FileNotFoundError` for a name that is not."""
    file = resources.files("forum.examples") / "rulesets" / f"{name}.toml"
    return file.read_text(encoding="utf-8")


@cache
def shipped(name: str = DEFAULT) -> Ruleset:
    """A ruleset that is shipped; `FileNotFoundError` for a name that is not."""
    return read(text_of(name))


def read(text: str) -> Ruleset:
    """The ruleset that a TOML text holds. Raises `Refusals` with every fault and its path."""
    return document.ruleset(parse(text))


def parse_bytes(body: bytes) -> Document:
    """The document of an uploaded file, not checked yet. Raises `RulesetTooLarge`, `Refusals`."""
    if len(body) > LARGEST:
        raise RulesetTooLarge(limit=LARGEST // 1000)
    try:
        return parse(body.decode("utf-8-sig"))
    except UnicodeDecodeError as problem:
        line = body[: problem.start].count(b"\n") + 1
        raise Refusals([NotToml(line=line, column=0)]) from problem


def parse(text: str) -> Document:
    """The document that a TOML text holds, not checked yet. Raises `Refusals`."""
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as problem:  # a number of 5,000 digits and a thousand brackets are neither
        place = re.search(r"line (\d+), column (\d+)", str(problem))
        line, column = map(int, place.groups()) if place else (0, 0)
        raise Refusals([NotToml(line=line, column=column)]) from problem


def write(held: Document) -> str:
    """The TOML text of a document, its tables in the order of the rules; reads back the same."""
    return "\n".join(_lines(held)) + "\n"


def _lines(held: Document) -> Iterator[str]:
    yield from (f"{name} = {_plain(held[name])}" for name in ("version", "key", "title"))
    for path, table in document.tables(held).items():
        yield f"\n[{path}]"
        yield from (f"{name} = {_plain(value)}" for name, value in table.items())


def _plain(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name} = {_plain(each)}" for name, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_plain, value)) + "]"
    # JSON writes a text as TOML does, but for one character that TOML wants escaped
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
