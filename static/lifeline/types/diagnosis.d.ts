/**
 * @typedef {object} DiagnosisOptions
 * @property {string | (() => string)} url  the WebSocket's address, ws: or wss:. Default: none. Of
 *   another origin than the page's the browser hides every answer, and the finding is
 *   'unreachable' even where the server is well: give `diagnose` only for your own.
 * @property {typeof globalThis.fetch} [fetch]  default the browser's
 * @property {clocks.Clock} [clock]  default the system's
 * @property {() => boolean} [online]  what the browser believes about the network; only its no
 *   is believed. Default `navigator.onLine`
 */
/**
 * Asks by HTTP what a failed WebSocket does not say: a page learns of a refused handshake, a
 * restart and a proxy that knows no WebSocket the same, 1006. One GET of the WebSocket's own
 * address, which a server answers with 426 if a WebSocket would be welcome (docs/protocol.md).
 *
 * @example
 * const url = socketUrl('/ws/chat/');
 * const link = new Link({ url, diagnose: httpDiagnosis({ url }) });
 *
 * @param {DiagnosisOptions} options
 */
export function httpDiagnosis(options: DiagnosisOptions): (link: settings.InquiryOptions) => settings.Inquiry;
/**
 * Asks once each time it is called.
 *
 * @param {DiagnosisOptions} options
 * @returns {(signal?: AbortSignal) => Promise<settings.Diagnosis>} rejects only when aborted
 */
export function httpQuestion({ url, fetch, clock, online }: DiagnosisOptions): (signal?: AbortSignal) => Promise<settings.Diagnosis>;
export type DiagnosisOptions = {
    /**
     * the WebSocket's address, ws: or wss:. Default: none. Of
     * another origin than the page's the browser hides every answer, and the finding is
     * 'unreachable' even where the server is well: give `diagnose` only for your own.
     */
    url: string | (() => string);
    /**
     * default the browser's
     */
    fetch?: typeof fetch | undefined;
    /**
     * default the system's
     */
    clock?: clocks.Clock | undefined;
    /**
     * what the browser believes about the network; only its no
     * is believed. Default `navigator.onLine`
     */
    online?: (() => boolean) | undefined;
};
import * as settings from './options.js';
import * as clocks from './clock.js';
