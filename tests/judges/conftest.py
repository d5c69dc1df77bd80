"""The application and its visitors, as the tests of pages have them."""

from __future__ import annotations

from tests.web.conftest import app, settings, signed_in, work_off  # noqa: F401 - fixtures
