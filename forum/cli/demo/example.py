"""The shipped example as the services take it: forum, rooms, sittings, organizations, roster, register."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from forum.domain.commitments import Kind
from forum.domain.programme import Forum, SittingKind
from forum.domain.roster import Row
from forum.examples import global_forum_2022
from forum.examples.global_forum_2022 import REHEARSAL_SLUG, SLUG
from forum.formats.roster import read_organizations, read_roster
from forum.services.commitments import EntryIn
from forum.services.programme import RoomIn, SittingIn

__all__ = ["REHEARSAL_SLUG", "SLUG", "Roster"]


@dataclass(frozen=True, kw_only=True)
class Roster:
    """People to be imported, with the name and the hash of what they were read from."""

    filename: str
    digest: str
    rows: tuple[Row, ...]


def facts() -> dict[str, Any]:
    """`forum.json`."""
    found: dict[str, Any] = json.loads(global_forum_2022.text("forum.json"))
    return found


def held() -> dict[str, Any]:
    """The timetable as it was held, a plan-file document."""
    found: dict[str, Any] = json.loads(global_forum_2022.text("held.json"))
    return found


def accounts() -> dict[str, str]:
    """Name on the card -> person of the roster."""
    found: dict[str, str] = facts()["accounts"]
    return found


def own_clocks() -> dict[str, str]:
    """Person -> the zone that they choose for themselves once the programme is out."""
    found: dict[str, str] = facts()["own_clocks"]
    return found


def forum() -> Forum:
    """The forum with the rules of its planning request."""
    known, request = facts(), json.loads(global_forum_2022.text("request.json"))
    rules = request["forum"]
    return Forum(
        id=0,
        slug=SLUG,
        title=known["title"],
        title_language=known["language"],
        city=known["city"],
        zone=known["zone"],
        first_day=date.fromisoformat(known["first_day"]),
        last_day=date.fromisoformat(known["last_day"]),
        venue_from=rules["venue_hours"][0],
        venue_to=rules["venue_hours"][1],
        grid_minutes=rules["grid_minutes"],
        gap_minutes=rules["min_gap_minutes"],
        cap_minutes=rules["max_minutes_per_day"],
        rest_day_points=request["burden"]["rest_day"],
        policy=request["policy"],
    )


def rooms() -> list[RoomIn]:
    """The rooms of 2022: one, online."""
    return [
        RoomIn(
            key=room["id"],
            name=room["name"],
            place=room["place"],
            capacity=room["capacity"],
            languages=tuple(room["languages"]),
        )
        for room in facts()["rooms"]
    ]


def sittings() -> dict[str, SittingIn]:
    """The sittings in their order, by the key that the programme will give them."""
    after = {line["id"]: tuple(line.get("after", ())) for line in _request_sittings()}
    return {
        line["id"]: SittingIn(
            title=line["titles"]["en"],
            title_language="en",
            minutes=line["minutes"],
            kind=SittingKind(line["kind"]),
            room=line["room"],
            after=after[line["id"]],
        )
        for line in facts()["sittings"]
    }


def _request_sittings() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(global_forum_2022.text("request.json"))["sittings"]
    return found


def organizations() -> Sequence[Row]:
    """Every organization of the example."""
    data = global_forum_2022.text("organizations.csv").encode()
    return read_organizations(data, "organizations.csv", ignored=("seat", "zone", "source"))


def roster() -> Roster:
    """Everybody: delegates by function, the secretariat, the speakers whom public sources name."""
    data = global_forum_2022.text("roster.csv").encode()
    rows = tuple(read_roster(data, "roster.csv"))
    return Roster(filename="roster.csv", digest=hashlib.sha256(data).hexdigest(), rows=rows)


def register() -> list[EntryIn]:
    """What the press release of 2022 names: who, of which kind, and no text, because none was published."""
    entries = json.loads(global_forum_2022.text("register.json"))["entries"]
    named = sources()
    return [
        EntryIn(
            lead=line["organization"] or line["state"],
            citation=named[line["source"]],
            kind=Kind.SUPPORT if line["kind"] == "support" else Kind.NOT_STATED,
            text=line["text"] or "",
        )
        for line in entries
    ]


def sources() -> dict[str, str]:
    """Number of a fact -> where it was published, as SOURCES.md prints it."""
    rows = re.findall(r"^\| (F\d+) \| .* \| ([^|]+) \|$", global_forum_2022.text("SOURCES.md"), re.MULTILINE)
    return {number: source.strip() for number, source in rows}


def states() -> tuple[str, ...]:
    """The Member States that send a delegation."""
    return tuple(sorted({row.cells["state"] for row in roster().rows} - {""}))
