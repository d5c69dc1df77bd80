"""Late, wrong, double, forged and foreign inscriptions each get their refusal; the rest is an entry."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.domain.access import OPERATOR, Actor
from forum.domain.inscription import decide, refused
from forum.domain.inscription.decide import Amendment, behalves
from forum.domain.inscription.values import (
    OWN,
    Behalf,
    BehalfKind,
    Entry,
    EntryState,
    ListRules,
    Presence,
    Source,
    dues,
)
from forum.domain.people import Person, Role
from forum.domain.refusals import Refusal, Stale
from forum.domain.roster import UnknownState
from forum.domain.speaking.procedure import Inscriber, Once
from tests.inscriptions import (
    CLERK,
    CLOSES,
    NOW,
    OPENS,
    ORGANIZATION,
    RULES,
    START,
    WORKER,
    a_list,
    a_person,
    an_actor,
    an_entry,
    an_occasion,
    wanted,
)

DELEGATE = an_actor(a_person())
AFTER = CLOSES + dt.timedelta(minutes=1)
SETTLED = a_list(closed_at=CLOSES)


def inscribed(asked: Any = None, actor: Actor = DELEGATE, *, same: Entry | None = None, **options: Any) -> Entry:
    """What deciding gives, with nobody else on the list unless `rivals` says so."""
    facts: dict[str, Any] = {"rivals": (), "number": 1} | options
    occasion = facts.pop("occasion", an_occasion())
    return decide.inscribe(occasion, asked or wanted(), actor, same=same, **facts)


def test_an_entry_keeps_where_it_came_from() -> None:
    entry = inscribed(wanted(language="fr", presence=Presence.ROOM, aligned=("FR",)), number=7)
    assert (entry.number, entry.source, entry.by_person_id, entry.at) == (7, Source.SELF, 1, NOW)
    assert (entry.language, entry.presence, entry.aligned, entry.country) == ("fr", Presence.ROOM, ("FR",), "FJ")
    assert entry.state is EntryState.INSCRIBED
    assert entry.is_on_list
    assert entry.place is None, "places are given when the list closes"


@pytest.mark.parametrize(
    ("actor", "claimed", "source"),
    [
        (DELEGATE, None, Source.SELF),
        (an_actor(a_person(5), Role.FOCAL_POINT), None, Source.FOCAL_POINT),
        (an_actor(a_person(5), Role.COORDINATOR), None, Source.COORDINATOR),
        (an_actor(a_person(5), Role.AIDE), None, Source.AIDE),
        (an_actor(a_person(5), Role.CHAIR), None, Source.SELF),
        (CLERK, Source.PAPER, Source.PAPER),
        (CLERK, Source.MAIL, Source.MAIL),
        (CLERK, None, Source.HAND),
        (OPERATOR, Source.PAPER, Source.PAPER),
        (an_actor(a_person(1), Role.CLERK, Role.DELEGATE), None, Source.SELF),
    ],
)
def test_the_source_is_what_the_actor_is_to_the_speaker(actor: Actor, claimed: Source | None, source: Source) -> None:
    assert decide.source_of(actor, wanted(source=claimed)) is source


def test_a_forged_source_is_refused() -> None:
    with pytest.raises(refused.SourceNotYours) as said:
        inscribed(wanted(source=Source.PAPER))
    assert said.value.field == "source"
    with pytest.raises(refused.SourceNotYours):
        inscribed(wanted(is_carried=True))
    assert inscribed(wanted(is_carried=True), CLERK).is_carried


def test_only_those_whom_the_rules_name_put_names_on_the_list() -> None:
    by_clerk = an_occasion(rules=replace(RULES, inscribers=frozenset({Inscriber.CLERK})))
    with pytest.raises(refused.WayNotAllowed):
        inscribed(occasion=by_clerk)
    assert inscribed(wanted(source=Source.MAIL), CLERK, occasion=by_clerk).source is Source.MAIL
    unsaid = an_occasion(rules=replace(RULES, inscribers=frozenset()))
    assert inscribed(occasion=unsaid).source is Source.SELF


def test_the_same_form_counts_once_and_another_content_is_refused() -> None:
    first = inscribed()
    assert inscribed(same=first, rivals=[first]) is first
    assert inscribed(same=first, rivals=[first], occasion=an_occasion(AFTER)) is first, "an answer that was lost"
    for other in (wanted(language="fr"), wanted(a_person(2)), wanted(presence=Presence.ROOM)):
        with pytest.raises(refused.FormReused):
            inscribed(other, same=first)
    with pytest.raises(refused.FormReused):
        inscribed(actor=CLERK, same=first)


def test_a_list_that_is_not_open_yet() -> None:
    with pytest.raises(refused.ListNotOpen) as said:
        inscribed(occasion=an_occasion(OPENS - dt.timedelta(seconds=1)))
    assert said.value.params == {"opens": OPENS, "zone": "Pacific/Fiji"}
    assert inscribed(occasion=an_occasion(OPENS)).is_on_list
    with pytest.raises(refused.ListNotOpen):
        inscribed(actor=CLERK, occasion=an_occasion(OPENS - dt.timedelta(seconds=1)))


def test_late_entries_are_refused_but_from_the_clerk_with_a_reason() -> None:
    assert inscribed(occasion=an_occasion(CLOSES - dt.timedelta(milliseconds=1))).is_on_list
    for now in (CLOSES, AFTER):
        with pytest.raises(refused.ListClosed) as said:
            inscribed(wanted(reason="please"), occasion=an_occasion(now))
        assert said.value.params == {"since": CLOSES, "zone": "Pacific/Fiji"}
    with pytest.raises(refused.ReasonNeeded):
        inscribed(actor=CLERK, occasion=an_occasion(AFTER))
    late = inscribed(wanted(reason="Credentials came late"), CLERK, occasion=an_occasion(AFTER, SETTLED), number=9)
    assert (late.reason, late.place, late.source) == ("Credentials came late", 9, Source.HAND)


def test_closed_early_counts_from_then() -> None:
    early = a_list(closed_at=NOW - dt.timedelta(hours=1))
    with pytest.raises(refused.ListClosed) as said:
        inscribed(occasion=an_occasion(listing=early))
    assert said.value.params["since"] == NOW - dt.timedelta(hours=1)


def test_once_the_sitting_has_begun_the_floor_runs_the_list() -> None:
    for actor in (DELEGATE, CLERK):
        with pytest.raises(refused.SittingHasBegun):
            inscribed(wanted(reason="late"), actor, occasion=an_occasion(START))


@pytest.mark.parametrize(
    "speaker",
    [
        a_person(roles=frozenset({Role.OBSERVER})),
        a_person(roles=frozenset({Role.CHAIR})),
        a_person(constituency=ORGANIZATION, roles=frozenset({Role.DELEGATE})),
    ],
)
def test_who_is_not_among_the_speakers(speaker: Person) -> None:
    with pytest.raises(refused.NotAmongSpeakers) as said:
        inscribed(wanted(speaker), CLERK)
    assert (said.value.field, said.value.params) == ("person", {"name": "Delegate 1"})


def test_on_whose_behalf_one_may_speak() -> None:
    person = a_person(groups=("ASPAG", "ACP"))
    kinds = [(each.kind, each.name) for each in behalves(person)]
    assert kinds == [
        (BehalfKind.OWN, ""),
        (BehalfKind.CONSTITUENCY, "government"),
        (BehalfKind.REGION, "Asia and the Pacific"),
        (BehalfKind.GROUP, "ASPAG"),
        (BehalfKind.GROUP, "ACP"),
    ]
    assert inscribed(wanted(person, behalf=behalves(person)[3])).behalf.is_of_group
    assert behalves(a_person(constituency=ORGANIZATION, region="", state=None)) == (OWN,)
    assert [each.kind for each in behalves(a_person(region=""))] == [BehalfKind.OWN, BehalfKind.CONSTITUENCY]


@pytest.mark.parametrize(
    "behalf",
    [
        Behalf(kind=BehalfKind.GROUP, name="EU"),
        Behalf(kind=BehalfKind.REGION, name="Africa"),
        Behalf(kind=BehalfKind.CONSTITUENCY, name="worker"),
    ],
)
def test_nobody_speaks_for_a_group_that_is_not_theirs(behalf: Behalf) -> None:
    with pytest.raises(refused.BehalfNotYours) as said:
        inscribed(wanted(behalf=behalf), CLERK)
    assert said.value.params == {"group": behalf.name}


def test_alignment_with_oneself_and_with_nobody() -> None:
    with pytest.raises(refused.AlignedWithOneself):
        inscribed(wanted(aligned=("FR", "FJ")))
    with pytest.raises(UnknownState) as said:
        inscribed(wanted(aligned=("XX",)))
    assert said.value.field == "aligned"


def test_a_deputy_is_of_the_same_delegation_and_constituency() -> None:
    assert inscribed(wanted(deputy=a_person(2))).deputy_id == 2
    for deputy in (a_person(2, "KE"), a_person(2, constituency=WORKER)):
        with pytest.raises(refused.DeputyOfAnotherState) as said:
            inscribed(wanted(deputy=deputy))
        assert said.value.params == {"name": "Delegate 2"}
    with pytest.raises(refused.DeputyIsSpeaker):
        inscribed(wanted(deputy=a_person(1)))


def test_nobody_is_inscribed_twice() -> None:
    there = an_entry(1)
    with pytest.raises(refused.AlreadyInscribed):
        inscribed(rivals=[there])
    assert inscribed(rivals=[replace(there, state=EntryState.WITHDRAWN)]).is_on_list
    assert inscribed(wanted(is_draft=True), rivals=[there]).state is EntryState.DRAFT


@pytest.mark.parametrize(
    ("once", "other", "is_taken"),
    [
        (Once.STATE_AND_CONSTITUENCY, a_person(2), True),
        (Once.STATE_AND_CONSTITUENCY, a_person(2, constituency=WORKER), False),
        (Once.STATE_AND_CONSTITUENCY, a_person(2, "KE"), False),
        (Once.STATE, a_person(2, constituency=WORKER), True),
        (Once.STATE, a_person(2, "KE"), False),
        (Once.PERSON, a_person(2), False),
        (None, a_person(2), False),
    ],
)
def test_one_per_state_and_constituency_where_the_rules_say_so(
    once: Once | None, other: Person, is_taken: bool
) -> None:
    rules = replace(RULES, once=once)
    there = an_entry(1, claim=rules.claim(a_person(), OWN))
    occasion = an_occasion(rules=rules)
    if is_taken:
        with pytest.raises(refused.ClaimTaken):
            inscribed(wanted(other), CLERK, rivals=[there], occasion=occasion)
    else:
        claim = inscribed(wanted(other), CLERK, rivals=[], occasion=occasion).claim
        assert claim != there.claim


def test_an_organization_claims_as_a_state_does() -> None:
    leader = a_person(3, None, constituency=ORGANIZATION, organization_key="bank", roles=frozenset({Role.LEADER}))
    assert replace(RULES, once=Once.STATE).claim(leader, OWN) == "own:bank"
    assert replace(RULES, once=Once.STATE).claim(a_person(3, None), OWN) == "person:person-3"


def test_a_group_has_one_speaker() -> None:
    region = behalves(a_person())[2]
    there = an_entry(1, behalf=region)
    with pytest.raises(refused.ClaimTaken):
        inscribed(wanted(a_person(2, "KE"), behalf=region), CLERK, rivals=[there])


def test_a_recording_that_cannot_come_in_time() -> None:
    due = dues(RULES, START).video
    assert due == START - dt.timedelta(hours=48)
    assert inscribed(wanted(presence=Presence.RECORDED), occasion=an_occasion(due)).is_on_list
    with pytest.raises(refused.RecordingTooLate):
        inscribed(wanted(presence=Presence.RECORDED), occasion=an_occasion(due + dt.timedelta(seconds=1)))
    unsaid = ListRules(speakers=RULES.speakers)
    assert dues(unsaid, START).text is None


def test_a_draft_may_be_made_before_the_list_opens_and_handed_in_while_it_is_open() -> None:
    early = an_occasion(OPENS - dt.timedelta(days=1))
    draft = inscribed(wanted(is_draft=True), occasion=early)
    assert not draft.is_on_list
    with pytest.raises(refused.ListNotOpen):
        decide.hand_in(early, draft, a_person(), DELEGATE, [], 4)
    entry = decide.hand_in(an_occasion(), draft, a_person(), DELEGATE, [draft], 4)
    assert (entry.state, entry.number, entry.at, entry.revision) == (EntryState.INSCRIBED, 4, NOW, 1)
    with pytest.raises(refused.NotADraft):
        decide.hand_in(an_occasion(), entry, a_person(), DELEGATE, [], 5)
    with pytest.raises(refused.AlreadyInscribed):
        decide.hand_in(an_occasion(), replace(draft, id=8), a_person(), DELEGATE, [an_entry(1)], 5)
    late = replace(draft, reason="Credentials")
    assert decide.hand_in(an_occasion(AFTER, SETTLED), late, a_person(), CLERK, [], 6).place == 6


def test_a_draft_that_is_dropped_never_jumps_the_queue() -> None:
    """Made before the list opened it has an early number: withdrawn and restored it would stand before the others."""
    draft = an_entry(1, state=EntryState.DRAFT)
    dropped = decide.withdraw(an_occasion(), draft)
    assert dropped.state is EntryState.DROPPED
    with pytest.raises(refused.NotWithdrawn):
        decide.restore(an_occasion(), dropped, a_person(), DELEGATE, [])
    with pytest.raises(refused.NotADraft):
        decide.hand_in(an_occasion(), dropped, a_person(), DELEGATE, [], 2)
    for act in (decide.withdraw, lambda o, e: decide.amend(o, e, a_person(), amendment(), revision=e.revision)):
        with pytest.raises(refused.NotOnList):
            act(an_occasion(), dropped)


def test_a_withdrawal_is_undone_while_the_list_is_open() -> None:
    entry = an_entry(3, swap_with=9)
    gone = decide.withdraw(an_occasion(), entry)
    assert (gone.state, gone.swap_with, gone.number) == (EntryState.WITHDRAWN, None, 3)
    back = decide.restore(an_occasion(), gone, a_person(3), DELEGATE, [gone])
    assert (back.state, back.number, back.revision) == (EntryState.INSCRIBED, 3, 2)
    with pytest.raises(refused.NotOnList):
        decide.withdraw(an_occasion(), gone)
    with pytest.raises(refused.NotWithdrawn):
        decide.restore(an_occasion(), back, a_person(3), DELEGATE, [])
    with pytest.raises(refused.ListClosed):
        decide.restore(an_occasion(AFTER), gone, a_person(3), DELEGATE, [])
    with pytest.raises(refused.ClaimTaken):
        decide.restore(an_occasion(), gone, a_person(3), DELEGATE, [an_entry(4, a_person(4), claim=gone.claim)])
    with pytest.raises(refused.SittingHasBegun):
        decide.withdraw(an_occasion(START), entry)


def amendment(**changes: Any) -> Amendment:
    facts: dict[str, Any] = {"aligned": (), "language": "en", "presence": Presence.REMOTE, "deputy": None}
    return Amendment(**facts | changes)


def test_particulars_change_and_nobody_overwrites_unseen() -> None:
    entry = an_entry(1, revision=2)
    new = decide.amend(
        an_occasion(), entry, a_person(), amendment(language="es", deputy=a_person(2), aligned=("KE",)), revision=2
    )
    assert (new.language, new.deputy_id, new.aligned, new.revision) == ("es", 2, ("KE",), 3)
    assert decide.amend(an_occasion(), new, a_person(), amendment(), revision=3).deputy_id is None
    with pytest.raises(Stale):
        decide.amend(an_occasion(), new, a_person(), amendment(), revision=2)
    with pytest.raises(refused.NotOnList):
        decide.amend(an_occasion(), replace(entry, state=EntryState.WITHDRAWN), a_person(), amendment(), revision=2)
    late = an_occasion(CLOSES - dt.timedelta(minutes=1))
    with pytest.raises(refused.RecordingTooLate):
        decide.amend(late, entry, a_person(), amendment(presence=Presence.RECORDED), revision=2)
    recorded = replace(entry, presence=Presence.RECORDED)
    kept = decide.amend(
        late, recorded, a_person(), amendment(presence=Presence.RECORDED, video="https://v"), revision=2
    )
    assert kept.video == "https://v", "what was recorded in time may get another link"


def test_a_deputy_steps_in_at_the_same_place() -> None:
    entry = an_entry(1, deputy_id=2, place=4)
    new = decide.step_in(an_occasion(), entry, [entry])
    assert (new.person_id, new.deputy_id, new.place) == (2, 1, 4)
    with pytest.raises(refused.NoDeputy):
        decide.step_in(an_occasion(), an_entry(1), [])
    with pytest.raises(refused.AlreadyInscribed):
        decide.step_in(an_occasion(), entry, [an_entry(2)])
    with pytest.raises(refused.NotOnList):
        decide.step_in(an_occasion(), replace(entry, state=EntryState.WITHDRAWN), [])


def test_places_are_exchanged_by_consent_of_both_once_they_are_settled() -> None:
    closed = an_occasion(AFTER, SETTLED)
    mine, other = an_entry(1, place=1), an_entry(2, place=5)
    offered = decide.offer_swap(closed, mine, other)
    assert offered.swap_with == 2
    two, one = decide.swap(closed, other, offered)
    assert [(each.id, each.place, each.swap_with) for each in (two, one)] == [(2, 1, None), (1, 5, None)]
    with pytest.raises(refused.NoSwapOffered):
        decide.swap(closed, other, mine)
    with pytest.raises(refused.NoSwapOffered):
        decide.swap(closed, an_entry(3, place=3), offered)
    with pytest.raises(refused.ListStillOpen):
        decide.offer_swap(an_occasion(), mine, other)
    with pytest.raises(refused.SwapWithOneself):
        decide.offer_swap(closed, mine, mine)
    with pytest.raises(refused.NotOnList):
        decide.offer_swap(closed, mine, replace(other, state=EntryState.WITHDRAWN))
    assert decide.take_back_offer(closed, offered).swap_with is None
    with pytest.raises(refused.NoSwapOffered):
        decide.take_back_offer(closed, mine)


MOMENTS = st.integers(-20 * 1440, 1440).map(lambda minutes: START + dt.timedelta(minutes=minutes))


@given(moment=MOMENTS, is_desk=st.booleans(), reason=st.sampled_from(["", "why"]))
def test_an_entry_is_made_exactly_while_the_list_is_open_or_by_the_desk_with_a_reason(
    moment: dt.datetime, is_desk: bool, reason: str
) -> None:
    is_due = OPENS <= moment < CLOSES or (is_desk and bool(reason) and CLOSES <= moment < START)
    try:
        entry = inscribed(wanted(reason=reason), CLERK if is_desk else DELEGATE, occasion=an_occasion(moment))
    except Refusal:
        assert not is_due
    else:
        assert is_due
        assert entry.at == moment
