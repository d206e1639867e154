// The page's own client, fed with frames of a real server: one line of frames in, its state out.
import 'fake-indexeddb/auto';
import { createInterface } from 'node:readline';
import { ChatClient } from '../../../../static/chat/client.js';
import { EntryStore } from '../../../../static/chat/entry-store.js';
import { FakeClock } from '../../../js/support/clock.js';
import { FakePage } from '../../../js/support/page.js';
import { fakeWebSocket } from '../../../js/support/socket.js';

/** @param {any[]} heard  frames, and what the first client did: `connected`, `asked` */
function stateAfter(heard) {
  const WebSocket = fakeWebSocket();
  const { you } = heard.find(({ type }) => type === 'welcome');
  const store = new EntryStore({ name: `fold-${you.id}` });
  const client = new ChatClient({ url: 'ws://test/', person: you, store, clock: new FakeClock(), random: () => 0.5, WebSocket, page: new FakePage(), locks: null, storage: null });
  /** Room → id of the page this client has asked for. @type {Map<string, string>} */
  const asked = new Map();
  client.start();
  for (const frame of heard) {
    if (frame.type === 'connected') connect(client, WebSocket, asked);
    else if (frame.type === 'asked') client.older(frame.room).catch(() => {});
    else WebSocket.all.at(-1).receive(frame.type === 'page' ? { ...frame, id: asked.get(frame.room) } : frame);
  }
  const rooms = [...client.rooms.values()].map(roomState);
  client.dispose();
  return Object.fromEntries(rooms.map((room) => [room.id, room]));
}

/** A new link, after the last one has ended as its `bye` said. */
function connect(client, WebSocket, asked) {
  const old = WebSocket.all.at(-1);
  if (old?.readyState === 1) {
    old.end(4000);
    client.reconnect();
  }
  const socket = WebSocket.all.at(-1);
  socket.onsend = (text) => {
    const { type, id, room } = JSON.parse(text);
    if (type === 'history') asked.set(room, id);
  };
  socket.open();
}

/** As tests/unit/actions/fresh_state/reader.py tells it. */
function roomState({ id, head, messages, name, kind, role, posts, unread, read }) {
  return { id, head, messages, name, kind, role, posts, unread, read };
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(stateAfter(JSON.parse(line))));
}
