"""The shipped forum of 2022: complete, consistent, every fact with its source, nothing invented."""

import csv
import io
import json
import re
from collections import Counter
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
import pytz
from babel.languages import get_territory_language_info

from forum.domain.people import LANGUAGES, Constituency, Mode, Region, Role
from forum.examples import global_forum_2022 as example
from forum.examples.global_forum_2022 import make
from forum.i18n.states import member_states, state_name

NAMES = sorted(
    file.name for file in resources.files(example).iterdir() if file.name.endswith((".csv", ".json")) and file.is_file()
)


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(example.text(name))))


def data(name: str) -> Any:
    return json.loads(example.text(name))


def roster() -> list[dict[str, str]]:
    return rows("roster.csv")


def test_shipped_files_are_what_the_generator_makes(tmp_path: Path) -> None:
    make.write(tmp_path)
    for name in ("roster.csv", "request.json"):
        assert (tmp_path / name).read_bytes() == example.shipped(name).read_bytes()


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"nothing\.csv"):
        example.text("nothing.csv")


@pytest.mark.parametrize("name", NAMES)
def test_the_sources_speak_of_every_file(name: str) -> None:
    assert f"`{name}`" in example.text("SOURCES.md")


def test_every_source_that_a_row_names_is_listed() -> None:
    listed = set(re.findall(r"^\| (F\d+|demo) \|", example.text("SOURCES.md"), re.M))
    cited = {
        source
        for name in ("people.csv", "organizations.csv")
        for row in rows(name)
        for source in row["source"].split(";")
    }
    cited |= {line["source"] for line in data("forum.json")["speakers"]}
    cited |= {entry["source"] for part in ("entries", "statements") for entry in data("register.json")[part]}
    assert cited <= listed


def test_member_states_are_the_187_by_their_names_in_the_united_nations() -> None:
    states = rows("member_states.csv")
    assert {row["iso2"] for row in states} == set(member_states())
    assert [row["name"] for row in states if row["name"] != state_name(row["iso2"])] == []
    assert {row["ilo_region"] for row in states} == set(Region)


def test_the_zone_of_each_capital_belongs_to_the_state() -> None:
    states = rows("member_states.csv")
    assert [s for s in states if s["capital_time_zone"] not in pytz.country_timezones[s["iso2"]]] == []


def test_the_roster_has_four_delegates_of_each_state() -> None:
    delegates = [row for row in roster() if row["role"] == "delegate"]
    assert len(delegates) == 187 * 4
    assert Counter((row["state"], row["constituency"]) for row in delegates) == Counter(
        {(s, c): n for s in member_states() for c, n in (("government", 2), ("employer", 1), ("worker", 1))}
    )


def test_the_roster_speaks_the_words_of_the_product() -> None:
    people = roster()
    assert tuple(people[0]) == make.COLUMNS
    assert len({row["id"] for row in people}) == len(people)
    assert {row["constituency"] for row in people} <= set(Constituency)
    assert {role for row in people for role in row["role"].split(";")} <= set(Role)
    assert {row["mode"] for row in people} == {Mode.REMOTE}
    assert {row["language"] for row in people} <= set(LANGUAGES)
    assert {row["zone"] for row in people} <= available_timezones()
    assert {row["region"] for row in people} <= {*Region, ""}
    assert {row["state"] for row in people} - {""} == set(member_states())
    assert {row["organization"] for row in people} - {""} <= {row["id"] for row in rows("organizations.csv")}
    assert [row["id"] for row in people if not row["name"] or not row["function"]] == []


def test_employers_and_workers_are_equal_in_number_wherever_no_source_names_them() -> None:
    unnamed = [row["constituency"] for row in roster() if row["role"] != "leader"]
    assert Counter(unnamed)["employer"] == Counter(unnamed)["worker"]


