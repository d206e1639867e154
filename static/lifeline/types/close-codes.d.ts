/**
 * @param {number} number
 * @returns {CloseCode}
 * @throws {RangeError} outside 0–4999
 */
export function closeCode(number: number): CloseCode;
/**
 * Every close code from 0 to 4999: RFC 6455 section 7.4, the IANA registry, and Lifeline's own.
 */
export type CloseWords = {
    name: string;
    meaning: string;
    /**
     * Who may put it on the wire. A page may send 1000
     * and 3000–4999 only; 'nobody': reported, never sent.
     */
    sender: "nobody" | "server" | "both";
};
/**
 * Every close code from 0 to 4999: RFC 6455 section 7.4, the IANA registry, and Lifeline's own.
 */
export type CloseCode = CloseWords & policies.ClosePolicy;
import * as policies from './close-policy.js';
