"""`forum init`, `forum migrate`: the database, made and brought up to date by migration only."""

from __future__ import annotations

import click

from forum.cli.context import Terminal, verb
from forum.services import database


@click.command(epilog="Example: FORUM_DATA=/srv/forum forum init")
@verb
def init(terminal: Terminal) -> None:
    """Make the data folder, the secret key and the database; harmless where they are there."""
    terminal.settings.secret_key()
    _migrate(terminal)


@click.command(epilog="Example: forum migrate")
@verb
def migrate(terminal: Terminal) -> None:
    """Bring the database to the version that this program needs."""
    state = database.condition(terminal.raw_store)
    if not state.fault and state.revision is None:
        terminal.fail(terminal.words.gettext("There is no database yet. Make one with: forum init"))
    _migrate(terminal)


def _migrate(terminal: Terminal) -> None:
    state = database.condition(terminal.raw_store)
    if state.fault:
        terminal.fail(terminal.words.gettext("The database cannot be reached: %(fault)s", fault=state.fault))
    if state.is_foreign:
        terminal.fail(terminal.foreign(state))
    before, after = database.migrate(terminal.raw_store)
    gettext = terminal.words.gettext
    if before == after:
        line = gettext("The database is at revision %(after)s; nothing was to be done.", after=after)
    elif before is None:
        line = gettext("The database was made, at revision %(after)s.", after=after)
    else:
        line = gettext("The database went from revision %(before)s to %(after)s.", before=before, after=after)
    terminal.result({"before": before, "after": after}, line)
