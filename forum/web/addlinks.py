"""How each calendar program is given a feed, and how late it notices a change: the one table of both.

No vendor documents these addresses; a test keeps them as they are. The delays are what server logs and the vendors'
support pages say (docs/calendar.md names the sources).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import quote, urlsplit

from forum.i18n.catalogues import N_


@dataclass(frozen=True, kw_only=True, slots=True)
class Client:
    """A calendar program: its name, how to add a feed, and how late it is; `address` is empty where only text helps."""

    name: str
    advice: str
    delay: str
    address: str = ""


def webcal(url: str) -> str:
    """The address under the scheme that calendar programs open by themselves."""
    return "webcal:" + url.partition(":")[2]


def is_reachable_from_outside(url: str) -> bool:
    """Whether an online calendar could fetch it: by https, and not on this machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" and parts.hostname not in {None, "localhost", "127.0.0.1", "::1"}


#: Every program; in its address {webcal} and {https} stand for the feed's, {..._quoted} for the same percent-encoded.
PROGRAMS: tuple[Client, ...] = (
    Client(
        name="Apple Calendar",
        address="{webcal}",
        advice=N_("Opens on iPhone, iPad and Mac; choose how often it refreshes in the settings of the calendar."),
        delay=N_("20 to 40 minutes; on some iPhones once a day"),
    ),
    Client(
        name="Google Calendar",
        address="https://calendar.google.com/calendar/r?cid={webcal_quoted}",
        advice=N_("Open it on a computer; the telephone then shows it too."),
        delay=N_("4 to 24 hours"),
    ),
    Client(
        name="Outlook.com",
        address="https://outlook.live.com/calendar/0/addfromweb?url={https_quoted}&name={name_quoted}",
        advice=N_("For a personal Microsoft account."),
        delay=N_("3 to 24 hours"),
    ),
    Client(
        name="Microsoft 365",
        address="https://outlook.office.com/calendar/0/addfromweb?url={https_quoted}&name={name_quoted}",
        advice=N_("For an account of an organization; Outlook on the desk then shows it too."),
        delay=N_("3 to 24 hours"),
    ),
    Client(
        name="Thunderbird",
        address="{webcal}",
        advice=N_("Or choose New Calendar, On the Network, and paste the address."),
        delay=N_("30 minutes"),
    ),
    Client(
        name="Android",
        advice=N_(
            "Add it to Google Calendar on a computer, or take the address by its QR code into an app such as ICSx⁵."
        ),
        delay=N_("as Google Calendar, or as the app is set"),
    ),
    Client(
        name="Nextcloud",
        advice=N_("Choose New subscription and paste the address."),
        delay=N_("1 hour; older servers once a week"),
    ),
)


def clients(url: str, name: str) -> tuple[Client, ...]:
    """Every program with the address that adds this feed to it."""
    parts = {
        "webcal": webcal(url),
        "webcal_quoted": quote(webcal(url), safe=""),
        "https_quoted": quote(url, safe=""),
        "name_quoted": quote(name, safe=""),
    }
    return tuple(replace(program, address=program.address.format(**parts)) for program in PROGRAMS)
