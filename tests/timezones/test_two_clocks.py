"""Local time by two sources: zoneinfo with the pinned tzdata, and the browser's own Intl, for all 187 States.

The browser carries the release of the time zone database that it was built with. Where that may be older than ours,
the zone is named in `CHANGED` with the moment from which the releases differ; everything else agrees to the minute.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import tzdata
from playwright.sync_api import Page

from tests.chromium import chromium

REQUEST = Path(__file__).resolve().parents[2] / "forum/examples/global_forum_2022/request.json"
ZONES = sorted({row["zone"] for row in json.loads(REQUEST.read_bytes())["people"]})

#: first days of stretches: the forum of 2022, and the weeks of clock changes of that year and of 2026
STRETCHES = {
    "the forum": (date(2022, 2, 22), 3),
    "March 2022": (date(2022, 3, 10), 21),
    "April 2022": (date(2022, 3, 31), 7),
    "September 2022": (date(2022, 9, 1), 31),
    "October and November 2022": (date(2022, 10, 1), 40),
    "March 2026": (date(2026, 3, 5), 30),
    "October and November 2026": (date(2026, 10, 1), 36),
}
#: zone -> the moment from which our release (2026f) has other rules than a browser of the autumn of 2026 may have:
#: by 2026f Cuba stays on daylight time over the winter of 2026/27, by earlier releases it goes back on 1 November
CHANGED = {"America/Havana": datetime(2026, 11, 1, 5, tzinfo=UTC)}

#: for each zone the local times in one text, "22/02/2022, 13:00|22/02/2022, 13:30|..."
ASK = """([zones, instants]) => zones.map(zone => {
  const format = new Intl.DateTimeFormat("en-GB", {timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit",
    day: "2-digit", hour: "2-digit", minute: "2-digit"});
  return instants.map(instant => format.format(instant)).join("|");
})"""
#: the same in Python
SAID = "%d/%m/%Y, %H:%M"


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with chromium() as browser:
        yield browser.new_page()


def instants(first: date, days: int) -> list[datetime]:
    """Every half hour of the days, in UTC."""
    begin = datetime(first.year, first.month, first.day, tzinfo=UTC)
    return [begin + timedelta(minutes=30 * step) for step in range(48 * days)]


def asked(page: Page, zones: list[str], moments: list[datetime]) -> list[list[str]]:
    """What the browser's clocks show in each zone at each moment."""
    shown: list[str] = page.evaluate(ASK, [zones, [int(each.timestamp() * 1000) for each in moments]])
    return [times.split("|") for times in shown]


@cache
def written(local: datetime) -> str:
    """A local time as the browser writes it; each is written once for all zones."""
    return local.strftime(SAID)


def test_the_zones_are_those_of_all_states() -> None:
    states = {row["territory"] for row in json.loads(REQUEST.read_bytes())["people"]}
    assert len(states) == 187
    assert len(ZONES) > 150
    assert set(CHANGED) <= set(ZONES)
    assert tzdata.IANA_VERSION == "2026f"  # with another release, look at CHANGED again


@pytest.mark.browser
@pytest.mark.parametrize("stretch", STRETCHES)
def test_both_clocks_show_the_same_minute(page: Page, stretch: str) -> None:
    moments = instants(*STRETCHES[stretch])
    wrong: dict[str, tuple[datetime, str, str]] = {}
    for name, theirs in zip(ZONES, asked(page, ZONES, moments), strict=True):
        zone = ZoneInfo(name)
        for moment, said in zip(moments, theirs, strict=True):
            mine = written(moment.astimezone(zone).replace(tzinfo=None))
            if mine != said and (name not in CHANGED or moment < CHANGED[name]):
                wrong.setdefault(name, (moment, mine, said))
    assert wrong == {}


def test_what_is_said_to_have_changed_has() -> None:
    """The pinned release keeps Cuba's clock where earlier ones turned it back an hour."""
    before, after = (CHANGED["America/Havana"] + timedelta(hours=hours) for hours in (-1, 1))
    offsets = [each.astimezone(ZoneInfo("America/Havana")).utcoffset() for each in (before, after)]
    assert offsets == [timedelta(hours=-4)] * 2


@pytest.mark.browser
def test_a_wrong_clock_would_be_seen(page: Page) -> None:
    moments = instants(date(2022, 2, 22), 1)
    (shown,) = asked(page, ["Pacific/Fiji"], moments)
    assert shown[0] == "22/02/2022, 12:00"
    assert shown != [each.strftime(SAID) for each in moments]
