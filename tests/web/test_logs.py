from __future__ import annotations

import logging

import pytest

from forum.web import logs

TOKEN = "Zk3-q_9" * 6


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


@pytest.mark.parametrize("args", [(), (f"/calendar/{TOKEN}.ics", 200), {"path": f"/calendar/{TOKEN}.ics"}])
def test_masks_message_and_arguments(args: object) -> None:
    message = f"/calendar/{TOKEN}.ics" if args == () else ("%(path)s" if isinstance(args, dict) else "%s %d")
    wrapped = (args,) if isinstance(args, dict) else args
    record = logging.LogRecord("werkzeug", logging.INFO, "", 0, message, wrapped, None)  # type: ignore[arg-type]
    assert logs.MaskSecrets().filter(record)
    assert TOKEN not in record.getMessage()
    assert "/calendar/***.ics" in record.getMessage()


def test_a_message_that_is_no_text_passes() -> None:
    record = logging.LogRecord("werkzeug", logging.INFO, "", 0, ValueError("x"), (), None)  # type: ignore[arg-type]
    assert logs.MaskSecrets().filter(record)


def test_attaching_twice_filters_once() -> None:
    logs.attach()
    logs.attach()
    for name in logs.LOGGERS:
        assert sum(isinstance(f, logs.MaskSecrets) for f in logging.getLogger(name).filters) == 1
