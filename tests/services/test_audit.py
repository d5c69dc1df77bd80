"""Whatever writes leaves an entry in the trail, or stands here on the list of those that need none, with the reason.

The functions are found by their decorator, so that a new service without its row here fails.
"""

from __future__ import annotations

import ast
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from forum.domain.access import OPERATOR, Actor
from forum.domain.answers import Reply
from forum.domain.audit import Tag
from forum.domain.commitments import Editorial, Implementation, Kind, Stance
from forum.domain.inscription.settle import Alphabet
from forum.domain.invitations import Notice
from forum.domain.letters import Letter
from forum.domain.people import Constituency
from forum.domain.planning import Plan
from forum.domain.programme import Lock
from forum.domain.question import result_of
from forum.domain.roster import COLUMNS, Row
from forum.domain.speaking.versions import Act
from forum.domain.timetable import marks
from forum.domain.workbench import Move
from forum.formats import ruleset
from forum.formats import speakers as files
from forum.services import (
    accounts,
    allocation,
    capture,
    commitments,
    consultations,
    feeds,
    floor,
    forums,
    inscription,
    invitations,
    jobs,
    letters,
    organizations,
    people,
    planning,
    programme,
    reports,
    roster,
    rulesets,
    slots,
    tzcheck,
    workbench,
)
from forum.services.commitments import CommitmentIn, EntryIn
from forum.services.inscription.entries import AmendIn
from forum.services.programme import RoomIn, SittingIn
from forum.services.unit import Unit
from forum.store.audit import AuditRow
from forum.store.engine import Db, Store
from forum.store.floor import FloorTextRow
from forum.store.people import PersonRow
from forum.store.programme import ReleaseItemRow
from tests import builders
from tests.consultations import a_draft
from tests.programmes import a_forum
from tests.registers import SLUG, House
from timezones.fairness import score

SERVICES = Path(roster.__file__).parent
PRESET = ruleset.parse(ruleset.text_of("ilc_plenary"))
WRITERS = {"writes", "writes_in_turn", "writes_together"}
TOKEN = "a-token-that-is-a-secret-of-256-bits-and-more"

#: 14:45 in Geneva
START_OF_THEME = dt.datetime(2022, 2, 22, 13, 45, tzinfo=dt.UTC)

#: service -> why it leaves no entry
WITHOUT: dict[str, str] = {
    "accounts.prefer": "the reader's own language and zone, which concern nobody else",
    "fairness.keep_figures": "written once by the machine for a release, whose publishing is audited",
    "copies.keep": "what was written follows from data whose changes are audited",
    "copies.prune": "bookkeeping of the machine",
    "feeds.note_fetches": "that a calendar was fetched stands with the link itself, at most every five minutes",
    "jobs.accept": "bookkeeping of the machine: what a job does is audited by the service that it calls",
    "jobs.claim": "bookkeeping of the machine",
    "jobs.beat": "bookkeeping of the machine",
    "jobs.complete": "bookkeeping of the machine",
    "jobs.fail": "bookkeeping of the machine",
    "jobs.give_way": "bookkeeping of the machine",
    "jobs.postpone": "bookkeeping of the machine",
    "inscription.post": "letters of an entry, whose making is audited",
    "inscription.tell_some": "letters of a list, whose closing is audited",
    "invitations.mark_seen": "what somebody has read concerns nobody else",
    "letters.write": "the letters of a notice, whose going out is audited",
    "letters.handed_over": "stands with the letter itself",
    "letters.refused": "stands with the letter itself, and on the organizer's page",
    "letters.put_off": "stands with the letter itself",
    "letters.round_off": "bookkeeping of the machine",
    "outbox.settle": "bookkeeping of the machine",
    "outbox.prune": "bookkeeping of the machine",
    "outbox.prune_keys": "bookkeeping of the machine",
    "planning.request_plan": "nothing of the forum changes; the job says who asked, the plan made of it is audited",
    "proposals.request_prices": "as `planning.request_plan`",
    "proposals.request_replan": "as `planning.request_plan`",
    "roster._open": "staging: nothing of the forum changes before `roster.take_over`, which is audited",
    "roster._keep_part": "staging",
    "roster._hand_over": "staging",
    "roster._stage": "staging",
    "roster._finish": "staging",
    "roster._drop_some": "staging",
    "roster._drop_rest": "staging",
    "roster.refuse_upload": "staging",
}


