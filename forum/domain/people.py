"""Who takes part: constituencies, regions, roles, delegations, persons, organizations."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime


class Constituency(enum.StrEnum):
    """On whose behalf a person takes part (ILO Constitution, article 3; GB.343/INS/3/2, paragraph 39(c))."""

    GOVERNMENT = "government"
    EMPLOYER = "employer"
    WORKER = "worker"
    ORGANIZATION = "organization"
    OBSERVER = "observer"
    SECRETARIAT = "secretariat"


#: The three constituencies whose statements the mandate names; employers and workers are always equal.
TRIPARTITE = (Constituency.GOVERNMENT, Constituency.EMPLOYER, Constituency.WORKER)


class Region(enum.StrEnum):
    """The five regions of the ILO, by the names that its documents print."""

    AFRICA = "Africa"
    AMERICAS = "Americas"
    ARAB_STATES = "Arab States"
    ASIA_PACIFIC = "Asia and the Pacific"
    EUROPE_CENTRAL_ASIA = "Europe and Central Asia"


class Role(enum.StrEnum):
    """What a person may do in one forum; the permission table (`forum.domain.access`) reads these."""

    ORGANIZER = "organizer"
    CHAIR = "chair"
    VICE_CHAIR = "vice-chair"
    CLERK = "clerk"
    RAPPORTEUR = "rapporteur"
    COORDINATOR = "coordinator"
    DELEGATE = "delegate"
    LEADER = "leader"
    FOCAL_POINT = "focal-point"
    AIDE = "aide"
    INTERPRETER = "interpreter"
    OBSERVER = "observer"
    HALL = "hall"


class Mode(enum.StrEnum):
    """How a person attends; remote people are judged on their own clock, the others on the venue's."""

    REMOTE = "remote"
    IN_PERSON = "in_person"


class MailWish(enum.StrEnum):
    """Which changes a person is told of by mail."""

    NEVER = "never"
    SOON = "soon"
    ALL = "all"


#: Languages of the interface and of interpretation: the six of the UN, and German.
LANGUAGES = ("en", "fr", "es", "ar", "zh", "ru", "de")


@dataclass(frozen=True, kw_only=True, slots=True)
class Delegation:
    """A State's or an organization's people in one forum."""

    id: int
    forum_id: int
    key: str
    state: str | None = None
    organization_id: int | None = None
    region: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Organization:
    """An organization by id and full name; acronyms collide (two development banks print "ADB")."""

    id: int
    forum_id: int
    key: str
    name: str
    acronym: str = ""
    kind: str = ""
    #: no longer offered where one is chosen; whatever names it keeps it
    is_archived: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """One participant of one forum, by function; a name only where a source or the person gives it."""

    id: int
    forum_id: int
    key: str
    name: str
    function: str
    constituency: Constituency
    zone: str
    language: str = "en"
    mode: Mode = Mode.REMOTE
    delegation_id: int | None = None
    organization_id: int | None = None
    account_id: int | None = None
    state: str | None = None
    organization: str = ""
    organization_key: str = ""
    region: str = ""
    groups: tuple[str, ...] = ()
    roles: frozenset[Role] = frozenset()
    email: str = ""
    mail: MailWish = MailWish.SOON
    #: moves with every change of the person or their roles
    revision: int = 0
    #: when the language or the roles were last changed: what calendars show of a person
    changed_at: datetime | None = None

    @property
    def label(self) -> str:
        """The name where there is one, otherwise the function."""
        return self.name or self.function
