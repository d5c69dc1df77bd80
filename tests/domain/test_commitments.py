"""Commitments: states as data, one lead, silence that is never consent, what is hidden stays hidden."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.domain.access import ANONYMOUS, OPERATOR, Actor
from forum.domain.commitments import (
    AGREED,
    STEPS,
    Commitment,
    Editorial,
    Fact,
    Freshness,
    Kind,
    LeadIsPartner,
    Party,
    StepNotAllowed,
    View,
    Visibility,
    facts,
    freshness,
    is_visible,
    key_of,
    meter,
    number_of,
    require_one_lead,
    require_step,
    view_of,
    written,
)
from forum.domain.dues import parse_due
from forum.domain.people import Role

NOW = datetime(2022, 2, 22, 13, tzinfo=UTC)
LEAD = Party(key="example-a", name="Example organization A")


def commitment(**changes: object) -> Commitment:
    plain = Commitment(id=1, forum_id=1, number=1, kind=Kind.JOINT_ACTION, text="x", lead=LEAD, created_at=NOW)
    return replace(plain, **changes)  # type: ignore[arg-type]


def test_every_state_has_its_steps_and_none_leads_to_itself() -> None:
    assert set(STEPS) == set(Editorial)
    assert all(state not in wanted for state, wanted in STEPS.items())


def test_silence_is_never_confirmation() -> None:
    assert Editorial.NO_REPLY not in AGREED
    assert Fact.UNCONFIRMED in facts(commitment(editorial=Editorial.NO_REPLY))
    assert Fact.UNCONFIRMED not in facts(commitment(editorial=Editorial.CONFIRMED))


def test_a_capture_is_not_confirmed_in_one_step() -> None:
    require_step(Editorial.CAPTURED, Editorial.TRIAGED)
    with pytest.raises(StepNotAllowed) as refused:
        require_step(Editorial.CAPTURED, Editorial.CONFIRMED)
    assert refused.value.params == {"state": "captured", "wanted": "confirmed"}


def test_text_lead_and_gap_are_named() -> None:
    assert facts(commitment(text="", lead=None)) == (Fact.TEXT_NEEDED, Fact.LEAD_NEEDED, Fact.UNCONFIRMED)
    assert Fact.GAP in facts(commitment(text="raise @@ per cent"))


def test_exactly_one_lead() -> None:
    require_one_lead(LEAD, (Party(key="example-b"),))
    require_one_lead(None, (LEAD,))
    with pytest.raises(LeadIsPartner):
        require_one_lead(LEAD, (LEAD,))


@pytest.mark.parametrize(
    ("days", "wanted"), [(0, Freshness.FRESH), (364, Freshness.FRESH), (365, Freshness.DUE), (730, Freshness.OVERDUE)]
)
def test_freshness_comes_from_dates(days: int, wanted: Freshness) -> None:
    assert freshness(commitment(), NOW + timedelta(days=days)) is wanted


def test_a_report_makes_fresh_again() -> None:
    later = NOW + timedelta(days=800)
    assert freshness(commitment(reported_at=later), later) is Freshness.FRESH


def test_the_meter_names_what_is_missing() -> None:
    found = meter(commitment())
    assert found is not None
    assert (found.met, found.of, found.missing) == (1, 5, ("measure", "amount", "theme", "due"))
    whole = commitment(measure="people covered", amount=5, theme="theme-1", due=parse_due("2023"))
    assert (meter(whole) or found).missing == ()


def test_support_is_not_measured() -> None:
    assert meter(commitment(kind=Kind.SUPPORT)) is None


def test_a_kind_that_was_not_stated_is_named() -> None:
    found = meter(commitment(kind=Kind.NOT_STATED))
    assert found is not None
    assert (found.met, found.missing[0]) == (0, "kind")


@given(st.integers(1, 10**8))
def test_keys_and_numbers_are_inverse(number: int) -> None:
    assert number_of(key_of(number)) == number


def test_a_commitment_is_known_by_its_key() -> None:
    assert commitment(number=12).key == "C-012"


@pytest.mark.parametrize("key", ["C-", "D-001", "C-x", "C-٣", "", "C-9999999999"])
def test_what_is_no_key_has_no_number(key: str) -> None:
    assert number_of(key) is None


@pytest.mark.parametrize(
    ("actor", "view"),
    [
        (ANONYMOUS, View.PUBLIC),
        (OPERATOR, View.SECRETARIAT),
        (Actor(account_id=1, person_id=1, forum_id=2, roles=frozenset({Role.RAPPORTEUR})), View.PUBLIC),
        (Actor(account_id=1, person_id=1, forum_id=1, roles=frozenset({Role.DELEGATE})), View.PARTICIPANT),
        (Actor(account_id=1, person_id=1, forum_id=1, roles=frozenset({Role.RAPPORTEUR})), View.SECRETARIAT),
    ],
)
def test_how_much_an_actor_sees(actor: Actor, view: View) -> None:
    assert view_of(actor, 1) is view


@given(st.sampled_from(Visibility), st.sampled_from(View))
def test_an_embargo_hides_from_everybody_but_the_secretariat(visibility: Visibility, view: View) -> None:
    hidden = commitment(visibility=visibility, embargo_until=NOW + timedelta(seconds=1))
    assert is_visible(hidden, view, NOW) is (view is View.SECRETARIAT)
    after = is_visible(hidden, view, NOW + timedelta(seconds=1))
    assert after is is_visible(replace(hidden, embargo_until=None), view, NOW)


def test_visibility_without_embargo() -> None:
    seen = {v: [view for view in View if is_visible(commitment(visibility=v), view, NOW)] for v in Visibility}
    assert seen == {
        Visibility.PUBLIC: [View.PUBLIC, View.PARTICIPANT, View.SECRETARIAT],
        Visibility.PARTICIPANTS: [View.PARTICIPANT, View.SECRETARIAT],
        Visibility.INTERNAL: [View.SECRETARIAT],
    }


def test_what_is_written_goes_into_the_form_that_changes_it() -> None:
    """An embargo comes back in UTC, organizations by their keys; nothing that is not there is made up."""
    late = datetime(2022, 3, 1, 9, tzinfo=timezone(timedelta(hours=2)))
    partners = (Party(key="example-b", name="Example organization B"), Party(key="example-c"))
    one = commitment(partners=partners, due=parse_due("2023-Q2"), embargo_until=late, amount="5000000", sdgs=(8, 10))
    fields = written(one)
    assert (fields["lead"], fields["partners"]) == ("example-a", ("example-b", "example-c"))
    assert (fields["due"], fields["embargo_until"]) == ("2023-Q2", "2022-03-01T07:00:00+00:00")
    assert (fields["text"], fields["amount"], fields["sdgs"]) == ("x", "5000000", (8, 10))
    bare = written(commitment(lead=None))
    assert (bare["lead"], bare["partners"], bare["embargo_until"]) == ("", (), None)