class World:
    """A forum in session, with everything that somebody may change."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.house = House(store)
        builders.a_room(store, self.house.forum_id)
        self.house.open()
        self.house.speak("leader-1")
        self.house.write("c joint: We shall double it due:2023")

    def unit(self, who: str = "organizer") -> Unit:
        return self.house.unit(who)

    @property
    def operator(self) -> Unit:
        return Unit(store=self.store, actor=OPERATOR, now=self.house.at)

    def link(self, code: str = "") -> None:
        accounts.issue_link(self.operator, SLUG, "leader-2", accounts.Secrets(token=TOKEN, code=code))

    def proposal(self) -> slots.Proposal:
        return slots.propose(self.unit(), SLUG, seed="2022", may_replace=True, sitting_key="theme-1")

    def first_slot(self) -> tuple[int, slots.SlotIn]:
        slots.accept(self.unit(), SLUG, self.proposal())
        line = slots.plan(self.unit(), SLUG, "theme-1").lines[0]
        return line.slot.number, slots.SlotIn(seconds=line.slot.seconds, place=line.place, label="A guest")

    def plan(self) -> Plan:
        question = planning.question(self.unit(), SLUG)
        starts = {wanted.id: (self.house.at + dt.timedelta(hours=3 * n),) for n, wanted in enumerate(question.sittings)}
        found = result_of(question, starts, score(question, starts), "optimal")
        return planning.keep_plan(self.unit(), SLUG, question, found)

    def redactable(self) -> int:
        facts = {"name": "A guest", "function": "Guest", "constituency": "observer", "organization": "", "state": ""}
        self.house.do("AddWalkIn", **facts)
        with self.store.reading() as db:
            return db.exec(select(FloorTextRow.id)).first() or 0

    def listed(self) -> None:
        """A list of speakers of the theme, open for as long as this world lasts."""
        asked = inscription.ListIn(
            opens_at=self.house.at - dt.timedelta(days=1), closes_at=START_OF_THEME, secret="s" * 64
        )
        inscription.set_list(self.unit(), SLUG, "theme-1", asked)

    def inscribed(self, who: str = "fji-g1", client_id: str = "form-1", **facts: object) -> int:
        """An entry of somebody on that list; gives its id."""
        asked = inscription.EntryIn(client_id=client_id, **facts)  # type: ignore[arg-type]
        return inscription.inscribe(self.unit(who), SLUG, "theme-1", asked).entry.id

    def closed(self) -> None:
        inscription.close(self.unit(), SLUG, "theme-1", Alphabet(), reason="Enough")

    def feed(self) -> int:
        return feeds.issue(self.unit("fji-g1"), SLUG, label="Phone", token=TOKEN).id

    def consultation(self) -> None:
        """Of the workers and their likes, who have a coordinator here."""
        known = {"employer": "employer-coordinator", "worker": "worker-coordinator"}
        builders.a_person(self.store, self.house.forum_id, known["employer"], "coordinator", constituency="employer")
        by = self.house.at + dt.timedelta(days=3)
        consultations.draft(self.unit(), SLUG, a_draft(answer_by=by))

    def ask(self) -> None:
        consultations.send(self.unit(), SLUG, 1, seen=1, link="x")

    def propose(self) -> None:
        who = self.unit("worker-coordinator")
        consultations.answer(who, SLUG, 1, "proposed", behalf="worker", round_=1, text="More")

    def conclude(self) -> None:
        consultations.close(self.unit(), SLUG, 1, "closed_noted", seen=2, link="x")


def _consulted(world: World, stage: int, act: Callable[[], object]) -> None:
    """Act on a consultation that was drafted, sent, and then answered (2) or closed (3)."""
    world.consultation()
    for step in (world.ask, world.propose if stage == 2 else world.conclude)[: min(stage, 2)]:
        step()
    before(world)
    act()


def row(**cells: str) -> Row:
    return Row(number=2, cells=dict.fromkeys(COLUMNS, "") | cells)


def _rules_restored(world: World) -> object:
    rulesets.put(world.unit(), SLUG, PRESET, Act.ADOPTED, "ilc_plenary")
    rulesets.put(world.unit(), SLUG, ruleset.parse(ruleset.text_of("ilc_adoption")), Act.ADOPTED, "ilc_adoption")
    return rulesets.restore(world.unit(), SLUG, 1)


def _roster(world: World) -> None:
    wanted = row(id="new", function="Delegate", constituency="government", state="FJ")
    seen = roster.preview_import(
        world.unit(), SLUG, [wanted], filename="a.csv", digest="d", capital_zones={"FJ": "Pacific/Fiji"}
    )
    before(world)
    roster.import_roster(world.unit(), SLUG, seen.staged.id, "d")


def _given_up(world: World) -> None:
    import_id = roster.receive(world.unit(), SLUG, b"id", filename="a.csv", digest="d", job="roster-1")
    before(world)
    roster.give_up(world.unit(), SLUG, import_id)


def _signed_in(world: World) -> None:
    world.link()
    before(world)
    accounts.use_link(world.operator, TOKEN, "login-token", client="a browser", is_loopback=False)


def _by_code(world: World) -> None:
    builders.a_person(world.store, world.house.forum_id, "with-mail", email="a@example.org")
    drawn = accounts.Secrets(token=TOKEN, code="123456")
    accounts.issue_link(world.operator, SLUG, "with-mail", drawn)
    before(world)
    assert not hasattr(accounts.use_code(world.operator, "a@example.org", "123456", "login", client="x"), "params")


def _asked(world: World) -> None:
    builders.a_person(world.store, world.house.forum_id, "with-mail", email="a@example.org")
    accounts.issue_link(world.operator, SLUG, "with-mail", accounts.Secrets(token=TOKEN))
    before(world)
    drawn = accounts.Secrets(token=TOKEN + "2", code="123456")
    accounts.ask_for_link(world.operator, "a@example.org", drawn, next_path="/", link="https://x/y", language="en")


def _linked(world: World) -> None:
    account = accounts.issue_link(world.operator, SLUG, "leader-2", accounts.Secrets(token=TOKEN))
    before(world)
    accounts.link_person(world.operator, SLUG, "leader-1", account.id)


def _edited_slot(world: World) -> None:
    number, wanted = world.first_slot()
    before(world)
    slots.edit(world.unit(), SLUG, "theme-1", number, wanted)


def _fitted(world: World) -> None:
    world.first_slot()
    fields = {"policy": "equal", "reason": "Agreed", "minutes": "10"}
    seen = slots.shortage(world.unit(), SLUG, "theme-1", fields)
    before(world)
    slots.settle(world.unit(), SLUG, "theme-1", fields, basis=seen.basis)


def _listed(world: World) -> None:
    world.first_slot()
    found = slots.published_list(world.unit(), SLUG, "theme-1")
    rows = files.read(files.as_csv(found), "list.csv")
    guest = {"person": "", "label": "Another guest"}
    given = [replace(row, cells={**row.cells, **guest}) if row.cells["kind"] == "open_floor" else row for row in rows]
    seen = slots.preview_list(world.unit(), SLUG, given)
    before(world)
    slots.take_list(world.unit(), SLUG, given, basis=seen.basis)


def _allocation_kept(world: World) -> None:
    fields = {"unit": "seats", "n": "10"}
    seen = allocation.show(world.unit(), SLUG, fields, str)
    allocation.keep(world.unit(), SLUG, fields, str, basis=seen.basis)


def _cleared(world: World) -> None:
    world.first_slot()
    before(world)
    slots.clear(world.unit(), SLUG, "theme-1")


def _accepted_plan(world: World) -> None:
    plan = world.plan()
    before(world)
    planning.accept_plan(world.unit(), SLUG, plan.id)


def _restored(world: World) -> None:
    programme.cancel_sitting(world.unit(), SLUG, "theme-1")
    before(world)
    programme.restore_sitting(world.unit(), SLUG, "theme-1")


def _revoked_role(world: World) -> None:
    people.grant_role(world.unit(), SLUG, "fji-g1", "coordinator")
    before(world)
    people.revoke_role(world.unit(), SLUG, "fji-g1", "coordinator")


def _changed_feed(world: World) -> None:
    feed = world.feed()
    before(world)
    feeds.change(world.unit("fji-g1"), SLUG, feed, alarm=15)


def _revoked_feed(world: World) -> None:
    feed = world.feed()
    before(world)
    feeds.revoke(world.unit("fji-g1"), SLUG, feed)


def _reissued_times(world: World) -> None:
    def moved(db: Db) -> None:
        items = db.exec(select(ReleaseItemRow)).all()
        items[-1].starts_at -= dt.timedelta(hours=1)
        db.add(items[-1])

    world.store.writing(moved)
    before(world)
    tzcheck.reissue_times(world.unit(), SLUG)


def _reissued_feed(world: World) -> None:
    feed = world.feed()
    before(world)
    feeds.reissue(world.unit("fji-g1"), SLUG, feed, token=TOKEN + "2")


def _redacted(world: World) -> None:
    text = world.redactable()
    before(world)
    floor.redact(world.unit("chair"), SLUG, "opening", text)


def _cancelled_job(world: World) -> None:
    planning.request_plan(world.unit(), SLUG, "plan-1")
    jobs.cancel(world.unit(), SLUG, "plan-1")


def _published(world: World) -> None:
    programme.move_sitting(world.unit(), SLUG, "theme-1", dt.date(2022, 2, 22), dt.time(16))
    before(world)
    programme.publish(world.unit(), SLUG)


def _noticed(world: World) -> Notice:
    """A change that waits to be told, of which somebody gets a letter."""
    people.edit_person(world.unit(), SLUG, "fji-g1", {"mail": "all"})
    _addressed(world, "fji-g1")
    _published(world)
    (waiting,) = [each for each in invitations.desk(world.unit(), SLUG).waiting if not each.notice.is_of_slot]
    return waiting.notice


def _addressed(world: World, key: str) -> None:
    def work(db: Db) -> None:
        (row,) = db.exec(select(PersonRow).where(PersonRow.key == key))
        row.email = f"{key}@example.org"
        db.add(row)

    world.store.writing(work)


def _decided(world: World) -> None:
    notice = _noticed(world)
    before(world)
    invitations.decide(world.unit(), SLUG, notice.id, "hold", revision=notice.revision)


def _begun(world: World) -> Notice:
    notice = _noticed(world)
    before(world)
    assert letters.begin(world.operator, notice.id, notice.revision)
    return notice


def _sent(world: World) -> Letter:
    notice = _begun(world)
    letters.write(world.operator, letters.drafted(world.operator, notice.id))
    letter = letters.waiting(world.operator, notice.id, 1).letters[0].letter
    letters.handed_over(world.operator, letter)
    before(world)
    return letter


def _returned(world: World) -> None:
    letter = _sent(world)
    letters.returned(world.operator, letter.notice_id, letter.person_id, "550")


def _replied(world: World) -> None:
    letter = _sent(world)
    known = invitations.events(world.operator, SLUG)
    reply = Reply(uid="x", address=letter.address, partstat="ACCEPTED", sequence=letter.sequence)
    invitations.take_reply(world.operator, SLUG, reply, {"x": (known.sittings[0][0], "")})


def _kept(world: World) -> None:
    """The second sitting an hour later, as the workbench keeps it."""
    sittings = programme.draft(world.unit(), SLUG).sittings
    move = Move(key="theme-1", day=dt.date(2022, 2, 22), clock=dt.time(16))
    workbench.keep(world.unit(), SLUG, [move], marks(sittings))


FACTS = SittingIn(title="Anew", minutes=60)


def _on_list(
    act: Callable[[World, int], object], *, is_closed: bool = False, **facts: object
) -> Callable[[World], None]:
    """An act on an entry of a list, closed or not, of which only itself leaves a trail from here on."""

    def run(world: World) -> None:
        world.listed()
        entry = world.inscribed(**facts)  # type: ignore[arg-type]
        if is_closed:
            world.inscribed("ken-g1", "form-2")
            world.closed()
        before(world)
        act(world, entry)

    return run


def _restored_entry(world: World, entry: int) -> None:
    inscription.withdraw(world.unit("fji-g1"), SLUG, "theme-1", entry)
    before(world)
    inscription.restore(world.unit("fji-g1"), SLUG, "theme-1", entry)


def _exchanged(world: World, entry: int) -> None:
    inscription.offer_swap(world.unit("fji-g1"), SLUG, "theme-1", entry, entry + 1)
    before(world)
    inscription.accept_swap(world.unit("ken-g1"), SLUG, "theme-1", entry + 1, entry)


def _declined(world: World, entry: int) -> None:
    inscription.offer_swap(world.unit("fji-g1"), SLUG, "theme-1", entry, entry + 1)
    before(world)
    inscription.take_back_offer(world.unit("ken-g1"), SLUG, "theme-1", entry)


def _kept_paper(world: World, entry: int) -> None:
    inscription.keep_paper(world.unit("fji-g1"), SLUG, "theme-1", entry, kind="txt", name="a.txt", data=TOKEN.encode())


def _removed_paper(world: World, entry: int) -> None:
    _kept_paper(world, entry)
    before(world)
    inscription.remove_paper(world.unit("fji-g1"), SLUG, "theme-1", entry)


def _handed_over(world: World, _entry: int) -> None:
    slots.clear(world.unit(), SLUG, "theme-1")
    before(world)
    inscription.hand_over(world.unit(), SLUG, "theme-1")


def _with_deputy(world: World) -> None:
    builders.a_person(world.store, world.house.forum_id, "fji-g2", state="FJ")
    _on_list(lambda w, e: inscription.step_in(w.unit("fji-g1"), SLUG, "theme-1", e), deputy="fji-g2")(world)


def _closed_by_the_clock(world: World) -> None:
    world.listed()
    before(world)
    late = replace(world.operator, now=START_OF_THEME)
    assert inscription.close_due(late, SLUG, "theme-1", 0, Alphabet())
    world.house.at = START_OF_THEME


#: service -> how it is called in such a forum, by whom it may be
ACTS: dict[str, Callable[[World], object]] = {
    "accounts.ask_for_link": _asked,
    "accounts.issue_link": lambda w: w.link(),
    "accounts.link_person": _linked,
    "accounts.use_link": _signed_in,
    "accounts.use_code": _by_code,
    "accounts.sign_out": lambda w: accounts.sign_out(replace(w.unit(), actor=Actor(account_id=1)), "login-token"),
    "capture.capture": lambda w: capture.capture(
        w.unit("rapporteur"), SLUG, "opening", line="c: We shall triple it", client_id="another"
    ),
    "commitments.edit": lambda w: commitments.edit(
        w.unit("rapporteur"), SLUG, "C-001", CommitmentIn(text="Anew", kind=Kind.POLICY)
    ),
    "commitments.rebind": lambda w: commitments.rebind(w.unit("rapporteur"), SLUG, "C-001", person="leader-2"),
    "commitments.step": lambda w: commitments.step(w.unit("rapporteur"), SLUG, "C-001", Editorial.TRIAGED),
    "commitments.report_progress": lambda w: commitments.report_progress(
        w.unit("rapporteur"), SLUG, "C-001", Implementation.IN_PROGRESS
    ),
    "commitments.react": lambda w: commitments.react(
        w.unit("worker-coordinator"), SLUG, "C-001", Constituency.WORKER, Stance.SUPPORTS, "Yes"
    ),
    "commitments.import_register": lambda w: commitments.import_register(
        w.unit("rapporteur"), SLUG, [EntryIn(lead="example-1", citation="A source")]
    ),
    "consultations.draft": lambda w: w.consultation(),
    "consultations.edit": lambda w: _consulted(w, 0, lambda: consultations.edit(w.unit(), SLUG, 1, a_draft(title="2"))),
    "consultations.send": lambda w: _consulted(w, 0, w.ask),
    "consultations.answer": lambda w: _consulted(w, 1, w.propose),
    "consultations.settle": lambda w: _consulted(
        w, 2, lambda: consultations.settle(w.unit(), SLUG, 1, 3, "declined", "No time")
    ),
    "consultations.close": lambda w: _consulted(w, 1, w.conclude),
    "consultations.publish": lambda w: _consulted(w, 3, lambda: consultations.publish(w.unit(), SLUG, 1)),
    "feeds.issue": lambda w: w.feed(),
    "feeds.change": _changed_feed,
    "feeds.revoke": _revoked_feed,
    "feeds.reissue": _reissued_feed,
    "tzcheck.reissue_times": _reissued_times,
    "inscription.set_list": lambda w: w.listed(),
    "inscription.last_call": _on_list(
        lambda w, _e: inscription.last_call(w.unit(), SLUG, "theme-1", START_OF_THEME, link="https://x/y")
    ),
    "inscription.close": _on_list(lambda w, _e: w.closed()),
    "inscription.close_due": _closed_by_the_clock,
    "inscription.reopen": _on_list(
        lambda w, _e: inscription.reopen(
            w.unit(), SLUG, "theme-1", START_OF_THEME, reason="A State was missed", secret="n" * 64
        ),
        is_closed=True,
    ),
    "inscription.hand_over": _on_list(_handed_over, is_closed=True),
    "inscription.inscribe": _on_list(lambda w, _e: w.inscribed("ken-g1", "form-2")),
    "inscription.hand_in": _on_list(
        lambda w, e: inscription.hand_in(w.unit("fji-g1"), SLUG, "theme-1", e), is_draft=True
    ),
    "inscription.withdraw": _on_list(lambda w, e: inscription.withdraw(w.unit("fji-g1"), SLUG, "theme-1", e)),
    "inscription.restore": _on_list(_restored_entry),
    "inscription.amend": _on_list(
        lambda w, e: inscription.amend(w.unit("fji-g1"), SLUG, "theme-1", e, AmendIn(revision=0, language="fr"))
    ),
    "inscription.offer_swap": _on_list(
        lambda w, e: inscription.offer_swap(w.unit("fji-g1"), SLUG, "theme-1", e, e + 1), is_closed=True
    ),
    "inscription.take_back_offer": _on_list(_declined, is_closed=True),
    "inscription.accept_swap": _on_list(_exchanged, is_closed=True),
    "inscription.step_in": _with_deputy,
    "inscription.keep_paper": _on_list(_kept_paper),
    "inscription.remove_paper": _on_list(_removed_paper),
    "invitations.decide": _decided,
    "invitations.answer": lambda w: invitations.answer(w.unit("fji-g1"), SLUG, {"theme-1": "coming"}),
    "invitations.take_reply": _replied,
    "letters.begin": _begun,
    "letters.returned": _returned,
    "floor.handle": lambda w: w.house.do("CloseSitting", turn=w.house.turn),
    "floor.redact": _redacted,
    "forums.create": lambda w: forums.create(w.operator, a_forum(id=0, slug="another")),
    "forums.create_beside": lambda w: forums.create_beside(w.unit(), SLUG, a_forum(id=0, slug="another")),
    "forums.edit": lambda w: forums.edit(w.unit(), SLUG, replace(forums.facts(w.unit(), SLUG).forum, title="Anew")),
    "forums.rehearse": lambda w: forums.rehearse(w.operator, SLUG, "rehearsal", dt.date(2022, 3, 1)),
    "jobs.cancel": _cancelled_job,
    "organizations.import_organizations": lambda w: organizations.import_organizations(
        w.unit(), SLUG, [row(id="example-3", name="Example organization 3")]
    ),
    "organizations.put_organization": lambda w: organizations.put_organization(
        w.unit(), SLUG, {"id": "example-1", "name": "Another name"}, is_new=False
    ),
    "organizations.archive_organization": lambda w: organizations.archive_organization(
        w.unit(), SLUG, "example-1", is_archived=True
    ),
    "people.edit_person": lambda w: people.edit_person(w.unit("fji-g1"), SLUG, "fji-g1", {"zone": "Asia/Tokyo"}),
    "people.declare_gender": lambda w: people.declare_gender(w.unit("fji-g1"), SLUG, "fji-g1", "woman"),
    "people.grant_role": lambda w: people.grant_role(w.unit(), SLUG, "fji-g1", "coordinator"),
    "people.revoke_role": _revoked_role,
    "planning.keep_plan": lambda w: w.plan(),
    "planning.accept_plan": _accepted_plan,
    "programme.add_sitting": lambda w: programme.add_sitting(w.unit(), SLUG, FACTS),
    "programme.edit_sitting": lambda w: programme.edit_sitting(w.unit(), SLUG, "theme-1", FACTS),
    "programme.move_sitting": lambda w: programme.move_sitting(
        w.unit(), SLUG, "theme-1", dt.date(2022, 2, 22), dt.time(16)
    ),
    "programme.cancel_sitting": lambda w: programme.cancel_sitting(w.unit(), SLUG, "theme-1"),
    "programme.restore_sitting": _restored,
    "programme.lock_sitting": lambda w: programme.lock_sitting(w.unit(), SLUG, "theme-1", Lock.DAY),
    "programme.put_room": lambda w: programme.put_room(w.unit(), SLUG, RoomIn(key="two", name="Two"), is_new=True),
    "programme.publish": _published,
    "programme.delay_sitting": lambda w: programme.delay_sitting(w.unit("chair"), SLUG, "theme-1", 10),
    "rulesets.put": lambda w: rulesets.put(w.unit(), SLUG, PRESET, Act.ADOPTED, "ilc_plenary"),
    "rulesets.edit": lambda w: rulesets.edit(
        w.unit(), SLUG, "grain", {"value": 30, "source": "the officers", "open": True}
    ),
    "rulesets.restore": _rules_restored,
    "reports.edit_header": lambda w: reports.edit_header(w.unit(), SLUG, {"language": "en", "code": "GB.350"}),
    "reports.note_made": lambda w: reports.note_made(w.unit(), SLUG, kind="pdf", language="en", digest="0" * 64),
    "roster.take_over": _roster,
    "roster.give_up": _given_up,
    "allocation.keep": _allocation_kept,
    "slots.accept": lambda w: slots.accept(w.unit(), SLUG, w.proposal()),
    "slots.edit": _edited_slot,
    "slots.take_list": _listed,
    "slots.settle": _fitted,
    "slots.clear": _cleared,
    "workbench.keep": _kept,
}
#: whose entries belong to no forum: an account may take part in several
OF_NO_FORUM = {"accounts.ask_for_link", "accounts.use_link", "accounts.use_code", "accounts.sign_out"}

_marks: list[int] = []


def before(world: World) -> None:
    """What comes from here on is the service's own doing."""
    _marks[:] = [len(trail(world.store))]


