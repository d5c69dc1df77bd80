// The delegate's own page: my place, my time in my zone, who speaks now; ask and withdraw.

import { begin, carryForms } from "./link.js";
import { announce, clockIn, label, place, readyAt, show, showClock, text, weekdayIn } from "./say.js";

const link = begin();
const { data } = link;
const NEAR = 3;
let wasNear = false;

function mine(view) {
  const index = view.queue.findIndex((row) => row.person === data.person);
  return {
    speaks: view.turn?.person === data.person,
    place: index + 1,
    row: view.queue[index],
    asked: view.requests.find((row) => row.person === data.person)?.entry,
  };
}

function standing(me, view) {
  if (me.speaks) return "speaks";
  if (me.place) return "listed";
  if (me.asked) return "asked";
  return view.phase === "closed" ? "" : "none";
}

function showMine(view) {
  const me = mine(view);
  const where = standing(me, view);
  for (const element of document.querySelectorAll("[data-mine]")) element.hidden = element.dataset.mine !== where;
  text("[data-place]", String(me.place));
  show('[data-act="ask"]', where === "none" && view.is_list_open);
  show('[data-act="list-closed"]', where === "none" && !view.is_list_open);
  show('[data-act="withdraw"]', where === "listed" || where === "asked");
  const entry = document.querySelector("#order-withdraw input[name=entry]");
  if (entry) entry.value = me.row?.entry ?? me.asked ?? 0;
  const isNear = me.place > 0 && me.place <= NEAR + 1;
  if (isNear && !wasNear) announce(document.getElementById("soon-words").textContent);
  wasNear = isNear;
}

function showList(view) {
  const list = document.getElementById("list");
  const template = document.getElementById("row");
  list.replaceChildren(
    ...view.queue.map((row, index) => {
      const item = template.content.cloneNode(true);
      text(".nth", String(index + 1), item);
      text('[data-who="label"]', label(row, data), item);
      text('[data-who="place"]', place(row, data), item);
      item.querySelector("[data-time]").dataset.time = row.wait_ms;
      return item;
    }),
  );
  show("#empty-list", view.queue.length === 0);
}

function showTimes() {
  const now = link.clock.now();
  const ready = readyAt(link.view, now);
  const { row } = mine(link.view);
  showClock(link.view, now);
  for (const element of document.querySelectorAll("[data-time]")) {
    text("[data-time]", clockIn(data.zone, ready + Number(element.dataset.time)), element.parentElement);
  }
  if (!row) return;
  text("[data-weekday]", weekdayIn(data.zone, ready + row.wait_ms));
  const waits = { likely: row.wait_ms, best: row.wait_from_ms, worst: row.wait_to_ms };
  for (const element of document.querySelectorAll("[data-estimate]")) {
    const zone = element.dataset.zone === "venue" ? data.venue_zone : data.zone;
    const shown = clockIn(zone, ready + waits[element.dataset.estimate]);
    if (element.textContent !== shown) element.textContent = shown;
  }
}

link.addEventListener("view", (event) => {
  const { view, before } = event.detail;
  show("#speaking", Boolean(view.turn));
  show("#nobody", !view.turn && view.phase === "open");
  for (const element of document.querySelectorAll("[data-phase]")) element.hidden = element.dataset.phase !== view.phase;
  if (view.turn) {
    text('#speaking [data-who="label"]', label(view.turn, data));
    text('#speaking [data-who="place"]', place(view.turn, data));
    if (view.turn.turn !== before.turn?.turn) announce(`${label(view.turn, data)}, ${place(view.turn, data)}`);
  }
  showMine(view);
  showList(view);
  showTimes();
});

carryForms(link);
showList(link.view);
window.setInterval(showTimes, 500);
showTimes();
link.start();
