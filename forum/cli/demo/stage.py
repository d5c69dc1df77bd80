"""Sets the demonstration up, step by step. Each step looks at what is there and adds what is missing: an interrupted
demonstration is continued, a finished one is left alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from forum.cli.demo import example
from forum.cli.demo.card import Keys
from forum.cli.demo.example import REHEARSAL_SLUG, SLUG, Roster
from forum.cli.progress import Progress
from forum.domain.access import OPERATOR, Actor
from forum.domain.accounts import LinkUnknown
from forum.domain.forums import ForeignDatabase
from forum.domain.refusals import Unknown
from forum.i18n import cities
from forum.i18n.catalogues import N_, Words
from forum.jobs.planning import answer, keep_held
from forum.services import (
    accounts,
    commitments,
    database,
    feeds,
    forums,
    organizations,
    people,
    planning,
    programme,
    roster,
    slots,
)
from forum.services.accounts import Secrets
from forum.services.unit import Store, Unit
from timezones import windows

#: The planner is given this long; on the example it needs some seconds.
TIME_LIMIT = 120.0
WORKERS = 2


#: Whose link leads to the forum of 2022; all others begin where something is played.
BEGIN_IN_2022 = {"organizer", "delegate-FJ", "delegate-KE", "delegate-US"}


@dataclass(frozen=True, kw_only=True)
class Stage:
    """What the demonstration works with: `now` is the moment of the run, `keys` are its secrets."""

    store: Store
    now: datetime
    words: Words
    progress: Progress
    keys: Keys

    def unit(self, actor: Actor = OPERATOR, now: datetime | None = None) -> Unit:
        """A unit at the moment of the run, or another; of the operator, or somebody else."""
        return Unit(store=self.store, actor=actor, now=now or self.now)


def refuse_foreign(store: Store, now: datetime) -> None:
    """Refuse a database that holds forums: without a card in its folder it is no demonstration's."""
    state = database.condition(store)
    if state.fault or (state.revision is not None and database.has_forums(Unit(store=store, actor=OPERATOR, now=now))):
        raise ForeignDatabase(fault=state.fault)


def set_up(stage: Stage) -> None:
    """Do every step."""
    for title, step in STEPS:
        with stage.progress.step(stage.words.gettext(title)):
            step(stage)


def make_database(stage: Stage) -> None:
    """The newest schema, by migration."""
    database.migrate(stage.store)


def make_forum(stage: Stage) -> None:
    """The forum of 2022."""
    if forums.find(stage.unit(), SLUG) is None:
        forums.create(stage.unit(), example.forum())


def read_people(stage: Stage) -> None:
    """Organizations and everybody, by the importers that organizers use."""
    organizations.import_organizations(stage.unit(), SLUG, example.organizations())
    _import(stage, SLUG, example.roster())


def _import(stage: Stage, slug: str, given: Roster) -> None:
    zones = cities.zones_of_capitals()
    change = roster.check_import(stage.unit(), slug, given.rows, capital_zones=zones)
    if not change.new:
        return  # they are there already; what was edited since stays
    preview = roster.preview_import(
        stage.unit(), slug, given.rows, filename=given.filename, digest=given.digest, capital_zones=zones
    )
    roster.import_roster(stage.unit(), slug, preview.staged.id, given.digest)


def enter_sittings(stage: Stage) -> None:
    """Rooms and sittings, without times."""
    draft = programme.draft(stage.unit(), SLUG)
    rooms, keys = {room.key for room in draft.rooms}, {sitting.key for sitting in draft.sittings}
    for room in example.rooms():
        if room.key not in rooms:
            programme.put_room(stage.unit(), SLUG, room, is_new=True)
    for key, given in example.sittings().items():
        if key not in keys:
            added = programme.add_sitting(stage.unit(), SLUG, given)
            assert added.key == key, "the programme names sittings as the example does"


def plan(stage: Stage) -> None:
    """The fairest times, found and accepted."""
    if all(sitting.is_timed for sitting in programme.draft(stage.unit(), SLUG).sittings):
        return
    question = planning.question(stage.unit(), SLUG)
    found = windows.plan(question, time_limit=TIME_LIMIT, workers=WORKERS, progress=lambda p: _note(stage, p))
    kept = planning.keep_plan(stage.unit(), SLUG, question, answer(question, found))
    planning.accept_plan(stage.unit(), SLUG, kept.id)


