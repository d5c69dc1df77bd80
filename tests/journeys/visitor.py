"""Somebody at a real browser: what they see is checked as a page, what goes wrong in the console is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect

from forum.i18n.catalogues import FALLBACK_CLOSE
from tests.journeys.venue import Venue

WIDE = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}
AXE = Path(AXE_FILE_PATH).read_text(encoding="utf-8")
#: What the journeys' own doings make Chromium say: a browser that was taken offline.
EXPECTED = ("ERR_INTERNET_DISCONNECTED",)

#: what `tests/web/pages.check` holds of every page, asked of the page as it stands in the browser after its scripts
FAULTS = """(fallback) => {
  const faults = [...window.policyFaults], root = document.documentElement;
  const all = (selector) => [...document.querySelectorAll(selector)];
  if (!root.lang) faults.push("no lang");
  if (root.dir !== (/^ar/.test(root.lang) ? "rtl" : "ltr")) faults.push("wrong dir");
  if (!document.title.trim()) faults.push("no title");
  if (all("h1").length !== 1) faults.push(`${all("h1").length} h1`);
  else if (!document.querySelector("h1").textContent.trim()) faults.push("empty h1");
  const ids = all("[id]").map((element) => element.id);
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
  if (twice.length) faults.push(`ids twice: ${twice}`);
  const bare = all("input:not([type=hidden]), select, textarea").filter(
    (field) => !field.labels.length && !field.getAttribute("aria-label") && !field.getAttribute("aria-labelledby"));
  if (bare.length) faults.push(`no label: ${bare.map((field) => field.name || field.id)}`);
  if (all("form[method=post]").some((form) => !form.querySelector("[name=csrf_token]"))) faults.push("no token");
  if (all("img:not([alt])").length) faults.push("image without alternative");
  const parts = [document, ...all("template").map((template) => template.content)];
  if (parts.some((part) => part.querySelector("[style]"))) faults.push("style attributes");
  if (root.lang === "en" && root.outerHTML.includes(fallback)) faults.push("an untranslated marker");
  return faults;
}"""

#: violations of the page's policy, kept where the test can read them
WATCH_POLICY = """window.policyFaults = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.policyFaults.push(`${event.violatedDirective} ${event.blockedURI}`));"""


class Visitor:
    """One person at one browser profile."""

    def __init__(self, browser: Browser, venue: Venue, name: str, **options: Any) -> None:
        self.venue, self.name = venue, name
        self.troubles: list[str] = []
        self.context: BrowserContext = browser.new_context(**{"viewport": WIDE, "locale": "en-GB", **options})
        self.context.add_init_script(WATCH_POLICY)
        self.page: Page = self.context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.troubles.append(f"{name}: {error}"))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(one in message.text for one in EXPECTED):
            self.troubles.append(f"{self.name} at {self.page.url}: {message.text}")

    def go(self, path: str) -> Page:
        """Open an address of ours, and look at the page."""
        self.page.goto(self.venue.address + path)
        self.look()
        return self.page

    def sign_in(self, who: str) -> None:
        """Sign in by a link: opening it shows a button, pressing that signs in."""
        self.page.goto(self.venue.link(who))
        self.page.get_by_role("button", name="Sign in here").click()
        expect(self.page.locator("header .tools details.menu")).to_have_count(3)

    def button(self, name: str, *, within: Locator | None = None) -> Locator:
        """The button of that name."""
        return (within or self.page).get_by_role("button", name=name, exact=True)

    def sees(self, text: str) -> None:
        """Wait until the words are to be seen."""
        expect(self.page.get_by_text(text).filter(visible=True).first).to_be_visible()

    def look(self) -> None:
        """Check the page that is open."""
        self.page.wait_for_load_state()
        found = self.page.evaluate(FAULTS, FALLBACK_CLOSE)
        assert found == [], f"{self.name} at {self.page.url}: {found}"

    def violations(self, **options: Any) -> list[str]:
        """What axe-core finds wrong on the page that is open, one line each."""
        if not self.page.evaluate("typeof axe === 'object'"):
            self.page.evaluate(AXE)
        options = {"resultTypes": ["violations"], **options}
        found = self.page.evaluate("options => axe.run(document, options)", options)["violations"]
        return [
            f"{one['id']}: {node['target']} {node['html'][:160]} {node['failureSummary'][:300]}"
            for one in found
            for node in one["nodes"]
        ]
