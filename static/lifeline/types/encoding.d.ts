/**
 * What goes over the wire for it: frames as the dialect has them, strings and binary as they are.
 * @param {dialects.Dialect} dialect @param {any} frame
 * @returns {queues.Data}
 */
export function encoded(dialect: dialects.Dialect, frame: any): queues.Data;
/** @param {any} frame @returns {frame is queues.Data} */
export function isData(frame: any): frame is queues.Data;
import * as dialects from './dialect.js';
import * as queues from './send-queue.js';
