/** Texts in the person's language, from Django's JavaScriptCatalog, loaded by the page before. */

/**
 * @typedef {object} Catalog
 * @property {(text: string) => string} gettext
 * @property {(format: string, values: object, named: true) => string} interpolate
 */

const catalog = /** @type {{ django: Catalog }} */ (/** @type {unknown} */ (globalThis)).django;

/** Before a unit of time, in whichever language: a line must not break there. */
const BEFORE_UNIT = /(\d) (?=(?:m?s|min)\b|毫?秒|分)/g;

/** @param {string} text */
const bound = (text) => text.replace(BEFORE_UNIT, '$1\u00a0');

/** The text in the page's language. @param {string} text */
export const gettext = (text) => bound(catalog.gettext(text));

/**
 * `%(name)s` in the format replaced by `values.name`.
 * @param {string} format
 * @param {Record<string, string | number>} values
 * @returns {string}
 */
export function fill(format, values) {
  return bound(catalog.interpolate(format, values, true));
}
