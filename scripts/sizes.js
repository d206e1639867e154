/**
 * What the client library weighs: minified, gzipped, in kB of 1000 bytes. Exit status 1 where it
 * has grown above what docs/client.md promises. The pages load the modules as they are, without a
 * build step: that line is for information, and counts their comments.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LIBRARY = 'static/lifeline/';

/**
 * Alarms: what they are, rounded up to the next half kB, so that growth is noticed. They were meant
 * to weigh 4 and 8: but what is left in the link (keeper and connection, heartbeat, page life,
 * queue, back-off, status) every link needs, and to take off more is to take off behaviour. What a
 * link can do without comes in by the value of an option.
 */
const WEIGHED = [
  { what: 'link.js and what it needs', source: "export { Link } from './link.js';", alarmKb: 7.5 },
  { what: 'everything in static/lifeline', source: "export * from './index.js';", alarmKb: 12 },
];

for (const { what, source, alarmKb } of WEIGHED) {
  const kb = gzipped(await minified(source));
  const heavy = kb > alarmKb;
  if (heavy) process.exitCode = 1;
  console.log(`${what}: ${kb.toFixed(2)} kB minified and gzipped, ${heavy ? 'ABOVE' : 'within'} ${alarmKb} kB`);
}
const library = await modulesOf(`${LIBRARY}index.js`);
const strays = readdirSync(ROOT + LIBRARY).filter((name) => name.endsWith('.js') && !library.includes(LIBRARY + name));
if (strays.length) {
  process.exitCode = 1;
  console.log(`not weighed, since index.js leads to none of them: ${strays.join(', ')}`);
}
for (const [what, entry] of [['a page with index.js', `${LIBRARY}index.js`], ['the chat page', 'static/chat/page/main.js']]) {
  const modules = await modulesOf(entry);
  const kb = modules.reduce((sum, path) => sum + gzipped(readFileSync(ROOT + path)), 0);
  console.log(`${what}: ${modules.length} modules, ${kb.toFixed(1)} kB gzipped as they are served`);
}

/** @param {string} source  a module in the library's folder */
async function minified(source) {
  const { outputFiles } = await bundled({ stdin: { contents: source, resolveDir: ROOT + LIBRARY }, minify: true });
  return outputFiles[0].contents;
}

/** @param {string} entry  path of a module */
async function modulesOf(entry) {
  const { metafile } = await bundled({ entryPoints: [entry], metafile: true });
  return Object.keys(metafile.inputs);
}

/** @param {import('esbuild').BuildOptions} options */
function bundled(options) {
  return build({ absWorkingDir: ROOT, bundle: true, write: false, format: 'esm', target: 'es2022', legalComments: 'none', ...options });
}

/** @param {Uint8Array} bytes @returns {number} kB at the level our static files are compressed with */
function gzipped(bytes) {
  return gzipSync(bytes, { level: 9 }).length / 1000;
}
