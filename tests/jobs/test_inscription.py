"""What the worker does for lists of speakers: closes them in time, writes to those on them, each in their language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from forum.domain.access import OPERATOR
from forum.domain.people import LANGUAGES
from forum.i18n import letters
from forum.i18n.catalogues import words
from forum.jobs import inscription as jobs
from forum.jobs.work import Task
from forum.services import inscription
from forum.services import jobs as job_services
from forum.services.inscription import EntryIn, ListIn
from forum.services.unit import Unit
from forum.settings import load
from forum.store.engine import Store
from forum.store.jobs import unfinished
from tests import builders
from tests.forums import actor, make_forum

SLUG, KEY = "test-forum", "theme-1"
START = dt.datetime(2022, 2, 22, 13, 45, tzinfo=dt.UTC)
CLOSES = START - dt.timedelta(hours=2)
NOW = START - dt.timedelta(days=3)


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    """A forum with an open list and two on it, of whom one has an address."""
    forum_id = make_forum(sqlite_store)
    builders.a_person(sqlite_store, forum_id, "mailed", state="FJ", email="mailed@example.org", language="fr")
    asked = ListIn(opens_at=NOW - dt.timedelta(days=1), closes_at=CLOSES, secret="s" * 64)
    inscription.set_list(Unit(store=sqlite_store, actor=OPERATOR, now=NOW), SLUG, KEY, asked)
    for who in ("mailed", "ken-g1"):
        unit = Unit(store=sqlite_store, actor=actor(sqlite_store, who), now=NOW)
        inscription.inscribe(unit, SLUG, KEY, EntryIn(client_id=f"form-{who}"))
    return sqlite_store


def run(store: Store, work: Callable[[Task], object], now: dt.datetime = NOW, **body: object) -> object:
    """One job with that body, at that moment."""
    from forum.domain.jobs import Job

    job = Job(key="job-1", kind="test", body=body, created_at=now)
    return work(
        Task(job=job, store=store, settings=load({}, FORUM_BASE_URL="https://forum.example.org"), clock=lambda: now)
    )


def mails(store: Store) -> list[dict[str, object]]:
    with store.reading() as db:
        return [job.body for job in unfinished(db) if job.kind == "send-mail"]


def test_an_inscription_is_acknowledged_once_in_the_person_s_language(store: Store) -> None:
    for _ in range(2):
        assert run(store, jobs.acknowledge, forum=SLUG, entry=1, revision=0) == {"letters": 1}
    (mail,) = mails(store)
    assert (mail["to"], mail["language"], mail["template"]) == ("mailed@example.org", "fr", "inscribed")
    assert run(store, jobs.acknowledge, forum=SLUG, entry=2, revision=0) == {"letters": 0}, "no address"
    assert run(store, jobs.acknowledge, forum=SLUG, entry=1, revision=5) == {"letters": 0}, "changed since"


def test_the_list_is_closed_when_its_time_is_over_and_everybody_told(store: Store) -> None:
    body = {"forum": SLUG, "sitting": KEY, "revision": 0}
    assert run(store, jobs.close, **body) == {"closed": False}
    assert run(store, jobs.close, CLOSES, **body) == {"closed": True}
    assert run(store, jobs.close, CLOSES, **body) == {"closed": False}
    job_services.accept(Unit(store=store, actor=OPERATOR, now=CLOSES), "test", "job-1", {})
    assert run(store, jobs.tell, CLOSES, forum=SLUG, list=1) == {"last": 2}


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize(
    "kind", [each for each in letters.LETTERS if "inscribed" in each or each in {"place-offered", "last-call"}]
)
def test_each_letter_in_each_language(tag: str, kind: str) -> None:
    moment = {"instant": START.isoformat(), "zone": "Pacific/Fiji", "state": "FJ"}
    values: dict[str, object] = {
        "name": {"label": "Government delegate"},
        "title": "Opening",
        "forum": "Global Forum",
        "place": 4,
        "moment": moment,
        "link": "https://forum.example.org/x",
    }
    subject, text = letters.compose(kind, words(tag), values)
    assert "Opening" in subject
    assert "https://forum.example.org/x" in text
    assert "%(" not in subject + text
    if "without" not in kind and kind != "place-offered":
        assert "01:45" in text
