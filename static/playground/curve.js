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
 * The `d` of two SVG paths: a line per link; and a dot, which is a line of no length, for each that
 * has one trip only.
 * @param {readonly (number | null)[]} trips  ms; null: a gap
 * @returns {{ lines: string, dots: string }}
 */
export function pathsOf(trips) {
  const links = linksOf(trips);
  return {
    lines: links.filter((points) => points.length > 1).map((points) => `M${points.join('L')}`).join(''),
    dots: links.filter((points) => points.length === 1).map(([point]) => `M${point}L${point}`).join(''),
  };
}

/** @param {readonly (number | null)[]} trips @returns {string[][]} the points of each link */
function linksOf(trips) {
  const topMs = Math.max(LEAST_TOP_MS, ...trips.map((trip) => trip ?? 0));
  const step = (WIDTH - 2 * EDGE) / (Math.max(FEWEST, trips.length) - 1);
  /** @type {string[][]} */
  const links = [[]];
  for (const [index, trip] of trips.entries()) {
    if (trip === null) links.push([]);
    else links.at(-1)?.push(`${round(EDGE + index * step)} ${round(HEIGHT - EDGE - (trip / topMs) * (HEIGHT - 2 * EDGE))}`);
  }
  return links;
}

/** @param {Element} svg @param {readonly (number | null)[]} trips */
export function draw(svg, trips) {
  svg.replaceChildren(...Object.entries(pathsOf(trips)).map(([name, d]) => {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('class', name);
    path.setAttribute('d', d);
    // The picture is stretched; its lines and dots are not.
    path.setAttribute('vector-effect', 'non-scaling-stroke');
    return path;
  }));
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10;
}
