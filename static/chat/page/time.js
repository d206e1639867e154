/** Days and times as people write them. */
import { gettext, locale } from './text.js';

const DAY_MS = 24 * 60 * 60 * 1000;

const clockFormat = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' });
const dayFormat = new Intl.DateTimeFormat(locale, {
  weekday: 'long', day: 'numeric', month: 'long', year: 'numeric',
});
const fullFormat = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium' });

/**
 * The day of a moment, as something to compare: `2026-11-20`, where the reader is.
 * @param {number} at ms
 * @returns {string}
 */
export function dayOf(at) {
  const date = new Date(at);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((number) => String(number).padStart(2, '0'))
    .join('-');
}

/**
 * @param {number} at ms
 * @param {number} now ms
 * @returns {string}
 */
export function dayName(at, now) {
  if (dayOf(at) === dayOf(now)) return gettext('Today');
  // Midday, so that a day of 23 or 25 hours has no say in what yesterday was.
  const midday = new Date(now).setHours(12);
  if (dayOf(at) === dayOf(midday - DAY_MS)) return gettext('Yesterday');
  return dayFormat.format(at);
}

/**
 * Show a moment in a `<time>`: the clock in sight, the whole date for pointers and programs.
 * @param {HTMLTimeElement} element
 * @param {number} at ms
 */
export function showClock(element, at) {
  element.dateTime = new Date(at).toISOString();
  element.textContent = clockFormat.format(at);
  element.title = fullFormat.format(at);
}
