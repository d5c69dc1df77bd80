"""A report's figures: who is counted, what is confirmed, how long each constituency spoke."""

from __future__ import annotations

import pytest

from forum.domain import reporting
from forum.domain.commitments import Editorial, Stance
from forum.domain.people import TRIPARTITE, Constituency, Mode, Person
from forum.domain.refusals import Refusals
from forum.domain.reporting import Statement, participation, speaking_time, stances
from tests.reports import OPENED, a_commitment, a_reaction, a_report, a_sitting_held


def person(number: int, constituency: Constituency, **values: object) -> Person:
    facts: dict[str, object] = {
        "id": number,
        "forum_id": 1,
        "key": str(number),
        "name": "",
        "function": "Delegate",
        "constituency": constituency,
        "zone": "Etc/UTC",
        **values,
    }
    return Person(**facts)  # type: ignore[arg-type]


def test_people_are_counted_by_constituency_region_and_mode() -> None:
    counted = participation(
        [
            person(1, Constituency.GOVERNMENT, state="FJ", region="Asia and the Pacific", mode=Mode.IN_PERSON),
            person(2, Constituency.GOVERNMENT, state="FJ", region="Asia and the Pacific"),
            person(3, Constituency.WORKER, state="KE", region="Africa"),
            person(4, Constituency.ORGANIZATION, organization="Example organization 1"),
            person(5, Constituency.SECRETARIAT),
        ]
    )
    assert (counted.total.persons, counted.total.in_person, counted.total.states) == (4, 1, 2)
    assert counted.total.organizations == 1
    assert [(group.key, group.persons) for group in counted.by_constituency] == [
        ("government", 2),
        ("employer", 0),
        ("worker", 1),
        ("organization", 1),
        ("observer", 0),
    ]
    assert [(group.key, group.persons) for group in counted.by_region] == [("Africa", 1), ("Asia and the Pacific", 2)]


def test_every_entry_stands_in_exactly_one_list() -> None:
    states = [a_commitment(place, editorial=state) for place, state in enumerate(Editorial, 1)]
    data = a_report(commitments=(*states, a_commitment(99, text="")))
    assert {one.editorial for one in data.agreed} == {Editorial.CONFIRMED, Editorial.AMENDED, Editorial.PUBLISHED}
    assert {one.editorial for one in data.unconfirmed} == {
        Editorial.CAPTURED,
        Editorial.TRIAGED,
        Editorial.SENT,
        Editorial.NO_REPLY,
    }
    assert [one.number for one in data.without_text] == [99]


def test_speaking_time_leaves_points_of_order_out() -> None:
    point = Statement(
        turn=1, speaker="x", constituency=Constituency.WORKER, started_at=OPENED, seconds=60, is_charged=False
    )
    sitting = a_sitting_held()
    other = a_sitting_held(key="two", statements=(*sitting.statements, point))
    rows = {row.constituency: (row.entitled, row.used, row.statements) for row in speaking_time([sitting, other])}
    assert rows == {
        Constituency.GOVERNMENT: (1200, 228, 2),
        Constituency.EMPLOYER: (1200, 0, 0),
        Constituency.WORKER: (1200, 0, 0),
        Constituency.ORGANIZATION: (0, 480, 2),
    }
    assert [row.constituency for row in speaking_time([])] == list(TRIPARTITE)


def test_stances_are_counted() -> None:
    one = a_commitment(reactions=(a_reaction(), a_reaction(), a_reaction(constituency=Constituency.ORGANIZATION)))
    found = stances([one, a_commitment(2)])
    assert found[Constituency.WORKER] == {Stance.CONDITION: 2}
    assert found[Constituency.EMPLOYER] == {}
    assert found[Constituency.ORGANIZATION] == {Stance.CONDITION: 1}


def test_a_header_is_kept_line_by_line() -> None:
    header = reporting.check_header({"language": "fr", "body": " Conseil\r\n d’administration ", "other": "x"})
    assert (header.language, header.body, header.item) == ("fr", "Conseil d’administration", "")
    assert reporting.check_header({}) == reporting.Header()


def test_every_fault_of_a_header_is_named() -> None:
    wrong = {"language": "tlh", "body": "x" * 1001, "item": "a\x00b"}
    with pytest.raises(Refusals) as refused:
        reporting.check_header(wrong)
    assert [(fault.field, fault.code) for fault in refused.value.faults] == [
        ("body", "TooLong"),
        ("item", "UnusableCharacter"),
        ("language", "UnknownLanguage"),
    ]


def test_the_facts_of_a_header_are_all_its_lines() -> None:
    header = reporting.check_header({"language": "fr", "body": "Conseil", "code": "GB.346/INS"})
    found = reporting.facts(header)
    assert (found["language"], found["body"], found["code"], found["item"]) == ("fr", "Conseil", "GB.346/INS", "")
    assert reporting.Header(**found) == header  # type: ignore[arg-type]
