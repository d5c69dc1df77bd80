"""The slots file (docs/slots-file.md): JSON to a request for speaking slots, with every fault and its path."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from forum.domain.people import Constituency, Role
from forum.domain.refusals import Refusal, Refusals
from forum.domain.speaking import document, draw
from forum.domain.speaking.apportion import Method, TieRule, Ties
from forum.domain.speaking.document import DEFAULT
from forum.domain.speaking.placing import Free, Occasion, Regions, Speaker
from forum.domain.speaking.request import SlotsRequest
from forum.domain.speaking.rules import Ruleset, Stage
from forum.formats.plan_reading import MOMENT, instant_of
from forum.formats.reading import MISSING, Fault, Faults, Reading
from forum.formats.ruleset import SHIPPED, shipped
from forum.i18n.catalogues import N_
from forum.i18n.refusals import SENTENCES

MOST_SITTINGS, MOST_SPEAKERS, MOST_TIMES, MOST_MINUTES, MOST_ACCOMMODATION = 100, 2_000, 50, 24 * 60, 60
MOST_LEVEL, MOST_WEIGHT = 100, 10**6
MODES = ("remote", "in_person")
SHORTAGES = ("name", "refuse")
ORDERS = ("draw", "listed")


def request_of(document: object) -> SlotsRequest:
    """A request from a parsed document. Raises Faults."""
    reading = SlotsReading()
    request = reading.request(document)
    if reading.faults or request is None:
        raise Faults(reading.faults)
    return request


class SlotsReading(Reading):
    """The parts of a slots file; refused values become harmless ones."""

    def request(self, value: object) -> SlotsRequest | None:
        found = self.fields(
            value,
            "",
            {
                "version": (self.version, MISSING),
                "forum": (self.forum, MISSING),
                "ruleset": (self.ruleset, None),
                "draw": (self.drawing, None),
                "sittings": (self.several(self.sitting, MOST_SITTINGS), MISSING),
                "speakers": (self.several(self.speaker, MOST_SPEAKERS), MISSING),
                "requests": (self.several(self.name, MOST_SPEAKERS), None),
                "order": (self.choice(*ORDERS), ORDERS[0]),
                "regions": (self.regions, None),
                "shortage": (self.choice(*SHORTAGES), SHORTAGES[0]),
            },
        )
        sittings: list[Occasion] = found["sittings"] or []
        people: list[tuple[Speaker, str]] = found["speakers"] or []
        self.unique("sittings", [each.key for each in sittings])
        self.unique("speakers", [speaker.key for speaker, _ in people])
        self._apart(sittings)
        self._asked_sittings(sittings, [speaker for speaker, _ in people])
        self._known_speakers(found["requests"] or [], {speaker.key for speaker, _ in people})
        return None if self.faults else self._request(found, sittings, people)

    def _request(
        self, found: dict[str, Any], sittings: list[Occasion], people: list[tuple[Speaker, str]]
    ) -> SlotsRequest:
        title, zone = found["forum"]
        requests: list[str] | None = found["requests"]
        place = {key: at for at, key in enumerate(requests or [], start=1)} if found["order"] == "listed" else {}
        speakers = [
            replace(
                speaker, id=number, zone=zone if mode == "in_person" else speaker.zone, place=place.get(speaker.key, 0)
            )
            for number, (speaker, mode) in enumerate(people, start=1)
        ]
        ids = {speaker.key: speaker.id for speaker in speakers}
        secret, seed, commitment = found["draw"] or ("", "", "")
        if secret:
            seed = draw.seed(secret, ids)
        regions: Regions | None = found["regions"]
        if regions is not None:
            regions = replace(regions, ties=replace(regions.ties, seed=seed))
        ordered = sorted(sittings, key=lambda each: each.start)
        return SlotsRequest(
            title=title, zone=zone, ruleset=found["ruleset"] or shipped(DEFAULT), seed=seed,
            occasions=tuple(replace(each, turn=turn) for turn, each in enumerate(ordered)), speakers=tuple(speakers),
            asked=None if requests is None else frozenset(ids[key] for key in requests), regions=regions,
            must_place=found["shortage"] == "refuse", commitment=commitment,
        )  # fmt: skip

    def version(self, value: Any, path: str) -> int:
        if isinstance(value, bool) or value != 1:
            self.fault(path, N_("must be 1"))
        return 1

    def forum(self, value: Any, path: str) -> tuple[str, str]:
        found = self.fields(value, path, {"title": (self.text, ""), "zone": (self.zone, MISSING)})
        return found["title"], found["zone"]

    def ruleset(self, value: Any, path: str) -> Ruleset | None:
        """The name of a preset, or a whole ruleset as its TOML would read."""
        if not isinstance(value, dict):
            return shipped(self.choice(*SHIPPED)(value, path))
        try:
            return document.ruleset(value)
        except Refusals as refused:
            for fault in refused.faults:
                self._refused(path, fault)
        return None

    def _refused(self, path: str, fault: Refusal) -> None:
        where = f"{path}.{fault.field}" if fault.field else path
        self.faults.append(Fault(path=where, message=SENTENCES[fault.code], params=fault.params))

    def drawing(self, value: Any, path: str) -> tuple[str, str, str]:
        """(secret, seed, commitment): either the secret with what was committed, or a seed."""
        found = self.fields(
            value, path, {"secret": (self.text, ""), "seed": (self.text, ""), "commitment": (self.text, "")}
        )
        if bool(found["secret"]) == bool(found["seed"]):
            self.fault(path, N_("must have either a secret or a seed"))
        elif found["secret"]:
            try:
                committed = draw.commitment(found["secret"])
                if found["commitment"]:
                    draw.check(found["secret"], found["commitment"])
                return found["secret"], "", committed
            except draw.WrongSecret as refused:
                self._refused(path, refused)
        return "", found["seed"], found["commitment"]

    def sitting(self, value: Any, path: str) -> Occasion:
        found = self.fields(
            value,
            path,
            {
                "id": (self.name, MISSING),
                "start": (self.moment, MISSING),
                "minutes": (self.whole(1, MOST_MINUTES), MISSING),
                "stage": (self.choice(*Stage), Stage.THEME.value),
                "set_aside": (self.whole(0, MOST_MINUTES), 0),
            },
        )
        minutes, set_aside = found["minutes"] or 1, found["set_aside"] or 0
        if found["minutes"] and set_aside >= minutes:
            self.fault(f"{path}.set_aside", N_("must be from %(least)s to %(most)s"), least=0, most=minutes - 1)
        return Occasion(
            key=found["id"] or "", start=found["start"] or datetime(2000, 1, 1, tzinfo=UTC), minutes=minutes,
            stage=Stage(found["stage"]), set_aside=set_aside,
        )  # fmt: skip

    def speaker(self, value: Any, path: str) -> tuple[Speaker, str]:
        found = self.fields(
            value,
            path,
            {
                "id": (self.name, MISSING),
                "constituency": (self.choice(*Constituency), MISSING),
                "roles": (self.roles, MISSING),
                "zone": (self.zone, MISSING),
                "mode": (self.choice(*MODES), MODES[0]),
                "region": (self.text, ""),
                "level": (self.whole(0, MOST_LEVEL), 0),
                "free": (self.times, None),
                "accommodation": (self.whole(0, MOST_ACCOMMODATION), 0),
                "sittings": (self.several(self.name, MOST_SITTINGS), None),
                "carried_over": (self.truth, False),
            },
        )
        sittings = found["sittings"]
        speaker = Speaker(
            id=0, key=found["id"] or "", constituency=Constituency(found["constituency"] or "government"),
            zone=found["zone"] or "UTC", roles=found["roles"] or frozenset(), free=found["free"],
            accommodation=60 * (found["accommodation"] or 0), level=found["level"] or 0,
            is_carried=found["carried_over"], sittings=None if sittings is None else frozenset(sittings),
            region=found["region"],
        )  # fmt: skip
        return speaker, found["mode"]

    def roles(self, value: Any, path: str) -> frozenset[Role]:
        return frozenset(map(Role, self.several(self.choice(*Role), len(Role))(value, path)))

    def times(self, value: Any, path: str) -> tuple[Free, ...]:
        """The times at which somebody can take part; an empty list: never."""
        if isinstance(value, list) and len(value) > MOST_TIMES:
            self.fault(path, N_("has more than %(limit)s entries"), limit=MOST_TIMES)
            return ()
        pairs = self.items(value, path, self.pair(self.moment))
        for index, pair in enumerate(pairs):
            if pair and pair[1] <= pair[0]:
                self.fault(f"{path}[{index}]", N_("must end after it begins"))
        return tuple(each for each in pairs if each)

    def regions(self, value: Any, path: str) -> Regions:
        found = self.fields(
            value,
            path,
            {
                "weights": (self.weights, MISSING),
                "method": (self.choice(*Method), Method.LARGEST_REMAINDER.value),
                "ties": (self.choice(*TieRule), TieRule.AS_LISTED.value),
            },
        )
        ties = Ties(rule=TieRule(found["ties"]))
        return Regions(weights=found["weights"] or {}, method=Method(found["method"]), ties=ties)

    def weights(self, value: Any, path: str) -> dict[str, int]:
        if not isinstance(value, dict):
            self.fault(path, N_("must be an object"))
            return {}
        if not value:
            self.fault(path, N_("must not be empty"))
        return {name: self.whole(0, MOST_WEIGHT)(each, f"{path}.{name}") or 0 for name, each in value.items()}

    def moment(self, value: Any, path: str) -> datetime | None:
        """An instant, written with its offset."""
        found = instant_of(value)
        if found is None:
            self.fault(path, MOMENT)
        return found

    def _apart(self, sittings: list[Occasion]) -> None:
        """No sitting begins before another is over: whoever speaks in one could not be in the other."""
        ordered = sorted(enumerate(sittings), key=lambda entry: entry[1].start)
        for (_, before), (index, after) in pairwise(ordered):
            if after.start < before.end:
                self.fault(f"sittings[{index}].start", N_('begins before "%(id)s" is over'), id=before.key)

    def _asked_sittings(self, sittings: list[Occasion], speakers: list[Speaker]) -> None:
        known = {each.key for each in sittings}
        for index, speaker in enumerate(speakers):
            for each in sorted((speaker.sittings or frozenset()) - known - {""}):
                self.fault(f"speakers[{index}].sittings", N_('unknown sitting "%(id)s"'), id=each)

    def _known_speakers(self, requests: list[str], known: set[str]) -> None:
        seen: set[str] = set()
        for index, each in enumerate(requests):
            if each and each not in known:
                self.fault(f"requests[{index}]", N_('unknown speaker "%(id)s"'), id=each)
            elif each in seen:
                self.fault(f"requests[{index}]", N_('"%(id)s" stands twice'), id=each)
            seen.add(each)
