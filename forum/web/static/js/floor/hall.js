// The hall: who, for whom, how long, who is next.

import { begin } from "./link.js";
import { announce, clockIn, label, place, show, showClock, text } from "./say.js";

const link = begin();
const { data } = link;

export function showSpeaker(view) {
  show("#speaking", Boolean(view.turn));
  show("#clock", Boolean(view.turn));
  show("[data-phase]", false);
  if (!view.turn || view.phase === "closed") show(`[data-phase="${view.phase}"]`, true);
  if (!view.turn) return;
  text('[data-who="label"]', label(view.turn));
  text('[data-who="place"]', place(view.turn, data));
}

function showNext(view) {
  ["#next-one", "#next-two"].forEach((selector, index) => {
    const who = view.next[index];
    show(selector, Boolean(who));
    if (who) text(`[data-next="${index}"]`, `${label(who)} · ${place(who, data)}`);
  });
}

link.addEventListener("view", (event) => {
  const { view, before } = event.detail;
  showSpeaker(view);
  showNext(view);
  showClock(view, link.clock.now());
  if (view.turn && view.turn.turn !== before.turn?.turn) announce(`${label(view.turn)}, ${place(view.turn, data)}`);
});

function tick() {
  const now = link.clock.now();
  showClock(link.view, now);
  text("[data-venue-clock]", clockIn(data.venue_zone, now));
}

window.setInterval(tick, 250);
tick();
link.start();
