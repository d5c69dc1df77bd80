// The wire (docs/protocol.md): join, hear, ask again for what was missed, send commands until they are answered.

import { ServerClock } from "./clock.js";

const POLL_MS = 4000;
const ANSWER_MS = 5000;
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
  }

  start() {
    this.socket = window.io("/floor", { transports: ["websocket", "polling"], reconnectionDelayMax: 4000 });
    this.socket.on("connect", () => this.join());
    this.socket.on("disconnect", (reason) => this.lost(reason));
    this.socket.on("connect_error", () => this.lost("error"));
    this.socket.on("floor", (message) => this.hear(message));
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
    if (reason === "io server disconnect") {
      // closed by the server: a role or login was taken away; the page itself tells what may be seen now
      window.location.reload();
      return;
    }
    if (this.isOnline) {
      this.isOnline = false;
      this.dispatchEvent(new CustomEvent("online", { detail: false }));
    }
    this.poll ??= window.setInterval(() => this.fetchView(), POLL_MS);
  }

  found() {
    window.clearInterval(this.poll);
    this.poll = null;
    if (!this.isOnline) {
      this.isOnline = true;
      this.dispatchEvent(new CustomEvent("online", { detail: true }));
    }
  }

  // where no socket gets through, plain HTTP carries the same view
  async fetchView() {
    const askedAt = performance.now();
    try {
      const response = await fetch(this.data.data_address, { headers: { Accept: "application/json" } });
      if (!response.ok) return;
      const answer = await response.json();
      this.clock.measure(askedAt, answer.server_time);
      this.take(answer.view);
    } catch {
      // still away: asked again by the interval
    }
  }

  // a command keeps its id until it is answered, so that sending it again is safe
  command(id, name, fields) {
    return new Promise((resolve) => {
      this.waiting.set(id, { name, fields, resolve });
      this.send(id);
    });
  }

  async send(id) {
    const { name, fields, resolve } = this.waiting.get(id);
    if (!this.socket.connected) return;
    try {
      const message = { forum: this.data.forum, sitting: this.data.sitting, id, name, fields };
      const answer = await this.ask("command", message);
      if (!this.waiting.delete(id)) return;
      if (answer.status !== "accepted") this.refuse(answer);
      resolve(answer);
    } catch {
      if (this.socket.connected) this.send(id);
    }
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
    link.command(id, all.get("command"), fields).then((answer) => {
      form.removeAttribute("aria-busy");
      form.querySelector("input[name=id]").value = freshId();
      if (answer.status === "accepted" && form.id === "walk-in") form.reset();
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