def test_demonstration_accounts_exist_and_only_they_have_addresses() -> None:
    accounts, people = data("forum.json")["accounts"], {row["id"]: row for row in roster()}
    assert set(accounts) == {
        "organizer", "chair", "clerk", "rapporteur", "delegate-FJ", "delegate-KE", "delegate-US", "coordinator-workers",
        "leader", "hall",
    }  # fmt: skip
    assert all(people[person]["email"] == f"{account}@example.org" for account, person in accounts.items())
    addresses = [row["email"] for row in roster() if row["email"]]
    assert all(address.endswith("@example.org") for address in addresses)
    sources = {row["id"]: row["source"] for row in rows("people.csv")}
    assert [row["id"] for row in roster() if row["email"] and sources.get(row["id"], "demo") != "demo"] == []


def test_a_person_may_choose_another_clock_than_the_capital_s() -> None:
    """Chosen in the demonstration after the programme is out; the roster itself keeps the capital's."""
    assert data("forum.json")["own_clocks"] == {"US-gov-1": "America/Los_Angeles"}
    assert {row["zone"] for row in roster() if row["state"] == "US"} == {"America/New_York"}


def by_rule(iso2: str) -> str:
    info = get_territory_language_info(iso2)
    for status in ("official", "de_facto_official"):
        ranked = sorted((-(v["population_percent"] or 0), k) for k, v in info.items() if v["official_status"] == status)
        if ranked:
            return next((k.split("_")[0] for _, k in ranked if k.split("_")[0] in LANGUAGES), "en")
    return "en"


def test_languages_of_delegations_follow_the_rule_of_the_sources() -> None:
    languages = {row["iso2"]: row["language"] for row in rows("languages.csv")}
    exceptions = {row["iso2"] for row in rows("languages.csv") if row["rule"] == "exception"}
    assert exceptions == {"IL"}
    assert languages == {iso2: "en" if iso2 in exceptions else by_rule(iso2) for iso2 in member_states()}


def test_organizations_are_told_apart_by_id_and_full_name_not_by_acronym() -> None:
    organizations = rows("organizations.csv")
    assert (
        len({row["id"] for row in organizations}) == len({row["name"] for row in organizations}) == len(organizations)
    )
    assert [row["id"] for row in organizations if row["acronym"] == "ADB"] == [
        "asian-development-bank",
        "african-development-bank",
    ]


def test_the_request_is_the_one_of_the_issue() -> None:
    request = data("request.json")
    assert [s["id"] for s in request["sittings"]] == ["opening", *make.THEMES, "closing"]
    assert {s["minutes"] for s in request["sittings"]} == {90}
    assert all(s["after"] == ["opening"] for s in request["sittings"][1:5])
    assert request["sittings"][5]["after"] == ["opening", *make.THEMES]
    assert request["forum"] == {
        "title": "Global Forum for a Human-centred Recovery",
        "zone": "Europe/Zurich",
        "first_day": "2022-02-22",
        "last_day": "2022-02-24",
        "venue_hours": ["07:00", "22:00"],
        "grid_minutes": 15,
        "max_minutes_per_day": 240,
        "min_gap_minutes": 15,
    }
    assert request["burden"]["rest_day"] == 1
    assert request["policy"] == "leximin"


def test_the_request_counts_everyone_once_per_state_and_constituency() -> None:
    people = data("request.json")["people"]
    assert len({row["id"] for row in people}) == len(people) == 187 * 3
    assert sum(row["count"] for row in people) == 187 * 4
    assert {row["mode"] for row in people} == {"remote"}
    assert not any("holidays" in row for row in people)
    fiji = [row for row in people if row["territory"] == "FJ"]
    assert [(row["id"], row["count"], row["zone"]) for row in fiji] == [
        ("FJ-gov", 2, "Pacific/Fiji"),
        ("FJ-emp", 1, "Pacific/Fiji"),
        ("FJ-work", 1, "Pacific/Fiji"),
    ]


