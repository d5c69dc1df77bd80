"""`forum create`: a forum from the terminal, with every fault named."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Forum

ASKED = (
    "create", "my-forum", "--title", "My Forum", "--zone", "Africa/Nairobi", "--city", "Nairobi",
    "--first-day", "2027-03-01", "--last-day", "2027-03-03",
)  # fmt: skip


def test_a_forum_is_made_and_can_be_filled(forum: Forum) -> None:
    forum("init")
    result = forum(*ASKED, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"forum": "my-forum", "address": "http://127.0.0.1:8000/forums/my-forum/"}
    assert forum("export", "roster", "--forum", "my-forum").exit_code == 0


def test_an_address_is_taken_once(forum: Forum) -> None:
    forum("init")
    forum(*ASKED)
    again = forum(*ASKED)
    assert (again.exit_code, again.stdout) == (2, "")
    assert "my-forum" in again.stderr


@pytest.mark.parametrize(
    ("option", "value", "named"),
    [
        ("--zone", "Mars/Olympus", "Mars/Olympus"),
        ("--last-day", "2027-02-01", "2027"),
        ("--venue-to", "25:00", "25:00"),
    ],
)
def test_what_cannot_be_held_is_refused_by_name(forum: Forum, option: str, value: str, named: str) -> None:
    forum("init")
    result = forum(*ASKED, option, value)
    assert result.exit_code == 2
    assert named in result.stderr
    assert forum("export", "roster", "--forum", "my-forum").exit_code == 2
