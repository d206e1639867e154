/** The library: everything another page needs. */
export { Link } from './link.js';
export { LinkError } from './status.js';
export { Emitter } from './emitter.js';
export { Timer, systemClock } from './clock.js';
export { lifelineDialect } from './dialect.js';
export { plainDialect, textDialect } from './plain-dialects.js';
export * as presets from './presets.js';
export { httpDiagnosis } from './diagnosis.js';
export { diagnosisBy } from './inquiry.js';
export { httpFallback } from './http-fallback.js';
export { fallbackTo } from './detour.js';
export { HttpSocket } from './http-socket.js';
export { closeCode } from './close-codes.js';
export { pageMaySend } from './close-policy.js';
export { socketUrl } from './url.js';
