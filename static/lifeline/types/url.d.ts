/**
 * The WebSocket address that belongs to a page: ws for http, wss for https, the page's own host.
 *
 * @param {string} address  a path, or any URL
 * @param {string} [base]  the page's address
 * @returns {string}
 */
export function socketUrl(address: string, base?: string): string;
/**
 * @param {string} address  of a WebSocket
 * @returns {string} host and port
 * @throws {TypeError} it is no address
 */
export function hostOf(address: string): string;
