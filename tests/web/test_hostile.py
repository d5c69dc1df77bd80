"""What somebody writes into a form may hold the marks of every format: it stays text wherever it is shown."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import icalendar
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum.store.engine import Store
from tests.conftest import NOW
from tests.invitations import SLUG, a_forum_with_mail, calendar_of, message_of, works
from tests.web.forms import Form
from tests.web.pages import Browser

HOME = f"/forums/{SLUG}"
DRAFT = f"{HOME}/programme/edit"
#: marks of calendars, mail, pages, templates, tables, terminals, shells; what turns the direction of writing
MARKS = (
    "\r\nATTENDEE:mailto:x@evil.example", "\nBEGIN:VALARM\nACTION:AUDIO", "\r\n ", ";X=1:", ",", "\\n", "\\", '"',
    "\r\nBcc: x@evil.example", "\r\n\r\n<html>", "=?utf-8?q?=0d=0aBcc:_x@evil.example?=",
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</title><svg onload=alert(1)>", "]]>", "&amp;",
    "<!--", "{{ 7*7 }}", "{% raw %}", "%(title)s", "%s", "{0}", "=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1",
    "|calc", "$(id)", "`id`", "\u2066اب\u2069", "e\u0301\u0301\u0301", "🏛", "\u200f", "\u2028", "x" * 40,
)  # fmt: skip
hostile = st.lists(st.sampled_from(MARKS), min_size=1, max_size=5).map("a".join)
EXAMPLES = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def organizer(sqlite_store: Store, signed_in: Callable[..., Browser]) -> Browser:
    a_forum_with_mail(sqlite_store)
    return signed_in(SLUG, "organizer")


def lines(body: bytes) -> Iterator[str]:
    """The lines of a calendar, unfolded."""
    yield from body.decode().replace("\r\n ", "").split("\r\n")


def names(body: bytes) -> list[str]:
    return [re.split("[:;]", line)[0] for line in lines(body) if line]


def squeezed(text: str) -> str:
    return " ".join(text.split())


def write(browser: Browser, form: Form) -> bool:
    """Send the form; whether it was taken. What is refused is refused in words."""
    answer = browser.client.post(form.address, data=form.open(browser))
    assert answer.status_code in {303, 422}, answer.status_code
    return answer.status_code == 303


def said_of_room(text: str) -> dict[str, str]:
    return {"name": f"Room {text}", "place": text[:200], "link": ""}


@EXAMPLES
@given(text=hostile)
def test_a_title_stays_a_title(text: str, organizer: Browser) -> None:
    """On the pages, in the public feed: no property, component, element or handler more than with a plain title."""
    plain = Form(page=DRAFT, action=f"{DRAFT}/sittings/opening", typed={"title": "Opening"})
    release = Form(page=DRAFT, action=f"{DRAFT}/publish", typed={"name": text[:200], "note": text})
    room = Form(page=DRAFT, action=f"{DRAFT}/rooms/main", typed=said_of_room("XVII"))
    for form in (plain, room):
        write(organizer, form)
    organizer.client.post(release.address, data={"csrf_token": organizer.token()})
    expected = names(organizer.client.get(f"{HOME}/programme.ics").data)
    title = f"T{text}"
    write(organizer, Form(page=DRAFT, action=plain.action, typed={"title": title}))
    write(organizer, Form(page=DRAFT, action=room.action, typed=said_of_room(text)))
    if "publish" in organizer.get(DRAFT).html:
        organizer.client.post(release.address, data=release.open(organizer))
    body = organizer.client.get(f"{HOME}/programme.ics").data
    assert set(names(body)) <= set(expected) | {"DESCRIPTION"}
    for component in ("BEGIN", "END", "UID", "SUMMARY"):
        assert names(body).count(component) == expected.count(component)
    calendar: Any = icalendar.Calendar.from_ical(body)
    said = {squeezed(str(event["SUMMARY"])) for event in calendar.events}
    pages = [
        "",
        "/programme",
        "/programme/edit",
        "/burden",
        "/workbench",
        "/releases",
        "/fairness",
        "/changes",
        "/mail",
    ]
    for path in pages:
        answer = organizer.client.get(f"{HOME}{path}", follow_redirects=True)
        assert answer.status_code in {200, 404}, path
        if answer.status_code == 200:
            page = organizer.get(f"{HOME}{path}")
            assert page.all("[onerror], [onload], img[src=x]") == []
            assert [each for each in page.all("script:not([type])") if "alert" in (each.text or "")] == []
            assert "7*7" in page.text or "49" not in page.heading
    assert any(squeezed(title) in each for each in said) or "Opening" in said


@EXAMPLES
@given(text=hostile)
def test_a_function_and_an_organization_stay_text(text: str, organizer: Browser) -> None:
    key = f"o{abs(hash(text)) % 10**9}"
    person = Form(page=f"{HOME}/person/fiji", typed={"function": f"={text}"})
    organization = Form(page=f"{HOME}/organizations", typed={"id": key, "name": f"@{text}", "acronym": "=1+1"})
    for form in (person, organization):
        write(organizer, form)
    for path in ("/people", "/organizations", "/person/fiji"):
        page = organizer.get(f"{HOME}{path}")
        assert page.all("main [onerror], main [onload], main img[src=x]") == []
        assert [each for each in page.all("script:not([type])") if "alert" in (each.text or "")] == []
    table = organizer.client.get(f"{HOME}/people/export.csv").data.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(table, newline="")) for cell in row]
    assert [cell for cell in cells if cell[:1] in {"=", "+", "-", "@", "\t", "\r"}] == []
    assert len({len(row) for row in csv.reader(io.StringIO(table, newline=""))}) == 1


@pytest.mark.parametrize("mark", ["".join(MARKS[at : at + 4]) for at in range(0, len(MARKS), 4)])
def test_a_letter_has_the_heads_that_we_gave_it(
    mark: str, organizer: Browser, sqlite_store: Store, tmp_path: Path
) -> None:
    """A title in the subject of a letter and in its calendar adds no line to either."""
    title = f"Sitting {mark} end"
    form = Form(page=DRAFT, action=f"{DRAFT}/sittings/opening", typed={"title": title})
    if not write(organizer, form):
        return
    move = Form(page=DRAFT, action=f"{DRAFT}/sittings/opening/move", typed={"clock": "15:00"})
    release = Form(page=DRAFT, action=f"{DRAFT}/publish")
    for each in (move, release):
        assert write(organizer, each)
    found = letters(sqlite_store, tmp_path)
    assert len(found) == 3
    for message in found:
        heads = [name.lower() for name in message.keys()]  # noqa: SIM118 - of a message: every one, repeated ones too
        assert len(heads) == len(set(heads)), heads
        assert not {"bcc", "cc", "x"} & set(heads)
        assert "evil" not in str(message["To"])
        assert len(str(message["Subject"]).splitlines()) == 1
        (event,) = calendar_of(message).events
        assert [str(each) for each in _all(event.get("ATTENDEE"))] == [f"mailto:{message['To'].addresses[0].addr_spec}"]


def _all(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def letters(store: Store, folder: Path) -> list[Any]:
    with works(store, folder) as office:
        office.now = NOW
        office.run()
        office.run(dt.timedelta(hours=3))
    return [message_of(path) for path in sorted((folder / "data" / "mail").glob("*.eml"))]
