"""The application and its visitors, as the tests of pages have them; letters as a mail server received them."""

from __future__ import annotations

import pytest

from tests.judges.letters import Received, every_letter
from tests.web.conftest import app, settings, signed_in, work_off  # noqa: F401 - fixtures


@pytest.fixture(scope="session")
def letters(tmp_path_factory: pytest.TempPathFactory) -> list[Received]:
    """One letter of every sort."""
    return every_letter(tmp_path_factory.mktemp("letters"))
