"""The register as tables: CSV, XLSX and JSON with one set of columns. Codes, not words: a file is for machines too.

Every cell is text; what begins like a formula is guarded in CSV and typed as text in XLSX (`forum.formats.tables`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime

from forum.domain.commitments import Commitment, Fact, Party, Reaction, facts, freshness
from forum.domain.programme import Forum
from forum.formats.tables import Sheet, write_csv, write_xlsx
from forum.i18n.states import is_member_state, state_name

SHEET = "Commitments"
REACTIONS = "Reactions"


def _party(value: Party | None) -> str:
    if value is None:
        return ""
    if value.name:
        return value.name
    return state_name(value.state) if value.state and is_member_state(value.state) else value.key


def _instant(value: datetime | None) -> str:
    return value.isoformat().replace("+00:00", "Z") if value else ""


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


Column = Callable[[Commitment], str]
COLUMNS: dict[str, Column] = {
    "id": lambda one: one.key,
    "kind": lambda one: one.kind.value,
    "text": lambda one: one.text,
    "language": lambda one: one.language,
    "lead": lambda one: one.lead.key if one.lead else "",
    "lead_name": lambda one: _party(one.lead),
    "partners": lambda one: ";".join(partner.key for partner in one.partners),
    "theme": lambda one: one.theme,
    "sdg": lambda one: ";".join(one.sdgs),
    "due": lambda one: one.due.code,
    "amount": lambda one: _number(one.amount),
    "currency": lambda one: one.currency,
    "measure": lambda one: one.measure,
    "sitting": lambda one: one.source.sitting,
    "speaker": lambda one: one.source.speaker,
    "speaker_state": lambda one: one.source.speaker_state or "",
    "capacity": lambda one: one.source.capacity.value if one.source.capacity else "",
    "spoken_at": lambda one: _instant(one.source.at),
    "seconds_into_sitting": lambda one: _number(one.source.sitting_seconds),
    "seconds_into_turn": lambda one: _number(one.source.turn_seconds),
    "source": lambda one: one.source.citation,
    "editorial": lambda one: one.editorial.value,
    "text_needed": lambda one: "yes" if Fact.TEXT_NEEDED in facts(one) else "",
    "implementation": lambda one: one.implementation.value,
    "reported_at": lambda one: _instant(one.reported_at),
    "visibility": lambda one: one.visibility.value,
}
REACTION_COLUMNS = ("id", "constituency", "stance", "text", "speaker", "speaker_state", "at")


def rows(forum: Forum, commitments: Sequence[Commitment], now: datetime) -> list[tuple[str, ...]]:
    """A row per entry under `header()`."""
    record = "rehearsal" if forum.is_rehearsal else "forum"
    return [(*(column(one) for column in COLUMNS.values()), freshness(one, now).value, record) for one in commitments]


def header() -> tuple[str, ...]:
    """Names of the columns; freshness depends on the moment, `record` tells a rehearsal from a forum."""
    return (*COLUMNS, "freshness", "record")


def reaction_rows(commitments: Sequence[Commitment]) -> list[tuple[str, ...]]:
    """A row per reaction, by the id of its commitment."""
    return [_reaction(one, reaction) for one in commitments for reaction in one.reactions]


def _reaction(one: Commitment, reaction: Reaction) -> tuple[str, ...]:
    return (
        one.key,
        reaction.constituency.value,
        reaction.stance.value,
        reaction.text,
        reaction.speaker,
        reaction.speaker_state or "",
        _instant(reaction.at),
    )


def as_csv(forum: Forum, commitments: Sequence[Commitment], now: datetime) -> bytes:
    """The register as CSV (UTF-8 with mark); reactions stand in XLSX and JSON."""
    return write_csv(header(), rows(forum, commitments, now))


def as_xlsx(forum: Forum, commitments: Sequence[Commitment], now: datetime, *, is_right_to_left: bool = False) -> bytes:
    """The register and its reactions as a workbook of two sheets."""
    register, reactions = rows(forum, commitments, now), reaction_rows(commitments)
    sheets = [
        Sheet(name=SHEET, columns=header(), rows=register, is_right_to_left=is_right_to_left),
        Sheet(name=REACTIONS, columns=REACTION_COLUMNS, rows=reactions, is_right_to_left=is_right_to_left),
    ]
    return write_xlsx(sheets)


def as_json(forum: Forum, commitments: Sequence[Commitment], now: datetime) -> bytes:
    """The register as JSON: the same columns as text, the reactions inside their commitment."""
    entries = [
        {**dict(zip(header(), row, strict=True)), "reactions": [_named(one, reaction) for reaction in one.reactions]}
        for one, row in zip(commitments, rows(forum, commitments, now), strict=True)
    ]
    document = {
        "version": 1,
        "forum": forum.slug,
        "is_rehearsal": forum.is_rehearsal,
        "made_at": _instant(now),
        "commitments": entries,
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _named(one: Commitment, reaction: Reaction) -> dict[str, str]:
    return dict(zip(REACTION_COLUMNS, _reaction(one, reaction), strict=True))