def trail(store: Store) -> list[AuditRow]:
    with store.reading() as db:
        return list(db.exec(select(AuditRow).order_by(AuditRow.id)))


def writing_services() -> Iterator[str]:
    for path in sorted(SERVICES.rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and WRITERS & {_name(each) for each in node.decorator_list}:
                yield f"{path.relative_to(SERVICES).parts[0].removesuffix('.py')}.{node.name}"


def _name(decorator: ast.expr) -> str:
    bare = decorator.func if isinstance(decorator, ast.Call) else decorator
    return bare.id if isinstance(bare, ast.Name) else ""


def test_every_writing_service_is_walked_or_excused() -> None:
    found = set(writing_services())
    assert len(found) > 40
    assert found - set(ACTS) - set(WITHOUT) == set(), "give each a call in ACTS, or its reason in WITHOUT"
    assert (set(ACTS) | set(WITHOUT)) - found == set(), "these are no writing services any more"
    assert set(ACTS) & set(WITHOUT) == set()
    assert all(WITHOUT.values())


@pytest.mark.parametrize("service", list(ACTS))
def test_what_is_written_is_in_the_trail(sqlite_store: Store, service: str) -> None:
    world = World(sqlite_store)
    before(world)
    ACTS[service](world)
    made = trail(sqlite_store)[_marks[0] :]
    assert made, "nothing stands in the trail"
    assert {entry.tag for entry in made} <= set(Tag)
    assert all(entry.at == world.house.at for entry in made)
    assert all(entry.forum_id for entry in made) == (service not in OF_NO_FORUM)
    assert TOKEN not in str([entry.model_dump() for entry in made])


def test_a_service_without_an_entry_is_found_out(sqlite_store: Store) -> None:
    world = World(sqlite_store)
    account = accounts.issue_link(world.operator, SLUG, "leader-2", accounts.Secrets(token=TOKEN))
    before(world)
    accounts.prefer(replace(world.operator, actor=Actor(account_id=account.id)), language="fr")
    assert trail(sqlite_store)[_marks[0] :] == []
