import { guarded } from './emitter.js';

/**
 * Links of one page to one host dial one after the other. Browsers do so anyway
 * (RFC 6455 section 4.1), but count the wait as part of the handshake: a time-out would then strike
 * a try that has not begun.
 *
 * @typedef {object} Turn
 * @property {() => void} leave  The handshake is over, or not wanted any more; again: nothing.
 *
 * @typedef {{ inside: Set<Turn>, waiting: Map<Turn, () => void> }} Gate
 */

/** @type {Map<string, Gate>} */
const gates = new Map();

/** Hosts at which a handshake is under way or waits. */
export const busyHosts = () => gates.size;

/**
 * @param {string} host
 * @param {() => void} go  Dials: at once where nobody is inside, else when its turn has come.
 * @param {boolean} [urgent]  Somebody clicked: does not wait, others wait for it.
 * @returns {Turn}
 */
export function enter(host, go, urgent = false) {
  const gate = gates.get(host) ?? { inside: new Set(), waiting: new Map() };
  gates.set(host, gate);
  const turn = { leave: () => leave(host, gate, turn) };
  if (gate.inside.size && !urgent) {
    gate.waiting.set(turn, go);
    return turn;
  }
  gate.inside.add(turn);
  try {
    go();
  } catch (error) {
    turn.leave();
    throw error;
  }
  return turn;
}

/** @param {string} host @param {Gate} gate @param {Turn} turn */
function leave(host, gate, turn) {
  gate.waiting.delete(turn);
  gate.inside.delete(turn);
  if (gate.inside.size) return;
  const [next] = gate.waiting;
  if (!next) {
    if (gates.get(host) === gate) gates.delete(host);
    return;
  }
  const [turnOfNext, go] = next;
  gate.waiting.delete(turnOfNext);
  gate.inside.add(turnOfNext);
  // Its failure is not the business of the link that left.
  guarded(go);
}
