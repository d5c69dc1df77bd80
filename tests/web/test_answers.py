"""Every door answers in words, whatever is asked of it: other methods, forms without their token, heads alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from forum.domain.people import Role
from forum.store.engine import Store
from forum.store.tables import metadata
from tests import builders
from tests.web.pages import Browser, Page
from tests.web.test_doors import address

SLUG = "global-forum"
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"}
#: files of the application itself, and addresses below which any may follow
WITHOUT = {"static"}


def rules(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every door with an address that leads to it."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in WITHOUT:
            yield rule, address(rule.rule, rest="x", slug=SLUG, person_key="organizer")


@pytest.fixture
def organizer(sqlite_store: Store, signed_in: Callable[..., Browser]) -> Browser:
    """Somebody with every role, in a published forum with a sitting."""
    forum_id = builders.a_forum(sqlite_store, SLUG)
    builders.a_sitting(sqlite_store, forum_id)
    builders.a_release(sqlite_store, forum_id)
    builders.a_person(sqlite_store, forum_id, "organizer", *[role.value for role in Role])
    return signed_in(SLUG, "organizer")


def test_every_door_refuses_other_methods_in_words_and_names_its_own(app: Flask, organizer: Browser) -> None:
    wrong = []
    addresses: dict[str, set[str]] = {}
    for rule, path in rules(app):
        addresses.setdefault(path, set()).update(rule.methods or ())
    for path, allowed in addresses.items():
        for method in sorted(METHODS - allowed):
            answer = organizer.client.open(path, method=method, headers={"Accept-Language": "fr"})
            if method == "POST" and answer.status_code == 400:
                continue  # a form without its token is refused before anything else is looked at
            said = Page(answer)
            if answer.status_code != 405 or "ne peut être ouverte" not in said.text or said.tree.get("lang") != "fr":
                wrong.append(f"{method} {path}: {answer.status_code}")
            elif {each.strip() for each in answer.headers["Allow"].split(",")} != allowed:
                wrong.append(f"{method} {path}: Allow {answer.headers['Allow']}, not {sorted(allowed)}")
    assert len(addresses) > 60
    assert wrong == []


def test_a_door_that_takes_no_form_says_so_to_a_form_with_its_token(organizer: Browser) -> None:
    answer = organizer.client.post(f"/forums/{SLUG}/programme", data={"csrf_token": organizer.token()})
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_the_head_of_every_page_is_that_of_the_page_without_its_body(app: Flask, organizer: Browser) -> None:
    wrong = []
    for rule, path in rules(app):
        if "GET" not in (rule.methods or ()):
            continue
        head, whole = organizer.client.head(path), organizer.client.get(path)
        if (head.status_code, head.mimetype, head.data) != (whole.status_code, whole.mimetype, b""):
            wrong.append(f"{path}: {head.status_code} {head.mimetype}, {whole.status_code} {whole.mimetype}")
        if whole.status_code >= 500:
            wrong.append(f"{path}: {whole.status_code}")
    assert wrong == []


def kept(store: Store) -> dict[str, list[Any]]:
    """Everything in the database."""
    with store.reading() as db:
        return {table.name: list(db.connection().execute(sa.select(table))) for table in metadata.sorted_tables}


@pytest.mark.parametrize("token", [None, "", "wrong", "stolen"])
def test_no_door_takes_a_form_without_the_token_of_its_own_visitor(
    token: str | None, app: Flask, organizer: Browser, sqlite_store: Store
) -> None:
    """Missing, empty, wrong, or that of another visitor: refused in words, nothing changed."""
    given = Browser(app).token() if token == "stolen" else token
    data = {} if given is None else {"csrf_token": given}
    before, wrong, count = kept(sqlite_store), [], 0
    for rule, path in rules(app):
        if "POST" not in (rule.methods or ()):
            continue
        count += 1
        answer = organizer.client.post(path, data={**data, "email": "a@example.org", "title": "A", "do": "edit"})
        if answer.status_code != 400 or "This form had expired" not in Page(answer).text:
            wrong.append(f"{path}: {answer.status_code}")
    assert wrong == []
    assert count > 40
    assert kept(sqlite_store) == before


def test_a_token_in_the_address_is_none(organizer: Browser, sqlite_store: Store) -> None:
    """It would stand in histories and in the logs of proxies."""
    before = kept(sqlite_store)
    answer = organizer.client.post(f"/forums/{SLUG}/programme/edit/sittings?csrf_token={organizer.token()}")
    assert answer.status_code == 400
    assert kept(sqlite_store) == before


@pytest.mark.parametrize("status", [400, 404, 405, 413])
def test_a_program_is_answered_in_data(status: int, organizer: Browser) -> None:
    asks: dict[int, Callable[[], Any]] = {
        400: lambda: organizer.client.post("/sign-in", headers={"Accept": "application/json"}),
        404: lambda: organizer.client.get("/nothing", headers={"Accept": "application/json"}),
        405: lambda: organizer.client.put("/", headers={"Accept": "application/json"}),
        413: lambda: organizer.client.post(
            "/sign-in", data=b"a" * 9_000_000, content_type="text/plain", headers={"Accept": "application/json"}
        ),
    }
    answer = asks[status]()
    assert (answer.status_code, answer.mimetype) == (status, "application/json")
    assert answer.json["status"] == status