def test_the_bands_cover_the_day_once() -> None:
    bands = data("request.json")["burden"]["bands"]
    assert [bands[0][0], *(end for _, end, _ in bands)] == [*(start for start, _, _ in bands), "24:00"]


def test_held_is_the_timetable_of_2022_on_genevas_clock() -> None:
    geneva = ZoneInfo("Europe/Zurich")
    held = data("held.json")["sittings"]
    starts = [datetime.fromisoformat(s["start"]) for s in held]
    assert [f"{s['id']} {start.astimezone(geneva):%d %H:%M}" for s, start in zip(held, starts, strict=True)] == [
        "opening 22 13:00",
        "theme-1 22 14:45",
        "theme-2 23 13:00",
        "theme-3 23 14:45",
        "theme-4 24 13:00",
        "closing 24 14:45",
    ]
    for sitting, start in zip(held, starts, strict=True):
        assert datetime.fromisoformat(sitting["end"]) - start == timedelta(minutes=90)
        assert datetime.fromisoformat(sitting["venue"]) == start


def test_every_inferred_field_of_the_held_programme_is_marked() -> None:
    lines = {m[1]: m[0] for m in re.finditer(r"^\| (opening|theme-\d|closing) \|.*$", example.text("SOURCES.md"), re.M)}
    assert set(lines) == {s["id"] for s in data("held.json")["sittings"]}
    assert {key for key, line in lines.items() if "inferred" in line} == {"theme-2", "theme-3", "theme-4", "closing"}


def test_the_forum_speaks_of_sittings_and_people_that_exist() -> None:
    forum, people = data("forum.json"), {row["id"] for row in roster()}
    sittings = [sitting["id"] for sitting in forum["sittings"]]
    assert sittings == [sitting["id"] for sitting in data("request.json")["sittings"]]
    assert {line["sitting"] for line in forum["speakers"]} <= set(sittings)
    assert {line["person"] for line in forum["speakers"]} <= people
    assert {s["moderator"] for s in forum["sittings"]} - {None} <= people
    assert {s["room"] for s in forum["sittings"]} <= {room["id"] for room in forum["rooms"]}
    assert all(s["titles"]["en"] and set(s["titles"]) <= set(LANGUAGES) for s in forum["sittings"])
    assert forum["title"] == forum["titles"]["en"]


def test_the_register_has_15_commitments_and_12_in_support_without_a_text() -> None:
    entries = data("register.json")["entries"]
    assert Counter(entry["kind"] for entry in entries) == {"commitment": 15, "support": 12}
    assert {entry["status"] for entry in entries} == {"captured, text needed"}
    assert {entry["text"] for entry in entries} == {None}
    organizations = {row["id"] for row in rows("organizations.csv")}
    assert {entry["organization"] for entry in entries if entry["kind"] == "commitment"} <= organizations
    heads = {entry["state"] for entry in entries if entry["kind"] == "support"}
    leaders = {row["state"] for row in roster() if row["role"] == "leader" and row["state"]}
    assert heads == leaders == {"AR", "BE", "EG", "DE", "ID", "JM", "MZ", "KR", "WS", "SN", "ES", "CH"}


def test_the_joint_statement_says_how_much_of_it_is_known() -> None:
    [statement] = data("register.json")["statements"]
    assert statement["date"] == "2022-02-23"
    assert statement["organizations"] == ["ilo", "undp"]
    assert statement["lead"] is None
    assert statement["status"] == "captured, text incomplete"
    assert [known["complete"] for known in statement["known"]] == [False]


def test_only_people_whom_a_source_names_have_a_persons_name() -> None:
    named = {row["name"] for row in rows("people.csv") if row["source"] != "demo" and "," not in row["name"]}
    sources = example.text("SOURCES.md")
    persons = {n for n in named if not n.startswith(("Representative of", "European Commissioner", "UN Special Envoy"))}
    assert len(persons) == 12
    assert [name for name in persons if name not in sources] == []
