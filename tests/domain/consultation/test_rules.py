"""Consultation: stages as data, who answers for whom, agreement that silence never makes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.domain.consultation import rules
from forum.domain.consultation.record import (
    ANSWERS,
    ENDS,
    STEPS,
    Act,
    ActNotAllowed,
    Addressee,
    AnswerByPast,
    Consultation,
    NobodyAgreed,
    NobodyAnswers,
    NotAddressed,
    NotAllAgreed,
    NotAProposal,
    PartnersApart,
    Position,
    ProposalsOpen,
    RoundOver,
    Stage,
    Step,
    StillOpen,
    UnknownGroup,
    addressee_of,
)
from forum.domain.consultation.snapshots import Subject
from forum.domain.people import TRIPARTITE, Constituency, Person, Role
from forum.domain.refusals import Missing, Stale, TooLong, UnknownChoice
from tests.consultations import AFRICA, BY, MONDAY, WHOLE, a_draft

GOVERNMENT, EMPLOYER, WORKER = WHOLE


def person(constituency: Constituency = Constituency.EMPLOYER, **facts: Any) -> Person:
    roles = facts.pop("roles", frozenset({Role.COORDINATOR}))
    return Person(
        id=1, forum_id=1, key="c", name="", function="Coordinator", zone="Etc/UTC", constituency=constituency,
        roles=roles, **facts,
    )  # fmt: skip


EVERYBODY = [person(each) for each in TRIPARTITE]


def talk(*said: tuple[Act, Addressee | None], stage: Stage = Stage.SENT, number: int = 1, **facts: Any) -> Consultation:
    """A consultation in its first round with these steps after it was sent."""
    sent = Step(number=1, at=MONDAY, act=Act.SENT, round=1, title="Slots", text="Look", answer_by=BY)
    steps = tuple(
        Step(number=number, at=MONDAY, act=act, round=1, behalf=behalf, text="Words")
        for number, (act, behalf) in enumerate(said, start=2)
    )
    rest: dict[str, Any] = {"draft": a_draft(), "round": 1, "steps": (sent, *steps), **facts}
    return Consultation(id=1, forum_id=1, number=number, stage=stage, **rest)


def test_an_addressee_is_known_by_its_code() -> None:
    assert (EMPLOYER.code, AFRICA.code) == ("employer", "government:Africa")
    assert [addressee_of(each.code) for each in (EMPLOYER, AFRICA)] == [EMPLOYER, AFRICA]
    with pytest.raises(ValueError, match="martian"):
        addressee_of("martian")


def test_the_three_constituencies_and_every_coordinated_group_can_be_addressed() -> None:
    people = [
        person(Constituency.GOVERNMENT, region="Africa", groups=("GRULAC",)),
        person(Constituency.WORKER, region="Americas", roles=frozenset({Role.DELEGATE})),
        person(Constituency.ORGANIZATION, region="Asia and the Pacific"),
    ]
    assert [each.code for each in rules.offered(people)] == [
        "government", "employer", "worker", "government:Africa", "government:GRULAC",
    ]  # fmt: skip


def test_who_speaks_for_whom() -> None:
    africa = person(Constituency.GOVERNMENT, region="Africa", groups=("GRULAC",))
    assert rules.speaks_for(africa, GOVERNMENT)
    assert rules.speaks_for(africa, AFRICA)
    assert rules.speaks_for(africa, replace(AFRICA, group="GRULAC"))
    assert not rules.speaks_for(africa, replace(AFRICA, group="Americas"))
    assert not rules.speaks_for(africa, EMPLOYER)
    assert not rules.speaks_for(replace(africa, roles=frozenset({Role.DELEGATE})), GOVERNMENT)


def test_employers_and_workers_are_addressed_together() -> None:
    known = {*WHOLE, AFRICA, Addressee(constituency=Constituency.EMPLOYER, group="Africa")}
    assert rules.check_addressees([WORKER, AFRICA, EMPLOYER, WORKER], known) == (EMPLOYER, WORKER, AFRICA)
    assert rules.check_addressees([GOVERNMENT], known) == (GOVERNMENT,)
    for apart in (
        [EMPLOYER],
        [GOVERNMENT, WORKER],
        [*WHOLE, Addressee(constituency=EMPLOYER.constituency, group="Africa")],
    ):
        with pytest.raises(PartnersApart):
            rules.check_addressees(apart, known)
    with pytest.raises(Missing):
        rules.check_addressees([], known)
    with pytest.raises(UnknownGroup):
        rules.check_addressees([replace(AFRICA, group="Nowhere")], known)


def test_a_draft_is_trimmed_and_ordered() -> None:
    wanted = a_draft(title=" Slots ", text=" Look ", addressees=(WORKER, EMPLOYER))
    found = rules.in_order(wanted, WHOLE)
    assert (found.title, found.text, found.addressees) == ("Slots", "Look", (EMPLOYER, WORKER))


def test_once_sent_its_subject_and_groups_stay() -> None:
    wanted = a_draft(subject=Subject.FORMAT, sitting="opening", addressees=(GOVERNMENT,), title="Anew")
    assert rules.bound(talk(stage=Stage.DRAFT), wanted) == wanted
    bound = rules.bound(talk(), wanted)
    assert (bound.subject, bound.sitting, bound.addressees, bound.title) == (Subject.SLOTS, "", WHOLE, "Anew")


def test_what_was_sent_stands_while_the_next_round_is_written() -> None:
    found = talk(draft=a_draft(title="Another", text="Another", answer_by=BY + timedelta(days=9)))
    assert (found.title, found.text, found.answer_by) == ("Slots", "Look", BY)
    fresh = replace(found, steps=())
    assert (fresh.title, fresh.text, fresh.answer_by) == ("Another", "Another", BY + timedelta(days=9))
    assert (fresh.last, fresh.sent, fresh.closed, fresh.sent_lines) == (0, None, None, ())


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("act", Act)
def test_only_what_the_table_holds_may_be_done(stage: Stage, act: Act) -> None:
    found = talk(stage=stage)
    if act in STEPS[stage]:
        assert rules.allowed(found, act) is STEPS[stage][act]
    else:
        with pytest.raises(ActNotAllowed):
            rules.allowed(found, act)


def test_agreed_and_noted_are_its_ends() -> None:
    assert [stage for stage in Stage if talk(stage=stage).is_closed] == [Stage.AGREED, Stage.NOTED]


def test_it_is_published_once() -> None:
    with pytest.raises(ActNotAllowed):
        rules.allowed(talk(stage=Stage.AGREED, is_published=True), Act.PUBLISHED)


def test_sending_needs_time_and_somebody_who_answers() -> None:
    draft = talk(stage=Stage.DRAFT)
    assert rules.check_sending(draft, EVERYBODY, MONDAY) is Stage.SENT
    with pytest.raises(AnswerByPast):
        rules.check_sending(draft, EVERYBODY, BY)
    with pytest.raises(NobodyAnswers) as refused:
        rules.check_sending(draft, EVERYBODY[:2], MONDAY)
    assert refused.value.params == {"groups": ("worker",)}
    with pytest.raises(ProposalsOpen):
        rules.check_sending(talk((Act.PROPOSED, WORKER)), EVERYBODY, MONDAY)


def test_an_answer_is_taken_from_those_addressed_for_the_round_they_read() -> None:
    employer = person()
    rules.check_answer(talk(), Act.AGREED, employer, EMPLOYER, 1)
    for foreign in (WORKER, AFRICA):
        with pytest.raises(NotAddressed):
            rules.check_answer(talk(), Act.AGREED, employer, foreign, 1)
    with pytest.raises(RoundOver) as refused:
        rules.check_answer(talk(round=2), Act.AGREED, employer, EMPLOYER, 1)
    assert isinstance(refused.value, Stale)
    with pytest.raises(ActNotAllowed):
        rules.check_answer(talk(stage=Stage.AGREED), Act.AGREED, employer, EMPLOYER, 1)
    assert rules.addressed_as(talk(), "worker") == WORKER
    with pytest.raises(NotAddressed):
        rules.addressed_as(talk(), AFRICA.code)


def test_a_deed_is_one_of_those_offered() -> None:
    assert rules.chosen("agreed", ANSWERS) is Act.AGREED
    for wrong in ("", "published", "taken_up"):
        with pytest.raises(UnknownChoice):
            rules.chosen(wrong, ANSWERS)


def test_whoever_does_not_agree_says_why() -> None:
    assert rules.answer_text(Act.AGREED, " ") == ""
    assert rules.answer_text(Act.TAKEN_UP, "") == ""
    assert rules.answer_text(Act.CLOSED_NOTED, " So be it ") == "So be it"
    for act in (Act.OBJECTED, Act.PROPOSED, Act.COMMENTED, Act.DECLINED):
        with pytest.raises(Missing):
            rules.answer_text(act, " ")
    with pytest.raises(TooLong):
        rules.answer_text(Act.AGREED, "x" * 4_001)


def test_a_form_sent_twice_is_known_again() -> None:
    found = talk((Act.AGREED, EMPLOYER))
    again = replace(found.steps[-1], number=3)
    assert rules.is_repeated(found, again)
    assert not rules.is_repeated(found, replace(again, text="Other words"))
    assert not rules.is_repeated(found, replace(again, behalf=WORKER))
    assert not rules.is_repeated(found, replace(again, round=2))


def test_a_proposal_waits_until_it_is_answered() -> None:
    found = talk((Act.PROPOSED, WORKER))
    assert [each.number for each in rules.open_proposals(found)] == [2]
    rules.check_settlement(found, 2, Act.TAKEN_UP)
    with pytest.raises(NotAProposal):
        rules.check_settlement(found, 1, Act.DECLINED)
    answered = replace(found, steps=(*found.steps, Step(number=3, at=MONDAY, act=Act.DECLINED, round=1, of=2)))
    assert rules.open_proposals(answered) == ()
    with pytest.raises(NotAProposal):
        rules.check_settlement(answered, 2, Act.TAKEN_UP)


def test_where_a_group_stands_is_its_last_yes_or_no_of_this_round() -> None:
    found = talk((Act.AGREED, EMPLOYER), (Act.OBJECTED, EMPLOYER), (Act.COMMENTED, EMPLOYER), (Act.COMMENTED, WORKER))
    assert [each.position for each in rules.standings(found)] == [Position.NO_REPLY, Position.OBJECTED, Position.HEARD]
    again = replace(found, round=2)
    assert rules.held_by(again, Position.NO_REPLY) == WHOLE


def test_all_have_agreed() -> None:
    found = talk(*((Act.AGREED, each) for each in WHOLE))
    assert rules.check_closing(found, Act.CLOSED_AGREED, MONDAY) is Stage.AGREED
    assert rules.check_closing(found, Act.CLOSED_NOTED, MONDAY) is Stage.NOTED


def test_silence_is_no_agreement() -> None:
    two = talk((Act.AGREED, GOVERNMENT), (Act.AGREED, EMPLOYER))
    with pytest.raises(StillOpen) as refused:
        rules.check_closing(two, Act.CLOSED_AGREED, MONDAY)
    assert refused.value.params == {"groups": ("worker",)}
    assert rules.check_closing(two, Act.CLOSED_AGREED, BY) is Stage.AGREED
    assert rules.held_by(two, Position.NO_REPLY) == (WORKER,)
    with pytest.raises(NobodyAgreed):
        rules.check_closing(talk(), Act.CLOSED_AGREED, BY)


@pytest.mark.parametrize("act", [Act.OBJECTED, Act.COMMENTED])
def test_who_has_answered_otherwise_has_not_agreed(act: Act) -> None:
    found = talk((Act.AGREED, GOVERNMENT), (Act.AGREED, EMPLOYER), (act, WORKER))
    with pytest.raises(NotAllAgreed):
        rules.check_closing(found, Act.CLOSED_AGREED, BY)
    assert rules.check_closing(found, Act.CLOSED_NOTED, MONDAY) is Stage.NOTED


def test_a_proposal_without_an_answer_keeps_it_open() -> None:
    found = talk((Act.PROPOSED, WORKER), *((Act.AGREED, each) for each in WHOLE))
    for act in ENDS:
        with pytest.raises(ProposalsOpen):
            rules.check_closing(found, act, BY)


SAID = st.lists(st.tuples(st.sampled_from([Act.AGREED, Act.OBJECTED, Act.COMMENTED]), st.sampled_from(WHOLE)))


@given(SAID, st.booleans())
def test_employers_and_workers_have_equal_standing(said: list[tuple[Act, Addressee]], is_late: bool) -> None:
    """Whatever was said: with the two partners exchanged the same may be closed as agreed."""
    swapped = {EMPLOYER: WORKER, WORKER: EMPLOYER, GOVERNMENT: GOVERNMENT}
    now = BY if is_late else MONDAY
    outcomes = [_may_agree(talk(*steps), now) for steps in (said, [(act, swapped[each]) for act, each in said])]
    assert outcomes[0] == outcomes[1]


@given(SAID)
def test_agreed_is_never_said_over_anybody_s_no(said: list[tuple[Act, Addressee]]) -> None:
    found = talk(*said)
    positions = {each.position for each in rules.standings(found)}
    if _may_agree(found, BY):
        assert positions <= {Position.AGREED, Position.NO_REPLY}
        assert Position.AGREED in positions
    if _may_agree(found, MONDAY):
        assert positions == {Position.AGREED}


def _may_agree(found: Consultation, now: Any) -> bool:
    try:
        return rules.check_closing(found, Act.CLOSED_AGREED, now) is Stage.AGREED
    except (NotAllAgreed, StillOpen, NobodyAgreed):
        return False


def test_what_was_read_before_an_answer_came_is_stale() -> None:
    found = talk((Act.AGREED, EMPLOYER))
    rules.require_unchanged(found, 2)
    with pytest.raises(Stale):
        rules.require_unchanged(found, 1)


def test_when_the_secretariat_is_waited_for() -> None:
    assert not rules.waits_for_secretariat(talk(), MONDAY)
    assert rules.waits_for_secretariat(talk(), BY)
    assert rules.waits_for_secretariat(talk((Act.PROPOSED, WORKER)), MONDAY)
    assert rules.waits_for_secretariat(talk(*((Act.AGREED, each) for each in WHOLE)), MONDAY)
    assert not rules.waits_for_secretariat(talk(stage=Stage.AGREED), BY)


def test_the_newest_consultation_on_slots_counts() -> None:
    whole, opening = talk(number=1), talk(draft=a_draft(sitting="opening"), number=2)
    drafted, other = talk(stage=Stage.DRAFT), talk(draft=a_draft(subject=Subject.FORMAT))
    found = [drafted, other, opening, whole]
    assert rules.of_slots(found, "opening") is opening
    assert rules.of_slots(found, "theme-1") is whole
    assert rules.of_slots([drafted, other], "opening") is None


def test_comments_and_reasons_are_not_published() -> None:
    found = talk((Act.COMMENTED, WORKER), (Act.OBJECTED, WORKER), (Act.PROPOSED, EMPLOYER), stage=Stage.NOTED)
    told = rules.as_published(found)
    assert [(each.act, each.text) for each in told.steps] == [
        (Act.SENT, "Look"), (Act.OBJECTED, ""), (Act.PROPOSED, "Words"),
    ]  # fmt: skip
    assert rules.held_by(told, Position.OBJECTED) == (WORKER,)


def test_a_draft_has_facts_for_its_form() -> None:
    assert rules.facts(a_draft())["addressees"] == ("government", "employer", "worker")
