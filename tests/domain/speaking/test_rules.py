"""A ruleset answers for kinds that it does not have, too: slots of an earlier ruleset may still stand in a plan."""

from __future__ import annotations

import pytest

from forum.domain.people import Role
from forum.domain.speaking.procedure import Capacity
from forum.domain.speaking.rules import Limit, OutOfRuleOrder, SlotKind
from forum.formats.ruleset import shipped
from tests.speaking import rules


def test_nobody_speaks_in_a_kind_that_the_rules_do_not_have() -> None:
    assert rules().roles(SlotKind.REPORT) == ()
    assert rules().roles(SlotKind.ANSWER) == (Role.LEADER,)
    assert rules().limit(SlotKind.ANSWER) == Limit(least=60, most=120)
    with pytest.raises(OutOfRuleOrder) as refused:
        rules().limit(SlotKind.REPORT)
    assert refused.value.params == {"kind": "report", "before": ""}


def test_the_kinds_of_a_ruleset_are_those_of_its_stages() -> None:
    assert shipped("ilc_adoption").kinds == (
        SlotKind.REPORT,
        SlotKind.SPOKESPERSON,
        SlotKind.GROUP_STATEMENT,
        SlotKind.STATEMENT,
    )


def test_a_limit_may_differ_by_capacity() -> None:
    limit = Limit(least=60, most=240, by={Capacity.OBSERVER: 120})
    assert [limit.longest(each) for each in (None, Capacity.MEMBER, Capacity.OBSERVER)] == [240, 240, 120]
