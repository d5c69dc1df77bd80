"""One release of the IANA time zone database for every library.

pytz carries its own copy, `zoneinfo` reads the operating system's copy when it finds one, and the
two differ for some zones at any time. Here `zoneinfo` is bound to the `tzdata` package, and
`release_in_use` says whether all parts agree.
"""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass

import pytz
import tzdata


@dataclass(frozen=True, kw_only=True)
class Release:
    """Which release each library reads.

    `pytz` and `tzdata` are IANA names such as "2026f"; `search_path` lists the folders in which
    `zoneinfo` looks before it reads the `tzdata` package (empty when it is pinned).
    """

    pytz: str
    tzdata: str
    search_path: tuple[str, ...]

    @property
    def is_one(self) -> bool:
        """True when pytz and zoneinfo tell the same time for every zone and instant."""
        return self.pytz == self.tzdata and not self.search_path


def use_pinned_release() -> None:
    """Make `zoneinfo` read the `tzdata` package and never the operating system's copy."""
    if zoneinfo.TZPATH:
        zoneinfo.reset_tzpath(to=())
        zoneinfo.ZoneInfo.clear_cache()


def release_in_use() -> Release:
    """State which release each library reads at this moment."""
    theirs: str = pytz.OLSON_VERSION  # type: ignore[attr-defined]
    return Release(pytz=theirs, tzdata=tzdata.IANA_VERSION, search_path=tuple(zoneinfo.TZPATH))


def mismatch() -> Release | None:
    """The facts when the libraries disagree, else None: start-up refuses to serve on them."""
    release = release_in_use()
    return None if release.is_one else release
