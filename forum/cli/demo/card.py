"""The card: address, a sign-in link per role, calendars. Kept with mode 0600, so that a restart shows the same one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from forum.cli.demo.example import REHEARSAL_SLUG, SLUG
from forum.i18n.catalogues import Words

#: The file in the data folder.
FILE = "demo.json"
#: Whose calendars stand on the card.
FEEDS = ("delegate-FJ", "delegate-KE", "delegate-US")


@dataclass(frozen=True, kw_only=True)
class Keys:
    """The secrets of a demonstration: a sign-in token per account, a calendar token per feed."""

    sign_in: Mapping[str, str]
    feeds: Mapping[str, str]


def keys(folder: Path, accounts: Iterable[str], draw: Callable[[], str]) -> Keys:
    """The secrets of the card in that folder; those that are missing are drawn."""
    card = read(folder) or {"sign_in": {}, "feeds": {}}
    links = {name: token_of(link) for name, link in card["sign_in"].items()}
    feeds = {name: token_of(link) for name, link in card["feeds"].items()}
    return Keys(
        sign_in={name: links.get(name) or draw() for name in accounts},
        feeds={name: feeds.get(name) or draw() for name in FEEDS},
    )


def card_of(keys: Keys, url: str) -> dict[str, Any]:
    """The card as others read it (docs/cli.md)."""
    return {
        "url": url,
        "forum": SLUG,
        "rehearsal": REHEARSAL_SLUG,
        "sign_in": {name: f"{url}/sign-in/{token}" for name, token in keys.sign_in.items()},
        "feeds": {name: f"{url}/calendar/{token}.ics" for name, token in keys.feeds.items()},
    }


def read(folder: Path) -> dict[str, Any] | None:
    """The card in a data folder, or None."""
    path = folder / FILE
    if not path.exists():
        return None
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def write(card: Mapping[str, Any], path: Path) -> None:
    """Keep a card; nobody else may read it, and whoever reads it meanwhile reads the old one."""
    draft = path.with_name(path.name + ".part")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600, exist_ok=False)
    draft.write_text(json.dumps(card, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    draft.replace(path)


def token_of(link: str) -> str:
    """The secret in a link of a card."""
    return link.rpartition("/")[2].removesuffix(".ics")


def port_of(card: Mapping[str, Any] | None) -> int | None:
    """The port that a card names."""
    return urlsplit(card["url"]).port if card else None


def lines(card: Mapping[str, Any], words: Words, again: str) -> list[str]:
    """The card as it is printed; `again` is the command that starts the demonstration again."""
    width = max(map(len, [*card["sign_in"], *card["feeds"]]))
    gettext = words.gettext
    return [
        "",
        gettext("The forum answers at %(url)s", url=card["url"]),
        "",
        gettext("Sign in as (each has its role in the forum of 2022 and in the rehearsal):"),
        *(f"  {name:<{width}}  {link}" for name, link in card["sign_in"].items()),
        "",
        gettext("Calendars:"),
        *(f"  {name:<{width}}  {link}" for name, link in card["feeds"].items()),
        "",
        gettext("These links work on this machine only, any number of times."),
        gettext("Stop with Ctrl-C. Start again with: %(command)s. Nothing is lost.", command=again),
    ]
