"""Commands from outside: only what is of its form gets further."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.domain.floor import commands, refused
from forum.domain.floor.state import EntryKind
from forum.domain.floor.wire import FORMS, checked
from forum.domain.people import Constituency
from forum.domain.refusals import Missing, Refusal, TooLong, UnknownChoice

ID = "k3yb04rd-1"


def test_a_good_order_is_read() -> None:
    order = checked(ID, "GiveFloor", {"entry": "12", "turn": ""})
    assert (order.id, order.name, order.fields) == (ID, "GiveFloor", {"entry": 12, "turn": None})


def test_a_walk_in_is_read_with_its_defaults() -> None:
    order = checked(ID, "AddWalkIn", {"function": " Minister\u0000 ", "state": "FJ", "constituency": "government"})
    assert order.fields == {
        "name": "",
        "function": "Minister",
        "state": "FJ",
        "organization": "",
        "constituency": Constituency.GOVERNMENT,
        "seconds": None,
        "position": None,
        "kind": EntryKind.STATEMENT,
    }


@pytest.mark.parametrize(("sent", "read"), [("yes", True), (True, True), (False, False), ("", False), (None, False)])
def test_a_flag_is_yes_or_nothing(sent: Any, read: bool) -> None:
    assert checked(ID, "OpenSitting", {"confirmed": sent}).fields == {"confirmed": read}
    assert checked(ID, "OpenSitting", {}).fields == {"confirmed": False}


def test_lists_come_as_lists_or_with_commas() -> None:
    assert checked(ID, "AcceptRequests", {"entries": [3, 4]}).fields == {"entries": (3, 4)}
    assert checked(ID, "AcceptRequests", {"entries": "3,4"}).fields == {"entries": (3, 4)}


@pytest.mark.parametrize(
    ("id_", "name", "fields", "refusal"),
    [
        (None, "Pause", {"turn": 1}, refused.Malformed(field="id")),
        ("short", "Pause", {"turn": 1}, refused.Malformed(field="id")),
        (ID + "\n", "Pause", {"turn": 1}, refused.Malformed(field="id")),
        ("x" * 65, "Pause", {"turn": 1}, refused.Malformed(field="id")),
        (ID, "Explode", {}, refused.UnknownCommand(name="Explode")),
        (ID, ["Pause"], {}, refused.UnknownCommand(name="['Pause']")),
        (ID, "Pause", [1], refused.Malformed(field="fields")),
        (ID, "Pause", {"turn": 1, "actor": 3}, refused.Malformed(field="actor")),
        (ID, "Pause", {}, Missing(field="turn")),
        (ID, "Pause", {"turn": ""}, Missing(field="turn")),
        (ID, "Pause", {"turn": -1}, refused.Malformed(field="turn")),
        (ID, "Pause", {"turn": True}, refused.Malformed(field="turn")),
        (ID, "Pause", {"turn": 1.5}, refused.Malformed(field="turn")),
        (ID, "Pause", {"turn": "²"}, refused.Malformed(field="turn")),
        (ID, "Pause", {"turn": 2**60}, refused.Malformed(field="turn")),
        (ID, "AcceptRequests", {"entries": ""}, refused.Malformed(field="entries")),
        (ID, "AcceptRequests", {"entries": []}, refused.Malformed(field="entries")),
        (ID, "AcceptRequests", {"entries": [1] * 1001}, refused.Malformed(field="entries")),
        (ID, "Extend", {"turn": 1, "seconds": 60, "reason": 5}, refused.Malformed(field="reason")),
        (ID, "OpenSitting", {"confirmed": "perhaps"}, refused.Malformed(field="confirmed")),
        (ID, "Extend", {"turn": 1, "seconds": 60, "reason": "x" * 201}, TooLong(field="reason", limit=200)),
        (
            ID,
            "RequestFloor",
            {"kind": "shout"},
            UnknownChoice(field="kind", value="shout", allowed="statement, reaction, point-of-order"),
        ),
    ],
)
def test_what_is_not_of_its_form_is_refused(id_: Any, name: Any, fields: Any, refusal: Refusal) -> None:
    with pytest.raises(type(refusal)) as found:
        checked(id_, name, fields)
    assert found.value == refusal


def test_a_walk_in_needs_a_constituency() -> None:
    with pytest.raises(UnknownChoice):
        checked(ID, "AddWalkIn", {"function": "Minister"})


def test_every_form_has_its_command() -> None:
    assert {kind.__name__ for kind in commands.Command.__args__} == set(FORMS)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=10,
)


@given(JUNK, st.sampled_from(sorted(FORMS)) | JUNK, JUNK)
def test_junk_is_refused_and_never_breaks(id_: Any, name: Any, fields: Any) -> None:
    try:
        order = checked(id_, name, fields)
    except Refusal:
        return
    assert order.name in FORMS
