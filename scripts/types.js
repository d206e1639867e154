/**
 * The declarations a stranger's editor reads: `node scripts/types.js` writes them from the JSDoc of
 * the modules, `--check` only says whether they are fresh (exit status 1 where not). TypeScript
 * finds index.d.ts beside index.js; the others lie in a folder of their own, since beside their
 * modules our own check would read them instead of the modules.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');
const INDEX = join(ROOT, 'static/lifeline/index.d.ts');
const REST = join(ROOT, 'static/lifeline/types');
const INDEX_TEXT = "export * from './types/index.js';\n";

const made = mkdtempSync(join(tmpdir(), 'lifeline-types-'));
try {
  execFileSync(process.execPath, [TSC, '-p', join(ROOT, 'scripts/types.json'), '--outDir', made], { stdio: 'inherit' });
  if (process.argv.includes('--check')) check();
  else write();
} finally {
  rmSync(made, { recursive: true });
}

function write() {
  rmSync(REST, { recursive: true, force: true });
  cpSync(made, REST, { recursive: true });
  writeFileSync(INDEX, INDEX_TEXT);
}

function check() {
  const stale = staleFiles();
  if (!stale.length) return;
  console.error(`static/lifeline: the declarations are not what the modules say: ${stale.join(', ')}. Mend it: make types`);
  process.exitCode = 1;
}

/** Names of declarations that differ, are missing, or have no module any more. */
function staleFiles() {
  const names = new Set([...readdirSync(made), ...(existsSync(REST) ? readdirSync(REST) : [])]);
  const stale = [...names].filter((name) => textOf(join(made, name)) !== textOf(join(REST, name)));
  return textOf(INDEX) === INDEX_TEXT ? stale : ['index.d.ts', ...stale];
}

/** @param {string} path */
function textOf(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}
