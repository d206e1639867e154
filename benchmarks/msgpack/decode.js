/**
 * Decodes the frames of a folder (0.json, 0.msgpack, 1.json …) in three ways and prints, as JSON,
 * what each costs and what the library weighs: `node decode.js FOLDER`.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { decode } from '@msgpack/msgpack';
import { build } from 'esbuild';

/** Each turn lasts about this long, and the fastest counts: the others were disturbed. */
const TURN_MS = 50;
const TURNS = 7;

const folder = process.argv[2];
const count = readdirSync(folder).filter((name) => name.endsWith('.json')).length;
const utf8 = new TextDecoder();

const us = Array.from({ length: count }, (_, number) => {
  const json = readFileSync(join(folder, `${number}.json`));
  const packed = new Uint8Array(readFileSync(join(folder, `${number}.msgpack`)));
  const text = json.toString();
  return {
    // Text frames reach a page as strings; the browser has read the UTF-8 in native code, on another thread.
    parse: cost(() => JSON.parse(text)),
    utf8_parse: cost(() => JSON.parse(utf8.decode(json))),
    msgpack: cost(() => decode(packed)),
  };
});
console.log(JSON.stringify({ us, library_kb: await libraryKb() }));

/** @param {() => unknown} work @returns {number} µs */
function cost(work) {
  const turns = Array.from({ length: TURNS }, () => {
    let calls = 0;
    const start = performance.now();
    while (performance.now() - start < TURN_MS) {
      for (let call = 0; call < 20; call += 1) work();
      calls += 20;
    }
    return ((performance.now() - start) / calls) * 1000;
  });
  return Math.min(...turns);
}

async function libraryKb() {
  const stdin = { contents: "export { decode } from '@msgpack/msgpack';", resolveDir: fileURLToPath(new URL('.', import.meta.url)) };
  const { outputFiles } = await build({ stdin, bundle: true, write: false, minify: true, format: 'esm', target: 'es2022', legalComments: 'none' });
  return gzipSync(outputFiles[0].contents, { level: 9 }).length / 1000;
}
