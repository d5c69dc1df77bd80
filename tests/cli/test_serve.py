from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from forum.cli import serve as serving
from forum.cli.serve import address
from forum.cli.supervisor import is_healthy
from forum.store.engine import Store
from forum.store.programme import ForumRow
from tests.cli.conftest import Forum, started
from tests.cli.test_supervisor import is_alive, until
from tests.conftest import NOW
from timezones.release import Release

TWO_RELEASES = Release(pytz="2026f", tzdata="2025b", search_path=())


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@contextmanager
def served(folder: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """A running server; gives its supervisor's process, and stops it."""
    process = started(folder, "serve", "--port", str(port))
    try:
        until(lambda: is_healthy("127.0.0.1", port) or process.poll() is not None, 30)
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=30)


def children(pid: int) -> dict[str, int]:
    """The children of a process: module -> pid."""
    listed = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(pid)], capture_output=True, text=True).stdout
    return {m["module"]: int(m["pid"]) for m in re.finditer(r"(?P<pid>\d+) .* -m (?P<module>forum\.\S+)", listed)}


def test_serving_restarting_and_stopping(forum: Forum, folder: Path) -> None:
    forum("init")
    port = free_port()
    with served(folder, port) as process:
        before = children(process.pid)
        assert set(before) == {"forum.web.serve", "forum.jobs.worker"}
        os.kill(before["forum.web.serve"], signal.SIGKILL)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", "/health")
        assert connection.getresponse().status == 200, "a visitor waits while the web process is started again"
        connection.close()
        after = children(process.pid)
        assert after["forum.jobs.worker"] == before["forum.jobs.worker"]
        assert after["forum.web.serve"] != before["forum.web.serve"]
    assert process.returncode == 0
    assert [pid for pid in [*before.values(), *after.values()] if is_alive(pid)] == []


def test_children_end_when_the_supervisor_is_killed(forum: Forum, folder: Path) -> None:
    forum("init")
    with served(folder, free_port()) as process:
        orphans = children(process.pid)
        process.kill()
        until(lambda: not any(is_alive(pid) for pid in orphans.values()))
    assert len(orphans) == 2


def test_a_taken_port_is_named(forum: Forum) -> None:
    forum("init")
    with socket.create_server(("127.0.0.1", 0)) as line:
        result = forum("serve", "--port", str(line.getsockname()[1]))
    assert result.exit_code == 2
    assert "--port" in result.stderr


def test_several_web_processes_need_redis(forum: Forum) -> None:
    forum("init")
    result = forum("serve", "--web", "2")
    assert result.exit_code == 2
    assert "FORUM_REDIS_URL" in result.stderr


def test_no_database_no_serving(forum: Forum) -> None:
    result = forum("serve", "--port", str(free_port()))
    assert result.exit_code == 2
    assert "forum init" in result.stderr


def test_a_weak_key_is_refused_before_any_process_starts(forum: Forum) -> None:
    forum("init")
    result = forum("serve", "--port", "1", FORUM_SECRET_KEY="short")
    assert result.exit_code == 2
    assert "FORUM_SECRET_KEY is weak" in result.stderr
    assert "Cannot listen" not in result.stderr


def test_two_releases_are_refused(forum: Forum, monkeypatch: pytest.MonkeyPatch) -> None:
    forum("init")
    monkeypatch.setattr(serving.release, "mismatch", lambda: TWO_RELEASES)
    result = forum("serve", "--port", str(free_port()))
    assert result.exit_code == 2
    assert "2026f" in result.stderr
    assert "2025b" in result.stderr


def test_while_a_forum_is_running_two_releases_only_warn(
    forum: Forum, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forum("init")
    store = Store(f"sqlite:///{folder / 'forum.sqlite'}")
    today = NOW.date()
    row = ForumRow(slug="f", title="F", zone="Asia/Tokyo", first_day=today, last_day=today, created_at=NOW)
    store.writing(lambda db: db.add(row))
    store.dispose()
    monkeypatch.setattr(serving.release, "mismatch", lambda: TWO_RELEASES)
    monkeypatch.setattr(serving.Terminal, "now", lambda _terminal: NOW)
    with socket.create_server(("127.0.0.1", 0)) as line:
        result = forum("serve", "--port", str(line.getsockname()[1]))
    assert "!!!!" in result.stderr
    assert "2025b" in result.stderr
    assert "--port" in result.stderr, "it went on as far as the taken port"


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://[::1]:8000"),
        ("forum.example.org", "http://forum.example.org:8000"),
    ],
)
def test_the_address_as_a_browser_here_opens_it(host: str, url: str) -> None:
    assert address(host, 8000) == url
