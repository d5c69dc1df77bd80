"""Words of the live floor: where requests come from, in what capacity somebody speaks, what was done last."""

from __future__ import annotations

from forum.i18n.catalogues import N_
from forum.i18n.terms import pgettext_noop

SOURCES: dict[str, str] = {
    "plan": pgettext_noop("source of a request", "planned"),
    "page": pgettext_noop("source of a request", "asked on the page"),
    "coordinator": pgettext_noop("source of a request", "asked by the coordinator"),
    "clerk": pgettext_noop("source of a request", "added by the clerk"),
    "walk-in": pgettext_noop("source of a request", "walk-in"),
}

CAPACITIES: dict[str, str] = {
    "presentation": pgettext_noop("capacity", "presentation"),
    "opening_statement": pgettext_noop("capacity", "opening statement"),
    "reaction": pgettext_noop("capacity", "reaction"),
    "answer": pgettext_noop("capacity", "answer"),
    "open_floor": pgettext_noop("capacity", "open floor"),
    "next_steps": pgettext_noop("capacity", "next steps"),
}

#: kind of the event that began an action -> what taking it back undoes
ACTIONS: dict[str, str] = {
    "SittingOpened": N_("sitting opened"),
    "SittingClosed": N_("sitting closed"),
    "EntryAdded": N_("speaker added"),
    "RequestAccepted": N_("request put on the list"),
    "EntryRemoved": N_("entry taken off"),
    "EntryMoved": N_("entry moved"),
    "EntrySkipped": N_("speaker skipped"),
    "FloorGiven": N_("floor given"),
    "TurnPaused": N_("clock paused"),
    "TurnResumed": N_("clock resumed"),
    "TurnStopped": N_("speaker stopped"),
    "TurnExtended": N_("time extended"),
    "ListClosed": N_("list closed"),
    "ListOpened": N_("list opened"),
    "RestLimited": N_("time limited"),
}
