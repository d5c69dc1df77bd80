"""Live capture: bound to who had the floor at the first key press, safe to send again, nothing half-written."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum.domain.capture import LineKind
from forum.domain.commitments import (
    ClientIdReused,
    Commitment,
    Kind,
    NothingToCorrect,
    NothingToReactTo,
    Stance,
    UnknownCommitment,
)
from forum.domain.people import Constituency
from forum.domain.refusals import Forbidden, Missing, SignInNeeded, TooLong, Unknown
from forum.services import capture, commitments
from forum.store import audit, outbox
from forum.store.engine import Store
from tests.registers import START, House

FORUMS = itertools.count(1)


@pytest.fixture
def house(store: Store) -> House:
    """A forum in its opening sitting."""
    house = House(store)
    house.open()
    return house


def entry(house: House, key: str = "C-001") -> Commitment:
    return commitments.entry(house.unit(), house.slug, key).commitment


def test_a_commitment_is_bound_to_the_speaker_of_the_first_key_press(house: House) -> None:
    turn = house.speak("leader-1")
    house.at += dt.timedelta(seconds=5)
    first_key = house.at
    house.speak("fji-g1", after=20)
    capture.capture(
        house.unit(), house.slug, "opening", line="c joint: double it due:2023", client_id="x", first_key_at=first_key
    )
    found = entry(house)
    assert (found.source.turn, found.source.speaker) == (turn, "Representative, Example organization 1")
    assert (found.source.capacity, found.source.at) == (Constituency.ORGANIZATION, first_key)
    assert (found.source.sitting, found.source.sitting_seconds, found.source.turn_seconds) == ("opening", 65, 5)
    assert (found.kind, found.text, found.due.code) == (Kind.JOINT_ACTION, "double it", "2023")


def test_the_lead_is_whom_the_speaker_speaks_for(house: House) -> None:
    house.speak("leader-1")
    house.write("c: one")
    house.speak("fji-g1")
    house.write("c @example-2+@example-1: two")
    house.write("c support: three")
    leads = [entry(house, key).lead for key in ("C-001", "C-002", "C-003")]
    assert [lead and lead.key for lead in leads] == ["example-1", "example-2", "FJ"]
    assert [partner.key for partner in entry(house, "C-002").partners] == ["example-1"]


def test_a_walk_in_is_named_too(house: House) -> None:
    walk_in = {"name": "", "function": "Observer of the harbour", "constituency": "observer"}
    added = house.do("AddWalkIn", **walk_in)
    house.do("GiveFloor", entry=added)
    said = house.write("c: we shall help")
    assert said.speaker == entry(house).source.speaker == "Observer of the harbour"
    assert entry(house).lead is None


def test_before_anybody_speaks_a_line_is_bound_to_nobody(house: House) -> None:
    house.write("c: x")
    assert (entry(house).source.turn, entry(house).source.speaker, entry(house).lead) == (None, "", None)
    assert entry(house).source.sitting_seconds == 10


def test_a_first_key_in_the_future_is_now(house: House) -> None:
    later = house.at + dt.timedelta(hours=1)
    capture.capture(house.unit(), house.slug, "opening", line="c: x", client_id="x", first_key_at=later)
    assert entry(house).source.at == house.at


def test_sending_again_changes_nothing(house: House) -> None:
    first = house.write("c: once", client_id="same")
    again = house.write("c: once", client_id="same")
    assert (again.id, again.commitment) == (first.id, "C-001")
    assert commitments.register(house.unit(), house.slug).total == 1


@pytest.mark.parametrize("changes", [{"line": "c: other"}, {"who": "second"}])
def test_the_same_id_for_something_else_is_refused(house: House, changes: dict[str, str]) -> None:
    from tests import builders

    builders.a_person(house.store, house.forum_id, "second", "rapporteur", constituency="secretariat")
    house.write("c: once", client_id="same")
    with pytest.raises(ClientIdReused):
        house.write(**{"line": "c: once", "client_id": "same", **changes})  # type: ignore[arg-type]
    assert commitments.register(house.unit(), house.slug).total == 1


def test_reactions_stand_beside_the_commitment(house: House) -> None:
    house.write("c: one")
    house.write("c: two")
    house.speak("fji-w1")
    house.write("r ~ workers: if floors come first")
    house.write("r C-001 + e: yes")
    second, first = entry(house, "C-002").reactions, entry(house, "C-001").reactions
    assert [(one.constituency, one.stance, one.text) for one in second] == [
        (Constituency.WORKER, Stance.CONDITION, "if floors come first")
    ]
    assert [(one.constituency, one.speaker, one.speaker_state) for one in first] == [
        (Constituency.EMPLOYER, "Worker delegate", "FJ")
    ]


@pytest.mark.parametrize("line", ["r + workers: yes", "r C-099 + workers: yes"])
def test_a_reaction_to_nothing_is_refused_and_not_kept(house: House, line: str) -> None:
    with pytest.raises(UnknownCommitment if "C-099" in line else NothingToReactTo):
        house.write(line)
    assert capture.desk(house.unit(), house.slug, "opening").log == ()


def test_a_correction_changes_the_last_commitment_and_keeps_the_old_words(house: House) -> None:
    house.write("c: raise it by ten per cent")
    house.write("just a summary")
    house.write("s/ten/twenty/")
    assert entry(house).text == "raise it by twenty per cent"
    steps = commitments.entry(house.unit(), house.slug, "C-001").steps
    assert steps[-1].body == {"before": {"text": "raise it by ten per cent"}}
    with pytest.raises(NothingToCorrect):
        house.write("s/absent/there/")


def test_other_lines_stand_in_the_log_newest_first(house: House) -> None:
    house.speak("fji-g1")
    for line in ("t Floors", "d: noted", "a @example-1: send figures due:2023", "floors are affordable"):
        house.write(line)
    log = capture.desk(house.unit(), house.slug, "opening").log
    assert [one.kind for one in log] == [LineKind.SUMMARY, LineKind.ACTION, LineKind.DECISION, LineKind.TOPIC]
    assert {(one.speaker, one.speaker_state, one.author) for one in log} == {
        ("Government delegate", "FJ", "Rapporteur")
    }
    assert commitments.register(house.unit(), house.slug).total == 0


def test_what_is_unknown_stays_text_and_is_told(house: House) -> None:
    said = house.write("c @nobody: help #theme-9")
    assert said.unknown == ("@nobody", "#theme-9")
    assert entry(house).text == "@nobody help #theme-9"
    house.write("c: help #theme-1")
    assert entry(house, "C-002").theme == "theme-1"


def test_the_desk_shows_who_speaks_now(house: House) -> None:
    assert capture.desk(house.unit(), house.slug, "opening").speaker is None
    house.speak("ken-e1")
    shown = capture.desk(house.unit(), house.slug, "opening").speaker
    assert shown is not None
    assert shown.key == "ken-e1"


@pytest.mark.parametrize(
    ("who", "refusal"), [("fji-g1", Forbidden), ("organizer", Forbidden), ("chair", Forbidden), (None, SignInNeeded)]
)
def test_only_the_rapporteur_captures(house: House, who: str | None, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        house.write("c: x", who=who)  # type: ignore[arg-type]
    with pytest.raises(refusal):
        capture.desk(house.unit(who), house.slug, "opening")


@pytest.mark.parametrize(
    ("line", "client_id", "refusal"),
    [("  ", "x", Missing), ("c: " + "x" * 4000, "x", TooLong), ("c: x", "", Missing), ("c: x", "x" * 65, TooLong)],
)
def test_bad_lines_are_refused(house: House, line: str, client_id: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        capture.capture(house.unit(), house.slug, "opening", line=line, client_id=client_id)
    with pytest.raises(Unknown):
        capture.capture(house.unit(), house.slug, "nowhere", line="c: x", client_id="x")


def test_every_capture_is_audited_and_told_by_key_only(house: House) -> None:
    house.write("c: a word that is not told")
    with house.store.reading() as db:
        entries = audit.entries(db, house.forum_id)
        told = [row for row in outbox.waiting(db) if row.name == f"commitments:{house.forum_id}"]
    assert "commitment:captured" in [one.tag.value for one in entries]
    assert [row.body["keys"] for row in told] == [["C-001"]]
    assert "not told" not in str([row.body for row in told])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seconds=st.lists(st.integers(1, 300), min_size=1, max_size=4), data=st.data())
def test_at_every_second_the_line_belongs_to_whoever_had_the_floor(
    sqlite_store: Store, seconds: list[int], data: st.DataObject
) -> None:
    house = House(sqlite_store, f"forum-{next(FORUMS)}")
    house.open()
    speakers = ["leader-1", "fji-g1", "ken-e1", "leader-2"]
    starts = []
    for who, wait in zip(speakers, seconds, strict=False):
        starts.append((house.speak(who, after=wait), house.at))
    house.at += dt.timedelta(seconds=300)
    second = data.draw(st.integers(0, int((house.at - START).total_seconds())))
    moment = START + dt.timedelta(seconds=second)
    capture.capture(house.unit(), house.slug, "opening", line="c: x", client_id="x", first_key_at=moment)
    wanted = [turn for turn, start in starts if start <= moment]
    assert entry(house).source.turn == (wanted[-1] if wanted else None)
