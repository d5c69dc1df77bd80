"""Words that a page shows without having them from a catalogue, found by the pseudo-locale's brackets."""

from __future__ import annotations

import re

from babel import Locale
from playwright.sync_api import Page

from forum.i18n import states

#: pieces of text of the page as it is seen, each with its depth of brackets; what users wrote is left out
SEEN = """() => {
  const foreign = "[lang]:not(html), bdi, data, code, kbd, script, style, template, textarea, datalist";
  const found = [];
  let depth = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (parent.closest("script, style, template")) continue;
    let bare = "";
    for (const sign of node.data) {
      if (sign === "\\u27e6") depth += 1;
      else if (sign === "\\u27e7") depth -= 1;
      else if (depth === 0) bare += sign;
    }
    bare = bare.replace(/[\u2066\u2068][^\u2069]*\u2069/gu, "");
    if (/\\p{L}/u.test(bare) && !parent.closest(foreign) && parent.checkVisibility())
      found.push((parent.closest("option") ? "option=" : "") + bare.trim());
  }
  for (const name of ["aria-label", "title", "placeholder", "alt"]) {
    for (const element of document.querySelectorAll(`[${name}]`)) {
      const said = element.getAttribute(name);
      if (/\\p{L}/u.test(said) && !said.includes("\\u27e6") && !element.closest(foreign)) found.push(`${name}=${said}`);
    }
  }
  if (!document.title.includes("\\u27e6")) found.push(`title=${document.title}`);
  return found;
}"""


#: cities that the walks meet beside times
_CITIES = {"Geneva", "Suva", "Nairobi", "Berlin", "Brasilia", "Brasília", "Bangkok", "New York", "Los Angeles"}


def _names() -> set[str]:
    """What comes from CLDR or our own tables of names, not from gettext."""
    data = Locale.parse("en")
    calendar = [*data.months["format"].values(), *data.days["format"].values()]
    return (
        {word for forms in calendar for word in forms.values()}
        | {states.state_name(one, "en") for one in states.member_states()}
        | _CITIES
    )


#: the same in every language: formats, codes, programs
_SAME = {"CSV", "XLSX", "JSON", "DOCX", "PDF", "HTML", "UTC", "placeholder=2023-Q2", "placeholder=USD"} | {
    *("Android", "Apple Calendar", "Google Calendar", "Microsoft 365", "Nextcloud", "Outlook.com", "Thunderbird"),
}
#: what users wrote, where nothing can be wrapped around it: in options, in attributes, in the title of the page
_WRITTEN = re.compile(
    r"^(?:option|title|aria-label)=(?:org:ex[12]|C-001|Opening|Closing|Example (?:organization [12]|Forum)|Organizer"
    r"|Chairperson|Rapporteur|Government delegate|[ ·])*$"
)


def outside_the_catalogues(page: Page) -> list[str]:
    """The texts of the page that stand outside brackets; names, dates and what users wrote are left out."""
    return sorted({text for text in page.evaluate(SEEN) if not _WRITTEN.match(text) and _is_bare(text)})


def _is_bare(text: str) -> bool:
    for name in sorted(_names() | _SAME, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "", text)
    return re.search(r"[^\W\d_]", text.removeprefix("option=")) is not None
