"""`forum demo`: the main job on the shipped example, set up, shown and served; or once, into a folder of files."""

from __future__ import annotations

import secrets
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from forum.cli.context import Terminal, verb
from forum.cli.demo import card, example, papers, play, stage
from forum.cli.demo.stage import STEPS, Stage
from forum.cli.output import require_folder
from forum.cli.progress import Progress
from forum.cli.serve import LOOPBACK, address, check_releases, require_port, supervise
from forum.formats.read_back import Unreadable

#: The data folder of the demonstration where none is named.
FOLDER = "var/demo"
PORT = 8000


@click.command(epilog="Example: forum demo --port 8000, or: forum demo --once out")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen at (default: the card's, or 8000).")
@click.option("--card", "card_file", type=click.Path(dir_okay=False, path_type=Path), help="Write the card here too.")
@click.option("--once", type=click.Path(file_okay=False, path_type=Path), help="Do not serve: leave the files here.")
@verb
def demo(terminal: Terminal, port: int | None, card_file: Path | None, once: Path | None) -> None:
    """Load the shipped example, plan it, publish it and serve it; what an earlier run made is continued.

    With --once, a sitting of the rehearsal is played instead, and its programme, calendars, report and register are
    left in a folder.
    """
    if once is None:
        with closing(within(terminal, FOLDER)) as here:
            run_served(here, here.now(), port, card_file)
        return
    with tempfile.TemporaryDirectory(prefix="forum-demo-") as workshop, closing(within(terminal, workshop)) as here:
        run_once(here, here.now(), once)


def within(terminal: Terminal, folder: str) -> Terminal:
    """The same terminal upon the demonstration's own data folder, unless the operator named one."""
    return terminal.upon(folder) if terminal.settings.sources["FORUM_DATA"] == "default" else terminal.upon(None)


def run_once(terminal: Terminal, now: datetime, folder: Path) -> None:
    """Set up, play, write, read back; a folder that cannot be written ends it before anything is done."""
    setting = stage_of(terminal, now, len(STEPS) + 2)
    require_folder(folder)
    card.write(card.card_of(setting.keys, terminal.settings.base_url), terminal.settings.data / card.FILE)
    stage.set_up(setting)
    with setting.progress.step(terminal.words.gettext("Playing a sitting of the rehearsal")):
        play.play(setting)
    with setting.progress.step(terminal.words.gettext("Writing the files and reading them back")):
        made = _written(terminal, setting, folder)
    terminal.result({"files": [str(path) for path in made]}, *(str(path) for path in made))


def _written(terminal: Terminal, setting: Stage, folder: Path) -> list[Path]:
    try:
        return papers.write(setting, folder, terminal.settings.base_url)
    except (papers.Faulty, Unreadable, OSError) as fault:
        raise click.ClickException(str(fault)) from fault


def run_served(terminal: Terminal, now: datetime, port: int | None, card_file: Path | None) -> None:
    """Set up, show the card, serve until stopped; a port or folder that is not to be had ends it before anything."""
    folder = terminal.settings.data
    port = port or card.port_of(card.read(folder)) or PORT
    require_port(terminal, LOOPBACK, port)
    if card_file is not None:
        require_folder(card_file.parent)
    setting = stage_of(terminal, now, len(STEPS))
    shown = card.card_of(setting.keys, address(LOOPBACK, port))
    card.write(shown, folder / card.FILE)
    stage.set_up(setting)
    check_releases(terminal)
    if card_file is not None:
        card.write(shown, card_file)
    supervise(terminal, LOOPBACK, port, 1, lambda: show(terminal, shown))


def stage_of(terminal: Terminal, now: datetime, steps: int) -> Stage:
    """The stage upon a terminal; refuses a database that no demonstration made."""
    folder = terminal.settings.data
    terminal.settings.secret_key()
    if card.read(folder) is None:
        stage.refuse_foreign(terminal.raw_store, now)
    return Stage(
        store=terminal.raw_store,
        now=now,
        words=terminal.words,
        progress=Progress(steps),
        keys=card.keys(folder, example.accounts(), lambda: secrets.token_urlsafe(32)),
    )


def show(terminal: Terminal, shown: dict[str, Any]) -> None:
    """Print the card."""
    folder = terminal.settings.data
    again = "make demo" if folder == Path(FOLDER) else f"forum demo --data {folder}"
    terminal.result(shown, *card.lines(shown, terminal.words, again))
