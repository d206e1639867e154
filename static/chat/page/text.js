/** Texts in the person's language, from Django's JavaScriptCatalog, loaded by the page before. */

/**
 * @typedef {object} Catalog
 * @property {(text: string) => string} gettext
 * @property {(one: string, many: string, count: number) => string} ngettext
 * @property {(format: string, values: object, named: true) => string} interpolate
 */

const catalog = /** @type {{ django: Catalog }} */ (/** @type {unknown} */ (globalThis)).django;

/** The text in the page's language. */
export const gettext = catalog.gettext;
/** The text for that count in the page's language. */
export const ngettext = catalog.ngettext;

/**
 * `%(name)s` in the format replaced by `values.name`.
 * @param {string} format
 * @param {Record<string, string | number>} values
 * @returns {string}
 */
export function fill(format, values) {
  return catalog.interpolate(format, values, true);
}

const language = document.documentElement.lang;

/** The page's language as the browser's owner writes it, for dates and sorting: `en-GB`, `zh-CN`. */
export const locale = navigator.languages.find((wanted) => primary(wanted) === primary(language))
  ?? language;

/** @param {string} tag as in BCP 47 */
function primary(tag) {
  return new Intl.Locale(tag).language;
}
