import 'fake-indexeddb/auto';
import { ChatClient } from '../../../static/chat/client.js';
import { EntryStore } from '../../../static/chat/entry-store.js';
import { FakeClock } from './clock.js';
import { FakePage } from './page.js';
import { FakeServer } from './server.js';
import { fakeWebSocket } from './socket.js';
import { settle, until } from './wait.js';

let databases = 0;

/**
 * A server with the room "r", and tabs that talk to it; all is taken down after the test.
 * @param {import('node:test').TestContext} t
 */
export function chat(t) {
  const clock = new FakeClock();
  const WebSocket = fakeWebSocket();
  const server = new FakeServer(WebSocket);
  server.room('r');
  const database = `test-${(databases += 1)}`;
  const tabs = [];
  t.after(() => tabs.forEach((tab) => tab.dispose()));

  /** A page of this browser: shares the database with the others. */
  function tab({ person = { id: 'me', name: 'Ann' }, name = database, ...options } = {}) {
    const store = new EntryStore({ name });
    const page = new FakePage();
    const client = new ChatClient({ url: 'ws://test/ws/chat/', person, store, clock, random: () => 0.5, WebSocket, page, locks: null, ...options });
    client.page = page;
    client.notices = [];
    client.on('notice', (notice) => client.notices.push(notice));
    tabs.push(client);
    return client;
  }

  /** A page that is up, has caught up with room "r", and has read its outbox. */
  async function online(options) {
    const client = tab(options);
    client.start();
    await until(() => client.rooms.get('r')?.live, 'the room is live');
    await settle();
    return client;
  }

  const bodies = (client, room = 'r') => client.rooms.get(room).messages.map(({ body }) => body);
  return { clock, server, WebSocket, tab, online, bodies, database };
}
