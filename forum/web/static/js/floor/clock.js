// The server's clock as this page estimates it. The page's own wall clock may be minutes wrong: only its steady clock
// is used. The best estimate comes from the answer that was fastest on its way.

const STALE_MS = 60_000;

export class ServerClock {
  constructor(serverTime) {
    this.offset = serverTime - performance.now();
    this.roundTrip = Infinity;
    this.measuredAt = performance.now();
  }

  // one question and its answer: when it was asked, and what the server's clock said
  measure(askedAt, serverTime) {
    const now = performance.now();
    const roundTrip = now - askedAt;
    if (roundTrip <= this.roundTrip || now - this.measuredAt > STALE_MS) {
      this.roundTrip = roundTrip;
      this.measuredAt = now;
      this.offset = serverTime + roundTrip / 2 - now;
    }
  }

  // a message that nobody asked for: it cannot come from the future, nor be long under way
  hear(serverTime) {
    const ahead = serverTime - this.now();
    if (ahead > 0 || ahead < -5000) {
      this.offset += ahead;
      this.roundTrip = Infinity;
    }
  }

  now() {
    return performance.now() + this.offset;
  }
}
