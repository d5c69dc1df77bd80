"""No secret of an address comes into a log, whoever writes it and at whichever level."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from forum.web import logs

TOKEN = "Zk3-q_9" * 6
PATH = f"/calendar/{TOKEN}.ics"


@pytest.mark.parametrize(
    ("line", "masked"),
    [
        (f"GET /calendar/{TOKEN}.ics HTTP/1.1", "GET /calendar/***.ics HTTP/1.1"),
        (f"GET /calendar/{TOKEN} HTTP/1.1", "GET /calendar/*** HTTP/1.1"),
        (f"POST /sign-in/{TOKEN}?x=1", "POST /sign-in/***?x=1"),
        (f"http://x/calendar/{TOKEN}.ics and /CALENDAR/{TOKEN}.ics", "http://x/calendar/***.ics and /CALENDAR/***.ics"),
        ("GET /forums/f/programme.ics", "GET /forums/f/programme.ics"),
    ],
)
def test_masks_the_secret_and_nothing_else(line: str, masked: str) -> None:
    assert logs.mask(line) == masked


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What a handler of the root writes at every level, as `forum serve` sets it up."""
    logs.attach()
    stream, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(stream), root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


class Shown:
    """Something that is written by its text alone, as exceptions and requests are."""

    def __str__(self) -> str:
        return f"<Request 'http://localhost{PATH}' [GET]>"


@pytest.mark.parametrize(
    "name", ["werkzeug", "forum.web.shelf", "sqlalchemy.engine.Engine", "anything.of.others", "root"]
)
@pytest.mark.parametrize(
    ("message", "given"),
    [
        (PATH, ()),
        ('"%s" %d', (f"GET {PATH} HTTP/1.1", 200)),
        ("%(path)s", ({"path": PATH},)),
        ("%s", (Shown(),)),
        ("%r of %s", ([PATH], {"PATH_INFO": PATH})),
    ],
)
def test_every_logger_is_masked(written: io.StringIO, name: str, message: str, given: tuple[object, ...]) -> None:
    logging.getLogger(name).warning(message, *given)
    assert "/calendar/***" in written.getvalue()
    assert TOKEN not in written.getvalue()


def test_a_traceback_is_masked(written: io.StringIO) -> None:
    try:
        raise ValueError(f"cannot write {PATH}")
    except ValueError:
        logging.getLogger("forum.web.shelf").exception("a fault of ours")
    assert "ValueError: cannot write /calendar/***.ics" in written.getvalue()
    assert TOKEN not in written.getvalue()


def test_what_holds_no_secret_stays_as_it_is(written: io.StringIO) -> None:
    logging.getLogger("forum").info("%s at %.1f and %05d of %s", "x", 1.25, 7, ["a"])
    logging.getLogger("forum").info(ValueError("a value"))
    assert written.getvalue() == "x at 1.2 and 00007 of ['a']\na value\n"


def test_attaching_twice_masks_once() -> None:
    logs.attach()
    made = logging.getLogRecordFactory()
    logs.attach()
    assert logging.getLogRecordFactory() is made
