"""The whole demonstration: set up, played, written, served. One file, so that the planner runs once for all tests."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sqlite3
import subprocess
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest

from forum.cli.context import FAULT, WRONG
from forum.cli.demo import card, example, papers, play, stage
from forum.cli.demo.example import REHEARSAL_SLUG, SLUG
from forum.cli.demo.stage import Stage
from forum.cli.supervisor import is_healthy, listen
from forum.domain.accounts import OnlyOnLoopback
from forum.domain.commitments import Stance
from forum.domain.forums import ForeignDatabase
from forum.domain.people import Constituency, Role
from forum.examples import rehearsal
from forum.formats import read_back
from forum.services import accounts, commitments, feeds, planning, programme, roster, slots
from forum.services.commitments import Register
from forum.store.engine import Store
from tests.builders import a_forum
from tests.cli.conftest import Forum, started
from tests.cli.demo.conftest import RUN, stage_in
from tests.cli.test_serve import free_port
from tests.cli.test_supervisor import until


def test_everybody_of_2022_is_there_once(shown: Stage) -> None:
    people = roster.export_roster(shown.unit(), SLUG)
    assert len(people) == len(example.roster().rows)
    assert len({person.state for person in people if person.state}) == len(example.states()) == 187


def test_the_programme_is_planned_with_proof_and_published_once(shown: Stage) -> None:
    found = planning.bearing(shown.unit(), SLUG)
    assert found.is_proven
    assert found.release_number == 1
    assert next(sitting.key for sitting in found.sittings) == "opening"
    assert {sitting.key for sitting in found.sittings} == set(example.sittings())
    assert found.held is not None
    assert len(planning.proposals(shown.unit(), SLUG).plans) == 1


def test_the_planned_timetable_is_better_for_the_worst_off_than_the_held_one(shown: Stage) -> None:
    proposals = planning.proposals(shown.unit(), SLUG)
    assert proposals.held is not None
    assert proposals.plans[0].result["summary"]["worst"] < proposals.held.result["summary"]["worst"]


def test_the_register_names_27_and_puts_words_into_no_mouth(shown: Stage) -> None:
    register = commitments.register(shown.unit(), SLUG)
    assert register.total == 15 + 12
    assert [entry.key for entry in register.entries if entry.text] == []
    assert [entry.key for entry in register.entries if "press" not in entry.source.citation.lower()
            and ".com" not in entry.source.citation] == []  # fmt: skip


def test_the_rehearsal_begins_on_the_day_of_the_run_by_the_venue_clock(shown: Stage) -> None:
    released = programme.released(shown.unit(), REHEARSAL_SLUG)
    assert released.release is not None
    assert released.forum.is_rehearsal
    assert released.forum.first_day == dt.date(2026, 11, 23)
    planned = {sitting.key: sitting.clock for sitting in programme.draft(shown.unit(), SLUG).sittings}
    assert {sitting.key: sitting.clock for sitting in released.release.sittings} == planned


def test_speaking_time_is_shared_in_the_rehearsal_alone(shown: Stage) -> None:
    plan = slots.plan(shown.unit(), REHEARSAL_SLUG, "opening")
    assert plan.seconds_of(Constituency.EMPLOYER) == plan.seconds_of(Constituency.WORKER) > 0
    assert slots.plan(shown.unit(), SLUG, "opening").lines == ()


def test_no_real_lead_takes_part_in_the_rehearsal(shown: Stage) -> None:
    real = {p.name for p in roster.export_roster(shown.unit(), SLUG) if Role.LEADER in p.roles} - {
        "Lead of Example organization 1"
    }
    played = roster.export_roster(shown.unit(), REHEARSAL_SLUG)
    assert "Guy Ryder" in real
    assert [person.name for person in played if person.name in real] == []
    leads = [person for person in played if Role.LEADER in person.roles]
    assert leads
    assert [lead.organization for lead in leads if not lead.organization.startswith("Example organization")] == []


def test_each_account_has_its_role_in_both_forums(shown: Stage) -> None:
    for name, person in example.accounts().items():
        link = accounts.look_at_link(shown.unit(), shown.keys.sign_in[name], is_loopback=True)
        seen = {m.forum.slug: m.person.key for m in accounts.memberships(shown.unit(), link.account_id)}
        assert seen == {SLUG: person, REHEARSAL_SLUG: person}


def test_links_work_on_this_machine_only(shown: Stage) -> None:
    with pytest.raises(OnlyOnLoopback):
        accounts.look_at_link(shown.unit(), shown.keys.sign_in["organizer"], is_loopback=False)


def test_the_calendars_of_the_card_are_their_persons(shown: Stage) -> None:
    zones = {person.key: person.zone for person in roster.export_roster(shown.unit(), SLUG)}
    whose = {name: feeds.feed_of(shown.unit(), token).person_key for name, token in shown.keys.feeds.items()}
    assert {name: zones[person] for name, person in whose.items()} == {
        "delegate-FJ": "Pacific/Fiji",
        "delegate-KE": "Africa/Nairobi",
        "delegate-US": "America/Los_Angeles",
    }


def test_a_database_of_somebody_else_is_left_alone(store: Store, tmp_path: Path) -> None:
    stage.refuse_foreign(store, RUN)
    a_forum(store, "ours")
    with pytest.raises(ForeignDatabase):
        stage.refuse_foreign(store, RUN)


def test_what_was_interrupted_among_the_sittings_is_continued(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'forum.sqlite'}")
    setting = stage_in(tmp_path, store)
    stage.make_database(setting)
    stage.make_forum(setting)
    programme.put_room(setting.unit(), SLUG, example.rooms()[0], is_new=True)
    first, *_rest = example.sittings().values()
    programme.add_sitting(setting.unit(), SLUG, first)
    stage.enter_sittings(setting)
    assert [sitting.key for sitting in programme.draft(setting.unit(), SLUG).sittings] == list(example.sittings())
    store.dispose()


@pytest.fixture(scope="session")
def played(shown: Stage) -> Register:
    """The register of the rehearsal after the sitting was played, and played again."""
    play.play(shown)
    once = commitments.register(shown.unit(), REHEARSAL_SLUG)
    play.play(shown)
    again = commitments.register(shown.unit(), REHEARSAL_SLUG)
    assert again.entries == once.entries
    return again


def test_the_sitting_is_over(played: Register, shown: Stage) -> None:
    assert play.is_over(shown)


def test_commitments_are_bound_to_who_had_the_floor(played: Register) -> None:
    assert [(entry.key, entry.lead.name if entry.lead else "") for entry in played.entries] == [
        ("C-001", "Example organization 1"),
        ("C-002", "Example organization 1"),
        ("C-003", "Example organization 4"),
        ("C-004", "Example organization 5"),
    ]
    assert [entry.key for entry in played.entries if not entry.source.turn] == []
    first = played.entries[0]
    assert first.source.speaker == "Lead of Example organization 1"
    assert first.source.sitting_seconds == 141


def test_the_three_constituencies_react(played: Register) -> None:
    reactions = {(r.constituency, r.stance) for r in played.entries[0].reactions}
    assert reactions == {
        (Constituency.GOVERNMENT, Stance.ASKS),
        (Constituency.EMPLOYER, Stance.CONDITION),
        (Constituency.WORKER, Stance.SUPPORTS),
    }


def test_nothing_was_played_in_the_forum_of_2022(played: Register, shown: Stage) -> None:
    assert commitments.register(shown.unit(), SLUG).total == 27


def test_whoever_commits_to_something_leads_nothing_real(played: Register) -> None:
    parties = [party.name for e in played.entries for party in (e.lead, *e.partners) if party]
    assert [name for name in parties if not name.startswith("Example organization")] == []


def test_the_script_says_that_it_is_invented() -> None:
    spoken = [step["speaks"] for step in json.loads(rehearsal.text("sitting.json"))["steps"] if "speaks" in step]
    assert spoken
    assert [text for text in spoken if not text.startswith("Rehearsal text:")] == []
    assert "invented" in rehearsal.text("README.md").lower()
    with pytest.raises(FileNotFoundError):
        rehearsal.text("nothing.json")


@pytest.fixture
def copied(shown: Stage, folder: Path) -> Path:
    """A data folder as an earlier run of the demonstration left it."""
    folder.mkdir()
    source = Path(shown.store.url.removeprefix("sqlite:///"))
    with sqlite3.connect(source) as earlier, sqlite3.connect(folder / "forum.sqlite") as copy:
        earlier.backup(copy)
    earlier.close()
    copy.close()
    card.write(card.card_of(shown.keys, "http://127.0.0.1:8000"), folder / card.FILE)
    return folder


def test_once_leaves_every_file_and_names_it(copied: Path, forum: Forum, tmp_path: Path) -> None:
    result = forum("demo", "--once", str(tmp_path / "out"), "--json")
    assert result.exit_code == 0, result.output
    made = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert made == sorted(paper.name for paper in papers.PAPERS)
    assert [Path(name).name for name in json.loads(result.stdout)["files"]] == [paper.name for paper in papers.PAPERS]
    assert "[1/" in result.stderr
    left = {path.suffix[1:]: hashlib.sha256(path.read_bytes()).hexdigest() for path in made_reports(tmp_path / "out")}
    with closing(sqlite3.connect(copied / "forum.sqlite")) as database:
        rows = database.execute("SELECT subject, body FROM audit WHERE tag = 'report:made'").fetchall()
    noted = {subject.removeprefix("report:"): json.loads(body) for subject, body in rows}
    assert noted == {kind: {"language": "en", "sha256": digest} for kind, digest in left.items()}
    assert set(noted) == {"docx", "pdf"}


def made_reports(folder: Path) -> list[Path]:
    return sorted(folder.glob("report.*"))


@pytest.mark.parametrize("arguments", [("--once", "/proc/x"), ("--card", "/proc/x/card.json")], ids=str)
def test_a_folder_that_takes_nothing_ends_it_before_it_begins(
    forum: Forum, folder: Path, arguments: tuple[str, ...]
) -> None:
    result = forum("demo", "--port", str(free_port()), *arguments)
    assert (result.exit_code, result.stdout) == (WRONG, "")
    assert "/proc/x cannot be read or written" in result.stderr
    assert "[1/" not in result.stderr
    assert not (folder / card.FILE).exists()


def test_a_taken_port_ends_it_before_it_begins(forum: Forum, folder: Path) -> None:
    with listen("127.0.0.1", 0) as line:
        result = forum("demo", "--port", str(line.getsockname()[1]))
    assert (result.exit_code, result.stdout) == (WRONG, "")
    assert "Cannot listen at 127.0.0.1" in result.stderr
    assert not folder.exists()


def test_the_calendars_left_show_the_planned_forum_of_2022(copied: Path, forum: Forum, tmp_path: Path) -> None:
    forum("demo", "--once", str(tmp_path))
    events = read_back.calendar((tmp_path / "delegate-FJ.ics").read_bytes())
    assert len(events) == 6
    assert [summary for _start, summary in events if "REHEARSAL" in summary] == []
    assert "REHEARSAL" in read_back.document((tmp_path / "report.docx").read_bytes())
    rows = read_back.table((tmp_path / "commitments.csv").read_bytes())
    assert {row[-1] for row in rows[1:]} == {"rehearsal"}


def test_a_file_that_does_not_say_what_it_should_is_a_fault(
    copied: Path, forum: Forum, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = papers.Paper(
        name="programme.json", make=lambda _stage, _url: b'{"sittings": []}', look=papers._has_sittings
    )
    monkeypatch.setattr(papers, "PAPERS", (wrong,))
    result = forum("demo", "--once", str(tmp_path / "out"))
    assert result.exit_code == FAULT
    assert "programme.json" in result.stderr


def printed_until(process: subprocess.Popen[str], wanted: Iterable[str]) -> str:
    """What a process prints until all of this was printed, or it ended."""
    assert process.stdout is not None
    printed, missing = "", set(wanted)
    while missing and (line := process.stdout.readline()):
        printed += line
        missing = {each for each in missing if each not in printed}
    return printed


def test_a_restart_serves_the_same_card(copied: Path, tmp_path: Path) -> None:
    port, shown_card = free_port(), tmp_path / "card.json"
    before = card.read(copied)
    assert before is not None
    process = started(copied, "demo", "--port", str(port), "--card", str(shown_card))
    try:
        until(lambda: is_healthy("127.0.0.1", port) or process.poll() is not None, 60)
        after = json.loads(shown_card.read_text())
        printed = printed_until(process, after["feeds"].values())  # it is printed once the server is found healthy
    finally:
        process.terminate()
        _, said = process.communicate(timeout=30)
    assert process.returncode == 0, said
    assert after["url"] == f"http://127.0.0.1:{port}"
    assert after["sign_in"] == {n: link.replace(":8000", f":{port}") for n, link in before["sign_in"].items()}
    assert [link for link in after["feeds"].values() if link not in printed] == []


def test_a_database_without_a_card_is_refused(copied: Path, forum: Forum) -> None:
    (copied / card.FILE).unlink()
    result = forum("demo", "--once", str(copied / "out"))
    assert result.exit_code == 2
    assert "--data" in result.stderr
    assert not (copied / "out").exists()
