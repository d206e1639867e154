/** Texts in the person's language, from Django's JavaScriptCatalog, loaded by the page before. */

/**
 * @typedef {object} Catalog
 * @property {(text: string) => string} gettext
 * @property {(format: string, values: object, named: true) => string} interpolate
 */

const catalog = /** @type {{ django: Catalog }} */ (/** @type {unknown} */ (globalThis)).django;

/** The text in the page's language. */
export const gettext = catalog.gettext;

/**
 * `%(name)s` in the format replaced by `values.name`.
 * @param {string} format
 * @param {Record<string, string | number>} values
 * @returns {string}
 */
export function fill(format, values) {
  return catalog.interpolate(format, values, true);
}
