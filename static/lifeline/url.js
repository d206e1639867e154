/**
 * The WebSocket address that belongs to a page: ws for http, wss for https, the page's own host.
 *
 * @param {string} address  a path, or any URL
 * @param {string} [base]  the page's address
 * @returns {string}
 */
export function socketUrl(address, base = globalThis.location.href) {
  const url = new URL(address, base);
  if (url.protocol === 'http:') url.protocol = 'ws:';
  if (url.protocol === 'https:') url.protocol = 'wss:';
  url.hash = '';
  return url.href;
}

/**
 * @param {string} address  of a WebSocket
 * @returns {string} host and port
 * @throws {TypeError} it is no address
 */
export function hostOf(address) {
  return new URL(address, globalThis.location?.href).host;
}
