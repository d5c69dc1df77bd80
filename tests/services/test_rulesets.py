"""A forum's ruleset: the shipped one until somebody chooses; every version kept, each with its author and its trail."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from forum.domain.access import OPERATOR
from forum.domain.audit import Tag
from forum.domain.editions import ChangedMeanwhile, mark
from forum.domain.refusals import Forbidden, Refusals, SignInNeeded, Stale, Unknown
from forum.domain.speaking.document import tables
from forum.domain.speaking.rules import SlotKind
from forum.domain.speaking.versions import Act, facts
from forum.formats.ruleset import SHIPPED, parse, shipped, text_of
from forum.services import forums, rulesets, slots
from forum.services.unit import Unit
from forum.store import audit
from forum.store.engine import Store
from tests.registers import SLUG, START, House

ADOPTION = parse(text_of("ilc_adoption"))
PATH = "limits.statement"
LONGER = {"most": 180, "source": "the officers, 3 May"}


@pytest.fixture
def house(sqlite_store: Store) -> House:
    """A forum with people of every role."""
    return House(sqlite_store)


def organizer(house: House) -> Unit:
    return house.unit("organizer")


def adopted(house: House, **options: Any) -> int:
    return rulesets.put(organizer(house), SLUG, ADOPTION, Act.ADOPTED, "ilc_adoption", **options)


def test_a_forum_begins_with_the_shipped_ruleset(house: House) -> None:
    found = rulesets.held(organizer(house), SLUG)
    assert (found.number, found.versions, found.may_edit) == (0, (), True)
    assert found.ruleset == shipped()
    assert not rulesets.held(house.unit("rapporteur"), SLUG).may_edit


@pytest.mark.parametrize("name", SHIPPED)
def test_every_preset_can_be_adopted_and_plans_by_it(house: House, name: str) -> None:
    rulesets.put(organizer(house), SLUG, parse(text_of(name)), Act.ADOPTED, name)
    proposal = slots.propose(organizer(house), SLUG, seed="2022", sitting_key="theme-1", may_replace=True)
    kinds = {slot.kind for slot in proposal.plans["theme-1"]}
    assert kinds <= set(shipped(name).kinds)
    assert rulesets.held(organizer(house), SLUG).ruleset == shipped(name)


def test_each_change_is_a_version_with_its_author(house: House) -> None:
    assert adopted(house) == 1
    assert rulesets.edit(organizer(house), SLUG, PATH, LONGER) == 2
    assert rulesets.restore(organizer(house), SLUG, 1) == 3
    found = rulesets.held(organizer(house), SLUG)
    assert [(each.number, each.act, each.subject) for each in found.versions] == [
        (3, "restored", "1"),
        (2, "edited", PATH),
        (1, "adopted", "ilc_adoption"),
    ]
    assert all(each.by and each.at.tzinfo for each in found.versions)
    assert found.versions[0].document == found.versions[2].document == ADOPTION
    version, before = rulesets.version(organizer(house), SLUG, 2)
    assert (tables(before)[PATH]["most"], tables(version.document)[PATH]["most"]) == (120, 180)
    first, shipped_before = rulesets.version(organizer(house), SLUG, 1)
    assert shipped_before["key"] == "this_forum"
    assert first.document["key"] == "ilc_adoption"


def test_what_changes_nothing_makes_no_version(house: House) -> None:
    adopted(house)
    assert adopted(house, seen=0) == 1
    assert rulesets.edit(organizer(house), SLUG, PATH, dict(tables(ADOPTION)[PATH])) == 1
    assert rulesets.restore(organizer(house), SLUG, 1, seen=0) == 1
    assert len(rulesets.held(organizer(house), SLUG).versions) == 1


def test_nobody_overwrites_what_they_have_not_seen(house: House) -> None:
    adopted(house, seen=0)
    seen = mark(facts(ADOPTION, PATH))
    rulesets.edit(organizer(house), SLUG, PATH, LONGER, seen=seen)
    with pytest.raises(ChangedMeanwhile) as refused:
        rulesets.edit(organizer(house), SLUG, PATH, {"most": 60, "source": "somebody else"}, seen=seen)
    assert set(refused.value.params["fields"]) == {"most", "source"}  # type: ignore[call-overload]
    with pytest.raises(Stale):
        rulesets.put(organizer(house), SLUG, parse(text_of("ilc_plenary")), Act.ADOPTED, "ilc_plenary", seen=1)
    with pytest.raises(Stale):
        rulesets.restore(organizer(house), SLUG, 1, seen=1)


def test_a_wrong_document_leaves_everything_as_it_was(house: House) -> None:
    with pytest.raises(Refusals) as refused:
        rulesets.put(organizer(house), SLUG, {**ADOPTION, "grain": 5, "spare": {}}, Act.UPLOADED, "x.toml")
    assert {fault.field for fault in refused.value.faults} >= {"grain", "spare"}
    with pytest.raises(Refusals):
        rulesets.edit(organizer(house), SLUG, "grain", {"value": 7, "source": "the officers"})
    with pytest.raises(Unknown):
        rulesets.edit(organizer(house), SLUG, "limits.poetry", LONGER)
    with pytest.raises(Unknown):
        rulesets.restore(organizer(house), SLUG, 1)
    with pytest.raises(Unknown):
        rulesets.version(organizer(house), SLUG, 1)
    assert rulesets.held(organizer(house), SLUG).number == 0


@pytest.mark.parametrize("role", ["chair", "rapporteur", "leader-1", "worker-coordinator"])
def test_only_the_organizer_changes_rules(house: House, role: str) -> None:
    who = house.unit(role)
    assert rulesets.held(who, SLUG).number == 0
    for act in (
        lambda: rulesets.put(who, SLUG, ADOPTION, Act.ADOPTED, ""),
        lambda: rulesets.edit(who, SLUG, PATH, LONGER),
        lambda: rulesets.restore(who, SLUG, 1),
    ):
        with pytest.raises(Forbidden):
            act()


def test_the_trail_names_version_and_paths(house: House) -> None:
    rulesets.edit(organizer(house), SLUG, "grain", {"value": 30, "source": "the officers"})
    with house.store.reading() as db:
        (entry,) = [each for each in audit.entries(db, house.forum_id) if each.tag is Tag.RULES_CHANGED]
    assert entry.body == {"version": 1, "act": "edited", "of": "grain", "changed": ["grain"]}


def test_a_plan_proposed_by_other_rules_is_stale(house: House) -> None:
    proposal = slots.propose(organizer(house), SLUG, seed="2022", sitting_key="theme-1", may_replace=True)
    adopted(house)
    with pytest.raises(Stale):
        slots.accept(organizer(house), SLUG, proposal)


def test_slots_of_an_earlier_ruleset_can_be_seen_and_are_found_by_the_linter(house: House) -> None:
    slots.accept(organizer(house), SLUG, slots.propose(organizer(house), SLUG, seed="2022", sitting_key="theme-1"))
    adopted(house)
    plan = slots.plan(organizer(house), SLUG, "theme-1")
    assert SlotKind.OPEN_FLOOR in {line.slot.kind for line in plan.lines}
    assert "not_in_stage" in {finding.code.value for finding in plan.findings}
    assert slots.plan(house.unit("chair"), SLUG, "opening").findings == ()


def test_a_rehearsal_begins_with_the_rules_of_its_forum(house: House) -> None:
    adopted(house)
    forums.rehearse(replace(house.unit(), actor=OPERATOR), SLUG, "copy", START.date())
    found = rulesets.held(replace(house.unit(), actor=OPERATOR), "copy")
    assert found.ruleset == shipped("ilc_adoption")
    assert [(each.number, each.act, each.subject, each.by) for each in found.versions] == [(1, "inherited", SLUG, "")]


def test_strangers_see_the_rules_of_what_is_public_only(house: House) -> None:
    stranger = house.unit(None)
    assert rulesets.held(stranger, SLUG).may_edit is False
    with pytest.raises(SignInNeeded):
        rulesets.held(stranger, "nothing")
    private = House(house.store, "rehearsal", is_rehearsal=True)
    with pytest.raises(SignInNeeded):
        rulesets.held(private.unit(None), "rehearsal")
    with pytest.raises(Unknown):
        rulesets.held(organizer(house), "rehearsal")
