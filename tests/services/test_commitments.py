"""The register: one lead, states step by step, what is hidden stays hidden, silence is never consent."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from forum.domain import editions
from forum.domain.commitments import (
    Commitment,
    Editorial,
    Fact,
    Freshness,
    Implementation,
    Kind,
    LeadIsPartner,
    Stance,
    StepNotAllowed,
    UnknownParty,
    UnknownSpeaker,
    View,
    Visibility,
    facts,
    freshness,
    written,
)
from forum.domain.editions import ChangedMeanwhile
from forum.domain.people import Constituency
from forum.domain.refusals import (
    Forbidden,
    Missing,
    Refusal,
    SignInNeeded,
    TooLong,
    Unknown,
    UnknownChoice,
    UnknownLanguage,
)
from forum.services import commitments
from forum.services.commitments import CommitmentIn, EntryIn
from forum.store import audit
from forum.store.commitments import Filter
from forum.store.engine import Store
from tests.registers import SECRET, House


@pytest.fixture
def house(store: Store) -> House:
    """A forum in its opening sitting, with one commitment captured."""
    house = House(store)
    house.open()
    house.speak("leader-1")
    house.write("c joint @example-1+@example-2: We shall double it #theme-1 due:2023 usd:5m")
    return house


def entry(house: House, key: str = "C-001", who: str | None = "rapporteur") -> Commitment:
    return commitments.entry(house.unit(who), house.slug, key).commitment


def form(house: House, **changes: object) -> CommitmentIn:
    """What the edit form would send unchanged, but for `changes`."""
    now = entry(house)
    same = CommitmentIn(
        text=now.text,
        kind=now.kind,
        lead=now.lead.key if now.lead else "",
        partners=tuple(partner.key for partner in now.partners),
        theme=now.theme,
        due=now.due.code,
        amount=now.amount,
        currency=now.currency,
        visibility=now.visibility,
    )
    return replace(same, **changes)  # type: ignore[arg-type]


def edit(house: House, **changes: object) -> Commitment:
    return commitments.edit(house.unit(), house.slug, "C-001", form(house, **changes))


def test_an_edit_keeps_what_was_before(house: House) -> None:
    changed = edit(house, text="We shall treble it", measure="people covered", sdgs=("1.3",), due="2024-Q1")
    assert (changed.text, changed.due.code, changed.sdgs, changed.version) == (
        "We shall treble it",
        "2024-Q1",
        ("1.3",),
        2,
    )
    before = commitments.entry(house.unit(), house.slug, "C-001").steps[-1].body["before"]
    assert isinstance(before, dict)
    assert before["text"] == "We shall double it"
    assert "kind" not in before


def test_two_who_edit_the_same_version_do_not_overwrite_each_other(house: House) -> None:
    wanted, seen = form(house), editions.mark(written(entry(house)))
    edit(house, text="first")
    with pytest.raises(ChangedMeanwhile) as caught:
        commitments.edit(house.unit(), house.slug, "C-001", replace(wanted, text="second"), seen=seen)
    assert caught.value.params == {"fields": ("text",), "clashing": ("text",)}
    assert entry(house).text == "first"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"lead": "example-2"}, LeadIsPartner),
        ({"lead": "nobody"}, UnknownParty),
        ({"partners": ("nobody",)}, UnknownParty),
        ({"theme": "theme-9"}, UnknownChoice),
        ({"due": "soon"}, UnknownChoice),
        ({"language": "tlh"}, UnknownLanguage),
        ({"currency": ""}, Missing),
        ({"amount": None}, Missing),
        ({"text": "x" * 4001}, TooLong),
        ({"sdgs": ("18",)}, UnknownChoice),
        ({"sdgs": ("1.3", "<b>" * 100_000)}, UnknownChoice),
        ({"sdgs": ("1",) * 41}, UnknownChoice),
    ],
)
def test_a_bad_edit_changes_nothing(house: House, changes: dict[str, object], refusal: type[Refusal]) -> None:
    before = entry(house)
    with pytest.raises(refusal) as refused:
        edit(house, **changes)
    assert refused.value.field
    assert entry(house) == before


def test_states_go_step_by_step(house: House) -> None:
    for wanted in (Editorial.SENT, Editorial.NO_REPLY):
        commitments.step(house.unit(), house.slug, "C-001", wanted)
    assert Fact.UNCONFIRMED in facts(entry(house))
    with pytest.raises(StepNotAllowed):
        commitments.step(house.unit(), house.slug, "C-001", Editorial.PUBLISHED)
    commitments.step(house.unit(), house.slug, "C-001", Editorial.CONFIRMED, reason="letter of 1 March")
    assert entry(house).editorial is Editorial.CONFIRMED
    last = commitments.entry(house.unit(), house.slug, "C-001").steps[-1]
    assert (last.kind, last.person, last.body["reason"]) == ("editorial", "Rapporteur", "letter of 1 March")


def test_progress_makes_fresh_again(house: House) -> None:
    house.at += dt.timedelta(days=800)
    assert freshness(entry(house), house.at) is Freshness.OVERDUE
    commitments.report_progress(house.unit(), house.slug, "C-001", Implementation.IN_PROGRESS, note="half way")
    assert freshness(entry(house), house.at) is Freshness.FRESH
    assert (entry(house).implementation, entry(house).editorial) == (Implementation.IN_PROGRESS, Editorial.CAPTURED)


def test_rebinding_takes_the_newest_turn_of_the_new_speaker(house: House) -> None:
    before = entry(house).source
    turn = house.speak("leader-2")
    offered = commitments.entry(house.unit(), house.slug, "C-001").speakers
    assert [key for key, _ in offered] == ["leader-1", "leader-2"]
    after = commitments.rebind(house.unit(), house.slug, "C-001", person="leader-2").source
    assert (after.turn, after.speaker) == (turn, "Representative, Example organization 2")
    assert (after.at, after.sitting_seconds, after.turn_seconds) == (before.at, before.sitting_seconds, None)
    unspoken = commitments.rebind(house.unit(), house.slug, "C-001", person="ken-g1").source
    assert (unspoken.turn, unspoken.speaker_state, unspoken.capacity) == (None, "KE", Constituency.GOVERNMENT)
    with pytest.raises(UnknownSpeaker):
        commitments.rebind(house.unit(), house.slug, "C-001", person="nobody")


def test_a_coordinator_reacts_for_their_own_constituency_only(house: House) -> None:
    unit = house.unit("worker-coordinator")
    commitments.react(unit, house.slug, "C-001", Constituency.WORKER, Stance.SUPPORTS, "Gladly.")
    with pytest.raises(Forbidden):
        commitments.react(unit, house.slug, "C-001", Constituency.EMPLOYER, Stance.SUPPORTS)
    with pytest.raises(Forbidden):
        commitments.react(house.unit("fji-w1"), house.slug, "C-001", Constituency.WORKER, Stance.RESERVES)
    reactions = entry(house).reactions
    assert [(one.constituency, one.stance, one.text) for one in reactions] == [
        (Constituency.WORKER, Stance.SUPPORTS, "Gladly.")
    ]


@pytest.mark.parametrize(
    ("visibility", "embargo", "seen_by"),
    [
        (Visibility.PUBLIC, 0, {None, "fji-g1", "rapporteur", "organizer"}),
        (Visibility.PARTICIPANTS, 0, {"fji-g1", "rapporteur", "organizer"}),
        (Visibility.INTERNAL, 0, {"rapporteur", "organizer"}),
        (Visibility.PUBLIC, 60, {"rapporteur", "organizer"}),
    ],
)
def test_what_is_hidden_takes_part_in_nothing(
    house: House, visibility: Visibility, embargo: int, seen_by: set[str | None]
) -> None:
    until = house.at + dt.timedelta(seconds=embargo) if embargo else None
    edit(house, text=f"We shall {SECRET}", visibility=visibility, embargo_until=until)
    for who in (None, "fji-g1", "rapporteur", "organizer"):
        for wanted in (None, Filter(search=SECRET), Filter(lead="example-1"), Filter(search="C-001")):
            page = commitments.register(house.unit(who), house.slug, wanted)
            assert (SECRET in str(page)) is (who in seen_by)
            assert page.total == len(page.entries) == len(page.leads) == (who in seen_by)
        if who not in seen_by:
            with pytest.raises(Unknown):
                commitments.entry(house.unit(who), house.slug, "C-001")


def test_who_may_not_see_it_cannot_react_to_it(house: House) -> None:
    edit(house, visibility=Visibility.INTERNAL)
    unit = house.unit("worker-coordinator")
    with pytest.raises(Unknown):
        commitments.react(unit, house.slug, "C-001", Constituency.WORKER, Stance.SUPPORTS)


def test_the_trail_and_the_forms_are_the_secretariats(house: House) -> None:
    edit(house, visibility=Visibility.PUBLIC)
    seen = commitments.entry(house.unit(None), house.slug, "C-001")
    assert (seen.view, seen.steps, seen.parties, seen.speakers) == (View.PUBLIC, (), (), ())


@pytest.mark.parametrize("who", ["fji-g1", "organizer", "worker-coordinator"])
def test_only_the_rapporteur_edits(house: House, who: str) -> None:
    unit = house.unit(who)
    for act in (
        lambda: commitments.edit(unit, house.slug, "C-001", form(house)),
        lambda: commitments.step(unit, house.slug, "C-001", Editorial.TRIAGED),
        lambda: commitments.rebind(unit, house.slug, "C-001", person="leader-2"),
        lambda: commitments.report_progress(unit, house.slug, "C-001", Implementation.FULFILLED),
        lambda: commitments.import_register(unit, house.slug, []),
    ):
        with pytest.raises(Forbidden):
            act()
    with pytest.raises(SignInNeeded):
        commitments.step(house.unit(None), house.slug, "C-001", Editorial.TRIAGED)


def test_the_register_of_a_rehearsal_is_its_participants_only(store: Store) -> None:
    house = House(store, is_rehearsal=True)
    assert commitments.register(house.unit("fji-g1"), house.slug).total == 0
    other = House(house.store, "other-forum")
    for slug in (house.slug, "nowhere"):
        with pytest.raises(SignInNeeded):
            commitments.register(house.unit(None), slug)
        with pytest.raises(Unknown):
            commitments.register(other.unit("chair"), slug)


def test_another_forum_knows_nothing_of_it(house: House) -> None:
    other = House(house.store, "other-forum")
    edit(house, visibility=Visibility.PUBLIC)
    assert commitments.register(other.unit(), other.slug).total == 0
    with pytest.raises(Unknown):
        commitments.entry(other.unit(), other.slug, "C-001")
    with pytest.raises(Forbidden):
        commitments.step(other.unit(), house.slug, "C-001", Editorial.TRIAGED)


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        (Filter(theme="theme-1"), ["C-001"]),
        (Filter(lead="fj"), []),
        (Filter(lead="FJ"), ["C-002"]),
        (Filter(kind=Kind.SUPPORT), ["C-002"]),
        (Filter(editorial=Editorial.CAPTURED), ["C-001", "C-002"]),
        (Filter(implementation=Implementation.FULFILLED), []),
        (Filter(search="DOUBLE"), ["C-001"]),
        (Filter(search="organization 1"), ["C-001"]),
        (Filter(search="c-002"), ["C-002"]),
        (Filter(search="100%"), []),
        (Filter(search="_"), []),
    ],
)
def test_filters(house: House, wanted: Filter, keys: list[str]) -> None:
    house.speak("fji-g1")
    house.write("c support: with all our heart")
    assert [one.key for one in commitments.register(house.unit(), house.slug, wanted).entries] == keys


def test_a_published_source_enters_once_and_asks_for_its_text(house: House) -> None:
    wanted = [
        EntryIn(lead="example-2", citation="F14"),
        EntryIn(lead="KE", citation="F14", kind=Kind.SUPPORT),
    ]
    assert commitments.import_register(house.unit(), house.slug, wanted) == ["C-002", "C-003"]
    assert commitments.import_register(house.unit(), house.slug, wanted) == []
    found = entry(house, "C-002", who=None)
    assert (found.text, found.editorial, found.source.citation) == ("", Editorial.CAPTURED, "F14")
    assert Fact.TEXT_NEEDED in facts(found)


def test_one_bad_entry_keeps_the_whole_import_out(house: House) -> None:
    with pytest.raises(UnknownParty):
        commitments.import_register(
            house.unit(),
            house.slug,
            [EntryIn(lead="example-2", citation="F14"), EntryIn(lead="nobody", citation="F14")],
        )
    assert commitments.register(house.unit(), house.slug).total == 1


def test_every_change_is_audited(house: House) -> None:
    edit(house, text="other")
    commitments.react(house.unit(), house.slug, "C-001", Constituency.WORKER, Stance.ASKS)
    with house.store.reading() as db:
        tags = [one.tag.value for one in audit.entries(db, house.forum_id) if one.subject == "commitment:C-001"]
    assert tags == ["reaction:recorded", "commitment:edited", "commitment:captured"]
