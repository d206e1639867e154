import { element } from './element.js';
import { RecentList } from './recent-list.js';
import { fill, gettext } from './text.js';

/** So much of a frame is shown. */
const MOST_CHARS = 400;

/** Every frame that left or came. */
export class FrameLog {
  #list;

  /** @param {HTMLElement} list */
  constructor(list) {
    this.#list = new RecentList(list);
  }

  /** @param {unknown} data */
  left(data) {
    this.#add('left', gettext('left'), data);
  }

  /** @param {unknown} data */
  came(data) {
    this.#add('came', gettext('came'), data);
  }

  /** @param {string} kind @param {string} way @param {unknown} data */
  #add(kind, way, data) {
    this.#list.add(kind, element('span', 'way', way), ' ', element('code', '', shown(data)));
  }
}

/** @param {unknown} data */
function shown(data) {
  if (typeof data !== 'string') return fill(gettext('%(bytes)s bytes'), { bytes: sizeOf(data) });
  return data.length > MOST_CHARS ? `${data.slice(0, MOST_CHARS)}… (${data.length})` : data;
}

/** @param {any} data */
function sizeOf(data) {
  return data.byteLength ?? data.size ?? 0;
}
