"""The JSON Schema of the plan file's input. What a schema cannot say, `plan_file` checks."""

from __future__ import annotations

from typing import Any

from forum.formats import plan_reading as limits
from timezones.problem import DAY, POLICIES

TEXT: dict[str, Any] = {"type": "string"}
NAME: dict[str, Any] = {"type": "string", "minLength": 1}
CLOCK: dict[str, Any] = {"type": "string", "pattern": "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"}
MOMENT: dict[str, Any] = {"type": "string", "description": "a time with its offset, such as 2022-02-22T13:00+01:00"}
DATE: dict[str, Any] = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


def _whole(least: int, most: int, **more: Any) -> dict[str, Any]:
    return {"type": "integer", "minimum": least, "maximum": most, **more}


def _pair(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": 2, "maxItems": 2}


def _object(required: list[str], **properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties}


def _names(**more: Any) -> dict[str, Any]:
    return {"type": "array", "items": NAME, **more}


def schema(version: int = 1) -> dict[str, Any]:
    """The schema of a version of the file, draft 2020-12."""
    is_second = version == 2
    sitting = _sitting(starts={"type": "array", "items": MOMENT, "maxItems": 2}) if is_second else _sitting()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Plan file",
        **_object(
            ["version", "forum", "people", "sittings"],
            version={"const": version},
            forum=_forum(["zone", "grid_minutes"] if is_second else ["zone", "first_day", "last_day", "grid_minutes"]),
            burden={"oneOf": [{"const": "cosplib"}, _burden()]},
            people={"type": "array", "items": _person(), "minItems": 1, "maxItems": limits.MOST_PEOPLE},
            sittings={"type": "array", "items": sitting, "minItems": 1, "maxItems": limits.MOST_SITTINGS},
            policy={"enum": list(POLICIES), "default": POLICIES[0]},
            **(_questions() if is_second else {}),
        ),
    }


def _questions() -> dict[str, Any]:
    """What version 2 may ask beside the plan."""
    points = _whole(-limits.MOST_LEDGER, 10 * limits.MOST_LEDGER)
    published = {"type": "object", "required": ["id", "start"], "properties": {"id": NAME, "start": MOMENT}}
    busy = {"type": "array", "items": {"type": "array", "items": _pair(MOMENT)}}
    return {
        "price": {"oneOf": [{"type": "boolean"}, {"type": "array", "items": {"enum": list(POLICIES)}}]},
        "replan": _object(
            ["published"], published={"type": "array", "items": published}, frozen=_names(), worst=points, mean=points,
            heads=_whole(0, limits.MOST_HEADS * limits.MOST_PEOPLE),
        ),
        "dates": _object(
            ["first_day", "last_day", "days"], first_day=DATE, last_day=DATE, days=_whole(1, limits.MOST_DAYS),
            show=_whole(1, limits.MOST_DAYS, default=10), busy=busy,
        ),
        "inside": {"type": "array", "items": _pair(CLOCK)},
        "hours": {"type": "boolean", "default": False},
    }  # fmt: skip


def _forum(required: list[str]) -> dict[str, Any]:
    return _object(
        required,
        title=TEXT,
        zone={**NAME, "description": "IANA name, such as Europe/Zurich"},
        first_day=DATE,
        last_day=DATE,
        venue_hours={**_pair(CLOCK), "default": ["00:00", "24:00"]},
        grid_minutes=_whole(1, DAY, description="a divisor of 1440"),
        max_minutes_per_day=_whole(0, limits.MOST_MINUTES),
        min_gap_minutes=_whole(0, DAY, default=0),
    )


def _burden() -> dict[str, Any]:
    cost = _whole(0, limits.MOST_COST)
    band = {"type": "array", "prefixItems": [CLOCK, CLOCK, cost], "minItems": 3, "maxItems": 3}
    return _object([], bands={"type": "array", "items": band, "minItems": 1}, rest_day={**cost, "default": 0})


def _person() -> dict[str, Any]:
    return _object(
        ["id", "zone"],
        id=NAME,
        zone=NAME,
        territory={**TEXT, "description": "ISO 3166 code; its weekend and holidays are the rest days"},
        constituency=TEXT,
        region=TEXT,
        count=_whole(1, limits.MOST_HEADS, default=1),
        mode={"enum": ["remote", "in_person"], "default": "remote"},
        ledger=_whole(-limits.MOST_LEDGER, limits.MOST_LEDGER, default=0),
        holidays={"type": "boolean", "default": False},
    )


def _sitting(**more: dict[str, Any]) -> dict[str, Any]:
    return _object(
        ["id", "minutes"],
        id=NAME,
        minutes=_whole(1, limits.MOST_MINUTES),
        after=_names(),
        people=_names(minItems=1),
        awake=_names(),
        day=DATE,
        repeat={"enum": [1, 2], "default": 1},
        repeat_gap_hours=_pair(_whole(0, limits.MOST_REPEAT_GAP)),
        **more,
    )
