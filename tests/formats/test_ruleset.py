"""A ruleset file is read whole or refused with every fault; what is shipped quotes its sources."""

from __future__ import annotations

import re
from fractions import Fraction
from importlib import resources

import pytest

from forum.domain.people import TRIPARTITE, Role
from forum.domain.refusals import Refusals
from forum.domain.speaking.rules import Limit, Odd, SlotKind, Stage
from forum.formats.ruleset import read, shipped

TEXT = (resources.files("forum.examples") / "rulesets" / "this_forum.toml").read_text(encoding="utf-8")


def faults(text: str) -> list[tuple[str, str]]:
    """(path, code) of each fault of a text."""
    with pytest.raises(Refusals) as refused:
        read(text)
    return [(fault.field or "", fault.code) for fault in refused.value.faults]


def without(table: str) -> str:
    """The shipped text without one table."""
    return re.sub(rf"\[{re.escape(table)}\]\n(?:.+\n)+", "", TEXT)


def test_the_shipped_ruleset_says_what_its_sources_say() -> None:
    rules = shipped()
    assert rules.key == "this_forum"
    assert (rules.government_weight, rules.partner_weight) == (2, 1)
    assert "art. 3(1)" in rules.sources["weights"]
    assert rules.blocks[Stage.LAST] == (SlotKind.NEXT_STEPS, SlotKind.OPEN_FLOOR)
    assert "next steps" in rules.sources["stages.last"]
    assert rules.blocks[Stage.OPENING][0] is SlotKind.PRESENTATION
    assert rules.speakers[SlotKind.PRESENTATION] == (Role.LEADER,)
    assert rules.order == TRIPARTITE
    assert rules.reserve == Fraction(180 - 18 * 7, 180)
    assert rules.limits[SlotKind.OPEN_FLOOR] == Limit(least=60, most=120)
    assert rules.odd is Odd.GOVERNMENT


def test_every_value_has_a_source_and_what_none_states_is_open() -> None:
    rules = shipped()
    assert all(source.strip() for source in rules.sources.values())
    assert set(rules.open_points) < set(rules.sources)
    stated = set(rules.sources) - set(rules.open_points)
    assert stated == {
        "stages.opening",
        "stages.theme",
        "stages.last",
        "speakers.presentation",
        "speakers.answer",
        "weights",
    }
    assert all("GB.343/INS/3/2" in rules.sources[path] for path in stated - {"weights"})


def test_an_unknown_name_is_not_shipped() -> None:
    with pytest.raises(FileNotFoundError):
        shipped("nothing")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("version = 1", "version = 2", ("version", "WrongRule")),
        ('key = "this_forum"', "key = 1", ("key", "WrongRule")),
        ('title = "Global Forum (GB.343/INS/3/2, paragraph 39)"', 'title = " "', ("title", "WrongRule")),
        ('value = "3/10"', 'value = "1"', ("reserve.value", "WrongRule")),
        ('value = "3/10"', "value = 0.3", ("reserve.value", "WrongRule")),
        ('value = "1/4"', 'value = "1/0"', ("discussion.value", "WrongRule")),
        ('value = "1/3"', 'value = "a third"', ("equal_part.value", "WrongRule")),
        ('value = "1/3"', 'value = "4/3"', ("equal_part.value", "WrongRule")),
        ("value = 15", "value = 0", ("grain.value", "WrongRule")),
        ("value = 15", "value = true", ("grain.value", "WrongRule")),
        ("value = 15", "value = 7", ("limits.presentation", "WrongRule")),
        ("value = true", 'value = "yes"', ("alternating.value", "WrongRule")),
        ("government = 2", "government = 0", ("weights.government", "WrongRule")),
        ("partner = 1", "worker = 1", ("weights.worker", "WrongRule")),
        ('value = "government"', 'value = "employer"', ("odd", "UnknownChoice")),
        ('"employer", "worker"]', '"employer"]', ("order.value", "WrongRule")),
        ('"employer", "worker"]', '"employer", "employer"]', ("order.value", "WrongRule")),
        ('blocks = ["next_steps", "open_floor"]', 'blocks = ["poetry"]', ("stages.last.blocks[0]", "UnknownChoice")),
        ('blocks = ["next_steps", "open_floor"]', "blocks = []", ("stages.last.blocks", "WrongRule")),
        ('blocks = ["next_steps", "open_floor"]', 'blocks = ["reaction"]', ("stages.last.blocks", "ReactionToNothing")),
        (
            'blocks = ["next_steps", "open_floor"]',
            'blocks = ["answer", "presentation", "reaction"]',
            ("stages.last.blocks", "ReactionToNothing"),
        ),
        ('roles = ["leader", "delegate"]', "roles = []", ("speakers.open_floor.roles", "WrongRule")),
        ('roles = ["leader", "delegate"]', 'roles = ["king"]', ("speakers.open_floor.roles[0]", "UnknownChoice")),
        ("least = 180", "least = 315", ("limits.presentation.least", "WrongRule")),
        ("least = 180", "least = -1", ("limits.presentation.least", "WrongRule")),
        (
            "[limits.open_floor]\nleast = 60",
            "[limits.open_floor]\nleast = 75",
            ("limits.open_floor.least", "WrongRule"),
        ),
        ("[reserve]", "[spare]", ("spare", "WrongRule")),
        ('source = "GB.343/INS/3/2, para. 39(d): interactive', 'sauce = "', ("speakers.answer.sauce", "WrongRule")),
        ('only"\nopen = true', 'only"\nopen = "yes"', ("stages.other.open", "WrongRule")),
        ("version = 1", "version = = 1", ("", "WrongRule")),
    ],
)
def test_each_fault_is_named_by_its_path(old: str, new: str, fault: tuple[str, str]) -> None:
    assert TEXT.count(old) >= 1
    assert fault in faults(TEXT.replace(old, new, 1))


@pytest.mark.parametrize("table", ["reserve", "weights", "limits.answer", "stages.theme", "speakers.reaction", "order"])
def test_a_missing_table_is_named(table: str) -> None:
    assert (table, "WrongRule") in faults(without(table))


def test_a_value_without_its_source_is_refused() -> None:
    bare = TEXT.replace('source = "seconds; no source, a length that people can say and clocks can show"\n', "")
    assert faults(bare) == [("grain.source", "WrongRule")]


def test_all_faults_come_at_once() -> None:
    found = faults(TEXT.replace("value = 15", "value = 90").replace('value = "1/4"', 'value = "2"'))
    assert {path for path, _ in found} == {"grain.value", "discussion.value"}
