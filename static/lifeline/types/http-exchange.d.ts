/**
 * Returns when the answer is complete.
 * @param {Exchange} exchange
 * @throws {HttpRefusal}; or what `fetch` throws: the network's fault, or aborted
 */
export function exchange({ fetch, url, headers, lines, signal, heard, line }: Exchange): Promise<void>;
/**
 * @typedef {(input: string, init: RequestInit) => Promise<Response>} Fetch
 *
 * @typedef {object} Exchange
 * @property {Fetch} fetch
 * @property {string} url
 * @property {Record<string, string>} headers
 * @property {string[]} lines
 * @property {AbortSignal} signal
 * @property {() => void} heard  Something came, perhaps less than a line.
 * @property {(line: string) => void} line
 */
/** Not taken; `code` as of a close, `bye` the frame as on a WebSocket, where the server said why. */
export class HttpRefusal extends Error {
    /** @param {number} status @param {number} code @param {Record<string, any> | null} [bye] */
    constructor(status: number, code: number, bye?: Record<string, any> | null);
    code: number;
    bye: Record<string, any> | null;
}
export type Fetch = (input: string, init: RequestInit) => Promise<Response>;
export type Exchange = {
    fetch: Fetch;
    url: string;
    headers: Record<string, string>;
    lines: string[];
    signal: AbortSignal;
    /**
     * Something came, perhaps less than a line.
     */
    heard: () => void;
    line: (line: string) => void;
};
