"""A document is read whole, or refused with every fault and its path."""

from __future__ import annotations

import copy
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.domain.refusals import Refusals
from forum.domain.speaking import document
from forum.domain.speaking.document import RULES, differences, ruleset, tables, with_table
from forum.domain.speaking.procedure import Factor, Motion
from forum.domain.speaking.rules import SlotKind, Stage
from forum.formats.ruleset import SHIPPED, parse, text_of

ADOPTION = parse(text_of("ilc_adoption"))
THIS = parse(text_of("this_forum"))


def changed(path: str, held: Any = ADOPTION, **values: Any) -> dict[str, Any]:
    """The document with other values in one table; None takes a value away."""
    table = {**tables(held).get(path, {"source": "the officers"}), **values}
    return with_table(held, path, {name: value for name, value in table.items() if value is not None})


def faults(held: Any) -> set[tuple[str | None, str]]:
    with pytest.raises(Refusals) as refused:
        ruleset(held)
    return {(fault.field, fault.code) for fault in refused.value.faults}


@pytest.mark.parametrize(
    ("path", "values", "fault"),
    [
        ("limits.statement", {"most": 0}, ("limits.statement.most", "WrongRule")),
        ("limits.statement", {"most": 3601}, ("limits.statement.most", "WrongRule")),
        ("limits.statement", {"most": None}, ("limits.statement.most", "RuleMissing")),
        ("limits.statement", {"most": None, "open": True}, ("limits.statement.most", "RuleMissing")),
        ("limits.statement", {"most": 121}, ("limits.statement", "WrongRule")),
        ("limits.statement", {"by": {"observer": 61}}, ("limits.statement", "WrongRule")),
        ("limits.statement", {"by": {"king": 60}}, ("limits.statement.by.king", "UnknownRule")),
        ("limits.statement", {"by": {"observer": "long"}}, ("limits.statement.by.observer", "WrongRule")),
        ("limits.statement", {"by": 60}, ("limits.statement.by", "WrongRule")),
        ("counts.report", {"value": -1}, ("counts.report.value", "WrongRule")),
        ("counts.group_statement", {"value": 201}, ("counts.group_statement.value", "WrongRule")),
        ("capacities.adviser", {"value": "perhaps"}, ("capacities.adviser.value", "UnknownChoice")),
        ("capacities.king", {"value": "of_right"}, ("capacities.king", "UnknownRule")),
        ("once", {"value": 1}, ("once.value", "UnknownChoice")),
        ("once", {"open": None}, ("once.value", "RuleMissing")),
        ("reply.count", {"value": 11}, ("reply.count.value", "WrongRule")),
        ("reply.seconds", {"value": []}, ("reply.seconds.value", "WrongRule")),
        ("reply.seconds", {"value": [600, 0]}, ("reply.seconds.value[1]", "WrongRule")),
        ("reply.when", {"value": "never"}, ("reply.when.value", "UnknownChoice")),
        ("motions.closure", {"seconded": "yes"}, ("motions.closure.seconded", "WrongRule")),
        ("motions.closure", {"before": "all"}, ("motions.closure.before", "RepeatedRule")),
        ("motions.closure", {"before": ["closure"]}, ("motions", "CircularPrecedence")),
        ("motions.filibuster", {"seconded": True}, ("motions.filibuster", "UnknownRule")),
        ("inscribers", {"value": ["king"]}, ("inscribers.value[0]", "UnknownChoice")),
        ("paperwork.text", {"value": -24}, ("paperwork.text.value", "WrongRule")),
        ("factor", {"least": "0.9"}, ("factor.least", "WrongRule")),
        ("factor", {"least": "1.5"}, ("factor.least", "WrongRule")),
        ("factor", {"least": "1e9"}, ("factor.least", "WrongRule")),
        ("factor", {"least": 1.35}, ("factor.least", "WrongRule")),
        ("weights", {"source": " "}, ("weights.source", "SourceMissing")),
        ("weights", {"source": "a" * 601}, ("weights.source", "TooLong")),
        ("weights", {"source": "a\x00b"}, ("weights.source", "WrongRule")),
        ("weights", {"open": "maybe"}, ("weights.open", "WrongRule")),
        (
            "stages.other",
            {"blocks": ["open_floor", "statement"]},
            ("stages.other.blocks", "TwoWaysOfSharing"),
        ),
        ("stages.other", {"blocks": ["next_steps"]}, ("order", "RuleMissing")),
        ("stages.other", {"blocks": ["reply"]}, ("limits.reply", "RuleMissing")),
        ("speakers.report", {"roles": []}, ("speakers.report.roles", "WrongRule")),
    ],
)
def test_each_fault_has_its_path(path: str, values: dict[str, Any], fault: tuple[str, str]) -> None:
    assert fault in faults(changed(path, **values))