def _note(stage: Stage, progress: windows.Progress) -> None:
    best, least = f"{float(progress.figure):g}", f"{float(progress.bound):g}"
    stage.progress.note(stage.words.gettext("worst %(best)s points, at least %(least)s", best=best, least=least))


def lay_beside(stage: Stage) -> None:
    """The timetable as it was held."""
    if planning.proposals(stage.unit(), SLUG).held is None:
        keep_held(stage.unit(), SLUG, example.held())


def publish(stage: Stage) -> None:
    """The first release."""
    _publish(stage, SLUG, stage.words.gettext("Planned timetable, beside the one held in 2022"))


def _publish(stage: Stage, slug: str, name: str) -> None:
    if programme.released(stage.unit(), slug).release is None:
        programme.publish(stage.unit(), slug, name=name)


def choose_clocks(stage: Stage) -> None:
    """Delegates who follow from elsewhere than their capital say so themselves."""
    if forums.find(stage.unit(), REHEARSAL_SLUG) is not None:
        return  # done before; what was chosen since stays
    for person, zone in example.own_clocks().items():
        actor = accounts.act_as(stage.unit(), SLUG, person)
        people.edit_person(stage.unit(actor), SLUG, person, {"zone": zone})


def enter_register(stage: Stage) -> None:
    """Who committed to something in 2022, as far as it was published."""
    commitments.import_register(stage.unit(), SLUG, example.register())


def make_rehearsal(stage: Stage) -> None:
    """The copy in which something may be played, from the day of the run on."""
    if forums.find(stage.unit(), REHEARSAL_SLUG) is None:
        today = stage.now.astimezone(ZoneInfo(example.forum().zone)).date()
        forums.rehearse(stage.unit(), SLUG, REHEARSAL_SLUG, today)
    _publish(stage, REHEARSAL_SLUG, stage.words.gettext("Rehearsal"))


def share_time(stage: Stage) -> None:
    """The speaking slots of the rehearsal, by the rules of this forum; drawn the same in every demonstration."""
    sittings = programme.draft(stage.unit(), REHEARSAL_SLUG).sittings
    if not any(slots.plan(stage.unit(), REHEARSAL_SLUG, sitting.key).lines for sitting in sittings):
        slots.accept(stage.unit(), REHEARSAL_SLUG, slots.propose(stage.unit(), REHEARSAL_SLUG, seed=SLUG))


def open_accounts(stage: Stage) -> None:
    """An account per role, a person in both forums, with the links of the card."""
    for name, person in example.accounts().items():
        token = stage.keys.sign_in[name]
        if not _opens(stage, token):
            first, second = (SLUG, REHEARSAL_SLUG) if name in BEGIN_IN_2022 else (REHEARSAL_SLUG, SLUG)
            account = accounts.issue_link(stage.unit(), first, person, Secrets(token=token), is_reusable=True)
            accounts.link_person(stage.unit(), second, person, account.id)


def _opens(stage: Stage, token: str) -> bool:
    try:
        accounts.look_at_link(stage.unit(), token, is_loopback=True)
    except LinkUnknown:
        return False
    return True


def issue_feeds(stage: Stage) -> None:
    """The calendars of the card, each issued by its own person."""
    for name, token in stage.keys.feeds.items():
        try:
            feeds.feed_of(stage.unit(), token)
        except Unknown:
            actor = accounts.act_as(stage.unit(), SLUG, example.accounts()[name])
            feeds.issue(stage.unit(actor), SLUG, label=stage.words.gettext("Demonstration"), token=token)


STEPS: tuple[tuple[str, Callable[[Stage], None]], ...] = (
    (N_("Making the database"), make_database),
    (N_("Making the forum of 2022"), make_forum),
    (N_("Reading the people: 187 Member States, secretariat, speakers"), read_people),
    (N_("Entering the sittings"), enter_sittings),
    (N_("Planning the fairest times"), plan),
    (N_("Laying the timetable of 2022 beside it"), lay_beside),
    (N_("Publishing the programme"), publish),
    (N_("Letting delegates choose their own clock"), choose_clocks),
    (N_("Entering the register of 2022"), enter_register),
    (N_("Making the rehearsal"), make_rehearsal),
    (N_("Sharing the speaking time of the rehearsal"), share_time),
    (N_("Opening the accounts"), open_accounts),
    (N_("Issuing the calendars"), issue_feeds),
)
