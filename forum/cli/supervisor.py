"""The supervisor behind `forum serve`: starts web processes and a worker, starts again what dies, stops them cleanly.

It execs, never forks: each child is a fresh interpreter. It holds the listening sockets, so that a web process can be
started again without turning anybody away, and the other end of each child's standard input, so that none outlives it.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from types import FrameType

log = logging.getLogger(__name__)

#: A child that lived this long counts as well again; a shorter life lengthens the pause before its next start.
LONG_LIFE = 10.0
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 30.0
#: How long a child may take to stop when asked, in seconds.
PATIENCE = 15.0
#: How often children are looked at, in seconds.
EVERY = 0.1


@dataclass(frozen=True, kw_only=True)
class Program:
    """What a child runs: a module of ours with its arguments, and the sockets it inherits."""

    name: str
    module: str
    arguments: tuple[str, ...] = ()
    sockets: tuple[int, ...] = ()


class Child:
    """One program and its process, started again with growing pauses when it dies."""

    def __init__(self, program: Program, environ: dict[str, str]) -> None:
        self.program = program
        self._environ = environ
        self._process: subprocess.Popen[bytes] | None = None
        self._short_lives = 0
        self._started_at = 0.0
        self._next_start = 0.0

    @property
    def pid(self) -> int | None:
        """The process, while there is one."""
        return self._process.pid if self._process else None

    def look(self, now: float) -> None:
        """Start what is not running and due; note what died. `now` is monotonic."""
        if self._process is None:
            if now >= self._next_start:
                self._start(now)
        elif (status := self._process.poll()) is not None:
            self._short_lives = 0 if now - self._started_at >= LONG_LIFE else self._short_lives + 1
            pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2**self._short_lives)
            self._next_start = now + pause
            self._let_go()
            log.error("%s ended with status %s; it is started again in %.1f s", self.program.name, status, pause)

    def ask_to_stop(self) -> None:
        """Send SIGTERM."""
        if self._process is not None:
            self._process.terminate()

    def wait(self, deadline: float) -> None:
        """Wait until it has ended; kill it when the time is up."""
        if self._process is None:
            return
        try:
            self._process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            log.error("%s did not stop in time and was killed", self.program.name)
            self._process.kill()
            self._process.wait()
        self._let_go()

    def _start(self, now: float) -> None:
        command = [sys.executable, "-m", self.program.module, *self.program.arguments]
        self._started_at = now
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command,
            env=self._environ,
            stdin=subprocess.PIPE,
            pass_fds=self.program.sockets,
            start_new_session=True,
        )

    def _let_go(self) -> None:
        assert self._process is not None
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process = None


class Supervisor:
    """Keeps its children running until told to stop."""

    def __init__(self, programs: Sequence[Program], environ: dict[str, str]) -> None:
        self.children = [Child(program, environ | {"FORUM_SUPERVISED": "1"}) for program in programs]
        #: a plain flag: a signal handler must not take a lock that the thread it interrupts may hold
        self._is_stopping = False

    def stop(self) -> None:
        """Ask `run` to come to its end; also from a signal handler."""
        self._is_stopping = True

    def run(self, is_ready: Callable[[], bool], on_ready: Callable[[], None]) -> None:
        """Run until stopped; calls `on_ready` once, when `is_ready` says so for the first time."""
        told = False
        while not self._is_stopping:
            for child in self.children:
                child.look(time.monotonic())
            if not told and is_ready():
                told = True
                on_ready()
            time.sleep(EVERY)
        self._stop_children()

    def stop_on_signals(self) -> None:
        """SIGTERM and SIGINT stop the children, then us."""

        def stop(_number: int, _frame: FrameType | None) -> None:
            self.stop()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)

    def _stop_children(self) -> None:
        for child in self.children:
            child.ask_to_stop()
        deadline = time.monotonic() + PATIENCE
        for child in self.children:
            child.wait(deadline)


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; `OSError` where the port is taken or the address is not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    line = socket.socket(family, socket.SOCK_STREAM)
    try:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        line.bind((host, port))
        line.listen(1024)
    except OSError:
        line.close()
        raise
    line.set_inheritable(True)
    return line


def is_healthy(host: str, port: int) -> bool:
    """Whether /health answers 200 there."""
    try:
        with closing(HTTPConnection(host, port, timeout=2)) as connection:
            connection.request("GET", "/health")
            return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False


def environment(**settings: str) -> dict[str, str]:
    """Our environment with these settings, for the children."""
    return dict(os.environ) | settings
