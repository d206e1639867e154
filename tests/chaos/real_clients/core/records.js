/**
 * Records as tests/chaos/checker/history reads them, a line of JSON each. The clock is the one Python
 * calls monotonic, the same for all processes of a machine.
 *
 * @typedef {import('../../../../static/chat/frames.js').Position} Position
 * @typedef {import('../../../../static/chat/frames.js').Person} Person
 * @typedef {{ seq: number, id: string, kind?: string, by: Person, body?: string, who?: Person }} Seen  an event or a message
 */
export class Records {
  #client;
  #write;

  /** @param {string} client  its name in the history @param {(line: object) => void} write */
  constructor(client, write) {
    this.#client = client;
    this.#write = write;
  }

  /** @param {string} record  what kind @param {object} fields */
  keep(record, fields) {
    this.#write({ record, at_ns: Number(process.hrtime.bigint()), client: this.#client, ...fields });
  }

  /** @param {string} what */
  link(what) {
    this.keep('link', { what });
  }

  /** @param {string} room @param {Position} position */
  located(room, { seq, digest }) {
    this.keep('located', { room, seq, digest });
  }

  /**
   * @param {string} room @param {'events' | 'page' | 'reset'} via @param {readonly Seen[]} seen
   * @param {Position} position
   * @param {{ applied_from?: number, first?: boolean, stands_at?: number, prev?: string }} [more]
   */
  received(room, via, seen, { seq, digest }, more = {}) {
    this.keep('received', { room, via, events: seen.map(sighting), position: [seq, digest], ...more });
  }
}

/** A message is as its post. @param {Seen} seen */
export function sighting({ seq, id, kind = 'post', by, body, who }) {
  return { seq, id, kind, by: by.id, name: by.name, body, ...(who && { who: [who.id, who.name] }) };
}
