"""Every page of the main job, as each role sees it: accessible in both themes and directions, quiet in the console."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, StorageState

from tests.journeys.held import prepare_held
from tests.journeys.venue import SLUG, Venue, served
from tests.journeys.visitor import PHONE, WIDE, Visitor
from tests.journeys.words import outside_the_catalogues

pytestmark = pytest.mark.browser
FORUM = f"/forums/{SLUG}"
OPENING = f"{FORUM}/sittings/opening"

#: role ("" for the public) -> the pages that it walks
WALKS: dict[str, tuple[str, ...]] = {
    "": (
        "/",
        "/sign-in",
        "/sign-in/code",
        f"{FORUM}/programme",
        f"{FORUM}/burden",
        f"{FORUM}/releases/1/fairness",
        f"{FORUM}/commitments",
        "/nothing",
    ),
    "organizer": (
        "/",
        f"{FORUM}/",
        f"{FORUM}/programme/edit",
        f"{FORUM}/programme/releases",
        f"{FORUM}/programme/releases/2",
        f"{FORUM}/burden",
        f"{FORUM}/workbench",
        f"{FORUM}/workbench/compare",
        f"{FORUM}/proposals",
        f"{OPENING}/slots",
        f"{FORUM}/people",
        f"{FORUM}/people/import",
        f"{FORUM}/person/fji-g1",
        f"{FORUM}/changes",
    ),
    "fji-g1": (
        f"{FORUM}/",
        f"{FORUM}/programme",
        f"{FORUM}/subscribe",
        f"{OPENING}/floor",
        f"{OPENING}/slots",
        f"{FORUM}/programme/edit",
    ),
    "chair": (f"{FORUM}/", f"{OPENING}/chair"),
    "hall": (f"{OPENING}/hall",),
    "rapporteur": (
        f"{FORUM}/",
        f"{OPENING}/capture",
        f"{FORUM}/commitments",
        f"{FORUM}/commitments/C-001",
        f"{FORUM}/report",
    ),
    "c-wor": (f"{FORUM}/commitments/C-001",),
}
#: pages that answer with a refusal: the browser notes the status in its console
REFUSED = {("", "/nothing"), ("fji-g1", f"{FORUM}/programme/edit")}
#: The first page with a cold cache, everything counted, in bytes as they travel.
LIGHT = 150_000
#: the theme changes colours only, so the second look at a page asks for contrast alone
CONTRAST = {"runOnly": ["color-contrast"]}


@pytest.fixture(scope="module")
def venue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Venue]:
    """The forum while its opening is being held, served."""
    folder = tmp_path_factory.mktemp("pages") / "data"
    with served(folder, prepare_held(folder), FORUM_PSEUDO_LOCALES="1") as venue:
        yield venue


@pytest.fixture(scope="module")
def signed_in(chrome: Browser, venue: Venue) -> dict[str, StorageState]:
    """By role, what a browser keeps once that person has signed in."""
    kept: dict[str, StorageState] = {"": {"cookies": [], "origins": []}}
    for who in filter(None, WALKS):
        visitor = Visitor(chrome, venue, who)
        visitor.sign_in(who)
        kept[who] = visitor.context.storage_state()
        visitor.context.close()
    return kept


class Walker(Visitor):
    """Somebody who walks the pages of a role, in a fresh profile, and keeps whom their browser asked."""

    def __init__(
        self, chrome: Browser, venue: Venue, who: str, signed_in: dict[str, StorageState], **options: Any
    ) -> None:
        super().__init__(chrome, venue, who or "public", storage_state=signed_in[who], **options)
        self.asked: set[str] = set()
        self.page.on("request", lambda request: self.asked.add(urlsplit(request.url).netloc))

    def leave(self) -> None:
        """End the profile; nothing was fetched from elsewhere."""
        self.context.close()
        assert self.asked == {urlsplit(self.venue.address).netloc}


def steps(visitor: Visitor, who: str, language: str) -> Iterator[tuple[str, Page]]:
    """Open each page of the walk in that language; what a refused page makes the console say is left out."""
    for path in WALKS[who]:
        before = len(visitor.troubles)
        yield path, visitor.go(f"{path}?lang={language}")
        if (who, path) in REFUSED:
            visitor.troubles[before:] = [one for one in visitor.troubles[before:] if "status of 40" not in one]


@pytest.mark.parametrize("who", WALKS)
def test_a_walk_is_accessible_in_the_light_and_in_the_dark(
    chrome: Browser, venue: Venue, signed_in: dict[str, StorageState], who: str
) -> None:
    visitor = Walker(chrome, venue, who, signed_in, color_scheme="light", reduced_motion="reduce")
    found: list[str] = []
    for path, page in steps(visitor, who, "en"):
        found += [f"{path} light: {one}" for one in visitor.violations()]
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        found += [f"{path} dark: {one}" for one in visitor.violations(**CONTRAST)]
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
    visitor.leave()
    assert not found, "\n".join(found)
    assert visitor.troubles == []


@pytest.mark.parametrize("who", WALKS)
def test_a_walk_fits_a_telephone_and_is_accessible_from_right_to_left(
    chrome: Browser, venue: Venue, signed_in: dict[str, StorageState], who: str
) -> None:
    """In Arabic and in the dark: on a telephone nothing is cut; as wide as a desk, axe finds nothing."""
    visitor = Walker(chrome, venue, who, signed_in, viewport=PHONE, color_scheme="dark", reduced_motion="reduce")
    found: list[str] = []
    for path, page in steps(visitor, who, "ar"):
        found += [f"{path}: {wide}" for wide in wider_than_the_screen(page)]
        page.set_viewport_size(WIDE)  # type: ignore[arg-type]
        found += [f"{path}: {one}" for one in visitor.violations()]
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    visitor.leave()
    assert not found, "\n".join(found)
    assert visitor.troubles == []


@pytest.mark.parametrize("who", WALKS)
def test_a_walk_fits_a_telephone_and_every_word_comes_from_the_catalogues(
    chrome: Browser, venue: Venue, signed_in: dict[str, StorageState], who: str
) -> None:
    """With words a third longer, on a telephone; then, as wide as a desk, none stands outside the catalogues."""
    visitor = Walker(chrome, venue, who, signed_in, viewport=PHONE)
    found: list[str] = []
    for path, page in steps(visitor, who, "en-XA"):
        found += [f"{path}: {wide}" for wide in wider_than_the_screen(page)]
        page.set_viewport_size(WIDE)  # type: ignore[arg-type]
        found += [f"{path}: {words}" for words in outside_the_catalogues(page)]
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    visitor.leave()
    assert not found, "\n".join(found)


@pytest.mark.long
@pytest.mark.parametrize("who", WALKS)
def test_a_walk_fits_a_telephone_from_right_to_left_with_longer_words(
    chrome: Browser, venue: Venue, signed_in: dict[str, StorageState], who: str
) -> None:
    visitor = Walker(chrome, venue, who, signed_in, viewport=PHONE)
    found = [f"{path}: {wide}" for path, page in steps(visitor, who, "ar-XB") if (wide := wider_than_the_screen(page))]
    visitor.leave()
    assert not found, "\n".join(found)


#: the innermost elements that make the page scroll sideways; those in something that scrolls by itself do not
WIDER = """() => {
  const root = document.scrollingElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const scrolls = (element) => ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
  const isInside = (element) => {
    let up = element.parentElement;
    while (up && up !== document.body && !scrolls(up)) up = up.parentElement;
    return up !== null && up !== document.body;
  };
  const out = [...document.querySelectorAll("main *, header *, footer *")].filter((element) => {
    const box = element.getBoundingClientRect();
    const isOut = box.right > root.clientWidth + 1 || box.left < -1 || element.scrollWidth > root.clientWidth;
    return box.width > 1 && isOut && !isInside(element);
  });
  const inner = out.filter((one) => !out.some((other) => other !== one && one.contains(other)));
  return [`${root.scrollWidth} > ${root.clientWidth}`, ...inner.map((one) => one.outerHTML.slice(0, 200))];
}"""


def wider_than_the_screen(page: Page) -> list[str]:
    """What makes the page scroll sideways; empty where it fits."""
    found: list[str] = page.evaluate(WIDER)
    return found


@pytest.mark.parametrize("path", ["/", f"{FORUM}/programme"])
def test_the_first_page_is_light(chrome: Browser, venue: Venue, path: str) -> None:
    visitor = Visitor(chrome, venue, "public")
    taken: list[int] = []
    wire = visitor.context.new_cdp_session(visitor.page)
    wire.on("Network.loadingFinished", lambda event: taken.append(event["encodedDataLength"]))
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    visitor.page.goto(venue.address + path, wait_until="networkidle")
    visitor.context.close()
    assert len(taken) >= 4, "page, two style sheets, icon or font"
    assert sum(taken) < LIGHT, taken
