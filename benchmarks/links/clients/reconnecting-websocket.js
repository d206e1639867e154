import ReconnectingWebSocket from 'reconnecting-websocket';

/** Its defaults: what its documentation recommends. It has no heartbeat to be set. */
let socket;

window.client = {
  start(url) {
    socket = new ReconnectingWebSocket(url);
    socket.addEventListener('message', () => window.witness.up());
    socket.addEventListener('close', () => window.witness.down());
  },
  reconnect: () => socket.reconnect(),
  dispose: () => socket.close(),
  forget: () => (socket = undefined),
};
