"""What every command has at hand: settings, the store, the operator, the words of the terminal's language.

A command is a function of a `Terminal`; `verb` makes a click command of it, with the options that all share, and says
every refusal as a sentence on standard error with the exit status of docs/cli.md.
"""

from __future__ import annotations

import errno
import functools
import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import click

from forum import settings as settings_module
from forum.cli.language import language_of
from forum.cli.output import say
from forum.domain.access import OPERATOR
from forum.domain.refusals import Kind, Refusal, Refusals
from forum.i18n import refusals
from forum.i18n.catalogues import Words, words
from forum.services import database
from forum.services.unit import Store, Unit
from forum.settings import Settings, SettingsFault
from timezones.release import use_pinned_release

#: Exit statuses: done; a fault of ours; wrong use or input; proven impossible; out of time with nothing found.
DONE, FAULT, WRONG, IMPOSSIBLE, OUT_OF_TIME = range(5)


class Terminal:
    """One run of one command. Results go to standard output, everything else to standard error."""

    def __init__(self, settings: Settings, language: str, *, as_json: bool = False) -> None:
        self.settings = settings
        self.language = language
        self.as_json = as_json
        self._store: Store | None = None

    @property
    def words(self) -> Words:
        """The words of the terminal's language."""
        return words(self.language)

    @property
    def raw_store(self) -> Store:
        """The store, whatever its condition: for the commands that make or mend it."""
        if self._store is None:
            self._store = database.open_store(self.settings)
        return self._store

    @property
    def store(self) -> Store:
        """The store; a database that is missing, away or of another version ends the command with the remedy."""
        state = database.condition(self.raw_store)
        if not state.is_newest:
            self.fail(self._remedy(state))
        return self.raw_store

    def upon(self, folder: str | None) -> Terminal:
        """Another terminal, upon that data folder (None: the same); close it when it is done with."""
        data = folder or self.settings.values["FORUM_DATA"]
        return Terminal(settings_module.load(os.environ, FORUM_DATA=data), self.language, as_json=self.as_json)

    def now(self) -> datetime:
        """This moment."""
        return datetime.now(UTC)

    def unit(self) -> Unit:
        """The operator at the machine, now."""
        return Unit(store=self.store, actor=OPERATOR, now=self.now())

    def say(self, text: str) -> None:
        """A line of the result."""
        say(text)

    def tell(self, text: str) -> None:
        """A line of progress or advice."""
        say(text, err=True)

    def result(self, data: Any, *lines: str) -> None:
        """The result, as JSON where that was asked for, else in lines for people."""
        if self.as_json:
            self.say(json.dumps(data, ensure_ascii=False, indent=2))
        else:
            for line in lines:
                self.say(line)

    def fail(self, sentence: str, status: int = WRONG) -> None:
        """End the command."""
        self.tell(sentence)
        raise click.exceptions.Exit(status)

    def close(self) -> None:
        """Let go of the database."""
        if self._store is not None:
            self._store.dispose()

    def foreign(self, state: database.Condition) -> str:
        """The sentence for a database that a newer program made."""
        return self.words.gettext(
            "The database is at revision %(revision)s, which this program does not know. Install the newer program.",
            revision=state.revision,
        )

    def _remedy(self, state: database.Condition) -> str:
        if state.fault:
            return self.words.gettext("The database cannot be reached: %(fault)s", fault=state.fault)
        if state.revision is None:
            return self.words.gettext("There is no database yet. Make one with: forum init")
        if state.is_foreign:
            return self.foreign(state)
        return self.words.gettext("The database is of another version. Bring it up to date with: forum migrate")


def verb(function: Callable[..., None]) -> Callable[..., None]:
    """Options that all commands share, a `Terminal` as the first argument, refusals as sentences."""

    @click.option("--data", metavar="FOLDER", help="Data folder (default: FORUM_DATA, or var).")
    @click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
    @functools.wraps(function)
    def run(*args: Any, data: str | None, as_json: bool, **options: Any) -> None:
        use_pinned_release()
        language = language_of(os.environ)
        try:
            overrides = {"FORUM_DATA": data} if data else {}
            terminal = Terminal(settings_module.load(os.environ, **overrides), language, as_json=as_json)
            try:
                function(terminal, *args, **options)
            finally:
                terminal.close()
        except Refusal as refusal:
            sys.exit(report(refusal, words(language)))
        except SettingsFault as fault:
            say(words(language).gettext(fault.sentence, **fault.params), err=True)
            sys.exit(WRONG)
        except OSError as problem:
            if problem.errno == errno.EPIPE:
                raise  # whoever read our lines has read enough; click ends without a word
            sys.exit(failed(problem, words(language)))

    return run


def failed(problem: OSError, said_in: Words) -> int:
    """Say on standard error which file cannot be used, and why; gives the exit status."""
    said = {"file": problem.filename or "-", "fault": problem.strerror or str(problem)}
    say(said_in.gettext("%(file)s cannot be read or written: %(fault)s", **said), err=True)
    return WRONG if problem.filename else FAULT


def report(refusal: Refusal, said_in: Words) -> int:
    """Say a refusal on standard error, each fault of several on its line; gives the exit status."""
    for fault in refusal.faults if isinstance(refusal, Refusals) else []:
        say(refusals.located(fault, said_in), err=True)
    say(refusals.located(refusal, said_in), err=True)
    return FAULT if refusal.kind is Kind.BUSY else WRONG
