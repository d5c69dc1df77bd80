"""Every Member State has its region; the shipped list says the same."""

from __future__ import annotations

import csv

from forum.domain.people import Region
from forum.domain.regions import REGION_OF
from forum.examples.global_forum_2022 import text
from forum.i18n.states import member_states


def test_every_member_state_has_a_region() -> None:
    assert tuple(sorted(REGION_OF)) == member_states()
    assert set(REGION_OF.values()) == set(Region)


def test_the_list_of_member_states_says_the_same() -> None:
    listed = {row["iso2"]: row["ilo_region"] for row in csv.DictReader(text("member_states.csv").splitlines())}
    assert listed == {state: region.value for state, region in REGION_OF.items()}
