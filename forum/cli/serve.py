"""`forum serve`: web processes and a job worker under one supervisor."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from contextlib import ExitStack

import click

from forum.cli.context import Terminal, verb
from forum.cli.output import require_folder
from forum.cli.supervisor import Program, Supervisor, environment, is_healthy, listen
from forum.i18n.catalogues import N_
from forum.services import database
from timezones import release

#: Bound unless told otherwise: nobody outside the machine reaches a server that was not meant for them.
LOOPBACK = "127.0.0.1"


@click.command(epilog="Example: forum serve --port 8000")
@click.option("--host", default=LOOPBACK, show_default=True, help="Address to listen at.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen at.")
@click.option("--web", "count", default=1, show_default=True, type=click.IntRange(1, 64), help="Web processes.")
@verb
def serve(terminal: Terminal, host: str, port: int, count: int) -> None:
    """Serve the forum. Several web processes need Redis; each listens at a port of its own, counted up from --port."""
    gettext = terminal.words.gettext
    if count > 1 and terminal.settings.redis_url is None:
        terminal.fail(gettext("More than one web process needs Redis: set FORUM_REDIS_URL, or leave --web at 1."))
    check_releases(terminal)
    url = address(host, port)
    supervise(
        terminal, host, port, count, lambda: terminal.say(gettext("Serving at %(url)s. Stop with Ctrl-C.", url=url))
    )


def check_releases(terminal: Terminal) -> None:
    """Refuse to serve on two releases of the time zone database; while a forum is running, warn loudly instead."""
    used = release.mismatch()
    if used is None:
        return
    said = {"pytz": used.pytz, "tzdata": used.tzdata}
    sentence = terminal.words.gettext(
        "The libraries read different releases of the time zone database (pytz %(pytz)s, tzdata %(tzdata)s): "
        "install the two releases of requirements.lock together.",
        **said,
    )
    if not database.is_forum_running(terminal.unit()):
        terminal.fail(sentence)
    terminal.tell("!" * 72 + f"\n{sentence}\n" + "!" * 72)


def supervise(terminal: Terminal, host: str, port: int, count: int, on_ready: Callable[[], None]) -> None:
    """Run `count` web processes and a worker until a signal; `on_ready` is called when all answer."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s serve %(levelname)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    _ = terminal.store
    terminal.settings.secret_key()
    require_folder(terminal.settings.data)
    with ExitStack() as stack:
        lines = [stack.enter_context(_line(terminal, host, port + number)) for number in range(count)]
        programs = [_web(host, line) for line in lines]
        programs.append(Program(name="worker", module="forum.jobs.worker"))
        supervisor = Supervisor(programs, _environment(terminal, host, port))
        supervisor.stop_on_signals()
        ports = [line.getsockname()[1] for line in lines]
        supervisor.run(lambda: all(is_healthy(_nearest(host), each) for each in ports), on_ready)


def address(host: str, port: int) -> str:
    """The address as a browser on this machine opens it."""
    near = _nearest(host)
    return f"http://[{near}]:{port}" if ":" in near else f"http://{near}:{port}"


def _nearest(host: str) -> str:
    return {"0.0.0.0": LOOPBACK, "": LOOPBACK, "::": "::1"}.get(host, host)  # noqa: S104 - asked for by the operator


def _line(terminal: Terminal, host: str, port: int) -> socket.socket:
    try:
        return listen(host, port)
    except OSError as problem:
        said = {"host": host, "port": port, "fault": problem.strerror or str(problem)}
        sentence = N_("Cannot listen at %(host)s, port %(port)s: %(fault)s. Choose another with --port.")
        terminal.fail(terminal.words.gettext(sentence, **said))
        raise AssertionError from problem


def require_port(terminal: Terminal, host: str, port: int) -> None:
    """End the command where nothing can listen there, before work that would be in vain."""
    _line(terminal, host, port).close()


def _web(host: str, line: socket.socket) -> Program:
    port = line.getsockname()[1]
    arguments = (host, str(port), str(line.fileno()))
    return Program(name=f"web:{port}", module="forum.web.serve", arguments=arguments, sockets=(line.fileno(),))


def _environment(terminal: Terminal, host: str, port: int) -> dict[str, str]:
    given = terminal.settings
    is_default = given.sources["FORUM_BASE_URL"] == "default"
    base_url = address(host, port) if is_default else given.base_url
    return environment(FORUM_DATA=str(given.data.resolve()), FORUM_BASE_URL=base_url)
