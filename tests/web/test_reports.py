"""The report's page and files: for rapporteur and organizer, in any of the seven languages."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from collections.abc import Callable

import docx
import pypdf
import pytest

from forum.domain.audit import Tag
from forum.domain.people import LANGUAGES
from forum.store import audit, programme
from forum.store.engine import Store
from tests.registers import SLUG, START, House
from tests.web.pages import Browser

PAGE = f"/forums/{SLUG}/report"
SignIn = Callable[..., Browser]


@pytest.fixture
def now() -> dt.datetime:
    """After the sitting."""
    return START + dt.timedelta(hours=2)


@pytest.fixture
def browser_of(sqlite_store: Store, signed_in: SignIn) -> Callable[[str], Browser]:
    """A browser signed in at a rehearsal in which a commitment was made."""
    house = House(sqlite_store, is_rehearsal=True)
    house.open()
    house.speak("leader-1")
    house.write("c joint: <b>We</b> shall double it due:2023")
    return lambda who: signed_in(SLUG, who)


def test_the_report_is_shown_with_the_commitment_numbered(browser_of: Callable[[str], Browser]) -> None:
    page = browser_of("rapporteur").get(PAGE)
    told = page.one("#p-C-001").text_content()
    assert "<b>We</b> shall double it" in told
    assert "Representative, Example organization 1" in told
    assert page.all("article.report b") == []
    assert "REHEARSAL" in page.one("article.report").text_content()


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_language_of_the_report_is_chosen_apart(browser_of: Callable[[str], Browser], tag: str) -> None:
    answer = browser_of("organizer").client.get(f"{PAGE}?in={tag}&lang=en")
    assert answer.status_code == 200
    assert f'<article class="report" lang="{tag}" dir="{"rtl" if tag == "ar" else "ltr"}">' in answer.text


def test_files_are_made_and_read_back(browser_of: Callable[[str], Browser]) -> None:
    client = browser_of("rapporteur").client
    word = client.get(f"{PAGE}.docx?in=ar")
    assert f'filename="{SLUG}-report-ar-REHEARSAL.docx"' in word.headers["Content-Disposition"]
    assert docx.Document(io.BytesIO(word.data)).core_properties.language == "ar-SA"
    reader = pypdf.PdfReader(io.BytesIO(client.get(f"{PAGE}.pdf?in=fr").data))
    assert "shall double it" in "".join(page.extract_text() for page in reader.pages)
    assert client.get(f"{PAGE}.html?in=en").text.startswith("<!doctype html>")


def test_others_and_unknown_wishes_are_refused(browser_of: Callable[[str], Browser], browser: Browser) -> None:
    rapporteur = browser_of("rapporteur")
    rapporteur.get(f"{PAGE}.akn", status=404)
    rapporteur.get(f"{PAGE}?in=tlh", status=422)
    for who in ("fji-g1", "chair"):
        browser_of(who).get(PAGE, status=403)
        assert browser_of(who).client.get(f"{PAGE}.docx").status_code == 403


def test_the_header_is_filled_in_by_form_and_printed(browser_of: Callable[[str], Browser]) -> None:
    browser = browser_of("rapporteur")
    form = browser.get(PAGE).one(f"a[href='{PAGE}/header']")
    assert form.text == "Fill in the header of the report"
    assert browser.get(f"{PAGE}/header").one("#h-body").get("placeholder") == "Governing Body"
    typed = {
        "language": "en",
        "session": "350th Session, Geneva",
        "item": "Seventh item",
        "author_unit": "MULTILATERALS",
    }
    page = browser.post(f"{PAGE}/header", typed)
    for said in ("350th Session, Geneva", "Seventh item", "MULTILATERALS", "To be completed by the Office."):
        assert said in page.text
    assert browser.get(f"{PAGE}/header").value("item") == "Seventh item"
    document = docx.Document(io.BytesIO(browser.client.get(f"{PAGE}.docx").data))
    assert any("MULTILATERALS" in paragraph.text for paragraph in document.paragraphs)
    pdf = pypdf.PdfReader(io.BytesIO(browser.client.get(f"{PAGE}.pdf").data))
    assert "350th Session" in pdf.pages[0].extract_text()


def test_a_faulty_header_is_shown_again(browser_of: Callable[[str], Browser]) -> None:
    browser = browser_of("organizer")
    page = browser.post(f"{PAGE}/header", {"body": "x" * 1001, "item": "Seventh"}, status=422)
    assert "at most 1000" in page.one("#fault-body").text_content()
    assert page.value("item") == "Seventh"
    assert "Seventh" not in browser.get(PAGE).text


def test_only_rapporteur_and_organizer_fill_it_in(browser_of: Callable[[str], Browser]) -> None:
    browser_of("chair").post(f"{PAGE}/header", {"body": "Council"}, status=403)
    browser_of("chair").get(f"{PAGE}/header", status=403)


def test_every_file_that_leaves_is_in_the_trail(browser_of: Callable[[str], Browser], sqlite_store: Store) -> None:
    browser = browser_of("rapporteur")
    body = browser.client.get(f"{PAGE}.docx?in=fr").data
    browser_of("chair").client.get(f"{PAGE}.docx")
    with sqlite_store.reading() as db:
        forum = programme.forum_by_slug(db, SLUG)
        assert forum is not None
        made = [entry for entry in audit.entries(db, forum.id) if entry.tag is Tag.REPORT_MADE]
    (entry,) = made
    assert (entry.subject, entry.body) == (
        "report:docx",
        {"language": "fr", "sha256": hashlib.sha256(body).hexdigest()},
    )
    assert entry.person_id is not None
