"""Questions of placing as large as a forum's, made at random from a seed."""

from __future__ import annotations

import random

from forum.planning.places import Candidate, Interval, Place, Question, Seats

HOUR, DAY = 3_600, 86_400
MONDAY = 1_645_401_600  # 2022-02-21 00:00 UTC
CITIES = (
    "Europe/Zurich", "Pacific/Fiji", "Africa/Nairobi", "America/Los_Angeles", "Asia/Tokyo", "Asia/Kolkata",
    "America/Sao_Paulo", "America/New_York", "Asia/Dubai",
)  # fmt: skip


def windows(chance: random.Random, days: int) -> tuple[Interval, ...]:
    """Two to eight hours on three days of five."""
    found = []
    for day in range(days):
        if chance.random() < 0.6:
            begin = MONDAY + day * DAY + chance.randrange(4, 16) * HOUR + chance.randrange(4) * HOUR // 4
            found.append((begin, begin + chance.randrange(2, 8) * HOUR))
    return tuple(found)


def sitting(number: int, start: int, most: int) -> Seats:
    """Ninety minutes of up to so many presentations, then reactions with an answer for each."""
    layouts: dict[int, tuple[Place, ...]] = {0: ()}
    for count in range(1, most + 1):
        length = 90 * 60 // max(9, 2 * count + 1)
        half = start + 45 * 60
        presenting = [(start + at * length, start + (at + 1) * length) for at in range(count)]
        answering = [(half + at * length // 2, half + at * length // 2 + 120) for at in range(count)]
        layouts[count] = tuple(Place(spans=both) for both in zip(presenting, answering, strict=True))
    return Seats(key=f"s{number}", layouts=layouts, spare={count: 600 - 20 * count for count in layouts})


def question(people: int, sittings: int, most: int, *, slow: float, seed: int = 1) -> Question:
    """A forum of three days; `slow` is the part of the speakers who need accommodation."""
    chance = random.Random(seed)
    per_day = sittings // 3
    rows = [
        sitting(number, MONDAY + number // per_day * DAY + 6 * HOUR + number % per_day * (14 * HOUR // per_day), most)
        for number in range(sittings)
    ]
    candidates = [
        Candidate(
            id=number, zone=chance.choice(CITIES), free=windows(chance, 3),
            extra=chance.choice([120, 180]) if chance.random() < slow else 0,
        )
        for number in range(people)
    ]  # fmt: skip
    return Question(candidates, rows)
