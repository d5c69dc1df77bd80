from __future__ import annotations

import os
import subprocess
import sys
import zoneinfo
from collections.abc import Iterator

import pytest

from timezones.release import Release, mismatch, release_in_use, use_pinned_release


@pytest.fixture
def operating_system_copy() -> Iterator[None]:
    zoneinfo.reset_tzpath(to=("/usr/share/zoneinfo",))
    yield
    use_pinned_release()


def test_all_libraries_read_one_release() -> None:
    assert release_in_use().is_one
    assert mismatch() is None


def test_the_copy_of_the_operating_system_is_a_mismatch(operating_system_copy: None) -> None:
    found = mismatch()
    assert found is not None
    assert found.search_path == ("/usr/share/zoneinfo",)


def test_pinning_removes_the_mismatch(operating_system_copy: None) -> None:
    use_pinned_release()
    assert zoneinfo.TZPATH == ()
    assert mismatch() is None


def test_two_releases_are_not_one() -> None:
    assert not Release(pytz="2026f", tzdata="2026e", search_path=()).is_one


def test_importing_the_room_pins_even_where_the_environment_names_a_folder() -> None:
    program = "import timezones, zoneinfo; print(zoneinfo.TZPATH, zoneinfo.ZoneInfo('Pacific/Fiji'))"
    environment = {**os.environ, "PYTHONTZPATH": "/usr/share/zoneinfo"}
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=True)
    assert run.stdout.split() == ["()", "Pacific/Fiji"]
