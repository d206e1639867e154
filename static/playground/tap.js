/**
 * Lets somebody see every frame on its way, whatever the dialect: the link is given these sockets
 * in place of the browser's.
 *
 * @typedef {object} Watcher
 * @property {(data: unknown) => void} left
 * @property {(data: unknown) => void} came
 */

/**
 * @param {Watcher} watcher
 * @returns {typeof WebSocket | null} null where the browser has none
 */
export function tappedWebSocket(watcher) {
  if (typeof WebSocket === 'undefined') return null;
  return class extends WebSocket {
    /** @param {string | URL} url @param {string | string[]} [protocols] */
    constructor(url, protocols) {
      super(url, protocols);
      this.addEventListener('message', ({ data }) => watcher.came(data));
    }

    /** @param {any} data */
    send(data) {
      watcher.left(data);
      super.send(data);
    }
  };
}