def test_partners_without_weight_cannot_share_minutes() -> None:
    assert faults(changed("weights", THIS, partner=0)) == {("weights.partner", "WrongRule")}


def test_motions_that_come_before_each_other_are_refused() -> None:
    circle = changed("motions.closure", before=["adjourn_debate"])
    circle = changed("motions.adjourn_debate", circle, before=["adjourn_sitting"])
    fine = ruleset(circle).procedure.motions_in_order()
    assert fine.index(Motion.CLOSURE) < fine.index(Motion.ADJOURN_DEBATE) < fine.index(Motion.ADJOURN_SITTING)
    circle = changed("motions.adjourn_sitting", circle, before=["closure"])
    assert faults(circle) == {("motions", "CircularPrecedence")}


@pytest.mark.parametrize(
    ("held", "fault"),
    [
        ({**ADOPTION, "limits": 5}, ("limits", "WrongRule")),
        ({**ADOPTION, "grain": 15}, ("grain", "WrongRule")),
        ({**ADOPTION, "limits": {**ADOPTION["limits"], "reply": 5}}, ("limits.reply", "WrongRule")),
        ({**ADOPTION, "limits": {**ADOPTION["limits"], "x" * 99: {}}}, (f"limits.{'x' * 60} …", "UnknownRule")),
        ({**ADOPTION, "limits": {**ADOPTION["limits"], "\u202e": {}}}, ("limits.\\u202e …", "UnknownRule")),
        ({}, ("title", "RuleMissing")),
        ({}, ("version", "WrongRule")),
        ({}, ("stages.other", "RuleMissing")),
    ],
)
def test_what_is_no_table_or_not_known_is_named(held: Any, fault: tuple[str, str]) -> None:
    assert fault in faults(held)


def test_what_no_source_says_may_be_left_away() -> None:
    rules = ruleset(ADOPTION)
    assert rules.procedure.once is None
    assert rules.procedure.reply.longest(1) is None
    assert "once" in rules.open_points
    assert ruleset(with_table(ADOPTION, "factor", None)).procedure.factor is None
    assert rules.procedure.factor == Factor(least=Fraction(27, 20), most=Fraction(29, 20))


def test_a_table_is_put_and_taken_away_without_touching_the_rest() -> None:
    before = copy.deepcopy(ADOPTION)
    after = with_table(ADOPTION, "reply.count", None)
    assert "count" not in after["reply"]
    assert before == ADOPTION
    assert "reply" not in with_table(with_table(after, "reply.seconds", None), "reply.when", None)
    assert with_table(after, "reply.count", tables(ADOPTION)["reply.count"]) == ADOPTION


def test_differences_name_each_table_that_differs() -> None:
    after = with_table(changed("limits.statement", most=180), "once", None)
    found = {path: (old.get("most"), new.get("most")) for path, old, new in differences(ADOPTION, after)}
    assert found == {"limits.statement": (120, 180), "once": (None, None)}
    assert differences(ADOPTION, ADOPTION) == []


@pytest.mark.parametrize("name", SHIPPED)
def test_a_kept_document_is_plain_data(name: str) -> None:
    held = parse(text_of(name))
    assert set(tables(held)) == set(ruleset(held).sources)
    assert set(ruleset(held).blocks) == set(Stage)
    assert set(tables(held)) <= set(RULES)


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(sorted(RULES)), st.sampled_from(["value", "least", "most", "blocks", "roles", "source"]), plain)
def test_whatever_stands_in_a_file_is_read_or_refused(path: str, name: str, value: Any) -> None:
    held = with_table(THIS, path, {**tables(THIS).get(path, {"source": "x", "open": True}), name: value})
    nameless = []
    try:
        ruleset(held)
    except Refusals as refused:
        nameless = [fault for fault in refused.faults if not fault.field]
    assert nameless == []


@given(st.dictionaries(st.sampled_from(sorted(document.TOP)), plain))
def test_a_document_of_anything_is_refused_in_words(held: dict[str, Any]) -> None:
    assert ("title", "RuleMissing") in faults({**held, "title": ""})


def test_no_two_kinds_of_the_vocabulary_are_without_rules() -> None:
    assert {f"limits.{kind}" for kind in SlotKind} <= set(RULES)
