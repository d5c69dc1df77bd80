from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from forum.domain.access import OPERATOR
from forum.domain.accounts import LinkUsed
from forum.services import accounts
from forum.services.unit import Unit
from forum.store.engine import Store
from tests.builders import a_forum, a_person
from tests.cli.conftest import Forum

ASK = ("sign-in", "--forum", "global-forum", "--person")


@pytest.fixture
def store(forum: Forum, folder: Path) -> Store:
    """The database of the command line, with a chair in it."""
    forum("init")
    store = Store(f"sqlite:///{folder / 'forum.sqlite'}")
    a_person(store, a_forum(store, "global-forum"), "chair", "chair")
    return store


def test_the_link_signs_the_person_in_once(forum: Forum, store: Store) -> None:
    result = forum(*ASK, "chair", "--json", FORUM_BASE_URL="https://forum.example.org")
    link = json.loads(result.stdout)["link"]
    assert link.startswith("https://forum.example.org/sign-in/")
    unit = Unit(store=store, actor=OPERATOR, now=dt.datetime.now(dt.UTC))
    token = link.rpartition("/")[2]
    used = accounts.use_link(unit, token, "a-login", client="test", is_loopback=False)
    assert [m.person.key for m in accounts.memberships(unit, used.account_id)] == ["chair"]
    with pytest.raises(LinkUsed):
        accounts.use_link(unit, token, "another", client="test", is_loopback=False)
    store.dispose()


def test_only_the_link_goes_to_standard_output(forum: Forum, store: Store) -> None:
    result = forum(*ASK, "chair")
    assert result.stdout.count("\n") == 1
    assert "30" in result.stderr
    store.dispose()


def test_nobody_gets_no_link(forum: Forum, store: Store) -> None:
    assert forum(*ASK, "nobody").exit_code == 2
    assert forum("sign-in", "--forum", "nothing", "--person", "chair").exit_code == 2
    assert forum("sign-in", "--forum", "global-forum").exit_code == 2
    store.dispose()
