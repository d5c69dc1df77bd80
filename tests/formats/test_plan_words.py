"""Reasons and remedies as sentences: each rule of random impossible problems, and each kind of change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from forum.formats.plan_words import CHANGES, RULES, change_said, clock_said, rule_said, start_said
from forum.i18n.catalogues import words
from tests.timezones.test_windows import problem
from timezones.problem import Problem, WantedSitting
from timezones.questions.limits import Limits
from timezones.questions.relaxing import ORDER, Relaxation

NOON = datetime(2022, 2, 22, 12, tzinfo=UTC)
TAGS = ("en", "fr", "es", "ar", "zh", "ru", "de")


def asked() -> Problem:
    first = WantedSitting(
        id="first", minutes=90, after=("other",), awake=("Asia/Tokyo",), day=date(2022, 2, 23), starts=(NOON,),
        repeat=2, repeat_gap=(480, 960),
    )  # fmt: skip
    return problem(sittings=(first, WantedSitting(id="other", minutes=60)))


SAID = {
    "forum.venue_hours": "the venue is open from 07:00 to 22:00",
    "forum.max_minutes_per_day": "a day has at most 240 minutes of sittings",
    "forum.min_gap_minutes": "between two sittings of a day there are at least 15 minutes",
    "forum.last_day": "the forum lasts from Tue 2022-02-22 to Thu 2022-02-24",
    "sittings[0].day": "first is on Wed 2022-02-23",
    "sittings[0].starts": "first stays at Tue 2022-02-22 13:00 +01:00",
    "sittings[0].after[other]": "first begins when other is over",
    "sittings[0].awake[Asia/Tokyo]": "Asia/Tokyo attends first outside the dearest hours",
    "sittings[0].repeat_gap_hours": "the two instances of first start 8 to 16 hours apart",
    "replan.worst": "nobody bears more than 900 points",
    "replan.mean": "the mean is at most 70 points a head",
    "replan.heads": "at most 12 heads sit in the dearest hours",
}
LIMITS = Limits(worst=900, mean=Fraction(70), heads=12)


@pytest.mark.parametrize(("path", "sentence"), SAID.items())
def test_each_rule_is_said(path: str, sentence: str) -> None:
    assert rule_said(asked(), path, words("en"), LIMITS) == sentence
    for tag in TAGS:
        said = rule_said(asked(), path, words(tag), LIMITS)
        assert "%(" not in said
        assert tag == "en" or said != sentence


def test_every_rule_has_a_sentence_and_every_kind_of_change_too() -> None:
    assert len(SAID) == len(RULES)
    assert set(CHANGES) == set(ORDER)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            Relaxation(path="forum.min_gap_minutes", kind="gap", amount=5, becomes=10),
            "let pauses of 10 minutes be enough (5 fewer)",
        ),
        (
            Relaxation(path="forum.max_minutes_per_day", kind="cap", amount=10, becomes=250),
            "allow 250 minutes of sittings a day (10 more)",
        ),
        (
            Relaxation(path="forum.venue_hours", kind="hours", amount=15, becomes=(420, 1530)),
            "open the venue from 07:00 to 01:30 (15 minutes more)",
        ),
        (
            Relaxation(path="forum.last_day", kind="more_days", amount=1, becomes=date(2022, 2, 25)),
            "let the forum last until Fri 2022-02-25",
        ),
        (
            Relaxation(path="sittings[0].day", kind="day", amount=1, becomes=date(2022, 2, 22)),
            "hold first on Tue 2022-02-22",
        ),
        (Relaxation(path="sittings[0].day", kind="day", amount=3), "hold first on any day"),
        (
            Relaxation(path="sittings[0].starts", kind="start", amount=30, becomes=(NOON,)),
            "move first by 30 minutes, to Tue 2022-02-22 13:00 +01:00",
        ),
        (Relaxation(path="sittings[0].after[other]", kind="after", amount=1), "let first begin before other is over"),
        (
            Relaxation(path="sittings[0].awake[Asia/Tokyo]", kind="awake", amount=1),
            "let Asia/Tokyo attend first in the dearest hours",
        ),
        (
            Relaxation(path="sittings[0].repeat_gap_hours", kind="repeat_gap", amount=2, becomes=(7, 17)),
            "let the two instances of first start 7 to 17 hours apart",
        ),
    ],
)
def test_each_change_is_said(line: Relaxation, sentence: str) -> None:
    enough = replace(line, problem=asked())
    assert change_said(asked(), enough, words("en")) == sentence
    for tag in TAGS:
        assert "%(" not in change_said(asked(), enough, words(tag))
    refused = change_said(asked(), line, words("en"))
    assert refused.endswith(": to give up this rule alone is not enough")


def test_clocks_of_venue_days_and_marks_of_direction() -> None:
    assert (clock_said(1440), clock_said(1530), clock_said(0)) == ("24:00", "01:30", "00:00")
    assert start_said(NOON, "Asia/Kathmandu", "en") == "Tue 2022-02-22 17:45 +05:45"
    assert "\u206617:45 +05:45\u2069" in start_said(NOON, "Asia/Kathmandu", "ar")
