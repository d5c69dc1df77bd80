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
  text('[data-who="label"]', label(view.turn, data));
  text('[data-who="place"]', place(view.turn, data));
}

function showNext(view) {
  ["#next-one", "#next-two"].forEach((selector, index) => {
    const who = view.next[index];
    show(selector, Boolean(who));
    if (who) text(`[data-next="${index}"]`, `${label(who, data)} · ${place(who, data)}`);
  });
}

const STEPS = 9;
const { classList } = document.body;

// long titles, roles and names of States become smaller until nothing is below the edge of the screen
function fit() {
  for (let step = 0; step <= STEPS; step += 1) {
    for (let other = 1; other <= STEPS; other += 1) classList.toggle(`fit-${other}`, other === step);
    const { scrollHeight, clientHeight } = document.documentElement;
    if (scrollHeight <= clientHeight) return;
  }
}

link.addEventListener("view", (event) => {
  const { view, before } = event.detail;
  showSpeaker(view);
  showNext(view);
  showClock(view, link.clock.now());
  fit();
  if (view.turn && view.turn.turn !== before.turn?.turn) announce(`${label(view.turn, data)}, ${place(view.turn, data)}`);
});

function tick() {
  const now = link.clock.now();
  showClock(link.view, now);
  text("[data-venue-clock]", clockIn(data.venue_zone, now));
}

window.setInterval(tick, 250);
window.addEventListener("resize", fit);
link.addEventListener("online", fit);
document.fonts.ready.then(fit);
tick();
link.start();
