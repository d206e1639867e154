import * as dialects from './dialect.js';
import * as queues from './send-queue.js';

/**
 * What goes over the wire for it: frames as the dialect has them, strings and binary as they are.
 * @param {dialects.Dialect} dialect @param {any} frame
 * @returns {queues.Data}
 */
export function encoded(dialect, frame) {
  return isData(frame) ? frame : dialect.encode(frame);
}

/** @param {any} frame @returns {frame is queues.Data} */
export function isData(frame) {
  return typeof frame === 'string' || frame instanceof ArrayBuffer || ArrayBuffer.isView(frame) || frame instanceof Blob;
}
