/**
 * What a Link takes as `fallback`.
 *
 * @param {() => any} dial  Makes what is used like a WebSocket: see HttpSocket for what it must have.
 * @returns {(link: settings.DetourOptions) => settings.Detour}
 */
export function fallbackTo(dial: () => any): (link: settings.DetourOptions) => settings.Detour;
import * as settings from './options.js';
