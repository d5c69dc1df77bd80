// How times, speakers and states are said. Every word comes from the page, in the reader's language.

export function minutesSeconds(ms) {
  const seconds = Math.round(Math.abs(ms) / 1000);
  const sign = ms < 0 && seconds ? "−" : "";
  return `${sign}${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

const formats = new Map();

export function clockIn(zone, epochMs) {
  if (!formats.has(zone)) {
    formats.set(zone, new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }));
  }
  return formats.get(zone).format(new Date(epochMs));
}

export function weekdayIn(zone, epochMs) {
  return new Intl.DateTimeFormat(document.documentElement.lang, { timeZone: zone, weekday: "short" }).format(new Date(epochMs));
}

// a name keeps its own direction inside a sentence of the other
function isolated(words) {
  return `\u2068${words}\u2069`;
}

// "Government delegate, Fiji (2)" in the reader's language, as forum/i18n/functions.py says it; any other label as it is
function said(words, { functions, places, pattern }) {
  if (Object.hasOwn(functions, words)) return functions[words];
  const [, call, country, number] = /^(.*?), ([^]*?)( \([0-9]+\))?$/.exec(words) ?? [];
  if (!Object.hasOwn(functions, call) || !Object.hasOwn(places, country)) return words;
  const parts = { label: functions[call], country: places[country] + (number ?? "") };
  return pattern.replace(/%\((label|country)\)s/g, (_, name) => parts[name]);
}

export function label(who, data) {
  return isolated(said(who.name || who.function || "…", data.labels));
}

export function place(who, data) {
  return isolated((who.state && data.states[who.state]) || who.organization || data.constituencies[who.constituency] || "");
}

export function usedMs(view, now) {
  const turn = view.turn;
  return turn.used_ms + (turn.running ? Math.max(0, now - view.as_of) : 0);
}

export function leftMs(view, now) {
  return view.turn ? view.turn.allowed_ms - usedMs(view, now) : 0;
}

// the moment from which the waiting times count: the end of the present turn, or now
export function readyAt(view, now) {
  if (!view.turn) return now;
  return now + Math.max(0, leftMs(view, now));
}

export function text(selector, words, root = document) {
  for (const element of root.querySelectorAll(selector)) {
    if (element.textContent !== words) element.textContent = words;
  }
}

export function show(selector, isShown, root = document) {
  for (const element of root.querySelectorAll(selector)) element.hidden = !isShown;
}

// "left", "paused" or "over time": a word, never a colour alone
export function showClock(view, now, root = document) {
  if (!view.turn) return;
  const left = leftMs(view, now);
  const word = left < 0 ? "over" : view.turn.running ? "left" : "paused";
  text('[data-clock="left"]', minutesSeconds(left), root);
  for (const element of root.querySelectorAll("[data-word]")) element.hidden = element.dataset.word !== word;
}

// said once when the speaker changes; a running clock is never announced
export function announce(words) {
  const said = document.getElementById("said");
  if (said && said.textContent !== words) said.textContent = words;
}
