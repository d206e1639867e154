/**
 * The frames of docs/protocol.md, as far as the client reads and writes them.
 *
 * @typedef {{ id: string, name: string, avatar?: string }} Person
 * @typedef {{ seq: number, digest: string }} Position  how far one is, and in which history
 * @typedef {{ seq: number, id: string }} Reference  a message
 *
 * @typedef {object} Descriptor  a room as the server describes it
 * @property {string} id
 * @property {string} slug
 * @property {string} name
 * @property {string} kind  'public', 'private', 'direct'; 'self' is the person's own log
 * @property {Position} head
 * @property {number} posts
 * @property {number} read  seq
 * @property {number} unread
 * @property {string} [role]
 *
 * @typedef {object} Message
 * @property {number} seq
 * @property {string} id
 * @property {Person} by
 * @property {number} at  ms since 1970, server's clock
 * @property {string} [body]
 * @property {string} [html]
 * @property {Reference} [reply_to]
 * @property {any[]} [files]
 * @property {number} [edited]  ms
 * @property {true} [erased]
 * @property {Record<string, Person[]>} [reactions]
 *
 * @typedef {object} Event  one entry of a log; which further fields it has depends on `kind`
 * @property {number} seq
 * @property {string} kind
 * @property {string} id
 * @property {Person} by
 * @property {number} at
 * @property {string} [body]
 * @property {string} [html]
 * @property {Reference} [reply_to]
 * @property {any[]} [files]
 * @property {true} [erased]
 * @property {Reference} [of]
 * @property {string} [emoji]
 * @property {boolean} [on]
 * @property {string} [name]
 * @property {Person} [who]
 *
 * @typedef {{ room: string, prev: string, events: Event[], digest: string }} Events
 * @typedef {{ room: string, head: Position }} CaughtUp
 * @typedef {{ id: string, room: string, messages: Message[], head: Position, part: string, more: boolean, older: boolean }} Slice
 *   of a page; a reset is the same without `id`
 * @typedef {Pick<Slice, 'messages' | 'head' | 'older'>} Past  all slices of an answer put together
 * @typedef {{ room: string, count: number, here?: Person[], came?: Person[], went?: Person[] }} PresenceNews
 * @typedef {{ id: string, code: string, detail: string, retry_ms?: number }} Refused
 * @typedef {{ frame_bytes: number, body_chars: number, unseen_bytes: number, posts_per_s: number }} Limits
 */

/** What the protocol promises at least, until a welcome names the server's own. @type {Limits} */
export const DEFAULT_LIMITS = { frame_bytes: 65_536, body_chars: 4_000, unseen_bytes: 262_144, posts_per_s: 5 };

const encoder = new TextEncoder();

/**
 * @param {string} text
 * @returns {number} its length on the wire, UTF-8 bytes
 */
export function utf8Bytes(text) {
  return encoder.encode(text).length;
}

/**
 * Puts the slices of one answer together, in whatever order they came.
 * @param {Pick<Slice, 'messages' | 'head' | 'older'>[]} slices  at least one
 * @returns {Past}
 */
export function joinSlices(slices) {
  const bySeq = (/** @type {Message} */ a, /** @type {Message} */ b) => a.seq - b.seq;
  const messages = slices.flatMap((slice) => slice.messages).sort(bySeq);
  const last = slices[slices.length - 1];
  // 'older' is said of the first message of a slice: the earliest slice speaks for the whole.
  const first = slices.find((slice) => slice.messages[0] && slice.messages[0].seq === messages[0].seq) ?? last;
  return { messages, head: last.head, older: first.older };
}
