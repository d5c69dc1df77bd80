// The chair's console: keys press the visible buttons, the clock runs, the rest comes from the server as it is.

import { begin, carryForms } from "./link.js";
import { announce, label, minutesSeconds, place, showClock, text, usedMs } from "./say.js";

const link = begin();
const { data } = link;
const FRESH_MS = 20_000;
let isFetching = false;
let isWanted = false;

// this page's own address, with another search for a speaker or none
function address(query) {
  const found = new URL(window.location.href);
  found.searchParams.delete("q");
  if (query) found.searchParams.set("q", query);
  return found;
}

// the console is drawn by the server: its sections are fetched again and put in place, focus and open menus kept
async function redraw() {
  if (isFetching) {
    isWanted = true;
    return;
  }
  isFetching = true;
  try {
    const response = await fetch(address(), { headers: { Accept: "text/html" } });
    if (response.ok) putInPlace(new DOMParser().parseFromString(await response.text(), "text/html"));
  } catch {
    // away: drawn again when the connection is back
  } finally {
    isFetching = false;
    if (isWanted) {
      isWanted = false;
      redraw();
    }
  }
}

function putInPlace(fresh) {
  // by the attribute: an order's form has a field called "id", which hides its property
  const focused = document.activeElement?.closest("[id]")?.getAttribute("id");
  const open = [...document.querySelectorAll("details[open][id]")].map((element) => element.id);
  const scrolled = [...document.querySelectorAll(".scrolls[id]")].map((element) => [element.id, element.scrollTop]);
  for (const section of document.querySelectorAll("[data-live]")) {
    const other = fresh.querySelector(`[data-live="${section.dataset.live}"]`);
    if (other) section.replaceChildren(...other.childNodes);
  }
  const lead = fresh.querySelector(".lead");
  if (lead) document.querySelector(".lead").replaceChildren(...lead.childNodes);
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  for (const [id, top] of scrolled) document.getElementById(id)?.scrollTo(0, top);
  if (focused && document.activeElement === document.body) {
    const back = document.getElementById(focused);
    (back?.querySelector("button") ?? back)?.focus();
  }
  tick();
}

function tick() {
  const { view } = link;
  if (!view.turn) return;
  const now = link.clock.now();
  const used = usedMs(view, now);
  showClock(view, now);
  text('[data-clock="used"]', minutesSeconds(used));
  const share = Math.min(100, (used * 100) / view.turn.allowed_ms);
  document.querySelector('[data-clock="bar"]')?.setAttribute("width", share.toFixed(2));
}

link.addEventListener("view", (event) => {
  const { view, before } = event.detail;
  if (view.turn && view.turn.turn !== before.turn?.turn) announce(`${label(view.turn, data)}, ${place(view.turn, data)}`);
  document.getElementById("add").hidden = view.phase === "closed";
  redraw();
});

// keys: never while typing; Enter and Space stay with a button or link that has the focus
document.addEventListener("keydown", (event) => {
  const target = event.target;
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (target.closest("input, select, textarea")) return;
  const isOnControl = target.closest("a, button, summary");
  if (isOnControl && (event.key === "Enter" || event.key === " ")) return;
  const button = document.querySelector(`[data-key="${CSS.escape(event.key.length === 1 ? event.key.toLowerCase() : event.key)}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
  // what unfolds asks once more: the next press answers
  if (button.matches("details[open] > summary")) button.parentElement.querySelector("button")?.focus();
});

// a point of order: straight to the field that finds who raised it
document.addEventListener("click", (event) => {
  if (!event.target.closest("#order-point")) return;
  event.preventDefault();
  document.getElementById("w-kind").value = "point-of-order";
  document.getElementById("q").focus();
});

// somebody who is on no roster: straight to the first field, the next key is the first of the name
document.addEventListener("click", (event) => {
  if (!event.target.closest("#order-walk-in")) return;
  event.preventDefault();
  document.getElementById("w-function").focus();
});

// the way to the closing opens what it leads to
document.addEventListener("click", (event) => {
  if (event.target.closest("#reach-end")) document.getElementById("closing")?.setAttribute("open", "");
});

const query = document.getElementById("q");
let typed;
query.addEventListener("input", () => {
  window.clearTimeout(typed);
  typed = window.setTimeout(find, 200);
});

async function find() {
  const asked = query.value;
  const response = await fetch(address(asked));
  if (!response.ok || query.value !== asked) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  document.getElementById("found").replaceChildren(...fresh.getElementById("found").childNodes);
}

document.addEventListener("accepted", (event) => {
  if (!event.target.closest("#found")) return;
  query.value = "";
  document.getElementById("found").replaceChildren();
});

carryForms(link);
window.setInterval(tick, 250);
window.setInterval(() => link.isOnline && !document.hidden && redraw(), FRESH_MS);
tick();
link.start();
