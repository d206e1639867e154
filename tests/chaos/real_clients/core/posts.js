/** What this client has posted, over all its pages: invoked once, sent and answered as often as it is. */
export class OwnPosts {
  #records;
  #person;
  /** @type {Set<string>} */
  #invoked = new Set();
  /** @type {Set<string>} */
  #acked = new Set();
  /** For good. @type {Set<string>} */
  #refused = new Set();

  /** @param {import('./records.js').Records} records @param {string} person  id */
  constructor(records, person) {
    this.#records = records;
    this.#person = person;
  }

  /** Where nothing is pending any more, these are lost. */
  get unanswered() {
    return [...this.#invoked].filter((id) => !this.#acked.has(id) && !this.#refused.has(id));
  }

  /** It is on disk, or on its way out: what comes first. @param {{ id: string, room: string, body: string }} entry */
  invoked({ id, room, body }) {
    if (this.#invoked.has(id)) return;
    this.#invoked.add(id);
    this.#records.keep('invoked', { person: this.#person, id, room, body });
  }

  /** @param {{ id: string, room: string, body: string }} post */
  sent(post) {
    this.invoked(post);
    this.#records.keep('sent', { id: post.id });
  }

  /** @param {string} id @param {string} room @param {number} seq @param {'ack' | 'event'} via */
  acked(id, room, seq, via) {
    this.#acked.add(id);
    this.#records.keep('acked', { id, room, seq, via });
  }

  /** One's own event counts as the ack. @param {string} room @param {readonly any[]} events  or messages */
  seen(room, events) {
    for (const { id, by, seq, kind = 'post' } of events) {
      const mine = kind === 'post' && by.id === this.#person && this.#invoked.has(id);
      if (mine && !this.#acked.has(id)) this.acked(id, room, seq, 'event');
    }
  }

  /** @param {{ id: string, code: string, retry_ms?: number }} refused */
  refused({ id, code, retry_ms: retryMs }) {
    if (!this.#invoked.has(id)) return;
    if (retryMs === undefined) this.#refused.add(id);
    this.#records.keep('refused', { id, code, final: retryMs === undefined });
  }
}
