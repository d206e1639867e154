/** The library: everything another page needs. */
export { Link } from './link.js';
export { Emitter } from './emitter.js';
export { Timer, systemClock } from './clock.js';
export { lifelineDialect } from './dialect.js';
export { closeCode, pageMaySend } from './close-codes.js';
export { socketUrl } from './url.js';
