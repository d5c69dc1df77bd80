// The wire (docs/protocol.md): join, hear, ask again for what was missed, send commands until they are answered.

import { ServerClock } from "./clock.js";

const POLL_MS = 4000;
const ANSWER_MS = 5000;
const AGAIN_MS = 2000;
const PROBES = 5;

export class Link extends EventTarget {
  constructor(data) {
    super();
    this.data = data;
    this.view = data.view;
    this.clock = new ServerClock(data.server_time);
    this.isOnline = true;
    this.waiting = new Map();
    this.poll = null;
    this.isJoined = false;
  }

  start() {
    this.socket = window.io("/floor", { transports: ["websocket", "polling"], tryAllTransports: true, reconnectionDelayMax: 4000 });
    this.socket.on("connect", () => this.join());
    this.socket.on("disconnect", (reason) => this.lost(reason));
    this.socket.on("connect_error", () => this.lost("error"));
    this.socket.on("floor", (message) => this.hear(message));
    window.setTimeout(() => this.isJoined || this.lost("late"), AGAIN_MS);
    window.addEventListener("online", () => this.socket.connect());
    document.addEventListener("visibilitychange", () => document.hidden || this.catchUp());
  }

  address() {
    return { forum: this.data.forum, sitting: this.data.sitting, channel: this.data.channel };
  }

  async ask(name, message) {
    const askedAt = performance.now();
    const answer = await this.socket.timeout(ANSWER_MS).emitWithAck(name, message);
    if (answer.server_time) this.clock.measure(askedAt, answer.server_time);
    return answer;
  }

  async join() {
    try {
      const answer = await this.ask("join", this.address());
      if (answer.status !== "joined") return this.refuse(answer);
      this.found();
      this.take(answer.view);
      for (const id of this.waiting.keys()) this.send(id);
      for (let probe = 0; probe < PROBES; probe += 1) await this.ask("clock", {});
    } catch {
      this.lost("timeout");
      window.setTimeout(() => this.socket.connected && this.join(), AGAIN_MS);
    }
  }

  // what was missed while hidden or asleep
  async catchUp() {
    if (!this.socket.connected) return;
    try {
      const answer = await this.ask("since", { ...this.address(), seq: this.view.seq });
      if (answer.view) this.take(answer.view);
    } catch {
      this.lost("timeout");
    }
  }

  hear(message) {
    this.clock.hear(message.server_time);
    this.take(message.view);
  }

  // views come whole: the newest wins, an older one that was overtaken is dropped
  take(view) {
    if (view.seq < this.view.seq) return;
    const before = this.view;
    this.view = view;
    this.dispatchEvent(new CustomEvent("view", { detail: { view, before } }));
  }

  lost(reason) {
    this.isJoined = false;
    if (reason === "io server disconnect") {
      // closed by the server: a role or login was taken away; the page itself tells what may be seen now
      window.location.reload();
      return;
    }
    this.tell(false);
    this.poll ??= window.setInterval(() => this.fetchView(), POLL_MS);
  }

  found() {
    this.isJoined = true;
    window.clearInterval(this.poll);
    this.poll = null;
    this.tell(true);
  }

  tell(isOnline) {
    if (this.isOnline === isOnline) return;
    this.isOnline = isOnline;
    this.dispatchEvent(new CustomEvent("online", { detail: isOnline }));
  }

  // where no socket gets through, plain HTTP carries the same view, and the commands
  async fetchView() {
    const askedAt = performance.now();
    try {
      const response = await fetch(this.data.data_address, { headers: { Accept: "application/json" } });
      if (!response.ok) return;
      const answer = await response.json();
      this.clock.measure(askedAt, answer.server_time);
      this.tell(true);
      this.take(answer.view);
      for (const id of this.waiting.keys()) this.send(id);
    } catch {
      this.tell(false);
    }
  }

  // a command keeps its id until it is answered, so that sending it again is safe
  command(id, name, fields, form) {
    return new Promise((resolve) => {
      this.waiting.set(id, { name, fields, form, resolve });
      this.send(id);
    });
  }

  async send(id) {
    try {
      const answer = this.socket.connected ? await this.emit(id) : await this.post(id);
      const waiting = this.waiting.get(id);
      if (!waiting) return;
      this.waiting.delete(id);
      if (answer.status !== "accepted") this.refuse(answer);
      waiting.resolve(answer);
    } catch {
      // not answered: sent again when the connection is back, or by the next look over HTTP
      if (this.socket.connected && this.waiting.has(id)) this.send(id);
    }
  }

  emit(id) {
    const { name, fields } = this.waiting.get(id);
    return this.ask("command", { forum: this.data.forum, sitting: this.data.sitting, id, name, fields });
  }

  async post(id) {
    const { name, fields, form } = this.waiting.get(id);
    const body = new URLSearchParams({ ...fields, command: name, id, csrf_token: form.token });
    const response = await fetch(form.action, { method: "POST", headers: { Accept: "application/json" }, body });
    const answer = await response.json();
    if (response.ok) this.fetchView();
    return response.ok ? answer : { status: "refused", code: answer.code, said: answer.message };
  }

  refuse(answer) {
    this.dispatchEvent(new CustomEvent("refused", { detail: answer }));
  }
}

const OF_THE_FORM = new Set(["csrf_token", "command", "id", "back"]);

// forms marked data-order go over the socket while it is open; without it the browser sends them as forms
export function carryForms(link, root = document) {
  root.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-order]");
    if (!form) return;
    event.preventDefault();
    const all = new FormData(form);
    const fields = Object.fromEntries([...all].filter(([name]) => !OF_THE_FORM.has(name)));
    const id = all.get("id");
    if (link.waiting.has(id)) return;
    form.setAttribute("aria-busy", "true");
    const action = form.getAttribute("action"); // not form.action: a field of that name would hide it
    link.command(id, all.get("command"), fields, { action, token: all.get("csrf_token") }).then((answer) => {
      form.removeAttribute("aria-busy");
      form.querySelector("input[name=id]").value = freshId();
      if (answer.status === "accepted" && form.getAttribute("id") === "walk-in") form.reset();
      if (answer.status === "accepted") form.dispatchEvent(new CustomEvent("accepted", { bubbles: true }));
    });
  });
}

function freshId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function begin() {
  const data = JSON.parse(document.getElementById("floor-data").textContent);
  const link = new Link(data);
  const offline = document.getElementById("offline");
  const refused = document.getElementById("refused");
  link.addEventListener("online", (event) => {
    if (offline) offline.hidden = event.detail;
  });
  link.addEventListener("refused", (event) => {
    if (!refused) return;
    refused.querySelector("p").textContent = event.detail.said;
    refused.hidden = false;
  });
  link.addEventListener("view", () => {
    if (refused) refused.hidden = true;
  });
  return link;
}
