"""Every kind of audit entry can be said."""

from __future__ import annotations

from forum.domain.audit import Tag
from forum.i18n.catalogues import words
from forum.i18n.trail import SAYINGS, said


def test_every_tag_has_its_words() -> None:
    assert set(SAYINGS) == set(Tag)


def test_said_in_words() -> None:
    assert said(Tag.SITTING_MOVED, words("en")) == "Sitting moved"
