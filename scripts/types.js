/**
 * The declarations a stranger's editor reads: `node scripts/types.js` writes them from the JSDoc of
 * the modules, `--check` only says whether they are fresh (exit status 1 where not). TypeScript
 * finds index.d.ts beside index.js, and by it these; they lie in a folder of their own, since beside
 * their modules our own check would read them instead of the modules.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');
const TYPES = join(ROOT, 'static/lifeline/types');

const made = mkdtempSync(join(tmpdir(), 'lifeline-types-'));
try {
  execFileSync(process.execPath, [TSC, '-p', join(ROOT, 'scripts/types.json'), '--outDir', made], { stdio: 'inherit' });
  if (process.argv.includes('--check')) check();
  else write();
} finally {
  rmSync(made, { recursive: true });
}

function write() {
  rmSync(TYPES, { recursive: true, force: true });
  cpSync(made, TYPES, { recursive: true });
}

function check() {
  const stale = staleFiles();
  if (!stale.length) return;
  console.error(`static/lifeline: the declarations are not what the modules say: ${stale.join(', ')}. Mend it: make types`);
  process.exitCode = 1;
}

/** Names of declarations that differ, are missing, or have no module any more. */
function staleFiles() {
  const names = new Set([...readdirSync(made), ...(existsSync(TYPES) ? readdirSync(TYPES) : [])]);
  return [...names].filter((name) => textOf(join(made, name)) !== textOf(join(TYPES, name)));
}

/** @param {string} path */
function textOf(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}
