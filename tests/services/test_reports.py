"""The report's facts are gathered from floor, log, register and plan in one read; what is hidden stays out."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from forum.domain.capture import LineKind
from forum.domain.commitments import Visibility
from forum.domain.people import Constituency
from forum.domain.planning import Plan
from forum.domain.question import document_of
from forum.domain.refusals import Forbidden, SignInNeeded
from forum.domain.reporting import speaking_time
from forum.services import commitments, reports
from forum.services.commitments import CommitmentIn
from forum.services.planning import question
from forum.services.unit import Unit
from forum.store import planning
from forum.store.engine import Store
from tests import builders
from tests.registers import SECRET, START, House


@pytest.fixture
def house(store: Store) -> House:
    """A sitting that was held: two speakers, a commitment, a reaction, a decision, an action."""
    house = House(store, is_rehearsal=True)
    house.open()
    house.write("t Floors")
    house.speak("leader-1")
    house.write("c joint: We shall double it due:2023")
    house.speak("fji-w1", after=110)
    house.write("r + workers: gladly")
    house.write("d: The sitting took note")
    house.write("a @example-1: send the figures due:2023-06")
    house.at += dt.timedelta(seconds=30)
    house.do("CloseSitting", turn=house.turn)
    return house


def test_sittings_as_held_with_their_statements_and_notes(house: House) -> None:
    data = reports.gather(house.unit(), house.slug)
    opening = next(sitting for sitting in data.sittings if sitting.key == "opening")
    assert (opening.opened_at, opening.closed_at, opening.planned_start) == (START, house.at, START)
    assert [(one.speaker, one.state, one.constituency, one.seconds) for one in opening.statements] == [
        ("Representative, Example organization 1", None, Constituency.ORGANIZATION, 120),
        ("Worker delegate", "FJ", Constituency.WORKER, 60),
    ]
    assert [(note.kind, note.text) for note in opening.notes] == [
        (LineKind.TOPIC, "Floors"),
        (LineKind.DECISION, "The sitting took note"),
        (LineKind.ACTION, "@example-1: send the figures due:2023-06"),
    ]


def test_employers_and_workers_are_entitled_to_the_same(house: House) -> None:
    rows = {row.constituency: row.entitled for row in speaking_time(reports.gather(house.unit(), house.slug).sittings)}
    assert rows[Constituency.EMPLOYER] == rows[Constituency.WORKER]


def test_the_commitment_comes_with_its_reaction_and_people_are_counted(house: House) -> None:
    data = reports.gather(house.unit("organizer"), house.slug)
    (one,) = data.unconfirmed
    assert [reaction.text for reaction in one.reactions] == ["gladly"]
    assert data.participation.total.persons == 9
    assert (data.release, data.fairness, data.forum.is_rehearsal) == (1, None, True)


@pytest.mark.parametrize(("visibility", "minutes"), [(Visibility.INTERNAL, 0), (Visibility.PUBLIC, 5)])
def test_what_is_internal_or_embargoed_never_appears(house: House, visibility: Visibility, minutes: int) -> None:
    now = commitments.entry(house.unit(), house.slug, "C-001").commitment
    form = CommitmentIn(text=f"We shall {SECRET}", kind=now.kind)
    assert SECRET not in str(reports.gather(house.unit(), house.slug))
    commitments.edit(house.unit(), house.slug, "C-001", replace(form, visibility=Visibility.PUBLIC))
    assert SECRET in str(reports.gather(house.unit(), house.slug))
    until = house.at + dt.timedelta(minutes=minutes) if minutes else None
    hidden = replace(form, visibility=visibility, embargo_until=until)
    commitments.edit(house.unit(), house.slug, "C-001", hidden)
    assert SECRET not in str(reports.gather(house.unit(), house.slug))


@pytest.mark.parametrize(("who", "refusal"), [("fji-g1", Forbidden), ("chair", Forbidden), (None, SignInNeeded)])
def test_only_rapporteur_and_organizer_make_it(house: House, who: str | None, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        reports.gather(house.unit(who), house.slug)


@pytest.mark.parametrize(("moved", "is_told"), [(0, True), (15, False)])
def test_the_figures_are_those_of_this_timetable_or_none(store: Store, moved: int, is_told: bool) -> None:
    forum_id = builders.a_forum(store, "planned")
    builders.a_sitting(store, forum_id, "opening")
    builders.a_person(store, forum_id, "organizer", "organizer", constituency="secretariat")
    builders.a_release(store, forum_id)
    start = START + dt.timedelta(minutes=moved)
    result = {
        "sittings": [{"id": "opening", "instance": 1, "start": start.isoformat()}],
        "summary": {"worst": 540, "mean": 12.5, "jain": 0.9, "heads_in_dearest_band": 3, "worst_ids": ["FJ-gov"]},
    }
    builders.a_person(store, forum_id, "FJ", state="FJ", zone="Pacific/Fiji")
    operator = Unit(store=store, actor=builders.OPERATOR, now=START)
    plan = Plan(
        id=0,
        forum_id=forum_id,
        policy="leximin",
        status="optimal",
        request=document_of(question(operator, "planned")),
        result=result,
        created_at=START,
        accepted_at=START,
    )
    store.writing(lambda db: planning.add(db, plan).id)
    data = reports.gather(operator, "planned")
    assert data.release == 1
    assert (data.fairness is not None) is is_told
    if data.fairness:
        assert (data.fairness.worst, data.fairness.is_proven, data.fairness.worst_rows) == (540, True, ("FJ-gov",))


def test_a_late_start_stands_as_held_beside_the_hours_planned_on_the_eve(store: Store) -> None:
    house = House(store, is_rehearsal=True)
    house.at = START + dt.timedelta(minutes=29)
    house.do("OpenSitting", confirmed="yes")
    house.at = START + dt.timedelta(minutes=95)
    house.do("CloseSitting")
    data = reports.gather(house.unit(), house.slug)
    opening = next(sitting for sitting in data.sittings if sitting.key == "opening")
    assert data.release == 2
    assert (opening.planned_start, opening.planned_end) == (START, START + dt.timedelta(minutes=90))
    assert (opening.opened_at, opening.closed_at) == (START + dt.timedelta(minutes=29), house.at)
