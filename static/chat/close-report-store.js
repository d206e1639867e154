/** Of what a page writes here, one key each: two pages at once never overwrite each other. */
const PREFIX = 'lifeline-close:';
/** A living page marks itself every 20 s, hidden every minute, with luck. Who has not is gone. */
const GONE_MS = 3 * 60 * 1000;
/** Nobody looks into the statistics of last week for what is told today. */
const FORGOTTEN_MS = 7 * 24 * 60 * 60 * 1000;
/** More come together only where tabs crash by the dozen, and then they tell the same. */
const MOST = 20;

/**
 * @typedef {import('../lifeline/ending.js').Ending} Ending
 *
 * @typedef {object} PageRecord  what a page leaves behind of its connection
 * @property {string} person  id
 * @property {number} at  when the page was last alive, ms since 1970
 * @property {boolean} left  it said good-bye
 * @property {number | null} since  when its link came up, ms since 1970; null: it was down
 * @property {number} [rttMs]
 * @property {Ending | null} untold  how the link before ended, and the server has not been told
 */

/** Records of pages in localStorage, where they survive reload, crash and the end of the browser. */
export class CloseReportStore {
  #storage;
  #key;

  /** @param {string} page  id of this one @param {Storage | null} storage  null: nothing is kept */
  constructor(page, storage) {
    this.#key = PREFIX + page;
    this.#storage = storage;
  }

  /** Is this page's record there? Another page may have told it. */
  get kept() {
    return this.#storage?.getItem(this.#key) != null;
  }

  /**
   * @param {PageRecord} record
   * @returns {boolean} false: there is no room. What is there matters more: these are statistics.
   */
  keep(record) {
    try {
      this.#storage?.setItem(this.#key, JSON.stringify(record));
      return this.#storage !== null;
    } catch {
      return false;
    }
  }

  /** Nothing of this page is worth telling any more. */
  forget() {
    this.#storage?.removeItem(this.#key);
  }

  /**
   * The newest record of a page that is gone, which is then nobody's any more.
   * @param {string} person @param {number} now
   * @returns {PageRecord | null}
   */
  adopt(person, now) {
    const [newest] = this.#gone(now).filter(({ record }) => record.person === person);
    if (!newest) return null;
    this.#storage?.removeItem(newest.key);
    return newest.record;
  }

  /** Newest first; what is too old, too much, or not ours, is forgotten. @param {number} now */
  #gone(now) {
    const gone = this.#others().filter(({ record: { left, at } }) => left || now - at > GONE_MS);
    gone.sort((a, b) => b.record.at - a.record.at);
    const worth = gone.filter(({ record: { at } }, index) => index < MOST && now - at < FORGOTTEN_MS);
    for (const { key } of gone) {
      if (!worth.some((other) => other.key === key)) this.#storage?.removeItem(key);
    }
    return worth;
  }

  /** @returns {{ key: string, record: PageRecord }[]} */
  #others() {
    const keys = Object.keys(this.#storage ?? {}).filter((key) => key.startsWith(PREFIX) && key !== this.#key);
    return keys.map((key) => ({ key, record: parsed(this.#storage?.getItem(key)) }));
  }
}

/**
 * What nobody can read counts as of 1970, and goes.
 * @param {string | null | undefined} text
 * @returns {PageRecord}
 */
function parsed(text) {
  const nobodys = { person: '', at: 0, left: true, since: null, untold: null };
  try {
    const record = JSON.parse(text ?? '');
    return isRecord(record) ? record : nobodys;
  } catch {
    return nobodys;
  }
}

/**
 * Did a page of this version write it? An older or newer one, and anybody, can write there too.
 * @param {any} value
 * @returns {value is PageRecord}
 */
function isRecord(value) {
  const { person, at, left, since, rttMs, untold } = value ?? {};
  return typeof person === 'string' && isAmount(at) && typeof left === 'boolean'
    && (since === null || isAmount(since)) && (rttMs === undefined || isAmount(rttMs))
    && (untold === null || isEnding(untold));
}

/**
 * @param {any} value
 * @returns {value is Ending}
 */
function isEnding(value) {
  const { cause, code, reason, clean, uptimeMs, rttMs, attempts } = value ?? {};
  return typeof cause === 'string' && isCount(code) && typeof reason === 'string' && typeof clean === 'boolean'
    && isAmount(uptimeMs) && (rttMs === undefined || isAmount(rttMs)) && isCount(attempts);
}

/** @param {unknown} value */
function isAmount(value) {
  return typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER;
}

/** @param {unknown} value */
function isCount(value) {
  return isAmount(value) && Number.isInteger(value);
}
