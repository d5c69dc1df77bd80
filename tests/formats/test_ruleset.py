"""A ruleset file is read whole or refused with every fault; what is shipped quotes its sources."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from forum.domain.people import TRIPARTITE, Role
from forum.domain.refusals import Refusals
from forum.domain.speaking.rules import Limit, Odd, SlotKind, Stage
from forum.formats.ruleset import (
    LARGEST,
    SHIPPED,
    NotToml,
    RulesetTooLarge,
    parse,
    parse_bytes,
    read,
    shipped,
    text_of,
    write,
)

TEXT = text_of("this_forum")


def faults(text: str) -> list[tuple[str | None, str]]:
    """(path, code) of each fault of a text."""
    with pytest.raises(Refusals) as refused:
        read(text)
    return [(fault.field, fault.code) for fault in refused.value.faults]


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
        "factor",
    }
    assert all("GB.343/INS/3/2" in rules.sources[path] for path in stated - {"weights", "factor"})


def test_an_unknown_name_is_not_shipped() -> None:
    with pytest.raises(FileNotFoundError):
        shipped("nothing")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("version = 1", "version = 2", ("version", "WrongRule")),
        ('key = "this_forum"', "key = 1", ("key", "RuleMissing")),
        ('title = "Global Forum (GB.343/INS/3/2, paragraph 39)"', 'title = " "', ("title", "RuleMissing")),
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
        ("partner = 1", "worker = 1", ("weights.worker", "UnknownRule")),
        ('value = "government"', 'value = "employer"', ("odd.value", "UnknownChoice")),
        ('"employer", "worker"]', '"employer"]', ("order.value", "WrongRule")),
        ('"employer", "worker"]', '"employer", "employer"]', ("order.value", "RepeatedRule")),
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
        ("[reserve]", "[spare]", ("spare", "UnknownRule")),
        ('source = "GB.343/INS/3/2, para. 39(d): interactive', 'sauce = "', ("speakers.answer.sauce", "UnknownRule")),
        ('only"\nopen = true', 'only"\nopen = "yes"', ("stages.other.open", "WrongRule")),
        ("version = 1", "version = = 1", (None, "NotToml")),
    ],
)
def test_each_fault_is_named_by_its_path(old: str, new: str, fault: tuple[str | None, str]) -> None:
    assert TEXT.count(old) >= 1
    assert fault in faults(TEXT.replace(old, new, 1))


@pytest.mark.parametrize("table", ["reserve", "weights", "limits.answer", "stages.other", "speakers.reaction", "order"])
def test_a_missing_table_is_named(table: str) -> None:
    assert (table, "RuleMissing") in faults(without(table))


def test_a_stage_that_is_not_there_is_as_other_sittings_are() -> None:
    assert read(without("stages.theme")).blocks[Stage.THEME] == (SlotKind.OPEN_FLOOR,)


def test_a_value_without_its_source_is_refused() -> None:
    bare = TEXT.replace('source = "seconds; no source, a length that people can say and clocks can show"\n', "")
    assert faults(bare) == [("grain.source", "SourceMissing")]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("version = = 1", (1, 11)),
        ("a = " + "[" * 50_000, (0, 0)),
        ("a = " + "9" * 5_000, (0, 0)),
        ('key = "a"\nkey "b"', (2, 5)),
    ],
)
def test_what_is_no_toml_is_refused_with_its_place(text: str, place: tuple[int, int]) -> None:
    with pytest.raises(Refusals) as refused:
        read(text)
    (fault,) = refused.value.faults
    assert (fault.params["line"], fault.params["column"]) == place


def test_an_upload_is_capped_and_must_be_utf_8() -> None:
    assert parse_bytes(TEXT.encode("utf-8-sig")) == parse(TEXT)
    with pytest.raises(RulesetTooLarge) as large:
        parse_bytes(b"#" * (LARGEST + 1))
    assert large.value.params == {"limit": 100}
    with pytest.raises(Refusals) as refused:
        parse_bytes(b'version = 1\nkey = "\xff"')
    assert refused.value.faults == [NotToml(line=2, column=0)]


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_written_reads_the_same(name: str) -> None:
    held = parse(text_of(name))
    assert parse(write(held)) == held
    assert read(write(held)) == shipped(name)


def test_any_text_is_written_as_toml_reads_it() -> None:
    odd = {**parse(TEXT), "title": 'quote " back \\ tab \t high 🎤 Arabic الكلمة'}
    assert parse(write(odd)) == odd
    assert parse(write({**odd, "title": "\x7f"}))["title"] == "\x7f"


@pytest.mark.parametrize("name", SHIPPED)
def test_every_value_of_a_preset_bears_its_source(name: str) -> None:
    rules = shipped(name)
    assert rules.key == name
    assert all(source.strip() for source in rules.sources.values())
    unsaid = {path for path, source in rules.sources.items() if re.search("from memory|no source", source)}
    assert unsaid <= set(rules.open_points)


def test_all_faults_come_at_once() -> None:
    found = faults(TEXT.replace("value = 15", "value = 90").replace('value = "1/4"', 'value = "2"'))
    assert {path for path, _ in found} == {"grain.value", "discussion.value"}
