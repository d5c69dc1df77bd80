"""Limits of a timetable's figures as rules of the CP-SAT model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from timezones.fairness import attendance
from timezones.questions.limits import Limits
from timezones.windows.model import RulesModel


@dataclass(frozen=True, kw_only=True)
class _Group:
    """Rows that bear the same at any starts: their class of clocks, the sittings they attend, the dearest ledger."""

    clock: int
    columns: tuple[int, ...]
    ledger: int
    heads: int


def add_limits(rules: RulesModel, limits: Limits) -> None:
    """Let only timetables within the limits be solutions."""
    groups = list(_groups(rules)) if limits != Limits() else []
    if limits.worst is not None:
        for group in groups:
            rules.model.add(group.ledger + _sum(rules, group) <= limits.worst)
    if limits.mean is not None:
        people = rules.problem.people
        carried = sum(person.count * person.ledger for person in people)
        most = limits.mean * sum(person.count for person in people)
        borne = sum(group.heads * _sum(rules, group) for group in groups)
        rules.model.add(carried + borne <= most.numerator // most.denominator)
    if limits.heads is not None:
        rules.model.add(sum(group.heads * _hurt(rules, group) for group in groups) <= limits.heads)


def _groups(rules: RulesModel) -> Iterator[_Group]:
    people = rules.problem.people
    attends = attendance(rules.problem)
    rows: dict[tuple[int, bytes], list[int]] = {}
    for row, clock in enumerate(rules.tables.class_of):
        rows.setdefault((clock, attends[row].tobytes()), []).append(row)
    for (clock, _), members in rows.items():
        yield _Group(
            clock=clock,
            columns=tuple(np.flatnonzero(attends[members[0]]).tolist()),
            ledger=max(people[row].ledger for row in members),
            heads=sum(people[row].count for row in members),
        )


def _sum(rules: RulesModel, group: _Group) -> Any:
    """What the rows of a group bear, ledgers left out."""
    parts = []
    for columns in rules.kinds(group.columns):
        one, *two = rules.instances[columns[0]]
        costs = rules.tables[group.clock].cost(one.instants, one.sitting.minutes)
        parts.append(rules.burden(one, two[0], group.clock) if two else rules.weighed_all(columns, costs))
    return sum(parts)


def _hurt(rules: RulesModel, group: _Group) -> Any:
    """Whether the rows of a group have any minute in the dearest band (0 or 1)."""
    hurt, parts = rules.model.new_bool_var(""), []
    for column in group.columns:
        one, *two = rules.instances[column]
        parts.append(rules.is_hurt(one, two[0] if two else None, group.clock))
    rules.model.add_max_equality(hurt, parts or [0])
    return hurt
