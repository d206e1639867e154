/** The page one chats on: makes the client and what shows it. */
import { ChatClient } from '../client.js';
import { EntryStore } from '../entry-store.js';
import { httpDiagnosis } from '../../lifeline/diagnosis.js';
import { httpFallback } from '../../lifeline/http-fallback.js';
import { socketUrl } from '../../lifeline/url.js';
import { showAvatar } from './avatar.js';
import { Composer } from './composer.js';
import { ConnectionStatus } from './connection-status.js';
import { CurrentRoom } from './current.js';
import { visitDaily } from './daily-visit.js';
import { byId } from './element.js';
import { csrfToken, request } from './http.js';
import { LeftBehind } from './left-behind.js';
import { setUpLogOut } from './log-out.js';
import { onLogin, tellLogin } from './login-news.js';
import { MessageList } from './message-list.js';
import { notify } from './notices.js';
import { PeopleHere } from './people-here.js';
import { RoomHeader } from './room-header.js';
import { RoomList } from './room-list.js';
import { RoomsDialog } from './rooms-dialog.js';
import { setUpSidebar } from './sidebar.js';
import { fill, gettext } from './text.js';
import { TypingLine } from './typing-line.js';

// Written by Django into the page: { person, ws, twin, visit, rooms, room, visited }.
const config = JSON.parse(byId('lifeline-config', HTMLScriptElement).text);
const store = new EntryStore();
const url = socketUrl(config.ws);
const client = new ChatClient({
  url,
  diagnose: httpDiagnosis({ url }),
  fallback: httpFallback({ ...config.twin, headers: () => ({ 'X-CSRFToken': csrfToken(), 'Lifeline-Person': config.person.id }) }),
  person: config.person,
  store,
});
const current = new CurrentRoom(client, config);

showAvatar(byId('me-avatar', HTMLElement), config.person);
setUpSidebar();
setUpLogOut(client);
new ConnectionStatus(client);
new RoomList(client, current);
new RoomHeader(client, current);
new PeopleHere(client, current);
new TypingLine(client, current);
new RoomsDialog(client, current);
const messages = new MessageList(client, current);
new Composer(client, current, () => messages.toEnd());
new LeftBehind(store, config.person.id);

client.on('notice', ({ level, text, code }) => {
  notify(inWords(text, code), level === 'error' ? 'trouble' : 'news');
});
client.seed(config.rooms);
client.start();
tellLogin(config.person.id);
onLogin((personId, returned) => {
  // Somebody went Back to a page of who has logged out since: it is not theirs to read.
  if (returned && personId !== config.person.id) location.reload();
  else client.browserIs(personId);
});
visitDaily(() => request('GET', config.visit));

/** @param {string} text @param {string} [code] */
function inWords(text, code) {
  if (code === 'room-gone') return fill(gettext('You are no longer in %(room)s.'), { room: text });
  if (code !== 'store-failed') return text;
  return gettext('This browser cannot store what you write. Until that is mended, unsent messages are lost when the page closes.');
}
