"""Values that are right one by one and do not go together are refused, each by its path."""

from __future__ import annotations

from typing import Any

import pytest

from forum.domain.refusals import Refusals
from forum.domain.speaking.document import ruleset, tables, with_table
from forum.formats.ruleset import parse, text_of

THIS = parse(text_of("this_forum"))


def faults(path: str, **values: Any) -> set[tuple[str | None, str]]:
    """What is wrong with this Forum's rules when one table has other values."""
    with pytest.raises(Refusals) as refused:
        ruleset(with_table(THIS, path, {**tables(THIS)[path], **values}))
    return {(fault.field, fault.code) for fault in refused.value.faults}


def test_the_shipped_rules_go_together() -> None:
    assert ruleset(THIS).kinds


@pytest.mark.parametrize(
    ("path", "values", "fault"),
    [
        ("limits.open_floor", {"least": 120, "most": 180}, ("limits.open_floor.least", "WrongRule")),
        ("limits.presentation", {"least": 600, "most": 300}, ("limits.presentation.least", "WrongRule")),
        ("speakers.presentation", {"roles": []}, ("speakers.presentation.roles", "WrongRule")),
        ("stages.theme", {"blocks": []}, ("stages.theme.blocks", "WrongRule")),
        (
            "stages.theme",
            {"blocks": ["reaction", "presentation", "answer", "open_floor"]},
            ("stages.theme.blocks", "ReactionToNothing"),
        ),
        ("stages.theme", {"blocks": ["open_floor", "statement"]}, ("stages.theme.blocks", "TwoWaysOfSharing")),
        ("order", {"value": ["government", "employer"]}, ("order.value", "WrongRule")),
        ("weights", {"partner": 0}, ("weights.partner", "WrongRule")),
    ],
)
def test_what_does_not_go_together_is_refused_by_its_path(
    path: str, values: dict[str, Any], fault: tuple[str, str]
) -> None:
    assert fault in faults(path, **values)
