"""The people pages: found, grouped, imported after a preview, exported, changed; for those who may."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select

from forum.domain.roster import COLUMNS
from forum.store import people as people_store
from forum.store.engine import Store
from forum.store.staging import StagedFileRow
from tests.builders import a_forum, a_person, an_organization
from tests.web.pages import Browser, Page

SLUG = "global-forum"
HOME = f"/forums/{SLUG}"
HEAD = ",".join(COLUMNS)
Upload = Callable[..., Page]
GOOD = f"{HEAD}\nFJ-1,,New delegate,government,FJ,,,,,,,,fj@example.org\nCI-emp,,Chief,employer,CI,,,,,,fr,,\n"
BAD = f"{HEAD}\nFJ-1,,Delegate,king,FJ,,,,,,,,\nFJ-2,,Delegate,worker,FJ,,,,,Mars/Olympus,,,\n"


@pytest.fixture(autouse=True)
def people(sqlite_store: Store) -> int:
    """A forum with an organizer and three others; gives its id."""
    forum_id = a_forum(sqlite_store, SLUG)
    a_person(sqlite_store, forum_id, "organizer", "organizer", constituency="secretariat")
    a_person(sqlite_store, forum_id, "FJ-gov", state="FJ", zone="Pacific/Fiji", region="Asia and the Pacific")
    a_person(sqlite_store, forum_id, "CI-emp", state="CI", constituency="employer", region="Africa")
    fund = an_organization(sqlite_store, forum_id, "fund", "A Fund")
    a_person(sqlite_store, forum_id, "lead", "leader", constituency="organization", organization_id=fund)
    return forum_id


@pytest.fixture
def organizer(people: int, signed_in: Callable[..., Browser]) -> Browser:
    return signed_in(SLUG, "organizer")


def send(browser: Browser, content: str | bytes, name: str = "roster.csv", status: int = 200) -> Page:
    data = content.encode() if isinstance(content, str) else content
    sent: dict[str, Any] = {"file": (io.BytesIO(data), name)}
    return browser.post(f"{HOME}/people/import", sent, status=status, content_type="multipart/form-data")


@pytest.fixture
def upload(work_off: Callable[[], int]) -> Upload:
    """Send a file, let a worker check it, and look at the page again."""

    def look(browser: Browser, content: str | bytes, name: str = "roster.csv", status: int = 200) -> Page:
        path = send(browser, content, name).response.request.path
        work_off()
        return browser.get(path, status=status)

    return look


def keys(store: Store, forum_id: int) -> list[str]:
    with store.reading() as db:
        return [person.key for person in people_store.persons(db, forum_id)]


def headings(page: Page) -> list[str]:
    return [summary.text_content().split("\n")[0].strip() for summary in page.all("details.delegation strong")]


def test_people_stand_by_delegation_in_the_order_of_the_language(organizer: Browser) -> None:
    page = organizer.get(f"{HOME}/people")
    assert "4 people take part." in page.text
    assert headings(page) == ["Côte d'Ivoire", "Fiji", "A Fund", "Without State or organization"]
    assert "21:00 Suva" in page.text.replace("\u2066", "").replace("\u2069", "")


def test_the_search_finds_states_without_accents(organizer: Browser) -> None:
    page = organizer.get(f"{HOME}/people?q=cote")
    assert headings(page) == ["Côte d'Ivoire"]
    assert "1 person found." in page.text
    assert headings(organizer.get(f"{HOME}/people?constituency=employer&page=99")) == ["Côte d'Ivoire"]


def test_long_lists_are_paged_without_splitting_a_delegation(
    organizer: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forum.web.people.PER_PAGE", 2)
    assert headings(organizer.get(f"{HOME}/people")) == ["Côte d'Ivoire", "Fiji"]
    assert headings(organizer.get(f"{HOME}/people?page=2")) == ["A Fund", "Without State or organization"]


def test_a_roster_is_shown_before_it_is_taken_over(
    organizer: Browser, sqlite_store: Store, people: int, upload: Upload
) -> None:
    shown = upload(organizer, GOOD)
    assert shown.heading == "What this roster would change"
    assert "New delegate" in shown.text
    assert "FJ-1" not in keys(sqlite_store, people)
    path = shown.response.request.path
    done = organizer.post(path, {"digest": shown.value("digest")})
    assert "1 new, 1 changed" in done.text
    assert "FJ-1" in keys(sqlite_store, people)
    organizer.post(path, {"digest": "x"}, status=404)


def test_a_forged_confirmation_changes_nothing(
    organizer: Browser, sqlite_store: Store, people: int, upload: Upload
) -> None:
    shown = upload(organizer, GOOD)
    before = keys(sqlite_store, people)
    organizer.post(shown.response.request.path, {"digest": "0" * 64}, status=409)
    assert keys(sqlite_store, people) == before


def test_every_fault_is_shown_by_row_and_column(
    organizer: Browser, sqlite_store: Store, people: int, upload: Upload
) -> None:
    page = upload(organizer, BAD, status=422)
    cells = [[cell.text_content() for cell in row.cssselect("td")][:2] for row in page.all("tbody tr")]
    assert cells == [["2", "constituency"], ["3", "zone"]]
    assert "Faults found: 2. Nothing was changed." in page.text
    assert "FJ-1" not in keys(sqlite_store, people)


def test_a_flood_of_faults_is_counted_and_cut(organizer: Browser, upload: Upload) -> None:
    rows = "".join(f"p{number},,Delegate,king,FJ,,,,,,,,\n" for number in range(400))
    page = upload(organizer, f"{HEAD}\n{rows}", status=422)
    assert len(page.all("tbody tr")) == 300
    assert "And 100 more faults." in page.text


@pytest.mark.parametrize(
    ("content", "name", "status", "said"),
    [
        (b"<html>", "roster.xlsx", 422, "neither a workbook nor a CSV text"),
        ("id\nCôte".encode("latin-1"), "roster.csv", 422, "is not in UTF-8"),
        (b"id\n" + b"x\n" * 20_001, "roster.csv", 413, "too many rows"),
    ],
)
def test_bad_files_are_refused_in_words(
    organizer: Browser, content: bytes, name: str, status: int, said: str, upload: Upload
) -> None:
    assert said in upload(organizer, content, name, status=status).text


def test_an_empty_file_and_one_too_large_are_refused_at_sight(organizer: Browser) -> None:
    assert "The file holds no table" in send(organizer, b" ", status=422).text
    too_large = send(organizer, b"x" * (8 * 1024 * 1024 + 1), status=413)
    assert "too large" in too_large.text


def test_the_page_follows_the_check_without_a_script(
    organizer: Browser, upload: Upload, work_off: Callable[[], int]
) -> None:
    page = send(organizer, GOOD)
    path = page.response.request.path
    assert "waits for its turn" in page.text
    assert page.one("meta[http-equiv=refresh]").get("content") == "1"
    assert page.one("progress").get("value") == "0.0"
    organizer.post(path, {"digest": hashlib.sha256(GOOD.encode()).hexdigest()}, status=404)
    assert work_off() == 1
    ready = organizer.get(path)
    assert (ready.heading, ready.all("meta[http-equiv=refresh]")) == ("What this roster would change", [])


def test_a_check_can_be_stopped(
    organizer: Browser, work_off: Callable[[], int], sqlite_store: Store, people: int
) -> None:
    path = send(organizer, GOOD).response.request.path
    assert "The check was stopped. Nothing was changed." in organizer.post(f"{path}/stop").text
    assert work_off() == 0
    organizer.get(path, status=404)
    assert "FJ-1" not in keys(sqlite_store, people)
    with sqlite_store.reading() as db:
        assert db.exec(select(StagedFileRow)).all() == []


def test_a_check_that_failed_says_so(
    organizer: Browser, work_off: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object) -> None:
        raise MemoryError

    path = send(organizer, GOOD).response.request.path
    monkeypatch.setattr("forum.formats.roster.read_table", broken)
    work_off()
    page = organizer.get(path)
    assert "could not be checked" in page.text
    assert page.all("meta[http-equiv=refresh]") == []


def test_two_organizers_at_once_see_each_their_own(
    organizer: Browser, signed_in: Callable[..., Browser], sqlite_store: Store, people: int, work_off: Callable[[], int]
) -> None:
    a_person(sqlite_store, people, "second", "organizer", constituency="secretariat")
    other = signed_in(SLUG, "second")
    mine, theirs = send(organizer, GOOD).response.request.path, send(other, BAD).response.request.path
    assert work_off() == 2
    assert "New delegate" in organizer.get(mine).text
    assert "Faults found: 2" in other.get(theirs, status=422).text


def test_faults_are_said_in_the_language_of_who_reads_them(organizer: Browser, upload: Upload) -> None:
    path = upload(organizer, BAD, status=422).response.request.path
    said = organizer.get(f"{path}?lang=fr", status=422).text
    assert "n’est pas un fuseau horaire" in said or "fuseau" in said


def test_the_page_of_five_thousand_rows_is_cut(organizer: Browser, upload: Upload) -> None:
    rows = "".join(f"p{number},,Delegate,government,FJ,,,,,,,,\n" for number in range(1_300))
    page = upload(organizer, f"{HEAD}\n{rows}")
    assert len(page.all("tbody tr")) == 300
    assert "And 1,000 more people." in page.text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_imports_unchanged(organizer: Browser, kind: str, upload: Upload) -> None:
    answer = organizer.client.get(f"{HOME}/people/export.{kind}")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="global-forum-roster.{kind}"'
    assert answer.headers["Cache-Control"] == "private, no-store"
    page = upload(organizer, answer.get_data(), f"r.{kind}")
    assert "This file changes nothing" in page.text


def test_an_organizer_changes_a_person_and_their_roles(organizer: Browser) -> None:
    page = organizer.post(f"{HOME}/person/FJ-gov", {"zone": "europe/zurich", "language": "fr", "mode": "in_person"})
    assert page.value("zone") == "Europe/Zurich"
    organizer.post(f"{HOME}/person/FJ-gov/roles", {"do": "grant", "role": "chair"})
    page = organizer.get(f"{HOME}/person/FJ-gov")
    assert "Take away: chair" in page.text
    page = organizer.post(f"{HOME}/person/FJ-gov/roles", {"do": "revoke", "role": "chair"})
    assert "Take away: chair" not in page.text
    organizer.post(f"{HOME}/person/organizer/roles", {"do": "revoke", "role": "organizer"}, status=409)


def test_a_fault_is_shown_beside_what_was_typed(organizer: Browser) -> None:
    page = organizer.post(f"{HOME}/person/FJ-gov", {"zone": "Mars/Olympus"}, status=422)
    assert page.value("zone") == "Mars/Olympus"
    assert "is not a time zone" in page.one("#fault-zone").text_content()


def test_a_delegate_sets_their_own_clock_and_no_more(signed_in: Callable[..., Browser]) -> None:
    delegate = signed_in(SLUG, "FJ-gov")
    page = delegate.post(f"{HOME}/person/FJ-gov", {"zone": "America/Los_Angeles", "language": "en"})
    assert page.value("zone") == "America/Los_Angeles"
    assert page.all("main input[name=function]") == []
    delegate.post(f"{HOME}/person/FJ-gov", {"function": "King"}, status=403)
    for path in ("people", "people/import", "people/export.csv", "person/lead"):
        delegate.get(f"{HOME}/{path}", status=403)


def test_the_own_delegation_is_marked(signed_in: Callable[..., Browser], sqlite_store: Store, people: int) -> None:
    a_person(sqlite_store, people, "FJ-chair", "chair", state="FJ")
    page = signed_in(SLUG, "FJ-chair").get(f"{HOME}/people")
    (mark,) = page.all("details.delegation[open] summary .mark")
    assert mark.text_content() == "your delegation"


def test_another_forums_people_are_not_shown(organizer: Browser, sqlite_store: Store, upload: Upload) -> None:
    other = a_forum(sqlite_store, "other")
    a_person(sqlite_store, other, "secret-guest", name="Secret Guest")
    shown = upload(organizer, GOOD)
    number = shown.response.request.path.rsplit("/", 1)[-1]
    for path in ("people", "people/import", f"people/import/{number}", "people/export.csv", "person/secret-guest"):
        answer = organizer.client.get(f"/forums/other/{path}")
        assert answer.status_code in {403, 404}
        assert "Secret Guest" not in answer.get_data(as_text=True)


def test_strangers_are_asked_to_sign_in(browser: Browser) -> None:
    answer = browser.client.get(f"{HOME}/people")
    assert answer.status_code == 303
    assert "/sign-in" in answer.headers["Location"]


@pytest.mark.parametrize("language", ["fr", "ar", "zh", "en-XA"])
def test_every_page_reads_in_every_language(organizer: Browser, language: str, upload: Upload) -> None:
    shown = upload(organizer, GOOD).response.request.path
    for path in (f"{HOME}/people", f"{HOME}/people/import", shown, f"{HOME}/person/FJ-gov"):
        assert organizer.get(f"{path}?lang={language}").heading
