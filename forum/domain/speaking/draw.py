"""A draw that nobody can steer and everybody can compute again: SHA-256, a secret committed before the list closes.

The commitment is published while the list is open: whoever holds the secret cannot change it any more, whoever is on
the list does not know it. The seed is made of the secret and of the whole list once it is closed, and published with
the secret. docs/speaking.md has the recipe with sha256sum.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from forum.domain.refusals import Refusal

#: characters of the shortest secret: what is shorter could be guessed from its commitment
SHORTEST = 32


class WrongSecret(Refusal):
    """The secret is not the one that was committed, or too short, or has a line break; params: least (characters)."""


def commitment(secret: str) -> str:
    """What is published of the secret while the list is open: SHA-256 of its UTF-8 bytes, in hexadecimal.

    Refuses `WrongSecret` for one that could be guessed.
    """
    if len(secret) < SHORTEST or "\n" in secret:
        raise WrongSecret(field="secret", least=SHORTEST)
    return _hash(secret)


def check(secret: str, committed: str) -> None:
    """Refuses `WrongSecret` unless this is the secret that was committed."""
    if commitment(secret) != committed:
        raise WrongSecret(field="secret", least=SHORTEST)


def seed(secret: str, ids: Iterable[str]) -> str:
    """SHA-256 of the secret and the closed list, sorted (by code point), each on a line of its own, in hexadecimal.

    Ids have no line breaks and stand once.
    """
    return _hash("".join(f"{line}\n" for line in (secret, *sorted(ids))))


def lot(id_: str, seed_: str) -> tuple[str, str]:
    """What an id draws: the lowest goes first."""
    return _hash(f"{seed_}:{id_}"), id_


def drawn(ids: Iterable[str], seed_: str) -> list[str]:
    """The ids in the order of the draw: that of SHA-256 of `seed:id`, as hexadecimal text."""
    return sorted(ids, key=lambda id_: lot(id_, seed_))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
