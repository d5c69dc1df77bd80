"""The versions of a forum's ruleset: what each was made of, and when a new one is needed."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forum.domain.refusals import Stale, Unknown
from forum.domain.speaking.document import RULES, Document, ruleset, tables, with_table


class Act(enum.StrEnum):
    """How a version came to be."""

    ADOPTED = "adopted"
    EDITED = "edited"
    UPLOADED = "uploaded"
    RESTORED = "restored"
    INHERITED = "inherited"


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """A ruleset as a forum had it from `at` on; `subject` is the preset, the path, the file or the number it is of.

    `by` names who made it; empty for the operator.
    """

    number: int
    act: str
    document: Document
    at: datetime
    subject: str = ""
    by: str = ""


def facts(document: Document, path: str) -> dict[str, object]:
    """One table as its form shows it: each value, the source, whether it is open. Refuses `Unknown`."""
    if path not in RULES:
        raise Unknown(what="rule", key=path)
    table = tables(document).get(path, {})
    return {
        **{name: table.get(name) for name in RULES[path].values},
        "source": table.get("source"),
        "open": bool(table.get("open", False)),
    }


def marked(shown: Mapping[str, object]) -> dict[str, object]:
    """The facts of a rule as their mark compares them: of lists the order counts as well."""
    return {name: repr(value) if isinstance(value, list | dict) else value for name, value in shown.items()}


def with_values(document: Document, path: str, wanted: Mapping[str, Any]) -> Document:
    """The document with these values at that path: those that are None are left away; nothing but None takes it out.

    Raises `Refusals` with every fault and its path, `Unknown`.
    """
    known = facts(document, path)
    held = {name: value for name in known if (value := wanted.get(name)) is not None and value is not False}
    held |= {name: False for name in RULES[path].values if wanted.get(name) is False}
    changed = with_table(document, path, held or None)
    ruleset(changed)
    return changed


def check_seen(seen: int, number: int) -> None:
    """Refuse `Stale` where the version that holds is not the one that was seen."""
    if seen != number:
        raise Stale
