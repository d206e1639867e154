/** The playground: one link, and everything that happens to it. */
import { behaviourOf, behaviours, named, searchFor } from './behaviours.js';
import { fillTable } from './code-table.js';
import { draw } from './curve.js';
import { byId, element, setText } from './element.js';
import { FrameLog } from './frame-log.js';
import { Now } from './now.js';
import { tellLogIn, tellPageLife } from './page-life.js';
import { now, Playing } from './playing.js';
import { RoundTrips } from './round-trips.js';
import { Switches } from './switches.js';
import { fill, gettext } from './text.js';
import { Timeline } from './timeline.js';
import { connects, tripText } from './words.js';

/** @type {{ ws: string, stream: string, frames: string, hurt: string | null }} */
const config = JSON.parse(byId('playground-config', HTMLScriptElement).textContent ?? '');
// Not a secret: the switches ask for the cookie too.
const key = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

const trips = new RoundTrips();
const timeline = new Timeline(byId('timeline', HTMLElement));
const panel = new Now(() => trips.summary?.medianMs, now);
const say = (/** @type {string} */ text) => timeline.say('switch', text);
const switches = config.hurt === null ? null : new Switches({ address: config.hurt, key, say });
const playing = new Playing({
  addresses: { ...config, ws: `${config.ws}?playground=${key}` },
  watcher: new FrameLog(byId('frames', HTMLElement)),
  follow: (link) => {
    show(() => trips.gap());
    switches?.reset();
    link.on('state', (status) => switches?.offer(status));
    link.on('rtt', ({ ms }) => show(() => trips.add(ms)));
    link.on('close', () => {
      show(() => trips.gap());
      switches?.reset();
    });
    timeline.follow(link, now);
    panel.follow(link, playing.beats);
    link.on('frame', ({ text }) => {
      if (!playing.beats && text === 'pong') timeline.say('beat', gettext('A pong came; nobody waited for it.'));
    });
  },
});

/** @param {() => void} change  to the round trips */
function show(change) {
  change();
  const { summary } = trips;
  draw(byId('curve', SVGSVGElement), trips.all);
  if (summary) setText(byId('trips-words', HTMLElement), fill(gettext('Last %(last)s, median %(median)s, longest %(longest)s, of %(count)s.'), {
    last: tripText(summary.lastMs), median: tripText(summary.medianMs), longest: tripText(summary.longestMs), count: summary.count,
  }));
}

/** @param {string} id @param {() => void} act */
function button(id, act) {
  byId(id, HTMLButtonElement).addEventListener('click', act);
}

const preset = byId('preset', HTMLSelectElement);
for (const [name, { label }] of Object.entries(behaviours)) {
  const option = element('option', '', label);
  option.setAttribute('value', name);
  preset.append(option);
}
preset.value = named(location.search);

function start() {
  const { label, words } = behaviourOf(preset.value);
  setText(byId('preset-words', HTMLElement), words);
  timeline.say('person', fill(gettext('A new link, behaving like: %(name)s'), { name: label }));
  playing.start(preset.value);
}

fillTable();
tellPageLife((text) => timeline.say('page', text));
preset.addEventListener('change', () => {
  history.replaceState(null, '', searchFor(preset.value));
  start();
});
tellLogIn(() => {
  timeline.say('page', gettext('Somebody logged in, in another tab.'));
  playing.link.loggedIn();
});
button('do-connect', () => {
  const anew = connects(playing.link.status.state);
  timeline.say('person', anew ? gettext('You pressed Connect.') : gettext('You pressed Reconnect.'));
  if (anew) playing.connect();
  else playing.link.reconnect();
});
button('do-ping', () => {
  timeline.say('person', gettext('You pressed Send ping.'));
  playing.ping();
  if (!playing.beats) timeline.say('beat', gettext('Ping left; nobody waits for an answer.'));
});
button('do-close', () => {
  timeline.say('person', gettext('You pressed Close.'));
  playing.link.close();
});
start();
