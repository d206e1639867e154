// `node build.js FOLDER`: each of clients/*.js as one script into FOLDER, and what each library weighs
// to standard output: {name: {min, gzip}} in bytes, minified by esbuild, gzip as servers send it.

import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { build } from "esbuild";

const LIBRARIES = {
  lifeline: `export { Link } from "../../static/lifeline/link.js";`,
  "lifeline, everything": `export * from "../../static/lifeline/index.js";`,
  "reconnecting-websocket": `export { default } from "reconnecting-websocket";`,
  "socket.io-client": `export { io } from "socket.io-client";`,
};
const CLIENTS = ["lifeline", "reconnecting-websocket", "socket.io-client"];
const HERE = fileURLToPath(new URL(".", import.meta.url));
const COMMON = { bundle: true, format: "esm", platform: "browser", logLevel: "error" };

await build({
  ...COMMON,
  entryPoints: CLIENTS.map((name) => `${HERE}clients/${name}.js`),
  outdir: process.argv[2],
});

const sizes = {};
for (const [name, contents] of Object.entries(LIBRARIES)) {
  const stdin = { contents, resolveDir: HERE };
  const { outputFiles } = await build({ ...COMMON, stdin, minify: true, write: false });
  const [{ contents: min }] = outputFiles;
  sizes[name] = { min: min.length, gzip: gzipSync(min, { level: 9 }).length };
}
console.log(JSON.stringify(sizes));
