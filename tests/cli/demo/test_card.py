from __future__ import annotations

import itertools
import stat
from collections.abc import Callable
from pathlib import Path

from forum.cli.demo import card, example
from forum.i18n.catalogues import words


def drawing(letter: str) -> Callable[[], str]:
    numbers = itertools.count()
    return lambda: f"{letter}{next(numbers)}"


def test_a_restart_shows_the_same_card(tmp_path: Path) -> None:
    first = card.keys(tmp_path, example.accounts(), drawing("a"))
    card.write(card.card_of(first, "http://127.0.0.1:8000"), tmp_path / card.FILE)
    assert card.keys(tmp_path, example.accounts(), drawing("b")) == first
    assert card.port_of(card.read(tmp_path)) == 8000


def test_the_card_has_the_shape_that_others_rely_on(tmp_path: Path) -> None:
    shown = card.card_of(card.keys(tmp_path, example.accounts(), drawing("a")), "http://127.0.0.1:8000")
    assert set(shown) == {"url", "forum", "rehearsal", "sign_in", "feeds"}
    roles = {"organizer", "chair", "clerk", "rapporteur", "delegate-FJ", "delegate-KE", "coordinator-workers"}
    assert roles | {"leader", "hall"} <= set(shown["sign_in"])
    assert {"delegate-FJ", "delegate-KE"} <= set(shown["feeds"])
    secrets = [card.token_of(link) for links in (shown["sign_in"], shown["feeds"]) for link in links.values()]
    assert len(set(secrets)) == len(secrets)


def test_nobody_else_reads_the_card(tmp_path: Path) -> None:
    path = tmp_path / card.FILE
    path.write_text("{}")
    path.chmod(0o644)
    card.write({"url": "x"}, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == [card.FILE]


def test_the_printed_card_names_every_link_and_the_way_back(tmp_path: Path) -> None:
    shown = card.card_of(card.keys(tmp_path, example.accounts(), drawing("a")), "http://127.0.0.1:8000")
    printed = "\n".join(card.lines(shown, words("en"), "make demo"))
    links = [*shown["sign_in"].values(), *shown["feeds"].values()]
    assert [link for link in links if link not in printed] == []
    assert "make demo" in printed


def test_without_a_card_there_is_no_port(tmp_path: Path) -> None:
    assert card.read(tmp_path) is None
    assert card.port_of(None) is None
