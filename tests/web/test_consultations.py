"""The pages of consultations: drafted, sent, answered, closed and published by forms; read by nobody else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask

from forum.domain.consultation.snapshots import Subject
from forum.services import consultations, slots
from forum.store.engine import Store
from tests.consultations import MONDAY, SECRET, SLUG, Talks
from tests.web.pages import Browser, Page

SignIn = Callable[..., Browser]
PAGE = f"/forums/{SLUG}/consultations"
ONE = f"{PAGE}/1"
ASKED = {
    "subject": "slots",
    "sitting": "opening",
    "title": "Slots of the opening",
    "text": "Please look at the order.",
    "language": "en",
    "answer_by": "2022-02-18T18:00",
    "addressees": ["government", "employer", "worker"],
}


@pytest.fixture
def now() -> dt.datetime:
    return MONDAY


@pytest.fixture
def talks(sqlite_store: Store) -> Talks:
    """Slots stand in the opening sitting."""
    talks = Talks(sqlite_store, languages=("en", "en", "en"))
    proposal = slots.propose(talks.unit(), SLUG, seed="1", sitting_key="opening")
    slots.accept(talks.unit(), SLUG, proposal)
    return talks


def said(page: Page, selector: str = "main .notice") -> str:
    return " ".join(" ".join(each.text_content() for each in page.all(selector)).split())


def test_the_whole_way_by_forms(talks: Talks, signed_in: SignIn) -> None:
    organizer, worker = signed_in(SLUG, "organizer"), signed_in(SLUG, "worker")
    assert "no consultation that you may read" in organizer.get(PAGE).text
    drafted = organizer.post(f"{PAGE}/new", ASKED)
    assert drafted.heading == "Slots of the opening"
    assert "No group has seen it yet" in drafted.text
    worker.get(ONE, status=404)
    sent = organizer.post(f"{ONE}/send", {"seen": drafted.value("seen")})
    assert "sent to the coordinators" in said(sent)
    assert "1 consultation waits for the answer of your group" in worker.get(f"/forums/{SLUG}/").text
    about = worker.get(ONE).all("select[name=about] option")[1].get("value")
    proposal = {"do": "proposed", "text": "Ours first", "about": about, "round": "1", "behalf": "worker"}
    worker.post(f"{ONE}/answer", proposal)
    waiting = organizer.get(ONE)
    assert "Ours first" in waiting.text
    number = waiting.one("form[action$=settle] input[name=of]").get("value")
    settled = organizer.post(f"{ONE}/settle", {"of": number, "do": "taken_up", "text": ""})
    assert "Proposal taken up" in settled.text
    for who in ("government", "employer", "worker"):
        signed_in(SLUG, who).post(f"{ONE}/answer", {"do": "agreed", "round": "1", "behalf": who})
    last = organizer.get(ONE).one("form[action$=close] input[name=seen]").get("value")
    closed = organizer.post(f"{ONE}/close", {"do": "closed_agreed", "seen": last, "text": ""})
    assert "Agreed with Governments, Employers, and Workers on 14 February 2022." in closed.text
    slots_page = f"/forums/{SLUG}/sittings/opening/slots"
    assert "Agreed with Governments" not in signed_in(SLUG, "fji-g1").get(slots_page).text
    organizer.post(f"{ONE}/publish")
    assert "Agreed with Governments" in signed_in(SLUG, "fji-g1").get(slots_page).text
    assert "Ours first" in Browser(organizer.app).get(ONE).text


def test_a_wrong_form_is_shown_again_with_its_fault(talks: Talks, signed_in: SignIn) -> None:
    organizer = signed_in(SLUG, "organizer")
    for wrong, sentence in (
        ({"title": ""}, "must not be empty"),
        ({"answer_by": ""}, "must not be empty"),
        ({"answer_by": "tomorrow"}, "not possible here"),
        ({"subject": "weather"}, "not possible here"),
        ({"addressees": ["worker"]}, "equal standing"),
        ({"addressees": ["martian"]}, "not possible here"),
        ({"addressees": ["worker:Nowhere", "employer:Nowhere"]}, "Nowhere"),
    ):
        page = organizer.post(f"{PAGE}/new", {**ASKED, **wrong}, status=422)
        assert sentence in said(page, ".notice.wrong")
        assert page.value("title") == ({**ASKED, **wrong})["title"]
    organizer.post(f"{PAGE}/new", {**ASKED, "sitting": "nowhere"}, status=404)
    assert consultations.index(talks.unit(), SLUG) == []


def test_a_refused_answer_stands_on_the_page_with_its_words(talks: Talks, signed_in: SignIn) -> None:
    talks.sent()
    worker = signed_in(SLUG, "worker")
    page = worker.post(f"{ONE}/answer", {"do": "objected", "text": " ", "round": "1", "behalf": "worker"}, status=422)
    assert "must not be empty" in said(page, ".notice.wrong")
    talks.send()
    late = worker.post(
        f"{ONE}/answer", {"do": "objected", "text": "Too short", "round": "1", "behalf": "worker"}, status=409
    )
    assert "Another round was sent" in said(late, ".notice.wrong")
    assert late.one("textarea[name=text]").text == "Too short"
    worker.post(f"{ONE}/answer", {"do": "agreed", "round": "2", "behalf": "employer"}, status=403)
    worker.post(f"{ONE}/answer", {"do": "agreed", "round": "x", "behalf": "worker"}, status=409)


def test_what_cannot_be_done_yet_is_said_where_it_was_tried(talks: Talks, signed_in: SignIn) -> None:
    organizer = signed_in(SLUG, "organizer")
    talks.sent()
    last = organizer.get(ONE).one("form[action$=close] input[name=seen]").get("value")
    early = organizer.post(f"{ONE}/close", {"do": "closed_agreed", "seen": last}, status=409)
    assert "still time for one: Governments, Employers, and Workers" in said(early, "form[action$=close] .notice")
    stale = organizer.post(f"{ONE}/send", {"seen": "1"}, status=409)
    assert "changed in the meantime" in said(stale, "form[action$=send] .notice")
    talks.answer("worker", "proposed", "More")
    number = str(talks.one().last)
    bare = organizer.post(f"{ONE}/settle", {"of": number, "do": "declined", "text": ""}, status=422)
    assert "must not be empty" in bare.text
    organizer.post(f"{ONE}/publish", status=409)
    organizer.post(f"{ONE}/settle", {"of": "99", "do": "declined", "text": "No"}, status=409)


def test_changed_since_it_was_sent_is_said(talks: Talks, signed_in: SignIn) -> None:
    talks.sent(sitting="opening")
    worker = signed_in(SLUG, "worker")
    assert "Nothing of it has changed" in worker.get(ONE).text
    line = slots.plan(talks.unit(), SLUG, "opening").lines[0]
    change = slots.SlotIn(seconds=line.slot.seconds, place=line.place, label="A guest of honour")
    slots.edit(talks.unit(), SLUG, "opening", line.slot.number, change)
    assert "now A guest of honour" in said(worker.get(ONE))
    page = worker.get(f"/forums/{SLUG}/sittings/opening/slots")
    assert "The slots have changed since they were sent." in page.text


def test_lines_that_came_and_went_are_said(talks: Talks, signed_in: SignIn) -> None:
    talks.sent(sitting="opening")
    slots.clear(talks.unit(), SLUG, "opening")
    assert "no longer there" in said(signed_in(SLUG, "worker").get(ONE))
    talks.sent(subject=Subject.SLOTS, sitting="theme-1", title="Second")
    proposal = slots.propose(talks.unit(), SLUG, seed="1", sitting_key="theme-1")
    slots.accept(talks.unit(), SLUG, proposal)
    assert "added since" in said(signed_in(SLUG, "worker").get(f"{PAGE}/2"))


@pytest.mark.parametrize("subject", Subject)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_subject_has_its_page(talks: Talks, signed_in: SignIn, subject: Subject, language: str) -> None:
    talks.sent(subject=subject)
    talks.close("closed_noted")
    page = signed_in(SLUG, "worker").get(f"{ONE}?lang={language}")
    assert page.all("table.plain-table tbody tr")


def test_who_it_is_kept_from_finds_nothing(talks: Talks, signed_in: SignIn, app: Flask) -> None:
    talks.sent(text=SECRET)
    assert SECRET in signed_in(SLUG, "employer").get(ONE).html
    for who in ("fji-g1", "chair", "observer"):
        browser = signed_in(SLUG, who)
        assert SECRET not in browser.get(ONE, status=404).html
        assert "Slots of the opening" not in browser.get(PAGE).html
    assert SECRET not in Browser(app).get(ONE).html


def test_the_form_knows_the_sitting_that_one_comes_from(talks: Talks, signed_in: SignIn) -> None:
    organizer = signed_in(SLUG, "organizer")
    page = organizer.get(f"/forums/{SLUG}/sittings/opening/slots")
    (link,) = [each.get("href") for each in page.all("a") if "Consult the groups" in each.text_content()]
    form = organizer.get(link)
    assert form.one("select[name=sitting] option[selected]").get("value") == "opening"
    assert len(form.all("input[name=addressees][checked]")) == 3
    clerk = signed_in(SLUG, "clerk").get(f"/forums/{SLUG}/sittings/opening/slots")
    assert "Consult the groups" not in clerk.text


def test_late_and_for_several_groups(talks: Talks, signed_in: SignIn) -> None:
    codes = ["government", "government:Africa", "employer", "worker"]
    organizer = signed_in(SLUG, "organizer")
    organizer.post(f"{PAGE}/new", {**ASKED, "addressees": codes, "answer_by": "2022-02-14T10:00"})
    early = organizer.post(f"{ONE}/send", {"seen": "1"}, status=422)
    assert "Give the groups time" in early.text
    organizer.post(ONE, {**ASKED, "addressees": codes})
    organizer.post(f"{ONE}/send", {"seen": "1"})
    africa = signed_in(SLUG, "africa").get(ONE)
    assert [each.get("value") for each in africa.all("select[name=behalf] option")] == [
        "government",
        "government:Africa",
    ]
    assert "Governments, Africa" in africa.text
