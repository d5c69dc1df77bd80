"""Each preset says what its sources say: the figures as `docs/speaking.md` quotes them, with the source beside."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest

from forum.domain.people import Constituency, Role
from forum.domain.speaking.outline import outline
from forum.domain.speaking.procedure import Capacity, Inscriber, Leave, Level, Motion, Once, ReplyTime
from forum.domain.speaking.rules import Ruleset, SlotKind, Stage
from forum.formats.ruleset import SHIPPED, shipped

GOVERNMENT, EMPLOYER, WORKER = Constituency.GOVERNMENT, Constituency.EMPLOYER, Constituency.WORKER
ADOPTION, PLENARY, BODY, DEBATE, COUNCIL = map(
    shipped,
    ("ilc_adoption", "ilc_plenary", "ilo_governing_body", "un_general_debate", "human_rights_council"),
)


def stated(rules: Ruleset, path: str, quotation: str) -> bool:
    """Whether the value at that path stands in a source with these words, and is not open."""
    return quotation in rules.sources[path] and path not in rules.open_points


@pytest.mark.parametrize(
    ("kind", "minutes", "words"),
    [
        (SlotKind.REPORT, Fraction(15, 2), "Chair and Reporter 15 minutes together, 7:30 each"),
        (SlotKind.SPOKESPERSON, 10, "Vice-Chairs 10 minutes each"),
        (SlotKind.GROUP_STATEMENT, 5, "regional groups 5 minutes"),
        (SlotKind.STATEMENT, 2, "individuals 2 minutes"),
    ],
)
def test_the_adoption_sitting_quotes_its_limits(kind: SlotKind, minutes: Fraction, words: str) -> None:
    assert ADOPTION.limits[kind].most == minutes * 60
    assert stated(ADOPTION, f"limits.{kind}", words)
    assert stated(ADOPTION, f"limits.{kind}", "WCMS_827713")


def test_ninety_minutes_of_adoption_are_15_and_10_and_10_and_25_and_fifteen_statements() -> None:
    plan = outline(ADOPTION, Stage.THEME, minutes=90)
    assert [slot.kind for slot in plan.slots] == [
        *[SlotKind.REPORT] * 2,
        *[SlotKind.SPOKESPERSON] * 2,
        *[SlotKind.GROUP_STATEMENT] * 5,
        *[SlotKind.STATEMENT] * 15,
    ]
    assert sum(slot.seconds for slot in plan.slots) == 90 * 60
    assert (plan.officers, plan.reserve) == (15 * 60, 0)
    whose = Counter(slot.constituency for slot in plan.slots if slot.kind is SlotKind.STATEMENT)
    assert whose == {GOVERNMENT: 7, EMPLOYER: 4, WORKER: 4}
    assert ADOPTION.speakers[SlotKind.REPORT] == (Role.CHAIR, Role.RAPPORTEUR)
    assert "counts.group_statement" in ADOPTION.open_points


def test_the_plenary_hears_one_of_each_constituency_of_a_state_for_five_minutes() -> None:
    assert PLENARY.limits[SlotKind.STATEMENT].most == 5 * 60
    assert stated(PLENARY, "limits.statement", "art. 14(6) in the numbering before 2021 (WCMS_626069)")
    assert PLENARY.procedure.once is Once.STATE_AND_CONSTITUENCY
    assert stated(PLENARY, "once", "art. 23.3")
    plan = outline(PLENARY, Stage.OTHER, minutes=180)
    # 126 of 180 minutes hold 25 statements: the odd one goes to the governments, the partners stay equal
    assert Counter(slot.constituency for slot in plan.slots) == {GOVERNMENT: 9, EMPLOYER: 8, WORKER: 8}


@pytest.mark.parametrize("rules", [PLENARY, ADOPTION])
def test_an_adviser_speaks_with_authorization_and_seven_motions_are_seconded(rules: Ruleset) -> None:
    assert rules.procedure.leave(Capacity.ADVISER) is Leave.AUTHORIZED
    assert rules.procedure.leave(Capacity.SUBSTITUTE) is Leave.OF_RIGHT
    assert stated(rules, "capacities.adviser", "art. 3(6) and 3(7)")
    assert len(rules.procedure.motions) == 7
    assert all(each.is_seconded for each in rules.procedure.motions.values())
    assert stated(rules, "motions.closure", "art. 15 (text of 2008)")


def test_texts_are_due_a_day_and_recordings_two_days_before_the_plenary() -> None:
    paper = PLENARY.procedure.paperwork
    assert (paper.text, paper.video, paper.needs_credentials, paper.closes) == (24, 48, True, None)
    assert all(stated(PLENARY, f"paperwork.{name}", "WCMS_881613, WCMS_367966") for name in ("text", "video"))
    borrowed = shipped().procedure
    assert (borrowed.paperwork.text, borrowed.paperwork.video) == (24, 48)
    assert {"paperwork.text", "paperwork.video", "inscribers"} <= set(shipped().open_points)
    assert borrowed.inscribers == tuple(Inscriber)


def test_the_governing_body_counts_28_14_14_and_is_open_where_only_memory_speaks() -> None:
    assert (BODY.government_weight, BODY.partner_weight) == (28, 14)
    assert stated(BODY, "weights", "28 Governments, 14 Employers, 14 Workers")
    assert BODY.procedure.paperwork.closes == 1
    assert stated(BODY, "paperwork.closes", "until one hour before the sitting")
    assert BODY.procedure.motions_in_order() == (Motion.POINT_OF_ORDER,)
    assert {"stages.other", "limits.spokesperson", "limits.group_statement", "limits.statement"} <= set(
        BODY.open_points
    )


def test_the_general_debate_asks_for_fifteen_minutes_and_its_replies_are_from_memory() -> None:
    assert DEBATE.limits[SlotKind.STATEMENT].most == 15 * 60
    assert stated(DEBATE, "limits.statement", "15 minutes, voluntary")
    assert {slot.constituency for slot in outline(DEBATE, Stage.OTHER, minutes=180).slots} == {GOVERNMENT}
    assert [DEBATE.procedure.band(each) for each in (Level.CROWN_PRINCE, Level.MINISTER, None)] == [0, 1, 2]
    assert {"bands", "ordering"} <= set(DEBATE.open_points)
    reply = DEBATE.procedure.reply
    assert (reply.count, reply.longest(1), reply.longest(2), reply.when) == (2, 600, 300, ReplyTime.END_OF_DAY)
    assert {"reply.count", "reply.seconds", "reply.when", "motions.point_of_order"} <= set(DEBATE.open_points)


def test_the_human_rights_council_gives_members_four_minutes_and_others_two() -> None:
    limit = COUNCIL.limits[SlotKind.STATEMENT]
    by = {each: limit.longest(each) for each in (Capacity.MEMBER, Capacity.CONCERNED, Capacity.OBSERVER)}
    assert list(by.values()) == [240, 240, 120]
    assert limit.longest() == 240
    assert stated(COUNCIL, "limits.statement", "4 minutes for members and concerned States, 2 minutes for all others")


@pytest.mark.parametrize("name", SHIPPED)
def test_every_preset_plans_with_the_factor_that_practice_shows(name: str) -> None:
    rules = shipped(name)
    assert rules.procedure.factor is not None
    assert (rules.procedure.factor.least, rules.procedure.factor.most) == (Fraction(135, 100), Fraction(145, 100))
    assert stated(rules, "factor", "E/CN.6/2000/PC/9")
    # 18 to 19 speakers of 7 minutes in 180, 13 in 120: so much on top of the limit
    shown = [Fraction(180, 19 * 7), Fraction(180, 18 * 7), Fraction(120, 13 * 7)]
    assert [round(part * 100) for part in shown] == [135, 143, 132]


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("stage", Stage)
def test_every_preset_draws_up_every_stage(name: str, stage: Stage) -> None:
    plan = outline(shipped(name), stage, minutes=180)
    assert plan.slots
    partners = [sum(slot.seconds for slot in plan.slots if slot.constituency is each) for each in (EMPLOYER, WORKER)]
    assert partners[0] == partners[1]
