"""The pages of the rules: every value with its source, changed by a form or a file, every version kept."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from forum.formats.ruleset import LARGEST, SHIPPED, parse, shipped, text_of
from forum.store.engine import Store
from tests.registers import SLUG, House
from tests.web.pages import Browser, Page

SignIn = Callable[..., Browser]
PAGE = f"/forums/{SLUG}/rules"
LIMIT = f"{PAGE}/values/limits.statement"


@pytest.fixture
def organizer(sqlite_store: Store, signed_in: SignIn) -> Browser:
    """The organizer of a forum with people of every role."""
    House(sqlite_store)
    return signed_in(SLUG, "organizer")


def adopt(browser: Browser, name: str = "ilc_adoption", **fields: str) -> Page:
    version = browser.get(PAGE).tree.xpath("//input[@name='version']/@value")[0]
    return browser.post(f"{PAGE}/adopt", {"preset": name, "version": version, **fields})


def upload(browser: Browser, body: bytes, status: int = 200) -> Page:
    sent = {"file": (io.BytesIO(body), "our rules.toml"), "version": "0"}
    return browser.post(f"{PAGE}/upload", sent, content_type="multipart/form-data", status=status)


def row(page: Page, path: str) -> str:
    return " ".join(page.all(f"tr[id='rule-{path}']")[0].text_content().split())


def test_the_page_gives_each_value_with_its_source(organizer: Browser) -> None:
    page = organizer.get(PAGE)
    assert "Global Forum (GB.343/INS/3/2, paragraph 39)" in page.text
    assert "28 values are stated by no source" in page.text
    assert "ILO Constitution, art. 3(1)" in row(page, "weights")
    assert "open" in row(page, "reserve")
    assert "1:00" in row(page, "limits.open_floor")
    assert "\u20661.35\u2069" in row(page, "factor")


@pytest.mark.parametrize("name", SHIPPED)
def test_each_preset_can_be_copied_and_read(organizer: Browser, name: str) -> None:
    page = adopt(organizer, name)
    assert shipped(name).title in page.text
    for path, source in shipped(name).sources.items():
        assert " ".join(source.split())[:60] in row(page, path)


def test_ninety_minutes_do_not_fit_from_inscription_16_and_in_practice_from_4(organizer: Browser) -> None:
    adopt(organizer)
    page = organizer.get(f"{PAGE}?minutes=90&individuals=16")
    said = [" ".join(each.text_content().split()) for each in page.all("#content dd")]
    assert said == [
        "your 90 minutes do not fit: from inscription 16 on",
        "your 90 minutes do not fit: from inscription 4 on",
        "your 90 minutes do not fit: from inscription 2 on",
    ]
    assert "E/CN.6/2000/PC/9" in page.text
    fits = organizer.get(f"{PAGE}?minutes=90&individuals=15").all("#content dd")[0].text_content()
    assert "it fits: 15 individual statements have room" in fits
    none = organizer.get(f"{PAGE}?minutes=90&groups=12&individuals=1").all("#content dd")[0].text_content()
    assert "not even what comes before" in none
    for odd in ("minutes=-5", "minutes=99999999", "groups=x", "stage=nothing", "individuals=%F0"):
        organizer.get(f"{PAGE}?{odd}")


def test_a_value_is_changed_with_who_decided_it(organizer: Browser) -> None:
    adopt(organizer)
    form = {"most": "180", "source": "The officers, 3 May", "mark": mark(organizer, LIMIT)}
    page = organizer.post(LIMIT, form)
    assert "3:00" in row(page, "limits.statement")
    assert "The officers, 3 May" in row(page, "limits.statement")
    version = organizer.get(f"{PAGE}/versions/2")
    assert "Changed: Time limits, Individual statement" in version.text
    assert "2:00" in version.text
    assert "3:00" in version.text
    back = organizer.post(f"{PAGE}/versions/1/restore", {"version": "2"})
    assert "2:00" in row(back, "limits.statement")
    assert "Version 1 was restored" in back.text


def mark(browser: Browser, path: str) -> str:
    return str(browser.get(path).tree.xpath("//input[@name='mark']/@value")[0])


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"most": "0"}, "limits"),
        ({"most": "7"}, "n × 15"),
        ({"most": "long"}, "is not a whole number"),
        ({"most": ""}, "missing"),
        ({"most": "180", "source": ""}, "needs its source"),
        ({"most": "180", "by.observer": "99999"}, "1 … 3600"),
        ({"most": "180", "source": "a" * 601}, "at most 600"),
    ],
)
def test_what_does_not_fit_is_said_with_what_was_typed(organizer: Browser, typed: dict[str, str], said: str) -> None:
    adopt(organizer)
    page = organizer.post(LIMIT, {"source": "The officers", "mark": mark(organizer, LIMIT), **typed}, status=422)
    assert said in page.text or said == "limits"
    assert page.tree.xpath("//input[@name='most']/@value") == [typed.get("most", "")]
    assert organizer.get(PAGE).text.count("Version 2") == 0


@pytest.mark.parametrize(
    ("path", "typed", "shown"),
    [
        ("stages.theme", {"blocks.statement": "1", "blocks.reply": "2"}, "missing"),
        ("stages.theme", {"blocks.statement": "2", "blocks.group_statement": "1"}, "Individual statement"),
        (
            "bands",
            {"value.minister": "1", "value.delegate": "2", "value.vice_minister": "1"},
            "Minister, Vice-Minister",
        ),
        ("reply.seconds", {"value": "600, 300"}, "10:00"),
        ("limits.statement", {"most": "240", "by.observer": "120"}, "observer"),
        ("motions.closure", {"seconded": "no", "before.adjourn_debate": "1"}, "To adjourn the debate"),
        ("alternating", {"value": "yes"}, "yes"),
        ("method", {"value": "dhondt"}, "D’Hondt"),
        ("factor", {"least": "1.2", "most": "13/10"}, "13/10"),
        ("paperwork.text", {"value": "1"}, "1 hour"),
        ("inscribers", {"value.clerk": "1"}, "clerk of the list"),
    ],
)
def test_every_shape_of_value_is_typed_into_a_form(
    organizer: Browser, path: str, typed: dict[str, str], shown: str
) -> None:
    adopt(organizer)
    address = f"{PAGE}/values/{path}"
    faulty = shown == "missing"
    form = {"source": "The officers", "mark": mark(organizer, address), **typed}
    page = organizer.post(address, form, status=422 if faulty else 200)
    assert shown in (page.text if faulty else row(page, path))
    assert not faulty or page.tree.xpath("//input[@name='blocks.reply']/@value") == ["2"]


def test_a_rule_is_taken_out_unless_time_cannot_be_shared_without_it(organizer: Browser) -> None:
    adopt(organizer)
    address = f"{PAGE}/values/once"
    page = organizer.post(address, {"remove": "1", "mark": mark(organizer, address)})
    assert page.all("tr[id='rule-once']") == []
    page = organizer.post(LIMIT, {"remove": "1", "mark": mark(organizer, LIMIT)}, status=422)
    assert "This value is missing" in page.text


def test_what_is_downloaded_can_be_uploaded(organizer: Browser) -> None:
    adopt(organizer, "human_rights_council")
    got = organizer.client.get(f"{PAGE}/ruleset.toml")
    assert got.headers["Content-Disposition"] == f'attachment; filename="{SLUG}-rules.toml"'
    assert parse(got.get_data(as_text=True)) == parse(text_of("human_rights_council"))
    page = upload(organizer, got.data)
    assert "Version 2" not in page.text


def test_a_wrong_file_is_refused_with_every_fault_and_nothing_is_changed(organizer: Browser) -> None:
    wrong = text_of("ilc_adoption").replace("most = 120", 'most = "long"').replace("[odd]", "[spare]")
    page = upload(organizer, wrong.encode(), status=422)
    said = {cell.text_content(): cell.getnext().text_content() for cell in page.all(".notice th[scope=row]")}
    assert set(said) == {"spare", "limits.statement.most"}
    assert "“long”" in said["limits.statement.most"]
    assert "nothing was changed" in page.text.lower()
    assert "Nobody has changed the rules" in organizer.get(PAGE).text


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"", 422, "missing"),
        (b"a = = 1", 422, "line 1, column 5"),
        (b"\xff\xfe\x00", 422, "UTF-8"),
        (b"#" * (LARGEST + 1), 413, "at most 100 kB"),
        (b"a = " + b"[" * 20_000, 422, "TOML"),
    ],
)
def test_what_is_no_ruleset_is_refused_in_words(organizer: Browser, body: bytes, status: int, said: str) -> None:
    assert said in upload(organizer, body, status).text


def test_a_file_with_a_thousand_faults_is_cut(organizer: Browser) -> None:
    page = upload(organizer, "\n".join(f"x{number} = 1" for number in range(1000)).encode(), status=422)
    assert len(page.all(".notice tbody tr")) == 100
    assert "more faults" in page.text


def test_others_read_and_change_nothing(organizer: Browser, signed_in: SignIn) -> None:
    adopt(organizer)
    reader = signed_in(SLUG, "rapporteur")
    page = reader.get(PAGE)
    assert "2:00" in row(page, "limits.statement")
    assert page.all("form[method=post][action*=rules]") == []
    assert "Change" not in row(page, "limits.statement")
    for address in (f"{PAGE}/adopt", f"{PAGE}/upload", LIMIT, f"{PAGE}/versions/1/restore"):
        reader.post(address, {"preset": "ilc_plenary"}, status=403)
    reader.get(LIMIT, status=403)
    assert reader.get(f"{PAGE}/versions/1").status == 200


def test_what_is_not_there_is_not_found(organizer: Browser) -> None:
    for address in (f"{PAGE}/values/limits.poetry", f"{PAGE}/versions/7"):
        organizer.get(address, status=404)
    organizer.post(f"{PAGE}/adopt", {"preset": "../secret"}, status=404)
    organizer.post(f"{PAGE}/values/limits.poetry", {}, status=404)


def test_a_preset_chosen_from_an_old_page_is_stale(organizer: Browser) -> None:
    adopt(organizer)
    page = organizer.post(f"{PAGE}/adopt", {"preset": "ilc_plenary", "version": "0"}, status=409)
    assert "changed in the meantime" in page.text


@pytest.mark.parametrize("language", ["ar", "fr", "es", "zh", "ru", "de"])
def test_the_pages_stand_in_other_languages(organizer: Browser, language: str) -> None:
    adopt(organizer, "un_general_debate")
    for address in (PAGE, LIMIT, f"{PAGE}/values/bands", f"{PAGE}/versions/1"):
        organizer.get(f"{address}?lang={language}")


def test_the_list_of_a_sitting_is_linted_with_the_rule_beside_it(organizer: Browser) -> None:
    adopt(organizer)
    slots = f"/forums/{SLUG}/sittings/theme-1/slots"
    page = organizer.post(f"{slots}/allocate", {"scope": "sitting", "seed": "2022", "replace": "1"})
    found = [" ".join(each.text_content().split()) for each in page.all(".findings li")]
    assert any("In practice" in each and "E/CN.6/2000/PC/9" in each for each in found)
    adopt(organizer, "un_general_debate")
    page = organizer.get(slots)
    assert any("against the rules" in " ".join(each.text_content().split()) for each in page.all(".findings li"))
