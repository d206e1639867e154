/** A curve of round trips, as SVG drawn by hand. */

const SVG = 'http://www.w3.org/2000/svg';
/** Of the viewBox in the page, with room for the line's width. */
const WIDTH = 600;
const HEIGHT = 140;
const EDGE = 6;
/** Fewer do not fill the width, so that the curve grows and does not stretch. */
const FEWEST = 30;
/** A flat line at the bottom says more of a quick link than its noise enlarged. */
const LEAST_TOP_MS = 20;

/**
 * The `d` of an SVG path: a line per link, and a dot (a line of no length) where it is alone.
 * @param {readonly (number | null)[]} trips  ms; null: a gap
 * @returns {string}
 */
export function pathOf(trips) {
  const topMs = Math.max(LEAST_TOP_MS, ...trips.map((trip) => trip ?? 0));
  const step = (WIDTH - 2 * EDGE) / (Math.max(FEWEST, trips.length) - 1);
  let begins = true;
  /** @type {string[]} */
  const parts = [];
  for (const [index, trip] of trips.entries()) {
    if (trip !== null) {
      const point = `${round(EDGE + index * step)} ${round(HEIGHT - EDGE - (trip / topMs) * (HEIGHT - 2 * EDGE))}`;
      parts.push(begins ? `M${point}L${point}` : `L${point}`);
    }
    begins = trip === null;
  }
  return parts.join('');
}

/** @param {Element} svg @param {readonly (number | null)[]} trips */
export function draw(svg, trips) {
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', pathOf(trips));
  path.setAttribute('vector-effect', 'non-scaling-stroke');
  svg.replaceChildren(path);
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10;
}
