"""The JSON Schema of the slots file's input. What a schema cannot say, `slots_file` checks."""

from __future__ import annotations

from typing import Any

from forum.domain.people import Constituency, Role
from forum.domain.speaking.apportion import Method, TieRule
from forum.domain.speaking.document import DEFAULT
from forum.domain.speaking.rules import Stage
from forum.formats import slots_file as limits
from forum.formats.plan_schema import MOMENT, NAME, TEXT
from forum.formats.ruleset import SHIPPED


def _whole(least: int, most: int, **more: Any) -> dict[str, Any]:
    return {"type": "integer", "minimum": least, "maximum": most, **more}


def _object(required: list[str], **properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties}


def _several(items: dict[str, Any], most: int) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": 1, "maxItems": most}


def schema() -> dict[str, Any]:
    """The schema of the file, draft 2020-12."""
    ruleset = {"type": "object", "description": "a whole ruleset, as its TOML file reads (docs/speaking.md)"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Slots file",
        **_object(
            ["version", "forum", "sittings", "speakers"],
            version={"const": 1},
            forum=_object(["zone"], title=TEXT, zone=NAME),
            ruleset={"oneOf": [{"enum": list(SHIPPED)}, ruleset], "default": DEFAULT},
            draw={
                **_object([], secret=TEXT, seed=TEXT, commitment=TEXT),
                "oneOf": [{"required": ["secret"]}, {"required": ["seed"]}],
            },
            sittings=_several(_sitting(), limits.MOST_SITTINGS),
            speakers=_several(_speaker(), limits.MOST_SPEAKERS),
            requests=_several(NAME, limits.MOST_SPEAKERS),
            order={"enum": list(limits.ORDERS), "default": limits.ORDERS[0]},
            regions=_regions(),
            shortage={"enum": list(limits.SHORTAGES), "default": limits.SHORTAGES[0]},
        ),
    }


def _sitting() -> dict[str, Any]:
    return _object(
        ["id", "start", "minutes"],
        id=NAME,
        start=MOMENT,
        minutes=_whole(1, limits.MOST_MINUTES),
        stage={"enum": [each.value for each in Stage], "default": Stage.THEME.value},
        set_aside=_whole(0, limits.MOST_MINUTES, default=0),
    )


def _speaker() -> dict[str, Any]:
    pair = {"type": "array", "items": MOMENT, "minItems": 2, "maxItems": 2}
    return _object(
        ["id", "constituency", "roles", "zone"],
        id=NAME,
        constituency={"enum": [each.value for each in Constituency]},
        roles=_several({"enum": [each.value for each in Role]}, len(Role)),
        zone={**NAME, "description": "IANA name, such as Europe/Zurich"},
        mode={"enum": list(limits.MODES), "default": limits.MODES[0]},
        region=TEXT,
        level=_whole(0, limits.MOST_LEVEL, default=0),
        free={"type": "array", "items": pair, "maxItems": limits.MOST_TIMES},
        accommodation=_whole(0, limits.MOST_ACCOMMODATION, default=0, description="minutes"),
        sittings=_several(NAME, limits.MOST_SITTINGS),
        carried_over={"type": "boolean", "default": False},
    )


def _regions() -> dict[str, Any]:
    weights = {"type": "object", "additionalProperties": _whole(0, limits.MOST_WEIGHT), "minProperties": 1}
    return _object(
        ["weights"],
        weights=weights,
        method={"enum": [each.value for each in Method], "default": Method.LARGEST_REMAINDER.value},
        ties={"enum": [each.value for each in TieRule], "default": TieRule.AS_LISTED.value},
    )
