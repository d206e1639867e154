import * as frames from './frames.js';

/**
 * @typedef {object} Step  what a frame of events is to somebody at a position
 * @property {'next' | 'old' | 'hole'} kind  next: apply `events`, then be at `position`. old: all of
 *   it is known. hole: it does not continue what we hold (missing events, or another history).
 * @property {frames.Event[]} events
 * @property {frames.Position} position
 */

/**
 * @param {frames.Position} at
 * @param {frames.Events} frame
 * @returns {Step}
 */
export function follow(at, frame) {
  const { events, prev, digest } = frame;
  const first = events[0].seq;
  const last = first + events.length - 1;
  const stay = { events: [], position: at };
  if (events.some((event, index) => event.seq !== first + index)) return { kind: 'hole', ...stay };
  if (last <= at.seq) return { kind: 'old', ...stay };
  if (first > at.seq + 1) return { kind: 'hole', ...stay };
  if (first === at.seq + 1 && prev !== at.digest) return { kind: 'hole', ...stay };
  // A frame that straddles the position: its tail is new.
  return { kind: 'next', events: events.slice(at.seq + 1 - first), position: { seq: last, digest } };
}

/** @param {frames.Position} a @param {frames.Position} b */
export function samePosition(a, b) {
  return a.seq === b.seq && a.digest === b.digest;
}
