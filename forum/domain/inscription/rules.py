"""What a ruleset says of the list of speakers of a sitting."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from forum.domain.inscription.values import ListRules
from forum.domain.people import TRIPARTITE, Constituency
from forum.domain.speaking.rules import LEADERS_KINDS, OFFICERS_KINDS, Ruleset, SlotKind, Stage


def list_rules(ruleset: Ruleset, stage: Stage) -> ListRules:
    """The rules of the list of a sitting at that stage: who speaks in its slots may be on its list."""
    procedure = ruleset.procedure
    return ListRules(
        speakers=frozenset(
            (constituency, role)
            for kind in ruleset.blocks[stage]
            if kind not in OFFICERS_KINDS
            for constituency in _whose(kind)
            for role in ruleset.speakers.get(kind, ())
        ),
        once=procedure.once,
        inscribers=frozenset(procedure.inscribers),
        text=_hours(procedure.paperwork.text),
        video=_hours(procedure.paperwork.video),
    )


def _whose(kind: SlotKind) -> Iterator[Constituency]:
    yield from (Constituency.ORGANIZATION,) if kind in LEADERS_KINDS else TRIPARTITE


def _hours(count: int | None) -> timedelta | None:
    return None if count is None else timedelta(hours=count)


def usual_closing(ruleset: Ruleset) -> timedelta:
    """How long before the sitting its list closes, where nobody says otherwise: as the rules say, else an hour."""
    return _hours(ruleset.procedure.paperwork.closes) or timedelta(hours=1)
