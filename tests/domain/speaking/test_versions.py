"""A version is made by whole values: what is left away goes, what does not fit is refused with every fault."""

from __future__ import annotations

from typing import Any

import pytest

from forum.domain.refusals import Refusals, Stale, Unknown
from forum.domain.speaking.document import ruleset
from forum.domain.speaking.procedure import Motion
from forum.domain.speaking.rules import SlotKind
from forum.domain.speaking.versions import check_seen, facts, marked, with_values
from forum.formats.ruleset import parse, text_of

ADOPTION = parse(text_of("ilc_adoption"))


def test_the_facts_of_a_rule_are_its_values_its_source_and_whether_it_is_open() -> None:
    assert facts(ADOPTION, "once") == {"value": None, "source": "no source states it for this sitting", "open": True}
    assert facts(ADOPTION, "limits.reply") == {
        "least": None,
        "most": None,
        "by": None,
        "source": None,
        "open": False,
    }
    with pytest.raises(Unknown):
        facts(ADOPTION, "limits.poetry")


@pytest.mark.parametrize(
    ("path", "wanted", "seconds"),
    [
        ("limits.statement", {"most": 180, "source": "the officers, 3 May"}, 180),
        ("limits.statement", {"most": 180, "least": 60, "source": "the officers", "open": True}, 180),
    ],
)
def test_values_are_changed_with_their_source(path: str, wanted: dict[str, Any], seconds: int) -> None:
    after = ruleset(with_values(ADOPTION, path, wanted))
    assert after.limits[SlotKind.STATEMENT].most == seconds
    assert after.sources[path] == wanted["source"]
    assert (path in after.open_points) == wanted.get("open", False)


def test_no_is_a_value_and_nothing_at_all_takes_the_rule_out() -> None:
    unseconded = with_values(ADOPTION, "motions.closure", {"seconded": False, "source": "the officers"})
    assert ruleset(unseconded).procedure.motions[Motion.CLOSURE].is_seconded is False
    out = ruleset(with_values(ADOPTION, "motions.closure", {}))
    assert Motion.CLOSURE not in out.procedure.motions


def test_what_the_sharing_of_time_needs_cannot_be_taken_out() -> None:
    with pytest.raises(Refusals) as refused:
        with_values(ADOPTION, "limits.statement", {})
    assert [(fault.field, fault.code) for fault in refused.value.faults] == [("limits.statement", "RuleMissing")]
    with pytest.raises(Refusals):
        with_values(ADOPTION, "limits.statement", {"most": 7, "source": ""})


def test_another_version_than_the_one_seen_is_stale() -> None:
    check_seen(3, 3)
    with pytest.raises(Stale):
        check_seen(2, 3)


def test_a_mark_minds_the_order_of_a_list() -> None:
    shown = facts(ADOPTION, "stages.other")
    turned = {**shown, "blocks": list(reversed(list(ADOPTION["stages"]["other"]["blocks"])))}
    assert marked(shown)["source"] == shown["source"]
    assert marked(shown)["blocks"] != marked(turned)["blocks"]
