"""Pages of the register: filters in the address, states in words, forms for those who may, files, nothing hidden."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Callable
from dataclasses import replace

import openpyxl
import pytest

from forum.domain import editions
from forum.domain.access import OPERATOR
from forum.domain.commitments import Editorial, written
from forum.services import commitments, organizations
from forum.store import people
from forum.store.engine import Db, Store
from tests import builders
from tests.registers import SECRET, SLUG, START, House
from tests.web.pages import Browser

PAGE = f"/forums/{SLUG}/commitments"
SignIn = Callable[..., Browser]


@pytest.fixture
def now() -> dt.datetime:
    """Ten minutes into the sitting."""
    return START + dt.timedelta(minutes=10)


@pytest.fixture
def house(sqlite_store: Store) -> House:
    """Two commitments: one public, one of the participants."""
    house = House(sqlite_store)
    house.open()
    house.speak("leader-1")
    house.write("c joint @example-1+@example-2: We shall double it #theme-1 due:2023 usd:5m sdg1.3")
    house.write("r ~ workers: if floors come first")
    house.speak("fji-g1")
    house.write(f"c support: {SECRET}")
    return house


def fields(house: House, **changes: object) -> dict[str, object]:
    """The edit form as the page fills it, but for `changes`."""
    one = commitments.entry(house.unit(), SLUG, "C-001").commitment
    same = {
        "do": "edit",
        "mark": editions.mark(written(one)),
        "text": one.text,
        "kind": one.kind.value,
        "language": "en",
        "lead": "example-1",
        "partners": ["example-2"],
        "theme": one.theme,
        "due": one.due.code,
        "amount": "5000000",
        "currency": "USD",
        "sdgs": "1.3",
        "measure": "",
        "visibility": "participants",
        "embargo_until": "",
    }
    return {**same, **changes}


def test_a_participant_sees_entries_states_and_reactions(house: House, signed_in: SignIn) -> None:
    page = signed_in(SLUG, "ken-g1").get(PAGE)
    assert "The register holds 2 entries." in page.text
    first = page.one("#C-001").text_content()
    for words in ("Example organization 1", "We shall double it", "joint action", "by the end of 2023", "captured"):
        assert words in first
    for words in (
        "not known",
        "no report is due yet",
        "Workers",
        "supports with a condition",
        "if floors come first",
    ):
        assert words in first
    assert "Tuesday 22 February 2022, \u206613:01\u2069 (Geneva, \u2066UTC+01:00\u2069)" in first


def test_the_public_sees_what_is_public_only(house: House, browser: Browser, signed_in: SignIn) -> None:
    assert "Nothing has been promised yet" in browser.get(PAGE).text
    rapporteur = signed_in(SLUG, "rapporteur")
    rapporteur.get(f"{PAGE}/C-001")
    rapporteur.post(f"{PAGE}/C-001", fields(house, visibility="public"))
    page = browser.get(PAGE)
    assert "We shall double it" in page.text
    for address in (PAGE, f"{PAGE}?q={SECRET[:5]}", f"{PAGE}/C-001", f"{PAGE}.json", f"{PAGE}.csv"):
        assert SECRET not in browser.get(address).html
    assert SECRET not in str(_cells(browser.client.get(f"{PAGE}.xlsx").data))
    browser.get(f"{PAGE}/C-002", status=404)


def _cells(data: bytes) -> list[object]:
    return [
        cell.value for sheet in openpyxl.load_workbook(io.BytesIO(data)) for row in sheet.iter_rows() for cell in row
    ]


def test_filters_stand_in_the_address_and_in_the_files(house: House, signed_in: SignIn) -> None:
    browser = signed_in(SLUG, "ken-g1")
    page = browser.get(f"{PAGE}?kind=support&lead=FJ")
    assert "1 of 2 entries" in page.text
    assert [item.get("id") for item in page.all(".commitment")] == ["C-002"]
    (link,) = [a.get("href") for a in page.all("a") if a.text == "JSON"]
    assert [one["id"] for one in json.loads(browser.client.get(link).data)["commitments"]] == ["C-002"]
    assert "No entry matches" in browser.get(f"{PAGE}?q=nothing-like-it").text
    browser.get(f"{PAGE}?kind=promise", status=422)
    browser.get(f"{PAGE}.pdf", status=404)


def test_files_say_what_they_are(house: House, signed_in: SignIn) -> None:
    browser = signed_in(SLUG, "rapporteur")
    for kind in ("csv", "xlsx", "json"):
        answer = browser.client.get(f"{PAGE}.{kind}")
        assert f'filename="{SLUG}-commitments.{kind}"' in answer.headers["Content-Disposition"]
        assert "no-store" in answer.headers["Cache-Control"]


def test_the_rapporteur_edits_and_the_trail_keeps_the_old_words(house: House, signed_in: SignIn) -> None:
    browser = signed_in(SLUG, "rapporteur")
    page = browser.get(f"{PAGE}/C-001")
    assert "4 of 5 letters of SMART" in page.text
    page = browser.post(f"{PAGE}/C-001", fields(house, text="We shall treble it", measure="people covered"))
    assert "We shall treble it" in page.text
    assert "Before: We shall double it" in page.text
    assert "5 of 5 letters" in page.text


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"lead": "example-2"}, 422, "both as lead and as partner"),
        ({"due": "soon"}, 422, "soon"),
        ({"amount": "many"}, 422, "many"),
        ({"kind": "promise"}, 422, "promise"),
        ({"mark": ""}, 409, "Somebody else changed this"),
        ({"embargo_until": "tomorrow"}, 422, "tomorrow"),
        ({"embargo_until": "2022-03-27T02:30"}, 422, "02:30"),
    ],
)
def test_a_bad_edit_says_why_and_keeps_what_was_typed(
    house: House, signed_in: SignIn, changes: dict[str, str], status: int, said: str
) -> None:
    browser = signed_in(SLUG, "rapporteur")
    browser.get(f"{PAGE}/C-001")
    page = browser.post(f"{PAGE}/C-001", fields(house, text="typed anew", **changes), status=status)
    assert said in page.one(".notice.wrong").text_content()
    assert page.one("#f-text").text == "typed anew"
    assert commitments.entry(house.unit(), SLUG, "C-001").commitment.text == "We shall double it"


def test_states_progress_and_speaker_by_form(house: House, signed_in: SignIn) -> None:
    browser = signed_in(SLUG, "rapporteur")
    browser.get(f"{PAGE}/C-001")
    browser.post(f"{PAGE}/C-001", {"do": "step", "state": "sent", "reason": "by mail"})
    page = browser.post(f"{PAGE}/C-001", {"do": "progress", "implementation": "planning", "note": "begun"})
    assert "sent to the organization" in page.text
    assert "not known → in planning · begun" in page.text
    page = browser.post(f"{PAGE}/C-001", {"do": "rebind", "person": "ken-g1"})
    assert "Said by Government delegate, Kenya" in page.text
    page = browser.post(f"{PAGE}/C-001", {"do": "step", "state": "published"}, status=409)
    assert "This step is not possible" in page.text
    browser.post(f"{PAGE}/C-001", {"do": "nonsense"}, status=400)
    assert commitments.entry(house.unit(), SLUG, "C-001").commitment.editorial is Editorial.SENT


def test_a_coordinator_is_offered_their_own_constituency(house: House, signed_in: SignIn) -> None:
    browser = signed_in(SLUG, "worker-coordinator")
    page = browser.get(f"{PAGE}/C-001")
    assert [option.get("value") for option in page.all("#r-group option")] == ["worker"]
    assert page.all("#f-text") == []
    react = {"do": "react", "constituency": "worker", "stance": "asks", "text": "By when?"}
    assert "asks for clarification: By when?" in browser.post(f"{PAGE}/C-001", react).text
    browser.post(f"{PAGE}/C-001", {**react, "constituency": "employer"}, status=403)
    browser.post(f"{PAGE}/C-001", fields(house), status=403)


def test_arabic_keeps_english_words_in_their_own_language(house: House, signed_in: SignIn) -> None:
    page = signed_in(SLUG, "rapporteur").get(f"{PAGE}/C-001?lang=ar")
    assert page.tree.get("dir") == "rtl"
    assert page.all("bdi[lang=en]")


def test_the_form_names_organizations_and_states_in_the_readers_order(house: House, signed_in: SignIn) -> None:
    house.store.writing(lambda db: _add_delegations(db, house.forum_id))
    page = signed_in(SLUG, "rapporteur").get(f"{PAGE}/C-001?lang=fr")
    groups = {group.get("label"): group for group in page.all("#f-lead optgroup")}
    assert list(groups) == ["Organisations", "États Membres"]
    said = {label: [option.text for option in group] for label, group in groups.items()}
    assert said["États Membres"] == sorted(said["États Membres"], key=lambda name: name.replace("É", "E"))
    assert {"Égypte", "Fidji", "Kenya"} <= set(said["États Membres"])
    assert not [name for names in said.values() for name in names if name.startswith("org:")]
    assert len(said["Organisations"]) == len(set(said["Organisations"]))


def _add_delegations(db: Db, forum_id: int) -> None:
    organization = people.organizations(db, forum_id)[0]
    db.add(people.DelegationRow(forum_id=forum_id, key="EG", state="EG"))
    db.add(people.DelegationRow(forum_id=forum_id, key=f"org:{organization.key}", organization_id=organization.id))


def test_an_archived_organization_is_offered_only_where_it_stands_already(house: House, signed_in: SignIn) -> None:
    lead = commitments.entry(house.unit(), SLUG, "C-001").commitment.lead
    assert lead is not None
    builders.an_organization(house.store, house.forum_id, "unused", "Unused organization")
    for key in (lead.key, "unused"):
        organizations.archive_organization(replace(house.unit(), actor=OPERATOR), SLUG, key, is_archived=True)
    page = signed_in(SLUG, "rapporteur").get(f"{PAGE}/C-001")
    offered = [option.get("value") for option in page.all("#f-lead optgroup option")]
    assert lead.key in offered
    assert "unused" not in offered
