"""When a sign-in link may be used."""

from __future__ import annotations

import datetime as dt

import pytest

from forum.domain.accounts import LinkExpired, LinkUnknown, LinkUsed, OnlyOnLoopback, SignIn, check_link

NOW = dt.datetime(2022, 2, 22, 9, tzinfo=dt.UTC)


def a_link(**facts: object) -> SignIn:
    known: dict[str, object] = {
        "id": 1,
        "account_id": 1,
        "code_hash": "",
        "next_path": "",
        "is_reusable": False,
        "failures": 0,
        "expires_at": NOW + dt.timedelta(minutes=1),
        "used_at": None,
    }
    return SignIn(**{**known, **facts})  # type: ignore[arg-type]


def test_a_fresh_link_may_be_used() -> None:
    link = a_link()
    assert check_link(link, now=NOW, is_loopback=False) is link


def test_wrong_codes_do_not_spoil_the_link_itself() -> None:
    assert check_link(a_link(failures=99), now=NOW, is_loopback=False)


@pytest.mark.parametrize(
    ("link", "refusal"),
    [
        (None, LinkUnknown),
        (a_link(used_at=NOW), LinkUsed),
        (a_link(expires_at=NOW), LinkExpired),
        (a_link(is_reusable=True), OnlyOnLoopback),
    ],
)
def test_why_a_link_is_refused(link: SignIn | None, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        check_link(link, now=NOW, is_loopback=False)


def test_a_demo_link_is_never_spent_on_loopback() -> None:
    link = a_link(is_reusable=True, used_at=NOW, expires_at=NOW)
    assert check_link(link, now=NOW, is_loopback=True) is link
