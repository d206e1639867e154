import * as clocks from '../lifeline/clock.js';

/** Of the database, the only one. */
export const STORE = 'entries';
/** A slow disk takes a second or two; some browsers, once in a while, never answer. */
const OPEN_MS = 10_000;

/**
 * @param {IDBFactory} factory @param {string} name
 * @param {() => void} lost  the browser closed the database, or a newer page needs it closed
 * @param {clocks.Clock} clock
 * @returns {Promise<IDBDatabase>} rejects with the browser's DOMException, or a TimeoutError
 */
export function openDatabase(factory, name, lost, clock) {
  return inTime(open(factory, name, lost), clock);
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
export function answer(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * @param {IDBFactory} factory @param {string} name
 * @param {() => void} lost  the browser closed the database, or a newer page needs it closed
 * @returns {Promise<IDBDatabase>}
 */
async function open(factory, name, lost) {
  const request = factory.open(name, 1);
  request.onupgradeneeded = () => {
    const entries = request.result.createObjectStore(STORE, { keyPath: 'ordinal', autoIncrement: true });
    entries.createIndex('id', 'id', { unique: true });
    entries.createIndex('person', 'person');
  };
  const database = await answer(request);
  database.onclose = lost;
  database.onversionchange = () => {
    database.close();
    lost();
  };
  return database;
}

/**
 * @param {Promise<IDBDatabase>} opening @param {clocks.Clock} clock
 * @returns {Promise<IDBDatabase>} one that comes too late is closed
 */
function inTime(opening, clock) {
  return new Promise((resolve, reject) => {
    const timer = clock.setTimeout(() => {
      reject(new DOMException('the database does not open', 'TimeoutError'));
      opening.then((database) => database.close(), () => {});
    }, OPEN_MS);
    opening.then(resolve, reject).finally(() => clock.clearTimeout(timer));
  });
}
