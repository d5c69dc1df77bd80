"""What a list of speakers is called by its readers: sources, presence, order, on whose behalf; the alphabet."""

from __future__ import annotations

from dataclasses import dataclass

from forum.domain.inscription.settle import Alphabet
from forum.domain.inscription.values import Behalf, BehalfKind, Order, Presence, Source
from forum.domain.people import Constituency
from forum.domain.speaking.procedure import Level
from forum.i18n import states, terms
from forum.i18n.catalogues import N_, Words
from forum.i18n.terms import pgettext_noop

SOURCES: dict[Source, str] = {
    Source.SELF: pgettext_noop("source", "by the speaker"),
    Source.FOCAL_POINT: pgettext_noop("source", "by the focal point"),
    Source.COORDINATOR: pgettext_noop("source", "by the group coordinator"),
    Source.AIDE: pgettext_noop("source", "by the leader’s aide"),
    Source.PAPER: pgettext_noop("source", "paper form"),
    Source.MAIL: pgettext_noop("source", "e-mail"),
    Source.HAND: pgettext_noop("source", "hand in the room"),
}

PRESENCES: dict[Presence, str] = {
    Presence.ROOM: pgettext_noop("presence", "in the room"),
    Presence.REMOTE: pgettext_noop("presence", "remotely"),
    Presence.RECORDED: pgettext_noop("presence", "recorded beforehand"),
}

#: what each order does; groups come first in each
ORDERS: dict[Order, str] = {
    Order.RULES: N_("As the rules of this forum say"),
    Order.FIRST_COME: N_("Groups first, then as they came"),
    Order.DRAW: N_("Groups first, then by draw"),
    Order.LEVEL: N_("Groups first, then by level of protocol, and by draw within a level"),
    Order.ALPHABET: N_("Groups first, then by the alphabet from a drawn name"),
    Order.ROUND_ROBIN: N_("Groups first, then one of each constituency in turn, drawn within each"),
}

LEVELS: dict[Level, str] = {
    Level.HEAD_OF_STATE: pgettext_noop("level", "Head of State"),
    Level.VICE_PRESIDENT: pgettext_noop("level", "Vice-President"),
    Level.CROWN_PRINCE: pgettext_noop("level", "Crown Prince or Princess"),
    Level.HEAD_OF_GOVERNMENT: pgettext_noop("level", "Head of Government"),
    Level.DEPUTY_HEAD_OF_GOVERNMENT: pgettext_noop("level", "Deputy Head of Government"),
    Level.MINISTER: pgettext_noop("level", "Minister"),
    Level.VICE_MINISTER: pgettext_noop("level", "Vice-Minister"),
    Level.PERMANENT_REPRESENTATIVE: pgettext_noop("level", "Permanent Representative"),
    Level.DELEGATE: pgettext_noop("level", "Delegate"),
}

#: the language whose alphabet orders a list: that in which the forum works
WORKING = "en"


@dataclass(frozen=True)
class Sayings:
    """The words of a list for one reader."""

    words: Words

    def source(self, value: Source) -> str:
        """Where an inscription came from."""
        return self.words.pgettext("source", SOURCES[value])

    def presence(self, value: Presence) -> str:
        """How the statement is made."""
        return self.words.pgettext("presence", PRESENCES[value])

    def order(self, value: Order) -> str:
        """How the list is ordered."""
        return self.words.gettext(ORDERS[value])

    def level(self, value: Level) -> str:
        """The level of protocol."""
        return self.words.pgettext("level", LEVELS[value])

    def behalf(self, value: Behalf) -> str:
        """On whose behalf; empty for one's own State or organization."""
        if value.kind is BehalfKind.CONSTITUENCY:
            return terms.constituency(Constituency(value.name), self.words) if value.name else ""
        return terms.region(value.name, self.words)


def alphabet() -> Alphabet:
    """The official names in the working language, as that language sorts them."""
    names = {code: states.state_name(code, WORKING) for code in states.member_states()}
    return Alphabet(names=names, collation=lambda name: states.collation_key(name, WORKING)[0])
