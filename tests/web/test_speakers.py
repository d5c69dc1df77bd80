"""The page of the list of speakers: public with the programme, exported, checked, taken over with all that follows."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable

import pytest
from flask import Flask

from forum.services import people, programme, slots
from forum.store.engine import Store
from forum.store.people import persons_by_ids
from forum.store.slots import of_forum, turns
from tests.forums import NOW
from tests.registers import SLUG, House
from tests.web.pages import Browser, Page

PAGE = f"/forums/{SLUG}/speakers"


@pytest.fixture
def now() -> dt.datetime:
    return NOW


@pytest.fixture
def house(sqlite_store: Store) -> House:
    """A published forum whose two sittings have slots."""
    house = House(sqlite_store)
    slots.accept(house.unit("organizer"), SLUG, slots.propose(house.unit("organizer"), SLUG, seed="1"))
    return house


def table(browser: Browser, query: str = "") -> list[dict[str, str]]:
    text = browser.client.get(f"{PAGE}/list.csv{query}").get_data().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def send(browser: Browser, rows: list[dict[str, str]], status: int = 200) -> Page:
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    sent = {"file": (io.BytesIO(out.getvalue().encode()), "list.csv")}
    return browser.post(f"{PAGE}/import", sent, status=status, content_type="multipart/form-data")


def test_everybody_reads_what_is_published(house: House, app: Flask) -> None:
    page = Browser(app).get(PAGE)
    assert page.heading == "List of speakers"
    assert len(page.all("section")) == 2
    one = Browser(app).get(f"{PAGE}?sitting=opening")
    assert len(one.all("section")) == 1
    Browser(app).get(f"{PAGE}?sitting=nowhere", status=404)
    assert {row["sitting"] for row in table(Browser(app), "?sitting=opening")} == {"opening"}


def test_what_is_not_published_is_not_shown(house: House, app: Flask) -> None:
    organizer = house.unit("organizer")
    secret = programme.add_sitting(organizer, SLUG, programme.SittingIn(title="Secretsitting", minutes=60))
    programme.move_sitting(organizer, SLUG, secret.key, dt.date(2022, 2, 23), dt.time(9))
    slots.accept(organizer, SLUG, slots.propose(organizer, SLUG, seed="1", sitting_key=secret.key))
    with house.store.reading() as db:
        assert len(of_forum(db, house.forum_id)) == 3
    browser = Browser(app)
    assert "Secretsitting" not in browser.get(PAGE).html
    assert secret.key not in {row["sitting"] for row in table(browser)}
    browser.get(f"{PAGE}?sitting={secret.key}", status=404)


def test_a_rehearsal_is_its_participants_alone(
    sqlite_store: Store, app: Flask, signed_in: Callable[..., Browser]
) -> None:
    house = House(sqlite_store, "hidden", is_rehearsal=True)
    organizer = house.unit("organizer")
    slots.accept(organizer, "hidden", slots.propose(organizer, "hidden", seed="1"))
    assert "sign-in" in Browser(app).get("/forums/hidden/speakers").response.request.path
    assert signed_in("hidden", "fji-g1").get("/forums/hidden/speakers").all("section")


def test_an_empty_list_says_so(sqlite_store: Store, app: Flask) -> None:
    House(sqlite_store)
    assert "No list of speakers has been published yet." in Browser(app).get(PAGE).text


@pytest.mark.parametrize("kind", ["pdf", "docx", "csv"])
def test_every_format_is_offered_and_comes(kind: str, house: House, app: Flask) -> None:
    browser = Browser(app)
    (link,) = [each.get("href") for each in browser.get(PAGE).all("main a") if each.text_content() == kind.upper()]
    answer = browser.client.get(link)
    assert answer.status_code == 200
    assert f".{kind}" in answer.headers["Content-Disposition"]
    browser.get(f"{PAGE}/list.odt", status=404)


def test_the_exported_table_imports_again_unchanged(house: House, signed_in: Callable[..., Browser]) -> None:
    clerk = signed_in(SLUG, "clerk")
    with house.store.reading() as db:
        before = of_forum(db, house.forum_id)
    assert "there is nothing to take over" in send(clerk, table(clerk)).text
    with house.store.reading() as db:
        assert of_forum(db, house.forum_id) == before


def test_a_changed_table_is_looked_at_then_taken_over(house: House, signed_in: Callable[..., Browser]) -> None:
    clerk = signed_in(SLUG, "clerk")
    rows = table(clerk)
    free = next(row for row in rows if row["kind"] == "open_floor")
    free |= {"person": "", "label": "A guest of honour"}
    page = send(clerk, rows)
    assert "1 slot would change" in page.text
    assert "A guest of honour" not in clerk.get(PAGE).text
    form = page.one("form[action$=confirm]")
    filled = {each.get("name"): each.get("value") for each in form.cssselect("input")}
    done = clerk.post(f"{PAGE}/import/confirm", filled)
    assert "The list was taken over." in done.text
    assert "A guest of honour" in done.text
    assert "taken over from a list" in signed_in(SLUG, "organizer").get(f"/forums/{SLUG}/changes").text
    filled.pop("once")
    again = clerk.post(f"{PAGE}/import/confirm", filled, status=409)
    assert "changed in the meantime" in again.text


def test_every_fault_is_listed_and_nothing_is_kept(house: House, signed_in: Callable[..., Browser]) -> None:
    clerk = signed_in(SLUG, "clerk")
    rows = table(clerk)
    rows[0] |= {"person": "nobody"}
    rows[-1] |= {"seconds": "1"}
    page = send(clerk, rows, 422)
    cells = [[cell.text_content() for cell in row.cssselect("td")][:2] for row in page.all("tbody tr")]
    assert [["2", "person"], [str(len(rows) + 1), "seconds"]] == cells
    assert "Nothing was changed" in page.text
    send(clerk, [rows[0] | {"sitting": "nowhere"}], 422)
    clerk.post(f"{PAGE}/import", {"file": (io.BytesIO(b""), "x.csv")}, status=422, content_type="multipart/form-data")
    clerk.post(f"{PAGE}/import", {}, status=422)


def test_only_who_may_edit_slots_takes_a_list_over(house: House, signed_in: Callable[..., Browser]) -> None:
    delegate = signed_in(SLUG, "fji-g1")
    assert "Take a list over" not in delegate.get(PAGE).text
    delegate.get(f"{PAGE}/import", status=403)
    rows = table(delegate)
    send(delegate, rows, 403)
    delegate.post(f"{PAGE}/import/confirm", {"table": "", "basis": ""}, status=403)


def test_speakers_are_told_of_what_a_table_changes(house: House, signed_in: Callable[..., Browser]) -> None:
    """As after a change by hand: the calendar of whoever lost a slot shows it withdrawn."""
    clerk = signed_in(SLUG, "clerk")
    rows = table(clerk)
    named = next(row for row in rows if row["kind"] == "open_floor" and row["person"])
    named |= {"person": "", "label": "A guest"}
    form = send(clerk, rows).one("form[action$=confirm]")
    clerk.post(f"{PAGE}/import/confirm", {each.get("name"): each.get("value") for each in form.cssselect("input")})
    with house.store.reading() as db:
        assert [row.is_withdrawn for row in turns(db, house.forum_id)] == [True]


def test_the_figures_stand_beside_the_list(house: House, app: Flask) -> None:
    browser = Browser(app)
    page = browser.get(f"{PAGE}/fairness")
    assert "Gallagher’s index" in page.text
    employers, workers = (
        next(row for row in page.all("tbody tr") if row.cssselect("th")[0].text_content() == name)
        for name in ("Employers", "Workers")
    )
    assert [cell.text_content() for cell in employers.cssselect("td")][:2] == [
        cell.text_content() for cell in workers.cssselect("td")
    ][:2]
    assert "Time used" not in page.text
    browser.get(f"{PAGE}/fairness?sitting=nowhere", status=404)
    house.open()
    house.give(0)
    house.give(0, after=90)
    assert "Time used" in browser.get(f"{PAGE}/fairness?sitting=opening").text
    assert "Of time used:" in browser.get(f"{PAGE}/fairness?sitting=opening").text


def test_without_a_list_there_are_no_figures(sqlite_store: Store, app: Flask) -> None:
    House(sqlite_store)
    assert "No list of speakers" in Browser(app).get(f"{PAGE}/fairness").text


def test_one_states_one_s_own_gender_on_one_s_own_page(house: House, signed_in: Callable[..., Browser]) -> None:
    worker, mine = signed_in(SLUG, "fji-w1"), f"/forums/{SLUG}/person/fji-w1"
    worker.post(f"{mine}/gender", {"gender": "woman"})
    assert worker.get(mine).one("#gender option[selected]").get("value") == "woman"
    organizer = signed_in(SLUG, "organizer")
    assert organizer.get(mine).all("#gender") == []
    organizer.post(f"{mine}/gender", {"gender": "man"}, status=403)


def test_gender_is_counted_where_enough_have_declared_it(house: House, app: Flask) -> None:
    with house.store.reading() as db:
        named = {slot.person_id for plan in of_forum(db, house.forum_id).values() for slot in plan if slot.person_id}
        keys = [each.key for each in persons_by_ids(db, house.forum_id, named).values()]
    for key in keys[:2]:
        people.declare_gender(house.unit(key), SLUG, key, "woman")
    few = Browser(app).get(f"{PAGE}/fairness")
    for key in keys[2:]:
        people.declare_gender(house.unit(key), SLUG, key, "man")
    many = Browser(app).get(f"{PAGE}/fairness")
    assert "as declared by the speakers themselves" in many.text
    assert len(few.all("table")) <= len(many.all("table"))
