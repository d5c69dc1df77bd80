"""No vendor documents these addresses: they are kept as they are until somebody has tried a change."""

from __future__ import annotations

import pytest

from forum.web.addlinks import clients, is_reachable_from_outside, webcal

URL = "https://forum.example.org/calendar/Ab-_9.ics"


def test_addresses_are_these() -> None:
    assert {client.name: client.address for client in clients(URL, "Forum & more, 論壇")} == {
        "Apple Calendar": "webcal://forum.example.org/calendar/Ab-_9.ics",
        "Google Calendar": (
            "https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2Fforum.example.org%2Fcalendar%2FAb-_9.ics"
        ),
        "Outlook.com": (
            "https://outlook.live.com/calendar/0/addfromweb?url=https%3A%2F%2Fforum.example.org%2Fcalendar%2FAb-_9.ics"
            "&name=Forum%20%26%20more%2C%20%E8%AB%96%E5%A3%87"
        ),
        "Microsoft 365": (
            "https://outlook.office.com/calendar/0/addfromweb?url=https%3A%2F%2Fforum.example.org%2Fcalendar%2FAb-_9.ics"
            "&name=Forum%20%26%20more%2C%20%E8%AB%96%E5%A3%87"
        ),
        "Thunderbird": "webcal://forum.example.org/calendar/Ab-_9.ics",
        "Android": "",
        "Nextcloud": "",
    }


def test_each_program_says_how_late_it_is() -> None:
    for client in clients(URL, "x"):
        assert client.delay
        assert client.advice.endswith(".")


def test_webcal_keeps_host_port_and_path() -> None:
    assert webcal("http://127.0.0.1:8000/x.ics") == "webcal://127.0.0.1:8000/x.ics"


@pytest.mark.parametrize(
    ("url", "reachable"),
    [
        (URL, True),
        ("http://forum.example.org/", False),
        ("https://localhost:8000/", False),
        ("https://127.0.0.1/", False),
        ("https://[::1]/", False),
    ],
)
def test_online_calendars_reach_only_https_elsewhere(url: str, reachable: bool) -> None:
    assert is_reachable_from_outside(url) is reachable
