from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from forum.cli.supervisor import FIRST_PAUSE, Child, Program, Supervisor, environment, is_healthy, listen

STAYS = "import os, signal, sys; print(os.getpid(), file=open(sys.argv[1], 'a'), flush=True); signal.pause()"
FALLS = "import sys; sys.exit(3)"
DEAF = "import signal, time, sys; signal.signal(15, signal.SIG_IGN); open(sys.argv[1], 'a').write('up'); time.sleep(60)"


def program(folder: Path, code: str, name: str = "child_of_test") -> Program:
    (folder / f"{name}.py").write_text(code)
    return Program(name=name, module=name, arguments=(str(folder / "log"),))


def until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        threading.Event().wait(0.02)


def environ_of(folder: Path) -> dict[str, str]:
    return environment(PYTHONPATH=str(folder))


@contextmanager
def running(supervisor: Supervisor, told: list[str] | None = None) -> Iterator[None]:
    told = [] if told is None else told
    thread = threading.Thread(target=supervisor.run, args=(lambda: True, lambda: told.append("ready")))
    thread.start()
    yield
    supervisor.stop()
    thread.join(20)
    assert not thread.is_alive()


def pids(folder: Path) -> list[int]:
    log = folder / "log"
    return [int(line) for line in log.read_text().split()] if log.exists() else []


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_what_dies_is_started_again_and_all_stop_in_the_end(tmp_path: Path) -> None:
    supervisor = Supervisor([program(tmp_path, STAYS)], environ_of(tmp_path))
    told: list[str] = []
    with running(supervisor, told):
        until(lambda: len(pids(tmp_path)) == 1)
        os.kill(pids(tmp_path)[0], signal.SIGKILL)
        until(lambda: len(pids(tmp_path)) == 2)
    assert told == ["ready"]
    assert [pid for pid in pids(tmp_path) if is_alive(pid)] == []


def look_until_it_fell(child: Child, now: float) -> None:
    """Look at a child at one moment again and again until it is seen to have ended."""

    def has_fallen() -> bool:
        child.look(now)
        return child.pid is None

    until(has_fallen)


def test_pauses_grow_while_lives_are_short(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    child = Child(program(tmp_path, FALLS), environ_of(tmp_path))
    now = 100.0
    with caplog.at_level(logging.ERROR):
        for lives in (1, 2, 3):
            child.look(now)
            look_until_it_fell(child, now)
            child.look(now + FIRST_PAUSE * 2**lives - 0.01)
            assert child.pid is None
            now += FIRST_PAUSE * 2**lives
    assert [record.getMessage().partition("again in ")[2] for record in caplog.records] == ["0.4 s", "0.8 s", "1.6 s"]


def test_a_long_life_is_forgiven(tmp_path: Path) -> None:
    child = Child(program(tmp_path, FALLS), environ_of(tmp_path))
    child._short_lives = 5
    child.look(100.0)
    look_until_it_fell(child, 200.0)
    child.look(200.0 + FIRST_PAUSE)
    assert child.pid is not None
    child.wait(time.monotonic() + 10)


def test_what_does_not_stop_is_killed(tmp_path: Path) -> None:
    child = Child(program(tmp_path, DEAF), environ_of(tmp_path))
    child.look(100.0)
    pid = child.pid
    until((tmp_path / "log").exists)
    child.ask_to_stop()
    child.wait(time.monotonic() + 0.2)
    assert pid is not None
    assert not is_alive(pid)


def test_listening(tmp_path: Path) -> None:
    with listen("127.0.0.1", 0) as line:
        assert line.getsockname()[0] == "127.0.0.1"
        with pytest.raises(OSError, match="in use"):
            listen("127.0.0.1", line.getsockname()[1])
    with pytest.raises(OSError, match="assign"):
        listen("192.0.2.1", 0)


def test_nobody_there_is_not_healthy() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert not is_healthy("127.0.0.1", free.getsockname()[1])


def test_a_signal_at_any_moment_ends_it() -> None:
    """The handler takes no lock: hundreds of signals, whatever the loop is at, never hang it."""
    code = (
        "import os, signal, threading, time\n"
        "from forum.cli import supervisor\n"
        "supervisor.EVERY = 0\n"
        "for _ in range(300):\n"
        "    one = supervisor.Supervisor([], {})\n"
        "    one.stop_on_signals()\n"
        "    threading.Timer(0.002, os.kill, (os.getpid(), signal.SIGINT)).start()\n"
        "    one.run(lambda: False, lambda: None)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], timeout=60, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
