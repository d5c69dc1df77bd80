// Follows a search: fetches its moving part every second, and stops when it has ended. Without it the page reloads itself.
"use strict";

const EVERY = 1000;

async function follow() {
  const old = document.getElementById("search");
  if (!old || old.dataset.over === "yes") return;
  try {
    const answer = await fetch(`${location.pathname}?part=1`, { headers: { Accept: "text/html" } });
    if (answer.ok) replace(old, await answer.text());
  } catch {
    // the line is down: the next round tries again
  }
  setTimeout(follow, EVERY);
}

function replace(old, text) {
  const found = new DOMParser().parseFromString(text, "text/html").getElementById("search");
  if (!found || found.innerHTML === old.innerHTML) return;
  const hadFocus = old.contains(document.activeElement);
  const keeps = hadFocus && found.querySelector("button") && document.activeElement.matches("button");
  old.dataset.over = found.dataset.over;
  if (!keeps) {
    old.replaceChildren(...found.childNodes);
    if (hadFocus) old.querySelector("a, button")?.focus();
    return;
  }
  for (const name of ["[role=status]", "figure", "progress"]) {
    const before = old.querySelector(name), after = found.querySelector(name);
    if (before && after) before.replaceWith(after);
  }
}

setTimeout(follow, EVERY);
