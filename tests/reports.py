"""A report's facts as tests need them: a rehearsal in which everything that a report can say happens once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from forum.domain.capture import LineKind
from forum.domain.commitments import Commitment, Editorial, Kind, Party, Reaction, Source, Stance
from forum.domain.dues import parse_due
from forum.domain.people import Constituency
from forum.domain.reporting import Fairness, Group, Note, Participation, ReportData, SittingHeld, Statement
from tests.programmes import a_forum

ZONE = "Europe/Zurich"
OPENED = dt.datetime(2022, 2, 22, 12, 2, tzinfo=dt.UTC)
MADE = dt.datetime(2022, 2, 22, 14, 0, tzinfo=dt.UTC)
EXAMPLE = Party(key="example-1", name="Example organization 1", organization_id=1)
PARTNER = Party(key="example-2", name="Example organization 2", organization_id=2)


def a_reaction(**changes: Any) -> Reaction:
    """The workers support, with a condition."""
    facts: dict[str, Any] = {
        "id": 1,
        "constituency": Constituency.WORKER,
        "stance": Stance.CONDITION,
        "text": "Provided that floors come first.",
        "at": MADE,
    }
    return Reaction(**{**facts, **changes})


def a_commitment(number: int = 1, **changes: Any) -> Commitment:
    """A commitment said from the floor of the first sitting, with everything that can be said of one."""
    facts: dict[str, Any] = {
        "id": number,
        "forum_id": 1,
        "number": number,
        "kind": Kind.JOINT_ACTION,
        "text": "We shall work with you on GB.344/INS/7 and double our support for social protection floors.",
        "lead": EXAMPLE,
        "partners": (PARTNER,),
        "theme": "theme-1",
        "due": parse_due("2023-Q2"),
        "amount": 5_000_000,
        "currency": "USD",
        "sdgs": ("1.3",),
        "source": Source(
            sitting_id=1,
            sitting="theme-1",
            sitting_title="Universal social protection",
            turn=9,
            speaker_id=4,
            speaker="Representative, Example organization 1",
            capacity=Constituency.ORGANIZATION,
            at=OPENED + dt.timedelta(minutes=5),
            sitting_seconds=300,
            turn_seconds=60,
        ),
        "created_at": OPENED,
    }
    return Commitment(**{**facts, **changes})


def a_sitting_held(**changes: Any) -> SittingHeld:
    """A sitting with two statements and a line of every sort."""
    facts: dict[str, Any] = {
        "key": "theme-1",
        "title": "Universal social protection",
        "title_language": "en",
        "zone": ZONE,
        "planned_start": OPENED - dt.timedelta(minutes=2),
        "planned_end": OPENED + dt.timedelta(minutes=88),
        "opened_at": OPENED,
        "closed_at": OPENED + dt.timedelta(minutes=86),
        "entitled": tuple((constituency, 600) for constituency in list(Constituency)[:3]),
        "statements": (
            Statement(
                turn=3,
                speaker="Government delegate",
                state="FJ",
                constituency=Constituency.GOVERNMENT,
                started_at=OPENED + dt.timedelta(minutes=1),
                seconds=114,
            ),
            Statement(
                turn=9,
                speaker="Representative, Example organization 1",
                constituency=Constituency.ORGANIZATION,
                started_at=OPENED + dt.timedelta(minutes=4),
                seconds=240,
            ),
        ),
        "notes": (
            Note(id=1, kind=LineKind.TOPIC, text="Floors"),
            Note(id=2, kind=LineKind.SUMMARY, text="Floors are affordable.", speaker="Government delegate", state="FJ"),
            Note(id=3, kind=LineKind.DECISION, text="The sitting took note."),
            Note(id=4, kind=LineKind.ACTION, text="Send the figures", speaker="Clerk of the list"),
        ),
    }
    return SittingHeld(**{**facts, **changes})


def a_report(**changes: Any) -> ReportData:
    """The facts of a rehearsal: one confirmed commitment with a reaction, two unconfirmed, one without text."""
    facts: dict[str, Any] = {
        "forum": a_forum(is_rehearsal=True, title="Global Forum (rehearsal)"),
        "made_at": MADE,
        "participation": Participation(
            total=Group(key="", in_person=3, remote=745, states=187, organizations=16),
            by_constituency=(
                Group(key="government", in_person=1, remote=373, states=187),
                Group(key="employer", in_person=1, remote=186, states=187),
                Group(key="worker", in_person=1, remote=186, states=187),
            ),
            by_region=(
                Group(key="Africa", remote=216, states=54),
                Group(key="Americas", in_person=3, remote=137, states=35),
            ),
        ),
        "sittings": (
            a_sitting_held(),
            a_sitting_held(
                key="theme-2", title="Just transition", opened_at=None, closed_at=None, statements=(), notes=()
            ),
        ),
        "commitments": (
            a_commitment(editorial=Editorial.CONFIRMED, reactions=(a_reaction(),)),
            a_commitment(
                2, text="سنعمل معكم بحلول عام 2023 على الوثيقة GB.344/INS/7.", language="ar", amount=None, currency=""
            ),
            a_commitment(3, text="我们将与劳工组织一道努力，到2023年。", language="zh", editorial=Editorial.NO_REPLY),
            a_commitment(
                4,
                text="",
                kind=Kind.NOT_STATED,
                source=Source(citation="F14"),
                due=parse_due(""),
                amount=None,
                currency="",
                partners=(),
            ),
        ),
        "fairness": Fairness(
            policy="leximin", is_proven=True, worst=2520, mean=701.25, jain=0.9123, heads_in_dearest_band=212
        ),
        "release": 1,
    }
    return replace(ReportData(**facts), **changes)
