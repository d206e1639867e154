import assert from 'node:assert/strict';
import { readFileSync, readdirSync, existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../static/', import.meta.url));
const OURS = ['lifeline', 'chat', 'playground'];

function modulesUnder(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return modulesUnder(path);
    return entry.name.endsWith('.js') ? [path] : [];
  });
}

const modules = OURS.flatMap((folder) => modulesUnder(join(root, folder)));
const name = (path) => relative(root, path);
const source = new Map(modules.map((path) => [path, readFileSync(path, 'utf8')]));

/** Modules a module names: by statement, and by type in a comment, which Django rewrites as well. */
function named(path) {
  const statements = source.get(path).matchAll(/(?:from\s+|import\s*\(?)['"](\.[^'"]+)['"]/g);
  return [...statements].map(([, target]) => resolve(dirname(path), target));
}

test('every import resolves to a file', () => {
  for (const path of modules) {
    for (const target of named(path)) assert.ok(existsSync(target), `${name(path)}: ${name(target)}`);
  }
});

test('every import statement ends with a semicolon: Django’s manifest rewrites only those', () => {
  for (const [path, text] of source) {
    for (const line of text.match(/^(?:import|export)\s[^;]*?\sfrom\s+['"][^'"]+['"].*$/gm) ?? []) {
      assert.match(line, /;$/, `${name(path)}: ${line}`);
    }
  }
});

test('there is no cycle of imports, types included: the manifest could not name its files', () => {
  const done = new Set();
  const visit = (path, above) => {
    assert.ok(!above.includes(path), [...above, path].map(name).join(' → '));
    if (done.has(path)) return;
    for (const target of named(path)) visit(target, [...above, path]);
    done.add(path);
  };
  for (const path of modules) visit(path, []);
});

test('a link loads nothing of what comes in by the value of an option', () => {
  const loaded = new Set([join(root, 'lifeline/link.js')]);
  // A set that grows while it is walked.
  for (const path of loaded) for (const target of named(path)) loaded.add(target);
  assert.ok(loaded.size > 10);
  const optional = /\/(http-|detour|inquiry|diagnosis|presets|plain-dialects|close-codes|index)/;
  assert.deepEqual([...loaded].map(name).filter((path) => optional.test(path)), []);
});

test('the library knows nothing of chat', () => {
  for (const path of modulesUnder(join(root, 'lifeline'))) {
    for (const target of named(path)) assert.match(name(target), /^lifeline\//, name(path));
  }
});
