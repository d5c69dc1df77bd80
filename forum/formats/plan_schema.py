"""The JSON Schema of the plan file's input. What a schema cannot say, `plan_file` checks."""

from __future__ import annotations

from typing import Any

from forum.formats import plan_file as limits
from timezones.problem import DAY, POLICIES

TEXT: dict[str, Any] = {"type": "string"}
NAME: dict[str, Any] = {"type": "string", "minLength": 1}
CLOCK: dict[str, Any] = {"type": "string", "pattern": "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"}
DATE: dict[str, Any] = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


def _whole(least: int, most: int, **more: Any) -> dict[str, Any]:
    return {"type": "integer", "minimum": least, "maximum": most, **more}


def _pair(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": 2, "maxItems": 2}


def _object(required: list[str], **properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties}


def _names(**more: Any) -> dict[str, Any]:
    return {"type": "array", "items": NAME, **more}


def schema() -> dict[str, Any]:
    """The schema, draft 2020-12."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Plan file",
        **_object(
            ["version", "forum", "people", "sittings"],
            version={"const": 1},
            forum=_forum(),
            burden={"oneOf": [{"const": "cosplib"}, _burden()]},
            people={"type": "array", "items": _person(), "minItems": 1, "maxItems": limits.MOST_PEOPLE},
            sittings={"type": "array", "items": _sitting(), "minItems": 1, "maxItems": limits.MOST_SITTINGS},
            policy={"enum": list(POLICIES), "default": POLICIES[0]},
        ),
    }


def _forum() -> dict[str, Any]:
    return _object(
        ["zone", "first_day", "last_day", "grid_minutes"],
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


def _sitting() -> dict[str, Any]:
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
    )
