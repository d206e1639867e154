/** The position of whoever has nothing. */
export const EMPTY = { seq: 0, digest: '0'.repeat(16) };

/**
 * One log, and what its messages come to: a model, written from docs/protocol.md alone. Deletions
 * take the texts of the past with them: `events` and `messages` are as a server makes them now.
 */
export class ModelLog {
  #events = [];

  /** @param {string} id @param {() => number} random */
  constructor(id, random) {
    this.id = id;
    this.random = random;
  }

  get head() {
    return this.at(this.#events.length);
  }

  /** Where one stands who has `seq` events. */
  at(seq) {
    return seq ? { seq, digest: this.#events[seq - 1].digest } : EMPTY;
  }

  holds({ seq, digest }) {
    return seq <= this.#events.length && this.at(seq).digest === digest;
  }

  /** @param {object} event  without seq and digest */
  add(event) {
    const digest = Math.floor(this.random() * 2 ** 52).toString(16).padStart(16, '0');
    this.#events.push({ event: { seq: this.#events.length + 1, at: 1_000 + this.#events.length, ...event }, digest });
    return this.#events.at(-1).event;
  }

  /** A backup is restored that ends there. @param {number} seq */
  rewind(seq) {
    return this.#events.splice(seq).map(({ event }) => event);
  }

  get posts() {
    return this.#events.map(({ event }) => event).filter(({ kind }) => kind === 'post');
  }

  /** The frame of the events after `from` up to `to`, as it is made now. */
  frame(from, to) {
    const events = this.#events.slice(from, to).map(({ event }) => this.#today(event));
    return { type: 'events', room: this.id, prev: this.at(from).digest, events, digest: this.at(to).digest };
  }

  /** Posts with all that followed applied. */
  messages() {
    return this.posts.map((post) => this.#message(post));
  }

  /** @param {any} event */
  #today(event) {
    const { body: _body, html: _html, ...rest } = event;
    const { by, gone } = this.#author(event.by);
    if (event.kind === 'post') return { ...(gone || this.#deleted(event) ? { ...rest, erased: true } : event), by };
    if (event.kind === 'edit') return { ...(gone || this.#deleted(event.of) ? { ...rest, erased: true } : event), by };
    return { ...event, by };
  }

  /** @param {any} post */
  #message(post) {
    const { kind: _kind, ...message } = this.#today(post);
    const about = this.#after(({ of }) => of?.seq === post.seq);
    const edit = about.findLast(({ kind }) => kind === 'edit');
    const text = edit && !message.erased ? { body: edit.body, html: edit.html, edited: edit.at } : {};
    const reactions = {};
    for (const { emoji, on, by } of about.filter(({ kind }) => kind === 'react')) {
      const others = (reactions[emoji] ?? []).filter(({ id }) => id !== by.id);
      reactions[emoji] = on ? [...others, this.#author(by).by] : others;
    }
    const left = Object.entries(reactions).filter(([, people]) => people.length);
    return { ...message, ...text, ...(left.length && { reactions: Object.fromEntries(left) }) };
  }

  #deleted({ seq }) {
    return this.#after(({ kind, of }) => kind === 'delete' && of.seq === seq).length > 0;
  }

  /** What somebody is called by now, and whether what they said before is gone. */
  #author(by) {
    const erasure = this.#after(({ kind, who }) => kind === 'erased' && who.id === by.id).at(-1);
    return { by: erasure?.who ?? by, gone: Boolean(erasure) };
  }

  #after(test) {
    return this.#events.map(({ event }) => event).filter(test);
  }
}
