"""The report's page and files: for rapporteur and organizer, in any of the seven languages."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

import docx
import pypdf
import pytest

from forum.domain.people import LANGUAGES
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
