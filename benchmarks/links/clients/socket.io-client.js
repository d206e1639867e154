import { io } from 'socket.io-client';

/** Its defaults, without the polling that would precede the WebSocket; its server sets the heartbeat. */
let socket;

window.client = {
  start(url) {
    socket = io(url, { transports: ['websocket'] });
    socket.on('connect', () => window.witness.up());
    socket.on('disconnect', () => window.witness.down());
  },
  // `connect()` alone does nothing while it waits for its next try.
  reconnect: () => socket.disconnect().connect(),
  dispose() {
    socket.disconnect();
    socket.off();
  },
  forget: () => (socket = undefined),
};
