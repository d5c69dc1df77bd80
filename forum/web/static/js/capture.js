// The rapporteur's line. Enter saves without leaving the page; a line that could not be sent is kept in this browser
// and sent again with the same id, so that nothing is lost and nothing stands twice.

const form = document.getElementById("capture");
const line = document.getElementById("line");
const chips = document.getElementById("chips");
const log = document.getElementById("log");
const fault = document.getElementById("capture-fault");
const waiting = document.getElementById("capture-waiting");
const grammar = JSON.parse(document.getElementById("grammar").textContent);
const STORE = `capture:${window.location.pathname}`;
const POLL_MS = 2000;

let firstKey = null;
let isSending = false;

const queue = JSON.parse(window.localStorage.getItem(STORE) ?? "[]");

function keep() {
  window.localStorage.setItem(STORE, JSON.stringify(queue));
  waiting.hidden = queue.length === 0;
}

// when the first key of this line was pressed: by the wall clock of this browser, used only to tell how long ago that was
line.addEventListener("beforeinput", () => {
  if (line.value === "" || firstKey === null) firstKey = Date.now();
});
line.addEventListener("input", showChips);

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = line.value.trim();
  if (text === "") return;
  queue.push({ id: window.crypto.randomUUID(), line: text, firstKey: firstKey ?? Date.now() });
  keep();
  line.value = "";
  firstKey = null;
  fault.hidden = true;
  showChips();
  line.focus();
  send();
});

async function send() {
  if (isSending || queue.length === 0) return;
  isSending = true;
  const one = queue[0];
  const body = new URLSearchParams({
    csrf_token: form.elements.csrf_token.value,
    client_id: one.id,
    line: one.line,
    age_ms: String(Math.max(0, Date.now() - one.firstKey)),
  });
  try {
    const answer = await fetch(window.location.pathname, { method: "POST", body, headers: { Accept: "application/json" } });
    const said = await answer.json();
    if (answer.ok) add(said.line);
    else if (answer.status >= 500 || answer.status === 429) throw new Error("later");
    else refuse(one.line, said.message ?? "");
    queue.shift();
    keep();
    isSending = false;
    send();
  } catch {
    waiting.hidden = false;
    isSending = false;
    window.setTimeout(send, POLL_MS);
  }
}

function refuse(text, message) {
  fault.hidden = false;
  fault.querySelector("p").textContent = message;
  if (line.value === "") line.value = text;
}

function add(one) {
  if (log.querySelector(`[data-client="${CSS.escape(one.client_id)}"]`)) return;
  const row = document.getElementById("log-row").content.firstElementChild.cloneNode(true);
  row.dataset.client = one.client_id;
  row.querySelector("[data-at]").textContent = one.clock;
  row.querySelector("[data-kind]").textContent = one.kind;
  const key = row.querySelector("[data-key]");
  if (one.commitment) {
    key.textContent = one.commitment;
    key.href = one.address;
  } else key.remove();
  row.querySelector("[data-line]").textContent = one.line;
  const missing = one.unknown.length ? ` (${one.unknown.join(" ")}: ${document.getElementById("unknown-words").textContent})` : "";
  row.querySelector("[data-speaker]").textContent = one.speaker + missing;
  log.prepend(row);
}

// what the line will be read as, in words; the server's own reading counts
function showChips() {
  const found = reading(line.value.trim());
  chips.replaceChildren(
    ...found.map((word) => {
      const chip = document.createElement("span");
      chip.className = "mark";
      chip.textContent = word;
      return chip;
    }),
  );
}

function reading(text) {
  if (text === "") return [];
  const head = /^([crad])(\s[^:：]*)?\s?[:：]/.exec(text);
  if (!head) {
    if (/^s\/[^/]+\//.test(text)) return [grammar.lines.correction];
    return [/^t\s/.test(text) ? grammar.lines.topic : grammar.lines.summary];
  }
  const kinds = { c: "commitment", r: "reaction", a: "action", d: "decision" };
  const words = [grammar.lines[kinds[head[1]]]];
  for (const token of (head[2] ?? "").trim().split(/\s+/)) {
    words.push(grammar.kinds[token] ?? grammar.stances[token] ?? token);
  }
  if (head[1] === "c" || head[1] === "a") words.push(...tokens(text.slice(head[0].length)));
  return words.filter((word) => word !== "");
}

function tokens(text) {
  const known = new RegExp(`^(#[\\w-]+|sdg\\d+(\\.\\w+)?|due:\\S+|(${grammar.currencies.join("|")}):\\d\\S*)$`, "i");
  const words = text.trim().split(/\s+/);
  const taken = [];
  while (words.length && known.test(words.at(-1))) taken.unshift(words.pop());
  return taken;
}

// another scribe's lines, and who speaks now
async function look() {
  try {
    const answer = await fetch(`${window.location.pathname}.json`, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const seen = await answer.json();
    document.getElementById("speaker").textContent = seen.speaker;
    document.getElementById("has-speaker").hidden = seen.speaker === "";
    document.getElementById("no-speaker").hidden = seen.speaker !== "";
    for (const one of seen.log.reverse()) add(one);
  } catch {
    // away: looked again soon
  }
}

window.setInterval(() => {
  if (!document.hidden) look();
}, POLL_MS);
window.addEventListener("online", send);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) look();
});
keep();
showChips();
line.focus();
send();
