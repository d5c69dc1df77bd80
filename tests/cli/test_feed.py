from __future__ import annotations

import json
from pathlib import Path

import icalendar
import pytest

from forum.store.engine import Store
from tests import builders
from tests.cli.conftest import Forum


@pytest.fixture
def filled(forum: Forum, folder: Path) -> Forum:
    forum("init")
    store = Store(f"sqlite:///{folder / 'forum.sqlite'}")
    forum_id = builders.a_forum(store)
    builders.a_person(store, forum_id, "fiji", zone="Pacific/Fiji", language="fr")
    builders.a_sitting(store, forum_id)
    builders.a_release(store, forum_id)
    store.dispose()
    return forum


def test_prints_the_persons_calendar_and_nothing_else(filled: Forum) -> None:
    result = filled("feed", "--forum", "global-forum", "--person", "fiji")
    assert result.exit_code == 0
    assert result.stderr == ""
    (event,) = icalendar.Calendar.from_ical(result.stdout_bytes).events
    assert str(event["summary"]) == "Opening"
    assert event["description"].params["language"] == "fr"
    assert result.stdout_bytes.endswith(b"END:VCALENDAR\r\n")


def test_the_language_can_be_chosen_and_json_carries_the_same_calendar(filled: Forum) -> None:
    result = filled("feed", "--forum", "global-forum", "--person", "fiji", "--lang", "ar", "--json")
    found = json.loads(result.stdout)
    assert found["person"] == "fiji"
    assert "LANGUAGE=ar" in found["calendar"]
    assert filled("feed", "--forum", "global-forum", "--person", "fiji", "--lang", "ar").stdout_bytes == (
        found["calendar"].encode()
    )


@pytest.mark.parametrize(
    ("forum_name", "person", "language", "said"),
    [
        ("nowhere", "fiji", "en", "There is nothing"),
        ("global-forum", "nobody", "en", "There is nothing"),
        ("global-forum", "fiji", "tlh", "not a language"),
    ],
)
def test_wrong_input_is_named_and_prints_no_calendar(
    filled: Forum, forum_name: str, person: str, language: str, said: str
) -> None:
    result = filled("feed", "--forum", forum_name, "--person", person, "--lang", language)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


def test_no_secret_stands_in_the_list_of_processes_nor_in_what_is_printed(filled: Forum) -> None:
    """The command names forum and person; it neither takes nor gives the address of a link."""
    from forum.cli.feed import feed

    assert {name for each in feed.params for name in each.opts} >= {"--forum", "--person"}
    assert not {name for each in feed.params for name in each.opts} & {"--token", "--secret", "--link", "--address"}
    printed = filled("feed", "--forum", "global-forum", "--person", "fiji").stdout.replace("\r\n ", "")
    assert "/calendar/" not in printed
    assert "SOURCE" not in printed
